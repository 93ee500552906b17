"""The worker: a DNS record, certificates and the file come on standard input, answers go to standard output.

It runs in the sandbox only. On standard input each of the first two has its length in front of it.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from keys.reporter.notary.answers import MAX_ANSWERS, MAX_TEXT, Answer
from keys.reporter.notary.credentials import credentials
from keys.reporter.notary.mail import mail_proofs
from keys.reporter.notary.pdf import pdf_proofs
from keys.reporter.notary.sealed import sealed_proofs
from keys.reporter.rendering.stream import MAGIC, NUMBER, Refusal, RefusedError, say
from keys.reporter.rendering.taking import FILE, take


def main() -> None:
    """Judge what comes in."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    out.write(MAGIC)
    out.flush()
    try:
        record, roots = _brought(source), _brought(source)
        take(source)
        answers = list(_answers(record, roots))[:MAX_ANSWERS]
        say(out, 0, len(answers))
        for answer in answers:
            _say(out, answer)
    except RefusedError as error:
        say(out, error.refusal)
    except (MemoryError, OSError):
        say(out, Refusal.TOO_LARGE)
    out.flush()
    os._exit(0)  # a library that a hostile file has confused gets no say in how this ends


def _brought(source: BinaryIO) -> str:
    (size,) = NUMBER.unpack(source.read(NUMBER.size))
    return source.read(size).decode("utf-8", "replace")


def _answers(record: str, roots: str) -> Iterator[Answer]:
    if not FILE.stat().st_size:
        return
    with FILE.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    judges: tuple[Callable[[], list[Answer]], ...] = (
        lambda: mail_proofs(data, record or None),
        lambda: pdf_proofs(data),
        lambda: credentials(FILE, data, roots),
        lambda: sealed_proofs(FILE, data),
    )
    for judge in judges:
        yield from judge()


def _say(out: BinaryIO, answer: Answer) -> None:
    say(out, answer.kind, answer.why, answer.issuer)
    for text in (answer.by, answer.tool):
        encoded = text[:MAX_TEXT].encode("utf-8", "replace")
        say(out, len(encoded))
        out.write(encoded)
