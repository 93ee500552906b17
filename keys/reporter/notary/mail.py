"""DKIM (RFC 6376, RFC 8463): the body's hash always, the signature itself when somebody has brought the sender's key."""

from __future__ import annotations

import base64
import hashlib
import re
from mmap import mmap

from keys.reporter.notary.answers import Answer, Kind, Why

_MAX_SIGNATURES = 8
_MAX_HEAD = 1 << 20
_PARTED = re.compile(rb"\r?\n\r?\n")
_TAG = re.compile(r"([a-z][a-z0-9_]*)=([^;]*)")
_SIGNED_B = re.compile(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")

Header = tuple[str, bytes]


def mail_proofs(untrusted: bytes | mmap, record: str | None) -> list[Answer]:
    """The signatures of a mail; none when it is no mail, or nobody signed it.

    Args:    record: the sender's record of the DNS, if somebody has it.
    """
    parted = _PARTED.search(untrusted, 0, _MAX_HEAD)
    if parted is None:
        return []
    lines = re.split(rb"\r?\n(?![ \t])", untrusted[: parted.start()])
    headers = [(line.partition(b":")[0].decode("latin-1").strip().lower(), line) for line in lines if b":" in line]
    found = [Answer(Kind.SIGNATURE, Why.PRESENT)] if any(map(_is_sealed, headers)) else []
    places = [place for place, (name, _) in enumerate(headers) if name == "dkim-signature"]
    if places:
        body = untrusted[parted.end() :]
        found = [_judged(headers, place, body, record) for place in places[:_MAX_SIGNATURES]] + found
    return found


def _is_sealed(header: Header) -> bool:
    """Whether a header says that the mail is signed by its writer: S/MIME or OpenPGP."""
    name, line = header
    return name == "content-type" and any(word in line.lower() for word in (b"multipart/signed", b"pkcs7-mime"))


def _judged(headers: list[Header], place: int, body: bytes, record: str | None) -> Answer:
    from intake.clean.document.dkim import holding  # with all cleaners: a quarter of a second, for mails alone

    tags = _tags(headers[place][1].partition(b":")[2].decode("latin-1"))
    alone = [header for at, header in enumerate(headers) if header[0] != "dkim-signature" or at == place]
    if not holding(alone, body):
        why = Why.MAIL_CHANGED
    elif record is None:
        why = Why.MAIL_BODY
    elif _verifies(_signed(headers, place, tags), tags, _tags(record)):
        why = Why.MAIL_HOLDS
    else:
        why = Why.MAIL_OTHER_KEY
    return Answer(Kind.DKIM, why, by=tags.get("d", ""))


def _tags(text: str) -> dict[str, str]:
    return {name: re.sub(r"\s+", "", value) for name, value in _TAG.findall(re.sub(r"\s+", " ", text))}


def _signed(headers: list[Header], place: int, tags: dict[str, str]) -> bytes:
    """The headers as they were signed: the last of a name first, each once for each time it is named."""
    relaxed = tags.get("c", "simple/simple").split("/")[0] == "relaxed"
    left: dict[str, list[bytes]] = {}
    for at, (name, line) in enumerate(headers):
        if at != place:
            left.setdefault(name, []).append(line)
    names = [name.strip().lower() for name in tags.get("h", "").split(":")]
    parts = [_canonical(left[name].pop(), relaxed=relaxed) + b"\r\n" for name in names if left.get(name)]
    title, _, value = headers[place][1].partition(b":")
    parts.append(_canonical(title + b":" + _SIGNED_B.sub(rb"\1", value, count=1), relaxed=relaxed))
    return b"".join(parts)


def _canonical(line: bytes, *, relaxed: bool) -> bytes:
    line = re.sub(rb"\r?\n", b"\r\n", line)
    if not relaxed:
        return line
    name, _, value = line.partition(b":")
    unfolded = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + unfolded.strip(b" ")


def _verifies(signed: bytes, tags: dict[str, str], record: dict[str, str]) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key, signature = base64.b64decode(record.get("p", "")), base64.b64decode(tags.get("b", ""))
        if tags.get("a") == "ed25519-sha256":
            Ed25519PublicKey.from_public_bytes(key).verify(signature, hashlib.sha256(signed).digest())
            return True
        public = load_der_public_key(key)
        if not isinstance(public, RSAPublicKey):
            return False
        public.verify(signature, signed, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
