"""The export for publication: what is in the folder, and what must not be."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from intake.clean import Cleaned, FileSource, clean
from intake.protocol.code import Code
from intake.protocol.reply import State
from intake.protocol.source import Identity
from intake.source.stream import Attachment
from keys.reporter.answers import queue
from keys.reporter.cli import reporter
from keys.reporter.errors import NotEmptyError, UnknownFileError
from keys.reporter.publication import Published, Wish, publish
from keys.reporter.publishing import copies
from keys.reporter.publishing.errors import BadBoxError
from keys.reporter.publishing.redaction import Box
from keys.reporter.publishing.renaming import Person
from keys.reporter.publishing.transcript import CHANGED
from tests.support.exhibits import CANARY, cleaned, exhibits, paper, photograph
from tests.support.newsroom import PASSPHRASE, Newsroom, Source, attachment, sealed
from tests.support.waiting import until

CODE = Code.draw()
TEXT = f"Rahima Akter saw it; {{}} is what you call me. {' '.join(CODE.spoken())} {', '.join(CODE.numbers())}"


@pytest.fixture
def source(newsroom: Newsroom) -> Source:
    """Somebody who wrote its pseudonym and its code into the text, with files, and had an answer."""
    return talked(newsroom, exhibits())


@pytest.fixture
def brief(newsroom: Newsroom) -> Source:
    """The same with one file."""
    return talked(newsroom, exhibits()[:1])


def talked(newsroom: Newsroom, files: list[Attachment]) -> Source:
    """A text and an answer to it."""
    source = Source(Identity.of(CODE, newsroom.pin))
    outgoing, parcels = sealed(*files)
    text = TEXT.format(source.name) + "\nGreetings, " + source.name.split()[0].upper()
    newsroom.bundle([newsroom.letter(source, text, outgoing=outgoing)], parcels)
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        queue(machine, machine.contact("1"), State.TELL_US_MORE, f"Thank you, {source.name}. Who is rahima  akter?")
    newsroom.outbox()
    return source


def export(
    newsroom: Newsroom, folder: Path, *names: str, boxes: tuple[str, ...] = (), pixels: bool = False
) -> Published:
    """The only contact's export."""
    wish = Wish(tuple(map(Person.listed_as, names)), tuple(map(Box.read, boxes)), pixels)
    with newsroom.machine("Ada") as machine:
        return publish(machine, machine.contact("1"), folder, wish, newsroom.today)


def everything(folder: Path) -> bytes:
    """All bytes of all files, and their names."""
    return b"\n".join(
        str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def test_nothing_in_the_folder_leads_back(newsroom: Newsroom, source: Source, tmp_path: Path) -> None:
    """Not the pseudonym, the code, a key, the vault's path, the reporter, a listed name, a tag, or a time of day."""
    folder = tmp_path / "out"
    published = export(newsroom, folder, "Rahima Akter")
    data = everything(folder)
    with newsroom.machine("Ada") as machine:
        contact = machine.contact("1")
        keys = [contact.pair, contact.reply_key, machine.reporter, bytes(machine.signing_key.verify_key)]
        originals = [
            b"".join(machine.vault.read_file(stored, bytes(key)))
            for stored, key in machine.rows("SELECT stored, key FROM files")
        ]
    words = [
        source.name,
        source.name.split()[0],
        "Rahima",
        "Akter",
        CANARY,
        "Ada",
        str(tmp_path),
        newsroom.vault("Ada").name,
    ]
    words += [*CODE.numbers(), *(key.hex() for key in keys), CODE.digits, " ".join(CODE.spoken()[:2])]
    for word in words:
        for encoding in ("utf-8", "utf-16-le"):
            assert word.lower().encode(encoding) not in data.lower(), word
    assert not any(key in data for key in keys)
    assert not re.search(rb"\d\d:\d\d", data)
    hashes = {hashlib.sha256(path.read_bytes()).digest() for path in folder.rglob("*") if path.is_file()}
    untouched = {hashlib.sha256(original).digest() for original in originals[1:]}
    assert not hashes & untouched, "an original as it came is never among them"
    for path in (folder, *folder.rglob("*")):
        assert path.stat().st_mtime_ns == newsroom.today * 86_400 * 10**9
    assert sorted(path.name for path in folder.iterdir()) == [
        *("page-3-001.png", "page-3-002.png", "photo-1.jpg", "photo-2.jpg", "report.txt", "transcript.txt")
    ]
    assert len(published.copies) == 5


def test_the_transcript_has_new_names_days_and_the_line(newsroom: Newsroom, brief: Source, tmp_path: Path) -> None:
    """The working pseudonym is replaced as every other name is, in our answers too; each name the same all along."""
    published = export(newsroom, tmp_path / "out", "Rahima Akter")
    text = (tmp_path / "out" / "transcript.txt").read_text()
    pseudonym, rahima = published.renamed
    assert (pseudonym.listed, pseudonym.times, rahima.listed, rahima.times) == (brief.name, 3, "Rahima Akter", 2)
    assert text.startswith(CHANGED + "\n")
    assert f"{rahima.fresh} saw it; {pseudonym.fresh} is what you call me. [taken out]" in text
    assert f"Greetings, {pseudonym.fresh.upper()}" in text
    assert f"Thank you, {pseudonym.fresh}. Who is {rahima.fresh}?" in text
    assert len(re.findall(r"^\d{4}-\d\d-\d\d, ", text, re.MULTILINE)) == 2
    assert pseudonym.fresh not in brief.name


def test_the_report_says_kinds_and_never_what_was_there(newsroom: Newsroom, source: Source, tmp_path: Path) -> None:
    """The folder may travel as it is, so the report has no place in it that the photograph had."""
    export(newsroom, tmp_path / "out", "Rahima Akter")
    report = (tmp_path / "out" / "report.txt").read_text()
    assert CHANGED in report
    assert "photo-2.jpg: cleaned again; taken out now: the place, the device, times. It came untouched" in report
    assert "page-3-001.png to page-3-002.png: a document as pixels: a listed name or the pseudonym is written" in report
    assert "left out: a picture has more than 128 million pixels" in report
    assert "23.78" not in report


def test_a_long_quote_is_warned_of(newsroom: Newsroom, tmp_path: Path) -> None:
    """How somebody writes tells who it is; a short message is no matter."""
    short, long = newsroom.source(), newsroom.source()
    newsroom.bundle([newsroom.letter(short, "word " * 39), newsroom.letter(long, "word " * 40)])
    newsroom.receive()
    for source, warned in ((short, False), (long, True)):
        folder = tmp_path / source.name
        with newsroom.machine("Ada") as machine:
            published = publish(machine, machine.contact(source.name), folder, Wish(), newsroom.today)
        assert ("quoted at length" in (folder / "report.txt").read_text()) is warned
        assert any("quoted at length" in line for line in published.by_eye) is warned


def test_a_box_is_black_to_the_last_pixel_and_nothing_lies_beneath(
    newsroom: Newsroom, source: Source, tmp_path: Path
) -> None:
    """The box and nothing but the box; a redacted file is pixels, whatever cleaner knows it."""
    boxes = ("photo-1.jpg:1:100,100,201,101", "untouched/file-3.pdf:2:0,0,625,417")
    published = export(newsroom, tmp_path / "out", boxes=boxes)
    assert [copy.boxes for copy in published.copies] == [1, 0, 1, 0, 0]
    page = Image.open(tmp_path / "out" / "page-1.png")
    original = Image.open(BytesIO(photograph())).convert("RGB")
    assert page.size == original.size
    assert page.crop((100, 100, 301, 201)).getextrema() == ((0, 0),) * 3
    for outside in ((0, 0, 640, 100), (0, 201, 640, 480), (0, 100, 100, 201), (301, 100, 640, 201)):
        assert page.crop(outside).getextrema() != ((0, 0),) * 3
    assert page.info == {}, "no chunk but the pixels"
    assert Image.open(tmp_path / "out" / "page-3-002.png").getextrema() == ((0, 0),) * 3
    assert Image.open(tmp_path / "out" / "page-3-001.png").getextrema() != ((0, 0),) * 3


@pytest.mark.parametrize("box", ["photo-1.jpg:1:600,0,41,10", "photo-1.jpg:1:0,480,1,1", "photo-1.jpg:2:0,0,1,1"])
def test_a_box_that_is_not_on_its_page_stops_the_export(
    newsroom: Newsroom, source: Source, tmp_path: Path, box: str
) -> None:
    """Else somebody would publish what they believe to be black. Nothing is left behind."""
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(BadBoxError):
        export(newsroom, tmp_path / "out", boxes=(box,))
    with pytest.raises(UnknownFileError):
        export(newsroom, tmp_path / "out", boxes=("other.jpg:1:0,0,1,1",))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.jpg",
        "a.jpg:0:1,1,1,1",
        "a.jpg:1:1,1,1",
        "a.jpg:1:1,1,0,1",
        "a.jpg:1:-1,1,1,1",
        ":1:1,1,1,1",
        "a:1:1,1,1,٣",
    ],
)
def test_what_is_no_box_is_refused(text: str) -> None:
    """Before anything is opened."""
    with pytest.raises(BadBoxError):
        Box.read(text)


def test_everything_as_pixels_when_asked(newsroom: Newsroom, source: Source, tmp_path: Path) -> None:
    """No cleaned file then; what cannot be drawn is left out, with the reason."""
    export(newsroom, tmp_path / "out", pixels=True)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["page-1.png", "page-2.png", "page-3-001.png", "page-3-002.png", "report.txt", "transcript.txt"]


def test_a_copy_that_is_not_clean_is_never_called_so(
    newsroom: Newsroom, source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each copy is read again: here every second look finds something, so that all become pixels."""
    looks = iter(range(1_000))

    def suspicious(file: FileSource) -> Cleaned | None:
        return clean(file) if next(looks) % 2 == 0 else None

    monkeypatch.setattr(copies, "clean", suspicious)
    published = export(newsroom, tmp_path / "out")
    assert published.copies[0].names == ("page-1.png",)
    assert published.copies[0].why == "it was not clean after cleaning"


def test_nothing_is_overwritten_and_nothing_half_stays(newsroom: Newsroom, brief: Source, tmp_path: Path) -> None:
    """A folder with anything in it is left alone; what an earlier run was killed over is made good by the next."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(NotEmptyError):
        export(newsroom, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]
    script = "import sys; from keys.reporter.cli import reporter; reporter(sys.argv[1:])"
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    command = [
        sys.executable,
        "-c",
        script,
        "export",
        str(newsroom.vault("Ada")),
        "1",
        "--for-publication",
        "--as-pixels",
    ]
    command += ["--to", str(tmp_path / "cut"), "--passphrase-file", str(tmp_path / "passphrase")]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
            until((tmp_path / ".cut.asterism-part").exists, "the export has begun")
            running.send_signal(number)
            _, told = running.communicate(timeout=60)
        assert running.returncode == (-9 if number == signal.SIGKILL else 130), told
        assert not (tmp_path / "cut").exists()
        assert (tmp_path / ".cut.asterism-part").exists() is (number == signal.SIGKILL)
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "cut" / "report.txt").exists()
    assert not (tmp_path / ".cut.asterism-part").exists()


def test_names_come_from_a_file_too(newsroom: Newsroom, brief: Source, tmp_path: Path) -> None:
    """A person a line; who became whom is told on the screen alone."""
    (tmp_path / "names").write_text("Rahima Akter / Rahima\n\nसीता\n", encoding="utf-8")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    words = ["export", str(newsroom.vault("Ada")), "1", "--for-publication", "--to", str(tmp_path / "out"), "--json"]
    words += ["--names", str(tmp_path / "names"), "--passphrase-file", str(tmp_path / "passphrase")]
    done = CliRunner().invoke(reporter, words)
    assert done.exit_code == 0, done.output
    renamed = json.loads(done.stdout)["renamed"]
    assert [(one["listed"], one["times"]) for one in renamed] == [
        (brief.name, 3),
        ("Rahima Akter / Rahima", 2),
        ("सीता", 0),
    ]
    assert renamed[1]["fresh"] in (tmp_path / "out" / "transcript.txt").read_text()


def test_files_that_were_shown_count_down(newsroom: Newsroom, brief: Source, tmp_path: Path) -> None:
    """An export shows a conversation as reading does."""
    export(newsroom, tmp_path / "out")
    with newsroom.machine("Ada") as machine:
        assert machine.one("SELECT count(*) FROM messages WHERE shown IS NULL") == 0


def test_invisible_marks_and_controls_stay_behind(newsroom: Newsroom, tmp_path: Path) -> None:
    """Characters of no width can number the copies of a text; joiners that spelling needs stay."""
    text = "a\u200bb\u2060c\U000e0041d\u202ee\x1b[2Jf می\u200cرود क\u200d\u0937"
    newsroom.bundle([newsroom.letter(newsroom.source(), text)])
    newsroom.receive()
    export(newsroom, tmp_path / "out")
    assert "    abcde[2Jf می\u200cرود क\u200d\u0937\n" in (tmp_path / "out" / "transcript.txt").read_text()


def test_a_pseudonym_inside_a_file_makes_it_pixels(newsroom: Newsroom, tmp_path: Path) -> None:
    """Nothing in the folder may hold it, as text or in a wider encoding."""
    source = newsroom.source()
    files = [cleaned(photograph((64, 48)), "photo-1.jpg"), attachment(paper(f"yours, {source.name}"), "file-2.pdf")]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(source, "x", outgoing=outgoing)], parcels)
    newsroom.receive()
    published = export(newsroom, tmp_path / "out")
    assert published.copies[1].names == ("page-2.png",)
    assert (tmp_path / "out" / "page-2.png").exists()
