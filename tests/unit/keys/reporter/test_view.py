"""``reporter view``: pixels and nothing else come out of the vault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from deploy.newsroom import can_unshare, without_network
from keys.reporter.cli import reporter
from keys.reporter.sandbox.png import SIGNATURE
from tests.support.exhibits import CANARY, exhibits, many_pages
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    """With five files and a long one, received."""
    outgoing, parcels = sealed(*exhibits(), attachment(many_pages(), "file-6.txt"))
    newsroom.bundle([newsroom.letter(newsroom.source(), "look", outgoing=outgoing)], parcels)
    newsroom.receive()
    (newsroom.folder / "passphrase").write_text(PASSPHRASE + "\n")
    return newsroom


def arguments(newsroom: Newsroom, folder: Path, *words: str) -> list[str]:
    """What is typed after ``reporter``."""
    secret = ["--passphrase-file", str(newsroom.folder / "passphrase"), "--json"]
    return ["view", str(newsroom.vault("Ada")), "1", "--to", str(folder), *secret, *words]


def view(newsroom: Newsroom, folder: Path, *words: str) -> Result:
    """``reporter view`` of the only contact."""
    return CliRunner().invoke(reporter, arguments(newsroom, folder, *words))


def test_only_pictures_are_written(newsroom: Newsroom, tmp_path: Path) -> None:
    """PNG files that hold nothing of what the original said beside its pixels; what was refused left nothing."""
    told = json.loads(view(newsroom, tmp_path / "seen").stdout)
    written = sorted(path for path in (tmp_path / "seen").rglob("*") if path.is_file())
    names = [
        "photo-1.jpg.png",
        "untouched/file-3.pdf-001.png",
        "untouched/file-3.pdf-002.png",
        "untouched/photo-1.jpg.png",
    ]
    assert [str(path.relative_to(tmp_path / "seen")) for path in written] == names
    for path in written:
        data = path.read_bytes()
        assert data.startswith(SIGNATURE)
        assert CANARY.encode() not in data
        with Image.open(path) as picture:
            picture.load()
            assert picture.info == {}
        assert path.stat().st_mtime_ns % (86_400 * 10**9) == 0
    errors = {file["name"]: file.get("error") for file in told["files"] if not file["ok"]}
    assert errors == {
        "untouched/file-4.png": "not-shown-too-many-pixels",
        "untouched/file-5": "not-shown-unknown",
        "untouched/file-6.txt": "not-shown-too-many-pages",
    }


def test_some_pages_of_one_file(newsroom: Newsroom, tmp_path: Path) -> None:
    """Of 301 pages, which are too many at once, the last two; named by their numbers."""
    done = view(newsroom, tmp_path / "seen", "--file", "untouched/file-6.txt", "--pages", "300-301")
    assert done.exit_code == 0, done.output
    names = [path.name for path in sorted((tmp_path / "seen" / "untouched").iterdir())]
    assert names == ["file-6.txt-300.png", "file-6.txt-301.png"]


def test_it_is_done_without_any_network_and_loads_none(newsroom: Newsroom, tmp_path: Path) -> None:
    """In a namespace without even a loopback; and the process outside the sandbox never loads a parser."""
    if not can_unshare():
        pytest.skip("this user may not take the network away")
    probe = (
        "import sys\nfrom keys.reporter.cli import reporter\n"
        "try: reporter(sys.argv[1:])\nfinally: print(sorted(sys.modules), file=sys.stderr)"
    )
    command = [*without_network(), sys.executable, "-c", probe, *arguments(newsroom, tmp_path / "seen")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for parser in ("PIL", "pypdfium2", "socket", "ssl", "zipfile", "tarfile", "xml"):
        assert f"'{parser}'" not in done.stderr
    assert "'keys.reporter.sandbox.pixels'" in done.stderr, "the search looks at the right list"


def test_a_talk_without_files_makes_no_folder(newsroom: Newsroom, tmp_path: Path) -> None:
    """An empty folder would only be in the way."""
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "words only")])
    newsroom.receive()
    words = arguments(newsroom, tmp_path / "seen")
    words[2] = source.name
    done = CliRunner().invoke(reporter, words)
    assert (done.exit_code, json.loads(done.stdout)["files"]) == (0, [])
    assert not (tmp_path / "seen").exists()


def test_a_run_that_fails_leaves_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    """Neither the folder, nor the one beside it in which it is made."""
    before = sorted(path.name for path in tmp_path.iterdir())
    done = view(newsroom, tmp_path / "seen", "--file", "untouched/file-5")
    assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, "not-shown-unknown")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
