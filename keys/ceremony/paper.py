"""A key on paper: 28 words, and the same words as a QR code (docs/decisions/0203-a-key-on-paper.md).

36 bytes - kind 1 (1: root, 2: targets) ‖ seed 32 ‖ check 3 - as one big-endian number in base 1,296, the word of the
highest place first; the words are those of the EFF short list 2, as in a source's code. The check is the start of
SHA-256(label ‖ kind ‖ seed): one sheet in 16 million with a wrong word passes, and none of those fits the public key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.protocol.data import near_word, words
from keys.ceremony.errors import BackupError

WORDS = 28
SEED_SIZE = 32
_KINDS = {"root": 1, "targets": 2}
_CHECK_SIZE = 3
_SIZE = 1 + SEED_SIZE + _CHECK_SIZE
_LABEL = b"asterism/1 paper key\0"


@dataclass(frozen=True, slots=True)
class Recovered:
    """A key that came back: its role, or None where the backup does not say, its seed (32 bytes), and how it came."""

    role: str | None
    seed: bytes = field(repr=False)
    how: str = "paper"


def key_words(role: str, seed: bytes) -> tuple[str, ...]:
    """The 28 words of a key (a seed of 32 bytes)."""
    body = bytes([_KINDS[role]]) + seed
    value = int.from_bytes(body + _check(body), "big")
    found = []
    for _ in range(WORDS):
        value, index = divmod(value, len(words()))
        found.append(words()[index])
    return tuple(reversed(found))


def read_key_words(untrusted: Sequence[str]) -> Recovered:
    """The key of 28 words; a slip in a word is mended, three letters are enough.

    Raises:  BackupError: another number of words, a word that is in no list (it says which), or one word too many wrong.
    """
    if len(untrusted) != WORDS:
        raise BackupError(f"A key on paper has {WORDS} words, and these are {len(untrusted)}")
    value = 0
    for place, word in enumerate(untrusted, start=1):
        index = near_word(word)
        if index is None:
            raise BackupError(f"Word {place} is none of the list")
        value = value * len(words()) + index
    if value >= 1 << (8 * _SIZE):
        raise BackupError("A word is another than the one on the sheet, or their order is")
    packed = value.to_bytes(_SIZE, "big")
    body, check = packed[:-_CHECK_SIZE], packed[-_CHECK_SIZE:]
    role = next((role for role, kind in _KINDS.items() if kind == body[0]), None)
    if check != _check(body) or role is None:
        raise BackupError("A word is another than the one on the sheet, or their order is")
    return Recovered(role, body[1:])


def _check(body: bytes) -> bytes:
    return hashlib.sha256(_LABEL + body).digest()[:_CHECK_SIZE]
