"""Files with Content Credentials, signed here with keys made here; and the certificates of those who signed them."""

from __future__ import annotations

import io
import json
import time
import wave
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from c2pa import Builder, C2paError, C2paSignerInfo, Context, Settings, Signer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TOOL, AUTHORITY = "Field Camera", "Trust Ltd"
CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
MANIFEST = {
    "claim_generator_info": [{"name": TOOL, "version": "1.0"}],
    "title": "bridge",
    "assertions": [
        {"label": "c2pa.actions", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}]}}
    ],
}
# No thumbnail: the library would make one. Nothing verified here: reading is what the tests are about.
SETTINGS = {"verify": {"verify_after_sign": False}, "builder": {"thumbnail": {"enabled": False}}}


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody with a key. ``pem``: the certificate and the one above it; ``root``: that one alone."""

    pem: bytes
    key: ec.EllipticCurvePrivateKey
    root: bytes

    def signer(self) -> Signer:
        """For c2pa-python's Builder."""
        private = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return Signer.from_info(C2paSignerInfo(b"es256", self.pem, private, None))


def _name(organization: str, person: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, person),
        ]
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey,
    subject: x509.Name,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    until: datetime,
    *,
    root: bool,
) -> bytes:
    usage = x509.KeyUsage(
        digital_signature=not root,
        key_cert_sign=root,
        crl_sign=root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=40))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(root, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if not root:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(by, hashes.SHA256()).public_bytes(Encoding.PEM)


def signatory(
    organization: str = "Daily Bugle", *, own: bool = False, until: datetime | None = None, authority: str = AUTHORITY
) -> Signatory:
    """Under an authority of its own making, or with a certificate that it signed itself."""
    far = datetime.now(UTC) + timedelta(days=400)
    above, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    top = _name(authority, "Root")
    root = _certificate(above, top, top, above, far, root=True)
    subject = _name(organization, "Rahima Akter")
    issuer, by = (subject, key) if own else (top, above)
    leaf = _certificate(key, subject, issuer, by, until or far, root=False)
    return Signatory(leaf if own else leaf + root, key, root)


def signed(body: bytes, kind: str, who: Signatory, **manifest: Any) -> bytes:
    """A file with a manifest in it. ``kind``: "image/jpeg" and so on."""
    out = io.BytesIO()
    context = Context(Settings.from_dict(SETTINGS))
    Builder(json.dumps({**MANIFEST, **manifest}), context=context).sign(who.signer(), kind, io.BytesIO(body), out)
    return out.getvalue()


def signed_over(body: bytes, who: Signatory, earlier: bytes) -> bytes:
    """A JPEG that says from which earlier JPEG it was made."""
    out = io.BytesIO()
    builder = Builder(json.dumps(MANIFEST), context=Context(Settings.from_dict(SETTINGS)))
    builder.add_ingredient(
        json.dumps({"title": "earlier", "relationship": "parentOf"}), "image/jpeg", io.BytesIO(earlier)
    )
    builder.sign(who.signer(), "image/jpeg", io.BytesIO(body), out)
    return out.getvalue()


def signed_elsewhere(body: bytes, who: Signatory, address: str) -> bytes:
    """A JPEG that only says where its manifest lies."""
    out = io.BytesIO()
    builder = Builder(json.dumps(MANIFEST), context=Context(Settings.from_dict(SETTINGS)))
    builder.set_no_embed()
    builder.set_remote_url(address)
    builder.sign(who.signer(), "image/jpeg", io.BytesIO(body), out)
    return out.getvalue()


@cache
def expired(body: bytes) -> bytes:
    """A JPEG signed by a certificate that was valid then, for some seconds, and is not any more."""
    seconds = 1
    while True:
        until = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
        try:
            made = signed(body, "image/jpeg", signatory(until=until))
        except C2paError.Signature:  # too late already: this machine is busy
            seconds *= 2
            continue
        while datetime.now(UTC) <= until + timedelta(seconds=1):
            time.sleep(0.1)
        return made


def sound() -> bytes:
    """A WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8_000)
        out.writeframes(bytes(range(256)) * 20)
    return file.getvalue()
