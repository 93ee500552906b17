"""Documents and archives."""

from __future__ import annotations

from typing import Final

from intake.clean.document.package import clean_package, is_package
from intake.clean.family import Family

DOCUMENTS: Final[tuple[Family, ...]] = (
    Family("zip", is_package, clean_package),
)
