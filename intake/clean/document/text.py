"""Plain text, also CSV, JSON, Markdown and logs: what is written stays, what is hidden between the letters goes.

UTF-8, and UTF-16 with its mark. Other encodings are not told apart from other files, so they are unknown.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.document.invisible import without_hidden
from intake.clean.errors import BrokenFileError, TooComplexError
from intake.clean.finding import Findings
from intake.clean.plan import PlanBuilder
from intake.clean.source import WHOLE_LIMIT, Source

_HEAD: Final = 512  # bytes that tell a family: a letter may be cut in two at their end
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CONTROLS: Final = re.compile("[\u0000-\u0008\u000b\u000e-\u001f\u007f]")
# mark-up and other formats that are written in letters; a collection of mails; visiting cards and calendars
_OTHERS: Final = re.compile(r"[ \t\r\n\f]*(?:<|\{\\rtf|%!PS|%PDF|From |BEGIN:V|Return-Path:)")


def is_text(head: bytes) -> bool:
    """Whether a file begins like plain text and like nothing else that is written in letters."""
    mark, encoding = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(head[len(mark) :], final=len(head) < _HEAD)
    except UnicodeDecodeError:
        return False
    return bool(head) and not _CONTROLS.search(text) and not _OTHERS.match(text)


def encoding_of(head: bytes) -> tuple[bytes, str]:
    """The mark at a text's start, or b"", and the name of its encoding."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return mark, encoding
    return b"", "utf-8"


def clean_text(source: Source) -> Cleaned:
    """Plan a text without hidden characters.

    Raises: BrokenFileError: it is not in one encoding.  TooComplexError: it has controls, or more than 64 MiB.
    """
    if source.size > WHOLE_LIMIT:
        raise TooComplexError
    data = source.read(0, source.size)
    mark, encoding = encoding_of(data)
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        raise BrokenFileError from None
    if _CONTROLS.search(text):
        raise TooComplexError
    findings = Findings()
    shown = without_hidden(text, findings)
    plan = PlanBuilder(source.size)
    if shown == text:
        plan.range(0, source.size)
    else:
        written = mark + shown.encode(encoding)
        _check_still_text(written[:_HEAD])
        plan.literal(written)
    return Cleaned("txt", "txt", "text/plain", plan.build(), findings.listed())


def _check_still_text(head: bytes) -> None:
    """Raises: TooComplexError: what hid stood before the mark of another format, or there was nothing else."""
    from intake.clean.families import FAMILIES

    if next((family.name for family in FAMILIES if family.is_ours(head)), "") != "txt":
        raise TooComplexError
