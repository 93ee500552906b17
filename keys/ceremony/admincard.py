"""An admin's card: the public halves of the two keys that were made on that admin's own machine.

Layout: signature by the root key 64 ‖ signature by the targets key 64 ‖ UTF-8 JSON. Both keys sign it, so nobody can
pass off another's key as their own; the words are compared by voice, as for every card (docs/protocol.md, "Card").
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.protocol import wire
from intake.protocol.suite import Label
from keys.ceremony.admins import KEY_SIZE, spoken_keys
from keys.ceremony.draft import checked_name
from keys.ceremony.errors import BadNameError, NoCardError, WrongCardError
from keys.stick import layout
from keys.stick.errors import BrokenCardError, StickMissingError

SIGNATURE_SIZE = 64
SIZE_LIMIT = 16_384
ROLE = "admin"


@dataclass(frozen=True, slots=True)
class AdminCard:
    """A name and two Ed25519 public keys, 32 bytes each."""

    name: str
    root: bytes
    targets: bytes

    @property
    def spoken(self) -> str:
        """The fingerprint of both keys, in words."""
        return spoken_keys(self.root, self.targets)

    @property
    def file_name(self) -> str:
        """The card's name on the stick."""
        return f"{self.root.hex()[:16]}.{ROLE}"

    @classmethod
    def make(cls, name: str, root: bytes, targets: bytes) -> tuple[AdminCard, bytes]:
        """A card and its bytes, from the two seeds (32 bytes each)."""
        signers = [SigningKey(root), SigningKey(targets)]
        card = cls(name, *(signer.verify_key.encode() for signer in signers))
        fields = {
            "suite": wire.SUITE,
            "role": ROLE,
            "name": name,
            "root": card.root.hex(),
            "targets": card.targets.hex(),
        }
        body = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
        return card, b"".join(signer.sign(Label.CARD.prefix + body).signature for signer in signers) + body


def open_admin_card(untrusted: bytes) -> AdminCard:
    """A card that both of its keys signed. Raises BrokenCardError; BadNameError: the name deceives."""
    body = untrusted[2 * SIGNATURE_SIZE :]
    try:
        fields = json.loads(body.decode())
        role, suite, name = fields["role"], fields["suite"], fields["name"]
        keys = [wire.from_hex(fields[part], KEY_SIZE) for part in ("root", "targets")]
        for key, at in zip(keys, (0, SIGNATURE_SIZE), strict=True):
            VerifyKey(key).verify(Label.CARD.prefix + body, untrusted[at : at + SIGNATURE_SIZE])
        name.encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, BadSignatureError):
        raise BrokenCardError from None
    if role != ROLE or suite != wire.SUITE or keys[0] == keys[1]:
        raise BrokenCardError
    try:
        checked_name(name)
    except BadNameError:
        raise BadNameError(
            "This card's name holds characters that do not show, or is too long",
            todo="Do not use this card; ask its owner, in person or by voice, to make a new one",
        ) from None
    return AdminCard(name, *keys)


def find_admin_cards(paths: Iterable[Path], known: Collection[bytes] = ()) -> list[AdminCard]:
    """The cards at these paths, each a card or a stick, whose root keys (32 bytes) are not among those known.

    Raises:  StickMissingError, ForeignStickError, NoCardError: nothing there.  BrokenCardError; BadNameError.
             WrongCardError: two cards share a key.
    """
    cards: dict[bytes, AdminCard] = {}
    for path in paths:
        if path.is_dir():
            files = sorted(layout.stick_folder(path, layout.CARDS).glob(f"*.{ROLE}"))
        elif path.is_file():
            files = [path]
        else:
            raise StickMissingError(f"There is neither a card nor a stick at {path}", todo="Check the path")
        for file in files:
            card = open_admin_card(layout.read_plain(file, SIZE_LIMIT))
            cards.setdefault(card.root, card)
    found = sorted((card for root, card in cards.items() if root not in known), key=lambda card: card.name)
    if not found:
        raise NoCardError("There is no new admin's card here", todo='Ask for one: "keys admin card" writes it')
    keys = [key for card in found for key in (card.root, card.targets)]
    if len(set(keys)) != len(keys):
        raise WrongCardError("Two of these cards share a key, and one key is one person's")
    return found
