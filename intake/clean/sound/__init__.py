"""Sounds."""

from __future__ import annotations

from typing import Final

from intake.clean.family import Family

SOUNDS: Final[tuple[Family, ...]] = ()
