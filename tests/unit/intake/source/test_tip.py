"""The command ``tip`` against the real server, with reporters who really open what comes."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from intake.protocol.reply import State
from intake.voice import day_text
from tests.corpus.corpus import ALL
from tests.support.served import Served
from tests.support.server import running_server

Told = Callable[..., dict[str, Any]]
Tip = Callable[..., Result]


def code_file(sent: dict[str, Any], folder: Path, spelling: str = "numbers") -> Path:
    """The code of a sending, as a person might write it down."""
    path = folder / f"code-{sent['numbers'][0]}"
    path.write_text("\n".join(sent[spelling]))
    return path


def test_a_tip_is_read_answered_and_answered_again(
    newsroom: Served, told: Told, text_file: Path, tmp_path: Path
) -> None:
    """Both readers get text and cleaned files; the answer is found under the code; a second letter joins the thread."""
    photo, film, strange = tmp_path / "DCIM1.jpg", tmp_path / "VID_2.mp4", tmp_path / "ledger.xyz"
    shutil.copy(ALL["phone.jpg"], photo)
    shutil.copy(ALL["phone.mp4"], film)
    strange.write_bytes(b"\x00ledger" * 20_000)
    clean = tmp_path / "clean"
    cleaned = told("clean", photo, film, "--to", clean)
    assert all("cleaned" in row for row in cleaned["files"])
    where = (newsroom.url, "--pin", newsroom.pin)
    sent = told("send", *where, photo, film, strange, "--text", text_file, "--as-is")
    newsroom.carry_in()
    for reader in ("Ada", "Ben"):
        (message,) = newsroom.messages(reader, sent["pseudonym"])
        assert message.text == text_file.read_bytes().decode()
        saved = newsroom.saved(reader, sent["pseudonym"], tmp_path / f"saved-{reader}")
        for name in ("photo-1.jpg", "video-2.mp4"):
            assert (saved / name).read_bytes() == (clean / name).read_bytes()
        (found,) = saved.rglob("file-3*")
        assert found.read_bytes() == strange.read_bytes()
    newsroom.answer("Ada", sent["pseudonym"], "Which month?\nशुक्रिया", State.TELL_US_MORE)
    newsroom.carry_out()
    code = code_file(sent, tmp_path, "words")
    seen = told("check", *where, "--code-file", code, "--looks", 4)
    assert seen["pseudonym"] == sent["pseudonym"]
    by_reader = {reply["reporter"]: reply for reply in seen["replies"]}
    assert by_reader["Ada"]["text"] == "Which month?\nशुक्रिया"
    assert by_reader["Ada"]["state"] == "tell-us-more"
    assert by_reader["Ben"] | {"day": ""} == {
        "reporter": "Ben", "day": "", "number": 1, "state": "opened", "letters": 1, "missing": False, "text": "",
    }  # fmt: skip
    text_file.write_text("March.")
    again = told("send", *where, "--again", "--code-file", code, "--text", text_file)
    assert again["pseudonym"] == sent["pseudonym"]
    assert "numbers" not in again
    newsroom.carry_in()
    assert [message.text for message in newsroom.messages("Ben", sent["pseudonym"])][1:] == ["March."]


def test_a_long_text_and_a_text_that_packs_too_well_arrive_whole(newsroom: Served, told: Told, tmp_path: Path) -> None:
    """What does not fit a letter, or would not be unpacked by a reader's limits, goes as a file that is read as text."""
    path = tmp_path / "long.txt"
    names = []
    texts = [" ".join(str(hashlib.sha256(str(n).encode()).hexdigest()) for n in range(900)), "ж" * 400_000]
    for text in texts:
        path.write_text(text)
        names.append(told("send", newsroom.url, "--pin", newsroom.pin, "--text", path)["pseudonym"])
    newsroom.carry_in()
    assert [newsroom.messages("Ada", name)[0].text for name in names] == texts


def test_only_the_reader_that_was_chosen_gets_it(newsroom: Served, told: Told, text_file: Path) -> None:
    """--to one name: the other's machine finds nothing to open."""
    sent = told("send", newsroom.url, "--pin", newsroom.pin, "--text", text_file, "--to", "Ben")
    newsroom.carry_in()
    assert newsroom.messages("Ben", sent["pseudonym"])
    assert not newsroom.messages("Ada", sent["pseudonym"])


def test_a_reader_without_a_key_is_named_before_anything_is_sent(newsroom: Served, tip: Tip, text_file: Path) -> None:
    """The desk has three, one has no key today: it is said, and the others get the letter."""
    done = tip("send", newsroom.url, "--text", text_file)
    assert done.exit_code == 0
    unreachable, arrived = done.stdout.index("Eve cannot be reached today"), done.stdout.index("It has arrived")
    assert unreachable < arrived
    assert "for Ada and Ben." in done.stdout
    nobody = tip("send", newsroom.url, "--text", text_file, "--to", "Eve")
    assert nobody.exit_code == 1
    assert "Nobody can be reached: Eve cannot be reached today" in nobody.stderr


def test_the_code_is_shown_before_the_letter_goes(newsroom: Served, tip: Tip, text_file: Path) -> None:
    """No letter can arrive whose code nobody has seen."""
    done = tip("send", newsroom.url, "--text", text_file, "--pin", newsroom.pin)
    assert done.stdout.index("They are shown this once") < done.stdout.index("It has arrived")


def test_a_typed_code_is_asked_back_by_its_name(newsroom: Served, tip: Tip, told: Told, text_file: Path) -> None:
    """A right code that is another's is a stranger's name: nothing is written under it unless the person says yes."""
    sent = told("send", newsroom.url, "--pin", newsroom.pin, "--text", text_file)
    where = ("send", newsroom.url, "--pin", newsroom.pin, "--again", "--text", text_file)
    typed = " ".join(sent["numbers"])
    no = tip(*where, text=f"{typed}\nn\n")
    assert no.exit_code == 130
    assert f"You are {sent['pseudonym']}?" in no.stderr
    assert "It has arrived" not in no.stdout
    assert tip(*where, text=f"{typed}\ny\n").exit_code == 0


def test_answers_out_of_many_trips_are_found_by_looking_more_often(
    newsroom: Served, told: Told, text_file: Path, tmp_path: Path
) -> None:
    """One look fetches one group of ours; more lie there, and more looks bring them all."""
    sent = told("send", newsroom.url, "--pin", newsroom.pin, "--text", text_file, "--to", "Ada")
    newsroom.carry_in()
    for number in range(3):
        newsroom.answer("Ada", sent["pseudonym"], f"answer {number}")
        newsroom.carry_out()
        newsroom.carry_in()
    where = ("check", newsroom.url, "--pin", newsroom.pin, "--code-file", code_file(sent, tmp_path))
    once = told(*where)
    assert once["more"]
    assert 1 <= len(once["replies"]) < 3
    found = told(*where, "--looks", 9)
    assert not found["more"]
    assert {reply["text"] for reply in found["replies"]} == {f"answer {number}" for number in range(3)}
    assert not any(reply["missing"] for reply in found["replies"])


def test_nothing_is_found_under_a_code_that_nobody_has(newsroom: Served, told: Told, tmp_path: Path) -> None:
    """It is a stranger's name and no error."""
    path = tmp_path / "code"
    path.write_text("000000000000000000130000000021")
    found = told("check", newsroom.url, "--pin", newsroom.pin, "--code-file", path)
    assert found["replies"] == []


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("1160095459\n4877133871\n9614018385", "code-check", "There is a slip in number 2"),
        ("1160095459\n487713387\n9614018385", "code-length", "Number 2 does not have ten digits"),
        ("1160095459\n4877133870", "code-count", "A code has three numbers of ten digits"),
        (
            "body sabotage oncoming fanfare gullible update qqqqq civilian lavender",
            "code-word",
            "Word 7 is not in the list",
        ),
    ],
)
def test_a_slip_is_told_where_it_is(
    newsroom: Served, told: Told, tmp_path: Path, typed: str, code: str, said: str
) -> None:
    """In which number or word, before anybody is asked anything, and never what was typed."""
    path = tmp_path / "code"
    path.write_text(typed)
    found = told("check", "https://nobody.invalid", "--code-file", path, status=1)
    assert found["error"] == code
    assert found["happened"] == said


def test_tip_remembers_when_told_to_and_refuses_what_is_older(
    newsroom: Served, told: Told, text_file: Path, tmp_path: Path
) -> None:
    """A memory file replaces the pin, holds the highest versions, and belongs to one newsroom."""
    memory = tmp_path / "seen"
    where = ("send", newsroom.url, "--text", text_file, "--memory", memory)
    assert str(memory) in told(*where, "--pin", newsroom.pin)["kept"]
    assert told(*where)["ok"]
    fields = json.loads(memory.read_text())
    memory.write_text(json.dumps(fields | {"seen_timestamp": 10_000}))
    assert told(*where, status=1)["error"] == "directory-older"
    memory.write_text(json.dumps(fields | {"seen_board": 10_000}))
    assert told(*where, status=1)["error"] == "directory-older"
    memory.write_text(json.dumps(fields | {"root": "00" * 32}))
    assert told(*where, status=1)["error"] == "directory"
    memory.write_text(json.dumps(fields))
    assert told(*where, "--pin", "00" * 32, status=1)["error"] == "memory"


def test_tip_leaves_nothing_behind(
    newsroom: Served, told: Told, text_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home, working folder and temporary folder are empty after sending, looking and failing."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.chdir(home)
    sent = told("send", newsroom.url, "--pin", newsroom.pin, "--text", text_file, ALL["phone.jpg"])
    told("check", newsroom.url, "--pin", newsroom.pin, "--code-file", code_file(sent, tmp_path))
    told("send", newsroom.url, "--pin", "00" * 32, "--text", text_file, status=1)
    assert list(home.iterdir()) == []


def test_nothing_to_send_is_said_before_anybody_is_asked(told: Told, tmp_path: Path) -> None:
    """No text, white space only, no files: an error of three sentences, in JSON too."""
    blank = tmp_path / "blank"
    blank.write_text(" \n")
    for arguments in ((), ("--text", blank)):
        assert told("send", "https://nobody.invalid", *arguments, status=2)["error"] == "usage"


def test_a_text_that_is_no_text_is_refused(told: Told, tmp_path: Path) -> None:
    """Latin-1 or a photograph as --text is said to be no plain text."""
    path = tmp_path / "latin"
    path.write_bytes(b"caf\xe9")
    assert told("send", "https://nobody.invalid", "--text", path, status=1)["error"] == "not-text"


def test_the_wrong_clock_is_told_with_both_dates_and_the_person_chooses(
    newsroom: Served, told: Told, text_file: Path
) -> None:
    """The newsroom is three days ahead: nothing is sent, until the person gives today's date; then it is taken."""
    with running_server(newsroom.folder, day_shift=3) as ahead:
        where = ("send", ahead.url, "--pin", newsroom.pin, "--text", text_file)
        refused = told(*where, status=1)
        today = int(time.time() // 86_400)
        assert refused["error"] == "wrong-clock"
        assert day_text(today) in refused["happened"]
        assert day_text(today + 3) in refused["happened"]
        assert told(*where, "--newsroom-date", day_text(today + 5), status=1)["error"] == "wrong-clock"
        expired = told(*where, "--newsroom-date", day_text(today + 9), status=1)
        assert expired["error"] == "directory-expired"
        assert f"you say it is {day_text(today + 9)}" in expired["happened"]
        assert told(*where, "--newsroom-date", day_text(today + 3))["ok"]


def test_clean_says_what_was_removed_and_overwrites_nothing(tip: Tip, told: Told, tmp_path: Path) -> None:
    """In human words; a second run into the same folder is refused, a file that cannot be cleaned is named."""
    to = tmp_path / "to"
    strange = tmp_path / "notes.xyz"
    strange.write_bytes(b"\0")
    done = tip("clean", ALL["phone.jpg"], strange, "--to", to)
    assert "taken out: the place (" in done.stdout
    assert "notes.xyz: this kind of file cannot be cleaned here." in done.stdout
    assert "1 of 2 files were cleaned" in done.stdout
    assert [path.name for path in to.iterdir()] == ["photo-1.jpg"]
    before = (to / "photo-1.jpg").read_bytes()
    again = told("clean", ALL["phone.jpg"], "--to", to, status=1)
    assert again["error"] == "taken"
    assert (to / "photo-1.jpg").read_bytes() == before


def test_what_a_file_says_cannot_speak_to_the_terminal(tip: Tip, tmp_path: Path) -> None:
    """A file name with an escape sequence, or with bytes that are no text, is shown as text."""
    for name in (b"\x1b[2J\x1b[31mred.xyz", b"\xff\xfe.xyz"):
        path = tmp_path / "d" / name.decode(errors="surrogateescape")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\0x")
        done = tip("clean", path, "--to", tmp_path / "to")
        assert done.exit_code == 0
        assert "\x1b" not in done.stdout
