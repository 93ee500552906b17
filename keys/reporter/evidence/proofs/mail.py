"""DKIM (RFC 6376, RFC 8463): the body's hash always, the signature itself when somebody has brought the sender's key."""

from __future__ import annotations

import base64
import hashlib
import re

from intake.clean.document.dkim import holding
from keys.reporter.evidence.proofs.proof import Proof

_MAX_SIGNATURES = 8
_TAG = re.compile(r"([a-z][a-z0-9_]*)=([^;]*)")
_SIGNED_B = re.compile(rb"((?:^|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")

Header = tuple[str, bytes]


def mail_proofs(untrusted: bytes, record: str | None) -> list[Proof]:
    """The signatures of a mail; none when it is no mail, or nobody signed it."""
    head, parted, body = _halves(untrusted)
    if not parted or b"dkim-signature" not in head.lower():
        return []
    lines = re.split(rb"\r?\n(?![ \t])", head)
    headers = [(line.partition(b":")[0].decode("latin-1").strip().lower(), line) for line in lines if b":" in line]
    places = [place for place, (name, _) in enumerate(headers) if name == "dkim-signature"]
    return [_proof(headers, place, body, record) for place in places[:_MAX_SIGNATURES]]


def _halves(untrusted: bytes) -> tuple[bytes, bool, bytes]:
    found = re.search(rb"\r?\n\r?\n", untrusted)
    return (untrusted[: found.start()], True, untrusted[found.end() :]) if found else (untrusted, False, b"")


def _proof(headers: list[Header], place: int, body: bytes, record: str | None) -> Proof:
    tags = _tags(headers[place][1].partition(b":")[2].decode("latin-1"))
    domain = tags.get("d", "")
    alone = [header for at, header in enumerate(headers) if header[0] != "dkim-signature" or at == place]
    if not holding(alone, body):
        return Proof(
            "dkim", False, "the body is not the one that was signed, or in a way that no longer counts", domain
        )
    if record is None:
        return Proof("dkim", None, "the body is the one that was signed; the signature itself needs --dkim-key", domain)
    if _verifies(_signed(headers, place, tags), tags, _tags(record)):
        return Proof("dkim", True, "body and signed headers are as the domain signed them, by the key given", domain)
    return Proof("dkim", False, "the key given did not sign these headers: it may be another one's key", domain)


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
