"""Files out of parcels: gathered from this bundle and earlier ones, opened in order, encrypted again into the vault.

A machine gets everybody's parcels and cannot tell whose they are until a letter names them, so those that no letter
has named stay, sealed, for as long as the server would keep them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from intake.protocol import wire
from intake.protocol.errors import BrokenLetterError, BrokenParcelError
from intake.protocol.parcel import (
    PLAIN_SIZE,
    FileEntry,
    Stream,
    open_parcel,
    padded_count,
    parcel_ids,
    parse_table,
)
from keys.reporter.machine import Machine
from keys.stick.bundle import PARCEL_ROW, PARCELS, Bundle
from keys.vault.files import destroy

KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Lies:
    """Where a sealed parcel lies: a file of rows (id 16 ‖ parcel 65,536), and the row in it."""

    path: Path
    place: int


def collect(machine: Machine, bundle: Bundle) -> int:
    """Open every stream whose parcels have all come, and keep the parcels that nobody has named; the files opened.

    Called within the import's transaction.
    """
    rows = {parcel: _Lies(bundle.folder / PARCELS, place) for place, parcel in enumerate(_ids(bundle.folder / PARCELS))}
    kept = {
        bytes(parcel): _Lies(machine.parcels_folder / name, place)
        for parcel, name, place in machine.rows("SELECT id, bundle, place FROM parcels")
    }
    used: set[bytes] = set()
    files = 0
    for message, found in machine.rows("SELECT id, stream FROM messages WHERE arrived = 0"):
        stream = Stream.from_json(json.loads(found))
        ids = parcel_ids(stream.key, padded_count(stream.parcels))
        lies = [rows.get(parcel) or kept.get(parcel) for parcel in ids[: stream.parcels]]
        if all(lies):
            files += _open_stream(machine, message, stream, [lie for lie in lies if lie is not None])
            used |= set(ids)
    machine.vault.database.executemany("DELETE FROM parcels WHERE id = ?", [(parcel,) for parcel in used])
    _keep(machine, bundle, [(parcel, lie) for parcel, lie in rows.items() if parcel not in used])
    return files


def forget_parcels(machine: Machine) -> None:
    """Remove kept parcels that no letter has named for as long as a server keeps letters, and files left by a crash."""
    wanted = {name for (name,) in machine.rows("SELECT DISTINCT bundle FROM parcels")}
    old = machine.rows("SELECT courier, number FROM bundles WHERE closing < ?", (machine.closing - KEPT_DAYS,))
    expired = {_name(bytes(courier), number) for courier, number in old} & wanted
    with machine.vault.transaction() as database:
        database.executemany("DELETE FROM parcels WHERE bundle = ?", [(name,) for name in expired])
    if machine.parcels_folder.is_dir():
        for path in machine.parcels_folder.iterdir():
            if path.name not in wanted - expired:
                destroy(path)
    known = {name for (name,) in machine.rows("SELECT stored FROM files")}
    for name in machine.vault.file_names() - known:
        machine.vault.destroy_file(name)


def _ids(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while parcel := file.read(wire.ID_SIZE):
            yield parcel
            file.seek(wire.PARCEL_SIZE, 1)


def _name(courier: bytes, number: int) -> str:
    return f"{courier.hex()[:16]}-{number:06}"


def _keep(machine: Machine, bundle: Bundle, rows: list[tuple[bytes, _Lies]]) -> None:
    if not rows:
        return
    machine.parcels_folder.mkdir(mode=0o700, exist_ok=True)
    name = _name(bundle.manifest.courier, bundle.manifest.number)
    with (bundle.folder / PARCELS).open("rb") as source, (machine.parcels_folder / name).open("wb") as to:
        for place, (parcel, lie) in enumerate(rows):
            source.seek(lie.place * PARCEL_ROW)
            to.write(source.read(PARCEL_ROW))
            machine.vault.database.execute(
                "INSERT OR REPLACE INTO parcels (id, bundle, place) VALUES (?, ?, ?)", (parcel, name, place)
            )


class _Pieces:
    """Reads one stream in order, opening parcels as they are needed."""

    def __init__(self, stream: Stream, lies: list[_Lies]) -> None:
        self._stream, self._lies = stream, lies
        self._open: dict[Path, IO[bytes]] = {}

    def read(self, start: int, size: int) -> Iterator[bytes]:
        """The stream's bytes from ``start``, in pieces. Raises BrokenParcelError."""
        end = start + size
        while start < end:
            index, offset = divmod(start, PLAIN_SIZE)
            plain = open_parcel(self._sealed(index), self._stream.key, index)
            piece = plain[offset : offset + end - start]
            yield piece
            start += len(piece)

    def _sealed(self, index: int) -> bytes:
        lie = self._lies[index]
        file = self._open.get(lie.path)
        if file is None:
            file = self._open[lie.path] = lie.path.open("rb")
        file.seek(lie.place * PARCEL_ROW + wire.ID_SIZE)
        return file.read(wire.PARCEL_SIZE)

    def close(self) -> None:
        for file in self._open.values():
            file.close()


def _open_stream(machine: Machine, message: int, stream: Stream, lies: list[_Lies]) -> int:
    """Write the files of a whole stream into the vault; how many. A damaged stream is marked, and its text stays."""
    pieces = _Pieces(stream, lies)
    database = machine.vault.database
    try:
        entries = parse_table(b"".join(pieces.read(stream.table, stream.size - stream.table)), stream)
        start = 0
        for place, entry in enumerate(entries):
            _write_file(machine, message, place, entry, pieces.read(start, entry.size))
            start += entry.size
    except (BrokenParcelError, BrokenLetterError):
        database.execute("UPDATE messages SET arrived = -1 WHERE id = ?", (message,))
        return 0
    finally:
        pieces.close()
    database.execute("UPDATE messages SET arrived = 1 WHERE id = ?", (message,))
    return len(entries)


def _write_file(machine: Machine, message: int, place: int, entry: FileEntry, pieces: Iterator[bytes]) -> None:
    digest = hashlib.sha256(entry.salt)
    text = bytearray()
    with machine.vault.new_file() as writer:
        for piece in pieces:
            writer.write(piece)
            digest.update(piece)
            if entry.role == "text":
                text += piece
    if digest.digest() != entry.sent:
        raise BrokenLetterError
    values: tuple[object, ...] = (
        *(message, place, entry.name, entry.size, entry.salt, entry.original, entry.sent),
        *(json.dumps(entry.removed), entry.cleaned, entry.role, writer.path.name, writer.key),
    )
    columns = "message, place, name, size, salt, original, sent, removed, cleaned, role, stored, key"
    machine.vault.database.execute(
        f"INSERT INTO files ({columns}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - our own names
        values,
    )
    if entry.role == "text":
        _long_text(machine, message, bytes(text))


def _long_text(machine: Machine, message: int, body: bytes) -> None:
    """A message too long for its letter came as a file: it is the message all the same."""
    text = body.decode(errors="replace")
    database = machine.vault.database
    database.execute("UPDATE messages SET text = ? WHERE id = ?", (text, message))
    database.execute("DELETE FROM words WHERE rowid = ?", (message,))
    database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (message, text))
