"""Suite 1: sealing, keys that nothing can be sealed to, and the one table of labels."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol import suite
from intake.protocol.errors import WrongSizeError
from intake.protocol.suite import Label, UnusableKeyError
from tests.unit.intake.protocol.spoil import altered, quick

SEED = bytes(range(32))
KEY = suite.public_key(SEED)
SEALED = suite.seal(b"plain", KEY, b"info")


def test_no_label_begins_another() -> None:
    """Each label has one use: no two are alike, none begins another, none holds a zero byte before its end."""
    for one, other in itertools.permutations(Label, 2):
        assert not other.prefix.startswith(one.prefix)
    assert all(label.prefix.count(0) == 1 and label.prefix.endswith(b"\0") for label in Label)
    assert all(label.value.isascii() and label.value.startswith("asterism/1 ") for label in Label)


@quick
@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_opens_with_its_key_and_its_info_only(plain: bytes, info: bytes) -> None:
    """The text comes back; another key or another info gives nothing; sealing adds 1,136 bytes."""
    sealed = suite.seal(plain, KEY, info)
    assert len(sealed) == len(plain) + 1_136
    assert suite.open_sealed(sealed, SEED, info) == plain
    assert suite.open_sealed(sealed, bytes(32), info) is None
    assert suite.open_sealed(sealed, SEED, info + b"x") is None


def test_sealing_twice_gives_two_texts() -> None:
    """Nothing shows that the same text was sealed again."""
    assert suite.seal(b"plain", KEY, b"info") != SEALED


@quick
@given(altered(SEALED) | st.binary(max_size=1_300))
def test_any_bytes_open_to_nothing(untrusted: bytes) -> None:
    """What was altered or made up is not for us; no error leaves the opener."""
    assert suite.open_sealed(untrusted, SEED, b"info") is None or untrusted == SEALED


@quick
@given(altered(KEY) | st.binary(max_size=1_300))
def test_any_bytes_are_a_key_or_our_error(untrusted: bytes) -> None:
    """A damaged public key is refused or sealed to, never a foreign error."""
    with suppress(UnusableKeyError):
        assert len(suite.seal(b"", untrusted, b"")) == 1_136


@pytest.mark.parametrize(
    ("seed", "begins", "ends"),
    [
        (
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
            "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5",
            "859edb06eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534",
        ),
        (
            "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
            "0333285fa253661508c9fb444852caa4061636cb060e69943b431400134ae1fb",
            "9f7ed34bcbb48fd4c562a576549f85b528c953926d96ea8a160b8843f1c89c62",
        ),
        (
            "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
            "36244278824f77c621c660892c1c3886a9560caa52a97c461fd3958a598e749b",
            "d31ae3cbc1c013747dfee80fb35b5299f555dcc2b787ea4f6f16ffdf66952461",
        ),
    ],
)
def test_our_keys_are_those_of_the_x_wing_draft(seed: str, begins: str, ends: str) -> None:
    """The keys of draft-connolly-cfrg-xwing-kem, appendix C: their first 32 bytes and their X25519 part."""
    key = suite.public_key(bytes.fromhex(seed)).hex()
    assert (key[:64], key[-64:]) == (begins, ends)


def test_a_seed_has_32_bytes() -> None:
    """A shorter or longer seed is refused."""
    for size in (0, 31, 33):
        with pytest.raises(WrongSizeError):
            suite.public_key(bytes(size))
    assert len(suite.new_seed()) == 32


def test_keys_for_two_labels_have_nothing_in_common() -> None:
    """One key gives another value under each label."""
    key = os.urandom(32)
    assert len({suite.derive(key, label) for label in Label}) == len(Label)
