"""What the worker may say of the proofs in a file, and how much of it.

All numbers have 4 bytes, the high one first::

    verdict   0: answers follow; else one of rendering.stream.Refusal, and the end
    count     of answers, up to MAX_ANSWERS
    answer    one of Kind, one of Why, one of Issuer; then twice a length in bytes and UTF-8: by whom, made with what
    the end   nothing after the last answer

The sentences that people read are made outside of these numbers (``keys.reporter.evidence.proofs.proof``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAX_ANSWERS: Final = 32
MAX_TEXT: Final = 80  # characters of a name
MAX_TEXT_BYTES: Final = 4 * MAX_TEXT
MAX_RECORD: Final = 8_192  # bytes of a sender's DNS record
MAX_ROOTS: Final = 4 << 20  # bytes of certificates that a person brings along


class Kind(IntEnum):
    """What sort of proof it is."""

    DKIM = 1
    PDF_SIGNATURE = 2
    CREDENTIALS = 3
    SIGNATURE = 4  # of a kind that is not checked: office documents, S/MIME, OpenPGP


class Why(IntEnum):
    """Whether it holds, and why."""

    PRESENT = 1  # not checked
    DAMAGED = 2  # or of a kind that is not known here
    MAIL_CHANGED = 10
    MAIL_BODY = 11  # as it was signed; the rest needs a key
    MAIL_HOLDS = 12
    MAIL_OTHER_KEY = 13
    PDF_RANGE = 20  # it does not say which bytes it covers
    PDF_CHANGED = 21
    PDF_HOLDS = 22
    PDF_ADDED = 23  # holds, and something was added later
    FILE_HOLDS = 30
    FILE_HOLDS_EARLIER = 31  # holds, but an earlier file that it names does not
    FILE_CHANGED = 32
    CLAIM_CHANGED = 33
    SIGNATURE_BROKEN = 34
    EXPIRED = 35
    REVOKED = 36
    BAD_CERTIFICATE = 37
    OTHER = 38
    ELSEWHERE = 39  # the manifest lies on a server


class Issuer(IntEnum):
    """Who made the certificate."""

    NONE = 0  # not told
    SELF = 1
    AUTHORITY = 2
    QUALIFIED = 3
    DEVICE = 4  # names a maker of cameras or telephones
    LISTED = 5  # under a root that a person brought along


@dataclass(frozen=True, slots=True)
class Answer:
    """One proof. ``by``: who vouches, ``tool``: what made the manifest; both as the file says, up to MAX_TEXT characters."""

    kind: Kind
    why: Why
    issuer: Issuer = Issuer.NONE
    by: str = ""
    tool: str = ""
