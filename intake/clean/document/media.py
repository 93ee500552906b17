"""Pictures, films and sounds inside a document: cleaned by their own cleaners."""

from __future__ import annotations

from typing import Final

from intake.clean.cleaned import Cleaned
from intake.clean.errors import TooComplexError
from intake.clean.finding import Findings
from intake.clean.picture import PICTURES  # before the films, whose boxes pictures share

# isort: split
from intake.clean.film import FILMS
from intake.clean.sound import SOUNDS
from intake.clean.source import Source

_HEAD: Final = 512


def clean_media(source: Source, findings: Findings) -> Cleaned:
    """The plan of a picture, film or sound; what was found in it is noted.

    Raises: TooComplexError: it is none that we know, so that the document cannot be vouched for.  Others as the
            cleaner of its format.
    """
    head = source.read(0, min(_HEAD, source.size))
    for family in (*PICTURES, *FILMS, *SOUNDS):
        if family.is_ours(head):
            cleaned = family.clean(source)
            for finding in cleaned.findings:
                findings.add(finding.kind, finding.detail)
            return cleaned
    raise TooComplexError
