"""What was found in a file and taken out, in the terms of the person who made it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "place",
    "device",
    "time",
    "person",
    "software",
    "thumbnail",
    "text",
    "hidden-data",
    "edit-history",
    "proof",
)
"""The closed list of what a finding can be. The words for them are in the locales.

A "proof" is a signature or Content Credentials: something that can show who made a file, and that cleaning breaks."""

CANNOT_REMOVE: Final = ("faces", "screens", "sensor-noise", "encoder-marks", "printer-dots", "words")
"""What no cleaner takes out of a picture, a video or a sound, and what is therefore said beside every cleaned file:
faces and voices, what a screen in the picture shows, the sensor's own pattern, texts that encoders hide in the stream,
the yellow dots that printers put on paper, and what is written or spoken."""

CREDENTIALS: Final = "Content Credentials"
DIGITAL_SIGNATURE: Final = "digital signature"
"""The details of a proof."""

STAYS: Final = "stays: "
"""How a detail begins of what cannot be taken out without breaking a proof. It is found again in the cleaned file."""

MAX_FINDINGS: Final = 32
MAX_DETAIL: Final = 80  # code points

# controls, blanks, marks of direction and of no width, letters of private use: what could disturb the line where the
# detail is shown, or says nothing there
_UNSHOWABLE = re.compile(
    "[\u0000-\u0020\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufeff\ufff9-\ufffd]+"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a kind of KINDS and, for the source's own eyes, what it said (or "")."""

    kind: str
    detail: str = ""


class Findings:
    """Collects findings, each once; a bare kind gives way to the same kind with a detail."""

    def __init__(self) -> None:
        self._details: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def add(self, kind: str, detail: str = "") -> None:
        """Note a finding. The detail is made fit to be shown in one line."""
        shown = _UNSHOWABLE.sub(" ", detail).strip(" ")[:MAX_DETAIL].rstrip(" ")
        details = self._details[kind]
        if len(details) < MAX_FINDINGS and shown not in details:
            details.append(shown)

    def has(self, kind: str) -> bool:
        """Whether anything of this kind was found so far."""
        return bool(self._details[kind])

    def listed(self) -> tuple[Finding, ...]:
        """All findings, in the order of KINDS, and within a kind as they were found."""
        listed: list[Finding] = []
        for kind, details in self._details.items():
            said = [detail for detail in details if detail]
            listed += [Finding(kind, detail) for detail in (said or details)]
        return tuple(listed[:MAX_FINDINGS])


def as_text(untrusted: bytes) -> str:
    """Bytes read as UTF-8 up to the first NUL; what is not UTF-8 becomes U+FFFD."""
    return untrusted.split(b"\0", 1)[0].decode("utf-8", "replace")


def place(latitude: float, longitude: float) -> str:
    """A place as two decimal numbers: "23.78000 N, 90.41000 E"; "" when there is none such on Earth.

    Args: degrees, south and west negative.
    """
    if abs(latitude) > 90 or abs(longitude) > 180:
        return ""

    def number(degrees: float) -> str:
        units = int(abs(degrees) * 100_000 + 0.5)
        return f"{units // 100_000}.{units % 100_000:05d}"

    return f"{number(latitude)} {'S' if latitude < 0 else 'N'}, {number(longitude)} {'W' if longitude < 0 else 'E'}"
