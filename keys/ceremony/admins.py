"""Who signs: the admins' public keys and how many of them it takes (``admins.json``).

Nothing in it is secret. It is kept apart from the key files because two of three can sign a root that names the third.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from intake.protocol.suite import Label
from keys.ceremony.errors import DamagedFolderError, ThresholdError, UnknownAdminError
from keys.stick.card import fingerprint

KEY_SIZE = 32
ROLES = ("root", "targets")


def spoken_keys(root: bytes, targets: bytes) -> str:
    """Six words to read aloud for an admin's two public keys, 32 bytes each."""
    return fingerprint(Label.CARD.prefix + root + targets)


@dataclass(frozen=True, slots=True)
class KeyName:
    """One key file: an admin's key for one role ("root" or "targets")."""

    role: str
    admin: int

    @property
    def file_name(self) -> str:
        """Its name in the folder ``keys``."""
        return f"{self.role}-{self.admin}.key"

    def __str__(self) -> str:
        return f"admin {self.admin}'s {self.role} key"


@dataclass(frozen=True, slots=True)
class Admin:
    """One admin: a number, from 1, and two Ed25519 public keys of 32 bytes.

    name: as on the admin's card, or empty.  own: the secret halves lie on the admin's own machine, not in this folder.
    """

    number: int
    root: bytes
    targets: bytes
    name: str = ""
    own: bool = False

    @property
    def called(self) -> str:
        """What the tool calls an admin."""
        return self.name or f"admin {self.number}"

    @property
    def spoken(self) -> str:
        """The six words of the admin's card: they depend on the two keys alone."""
        return spoken_keys(self.root, self.targets)

    def key(self, role: str) -> bytes:
        """The public key for a role."""
        return self.root if role == "root" else self.targets


@dataclass(frozen=True, slots=True)
class Admins:
    """The admins by number, and how many signatures root and targets need."""

    threshold: int
    admins: tuple[Admin, ...]

    def __post_init__(self) -> None:
        """Raise ThresholdError: not one to all of them."""
        self.check(self.threshold, len(self.admins))

    @staticmethod
    def check(threshold: int, admins: int) -> None:
        """Raise ThresholdError unless so many of so many can sign."""
        if not 1 <= threshold <= admins:
            raise ThresholdError(
                f"{threshold} signatures cannot be asked of {admins} admin{'s' if admins != 1 else ''}"
            )

    def __getitem__(self, number: int) -> Admin:
        """The admin with this number. Raises UnknownAdminError."""
        for admin in self.admins:
            if admin.number == number:
                return admin
        raise UnknownAdminError

    @property
    def numbers(self) -> tuple[int, ...]:
        """The admins' numbers."""
        return tuple(admin.number for admin in self.admins)

    def keys(self, role: str) -> tuple[bytes, ...]:
        """The public keys of a role."""
        return tuple(admin.key(role) for admin in self.admins)

    def known(self, key: bytes) -> Admin | None:
        """The admin of a public key (32 bytes) of either role, or None."""
        return next((admin for admin in self.admins if key in (admin.root, admin.targets)), None)

    def signers(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """Who signs: those chosen, else the first that are enough. Raises UnknownAdminError."""
        numbers = tuple(dict.fromkeys(self[number].number for number in chosen))
        return numbers or self.numbers[: self.threshold]

    def pack(self) -> bytes:
        """UTF-8 JSON, indented, to be read."""
        fields = {
            "threshold": self.threshold,
            "admins": [
                {
                    "number": admin.number,
                    "root": admin.root.hex(),
                    "targets": admin.targets.hex(),
                    **({"name": admin.name} if admin.name else {}),
                    **({"own": True} if admin.own else {}),
                }
                for admin in self.admins
            ],
        }
        return json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Admins:
        """The opposite of :meth:`pack`. Raises DamagedFolderError."""
        try:
            fields = json.loads(untrusted)
            admins = tuple(
                Admin(
                    int(row["number"]),
                    bytes.fromhex(row["root"]),
                    bytes.fromhex(row["targets"]),
                    str(row.get("name", "")),
                    bool(row.get("own", False)),
                )
                for row in fields["admins"]
            )
            parsed = cls(int(fields["threshold"]), admins)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ThresholdError):
            raise DamagedFolderError("admins.json in this folder is damaged") from None
        keys = [key for role in ROLES for key in parsed.keys(role)]
        if {len(key) for key in keys} != {KEY_SIZE} or len(set(keys)) != len(keys):
            raise DamagedFolderError("admins.json names a key twice, or one of another size")
        if len(set(parsed.numbers)) != len(admins):
            raise DamagedFolderError("admins.json names an admin twice")
        return parsed
