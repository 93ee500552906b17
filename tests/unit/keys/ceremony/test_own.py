"""An admin's own keys and card."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from keys.ceremony.admincard import AdminCard, open_admin_card
from keys.ceremony.errors import BadNameError
from keys.ceremony.own import OwnFolder
from keys.stick.errors import BrokenCardError
from keys.vault.errors import EmptyPassphraseError
from tests.unit.intake.protocol.spoil import altered


def test_an_admins_card_is_signed_by_both_of_its_keys() -> None:
    """Nobody passes off another's key as theirs, nor a name that deceives."""
    card, body = AdminCard.make("Nora", bytes(32), bytes([1]) * 32)
    assert open_admin_card(body) == card
    _, other = AdminCard.make("Nora", bytes(32), bytes([2]) * 32)
    for broken in (
        other[:64] + body[64:],
        body[:64] + other[64:128] + body[128:],
        body.replace(b"Nora", b"Olu!"),
        b"",
        body[:-1],
    ):
        with pytest.raises(BrokenCardError):
            open_admin_card(broken)
    with pytest.raises(BrokenCardError):
        open_admin_card(AdminCard.make("Nora", bytes(32), bytes(32))[1])
    with pytest.raises(BadNameError):
        open_admin_card(AdminCard.make("No\x1bra", bytes(32), bytes([1]) * 32)[1])
    assert SigningKey(bytes(32)).verify_key.encode() == card.root


@given(st.binary(max_size=300) | altered(AdminCard.make("Nora", bytes(32), bytes([1]) * 32)[1]))
def test_any_bytes_are_an_admins_card_or_our_error(untrusted: bytes) -> None:
    """Nothing but the documented errors leaves the parser, and an altered card is never one."""
    with suppress(BrokenCardError, BadNameError):
        assert open_admin_card(untrusted).name == "Nora"


def test_an_empty_passphrase_makes_no_key(tmp_path: Path) -> None:
    """Neither in a new folder nor beside old keys is anything written."""
    with pytest.raises(EmptyPassphraseError):
        OwnFolder.create(tmp_path / "x", "X", (bytes(32), bytes([1]) * 32), ["good", " "])
    assert not (tmp_path / "x").exists()
