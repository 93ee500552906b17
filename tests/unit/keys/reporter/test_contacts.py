"""Contacts taken along: all that an answer needs, nothing that opens a letter, and to the right machine only."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol import suite
from intake.protocol.letter import Content, Opened, seal_letter
from intake.protocol.reply import State
from keys.reporter.answers import make_outbox, queue
from keys.reporter.contacts import Backup, backup_of, missing_in, read_backup, restore, write_backup
from keys.reporter.errors import BrokenBackupError, ForeignContactsError, ForeignNewsroomError, NothingReceivedError
from keys.reporter.machine import Machine
from keys.reporter.receive import new_bundles, receive
from keys.stick.outbox import open_outbox
from keys.vault.errors import AlreadyThereError, WrongPassphraseError
from tests.support.newsroom import CHEAP, OTHER_PASSPHRASE, PASSPHRASE, Newsroom, Source

TEXT = "Canary-text of a letter"


def started(newsroom: Newsroom) -> Source:
    """A source that wrote two letters to Ada and had one answer."""
    source = newsroom.source()
    newsroom.outbox("Ada")
    newsroom.bundle([newsroom.letter(source, TEXT), newsroom.letter(source, "again")])
    newsroom.receive("Ada")
    with newsroom.machine("Ada") as machine:
        queue(machine, machine.contact("1"), State.BEING_READ, "Canary-answer")
        machine.set(outbox_named=1)
    newsroom.outbox("Ada")
    return source


def successor(newsroom: Newsroom, *, ended: bool = True, name: str = "Ada") -> Path:
    """The vault of a new machine of ``name``, certified, after its first bundle; Ada's first id ended or not."""
    folder = newsroom.folder / "second"
    with Machine.create(folder, name, 8, PASSPHRASE, cost=CHEAP) as machine:
        entry = newsroom.entry(machine)
    old = newsroom.reporter_id("Ada")
    kept = [
        replace(each, until=newsroom.today - 2) if ended and each.reporter == old else each
        for each in newsroom.listing.reporters
    ]
    newsroom.sign_targets(replace(newsroom.listing, reporters=(*kept, entry)))
    newsroom.bundle()
    with Machine.open(folder, PASSPHRASE) as machine:
        receive(machine, new_bundles(machine, newsroom.stick)[-1:], newsroom.pin)
    return folder


def backed_up(newsroom: Newsroom) -> Backup:
    """Ada's contacts, through a file."""
    path = newsroom.folder / "backup"
    with newsroom.machine("Ada") as machine:
        write_backup(path, backup_of(machine), OTHER_PASSPHRASE, cost=CHEAP)
    return read_backup(path, OTHER_PASSPHRASE)


def test_a_new_machine_answers_the_sources_of_the_old_one(newsroom: Newsroom) -> None:
    """Under the id that they know; the source opens it, with the next running number and all letters counted."""
    source = started(newsroom)
    found = backed_up(newsroom)
    folder = successor(newsroom)
    with Machine.open(folder, PASSPHRASE) as machine:
        assert restore(machine, found) == (1, 0)
        assert restore(machine, found) == (0, 1), "twice does no harm"
        contact = machine.contact(source.name)
        queue(machine, contact, State.TELL_US_MORE, "I have a new machine: write again")
        body, _ = make_outbox(machine, newsroom.today)
        new_key = bytes(machine.signing_key.verify_key)
    before = newsroom.reporter_id("Ada")
    assert open_outbox(body, new_key).replies
    newsroom.listing = replace(
        newsroom.listing,
        reporters=tuple(
            replace(each, verify_key=new_key) if each.reporter == before else each
            for each in newsroom.listing.reporters
        ),
    )
    (answer,) = newsroom.replies(source, body)
    assert (answer.text, answer.number, answer.letters) == ("I have a new machine: write again", 2, 2)


def test_what_a_source_writes_to_the_new_id_is_a_contact_of_its_own(newsroom: Newsroom) -> None:
    """Its pair key is another, so it is marked as bearing a known name."""
    source = started(newsroom)
    found = backed_up(newsroom)
    folder = successor(newsroom)
    with Machine.open(folder, PASSPHRASE) as machine:
        restore(machine, found)
        machine.vault.day_keys.ensure([newsroom.today])
        seed = machine.vault.day_keys.seed_of(newsroom.today)
        new = machine.reporter
    assert seed is not None
    opened = Opened(source.identity.pair(new), source.identity.reply_key, b"t" * 16, Content("hello", (new,), None))
    newsroom.bundle([seal_letter(opened.pack(), newsroom.today, new, suite.public_key(seed))])
    with Machine.open(folder, PASSPHRASE) as machine:
        receive(machine, new_bundles(machine, newsroom.stick), newsroom.pin)
        contacts = machine.contacts()
        assert [(each.pseudonym, each.twin, each.reporter == new) for each in contacts] == [
            (source.name, False, False),
            (source.name, True, True),
        ]


def test_no_seed_no_key_and_no_text_is_in_a_backup(newsroom: Newsroom) -> None:
    """Opened with its passphrase: not raw, not as hexadecimal, not as base 64; and its size says little."""
    source = started(newsroom)
    found = backed_up(newsroom).pack()
    with newsroom.machine("Ada") as machine:
        days = machine.vault.day_keys
        secrets = [days.seed_of(day) or b"" for day in days.days()]
        secrets += [days._state().wrap.key, days._key, bytes(machine.signing_key)]
        pair = machine.contact("1").pair
    assert len(secrets) == 39
    assert pair.hex().encode() in found, "the search would find one"
    for secret in secrets:
        for spelled in (secret, secret.hex().encode(), base64.b64encode(secret)[:40]):
            assert spelled not in found
    for text in (TEXT, "Canary-answer", "again"):
        assert text.encode() not in found
    assert source.name.encode() in found
    assert len(found) == 65_536
    assert not set(found[-60_000:]) - {0x20}


def test_others_contacts_are_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    """A colleague's, another newsroom's, those of a machine that still takes letters, and before any bundle."""
    started(newsroom)
    found = backed_up(newsroom)
    newsroom.receive("Ben")
    with newsroom.machine("Ben") as machine:
        with pytest.raises(ForeignContactsError):
            restore(machine, found)
        with pytest.raises(ForeignNewsroomError):
            restore(machine, replace(found, pin=b"\0" * 32))
        with pytest.raises(ForeignContactsError):
            restore(machine, replace(found, reporter=b"\0" * 16))
        assert not [contact for contact in machine.contacts() if contact.pair == found.contacts[0].pair]
    fresh = Machine.create(tmp_path / "fresh", "Ada", 8, PASSPHRASE, cost=CHEAP)
    with fresh, pytest.raises(NothingReceivedError):
        restore(fresh, found)
    with Machine.open(successor(newsroom, ended=False), PASSPHRASE) as machine:
        with pytest.raises(ForeignContactsError) as told:
            restore(machine, found)
        assert "two would answer as one" in told.value.happened
        assert machine.contacts() == []


def test_the_same_machine_takes_its_own_back(newsroom: Newsroom) -> None:
    """A newer running number in the vault stays; what the vault has more of is told."""
    started(newsroom)
    found = backed_up(newsroom)
    with newsroom.machine("Ada") as machine:
        with machine.vault.transaction() as database:
            database.execute("UPDATE contacts SET numbered = 7")
        assert restore(machine, found) == (0, 1)
        assert machine.contact("1").numbered == 7
        assert missing_in(machine, found) == 0
        assert missing_in(machine, replace(found, contacts=[])) == 1


def test_a_backup_is_never_written_over_and_opens_under_its_passphrase_alone(newsroom: Newsroom) -> None:
    """Nor does a changed or cut one open."""
    started(newsroom)
    found, path = backed_up(newsroom), newsroom.folder / "backup"
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(AlreadyThereError):
        write_backup(path, found, OTHER_PASSPHRASE, cost=CHEAP)
    with pytest.raises(WrongPassphraseError):
        read_backup(path, PASSPHRASE)
    sealed = path.read_bytes()
    for damaged in (sealed[:-1], sealed[:60], b"", sealed[:-100] + bytes(100)):
        path.write_bytes(damaged)
        with pytest.raises(BrokenBackupError):
            read_backup(path, OTHER_PASSPHRASE)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode), st.just(b"[" * 5_000)))
def test_any_bytes_are_no_backup(untrusted: bytes) -> None:
    """One documented error, whatever is under the passphrase."""
    with pytest.raises(BrokenBackupError):
        Backup.parse(untrusted)
