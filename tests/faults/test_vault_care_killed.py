"""Looking after a vault, killed at any point: one passphrase opens, a day is retired or is not, a backup is whole or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.reporter import retirement
from keys.reporter.cli import reporter
from keys.reporter.contacts import backup_of, read_backup, restore, write_backup
from keys.reporter.machine import Machine
from keys.vault.errors import WrongPassphraseError
from keys.vault.passphrase import change_passphrase
from tests.support.killed import count_calls, points, run_killed
from tests.support.newsroom import CHEAP, OTHER_PASSPHRASE, PASSPHRASE, Newsroom

POINTS = 16


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Ada has three letters, keys for 36 days, and a backup of her contacts beside her vault."""
    made = Newsroom(tmp_path / "n", names=("Ada",))
    made.outbox("Ada")
    made.bundle([made.letter(made.source(), f"letter {number}") for number in range(3)])
    made.receive("Ada")
    return made


def killed_everywhere(
    newsroom: Newsroom, vault: Path, act: Callable[[], object], check: Callable[[int], object], *, many: int = POINTS
) -> None:
    """Run an act on a fresh copy of the vault, killed at points all over it; check what is left each time."""
    start = newsroom.vault("Ada")

    def fresh() -> None:
        for path in vault.parent.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(start, vault)

    vault.parent.mkdir()
    fresh()
    total = count_calls(act)
    killed = 0
    for at in points(total, many):
        fresh()
        killed += run_killed(act, at)
        check(at)
    assert killed >= many - 2


def opening(vault: Path) -> list[str]:
    """Which of the two passphrases open a vault."""
    found = []
    for spoken in (PASSPHRASE, OTHER_PASSPHRASE):
        try:
            Machine.open(vault, spoken).vault.close()
        except WrongPassphraseError:
            continue
        found.append(spoken)
    return found


def test_a_change_of_passphrase_killed_anywhere_leaves_one_that_opens(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly one, and nothing under the other is left once it is opened; the command is then just run again."""
    cheap = {**(change_passphrase.__kwdefaults__ or {}), "cost": CHEAP}
    monkeypatch.setattr(change_passphrase, "__kwdefaults__", cheap)
    vault, outcomes = tmp_path / "work" / "vault", set()
    typed = f"{PASSPHRASE}\n{OTHER_PASSPHRASE}\n{OTHER_PASSPHRASE}\n"

    def change() -> None:
        done = CliRunner().invoke(reporter, ["passphrase", str(vault)], input=typed)
        assert done.exit_code == 0, done.output

    def check(at: int) -> None:
        found = opening(vault)
        assert len(found) == 1, at
        outcomes.update(found)
        assert not list(vault.glob("vault.key.*")), at
        with Machine.open(vault, found[0]) as machine:
            assert len(machine.contacts()) == 3, at
            assert len(machine.vault.day_keys.days()) == 36, at
        if found == [PASSPHRASE]:
            change()
        assert opening(vault) == [OTHER_PASSPHRASE], at

    killed_everywhere(newsroom, vault, change, check, many=40)
    assert outcomes == {PASSPHRASE, OTHER_PASSPHRASE}, "it was killed before and after the change"


def test_a_burning_killed_anywhere_has_burned_all_or_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    """And is then just run again; the letters that were received are there."""
    vault, outcomes = tmp_path / "work" / "vault", set()

    def burn() -> None:
        with Machine.open(vault, PASSPHRASE) as machine:
            retirement.retire(machine, retirement.going(machine, newsroom.today + 9, newsroom.today))

    def check(at: int) -> None:
        with Machine.open(vault, PASSPHRASE) as machine:
            outcomes.add(len(machine.vault.day_keys.days()))
            assert machine.one("SELECT count(*) FROM messages WHERE text LIKE 'letter %'") == 3, at
        assert len(list(vault.glob("seeds-*"))) == 1, at

    killed_everywhere(newsroom, vault, burn, check)
    assert outcomes == {36, 26}


def test_a_backup_killed_anywhere_is_whole_or_not_there(newsroom: Newsroom, tmp_path: Path) -> None:
    """Under its name; and the vault is as it was."""
    vault, copy = tmp_path / "work" / "vault", tmp_path / "work" / "copy"

    def make() -> None:
        with Machine.open(vault, PASSPHRASE) as machine:
            write_backup(copy, backup_of(machine), OTHER_PASSPHRASE, cost=CHEAP)

    def check(at: int) -> None:
        if copy.exists():
            assert len(read_backup(copy, OTHER_PASSPHRASE).contacts) == 3, at
        else:
            make()
        with Machine.open(vault, PASSPHRASE) as machine:
            assert len(machine.contacts()) == 3, at

    killed_everywhere(newsroom, vault, make, check)


def test_a_restoring_killed_anywhere_brings_all_contacts_or_none(newsroom: Newsroom, tmp_path: Path) -> None:
    """And is then just run again: no contact twice."""
    vault, outcomes = tmp_path / "work" / "vault", set()
    with newsroom.machine("Ada") as machine:
        found = backup_of(machine)
        with machine.vault.transaction() as database:  # as if it were another machine, which has met nobody yet
            database.execute("DROP TRIGGER custody_never_shrinks")
            database.execute("DELETE FROM custody")
            database.execute("DELETE FROM contacts")

    def bring() -> None:
        with Machine.open(vault, PASSPHRASE) as machine:
            restore(machine, found)

    def check(at: int) -> None:
        with Machine.open(vault, PASSPHRASE) as machine:
            outcomes.add(len(machine.contacts()))
        bring()
        with Machine.open(vault, PASSPHRASE) as machine:
            assert {each.pair for each in machine.contacts()} == {each.pair for each in found.contacts}, at
            assert len(machine.contacts()) == 3, at

    killed_everywhere(newsroom, vault, bring, check)
    assert outcomes == {0, 3}
