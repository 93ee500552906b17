"""Secrets under a passphrase, and key files."""

from __future__ import annotations

import hashlib
import stat
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.vault.errors import (
    AlreadyThereError,
    DamagedVaultError,
    EmptyPassphraseError,
    NewerVaultError,
    NotAVaultError,
    VaultError,
    WrongPassphraseError,
)
from keys.vault.passphrase import (
    STANDARD,
    Cost,
    change_passphrase,
    open_secret,
    read_key_file,
    replace_key_file,
    seal_secret,
    write_key_file,
)

CHEAP = Cost(memory_kib=8, passes=1)
SECRET = bytes(range(32))
SEALED = seal_secret(SECRET, "correct horse", label=b"test", cost=CHEAP)


def with_head(untrusted: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    """The sealed secret with another cost in its head and a check that fits, as an attacker would write it."""
    body = untrusted[:5] + struct.pack(">IBB", memory_kib, passes, lanes) + untrusted[11:-8]
    return body + hashlib.sha256(body).digest()[:8]


def test_a_secret_comes_back_under_its_passphrase_and_is_sealed_anew_each_time() -> None:
    """The same secret and passphrase never give the same bytes, and both open."""
    assert open_secret(SEALED, "correct horse", label=b"test") == SECRET
    assert seal_secret(SECRET, "correct horse", label=b"test", cost=CHEAP) != SEALED
    assert SECRET not in SEALED


def test_the_standard_cost_is_256_mib_and_three_passes() -> None:
    """What one guess costs is what docs/protocol.md says, and a file made with it opens."""
    assert Cost(256 * 1024, 3, 1) == STANDARD
    assert open_secret(seal_secret(SECRET, "x", label=b"t"), "x", label=b"t") == SECRET


@pytest.mark.parametrize("passphrase", ["", "correct horsE", "correct horse "])
def test_another_passphrase_is_told_as_wrong(passphrase: str) -> None:
    """A wrong passphrase is one documented error, never a secret."""
    with pytest.raises(WrongPassphraseError):
        open_secret(SEALED, passphrase, label=b"test")


def test_a_secret_moved_to_another_use_does_not_open() -> None:
    """The label is bound to the box."""
    with pytest.raises(WrongPassphraseError):
        open_secret(SEALED, "correct horse", label=b"tes")


def test_a_passphrase_typed_on_another_keyboard_is_the_same() -> None:
    """Composed and decomposed accents, and full-width letters, are one passphrase."""
    sealed = seal_secret(SECRET, "caf\u00e9 \uff41\uff42", label=b"test", cost=CHEAP)
    assert open_secret(sealed, "cafe\u0301 ab", label=b"test") == SECRET


@pytest.mark.parametrize("passphrase", ["", "   ", "\u3000"])
def test_an_empty_passphrase_seals_nothing(passphrase: str) -> None:
    """A passphrase file that turns out empty is noticed before anything is written."""
    with pytest.raises(EmptyPassphraseError):
        seal_secret(SECRET, passphrase, label=b"test", cost=CHEAP)


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes"),
    [(1 << 31, 1, 1), ((1 << 20) + 1, 1, 1), (8, 17, 1), (8, 0, 1), (7, 1, 1), (0, 1, 1), (64, 1, 5), (8, 1, 2)],
)
def test_a_hostile_head_cannot_ask_for_more_than_the_limits(memory_kib: int, passes: int, lanes: int) -> None:
    """Costs outside the limits are refused before anything is computed."""
    with pytest.raises(DamagedVaultError):
        open_secret(with_head(SEALED, memory_kib, passes, lanes), "correct horse", label=b"test")


def test_a_head_with_another_cost_does_not_open() -> None:
    """The cost is bound to the box: it cannot be changed under a secret."""
    with pytest.raises(WrongPassphraseError):
        open_secret(with_head(SEALED, 16, 1, 1), "correct horse", label=b"test")


@pytest.mark.parametrize("at", range(len(SEALED)))
def test_any_changed_byte_is_told_as_damage(at: int) -> None:
    """Nobody retypes a right passphrase over a damaged file."""
    changed = bytearray(SEALED)
    changed[at] ^= 1
    with pytest.raises((DamagedVaultError, NewerVaultError)):
        open_secret(bytes(changed), "correct horse", label=b"test")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda tail: SEALED[:5] + tail))
def test_any_bytes_give_a_documented_error(untrusted: bytes) -> None:
    """Nothing but our errors leaves the parser."""
    with suppress(VaultError):
        open_secret(untrusted, "correct horse", label=b"test")


@given(st.text(max_size=20).filter(lambda text: text.strip() != ""))
def test_any_text_is_a_passphrase(passphrase: str) -> None:
    """Every script, also half surrogates that a terminal may hand over, works as a passphrase."""
    with suppress(EmptyPassphraseError):
        sealed = seal_secret(SECRET, passphrase + "\udc80", label=b"t", cost=CHEAP)
        assert open_secret(sealed, passphrase + "\udc80", label=b"t") == SECRET


def test_a_key_file_is_private_and_opens(tmp_path: Path) -> None:
    """Only its owner reads a key file, and no temporary file stays."""
    path = tmp_path / "root.key"
    write_key_file(path, SECRET, "pass", cost=CHEAP)
    assert read_key_file(path, "pass") == SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """A second key of the same name is refused, and the first one still opens."""
    path = tmp_path / "root.key"
    write_key_file(path, SECRET, "pass", cost=CHEAP)
    with pytest.raises(AlreadyThereError):
        write_key_file(path, bytes(32), "pass", cost=CHEAP)
    assert read_key_file(path, "pass") == SECRET


def test_a_key_file_that_is_missing_huge_or_another_thing_is_told(tmp_path: Path) -> None:
    """Missing, far too large, and a secret of another size each give a documented error."""
    with pytest.raises(NotAVaultError):
        read_key_file(tmp_path / "none.key", "pass")
    (tmp_path / "huge").write_bytes(bytes(70_000))
    (tmp_path / "short").write_bytes(seal_secret(b"short", "pass", label=b"asterism key file", cost=CHEAP))
    for name in ("huge", "short"):
        with pytest.raises(DamagedVaultError):
            read_key_file(tmp_path / name, "pass")
    with pytest.raises(ValueError, match="32 bytes"):
        write_key_file(tmp_path / "new", b"short", "pass", cost=CHEAP)


def test_a_passphrase_changes_whatever_write_the_plug_is_pulled_at(tmp_path: Path) -> None:
    """At every act exactly one of the two opens the file that is read next, and the old bytes are zeros in the end."""
    from tests.unit.keys.ceremony.plug import PulledError, pulled_after

    acts, pulled = 0, True
    while pulled:
        path, same = tmp_path / f"{acts}.key", tmp_path / f"{acts}.same"
        write_key_file(path, SECRET, "old", cost=CHEAP)
        same.hardlink_to(path)
        with pulled_after(acts) as asked, suppress(PulledError):
            change_passphrase(path, "old", "new", cost=CHEAP)
        pulled = len(asked) > acts
        opened = []
        for spoken in ("old", "new"):
            with suppress(WrongPassphraseError):
                assert read_key_file(path, spoken) == SECRET
                opened.append(spoken)
        assert len(opened) == 1, acts
        assert (opened == ["new"]) == (not same.read_bytes().strip(b"\0"))
        acts += 1
    assert opened == ["new"]
    assert acts == 5


def test_a_vaults_own_secret_gets_another_passphrase_too(tmp_path: Path) -> None:
    """The label stays, and a wrong or empty passphrase changes nothing."""
    path = tmp_path / "vault.key"
    path.write_bytes(SEALED)
    with pytest.raises(WrongPassphraseError):
        change_passphrase(path, "wrong", "new", label=b"test", cost=CHEAP)
    with pytest.raises(EmptyPassphraseError):
        change_passphrase(path, "correct horse", " ", label=b"test", cost=CHEAP)
    with pytest.raises(WrongPassphraseError):
        change_passphrase(path, "correct horse", "new", cost=CHEAP)
    assert path.read_bytes() == SEALED
    change_passphrase(path, "correct horse", "new", label=b"test", cost=CHEAP)
    assert open_secret(path.read_bytes(), "new", label=b"test") == SECRET
    replace_key_file(tmp_path / "fresh.key", SECRET, "new", cost=CHEAP)
    assert read_key_file(tmp_path / "fresh.key", "new") == SECRET
