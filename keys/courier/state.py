"""A courier's folder: its key, its settings, what was published last, the bundles without a receipt.

``courier.key`` · ``courier.json`` (server, token, proxy) · ``state.json`` · ``newsroom/`` (as the admins signed it) ·
``board`` · ``keys/<day>`` · ``outboxes/`` (taken, not yet published) · ``carried`` (ids) · ``bundles/<number>/``.
Nothing here is secret but the key and the token: the rest is sealed or public.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intake.protocol import wire
from intake.protocol.directory import root_sha256
from intake.protocol.newsroom import Newsroom
from keys.courier.errors import NoNewsroomError, NotACourierError
from keys.vault.files import write_durably
from keys.vault.passphrase import read_key_file, write_key_file

KEY_FILE, SETTINGS_FILE, STATE_FILE = "courier.key", "courier.json", "state.json"


@dataclass(slots=True)
class State:
    """What a courier remembers between trips; versions and numbers only rise.

    closings:  reporter id (hex) → closing day of the last bundle that its outboxes say was imported.
    taken:     reporter id (hex) → number of its last outbox taken.
    receipts:  reporter id (hex) → the numbers of this courier's bundles that it says it imported.
    named:     SHA-256 (hex) of the last outboxes handed over, for the manifest.
    made_of:   what the last bundle was made of, so that a trip with nothing new makes no bundle.
    """

    snapshot: int = 0
    timestamp: int = 0
    bundle: int = 0
    closing: int = 0
    closings: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    receipts: dict[str, list[int]] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    made_of: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Where the server is, and who this courier is.

    token: 64 hex digits.  verify_key: the courier's Ed25519 key as hex.
    proxy: as ``socks5h://127.0.0.1:9050`` for an onion address.
    """

    name: str
    server: str
    token: str
    verify_key: str
    proxy: str | None = None

    @property
    def own_key(self) -> bytes:
        """The courier's Ed25519 key, 32 bytes."""
        return bytes.fromhex(self.verify_key)


class CourierFolder:
    """The folder on the courier's laptop."""

    def __init__(self, folder: Path) -> None:
        """Raises NotACourierError."""
        if not (folder / SETTINGS_FILE).is_file():
            raise NotACourierError
        self.folder = folder
        self.settings = Settings(**json.loads((folder / SETTINGS_FILE).read_text()))
        self.state = self._read_state()

    @classmethod
    def create(cls, folder: Path, settings: Settings, seed: bytes, passphrase: str) -> CourierFolder:
        """Make the folder with a new key's seed (32 bytes) under a passphrase. Raises AlreadyThereError."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_key_file(folder / KEY_FILE, seed, passphrase)
        for part in ("newsroom", "keys", "outboxes", "bundles"):
            (folder / part).mkdir(exist_ok=True)
        write_durably(folder / SETTINGS_FILE, json.dumps(asdict(settings), indent=1).encode())
        return cls(folder)

    def _read_state(self) -> State:
        path = self.folder / STATE_FILE
        return State(**json.loads(path.read_text())) if path.is_file() else State()

    def seed(self, passphrase: str) -> bytes:
        """The Ed25519 seed of the courier's key, 32 bytes. Raises WrongPassphraseError."""
        return read_key_file(self.folder / KEY_FILE, passphrase)

    def save(self) -> None:
        """Keep the state durably."""
        write_durably(self.folder / STATE_FILE, json.dumps(asdict(self.state), indent=1).encode())

    # What the admins signed, by its path on the stick: metadata at the top, targets below ``targets/``.

    def newsroom_files(self) -> dict[str, bytes]:
        """Everything that the admins signed. Raises NoNewsroomError."""
        top = self.folder / "newsroom"
        files = {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}
        if "1.root.json" not in files:
            raise NoNewsroomError
        return files

    def newsroom(self) -> Newsroom:
        """The newsroom as last signed. Raises NoNewsroomError, DirectoryError."""
        return Newsroom.parse(self.newsroom_files()["targets/newsroom.json"])

    def pin(self) -> bytes:
        """SHA-256 of root version 1, 32 bytes. Raises NoNewsroomError."""
        return root_sha256(self.newsroom_files()["1.root.json"])

    def board(self) -> bytes | None:
        """The board as last published, or None before the first trip."""
        path = self.folder / "board"
        return path.read_bytes() if path.is_file() else None

    def day_files(self) -> dict[int, bytes]:
        """The key records published, a file a day."""
        return {int(path.name): path.read_bytes() for path in (self.folder / "keys").iterdir() if path.name.isdigit()}

    def waiting_outboxes(self) -> list[Path]:
        """Outboxes taken from a stick and not yet published, by name."""
        return sorted((self.folder / "outboxes").glob("*.outbox"))

    def carried(self) -> set[bytes]:
        """The ids of all objects that are in a bundle already, as long as the server lists them."""
        path = self.folder / "carried"
        return set(wire.split_ids(path.read_bytes())) if path.is_file() else set()

    def save_carried(self, ids: set[bytes]) -> None:
        """Keep the ids durably."""
        write_durably(self.folder / "carried", wire.join_ids(ids))

    def bundle_folder(self, number: int) -> Path:
        """Where bundle ``number`` is made and lies until it has every receipt."""
        return self.folder / "bundles" / f"{number:06}"

    def status(self) -> dict[str, Any]:
        """Counts and days, for ``courier status``."""
        return {
            "bundle": self.state.bundle,
            "closing": self.state.closing,
            "waiting_outboxes": len(self.waiting_outboxes()),
            "unreceipted_bundles": len([path for path in (self.folder / "bundles").iterdir() if path.is_dir()]),
        }
