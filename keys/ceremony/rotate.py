"""The sitting that changes who signs: a new root, signed by the old keys and by the new ones.

Who knows an older root follows the chain; the first root stays, so the newsroom's name and every source's code stay.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nacl.signing import SigningKey
from tuf.api.metadata import Root

from keys.ceremony.admins import Admin, Admins, KeyName
from keys.ceremony.errors import NothingSignedError, OwnMachineError, TooFewSignersError
from keys.ceremony.folder import Folder
from keys.ceremony.publish import check_clock, check_enough
from keys.ceremony.roles import ROOT_DAYS, add_signature, make_root, missing
from keys.ceremony.words import date_text, listing
from keys.vault.passphrase import STANDARD, Cost


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation will do.

    before, staying: the admins as they are, and those who remain.  added: numbers of new ones.
    old_keys: root keys to be opened.  new_keys: keys to be made, admin by admin.  changes: the summary.
    """

    folder: Folder
    today: int
    staying: tuple[Admin, ...]
    added: tuple[int, ...]
    threshold: int
    roots: tuple[Root, ...]
    old_keys: tuple[KeyName, ...]
    new_keys: tuple[KeyName, ...]
    changes: tuple[str, ...]


def plan_rotation(
    folder: Folder,
    today: int,
    *,
    remove: Collection[int] = (),
    add: int = 0,
    threshold: int | None = None,
    absent: Collection[int] = (),
    targets: bool = False,
) -> Rotation:
    """Find out which keys have to be opened and made; nothing is written.

    Args:    remove: numbers of admins who leave.  add: how many join.  threshold: signatures needed from now on.
             absent: numbers of admins who are not here and keep their keys.  targets: replace targets keys as well.
    Raises:  NothingSignedError, OwnMachineError, UnknownAdminError, ThresholdError, TooFewSignersError, ClockError.
    """
    admins, roots = folder.admins(), folder.roots()
    if not roots:
        raise NothingSignedError
    if elsewhere := [admin.called for admin in admins.admins if admin.own]:
        raise OwnMachineError(
            f"{listing(elsewhere)} {'signs' if len(elsewhere) == 1 else 'sign'} on a machine of their own, not in this folder",
            todo='Plan the change with "keys root change", then run "keys sign request"',
        )
    check_clock(folder.last_targets(), today)
    leaving = {admins[number].number for number in remove}
    away = {admins[number].number for number in absent}
    staying = tuple(admin for admin in admins.admins if admin.number not in leaving)
    added = tuple(max(admins.numbers) + extra for extra in range(1, add + 1))
    wanted = admins.threshold if threshold is None else threshold
    Admins.check(wanted, len(staying) + len(added))
    # Who stays signs first: who leaves is seldom there.
    here = [number for number in sorted(admins.numbers, key=leaving.__contains__) if number not in away]
    check_enough(len(here), admins.threshold)
    renewed = [admin.number for admin in staying if admin.number not in away]
    check_enough(len(renewed) + len(added), wanted)
    new_keys = [KeyName(role, number) for number in renewed for role in (("root", "targets") if targets else ("root",))]
    new_keys += [KeyName(role, number) for number in added for role in ("root", "targets")]
    changes = [f"signs root version {len(roots) + 1}, valid until {date_text(today + ROOT_DAYS)}"]
    changes += [f"makes a new {name.role} key for admin {name.admin}" for name in new_keys]
    changes += [f"leaves admin {number}'s keys as they are" for number in sorted(away - leaving)]
    if leaving:
        changes.append(f"takes the keys of {listing([f'admin {number}' for number in sorted(leaving)])} away")
    changes.append(f"asks for {wanted} of {len(staying) + len(added)} admins from now on")
    return Rotation(
        folder=folder,
        today=today,
        staying=staying,
        added=added,
        threshold=wanted,
        roots=tuple(roots),
        old_keys=tuple(KeyName("root", number) for number in here[: admins.threshold]),
        new_keys=tuple(new_keys),
        changes=tuple(changes),
    )


def rotate(plan: Rotation, opening: Sequence[str], making: Sequence[str], *, cost: Cost = STANDARD) -> Root:
    """Make the new keys, sign the new root with old and new ones, then put the new ones in the old ones' place.

    Args:    opening, making: passphrases for ``plan.old_keys`` and ``plan.new_keys``, in their order.
    Returns: the new root.
    Raises:  WrongPassphraseError, WrongKeyFileError: before anything is written.  EmptyPassphraseError; OSError: the
             old keys still serve.
    """
    seeds = [plan.folder.seed(name, spoken) for name, spoken in zip(plan.old_keys, opening, strict=True)]
    made = {name: os.urandom(32) for name in plan.new_keys}
    admins = Admins(plan.threshold, tuple(_admins(plan, made)))
    root = make_root(admins, plan.folder.draft().couriers, len(plan.roots) + 1, plan.today)
    both = [plan.roots[-1], root.signed]
    for seed in [*seeds, *(seed for name, seed in made.items() if name.role == "root")]:
        add_signature(root, seed, both)
    if missing(root, both):
        raise TooFewSignersError
    plan.folder.prepare_rotation(
        admins, [(name, seed, spoken) for (name, seed), spoken in zip(made.items(), making, strict=True)], cost
    )
    plan.folder.write_metadata(f"{root.signed.version}.root.json", root.to_bytes())
    plan.folder.finish_rotation()
    return root.signed


def _admins(plan: Rotation, made: dict[KeyName, bytes]) -> list[Admin]:
    public = {name: SigningKey(seed).verify_key.encode() for name, seed in made.items()}
    staying = [
        Admin(
            admin.number,
            public.get(KeyName("root", admin.number), admin.root),
            public.get(KeyName("targets", admin.number), admin.targets),
        )
        for admin in plan.staying
    ]
    added = [
        Admin(number, public[KeyName("root", number)], public[KeyName("targets", number)]) for number in plan.added
    ]
    return [*staying, *added]
