"""All that a source needs, from its code alone (docs/protocol.md, "What derives from the code")."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from argon2.low_level import Type, hash_secret_raw

from intake.protocol import suite
from intake.protocol.code import Code
from intake.protocol.suite import Label, derive

MEMORY_KIB = 8 * 1_024
PASSES = 1


def master_key(code: Code, root_one_sha256: bytes) -> bytes:
    """Argon2id (RFC 9106; 8 MiB, 1 pass, 1 lane) of the 27 digits: 32 bytes.

    The salt is SHA-256(label ‖ SHA-256(root version 1 as published)), so that a code is another person at every
    newsroom; the 87 random bits protect, not the stretching.
    """
    return hash_secret_raw(
        secret=code.digits.encode(),
        salt=hashlib.sha256(Label.MASTER_SALT.prefix + root_one_sha256).digest(),
        time_cost=PASSES,
        memory_cost=MEMORY_KIB,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


@dataclass(frozen=True, repr=False)
class Identity:
    """What a code makes of a source at one newsroom. ``master``: 32 bytes."""

    master: bytes

    @classmethod
    def of(cls, code: Code, root_one_sha256: bytes) -> Identity:
        """The identity of a code at the newsroom whose first root has this SHA-256 (32 bytes)."""
        return cls(master_key(code, root_one_sha256))

    @cached_property
    def reply_seed(self) -> bytes:
        """The X-Wing seed that answers are opened with, 32 bytes."""
        return derive(self.master, Label.REPLY_KEY)

    @cached_property
    def reply_key(self) -> bytes:
        """The X-Wing public key that answers are sealed to, 1,216 bytes."""
        return suite.public_key(self.reply_seed)

    def pair(self, reporter: bytes) -> bytes:
        """The key that this source shares with one reporter id (16 bytes): 32 bytes. Who has it is the contact."""
        return derive(self.master, Label.PAIR, reporter)


def meet_number(pair: bytes, day: int, *, source: bool) -> str:
    """Six digits that one side reads out on another channel to prove that it wrote: the source's or the reporter's.

    The first 8 bytes of the derived key as a big-endian number, modulo 10^6.
    """
    label = Label.MEET_SOURCE if source else Label.MEET_REPORTER
    drawn = derive(pair, label, day.to_bytes(4, "big"), 8)
    return f"{int.from_bytes(drawn, 'big') % 1_000_000:06}"
