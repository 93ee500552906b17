"""Files: from this bundle's parcels and earlier ones, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import time

from intake.protocol.letter import Content, Opened, seal_letter
from intake.protocol.parcel import FileEntry, Stream, new_key, pack_table, parcel_ids, seal_parcel
from keys.reporter.conversations import messages_of
from keys.reporter.parcels import TEXT_LIMIT
from keys.reporter.receive import Received
from tests.support.newsroom import Newsroom, Source, attachment, sealed

BODY = os.urandom(200_000)
Parcels = list[tuple[bytes, bytes]]


def stored(newsroom: Newsroom, name: str = "Ada") -> list[bytes]:
    """The bytes of every file in a vault."""
    with newsroom.machine(name) as machine:
        rows = machine.rows("SELECT stored, key FROM files ORDER BY id")
        return [b"".join(machine.vault.read_file(name, bytes(key))) for name, key in rows]


def state(newsroom: Newsroom, source: Source) -> str:
    """What is said of the files of a source's only message."""
    with newsroom.machine("Ada") as machine:
        (message,) = messages_of(machine, machine.contact(source.name))
        return message.files_state


def left_over(newsroom: Newsroom) -> tuple[int, int]:
    """Files in the vault that the database does not know, and sealed parcels kept."""
    with newsroom.machine("Ada") as machine:
        known = {name for (name,) in machine.rows("SELECT stored FROM files")}
        return len(machine.vault.file_names() - known), int(machine.one("SELECT count(*) FROM parcels"))


def test_letter_and_parcels_of_one_bundle_give_the_files(newsroom: Newsroom) -> None:
    """Byte for byte, under the names that the table gives them; surplus parcels are not kept."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(BODY, "photo-1.jpg"), attachment(b"", "empty.txt"))
    newsroom.bundle([newsroom.letter(source, "two files", outgoing=outgoing)], parcels)
    done = newsroom.receive()
    assert (done.files, done.waiting) == (2, 0)
    assert stored(newsroom) == [BODY, b""]
    with newsroom.machine("Ada") as machine:
        (message,) = messages_of(machine, machine.contact(source.name))
    assert [(file.name, file.size, file.cleaned) for file in message.files] == [
        ("photo-1.jpg", len(BODY), False),
        ("empty.txt", 0, False),
    ]
    assert left_over(newsroom) == (0, 0)


def test_files_wait_for_parcels_of_a_later_bundle(newsroom: Newsroom) -> None:
    """Whichever comes first, letter or parcels, and in however many bundles."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(BODY))
    newsroom.bundle([], parcels[:1])
    newsroom.receive()
    newsroom.bundle([newsroom.letter(source, "x", outgoing=outgoing)], parcels[1:2])
    done = newsroom.receive()
    assert (done.messages, done.files, done.waiting) == (1, 0, 1)
    assert state(newsroom, source) == "waiting"
    newsroom.bundle([], parcels[2:])
    done = newsroom.receive()
    assert (done.files, done.waiting) == (1, 0)
    assert (stored(newsroom), state(newsroom, source)) == ([BODY], "whole")
    assert left_over(newsroom) == (0, 0)


def test_parcels_of_others_stay_sealed_for_thirty_days(newsroom: Newsroom) -> None:
    """As long as a server would keep them; then they are destroyed, by the closing day alone."""
    _, parcels = sealed(attachment(BODY))
    newsroom.bundle([], parcels, closing=newsroom.today - 30)
    newsroom.receive()
    newsroom.bundle(closing=newsroom.today)
    newsroom.receive()
    assert left_over(newsroom) == (0, len(parcels))
    newsroom.bundle(closing=newsroom.today + 1)
    newsroom.receive()
    assert left_over(newsroom) == (0, 0)
    assert list((newsroom.vault("Ada") / "parcels").iterdir()) == []


def test_files_that_never_came_are_given_up(newsroom: Newsroom) -> None:
    """After thirty days no server has them any more, and the reporter is told to ask again."""
    source = newsroom.source()
    outgoing, _ = sealed(attachment(BODY))
    newsroom.bundle([newsroom.letter(source, "x", outgoing=outgoing)], closing=newsroom.today - 31)
    assert newsroom.receive().waiting == 1
    newsroom.bundle(closing=newsroom.today)
    assert newsroom.receive().waiting == 0
    assert state(newsroom, source) == "broken"


def test_a_damaged_parcel_leaves_the_text_and_the_files_before_it(newsroom: Newsroom) -> None:
    """Each file is hashed for itself: what is whole stays, what is damaged never looks whole."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(BODY[:1_000], "a.bin"), attachment(BODY, "b.bin"))
    ids = [found for found, _ in parcels]
    broken = [(found, body if found != ids[1] else bytes(65_536)) for found, body in parcels]
    newsroom.bundle([newsroom.letter(source, "the text", outgoing=outgoing)], broken)
    assert newsroom.receive().files == 1
    assert (stored(newsroom), state(newsroom, source)) == ([BODY[:1_000]], "broken")
    assert left_over(newsroom) == (0, 0)


def by_hand(newsroom: Newsroom, body: bytes, entries: list[FileEntry]) -> tuple[Source, bytes, Parcels]:
    """A letter and parcels with a table that no honest page makes."""
    source, key, table = newsroom.source(), new_key(), pack_table(entries)
    whole = body + table
    stream = Stream(key, len(whole), len(body), hashlib.sha256(table).digest())
    ids = parcel_ids(key, stream.parcels)
    pieces = [whole[at : at + 65_508] for at in range(0, len(whole), 65_508)]
    parcels = [(ids[at], seal_parcel(piece, key, at)) for at, piece in enumerate(pieces)]
    reporter = newsroom.reporter_id("Ada")
    opened = Opened(source.identity.pair(reporter), source.identity.reply_key, os.urandom(16), Content("", (), stream))
    day_key = newsroom.day_key("Ada", newsroom.today)
    return source, seal_letter(opened.pack(), newsroom.today, reporter, day_key), parcels


def entry(body: bytes, role: str, name: str = "x") -> FileEntry:
    """One row of a table, rightly hashed."""
    salt = bytes(16)
    digest = hashlib.sha256(salt + body).digest()
    return FileEntry(name, len(body), salt, digest, digest, (), False, role)


def receive_by_hand(newsroom: Newsroom, bodies: list[tuple[bytes, str]]) -> tuple[Source, Received]:
    """Receive a stream of such files."""
    entries = [entry(body, role) for body, role in bodies]
    source, letter, parcels = by_hand(newsroom, b"".join(body for body, _ in bodies), entries)
    newsroom.bundle([letter], parcels)
    return source, newsroom.receive()


def test_a_long_text_that_came_as_a_file_is_the_message(newsroom: Newsroom) -> None:
    """It is read and found like any other, and is no file beside it."""
    text = "слово " * 60_000
    source, done = receive_by_hand(newsroom, [(text.encode(), "text"), (BODY, "file")])
    assert done.files == 1
    with newsroom.machine("Ada") as machine:
        (message,) = messages_of(machine, machine.contact(source.name))
        assert machine.one("SELECT words FROM messages") == 60_000
    assert message.text == text
    assert stored(newsroom) == [BODY]


def test_only_the_first_file_may_be_the_text_and_a_huge_one_stays_a_file(newsroom: Newsroom) -> None:
    """A text is held in memory, so it has a limit; a second one cannot take the first one's place."""
    source, done = receive_by_hand(newsroom, [(b"the text", "text"), (b"another", "text")])
    assert done.files == 1
    with newsroom.machine("Ada") as machine:
        assert [message.text for message in messages_of(machine, machine.contact(source.name))] == ["the text"]
    source, done = receive_by_hand(newsroom, [(bytes(TEXT_LIMIT + 1), "text")])
    assert done.files == 1
    with newsroom.machine("Ada") as machine:
        assert [message.text for message in messages_of(machine, machine.contact(source.name))] == [""]


def test_a_file_with_another_hash_than_its_table_says_is_not_shown_as_whole(newsroom: Newsroom) -> None:
    """The letter names the table's hash, the table each file's."""
    wrong = entry(b"right", "file")
    source, letter, parcels = by_hand(newsroom, b"wrong", [wrong])
    newsroom.bundle([letter], parcels)
    newsroom.receive()
    assert (stored(newsroom), state(newsroom, source)) == ([], "broken")
    assert left_over(newsroom) == (0, 0)


def test_an_id_twice_in_a_bundle_harms_nobody(newsroom: Newsroom) -> None:
    """The first row counts."""
    source = newsroom.source()
    outgoing, parcels = sealed(attachment(BODY[:1_000]))
    folder = newsroom.bundle(
        [newsroom.letter(source, "x", outgoing=outgoing)], [*parcels, (parcels[0][0], b"\xff" * 65_536)]
    )
    assert (folder / "parcels").stat().st_size == (len(parcels) + 1) * 65_552
    newsroom.receive()
    assert len(stored(newsroom)) in (0, 1)
    assert left_over(newsroom)[0] == 0


def test_letters_that_claim_a_million_parcels_cost_nothing(newsroom: Newsroom) -> None:
    """Nothing is derived for a stream that cannot be whole: fifty such letters would cost two minutes otherwise."""
    reporter, key = newsroom.reporter_id("Ada"), newsroom.day_key("Ada", newsroom.today)
    letters = []
    for _ in range(50):
        identity = newsroom.source().identity
        size = 65_508 * 2**20
        stream = Stream(new_key(), size, size - 1, bytes(32))
        opened = Opened(identity.pair(reporter), identity.reply_key, os.urandom(16), Content("", (), stream))
        letters.append(seal_letter(opened.pack(), newsroom.today, reporter, key))
    newsroom.bundle(letters)
    start = time.process_time()
    assert newsroom.receive().waiting == 50
    assert time.process_time() - start < 20
