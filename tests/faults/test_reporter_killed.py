"""A reporter's commands killed at any point are just run again: nothing lost, nothing doubled, no day left open."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from intake.protocol.letter import cover_letter
from intake.protocol.reply import State
from keys.reporter.answers import make_outbox, queue, waiting, write_outbox
from keys.reporter.conversations import answers_to, messages_of
from keys.reporter.machine import Machine
from keys.reporter.receive import new_bundles, receive
from keys.stick.outbox import open_outbox
from tests.support.killed import count_calls, points, run_killed
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed

POINTS = 30
BODY = os.urandom(150_000)


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Two bundles on the stick: text, files, cover, others' parcels; the second one retires a day."""
    made = Newsroom(tmp_path, names=("Ada",))
    with made.machine("Ada") as machine:
        machine.vault.day_keys.ensure([made.today - 16])
    source = made.source()
    outgoing, parcels = sealed(attachment(BODY, "one.bin"), attachment(b"two", "two.bin"))
    _, others = sealed(attachment(b"somebody else's"))
    first = made.letter(source, "the first", outgoing=outgoing)
    made.bundle([first, cover_letter(made.today)], [*parcels[:2], *others], closing=made.today - 5)
    old = made.letter(source, "the old day", day=made.today - 16)
    made.bundle([old, made.letter(made.source(), "the second")], parcels[2:], closing=made.today - 1)
    return made


def machine_at(folder: Path) -> Machine:
    """The vault there, open."""
    return Machine.open(folder, PASSPHRASE)


def sitting(newsroom: Newsroom, vault: Path) -> None:
    """``reporter receive``."""
    with machine_at(vault) as machine:
        receive(machine, new_bundles(machine, newsroom.stick), newsroom.pin)


def test_a_receive_killed_anywhere_is_just_run_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """Every letter once, every file whole, days retired that are to be, no file that the database does not know."""
    start, vault = newsroom.vault("Ada"), tmp_path / "vault"
    shutil.copytree(start, vault)
    total = count_calls(lambda: sitting(newsroom, vault))
    killed = 0
    for at in points(total, POINTS):
        shutil.rmtree(vault)
        shutil.copytree(start, vault)
        killed += run_killed(lambda: sitting(newsroom, vault), at)
        sitting(newsroom, vault)
        with machine_at(vault) as machine:
            messages = [message for contact in machine.contacts() for message in messages_of(machine, contact)]
            assert sorted(message.text or "" for message in messages) == ["the first", "the old day", "the second"], at
            rows = machine.rows("SELECT name, stored, key FROM files ORDER BY place")
            files = {name: b"".join(machine.vault.read_file(stored, bytes(key))) for name, stored, key in rows}
            assert files == {"one.bin": BODY, "two.bin": b"two"}, at
            assert machine.vault.file_names() == {stored for _, stored, _ in rows}, at
            assert machine.one("SELECT count(*) FROM parcels") == 1, at
            assert [path.name for path in machine.parcels_folder.iterdir()] == [
                name for (name,) in machine.rows("SELECT DISTINCT bundle FROM parcels")
            ], at
            assert machine.vault.day_keys.retired == newsroom.today - 16, at
            assert machine.vault.day_keys.seed_of(newsroom.today - 16) is None, at
            assert (machine.closing, machine.one("SELECT count(*) FROM bundles")) == (newsroom.today - 1, 2), at
    assert killed >= POINTS - 2


def hand_over(newsroom: Newsroom, vault: Path) -> None:
    """``reporter outbox``."""
    with machine_at(vault) as machine:
        body, _ = make_outbox(machine, newsroom.today)
        write_outbox(machine, body, newsroom.stick)


def test_an_outbox_killed_anywhere_is_just_made_again(newsroom: Newsroom, tmp_path: Path) -> None:
    """One outbox, one number; each answer in it once or still waiting; the same bytes on the stick as in the vault."""
    sitting(newsroom, newsroom.vault("Ada"))
    with newsroom.machine("Ada") as machine:
        for contact in machine.contacts():
            queue(machine, contact, State.BEING_READ, "answer")
    start, vault = newsroom.vault("Ada"), tmp_path / "vault"
    shutil.copytree(start, vault)
    total = count_calls(lambda: hand_over(newsroom, vault))
    verify_key = newsroom.listing.reporters[0].verify_key
    for at in points(total, POINTS // 2):
        shutil.rmtree(vault)
        shutil.rmtree(newsroom.stick / "asterism" / "outboxes")
        shutil.copytree(start, vault)
        run_killed(lambda: hand_over(newsroom, vault), at)
        hand_over(newsroom, vault)
        (path,) = (newsroom.stick / "asterism" / "outboxes").glob("*.outbox")
        outbox = open_outbox(path.read_bytes(), verify_key)
        with machine_at(vault) as machine:
            assert machine.one("SELECT outbox FROM machine") == path.read_bytes(), at
            assert (outbox.number, len(outbox.replies), waiting(machine)) == (1, 8, 0), at
            sent = [answer for contact in machine.contacts() for answer in answers_to(machine, contact)]
            assert [(answer.text, answer.closing) for answer in sent] == [("answer", newsroom.today - 1)] * 2, at
            assert len(machine.vault.day_keys.days()) == len({*machine.vault.day_keys.days()}) >= len(outbox.records), (
                at
            )
