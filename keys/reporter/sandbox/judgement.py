"""What a judge of proofs says in the sandbox, believed as far as it is numbers of lists and short names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from keys.reporter.notary.answers import (
    MAX_ANSWERS,
    MAX_RECORD,
    MAX_ROOTS,
    MAX_TEXT,
    MAX_TEXT_BYTES,
    Answer,
    Issuer,
    Kind,
    Why,
)
from keys.reporter.rendering.stream import NUMBER, Refusal
from keys.reporter.sandbox.arguments import JUDGES, NOTARY, Limits
from keys.reporter.sandbox.errors import LyingWorkerError, RefusedFileError
from keys.reporter.sandbox.pixels import Spoken
from keys.reporter.sandbox.run import started

LIMITS: Final = Limits(seconds=60.0, cpu_seconds=50)


def judged(
    pieces: Iterable[bytes],
    record: str | None = None,
    roots: bytes = b"",
    *,
    limits: Limits | None = None,
    code: str = NOTARY,
) -> list[Answer]:
    """What is to be said of the proofs in a hostile file.

    Args:    record: a mail sender's record of the DNS.  roots: certificates in PEM that a person trusts.
    Raises:  NotShownError; what ``pieces`` raise.
    """
    with started(code, limits=limits or LIMITS, luggage=JUDGES) as worker:
        worker.feed(_with_what_was_brought(pieces, (record or "").encode()[:MAX_RECORD], roots[:MAX_ROOTS]))
        return heard(worker)


def ready() -> None:
    """Start a judge and end it. Raises NoSandboxError; BrokenSandboxError: nothing can be judged here."""
    with started(NOTARY, limits=LIMITS, luggage=JUDGES):
        pass


def heard(untrusted: Spoken) -> list[Answer]:
    """The answers of a worker. Raises LyingWorkerError; RefusedFileError; what ``untrusted`` raises."""

    def number() -> int:
        return int(NUMBER.unpack(untrusted.read(NUMBER.size))[0])

    def text() -> str:
        size = number()
        if size > MAX_TEXT_BYTES:
            raise LyingWorkerError
        return one_line(untrusted.read(size).decode())[:MAX_TEXT]

    try:
        verdict = number()
        if verdict:
            refusal = Refusal(verdict)
            raise RefusedFileError(refusal) if untrusted.ended() else LyingWorkerError()
        count = number()
        if count > MAX_ANSWERS:
            raise LyingWorkerError
        answers = [Answer(Kind(number()), Why(number()), Issuer(number()), text(), text()) for _ in range(count)]
    except ValueError:  # a number of no list, or bytes that are no text
        raise LyingWorkerError from None
    if not untrusted.ended():
        raise LyingWorkerError
    return answers


def one_line(untrusted: str) -> str:
    """Without characters that could disturb the line where it is shown."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in untrusted)


def _with_what_was_brought(pieces: Iterable[bytes], *brought: bytes) -> Iterator[bytes]:
    for each in brought:
        yield NUMBER.pack(len(each)) + each
    yield from pieces
