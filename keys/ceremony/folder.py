"""The admins' folder: the one module that knows its files.

``newsroom.json`` (the draft), ``admins.json`` (public keys, threshold), ``keys/root-1.key``, ``keys/targets-1.key`` …,
``metadata/1.root.json`` …, ``metadata/3.targets.json`` with the ``3.newsroom.json`` that it signs.
A signed file is written once and never again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import RepositoryError, UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.directory import NEWSROOM, root_sha256
from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import Newsroom
from keys.ceremony.admins import ROLES, Admins, KeyName
from keys.ceremony.draft import parse_draft
from keys.ceremony.errors import (
    DamagedFolderError,
    NewsroomThereError,
    NoNewsroomError,
    OwnMachineError,
    UnfinishedError,
)
from keys.ceremony.held import Held
from keys.signing import public_tuf_key
from keys.vault.errors import EmptyPassphraseError
from keys.vault.files import DISK, destroy, write_durably
from keys.vault.passphrase import REPLACEMENT, STANDARD, Cost, write_key_file

ADMINS = "admins.json"
ADMINS_NEXT = "admins.next.json"
ADMINS_PLAN = "admins.plan.json"  # who is to sign from the next root on; nothing of it is signed yet
REQUEST = "request"  # what waits for signatures, as it was handed out
KEYS = "keys"
NEXT = ".next"  # before ".key": a key of a rotation that is under way
METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Folder:
    """One newsroom's folder on the admins' machine; :meth:`open` before anything else."""

    path: Path

    @classmethod
    def open(cls, path: Path) -> Folder:
        """A folder that holds a newsroom; a rotation that was cut after its root was written is completed first.

        Raises:  NoNewsroomError, DamagedFolderError, OSError.
        """
        folder = cls(path)
        if not (path / NEWSROOM).is_file() or not (path / ADMINS).is_file():
            raise NoNewsroomError
        folder.finish_rotation()
        return folder

    @classmethod
    def create(
        cls, path: Path, draft: Newsroom, admins: Admins, keys: Iterable[tuple[KeyName, bytes, str]], cost: Cost
    ) -> Folder:
        """Write a new newsroom: keys (name, seed of 32 bytes, passphrase) first, the draft last.

        Raises:  NewsroomThereError, UnfinishedError, OSError; EmptyPassphraseError: before anything is written.
        """
        folder = cls(path)
        folder.check_new()
        keys = _with_passphrases(keys)
        (path / KEYS).mkdir(parents=True, mode=0o700)
        (path / METADATA).mkdir(exist_ok=True)
        for name, seed, passphrase in keys:
            write_key_file(path / KEYS / name.file_name, seed, passphrase, cost=cost)
        write_durably(path / ADMINS, admins.pack())
        folder.write_draft(draft)
        return folder

    def check_new(self) -> None:
        """Raise NewsroomThereError or UnfinishedError unless a newsroom can begin here."""
        if (self.path / NEWSROOM).exists():
            raise NewsroomThereError
        if (self.path / KEYS).exists():
            raise UnfinishedError

    def admins(self) -> Admins:
        """Who signs. Raises DamagedFolderError."""
        return Admins.parse((self.path / ADMINS).read_bytes())

    def sign_with(self) -> str:
        """How this newsroom signs, as it is typed: in this folder, or on the admins' own machines."""
        return "keys sign request" if any(admin.own for admin in self.admins().admins) else "keys targets sign"

    def plan(self) -> Admins | None:
        """Who is to sign from the next root on, if that was asked for. Raises DamagedFolderError."""
        path = self.path / ADMINS_PLAN
        return Admins.parse(path.read_bytes()) if path.is_file() else None

    def write_plan(self, admins: Admins | None) -> None:
        """Put another plan in its place; None: nothing is planned."""
        path = self.path / ADMINS_PLAN
        if admins is not None:
            write_durably(path, admins.pack())
        elif path.is_file():
            DISK.unlink(path)

    def draft(self) -> Newsroom:
        """What the next signing will say. Raises DamagedFolderError."""
        return parse_draft((self.path / NEWSROOM).read_bytes())

    def write_draft(self, draft: Newsroom) -> None:
        """Put another draft in its place, whole or not at all."""
        write_durably(self.path / NEWSROOM, draft.pack())

    def held(self, name: KeyName) -> Held:
        """An admin's key in this folder. Raises UnknownAdminError; OwnMachineError: it lies on the admin's own machine."""
        admin = self.admins()[name.admin]
        if admin.own:
            raise OwnMachineError(f"{admin.called} signs on a machine of their own, not in this folder")
        return Held(str(name), name.role, admin.key(name.role), self.path / KEYS / name.file_name)

    def seed(self, name: KeyName, passphrase: str) -> bytes:
        """The seed (32 bytes) of an admin's key. Raises as :meth:`held` and :meth:`Held.seed`."""
        return self.held(name).seed(passphrase)

    def root_files(self) -> dict[str, bytes]:
        """All signed roots by file name, from the first on."""
        files: dict[str, bytes] = {}
        while (path := self.path / METADATA / f"{len(files) + 1}.root.json").is_file():
            files[path.name] = path.read_bytes()
        return files

    def roots(self) -> list[Root]:
        """All signed roots, each signed by the one before it and by itself. Raises DamagedFolderError."""
        return check_chain(self.root_files())

    def pin(self) -> bytes | None:
        """SHA-256 of the first root as published, or None before it is signed: the newsroom's name for ever."""
        first = self.path / METADATA / "1.root.json"
        return root_sha256(first.read_bytes()) if first.is_file() else None

    def last_targets(self) -> Targets | None:
        """The targets signed last, or None. Raises DamagedFolderError."""
        metadata = self.last_targets_metadata()
        return metadata.signed if metadata else None

    def last_targets_metadata(self) -> Metadata[Targets] | None:
        """The same with its signatures."""
        versions = [int(path.name.partition(".")[0]) for path in (self.path / METADATA).glob("[0-9]*.targets.json")]
        if not versions:
            return None
        name = f"{max(versions)}.targets.json"
        metadata: Metadata[Targets] = parse_metadata((self.path / METADATA / name).read_bytes(), Targets, name)
        return metadata

    def last_newsroom(self, targets: Targets) -> Newsroom:
        """The newsroom.json that these targets signed. Raises DamagedFolderError: it is not that one any more."""
        name = f"{targets.version}.{NEWSROOM}"
        try:
            body = (self.path / METADATA / name).read_bytes()
            targets.targets[NEWSROOM].verify_length_and_hashes(body)
            return Newsroom.parse(body)
        except (FileNotFoundError, KeyError, RepositoryError, DirectoryError):
            raise DamagedFolderError(f"{name} is not the one that was signed") from None

    def write_metadata(self, name: str, body: bytes) -> None:
        """Write a signed file, once."""
        write_durably(self.path / METADATA / name, body)

    def prepare_rotation(
        self, admins: Admins, keys: Iterable[tuple[KeyName, bytes, str]], cost: Cost = STANDARD
    ) -> None:
        """Lay new keys (name, seed, passphrase) and the new admins beside the old ones."""
        keys = _with_passphrases(keys)
        (self.path / ADMINS_NEXT).unlink(missing_ok=True)
        for path in (self.path / KEYS).glob(f"*{NEXT}.key"):
            destroy(path)
        for name, seed, passphrase in keys:
            write_key_file(self._next(name), seed, passphrase, cost=cost)
        write_durably(self.path / ADMINS_NEXT, admins.pack())

    def finish_rotation(self) -> None:
        """Put the prepared keys in place once the last root names them; the old ones are destroyed.

        Until then it does nothing, so a cut at any point leaves either the old keys or the new ones whole.
        """
        prepared = self.path / ADMINS_NEXT
        if not prepared.is_file():
            return
        admins = Admins.parse(prepared.read_bytes())
        roots = self.roots()
        if not roots or not names_exactly(admins, roots[-1]):
            return
        # Whoever signs on a machine of their own has no key here any more.
        staying = {KeyName(role, admin.number) for role in ROLES for admin in admins.admins if not admin.own}
        for name in staying:
            if self._next(name).is_file():
                destroy(self.path / KEYS / name.file_name)
                DISK.rename(self._next(name), self.path / KEYS / name.file_name)
        for path in (self.path / KEYS).glob("*.key*"):
            if path.name.removesuffix(REPLACEMENT) not in {name.file_name for name in staying}:
                destroy(path)
        DISK.sync(self.path / KEYS)  # before the admins say so: without the prepared ones nobody looks for next keys
        write_durably(self.path / ADMINS, admins.pack())
        DISK.unlink(prepared)

    def _next(self, name: KeyName) -> Path:
        return self.path / KEYS / f"{name.role}-{name.admin}{NEXT}.key"


def names_exactly(admins: Admins, root: Root) -> bool:
    """Whether a root names these admins' keys, no other, and asks for as many signatures."""
    return all(
        set(root.roles[role].keyids) == {public_tuf_key(key).keyid for key in admins.keys(role)}
        and root.roles[role].threshold == admins.threshold
        for role in ROLES
    )


def check_chain(files: Mapping[str, bytes]) -> list[Root]:
    """The roots in these files, from version 1 on, each signed by the one before it and by itself.

    Raises:  DamagedFolderError: one does not parse, or its signatures do not hold.
    """
    roots: list[Root] = []
    while (body := files.get(name := f"{len(roots) + 1}.root.json")) is not None:
        metadata: Metadata[Root] = parse_metadata(body, Root, name)
        for root in (*roots[-1:], metadata.signed):
            try:
                root.verify_delegate("root", metadata.signed_bytes, metadata.signatures)
            except (UnsignedMetadataError, ValueError):
                raise DamagedFolderError(f"The signatures of {name} do not hold") from None
        roots.append(metadata.signed)
    return roots


def _with_passphrases(keys: Iterable[tuple[KeyName, bytes, str]]) -> list[tuple[KeyName, bytes, str]]:
    """The same; an empty passphrase is refused before the first key is written."""
    keys = list(keys)
    if not all(passphrase.strip() for _, _, passphrase in keys):
        raise EmptyPassphraseError
    return keys


def parse_metadata(untrusted: bytes, kind: Any, name: str) -> Any:
    """Signed or unsigned metadata of this kind. Raises DamagedFolderError, which names the file."""
    try:
        parsed: Metadata[Any] = Metadata.from_bytes(untrusted)
        _ = parsed.signed_bytes  # raises where there is no canonical form, which nobody could have signed
    except (RepositoryError, StorageError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise DamagedFolderError(f"{name} is damaged") from None
    if not isinstance(parsed.signed, kind):
        raise DamagedFolderError(f"{name} is not what its name says")
    return parsed
