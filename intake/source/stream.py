"""A tip's files as a stream of parcels, sealed as they are needed: nothing large is ever held in memory."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from intake.clean import BytesSource, Cleaned, CleanError, FileSource, Source, clean, neutral_name, plan_chunks
from intake.clean.plan import Plan, Range
from intake.protocol.parcel import (
    PLAIN_SIZE,
    FileEntry,
    Stream,
    new_key,
    pack_table,
    padded_count,
    parcel_ids,
    seal_parcel,
)
from intake.source.errors import UnknownFormatError

_BLOCK = 1_024 * 1_024


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


def attach(path: Path, index: int, opened: ExitStack, *, untouched: bool) -> Attachment:
    """Look at a file and plan how it is sent; the file stays open as long as ``opened``.

    Args:    index: its running number, from 1.  untouched: the source wants it sent as it is, as evidence.
    Raises:  OSError.
    """
    source = FileSource(opened.enter_context(path.open("rb")))
    cleaned, problem = None, None
    if not untouched:
        try:
            cleaned = clean(source)
            problem = None if cleaned else "unknown"
        except CleanError as error:
            problem = error.code
    plan = cleaned.plan if cleaned else _whole(source)
    return Attachment(neutral_name(index, cleaned, path.name), source, plan, cleaned, problem)


def text_attachment(text: str) -> Attachment:
    """A message too long for its letter, as the first file of the stream."""
    source = BytesSource(text.encode())
    return Attachment("text.txt", source, _whole(source), None, None, role="text")


def check_chosen(attachments: list[Attachment], *, as_is: bool) -> None:
    """Raise UnknownFormatError unless every file is clean, or goes untouched by choice."""
    unclean = [attachment.name for attachment in attachments if attachment.problem]
    if unclean and not as_is:
        raise UnknownFormatError(f"{len(unclean)} of the files cannot be cleaned here ({', '.join(unclean)})")


def _whole(source: Source) -> Plan:
    return Plan((Range(0, source.size),) if source.size else (), source.size)


class Outgoing:
    """The parcels of some files under a new key. The letter's :class:`Stream` is known when the last one is sealed."""

    def __init__(self, attachments: list[Attachment]) -> None:
        """Reads every original once, for its hash. Raises TooLongError: more than 2^20 parcels; OSError."""
        self.key = new_key()
        self._attachments = attachments
        self._salts = [os.urandom(16) for _ in attachments]
        self._sent = [bytes(32) for _ in attachments]
        self._originals = [
            _original(attachment.source, salt) for attachment, salt in zip(attachments, self._salts, strict=True)
        ]
        self.bytes_of_files = sum(attachment.plan.size for attachment in attachments)
        table_size = len(pack_table(self._entries()))  # hashes have one length, so the size is known before they are
        self._size = self.bytes_of_files + table_size
        self.count = padded_count(-(-self._size // PLAIN_SIZE))
        self._table = b""

    def _entries(self) -> list[FileEntry]:
        return [
            FileEntry(
                name=attachment.name,
                size=attachment.plan.size,
                salt=salt,
                original=original,
                sent=sent,
                removed=attachment.removed,
                cleaned=attachment.cleaned is not None,
                role=attachment.role,
            )
            for attachment, salt, original, sent in zip(
                self._attachments, self._salts, self._originals, self._sent, strict=True
            )
        ]

    def _bytes(self) -> Iterator[bytes]:
        for index, attachment in enumerate(self._attachments):
            digest = hashlib.sha256(self._salts[index])
            for chunk in plan_chunks(attachment.source, attachment.plan):
                digest.update(chunk)
                yield chunk
            self._sent[index] = digest.digest()
        self._table = pack_table(self._entries())
        yield self._table

    def parcels(self) -> Iterator[tuple[bytes, bytes]]:
        """Each parcel once: id (16 bytes) and sealed (65,536 bytes). To be taken to the end, in order."""
        ids = parcel_ids(self.key, self.count)
        held, index = bytearray(), 0
        for chunk in self._bytes():
            held += chunk
            while len(held) >= PLAIN_SIZE:
                yield ids[index], seal_parcel(bytes(held[:PLAIN_SIZE]), self.key, index)
                del held[:PLAIN_SIZE]
                index += 1
        if held:
            yield ids[index], seal_parcel(bytes(held), self.key, index)
            index += 1
        for surplus in range(index, self.count):
            yield ids[surplus], seal_parcel(b"", self.key, surplus)

    def stream(self) -> Stream:
        """What the letter says of it, once all parcels were taken."""
        return Stream(self.key, self._size, self.bytes_of_files, hashlib.sha256(self._table).digest())


def _original(source: Source, salt: bytes) -> bytes:
    digest = hashlib.sha256(salt)
    for offset in range(0, source.size, _BLOCK):
        digest.update(source.read(offset, min(_BLOCK, source.size - offset)))
    return digest.digest()
