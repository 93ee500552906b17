"""The draft of ``newsroom.json``: what the next signing will say. Pure functions on the protocol's values.

A draft is the protocol's format, with one difference: a desk may be without a reader. Such a desk is not published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from intake.protocol import wire
from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import DESK_LIMIT, Desk, Newsroom, Reporter
from keys.ceremony.errors import (
    AmbiguousReporterError,
    BadNameError,
    DamagedFolderError,
    DeskFullError,
    EndedReporterError,
    NoCourierError,
    UnknownCourierError,
    UnknownDeskError,
    UnknownReporterError,
    WrongCardError,
)
from keys.stick.card import Card

NAME_LIMIT = 80
PROMISE_LIMIT = 300
TEXT_LIMIT = 1_000
ID_PREFIX = 6
_JOINERS = "\u200c\u200d"  # Persian and Indian names need them; other invisible characters deceive
_NOBODY = Reporter(bytes(wire.REPORTER_ID_SIZE), "-", bytes(32), 0, 0, 8)


def parse_draft(untrusted: bytes) -> Newsroom:
    """A draft from the admins' folder. Raises DamagedFolderError."""
    try:
        fields = json.loads(untrusted)
        for desk in fields["desks"]:
            desk["reporters"] = desk["reporters"] or [_NOBODY.reporter.hex()]
        stand_in = json.loads(Newsroom({}, (), (_NOBODY,), ()).pack())["reporters"]
        newsroom = Newsroom.parse(json.dumps({**fields, "reporters": fields["reporters"] + stand_in}).encode())
    except (ValueError, KeyError, TypeError, RecursionError, DirectoryError):
        raise DamagedFolderError("newsroom.json in this folder is damaged") from None
    desks = tuple(_without(desk, _NOBODY.reporter) for desk in newsroom.desks)
    return replace(newsroom, desks=desks, reporters=newsroom.reporters[:-1])


def published(draft: Newsroom) -> Newsroom:
    """What is signed of a draft: the desks that have a reader."""
    return replace(draft, desks=tuple(desk for desk in draft.desks if desk.reporters))


def current(draft: Newsroom, today: int) -> Newsroom:
    """What is signed of a draft today: as :func:`published`, without those whose replies have all gone."""
    return published(without_old(draft, today))


def without_old(draft: Newsroom, today: int) -> Newsroom:
    """A draft without the ids that ended so long ago that no reply of theirs lives (docs/protocol.md, "Directory")."""
    kept = tuple(entry for entry in draft.reporters if entry.until + draft.reply_days >= today)
    gone = {entry.reporter for entry in draft.reporters} - {entry.reporter for entry in kept}
    desks = draft.desks
    for reporter in gone:
        desks = tuple(_without(desk, reporter) for desk in desks)
    return replace(draft, desks=desks, reporters=kept)


def checked_name(untrusted: str, limit: int = NAME_LIMIT) -> str:
    """A name, or a sentence of at most ``limit`` characters, that a screen shows as it is. Raises BadNameError."""
    name = untrusted.strip()
    if not is_shown(name) or len(name) > limit:
        if limit == NAME_LIMIT:
            raise BadNameError
        raise BadNameError(f"A sentence is empty, longer than {limit} characters, or holds what does not show")
    return name


def is_shown(untrusted: str) -> bool:
    """Whether a screen shows a text as it is: something is there, and no character is invisible or turns the others."""
    shown = untrusted.translate(dict.fromkeys(map(ord, _JOINERS)))
    return bool(shown.strip()) and shown.isprintable() and len(untrusted) <= TEXT_LIMIT


def plain_name(names: Mapping[str, str]) -> str:
    """One of the names by language, for sentences in English: the English one if there is one."""
    return names.get("en") or next(iter(names.values()), "(without a name)")


def desk_name(desk: Desk) -> str:
    """What the tool calls a desk."""
    return plain_name(desk.names)


def find_desk(draft: Newsroom, untrusted: str | None) -> int:
    """The place of a desk, by number (from 1) or name; None: the only one there is. Raises UnknownDeskError."""
    listed = ", ".join(f"{number} {desk_name(desk)}" for number, desk in enumerate(draft.desks, start=1))
    if untrusted is None:
        if len(draft.desks) != 1:
            raise UnknownDeskError(f"This newsroom has these desks: {listed or 'none'}")
        return 0
    for number, desk in enumerate(draft.desks, start=1):
        names = {name.casefold() for name in desk.names.values()}
        if untrusted == str(number) or untrusted.casefold() in names:
            return number - 1
    raise UnknownDeskError(f"There is no such desk; this newsroom has: {listed or 'none'}")


def certify(
    draft: Newsroom, card: Card, desk: int | None, *, today: int, days: int, again: bool = False
) -> tuple[Newsroom, Reporter]:
    """Add a reporter's card to a desk, or extend the certificate that it has.

    Args:    desk: the place of the desk; None leaves the desks alone, for somebody who is certified already.
             today: a day.  days: for how many days letters may be sealed to it.
             again: revive a certificate that was revoked or ran out.
    Raises:  WrongCardError: a courier's, or the id is known under another key.  DeskFullError; EndedReporterError.
    """
    if card.role != "reporter":
        raise WrongCardError('This is the card of a courier; "keys courier certify" takes it')
    if card.reporter == _NOBODY.reporter:
        raise WrongCardError("This card's reporter id was not drawn at random")
    known = draft.reporter(card.reporter)
    if known is not None and known.verify_key != card.verify_key:
        raise WrongCardError("This card names a reporter who is certified under another key")
    if known is None and card.verify_key in {entry.verify_key for entry in draft.reporters}:
        raise WrongCardError("This card's key is certified under another reporter id")
    if known is not None and known.until < today and not again:
        raise EndedReporterError
    entry = Reporter(
        card.reporter,
        checked_name(card.name),
        card.verify_key,
        today if known is None else known.since,
        today + days,
        card.replies,
    )
    others = tuple(other for other in draft.reporters if other.reporter != card.reporter)
    desks = list(draft.desks)
    if desk is not None and card.reporter not in desks[desk].reporters:
        if len(desks[desk].reporters) >= DESK_LIMIT:
            raise DeskFullError
        desks[desk] = replace(desks[desk], reporters=(*desks[desk].reporters, card.reporter))
    return replace(draft, desks=tuple(desks), reporters=(*others, entry)), entry


def find_reporter(draft: Newsroom, untrusted: str, today: int) -> Reporter:
    """The certified reporter of this name, or whose id starts like this (6 hexadecimal digits or more).

    Raises:  UnknownReporterError; AmbiguousReporterError; EndedReporterError: only somebody whose days are over.
    """
    wanted = untrusted.strip().casefold()
    found = [
        entry
        for entry in draft.reporters
        if entry.name.casefold() == wanted or (len(wanted) >= ID_PREFIX and entry.reporter.hex().startswith(wanted))
    ]
    if not found:
        raise UnknownReporterError
    lasting = [entry for entry in found if entry.until >= today]
    if not lasting:
        raise EndedReporterError(todo='Nothing is to be done; "keys status" shows who is certified')
    if len(lasting) > 1:
        raise AmbiguousReporterError("Several reporters have this name: " + ", ".join(map(short_id, lasting)))
    return lasting[0]


def short_id(entry: Reporter) -> str:
    """The start of a reporter id, as people type it."""
    return entry.reporter.hex()[:8]


def revoke(draft: Newsroom, reporter: bytes, today: int) -> tuple[Newsroom, list[Desk]]:
    """End a reporter's certificate as of yesterday; the entry stays listed, since replies live on.

    Returns: the new draft, and the desks that lost their last reader by it: they are kept here, and not published.
    """
    entries = tuple(
        replace(entry, until=today - 1) if entry.reporter == reporter else entry for entry in draft.reporters
    )
    desks = tuple(_without(desk, reporter) for desk in draft.desks)
    emptied = [
        after for before, after in zip(draft.desks, desks, strict=True) if before.reporters and not after.reporters
    ]
    return replace(draft, reporters=entries, desks=desks), emptied


def certify_courier(draft: Newsroom, card: Card) -> Newsroom:
    """Add a courier's key. Raises WrongCardError: a reporter's card, or certified already."""
    if card.role != "courier":
        raise WrongCardError('This is the card of a reporter; "keys reporter certify" takes it')
    if card.verify_key in draft.couriers:
        raise WrongCardError("This courier is certified already", todo="Nothing is to be done")
    checked_name(card.name)
    return replace(draft, couriers=(*draft.couriers, card.verify_key))


def revoke_courier(draft: Newsroom, untrusted: str) -> Newsroom:
    """Take a courier's key out, by its words or the start of its key. Raises UnknownCourierError, NoCourierError."""
    wanted = " ".join(untrusted.casefold().split())
    found = [
        key
        for key in draft.couriers
        if courier_words(key) == wanted or (len(wanted) >= ID_PREFIX and key.hex().startswith(wanted))
    ]
    if len(found) != 1:
        raise UnknownCourierError
    if len(draft.couriers) == 1:
        raise NoCourierError(
            "This is the only courier, and a newsroom without one cannot publish",
            todo='Certify the new courier first, with "keys courier certify"',
        )
    return replace(draft, couriers=tuple(key for key in draft.couriers if key != found[0]))


def courier_words(key: bytes) -> str:
    """The words of a courier's card: they depend on the key alone."""
    return Card("courier", "", key).spoken


def texts(given: Iterable[str], language: str, limit: int = NAME_LIMIT) -> dict[str, str]:
    """Names by language from ``ru=Имя`` or plain ones, which are in ``language``. Raises BadNameError."""
    found: dict[str, str] = {}
    for untrusted in given:
        code, text = split_language(untrusted, language, limit)
        found[code] = text
    return found


def split_language(untrusted: str, language: str, limit: int = NAME_LIMIT) -> tuple[str, str]:
    """The language and the text of ``ru=Имя``; a plain text is in ``language``. Raises BadNameError."""
    head, equals, rest = untrusted.partition("=")
    if equals and 2 <= len(head) <= 10 and head.replace("-", "").isascii() and head.replace("-", "").isalpha():
        return head, checked_name(rest, limit)
    return language, checked_name(untrusted, limit)


def desks_of(
    given: Iterable[str], languages: tuple[str, ...], every_days: int, promise: dict[str, str]
) -> tuple[Desk, ...]:
    """Desks from names; ``ru=Имя`` is another name of the desk before it. Raises BadNameError."""
    desks: list[Desk] = []
    for untrusted in given:
        code, text = split_language(untrusted, languages[0])
        if desks and code not in desks[-1].names and "=" in untrusted:
            desks[-1] = replace(desks[-1], names={**desks[-1].names, code: text})
        else:
            desks.append(Desk({code: text}, promise, languages, every_days, ()))
    return tuple(desks)


def _without(desk: Desk, reporter: bytes) -> Desk:
    return replace(desk, reporters=tuple(listed for listed in desk.reporters if listed != reporter))
