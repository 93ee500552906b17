"""Planning who signs from the next root on, where every admin's keys lie on their own machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from keys.ceremony.admincard import AdminCard
from keys.ceremony.admins import Admin, Admins
from keys.ceremony.errors import NoChangeError, WrongCardError


def admins_of(cards: Sequence[AdminCard], threshold: int) -> Admins:
    """The first admins, numbered as the cards come. Raises ThresholdError."""
    Admins.check(threshold, len(cards))
    return Admins(threshold, tuple(_admin(number, card) for number, card in enumerate(cards, start=1)))


def planned(
    admins: Admins,
    *,
    add: Sequence[AdminCard] = (),
    remove: Collection[int] = (),
    replace: Mapping[int, AdminCard] | None = None,
    threshold: int | None = None,
) -> Admins:
    """The admins after a change; nothing of it is signed.

    Args:    remove: numbers of those who leave.  replace: by number, the card of somebody's new keys.
    Raises:  UnknownAdminError, ThresholdError, NoChangeError; WrongCardError: a card's key serves already.
    """
    replace = replace or {}
    leaving = {admins[number].number for number in remove}
    renewed = {admins[number].number: card for number, card in replace.items()}
    known = {key for role in ("root", "targets") for key in admins.keys(role)}
    for card in (*add, *renewed.values()):
        if known & {card.root, card.targets}:
            raise WrongCardError("A key of this card serves already, or was given twice")
        known |= {card.root, card.targets}
    staying = [
        _admin(admin.number, renewed[admin.number]) if admin.number in renewed else admin
        for admin in admins.admins
        if admin.number not in leaving
    ]
    first = max(admins.numbers) + 1
    joined = [_admin(number, card) for number, card in enumerate(add, start=first)]
    wanted = admins.threshold if threshold is None else threshold
    Admins.check(wanted, len(staying) + len(joined))
    after = Admins(wanted, (*staying, *joined))
    if after == admins:
        raise NoChangeError
    return after


def _admin(number: int, card: AdminCard) -> Admin:
    return Admin(number, card.root, card.targets, card.name, own=True)
