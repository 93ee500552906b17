"""What a seized machine gives away, and what it does not; and that this machine needs no network and loads none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.newsroom import can_unshare, without_network
from intake.protocol import suite
from intake.protocol.errors import BrokenReplyError, RetiredDayError
from intake.protocol.letter import open_letter
from intake.protocol.reply import open_reply, reply_tag
from intake.protocol.suite import Opener
from keys.reporter import conversations
from keys.reporter.custody import OPENED
from keys.reporter.machine import Machine
from keys.vault.daykeys import Seeds, Wrap
from tests.support.newsroom import PASSPHRASE, Newsroom

CANARY = "the minister's brother owns the quarry"


def test_ones_vault_opens_nothing_of_the_other(newsroom: Newsroom) -> None:
    """Every key in Ada's vault, tried on every letter that the wire carried to both, under either id."""
    sources = [newsroom.source() for _ in range(3)]
    letters = {name: [newsroom.letter(source, f"for {name}", name) for source in sources] for name in newsroom.names}
    newsroom.bundle([letter for name in letters for letter in letters[name]])
    newsroom.receive("Ada")
    newsroom.receive("Ben")
    newsroom.outbox("Ada")
    with newsroom.machine("Ada") as ada, newsroom.machine("Ben") as ben:
        seeds = [ada.vault.day_keys.seed_of(day) for day in ada.vault.day_keys.days()]
        openers = [Opener(seed) for seed in seeds if seed]
        pairs = [contact.pair for contact in ada.contacts()]
        openers += [Opener(pair) for pair in pairs]
        openers.append(Opener(bytes(ada.signing_key)))
        assert not set(pairs) & {contact.pair for contact in ben.contacts()}
        found = {
            name: sum(
                open_letter(letter, reporter, {newsroom.today: opener}.get) is not None
                for letter in letters[name]
                for reporter in (ada.reporter, ben.reporter)
                for opener in openers
            )
            for name in letters
        }
        assert found == {"Ada": 3, "Ben": 0}
        with pytest.raises(BrokenReplyError):  # nor can Ada's machine answer as Ben's
            forge(newsroom, pairs[0], ben.reporter)


def forge(newsroom: Newsroom, pair: bytes, reporter: bytes) -> None:
    """An answer in another reporter's name, under a pair key of one's own, opened by a source as that reporter's."""
    from intake.protocol.reply import Answer, State, seal_reply

    source = newsroom.source()
    theirs = source.identity.pair(reporter)
    tag = reply_tag(theirs, newsroom.today, 0)
    body = seal_reply(Answer(1, 1, State.PUBLISHED, "lie"), pair, source.identity.reply_key, reporter, tag)
    open_reply(body, source.identity.reply_seed, theirs, reporter, tag)


def everything(folder: Path) -> bytes:
    """All bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def pages(newsroom: Newsroom, tmp_path: Path) -> bytes:
    """All pages of the vault's database, decrypted in a copy, the free ones too."""
    shutil.copytree(newsroom.vault("Ada"), tmp_path / "copy", dirs_exist_ok=True)
    with Machine.open(tmp_path / "copy", PASSPHRASE) as machine:
        machine.vault.database.execute("PRAGMA rekey = ''").fetchall()
    return (tmp_path / "copy" / "vault.db").read_bytes()


def test_a_recorded_letter_stays_closed_once_its_day_has_retired(newsroom: Newsroom, tmp_path: Path) -> None:
    """With the wire, the vault's folder and the passphrase in hand; even with the old seeds file, had a disk kept it."""
    day, source = newsroom.today, newsroom.source()
    recorded = newsroom.letter(source, CANARY)
    with newsroom.machine("Ada") as machine:
        seed = machine.vault.day_keys.seed_of(day)
        reporter = machine.reporter
        vault_key = machine.vault.day_keys._key
    assert seed is not None
    assert open_letter(recorded, reporter, {day: seed}.get) is not None
    newsroom.bundle([recorded])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        conversations.mark_shown(machine, machine.contact(source.name), OPENED, newsroom.today)
    assert CANARY.encode() in pages(newsroom, tmp_path)
    old_seeds = [path.read_bytes() for path in newsroom.vault("Ada").glob("seeds-*")]
    newsroom.bundle(closing=day + 100)
    done = newsroom.receive()
    assert (done.days_retired, done.gone) == (1, 1)

    with newsroom.machine("Ada") as machine:
        days = machine.vault.day_keys
        with pytest.raises(RetiredDayError):
            open_letter(recorded, reporter, days.seed_of)
        days.ensure([day, day + 101])
        assert days.days() == (day + 101,), "a retired day is never drawn again"
    raw, decrypted = everything(newsroom.vault("Ada")), pages(newsroom, tmp_path)
    for bytes_there in (raw, decrypted):
        assert seed not in bytes_there
        assert CANARY.encode() not in bytes_there
        assert source.name.encode() in decrypted, "the search looks at the right bytes"
    # Whatever 32 bytes the day-key files still hold, plain or unsealed, as the letter's key or as the old wrap key.
    slots = (newsroom.vault("Ada") / "wrap").read_bytes()
    wraps = [wrap for at in (0, 4_096) if (wrap := Wrap.parse(slots[at : at + 4_096], vault_key))]
    small = b"".join(path.read_bytes() for path in newsroom.vault("Ada").glob("seeds-*")) + slots.rstrip(b"\0")
    small += b"".join(wrap.key for wrap in wraps) + vault_key
    for at in range(len(small) - 31):
        key = small[at : at + 32]
        assert open_letter(recorded, reporter, {day: key}.get) is None
        for old in old_seeds:
            assert not any(Seeds.parse(old, Wrap(generation, key)) for generation in (1, 2))


def run(*arguments: str, prefix: tuple[str, ...] = (), **how: object) -> subprocess.CompletedProcess[str]:
    """A command as its own process."""
    return subprocess.run([*prefix, *arguments], capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload,no-any-return]


def test_everything_is_done_without_any_network(newsroom: Newsroom, tmp_path: Path) -> None:
    """Received, listed, read, answered and handed over in a network namespace that has not even a loopback."""
    if not can_unshare():
        assert os.geteuid() != 0, "root has to be able to take the network away: is util-linux's unshare there?"
        pytest.skip("this user may not take the network away")
    away = tuple(without_network())
    alone = run(sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9), 1)", prefix=away)
    assert "Network is unreachable" in alone.stderr
    source = newsroom.source()
    newsroom.bundle([newsroom.letter(source, "hello")])
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    vault, stick = str(newsroom.vault("Ada")), str(newsroom.stick)
    secret = ("--passphrase-file", str(tmp_path / "passphrase"), "--json")
    command = str(Path(sys.executable).with_name("reporter"))
    for arguments in (
        ("receive", vault, stick, "--yes"),
        ("inbox", vault),
        ("read", vault, source.name),
        ("reply", vault, source.name, "--text", "thank you"),
        ("outbox", vault, stick),
    ):
        done = run(command, *arguments, *secret, prefix=away)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(newsroom.replies(source, newsroom.outbox())) == 1


PROBE = """
import sys
from click.testing import CliRunner
from keys.reporter.cli import reporter
vault, stick, secret = sys.argv[1:]
for words in (["receive", vault, stick, "--yes"], ["inbox", vault], ["read", vault, "1"], ["reply", vault, "1", "--text", "x"],
              ["outbox", vault, stick], ["save", vault, "1", "--to", vault + "-out"], ["meet", vault, "1"]):
    done = CliRunner().invoke(reporter, [*words, "--passphrase-file", secret])
    assert done.exit_code == 0, done.output
print(",".join(sorted(sys.modules)))
"""
NETWORK = {"flask", "werkzeug", "granian", "requests", "urllib3", "http", "ftplib", "smtplib", "asyncio"}
NETWORK |= {"socket", "_socket", "ssl", "_ssl", "socketserver"}


def test_no_network_code_is_even_loaded(newsroom: Newsroom, tmp_path: Path) -> None:
    """After a whole sitting no module that could open a connection is in the process."""
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello")])
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n")
    done = run(
        *(sys.executable, "-c", PROBE, str(newsroom.vault("Ada")), str(newsroom.stick), str(tmp_path / "passphrase"))
    )
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = set(done.stdout.strip().split(","))
    assert "keys.reporter.receive" in loaded
    assert {name for name in loaded if name.partition(".")[0] in NETWORK} == set()


def test_help_is_there_without_loading_anything_heavy() -> None:
    """Commands start quickly because cryptography, tuf and the database are loaded when they are used."""
    probe = "import sys, json; import keys.reporter.cli, keys.courier.cli; print(json.dumps(sorted(sys.modules)))"
    loaded = set(json.loads(run(sys.executable, "-c", probe).stdout))
    assert not loaded & {"nacl", "cryptography", "tuf", "apsw", "requests", "rich", "intake.protocol.suite"}
    assert suite.SEED_SIZE == 32
