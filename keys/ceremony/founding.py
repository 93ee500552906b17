"""The first ceremony: keys for every admin, and the draft of what the newsroom says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from nacl.signing import SigningKey

from intake.protocol.newsroom import Newsroom
from keys.ceremony.admincard import AdminCard
from keys.ceremony.admins import ROLES, Admin, Admins, KeyName
from keys.ceremony.change import admins_of
from keys.ceremony.folder import Folder
from keys.vault.passphrase import STANDARD, Cost


def founding_keys(admins: int) -> tuple[KeyName, ...]:
    """The keys that a first ceremony makes, admin by admin."""
    return tuple(KeyName(role, number) for number in range(1, admins + 1) for role in ROLES)


def found(
    path: Path, draft: Newsroom, *, threshold: int, admins: int, passphrases: Sequence[str], cost: Cost = STANDARD
) -> Folder:
    """Make the keys and write the folder. No root is signed yet: the first must name a courier.

    Args:    passphrases: one for each of :func:`founding_keys`, in that order.
    Raises:  ThresholdError, NewsroomThereError, UnfinishedError, EmptyPassphraseError: nothing is written.  OSError.
    """
    Admins.check(threshold, admins)
    seeds = {name: os.urandom(32) for name in founding_keys(admins)}
    public = {name: SigningKey(seed).verify_key.encode() for name, seed in seeds.items()}
    listed = tuple(
        Admin(number, public[KeyName("root", number)], public[KeyName("targets", number)])
        for number in range(1, admins + 1)
    )
    keys = [(name, seed, spoken) for (name, seed), spoken in zip(seeds.items(), passphrases, strict=True)]
    return Folder.create(path, draft, Admins(threshold, listed), keys, cost)


def found_with_cards(path: Path, draft: Newsroom, *, threshold: int, cards: Sequence[AdminCard]) -> Folder:
    """Write the folder of a newsroom whose admins' keys lie on their own machines.

    Raises:  ThresholdError, NewsroomThereError, UnfinishedError: nothing is written.  OSError.
    """
    return Folder.create(path, draft, admins_of(cards, threshold), (), STANDARD)
