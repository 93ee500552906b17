"""A vault as a whole: one folder, one passphrase, one command at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from keys.vault.errors import (
    AlreadyThereError,
    DamagedVaultError,
    EmptyPassphraseError,
    NotAVaultError,
    VaultInUseError,
    WrongPassphraseError,
)
from keys.vault.passphrase import Cost
from keys.vault.vault import Vault

CHEAP = Cost(memory_kib=8, passes=1)
SCHEMA = ("CREATE TABLE file (name TEXT, key BLOB); CREATE VIRTUAL TABLE found USING fts5(text)",)


def every_byte(folder: Path) -> bytes:
    """All that lies in a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A vault with nothing in it, closed."""
    Vault.create(tmp_path / "vault", "pass", schema=SCHEMA, cost=CHEAP).close()
    return tmp_path / "vault"


def test_a_vault_keeps_rows_files_and_day_keys(folder: Path) -> None:
    """What was put in is there at the next opening, and none of it is readable beside it."""
    with Vault.open(folder, "pass", schema=SCHEMA) as vault:
        vault.day_keys.ensure([7])
        seed = vault.day_keys.seed_of(7)
        assert seed is not None
        with vault.new_file() as writer:
            writer.write(b"canary in a file")
        with vault.transaction() as database:
            database.execute("INSERT INTO file VALUES (?, ?)", (writer.path.name, writer.key)).fetchall()
            database.execute("INSERT INTO found VALUES ('canary in a row')").fetchall()
    on_disk = every_byte(folder)
    assert not any(secret in on_disk for secret in (b"canary", seed, writer.key))
    with Vault.open(folder, "pass", schema=SCHEMA) as vault:
        assert vault.day_keys.seed_of(7) == seed
        assert vault.database.execute("SELECT name, key FROM file").fetchall() == [(writer.path.name, writer.key)]
        name = writer.path.name
        assert b"".join(vault.read_file(name, writer.key)) == b"canary in a file"
        assert vault.file_names() == {name}
        vault.destroy_file(name)
        assert vault.file_names() == set()


def test_only_the_owner_may_look(folder: Path) -> None:
    """Folders are 0700 and files 0600."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_a_wrong_passphrase_and_a_foreign_folder_are_told(folder: Path, tmp_path: Path) -> None:
    """Each has its own error, and a file of the vault that is missing is told too."""
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, "Pass", schema=SCHEMA)
    for foreign in (tmp_path, tmp_path / "none", folder / "vault.key"):
        with pytest.raises(NotAVaultError):
            Vault.open(foreign, "pass", schema=SCHEMA)
    for name in ("vault.db", "wrap", "vault.key"):
        (folder / name).rename(tmp_path / name)
        with pytest.raises(NotAVaultError):
            Vault.open(folder, "pass", schema=SCHEMA)
        (tmp_path / name).rename(folder / name)
    Vault.open(folder, "pass", schema=SCHEMA).close()


def test_two_commands_never_have_it_open_together(folder: Path) -> None:
    """The second is told; when the first has ended, or failed to open, the vault is free."""
    with Vault.open(folder, "pass", schema=SCHEMA), pytest.raises(VaultInUseError):
        Vault.open(folder, "pass", schema=SCHEMA)
    (folder / "vault.db").rename(folder / "away")
    with pytest.raises(NotAVaultError):
        Vault.open(folder, "pass", schema=SCHEMA)
    (folder / "away").rename(folder / "vault.db")
    vault = Vault.open(folder, "pass", schema=SCHEMA)
    vault.close()
    vault.close()


def test_nothing_is_ever_made_over_something_else(folder: Path, tmp_path: Path) -> None:
    """A vault, a folder with anything in it, and a file are left alone; an empty folder is taken."""
    (tmp_path / "file").write_text("mine")
    for there in (folder, tmp_path, tmp_path / "file"):
        with pytest.raises(AlreadyThereError):
            Vault.create(there, "pass", schema=SCHEMA, cost=CHEAP)
    with pytest.raises(EmptyPassphraseError):
        Vault.create(tmp_path / "new", "", schema=SCHEMA, cost=CHEAP)
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    Vault.create(tmp_path / "empty", "pass", schema=SCHEMA, cost=CHEAP).close()
    Vault.open(tmp_path / "empty", "pass", schema=SCHEMA).close()


def test_what_a_crash_left_is_removed(folder: Path, tmp_path: Path) -> None:
    """Half a vault is made anew; half a file is gone at the next opening."""
    (tmp_path / "other.tmp" / "files").mkdir(parents=True)
    (tmp_path / "other.tmp" / "wrap").write_bytes(b"half")
    Vault.create(tmp_path / "other", "pass", schema=SCHEMA, cost=CHEAP).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "vault"]
    (folder / "files" / "abc.tmp").write_bytes(b"half")
    with Vault.open(folder, "pass", schema=SCHEMA) as vault:
        assert vault.file_names() == set()


def test_a_database_or_day_keys_of_another_vault_do_not_open(folder: Path, tmp_path: Path) -> None:
    """Every vault has a key of its own, also under the same passphrase."""
    other = tmp_path / "other"
    Vault.create(other, "pass", schema=SCHEMA, cost=CHEAP).close()
    for name in ("vault.db", "wrap"):
        mine = (folder / name).read_bytes()
        (folder / name).write_bytes((other / name).read_bytes())
        with pytest.raises(DamagedVaultError):
            Vault.open(folder, "pass", schema=SCHEMA)
        (folder / name).write_bytes(mine)


def test_the_passphrase_and_every_byte_give_no_deleted_text_and_no_retired_seed(folder: Path) -> None:
    """The seizure of the air gap, in small: a letter deleted, its file destroyed, its day retired, are nowhere."""
    with Vault.open(folder, "pass", schema=SCHEMA) as vault:
        vault.day_keys.ensure(range(100, 135))
        with vault.new_file() as writer:
            writer.write(b"canary" * 50_000)
        with vault.transaction() as database:
            database.execute("INSERT INTO file VALUES (?, ?)", (writer.path.name, writer.key)).fetchall()
            database.execute("INSERT INTO found VALUES ('the canary of the letter')").fetchall()
        with vault.transaction() as database:
            database.execute("DELETE FROM file").fetchall()
            database.execute("DELETE FROM found").fetchall()
        vault.destroy_file(writer.path.name)
        vault.day_keys.retire_before(120)
    with Vault.open(folder, "pass", schema=SCHEMA) as vault:
        pages = vault.database.serialize("main")
        assert b"canary" not in pages
        assert writer.key not in pages
        assert vault.day_keys.days() == tuple(range(120, 135))
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert names == {"files", "lock", "seeds-2", "vault.db", "vault.db-journal", "vault.key", "wrap"}
    assert (folder / "vault.db-journal").read_bytes() == b""


def test_a_killed_command_leaves_the_vault_free(folder: Path) -> None:
    """The system lets go of the lock with the process."""
    script = (
        "import os, sys; from pathlib import Path; from keys.vault.vault import Vault\n"
        f"vault = Vault.open(Path(sys.argv[1]), 'pass', schema={SCHEMA!r}); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(folder)], check=False).returncode == 9
    Vault.open(folder, "pass", schema=SCHEMA).close()


def test_importing_the_vault_loads_no_library() -> None:
    """A command that only shows its help does not wait for cryptography."""
    heavy = "{'apsw', 'nacl', 'argon2', 'cryptography'}"
    script = f"import sys, keys.vault.vault; raise SystemExit(len({heavy} & set(sys.modules)))"
    before = os.times()
    assert subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ}).returncode == 0
    after = os.times()  # of the processor: a busy machine makes others wait, and that is not meant
    assert after.children_user - before.children_user + after.children_system - before.children_system < 5
