"""Documents and archives."""

from __future__ import annotations

from typing import Final

from intake.clean.family import Family

DOCUMENTS: Final[tuple[Family, ...]] = ()
