"""Finding a card: a file, or the one new card on a stick."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from keys.ceremony.draft import checked_name
from keys.ceremony.errors import BadNameError, NoCardError, WrongCardError
from keys.stick import layout
from keys.stick.card import Card, open_card
from keys.stick.errors import StickMissingError

SIZE_LIMIT = 16_384


def find_card(path: Path, role: str, known: Collection[bytes]) -> Card:
    """The card at a path; of a stick, the one of this role whose key (32 bytes) is not among those known.

    Raises:  StickMissingError: nothing is there.  ForeignStickError, NoCardError: no new card, or several.
             BrokenCardError; WrongCardError: another role.  BadNameError: the name deceives.
    """
    if path.is_dir():
        paths = sorted(layout.stick_folder(path, layout.CARDS).glob(f"*.{role}"))
        cards = [card for card in map(_read, paths) if card.verify_key not in known]
        if len(cards) > 1:
            raise NoCardError("There are several new cards on this stick", todo="Give the path of the one you mean")
        if not cards:
            raise NoCardError
        card = cards[0]
    elif path.is_file():
        card = _read(path)
    else:
        raise StickMissingError(f"There is neither a card nor a stick at {path}", todo="Check the path")
    if card.role != role:
        raise WrongCardError(f"This is the card of a {card.role}, and here belongs the card of a {role}")
    try:
        checked_name(card.name)
    except BadNameError:
        raise BadNameError(
            "This card's name holds characters that do not show, or is too long",
            todo="Do not use this card; ask its owner, in person or by voice, to make a new one",
        ) from None
    return card


def _read(path: Path) -> Card:
    with path.open("rb") as file:
        return open_card(file.read(SIZE_LIMIT))
