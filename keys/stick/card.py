"""Cards: what a reporter or a courier hands to the admins to be certified (docs/protocol.md, "Card").

A card is a signature (64 bytes) and UTF-8 JSON; the key that it names signed it, and its spoken words are compared
by voice before an admin certifies it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import wire
from intake.protocol.data import words
from intake.protocol.newsroom import REPLIES_A_TRIP
from intake.protocol.suite import Label
from keys.stick.errors import BadNameError, BrokenCardError

SIGNATURE_SIZE = 64
FINGERPRINT_WORDS = 6
NAME_LIMIT = 80
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # invisible, and Persian and Indian names need them


def fingerprint(data: bytes) -> str:
    """Six words to read aloud, from the SHA-256 of some data."""
    return spoken(hashlib.sha256(data).digest())


def spoken(digest: bytes) -> str:
    """Six words to read aloud: the first 62 bits of a SHA-256 in base 1,296 of the EFF short list 2."""
    value = int.from_bytes(digest, "big") >> (256 - 62)
    found = []
    for _ in range(FINGERPRINT_WORDS):
        value, index = divmod(value, len(words()))
        found.append(words()[index])
    return " ".join(found)


def plain_name(untrusted: str) -> str:
    """A name that a screen shows as it is, without white space around it. Raises BadNameError."""
    name = untrusted.strip()
    shown = name.translate(_JOINERS)
    if not shown or not shown.isprintable() or len(name) > NAME_LIMIT:
        raise BadNameError
    return name


@dataclass(frozen=True, slots=True)
class Card:
    """Who asks to be certified.

    role:      "reporter" or "courier".  verify_key: Ed25519, 32 bytes.
    reporter:  the reporter id, 16 bytes; empty for a courier.
    replies:   how many replies the machine hands over a trip (8, 16 or 32); 0 for a courier.
    """

    role: str
    name: str
    verify_key: bytes
    reporter: bytes = b""
    replies: int = 0

    @property
    def spoken(self) -> str:
        """The fingerprint of the key and the id, in words."""
        return fingerprint(Label.CARD.prefix + self.verify_key + self.reporter)

    @property
    def file_name(self) -> str:
        """The card's name on the stick."""
        return f"{self.verify_key.hex()[:16]}.{self.role}"

    def sign(self, key: SigningKey) -> bytes:
        """The card's bytes."""
        fields = {
            "suite": wire.SUITE,
            "role": self.role,
            "name": self.name,
            "key": self.verify_key.hex(),
            "id": self.reporter.hex(),
            "replies": self.replies,
        }
        body = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
        return key.sign(Label.CARD.prefix + body).signature + body


def open_card(untrusted: bytes) -> Card:
    """A card that its own key signed. Raises BrokenCardError."""
    signature, body = untrusted[:SIGNATURE_SIZE], untrusted[SIGNATURE_SIZE:]
    try:
        fields = json.loads(body.decode())
        card = Card(
            role=fields["role"],
            name=fields["name"],
            verify_key=wire.from_hex(fields["key"], 32),
            reporter=wire.from_hex(fields["id"], wire.REPORTER_ID_SIZE if fields["role"] == "reporter" else 0),
            replies=fields["replies"],
        )
        VerifyKey(card.verify_key).verify(Label.CARD.prefix + body, signature)
        card.name.encode()  # half a surrogate pair is no text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadSignatureError):
        raise BrokenCardError from None
    allowed = {"reporter": REPLIES_A_TRIP, "courier": (0,)}.get(card.role, ())
    if fields.get("suite") != wire.SUITE or type(card.replies) is not int or card.replies not in allowed:
        raise BrokenCardError
    if not card.name.strip():
        raise BrokenCardError
    return card
