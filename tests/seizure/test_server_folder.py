"""Who takes the server's whole folder, as it lies on the disk while tips and answers are on it, has nothing."""

from __future__ import annotations

import json
import os
import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from intake.protocol import suite, wire
from intake.protocol.errors import BrokenParcelError
from intake.protocol.letter import letter_info
from intake.protocol.parcel import open_parcel
from intake.source.client import AGENT
from intake.source.tip import tip
from tests.support.served import Served, served

TEXT = "Canary-text: они платят наличными, वे नकद देते हैं"
ANSWER = "Canary-answer: which month?"
FILE_NAME = "canary-file-name.xyz"
AROUND_S = 60
PIECE = 16

pytestmark = pytest.mark.xdist_group("seizure")


@dataclass(frozen=True, slots=True)
class Seized:
    """Every file of the server's folder, by its path in it, and what an honest source and reader know of it.

    began, ended: POSIX seconds between which all was sent.
    """

    files: dict[str, bytes]
    newsroom: Served
    numbers: list[str]
    words: list[str]
    pseudonym: str
    attached: bytes
    began: float
    ended: float

    def holding(self, canary: bytes) -> list[str]:
        """The files that hold these bytes."""
        return [path for path, body in self.files.items() if canary in body]


def _folder(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seized]:
    """A tip with a file, carried, answered, the answer published; then a second tip that nobody has carried yet."""
    work = tmp_path_factory.mktemp("seized")
    with served(work / "newsroom", ("Ada-canary", "Ben")) as newsroom:
        began = time.time()
        (work / "text.txt").write_text(TEXT)
        attached = os.urandom(90_000)
        (work / FILE_NAME).write_bytes(attached)
        arguments = ["send", newsroom.url, str(work / FILE_NAME), "--as-is", "--text", str(work / "text.txt"), "--json"]
        sent = json.loads(CliRunner().invoke(tip, arguments).stdout)
        newsroom.carry_in()
        newsroom.answer("Ben", sent["pseudonym"], ANSWER)
        newsroom.carry_out()
        (work / "code").write_text("\n".join(sent["numbers"]))
        again = ["send", newsroom.url, "--again", "--code-file", str(work / "code"), "--text", str(work / "text.txt")]
        assert CliRunner().invoke(tip, again).exit_code == 0
        files, ended = _folder(newsroom.folder), time.time()
        yield Seized(files, newsroom, sent["numbers"], sent["words"], sent["pseudonym"], attached, began, ended)


def test_the_folder_holds_what_it_should(seized: Seized) -> None:
    """The search below is not an empty one: tips, parcels and replies are in these bytes, and the public names too."""
    database = b"".join(body for path, body in seized.files.items() if path.startswith("intake.db"))
    assert database.count(struct.pack(">BI", wire.SUITE, seized.newsroom.newsroom.today)) >= 8, "letters of today"
    assert seized.holding(b"Ada-canary"), "the directory names readers to everybody"


def test_no_text_file_name_code_or_pseudonym_is_in_any_byte(seized: Seized) -> None:
    """As UTF-8 and UTF-16, in hexadecimal and in base 64; single words of it too."""
    import base64

    digits = [number[:9] for number in seized.numbers]
    plain = [TEXT, ANSWER, "Canary-text", "наличными", "नकद", FILE_NAME, "canary-file-name", seized.pseudonym]
    plain += [*seized.numbers, *digits, "".join(digits), " ".join(seized.words), *seized.pseudonym.split()[:1]]
    for text in plain:
        for spelled in (
            text.encode(),
            text.encode("utf-16-le"),
            text.encode("utf-16-be"),
            text.encode().hex().encode(),
        ):
            assert not seized.holding(spelled), text
        assert not seized.holding(base64.b64encode(text.encode())[: len(text.encode()) // 3 * 4]), text
    for at in range(0, len(seized.attached), 9_000):
        assert not seized.holding(seized.attached[at : at + 16]), "a piece of the file"


def test_nobodys_address_and_program_is_in_any_byte(seized: Seized) -> None:
    """Not where they came from, as text or as four bytes, nor what they came with."""
    for canary in (b"127.0.0.1:", b"\x7f\x00\x00\x01", AGENT.encode(), b"Gecko", b"Mozilla", b"Accept-Encoding"):
        for path in seized.holding(canary):
            assert path in ("intake.toml", "output.txt"), canary  # where to listen is the operator's own
    assert b"Mozilla" not in seized.files.get("output.txt", b"")


def _packed(low: int, high: int) -> list[re.Pattern[bytes]]:
    """What finds any number from ``low`` to ``high`` as eight bytes, integer or double, in both byte orders."""
    found = []
    for form in (">Q", ">d"):
        first, last = struct.pack(form, low), struct.pack(form, high)
        same = next(at for at in range(9) if first[: at + 1] != last[: at + 1])
        assert same >= 3, "the times lie too far apart to look for"
        found.append(re.escape(first[:same]) + b"[\x00-\xff]" * (8 - same))
        found.append(b"[\x00-\xff]" * (8 - same) + re.escape(first[:same][::-1]))
    return [re.compile(pattern) for pattern in found]


def test_no_time_finer_than_a_day_is_in_any_byte(seized: Seized) -> None:
    """The seconds of the sending, a minute more on both sides: digits, integers of 4 and 8 bytes, doubles; finer units.

    Sealed bodies are as good as random, so four bytes that look like a time are there by chance now and then: they are
    taken out first. What the admins and the courier signed bears its own dates, which are public and theirs.
    """
    low, high = int(seized.began) - AROUND_S, int(seized.ended) + AROUND_S
    for path, body in _without_sealed(seized).items():
        for second in range(low, high):
            assert str(second).encode() not in body, path
            assert struct.pack(">I", second) not in body, path
            assert struct.pack("<I", second) not in body, path
        for unit in (1, 1_000, 1_000_000, 1_000_000_000):
            for pattern in _packed(low * unit, high * unit):
                assert not pattern.search(body), (path, unit)
        for moment in range(low, high):
            assert time.strftime("%H:%M:%S", time.gmtime(moment)).encode() not in body, path


def test_the_search_for_times_finds_one() -> None:
    """A time that was hidden in any of the spellings is seen by the patterns above."""
    now = int(time.time())
    for form, unit in ((">Q", 1_000), ("<Q", 1_000_000), (">d", 1), ("<d", 1), ("<Q", 1_000_000_000)):
        body = os.urandom(50) + struct.pack(form, now * unit) + os.urandom(50)
        assert any(pattern.search(body) for pattern in _packed((now - 60) * unit, (now + 60) * unit)), form


def _ask(seized: Seized, path: str, ids: list[str] | None = None) -> bytes:
    """As the courier asks."""
    url, token = seized.newsroom.url, {"Authorization": f"Bearer {seized.newsroom.token}"}
    body = None if ids is None else bytes.fromhex("".join(ids))
    answer = requests.request("GET" if ids is None else "POST", f"{url}/{path}", data=body, headers=token, timeout=30)
    return answer.content if answer.status_code == 200 else b""


def _sealed(seized: Seized, kind: str, size: int) -> list[bytes]:
    """The letters or parcels that lie on the server."""
    step = wire.ID_SIZE + size
    rows = _ask(seized, f"courier/{kind}", json.loads(_ask(seized, "courier/list"))[kind])
    return [rows[at : at + step] for at in range(0, len(rows), step)]


def _published(seized: Seized) -> list[bytes]:
    """What everybody may read."""
    board = wire.parse_board(_ask(seized, "board"))
    paths = ["", "board", "directory/bundle.json", "directory/timestamp.json"]
    paths += [f"groups/{section.number}/{group}" for section in board.sections for group in range(section.groups)]
    paths += [f"keys/{seized.newsroom.newsroom.today + ahead}" for ahead in range(-1, 37)]
    paths += [f"directory/{name}" for name in json.loads(_ask(seized, "directory/bundle.json"))["metadata"]]
    return [_ask(seized, path) for path in paths]


def _without_sealed(seized: Seized) -> dict[str, bytes]:
    """The folder's files, every sealed body and every published file in them overwritten with zeros.

    SQLite lays a large body over pages, each with a head of its own, so bodies are found by pieces of 16 bytes.
    """
    cut = _sealed(seized, "letters", wire.LETTER_SIZE) + _sealed(seized, "parcels", wire.PARCEL_SIZE)
    cut += _published(seized)
    pieces = {each[at : at + PIECE] for each in cut for at in range(len(each) - PIECE + 1)}
    left = {}
    for path, body in seized.files.items():
        blank = bytearray(body)
        for at in range(len(body) - PIECE + 1):
            if body[at : at + PIECE] in pieces:
                blank[at : at + PIECE] = bytes(PIECE)
        left[path] = bytes(blank)
    return left


def test_no_key_in_the_folder_opens_a_letter_or_a_parcel(seized: Seized) -> None:
    """Any 32 bytes in a row of what is no sealed body, tried as the seed of a day and as a stream's key: none opens."""
    reader, letter = _real_letter(seized)
    day = wire.letter_day(letter)
    name = next(entry.name for entry in seized.newsroom.newsroom.listing.reporters if entry.reporter == reader)
    public = seized.newsroom.newsroom.day_key(name, day)
    parcels = [row[wire.ID_SIZE :] for row in _sealed(seized, "parcels", wire.PARCEL_SIZE)]
    windows = {
        body[at : at + 32]
        for body in _without_sealed(seized).values()
        for at in range(len(body) - 31)
        if len(set(body[at : at + 32])) > 16  # random keys have that many different bytes
    }
    assert windows, "there is something to try"
    for window in windows:
        assert suite.public_key(window) != public
        for index, parcel in enumerate(parcels):
            with pytest.raises(BrokenParcelError):
                open_parcel(parcel, window, index)


def _real_letter(seized: Seized) -> tuple[bytes, bytes]:
    """A reader's id and a letter to that reader: found with the reader's own seed, which no thief of the server has."""
    newsroom = seized.newsroom.newsroom
    for name in newsroom.names:
        with newsroom.machine(name) as machine:
            for row in _sealed(seized, "letters", wire.LETTER_SIZE):
                letter = row[wire.ID_SIZE :]
                day = wire.letter_day(letter)
                seed = machine.vault.day_keys.seed_of(day)
                if seed and suite.open_sealed(letter[5:], seed, letter_info(day, machine.reporter)) is not None:
                    return machine.reporter, letter
    raise AssertionError("no letter opens with the readers' own seeds")
