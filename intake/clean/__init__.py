"""Metadata out of files, by lists of what stays; nothing is encoded again.

`clean(source)` gives a plan (what of the file stays, see `plan`) and findings (what was taken out, see `finding`).
The twin in JavaScript has the same modules and gives the same bytes: intake/source/web/src/clean/.
"""

from intake.clean.cleaned import Cleaned
from intake.clean.errors import BrokenFileError, CleanError, TooComplexError
from intake.clean.families import clean
from intake.clean.finding import CANNOT_REMOVE, KINDS, Finding
from intake.clean.names import neutral_name
from intake.clean.plan import Plan, plan_chunks, write_plan
from intake.clean.source import BytesSource, FileSource, Source

__all__ = [
    "CANNOT_REMOVE",
    "KINDS",
    "BrokenFileError",
    "BytesSource",
    "CleanError",
    "Cleaned",
    "FileSource",
    "Finding",
    "Plan",
    "Source",
    "TooComplexError",
    "clean",
    "neutral_name",
    "plan_chunks",
    "write_plan",
]
