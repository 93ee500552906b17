"""A tip's files as a stream of parcels, sealed as they are needed: nothing large is ever held in memory."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from intake.clean import (
    BytesSource,
    Cleaned,
    CleanError,
    Source,
    clean,
    neutral_name,
    plan_chunks,
)
from intake.clean.plan import Plan, Range
from intake.protocol.errors import TooLongError
from intake.protocol.parcel import (
    PLAIN_SIZE,
    TABLE_LIMIT,
    FileEntry,
    Stream,
    new_key,
    pack_table,
    padded_count,
    parcel_id,
    seal_parcel,
)
from intake.source.errors import FileChangedError, NotAFileError, UnknownFormatError
from intake.voice import count

TEXT_NAME = "message.txt"


class PathSource:
    """A file on the disk, open only while it is read, so that a thousand of them need one descriptor.

    What its system says of it (which file, size, when it was changed) has to stay as it was at the beginning.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError; NotAFileError: a folder, a device, a pipe."""
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise NotAFileError(f"{path} is {'a folder' if stat.S_ISDIR(found.st_mode) else 'not a file'}")
        self._path = path
        self._file: BinaryIO | None = None
        self._was = _stamp(found)
        self.size = found.st_size

    def read(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes from ``offset``. Raises FileChangedError."""
        if self._file is None:
            self._file = self._opened()
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise FileChangedError(f"{self._path} was changed in the meantime")
        return data

    def check(self) -> None:
        """Raise FileChangedError if it was changed while it was open."""
        if self._file is not None and _stamp(os.fstat(self._file.fileno())) != self._was:
            raise FileChangedError(f"{self._path} was changed in the meantime")

    def close(self) -> None:
        """Close the file; a later read opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> BinaryIO:
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            raise FileChangedError(f"{self._path} was taken away in the meantime") from None
        if _stamp(os.fstat(file.fileno())) != self._was:
            file.close()
            raise FileChangedError(f"{self._path} was changed in the meantime")
        return file


def _stamp(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that will be sent.

    name:     neutral.  cleaned: what the cleaner gave; None: it goes as it is, by the source's own choice.
    problem:  None, "unknown" (a format that cannot be cleaned here) or the cleaner's error code.
    """

    name: str
    source: Source
    plan: Plan
    cleaned: Cleaned | None
    problem: str | None
    role: str = "file"

    @property
    def removed(self) -> tuple[str, ...]:
        """The kinds of what was taken out, each once."""
        return tuple(sorted({finding.kind for finding in self.cleaned.findings})) if self.cleaned else ()

    def chunks(self) -> Iterator[bytes]:
        """What is sent of it, in chunks of at most 64 KiB. Raises FileChangedError; OSError."""
        return _read(self.source, self.plan)

    def original_chunks(self) -> Iterator[bytes]:
        """The untouched file. Errors as :meth:`chunks`."""
        return _read(self.source, _whole(self.source))


def attach(path: Path, index: int, *, untouched: bool) -> Attachment:
    """Look at a file and plan how it is sent.

    Args:    index: its running number, from 1.  untouched: the source wants it sent as it is, as evidence.
    Raises:  OSError; NotAFileError; FileChangedError: something writes to it at this moment.
    """
    source = PathSource(path)
    cleaned, problem = None, None
    if source.size and not untouched:  # an empty file carries nothing
        try:
            cleaned = clean(source)
            problem = None if cleaned else "unknown"
            source.check()
        except CleanError as error:
            problem = error.code
        finally:
            source.close()
    plan = cleaned.plan if cleaned else _whole(source)
    return Attachment(neutral_name(index, cleaned, path.name), source, plan, cleaned, problem)


def text_attachment(text: str) -> Attachment:
    """A message too long for its letter, as the first file of the stream."""
    source = BytesSource(text.encode())
    return Attachment(TEXT_NAME, source, _whole(source), None, None, role="text")


def check_chosen(attachments: Sequence[tuple[str, Attachment]], *, as_is: bool) -> None:
    """Raise UnknownFormatError unless every file is clean, or goes untouched by choice; each with the name it has here."""
    unclean = [name for name, attachment in attachments if attachment.problem]
    if unclean and not as_is:
        listed = ", ".join(unclean[:5]) + (" …" if len(unclean) > 5 else "")
        raise UnknownFormatError(f"{count(len(unclean), 'file')} cannot be cleaned here: {listed}")


def _whole(source: Source) -> Plan:
    return Plan((Range(0, source.size),) if source.size else (), source.size)


def _read(source: Source, plan: Plan) -> Iterator[bytes]:
    if not isinstance(source, PathSource):
        yield from plan_chunks(source, plan)
        return
    try:
        yield from plan_chunks(source, plan)
        source.check()
    finally:
        source.close()


class Outgoing:
    """The parcels of some files under a new key, and the :class:`Stream` that the letter says of them."""

    def __init__(self, attachments: list[Attachment]) -> None:
        """Reads every file, for the hashes of what it is and of what will be sent of it.

        Raises:  TooLongError: more than 2^20 parcels, or a table of more than 4 MiB; FileChangedError; OSError.
        """
        self.key = new_key()
        self._attachments = attachments
        self._entries = [_entry(attachment) for attachment in attachments]
        self._table = pack_table(self._entries)
        if len(self._table) > TABLE_LIMIT:
            raise TooLongError(
                "These are too many files for one tip", todo="Send fewer at a time, or put them into a zip"
            )
        self.bytes_of_files = sum(entry.size for entry in self._entries)
        self._size = self.bytes_of_files + len(self._table)
        self.count = padded_count(-(-self._size // PLAIN_SIZE))

    def _bytes(self) -> Iterator[bytes]:
        for attachment, entry in zip(self._attachments, self._entries, strict=True):
            digest = hashlib.sha256(entry.salt)
            for chunk in attachment.chunks():
                digest.update(chunk)
                yield chunk
            if digest.digest() != entry.sent:  # its system may say that nothing changed, and be wrong
                raise FileChangedError(f"{attachment.name} is another file than the one that was looked at")
        yield self._table

    def parcels(self) -> Iterator[tuple[bytes, bytes]]:
        """Each parcel once, in order: id (16 bytes) and sealed (65,536 bytes).

        Raises:  FileChangedError: what was sent of a file is not what was looked at; OSError.
        """
        held, index = bytearray(), 0
        for chunk in self._bytes():
            held += chunk
            while len(held) >= PLAIN_SIZE:
                yield self._seal(bytes(held[:PLAIN_SIZE]), index)
                del held[:PLAIN_SIZE]
                index += 1
        while index < self.count:  # the last piece, then the surplus
            yield self._seal(bytes(held), index)
            held.clear()
            index += 1

    def _seal(self, plain: bytes, index: int) -> tuple[bytes, bytes]:
        return parcel_id(self.key, index), seal_parcel(plain, self.key, index)

    def stream(self) -> Stream:
        """What the letter says of it."""
        return Stream(self.key, self._size, self.bytes_of_files, hashlib.sha256(self._table).digest())


def _entry(attachment: Attachment) -> FileEntry:
    salt = os.urandom(16)
    sent = _digest(salt, attachment.chunks())
    return FileEntry(
        name=attachment.name,
        size=attachment.plan.size,
        salt=salt,
        original=_digest(salt, attachment.original_chunks()) if attachment.cleaned else sent,
        sent=sent,
        removed=attachment.removed,
        cleaned=attachment.cleaned is not None,
        role=attachment.role,
    )


def _digest(salt: bytes, chunks: Iterator[bytes]) -> bytes:
    digest = hashlib.sha256(salt)
    for chunk in chunks:
        digest.update(chunk)
    return digest.digest()
