"""Bringing a key back from paper or shares, and rehearsing it: nothing here asks or tells."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from intake.voice import count
from keys.ceremony.admins import ROLES, KeyName
from keys.ceremony.errors import BackupError, DamagedFolderError, UnknownAdminError, WrongBackupError
from keys.ceremony.folder import ADMINS, Folder
from keys.ceremony.held import Held
from keys.ceremony.own import OwnFolder
from keys.ceremony.paper import Recovered, read_key_words
from keys.ceremony.shares import combine, is_share, needed
from keys.vault.files import destroy, write_durably
from keys.vault.passphrase import read_key_file, write_key_file

DRILLS = "drill.json"


def keys_in(path: Path, number: int | None = None, role: str | None = None) -> tuple[Held, ...]:
    """The keys that belong into an admin's own folder, or into a newsroom's: of all admins, or of one.

    Raises:  NoAdminError, DamagedFolderError; UnknownAdminError: no key of such an admin belongs here.
    """
    if (path / ADMINS).is_file():
        folder = Folder.open(path)
        here = [admin.number for admin in folder.admins().admins if not admin.own]
        found = [folder.held(KeyName(part, admin)) for admin in here for part in ROLES if number in (None, admin)]
    else:
        found = [*OwnFolder.open(path).held()]
    if not found:
        raise UnknownAdminError("No admin's key belongs into this folder: they lie on the admins' own machines")
    return tuple(held for held in found if role in (None, held.role))


def recover(texts: Iterator[str]) -> Recovered:
    """A key from the words of one sheet, or from those of as many shares as it takes, in any order.

    Args:    texts: the words of one sheet or share each; no more are taken than are needed.
    Raises:  BackupError, SharesError.
    """
    first = next(texts, None)
    if first is None:
        raise BackupError(
            "A sheet is missing: the ones given are read to their end",
            todo="Give the sheets of both keys for a new folder, the root key's first; of a key in shares all that it takes",
        )
    words = first.split()
    if not is_share(words):
        return read_key_words(words)
    shares = [words]
    while len({tuple(share) for share in shares}) < needed(shares[0]):
        share = next(texts, "").split()
        if not share:
            break
        needed(share)
        shares.append(share)
    return combine(shares)


def belongs(keys: Sequence[Held], recovered: Recovered) -> Held:
    """The key of a folder that was recovered. Raises WrongBackupError: none of them."""
    public = SigningKey(recovered.seed).verify_key.encode()
    for held in keys:
        if held.public == public and recovered.role in (None, held.role):
            return held
    raise WrongBackupError


def rehearse(recovered: Recovered, held: Held, top: Path, draw: Callable[[int], bytes] = os.urandom) -> None:
    """Put a recovered key into a temporary place, open it there, sign with it, and take it away again.

    Raises:  WrongBackupError: what it signs does not verify under the folder's public key.  OSError.
    """
    passphrase = draw(16).hex()
    with tempfile.TemporaryDirectory(prefix="drill-", dir=top) as place:
        path = Path(place) / "rehearsal.key"
        try:
            write_key_file(path, recovered.seed, passphrase)
            message = draw(32)
            signed = SigningKey(read_key_file(path, passphrase)).sign(message)
            VerifyKey(held.public).verify(message, signed.signature)
        except BadSignatureError:
            raise WrongBackupError from None
        finally:
            destroy(path)


@dataclass(frozen=True, slots=True)
class Drill:
    """One rehearsal: its day, and how the key came back ("paper", "3 shares")."""

    day: int
    how: str


def drills(path: Path) -> dict[str, Drill]:
    """The last rehearsal of each key by the hex of its public half. Raises DamagedFolderError."""
    file = path / DRILLS
    if not file.is_file():
        return {}
    try:
        rows: dict[str, Any] = json.loads(file.read_bytes())
        return {str(key): Drill(int(row["day"]), str(row["how"])) for key, row in rows.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamagedFolderError("drill.json in this folder is damaged") from None


def remember_drill(path: Path, held: Held, drill: Drill) -> None:
    """Keep the day of a rehearsal. Raises OSError."""
    known = {**drills(path), held.public.hex(): drill}
    rows = {key: {"day": one.day, "how": one.how} for key, one in known.items()}
    write_durably(path / DRILLS, json.dumps(rows, indent=1).encode() + b"\n")


def drill_lines(path: Path, keys: Sequence[Held], today: int) -> list[str]:
    """How long ago each key's recovery was rehearsed, one sentence a key."""
    known = drills(path)
    lines = []
    for held in keys:
        drill = known.get(held.public.hex())
        ago = "never" if drill is None else f"{_ago(today - drill.day)}, from {drill.how}"
        lines.append(f"Recovery of {held} rehearsed: {ago}")
    return lines


def _ago(days: int) -> str:
    return "today" if days <= 0 else f"{count(days, 'day')} ago"
