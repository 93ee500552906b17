"""DKIM: which headers a signature covers, and whether the body has the hash that was signed.

The signature itself is not verified: that needs the sender's public key, which is in the DNS.
Source: RFC 6376, sections 3.4, 3.5 and 5.4.2.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from intake.clean.document.xmlrules import small

_MAX_SIGNATURES: Final = 8
_TAG: Final = re.compile(r"([a-z][a-z0-9_]*)=([^;]*)")
_BLANK: Final = re.compile(r"[ \t\r\n]+")
_ALGORITHMS: Final = ("rsa-sha256", "ed25519-sha256")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature over this mail: who signed, and the places of the headers that it covers, its own among them."""

    domain: str
    covered: frozenset[int]
    names: tuple[str, ...]

    def told(self) -> str:
        """The signature in one line."""
        return f"DKIM {self.domain}, kept: {' '.join(self.names)}"


def holding(headers: list[tuple[str, bytes]], body: bytes) -> list[Signature]:
    """The signatures whose hash of the body is that of the body."""
    found = []
    places = [at for at, (name, _) in enumerate(headers) if name == "dkim-signature"]
    for place in places[:_MAX_SIGNATURES]:
        text = headers[place][1].split(b":", 1)[1].decode("latin-1")
        tags = {name: _BLANK.sub("", value) for name, value in _TAG.findall(_BLANK.sub(" ", text))}
        if tags.get("a") not in _ALGORITHMS or "l" in tags or not tags.get("d"):
            continue
        form = tags.get("c", "simple/simple").split("/")
        canonical = _canonical(body, relaxed=len(form) > 1 and form[1] == "relaxed")
        if base64.b64encode(hashlib.sha256(canonical).digest()).decode() != tags.get("bh"):
            continue
        names = [small(name) for name in tags.get("h", "").split(":")]
        found.append(Signature(tags["d"], _covered(headers, names) | {place}, tuple(dict.fromkeys(names))))
    return found


def _canonical(body: bytes, *, relaxed: bool) -> bytes:
    """The body as it is hashed: with CRLF, without empty lines at the end; if relaxed, without blanks at ends of lines."""
    lines = re.split(rb"\r?\n", body)
    if relaxed:
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    if not lines:
        return b"" if relaxed else b"\r\n"
    return b"\r\n".join(lines) + b"\r\n"


def _covered(headers: list[tuple[str, bytes]], names: list[str]) -> frozenset[int]:
    """The places of the headers that are named: the last first, each name once for each time it is named."""
    left: dict[str, list[int]] = {}
    for at, (name, _) in enumerate(headers):
        left.setdefault(name, []).append(at)
    return frozenset(left[name].pop() for name in names if left.get(name))
