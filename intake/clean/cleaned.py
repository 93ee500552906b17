"""What a cleaner gives back."""

from __future__ import annotations

from dataclasses import dataclass

from intake.clean.finding import Finding
from intake.clean.plan import Plan


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that can be written without what it told about its maker.

    Attributes:
        format: "jpeg", "png", "webp", "gif", "heic", "avif", "heif", "tiff", "mp4", "mov", "3gp", "m4a".
        extension: for a neutral name, without the dot.
        media_type: for example "image/jpeg".
        plan: how to write the cleaned file from the original.
        findings: what was taken out.
    """

    format: str
    extension: str
    media_type: str
    plan: Plan
    findings: tuple[Finding, ...]
