"""Files out of parcels: gathered from this bundle and earlier ones, opened in order, encrypted again into the vault.

A machine gets everybody's parcels and cannot tell whose they are until a letter names them, so those that no letter
has named stay, sealed, for as long as the server would keep them (:mod:`keys.reporter.forget`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from intake.protocol import wire
from intake.protocol.errors import BrokenLetterError, BrokenParcelError, WrongSizeError
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
from keys.stick.layout import open_plain
from keys.vault.files import DISK

TEXT_LIMIT = 4 * 1_024 * 1_024
"""Bytes of a message that came as a file; a longer one stays a file. A letter's text has 256 KiB at most."""


@dataclass(frozen=True, slots=True)
class _Lies:
    """Where a sealed parcel lies: a file of rows (id 16 ‖ parcel 65,536), and the row in it."""

    path: Path
    place: int


class _Shelf:
    """All sealed parcels of this sitting: those of a bundle, and those kept of earlier ones."""

    def __init__(self, machine: Machine, bundle: Bundle) -> None:
        self._machine = machine
        self._path = bundle.folder / PARCELS
        self.rows: dict[bytes, int] = {}
        for place, parcel in enumerate(bundle.parcel_ids()):
            self.rows.setdefault(parcel, place)
        self._count = len(self.rows) + int(machine.one("SELECT count(*) FROM parcels"))

    def whole(self, stream: Stream) -> list[_Lies] | None:
        """Where a stream's parcels lie, in order, or None as long as one is missing.

        A stream may claim a million parcels: nothing is derived for one that cannot be whole.
        """
        if stream.parcels > self._count or self._find(parcel_ids(stream.key, 1)[0]) is None:
            return None
        found = []
        for parcel in parcel_ids(stream.key, stream.parcels):
            lie = self._find(parcel)
            if lie is None:
                return None
            found.append(lie)
        return found

    def _find(self, parcel: bytes) -> _Lies | None:
        if (place := self.rows.get(parcel)) is not None:
            return _Lies(self._path, place)
        kept = self._machine.rows("SELECT bundle, place FROM parcels WHERE id = ?", (parcel,))
        return _Lies(self._machine.parcels_folder / kept[0][0], kept[0][1]) if kept else None


def collect(machine: Machine, bundle: Bundle) -> int:
    """Open every stream whose parcels have all come, and keep the parcels that nobody has named; the files opened.

    Called within the import's transaction. What it writes beside the database is synced before the transaction ends, and
    swept by the next run when it does not end.
    """
    shelf = _Shelf(machine, bundle)
    used: set[bytes] = set()
    files = 0
    for message, found in machine.rows("SELECT id, stream FROM messages WHERE arrived = 0"):
        stream = Stream.from_json(json.loads(found))
        lies = shelf.whole(stream)
        if lies is not None:
            files += _open_stream(machine, message, stream, lies)
            used.update(parcel_ids(stream.key, padded_count(stream.parcels)))
    machine.vault.database.executemany("DELETE FROM parcels WHERE id = ?", [(parcel,) for parcel in used])
    _keep(machine, bundle, [(parcel, place) for parcel, place in shelf.rows.items() if parcel not in used])
    return files


def kept_name(courier: bytes, number: int) -> str:
    """The name of the file that keeps a bundle's parcels."""
    return f"{courier.hex()[:16]}-{number:06}"


def _keep(machine: Machine, bundle: Bundle, rows: list[tuple[bytes, int]]) -> None:
    if not rows:
        return
    machine.parcels_folder.mkdir(mode=0o700, exist_ok=True)
    path = machine.parcels_folder / kept_name(bundle.manifest.courier, bundle.manifest.number)
    with open_plain(bundle.folder / PARCELS) as source, path.open("wb") as to:
        for place, (parcel, lies_at) in enumerate(rows):
            source.seek(lies_at * PARCEL_ROW)
            to.write(source.read(PARCEL_ROW))
            machine.vault.database.execute(
                "INSERT OR REPLACE INTO parcels (id, bundle, place) VALUES (?, ?, ?)", (parcel, path.name, place)
            )
        to.flush()
        os.fsync(to.fileno())
    DISK.sync(machine.parcels_folder)


class _Pieces:
    """Reads one stream in order, opening parcels as they are needed: never more than one is in memory."""

    def __init__(self, stream: Stream, lies: list[_Lies]) -> None:
        self._stream, self._lies = stream, lies
        self._open: dict[Path, IO[bytes]] = {}

    def read(self, start: int, size: int) -> Iterator[bytes]:
        """The stream's bytes from ``start``, in pieces. Raises BrokenParcelError, WrongSizeError."""
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
            file = self._open[lie.path] = open_plain(lie.path)
        file.seek(lie.place * PARCEL_ROW + wire.ID_SIZE)
        return file.read(wire.PARCEL_SIZE)

    def close(self) -> None:
        for file in self._open.values():
            file.close()


def _open_stream(machine: Machine, message: int, stream: Stream, lies: list[_Lies]) -> int:
    """Write the files of a whole stream into the vault; how many. What is damaged is left out, and marks the message."""
    pieces = _Pieces(stream, lies)
    arrived, files = 1, 0
    try:
        entries = parse_table(b"".join(pieces.read(stream.table, stream.size - stream.table)), stream)
        start = 0
        for place, entry in enumerate(entries):
            if place == 0 and entry.role == "text" and entry.size <= TEXT_LIMIT:
                _long_text(machine, message, entry, b"".join(pieces.read(start, entry.size)))
            else:
                _write_file(machine, message, place, entry, pieces.read(start, entry.size))
                files += 1
            start += entry.size
    except (BrokenParcelError, BrokenLetterError, WrongSizeError):
        arrived = -1
    finally:
        pieces.close()
    machine.vault.database.execute("UPDATE messages SET arrived = ? WHERE id = ?", (arrived, message))
    return files


def _write_file(machine: Machine, message: int, place: int, entry: FileEntry, pieces: Iterator[bytes]) -> None:
    digest = hashlib.sha256(entry.salt)
    with machine.vault.new_file() as writer:
        for piece in pieces:
            writer.write(piece)
            digest.update(piece)
    if digest.digest() != entry.sent:
        raise BrokenLetterError
    values: tuple[object, ...] = (
        *(message, place, entry.name, entry.size, entry.salt, entry.original, entry.sent),
        *(json.dumps(entry.removed), entry.cleaned, writer.path.name, writer.key),
    )
    columns = "message, place, name, size, salt, original, sent, removed, cleaned, stored, key"
    machine.vault.database.execute(
        f"INSERT INTO files ({columns}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608 - our own names
        values,
    )


def _long_text(machine: Machine, message: int, entry: FileEntry, body: bytes) -> None:
    """A message too long for its letter came as a file: it is the message all the same."""
    if hashlib.sha256(entry.salt + body).digest() != entry.sent:
        raise BrokenLetterError
    text = body.decode(errors="replace")
    database = machine.vault.database
    database.execute("UPDATE messages SET text = ?, words = ? WHERE id = ?", (text, len(text.split()), message))
    database.execute("DELETE FROM words WHERE rowid = ?", (message,))
    database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (message, text))
