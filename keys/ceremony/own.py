"""One admin's own folder, on that admin's own machine: two keys, their card, and what the newsroom has signed so far.

``card`` (name and public halves), ``keys/root.key``, ``keys/targets.key``; while new ones wait to be named by a root,
``next.card`` and ``keys/root.next.key`` … beside them; ``metadata/`` as in the newsroom's folder: what this machine knows;
``signed.json``: what it has signed. The card is written last and replaced last, so a folder with a card is whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.ceremony.admincard import SIZE_LIMIT, AdminCard, open_admin_card
from keys.ceremony.admins import ROLES, Admins
from keys.ceremony.errors import AdminThereError, DamagedFolderError, NoAdminError
from keys.ceremony.folder import ADMINS, KEYS, METADATA, Folder
from keys.ceremony.held import Held
from keys.signing import public_tuf_key
from keys.stick.errors import StickError
from keys.vault.errors import EmptyPassphraseError
from keys.vault.files import DISK, TEMPORARY, destroy, write_durably
from keys.vault.passphrase import write_key_file

CARD = "card"
NEXT_CARD = "next.card"
SIGNED = "signed.json"


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """An admin's own folder; :meth:`open` before anything else."""

    path: Path

    @classmethod
    def open(cls, path: Path) -> OwnFolder:
        """A folder with an admin's keys; new keys that a root names by now take the old ones' place.

        Raises:  NoAdminError, DamagedFolderError, OSError.
        """
        own = cls(path)
        if not (path / CARD).is_file():
            raise NoAdminError
        own.finish_renewal()
        return own

    @classmethod
    def create(cls, path: Path, name: str, seeds: Sequence[bytes], passphrases: Sequence[str]) -> OwnFolder:
        """Write a new folder: the keys first, the card last.

        Args:    seeds, passphrases: for the root and the targets key, in that order.
        Raises:  AdminThereError; EmptyPassphraseError: before anything is written.  OSError.
        """
        own = cls(path)
        own.check_new()
        _check_passphrases(passphrases)
        (path / KEYS).mkdir(parents=True, mode=0o700, exist_ok=True)
        (path / METADATA).mkdir(exist_ok=True)
        own._lay(seeds, passphrases, "")
        write_durably(path / CARD, AdminCard.make(name, *seeds)[1])
        return own

    def check_new(self) -> None:
        """Raise AdminThereError unless an admin's keys can be made here; keys without a card were never handed over."""
        if (self.path / CARD).exists() or (self.path / ADMINS).exists():
            raise AdminThereError

    def card(self, name: str = CARD) -> AdminCard:
        """The card of the keys that serve; of those that wait, by its file name. Raises DamagedFolderError."""
        return _opened(self.card_bytes(name))

    def card_bytes(self, name: str = CARD) -> bytes:
        """The card as it is handed over."""
        return (self.path / name).read_bytes()[:SIZE_LIMIT]

    @property
    def renewing(self) -> bool:
        """Whether new keys wait for a root that names them."""
        return (self.path / NEXT_CARD).is_file()

    def held(self) -> tuple[Held, ...]:
        """The keys in this folder, those that wait included."""
        cards = [("", self.card())]
        if self.renewing:
            cards.append(("new ", self.card(NEXT_CARD)))
        return tuple(
            Held(f"your {kind}{role} key", role, getattr(card, role), self._key(role, ".next" if kind else ""))
            for kind, card in cards
            for role in ROLES
        )

    def renew(self, seeds: Sequence[bytes], passphrases: Sequence[str]) -> AdminCard:
        """Lay new keys beside the old ones, which serve until a root names the new ones.

        Raises:  EmptyPassphraseError: before anything is written.  OSError: the old keys serve as before.
        """
        _check_passphrases(passphrases)
        (self.path / NEXT_CARD).unlink(missing_ok=True)
        self._lay(seeds, passphrases, ".next")
        card, body = AdminCard.make(self.card().name, *seeds)
        write_durably(self.path / NEXT_CARD, body)
        return card

    def finish_renewal(self) -> None:
        """Put the new keys in place once the last root that this machine knows names them; the old ones are destroyed."""
        if not self.renewing:
            return
        roots, card = self.known.roots(), self.card(NEXT_CARD)
        if not roots or any(
            public_tuf_key(getattr(card, role)).keyid not in roots[-1].roles[role].keyids for role in ROLES
        ):
            return
        for role in ROLES:
            if self._key(role, ".next").is_file():
                destroy(self._key(role))
                DISK.rename(self._key(role, ".next"), self._key(role))
        DISK.sync(self.path / KEYS)  # before the card says so: without a next card nobody looks for next keys
        DISK.rename(self.path / NEXT_CARD, self.path / CARD)
        DISK.sync(self.path)

    @property
    def known(self) -> Folder:
        """What this machine knows to be signed."""
        return Folder(self.path)

    def known_admins(self) -> Admins | None:
        """The admins by name, as this machine knows them, or None. Raises DamagedFolderError."""
        path = self.path / METADATA / ADMINS
        return Admins.parse(path.read_bytes()) if path.is_file() else None

    def learn(self, files: Mapping[str, bytes]) -> None:
        """Keep what was checked, by file name below ``metadata``; a signed file is written once. Raises OSError."""
        for name, body in files.items():
            path = self.path / METADATA / name
            if name == ADMINS or not path.is_file():
                write_durably(path, body)
        self.finish_renewal()

    def signed(self) -> list[dict[str, Any]]:
        """What this machine has signed: ``day``, ``role``, ``version``, ``sha256`` of the bytes. Raises DamagedFolderError."""
        path = self.path / SIGNED
        if not path.is_file():
            return []
        try:
            rows = json.loads(path.read_bytes())
            return [{part: row[part] for part in ("day", "role", "version", "sha256")} for row in rows]
        except (ValueError, KeyError, TypeError):
            raise DamagedFolderError("signed.json in this folder is damaged") from None

    def remember(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add to what this machine has signed. Raises OSError."""
        fresh = [dict(row) for row in rows if dict(row) not in (known := self.signed())]
        if fresh:
            write_durably(self.path / SIGNED, json.dumps([*known, *fresh], indent=1).encode() + b"\n")

    def _key(self, role: str, end: str = "") -> Path:
        return self.path / KEYS / f"{role}{end}.key"

    def _lay(self, seeds: Sequence[bytes], passphrases: Sequence[str], end: str) -> None:
        for role, seed, passphrase in zip(ROLES, seeds, passphrases, strict=True):
            for left in (self._key(role, end), self._key(role, end).with_name(f"{role}{end}.key{TEMPORARY}")):
                destroy(left)  # of a making that was interrupted: its card was never handed over
            write_key_file(self._key(role, end), seed, passphrase)


def draw_seeds() -> tuple[bytes, bytes]:
    """Two new Ed25519 seeds, for root and targets."""
    return os.urandom(32), os.urandom(32)


def _check_passphrases(passphrases: Sequence[str]) -> None:
    if not all(passphrase.strip() for passphrase in passphrases):
        raise EmptyPassphraseError


def _opened(untrusted: bytes) -> AdminCard:
    try:
        return open_admin_card(untrusted)
    except StickError:
        raise DamagedFolderError("The card in this folder is damaged") from None
