"""Signatures in a PDF (ISO 32000-1, 12.8; CMS, RFC 5652): whether the signed bytes are unchanged, and what class of issuer.

Nobody's revocation list is asked and no root is trusted here: "holds" says that the bytes are those that the key in the
certificate signed. Whose key that is, the certificate's issuer says, and a court will ask.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from keys.reporter.evidence.proofs.proof import Proof

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]")
_MAX_SIGNATURES = 16
_QC_STATEMENTS, _QC_COMPLIANCE = "1.3.6.1.5.5.7.1.3", bytes.fromhex("060604008e460101")  # ETSI EN 319 412-5
_DIGESTS = ("sha256", "sha384", "sha512")


def pdf_proofs(untrusted: bytes) -> list[Proof]:
    """The signatures of a PDF, as far as they stand in it plainly, as they have to."""
    ranges = list(_RANGE.finditer(untrusted))[:_MAX_SIGNATURES]
    return [_proof(untrusted, *map(int, found.groups())) for found in ranges]


def _proof(untrusted: bytes, start: int, size: int, second: int, rest: int) -> Proof:
    end = second + rest
    if start != 0 or not 0 < size < second <= end <= len(untrusted):
        return Proof("pdf-signature", False, "it does not say which bytes it covers")
    signed = untrusted[:size] + untrusted[second:end]
    try:
        contents = bytes.fromhex(untrusted[size:second].strip().strip(b"<>").decode("ascii"))
        certificate, holds = _checked(contents, signed)
    except Exception:  # noqa: BLE001 - a stranger's ASN.1 in somebody else's parser: whatever it is, it does not hold
        return Proof("pdf-signature", False, "it is damaged, or of a kind that is not known here")
    issuer, by = _class_of(certificate)
    if not holds:
        return Proof("pdf-signature", False, f"the bytes are not those that were signed ({issuer})", by)
    later = "" if end == len(untrusted) else "; something was added to the file after it was signed"
    return Proof("pdf-signature", True, f"the bytes are those that were signed ({issuer}){later}", by)


def _checked(contents: bytes, signed: bytes) -> tuple[Certificate, bool]:
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
    same = hashlib.new(name, signed).digest() == digest
    return certificate, same and _verifies(certificate, signer, attributes.untag().dump(), name)


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


def _class_of(certificate: Certificate) -> tuple[str, str]:
    """The issuer's class, and its name when it is no person's own certificate."""
    from cryptography.x509.oid import NameOID

    if certificate.issuer == certificate.subject:
        return "self-signed: anybody can make such a certificate", ""
    names = [str(each.value) for each in certificate.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    names += [str(each.value) for each in certificate.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)]
    statements = [each for each in certificate.extensions if each.oid.dotted_string == _QC_STATEMENTS]
    qualified = any(_QC_COMPLIANCE in each.value.public_bytes() for each in statements)
    said = "says it is a qualified certificate" if qualified else "a certificate authority that names itself"
    return said, names[0] if names else ""
