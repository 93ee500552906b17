"""Signatures in a PDF (ISO 32000-1, 12.8; CMS, RFC 5652): whether the signed bytes are unchanged, and what class of issuer.

Nobody's revocation list is asked and no root is trusted here: "holds" says that the bytes are those that the key in the
certificate signed. Whose key that is, the certificate's issuer says, and a court will ask.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from itertools import islice
from mmap import mmap
from typing import TYPE_CHECKING, Any

from keys.reporter.notary.answers import Answer, Issuer, Kind, Why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_MAX_SIGNATURES = 16
_MAX_CONTENTS = 4 << 20
_QC_STATEMENTS, _QC_COMPLIANCE = "1.3.6.1.5.5.7.1.3", bytes.fromhex("060604008e460101")  # ETSI EN 319 412-5
_DIGESTS = ("sha256", "sha384", "sha512")


def pdf_proofs(untrusted: bytes | mmap) -> list[Answer]:
    """The signatures of a PDF, as far as they stand in it plainly, as they have to."""
    if b"%PDF-" not in untrusted[:1024]:
        return []
    ranges = list(islice(_RANGE.finditer(untrusted), _MAX_SIGNATURES))
    return [_judged(untrusted, *map(int, found.groups())) for found in ranges]


def _judged(untrusted: bytes | mmap, start: int, size: int, second: int, rest: int) -> Answer:
    end = second + rest
    if start != 0 or not 0 < size < second <= end <= len(untrusted):
        return Answer(Kind.PDF_SIGNATURE, Why.PDF_RANGE)
    if second - size > _MAX_CONTENTS:
        return Answer(Kind.PDF_SIGNATURE, Why.DAMAGED)
    try:
        contents = bytes.fromhex(untrusted[size:second].strip().strip(b"<>").decode("ascii"))
        view = memoryview(untrusted)
        certificate, holds = _checked(contents, (view[:size], view[second:end]))
        issuer, by = _class_of(certificate)
    except Exception:  # noqa: BLE001 - a stranger's ASN.1 in somebody else's parser: whatever it is, it does not hold
        return Answer(Kind.PDF_SIGNATURE, Why.DAMAGED)
    if not holds:
        return Answer(Kind.PDF_SIGNATURE, Why.PDF_CHANGED, issuer, by)
    return Answer(Kind.PDF_SIGNATURE, Why.PDF_HOLDS if end == len(untrusted) else Why.PDF_ADDED, issuer, by)


def _checked(contents: bytes, signed: Iterable[memoryview]) -> tuple[Certificate, bool]:
    """The signer's certificate, and whether digest and signature hold. Raises whatever a broken one provokes."""
    from asn1crypto import cms
    from cryptography.x509 import load_der_x509_certificate

    data: Any = cms.ContentInfo.load(contents)["content"]
    (signer,) = data["signer_infos"]
    serial = signer["sid"].chosen["serial_number"].native
    raw = next(each.chosen for each in data["certificates"] if each.chosen.serial_number == serial)
    certificate = load_der_x509_certificate(raw.dump())
    name = signer["digest_algorithm"]["algorithm"].native
    if name not in _DIGESTS:
        raise ValueError
    attributes = signer["signed_attrs"]
    digest = next(each["values"][0].native for each in attributes if each["type"].native == "message_digest")
    found = hashlib.new(name)
    for part in signed:
        found.update(part)
    return certificate, found.digest() == digest and _verifies(certificate, signer, attributes.untag().dump(), name)


def _verifies(certificate: Certificate, signer: Any, body: bytes, name: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    algorithm = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}[name]
    key, signature = certificate.public_key(), signer["signature"].native
    try:
        if isinstance(key, rsa.RSAPublicKey):
            pss = signer["signature_algorithm"].signature_algo == "rsassa_pss"
            pad = padding.PSS(padding.MGF1(algorithm), padding.PSS.AUTO) if pss else padding.PKCS1v15()
            key.verify(signature, body, pad, algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, body, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _class_of(certificate: Certificate) -> tuple[Issuer, str]:
    """The issuer's class, and its name when it is no person's own certificate."""
    from cryptography.x509.oid import NameOID

    if certificate.issuer == certificate.subject:
        return Issuer.SELF, ""
    names = [str(each.value) for each in certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    names += [str(each.value) for each in certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)]
    statements = [each for each in certificate.extensions if each.oid.dotted_string == _QC_STATEMENTS]
    qualified = any(_QC_COMPLIANCE in each.value.public_bytes() for each in statements)
    return Issuer.QUALIFIED if qualified else Issuer.AUTHORITY, names[0] if names else ""
