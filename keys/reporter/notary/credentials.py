"""Content Credentials (C2PA 2): whether the file is as it was signed, and what class of issuer; by the library c2pa-rs.

The library is native code that parses a stranger's file. It runs here, inside, and nowhere else. It may fetch nothing:
no manifest that lies on a server, no revocation.

Source:  C2PA 2.2, 15.2.2 (validation status codes).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from mmap import mmap
from pathlib import Path
from typing import Any

from keys.reporter.notary.answers import Answer, Issuer, Kind, Why

_STORE = b"c2pa" + bytes.fromhex("00110010800000aa00389b71")  # the type of a manifest store, in JUMBF
_IN_SVG, _IN_PDF = b"<c2pa:manifest", b"/C2PA_Manifest"
# The maker of a device puts its name into the certificates of its devices; what counts is who signed those.
_MAKERS = frozenset(
    "apple canon fujifilm google huawei leica nikon oppo panasonic samsung sony vivo xiaomi".split()  # noqa: SIM905
)

# Beginnings of codes of failure, the gravest first. "untrusted" is no failure here: it is what the issuer's class says.
_GRAVE: tuple[tuple[str, Why], ...] = (
    ("claimSignature.mismatch", Why.SIGNATURE_BROKEN),
    ("claimSignature.missing", Why.SIGNATURE_BROKEN),
    ("assertion.dataHash", Why.FILE_CHANGED),
    ("assertion.bmffHash", Why.FILE_CHANGED),
    ("assertion.boxesHash", Why.FILE_CHANGED),
    ("assertion.collectionHash", Why.FILE_CHANGED),
    ("assertion.multiAssetHash", Why.FILE_CHANGED),
    ("claim.", Why.CLAIM_CHANGED),
    ("assertion.", Why.CLAIM_CHANGED),
    ("signingCredential.invalid", Why.BAD_CERTIFICATE),
    ("signingCredential.revoked", Why.REVOKED),
    ("signingCredential.ocsp.revoked", Why.REVOKED),
    ("signingCredential.expired", Why.EXPIRED),
    ("claimSignature.outsideValidity", Why.EXPIRED),
)
_GOOD = (".match", ".validated", ".trusted", ".insideValidity", ".notRevoked")  # a status may say these as well
_NO_FAILURE = ("signingCredential.untrusted", "timeStamp.untrusted", "signingCredential.ocsp.inaccessible")


def credentials(path: Path, untrusted: bytes | mmap, roots: str) -> list[Answer]:
    """At most one answer: of the manifest that speaks for the file as it is now.

    Args:    roots: certificates in PEM that a person trusts, or "".
    """
    from c2pa import C2paError, Context, Reader, Settings

    settings: dict[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_trust": True}}
    if roots:
        settings["trust"] = {"user_anchors": roots}
    context = Context(Settings.from_dict(settings))
    with path.open("rb") as file:
        try:
            reader = Reader(_kind(untrusted[:4096]), file, context=context)
        except C2paError as error:
            if str(error).startswith("Remote: "):
                return [Answer(Kind.CREDENTIALS, Why.ELSEWHERE)]
            if not _marked(untrusted):
                return []
            unknown = isinstance(error, C2paError.NotSupported)
            return [Answer(Kind.CREDENTIALS, Why.PRESENT if unknown else Why.DAMAGED)]
        return [_judged(json.loads(reader.json()), json.loads(reader.crjson()))]


def _kind(head: bytes) -> str | None:
    """What the library has to be told of a file, because it does not see it in the bytes."""
    if head.startswith(b"PK\3\4"):
        return "zip"
    return "svg" if b"<svg" in head else None


def _marked(untrusted: bytes | mmap) -> bool:
    """Whether a manifest is there, whole or in pieces."""
    places = ((_STORE, b""), (_IN_SVG, b"<svg"), (_IN_PDF, b"%PDF-"))
    return any(untrusted.find(mark) >= 0 and (not kind or kind in untrusted[:4096]) for mark, kind in places)


def _judged(told: dict[str, Any], named: dict[str, Any]) -> Answer:
    """From the library's account of the validation, and the certificate's names."""
    results = told.get("validation_results") or {}
    failures = [each["code"] for each in (results.get("activeManifest") or {}).get("failure", ())]
    failures = [code for code in failures if code not in _NO_FAILURE]
    active = told.get("active_manifest")
    certificates = [
        (each.get("signature") or {}).get("certificateInfo")
        for each in named.get("manifests", ())
        if each.get("label") == active
    ]
    certificate = next(iter(certificates), None) or {}
    issuer, by = _class_of(certificate, trusted=told.get("validation_state") == "Trusted")
    earlier = [*_found(results), *_recorded((told.get("manifests") or {}).get(active) or {})]
    return Answer(Kind.CREDENTIALS, _why(failures, earlier), issuer, by, _tool(told, active))


def _found(results: dict[str, Any]) -> Iterator[str]:
    """Failures of earlier files that the library has found now."""
    for delta in results.get("ingredientDeltas") or ():
        yield from (each["code"] for each in (delta.get("validationDeltas") or {}).get("failure", ()))


def _recorded(manifest: dict[str, Any]) -> Iterator[str]:
    """Failures of earlier files that the one who signed has found and written down."""
    for each in manifest.get("ingredients") or ():
        known = (each.get("validation_results") or {}).get("activeManifest") or {}
        codes = (one["code"] for one in (*each.get("validation_status", ()), *known.get("failure", ())))
        yield from (code for code in codes if not code.endswith(_GOOD))


def _why(failures: list[str], earlier: list[str]) -> Why:
    for beginning, why in _GRAVE:
        if any(code.startswith(beginning) for code in failures):
            return why
    if failures:
        return Why.OTHER
    return Why.FILE_HOLDS_EARLIER if any(code not in _NO_FAILURE for code in earlier) else Why.FILE_HOLDS


def _class_of(certificate: dict[str, Any], *, trusted: bool) -> tuple[Issuer, str]:
    issuer, subject = certificate.get("issuer") or {}, certificate.get("subject") or {}
    by = _text(issuer.get("O") or issuer.get("CN"))
    if trusted:
        return Issuer.LISTED, by
    if not issuer:
        return Issuer.NONE, ""
    if issuer == subject:
        return Issuer.SELF, ""
    words = " ".join(_text(names.get("O")) for names in (issuer, subject)).lower().split()
    return (Issuer.DEVICE if not _MAKERS.isdisjoint(words) else Issuer.AUTHORITY), by


def _tool(told: dict[str, Any], active: object) -> str:
    manifest = (told.get("manifests") or {}).get(active) or {}
    for info in manifest.get("claim_generator_info") or ():
        return f"{_text(info.get('name'))} {_text(info.get('version'))}".strip()
    return _text(manifest.get("claim_generator"))


def _text(untrusted: object) -> str:
    return untrusted if isinstance(untrusted, str) else ""
