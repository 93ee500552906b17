"""Who sits at which desk, and the desks themselves: changes of a draft. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from intake.protocol.newsroom import DESK_LIMIT, Desk, Newsroom, Reporter
from keys.ceremony.draft import desk_name
from keys.ceremony.errors import (
    BadNameError,
    DeskFullError,
    EndedReporterError,
    NameTakenError,
    NoChangeError,
    SameDeskError,
    UnknownDeskError,
)
from keys.stick.card import Card

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def check_free(draft: Newsroom, card: Card, today: int) -> None:
    """Raise NameTakenError when somebody else's machine of this name is certified and lasts."""
    for entry in draft.reporters:
        same = entry.name.casefold() == card.name.strip().casefold()
        if same and entry.reporter != card.reporter and entry.until >= today:
            raise NameTakenError(f"{entry.name} is certified already, with another machine")


def renew(draft: Newsroom, reporter: bytes, *, today: int, days: int) -> tuple[Newsroom, Reporter]:
    """Move the end of a certificate that still holds, to ``today`` + ``days``. Raises EndedReporterError."""
    entry = draft.reporter(reporter)
    if entry is None or entry.until < today:
        raise EndedReporterError
    renewed = replace(entry, until=today + days)
    entries = tuple(renewed if other.reporter == reporter else other for other in draft.reporters)
    return replace(draft, reporters=entries), renewed


def seats(draft: Newsroom, reporter: bytes) -> tuple[int, ...]:
    """The places of the desks at which a reporter reads."""
    return tuple(place for place, desk in enumerate(draft.desks) if reporter in desk.reporters)


def move(draft: Newsroom, reporter: bytes, to: int, *, leave: Collection[int]) -> Newsroom:
    """Let a reporter read at desk ``to``, and no longer at those in ``leave`` (places of desks).

    Raises:  DeskFullError; NoChangeError: already so; UnknownDeskError: the reporter is not at a desk of ``leave``.
    """
    if not set(leave) <= set(seats(draft, reporter)):
        raise UnknownDeskError("This reporter does not read at that desk")
    desks = list(draft.desks)
    for place in set(leave) - {to}:
        desks[place] = _without(desks[place], reporter)
    if reporter not in desks[to].reporters:
        if len(desks[to].reporters) >= DESK_LIMIT:
            raise DeskFullError
        desks[to] = replace(desks[to], reporters=(*desks[to].reporters, reporter))
    moved = replace(draft, desks=tuple(desks))
    if moved == draft:
        raise NoChangeError
    return moved


def open_desk(draft: Newsroom, desk: Desk) -> Newsroom:
    """Add a desk; it is published once somebody reads at it. Raises SameDeskError, BadNameError."""
    _check(draft.desks, desk)
    return replace(draft, desks=(*draft.desks, desk))


def change_desk(
    draft: Newsroom,
    place: int,
    *,
    names: Mapping[str, str],
    promise: Mapping[str, str],
    languages: Sequence[str] = (),
    every_days: int | None = None,
) -> Newsroom:
    """Change what a desk is called and promises; texts are added by language, the rest is replaced if given.

    Raises:  NoChangeError, SameDeskError, BadNameError.
    """
    old = draft.desks[place]
    new = replace(
        old,
        names={**old.names, **names},
        promise={**old.promise, **promise},
        languages=tuple(languages) or old.languages,
        every_days=every_days or old.every_days,
    )
    if new == old:
        raise NoChangeError
    _check([desk for at, desk in enumerate(draft.desks) if at != place], new)
    return replace(draft, desks=tuple(new if at == place else desk for at, desk in enumerate(draft.desks)))


def close_desk(draft: Newsroom, place: int) -> tuple[Newsroom, list[Reporter]]:
    """Take a desk away; also those who read at no desk any more by that: they stay certified."""
    closed = draft.desks[place]
    left = replace(draft, desks=tuple(desk for at, desk in enumerate(draft.desks) if at != place))
    idle = [
        entry for entry in draft.reporters if entry.reporter in closed.reporters and not seats(left, entry.reporter)
    ]
    return left, idle


def _check(others: Sequence[Desk], desk: Desk) -> None:
    taken = {name.casefold() for other in others for name in other.names.values()}
    if taken & {name.casefold() for name in desk.names.values()}:
        raise SameDeskError
    if not all(_LANGUAGE.fullmatch(code) for code in (*desk.languages, *desk.names, *desk.promise)):
        raise BadNameError(
            f"A language of {desk_name(desk)} is no language code", todo="Give codes such as en, ru or pt-BR"
        )


def _without(desk: Desk, reporter: bytes) -> Desk:
    return replace(desk, reporters=tuple(listed for listed in desk.reporters if listed != reporter))
