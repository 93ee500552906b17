"""A courier's folder: its key, its settings, what was published last, the bundles without a receipt.

``courier.key`` · ``courier.json`` (server, token, proxy) · ``state.json`` · ``newsroom`` (as the admins signed it, one
file) · ``board`` · ``directory.json`` · ``keys/<day>`` · ``outboxes/`` (taken, not yet published) · ``pending`` (being
published) · ``carried`` (ids) · ``bundles/<number>/``.
Nothing here is secret but the key and the token: the rest is sealed or public.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from intake.protocol import wire
from intake.protocol.directory import root_sha256
from intake.protocol.errors import ProtocolError
from intake.protocol.newsroom import Newsroom
from keys.courier.errors import BadAddressError, DamagedCourierError, NoNewsroomError, NotACourierError
from keys.stick.bundle import Bundle
from keys.stick.errors import StickError
from keys.vault.files import DISK, TEMPORARY, check_free, write_durably
from keys.vault.passphrase import STANDARD, Cost, read_key_file, write_key_file

KEY_FILE, SETTINGS_FILE, STATE_FILE = "courier.key", "courier.json", "state.json"
_SERVER = re.compile(r"https?://[A-Za-z0-9.\-_\[\]:]+(/[A-Za-z0-9.\-_/]*)?")
_PROXY = re.compile(r"(socks5h|http)://[A-Za-z0-9.\-_\[\]:]+")
_TOKEN = re.compile(r"[0-9a-f]{64}")

T = TypeVar("T", "State", "Settings")


@dataclass(slots=True)
class State:
    """What a courier remembers between trips; versions and numbers only rise.

    closings:  reporter id (hex) → closing day of the last bundle that its outboxes say was imported.
    taken:     reporter id (hex) → number of its last outbox taken.  last: → its SHA-256 (hex).
    receipts:  reporter id (hex) → the last of this courier's bundles that it says it imported, with all before it.
    named:     SHA-256 (hex) of the last outboxes published, for the manifest.
    dropped:   the highest bundle that every machine had a receipt for; it and those before it are gone from here.
    lost:      numbers of bundles that the next one says will never come; it carries again all that there is.
    made_of:   what the last bundle was made of, so that a trip with nothing new makes no bundle.
    """

    snapshot: int = 0
    timestamp: int = 0
    bundle: int = 0
    closing: int = 0
    closings: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, int] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    made_of: str = ""
    dropped: int = 0
    lost: list[int] = field(default_factory=list)

    @classmethod
    def parse(cls, untrusted: bytes) -> State:
        """The state in a file. Raises DamagedCourierError."""
        state = _parse(untrusted, cls)
        counts = [state.snapshot, state.timestamp, state.bundle, state.closing, state.dropped, *state.lost]
        for numbers in (state.closings, state.taken, state.receipts):
            counts += numbers.values()
        texts = [state.made_of, *state.named, *state.last.values()]
        if not all(type(count) is int and count >= 0 for count in counts):
            raise DamagedCourierError
        if not all(isinstance(text, str) for text in texts):
            raise DamagedCourierError
        return state


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

    def check(self) -> Settings:
        """Itself. Raises BadAddressError: an address or the token does not have its form."""
        well = _SERVER.fullmatch(self.server) and _TOKEN.fullmatch(self.token) and _TOKEN.fullmatch(self.verify_key)
        if not well or (self.proxy is not None and not _PROXY.fullmatch(self.proxy)):
            raise BadAddressError
        return self

    @classmethod
    def parse(cls, untrusted: bytes) -> Settings:
        """The settings in a file. Raises DamagedCourierError."""
        settings = _parse(untrusted, cls)
        try:
            return settings.check()
        except (BadAddressError, TypeError):
            raise DamagedCourierError from None

    @property
    def own_key(self) -> bytes:
        """The courier's Ed25519 key, 32 bytes."""
        return bytes.fromhex(self.verify_key)


def _parse(untrusted: bytes, kind: type[T]) -> T:
    """The fields of a JSON object, each of its default's kind. Raises DamagedCourierError: also for one not known."""
    try:
        parsed = kind(**json.loads(untrusted))
    except (ValueError, TypeError, RecursionError):
        raise DamagedCourierError from None
    kinds = {"int": int, "str": str, "list": list, "dict": dict}
    for each in fields(parsed):
        wanted = kinds.get(str(each.type).partition("[")[0])
        if wanted is not None and type(getattr(parsed, each.name)) is not wanted:
            raise DamagedCourierError
    return parsed


class CourierFolder:
    """The folder on the courier's laptop."""

    def __init__(self, folder: Path) -> None:
        """Raises NotACourierError, DamagedCourierError."""
        if not (folder / SETTINGS_FILE).is_file():
            raise NotACourierError
        self.folder = folder
        self.settings = Settings.parse((folder / SETTINGS_FILE).read_bytes())
        state = folder / STATE_FILE
        self.state = State.parse(state.read_bytes()) if state.is_file() else State()

    @classmethod
    def create(
        cls, folder: Path, settings: Settings, seed: bytes, passphrase: str, *, cost: Cost = STANDARD
    ) -> CourierFolder:
        """Make the folder with a new key's seed (32 bytes) under a passphrase.

        It is made beside its place and moved there when it is whole, so a crash leaves none, not half a one.
        Raises:  AlreadyThereError; BadAddressError; EmptyPassphraseError; OSError.
        """
        settings.check()
        check_free(folder)
        making = folder.with_name(folder.name + TEMPORARY)
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700, parents=True)
        write_key_file(making / KEY_FILE, seed, passphrase, cost=cost)
        for part in ("keys", "outboxes", "bundles"):
            (making / part).mkdir()
        write_durably(making / SETTINGS_FILE, json.dumps(asdict(settings), indent=1).encode())
        DISK.rename(making, folder)
        DISK.sync(folder.parent)
        return cls(folder)

    def seed(self, passphrase: str) -> bytes:
        """The Ed25519 seed of the courier's key, 32 bytes. Raises WrongPassphraseError."""
        return read_key_file(self.folder / KEY_FILE, passphrase)

    def save(self) -> None:
        """Keep the state durably."""
        write_durably(self.folder / STATE_FILE, json.dumps(asdict(self.state), indent=1).encode())

    # What the admins signed, by its path on the stick: metadata at the top, targets below ``targets/``. One file, so
    # that a newer one takes its place whole.

    def has_newsroom(self) -> bool:
        """Whether a signed newsroom was taken."""
        return (self.folder / "newsroom").is_file()

    def newsroom_files(self) -> dict[str, bytes]:
        """Everything that the admins signed. Raises NoNewsroomError, DamagedCourierError."""
        if not self.has_newsroom():
            raise NoNewsroomError
        try:
            return wire.unpack_files((self.folder / "newsroom").read_bytes())
        except ProtocolError:
            raise DamagedCourierError from None

    def save_newsroom(self, files: dict[str, bytes]) -> None:
        """Keep what the admins signed, durably."""
        write_durably(self.folder / "newsroom", wire.pack_files(files))

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

    def waiting(self) -> list[bytes]:
        """The same outboxes' bytes."""
        return [path.read_bytes() for path in self.waiting_outboxes()]

    def save_outbox(self, name: str, body: bytes) -> None:
        """Keep an outbox until it is published, durably."""
        write_durably(self.folder / "outboxes" / name, body)

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

    def bundle_folders(self) -> dict[int, Path]:
        """Their folders by number, that of one being made among them."""
        return {int(path.name): path for path in sorted((self.folder / "bundles").iterdir()) if path.name.isdigit()}

    def bundles(self) -> list[Bundle]:
        """Those to be carried, by number: made, not given up, their manifests as they were signed."""
        found = []
        for number, folder in self.bundle_folders().items():
            with suppress(StickError):  # whoever needs it is told that it is damaged
                bundle = Bundle.at(folder)
                if bundle is not None and number <= self.state.bundle:
                    found.append(bundle)
        lost = {number for bundle in found for number in bundle.manifest.lost}.union(self.state.lost)
        return [bundle for bundle in found if bundle.manifest.number not in lost]

    def status(self) -> dict[str, Any]:
        """Counts and days, for ``courier status``."""
        return {
            "bundle": self.state.bundle,
            "closing": self.state.closing,
            "waiting_outboxes": len(self.waiting_outboxes()),
            "unreceipted": [bundle.manifest.number for bundle in self.bundles()],
            "has_newsroom": self.has_newsroom(),
        }
