"""The check of a bag, by anybody and anywhere: needs the folder, and the newsroom's pin from somewhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from intake.protocol import wire
from intake.protocol.directory import open_directory, root_sha256, unpack_bundle
from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import Reporter
from keys.reporter.custody import canonical, date_of
from keys.reporter.evidence import bag
from keys.reporter.evidence.chains import Proved, check_chain, check_records, prove, vouched
from keys.reporter.evidence.errors import NoBagError
from keys.reporter.evidence.folder import Findings, Folder
from keys.reporter.evidence.proofs import Proof

_FIELDS = {"format", "key", "newsroom", "reporter", "signature", "tagmanifest"}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Signed:
    """What ``signature.json`` says."""

    key: bytes
    newsroom: bytes
    reporter: bytes
    signature: bytes
    tag_manifest: bytes

    @classmethod
    def parse(cls, untrusted: bytes) -> Signed | None:
        """None when a byte of it is not as it is written."""
        try:
            fields = json.loads(untrusted)
            if set(fields) != _FIELDS or fields["format"] != bag.FORMAT or canonical(fields) + b"\n" != untrusted:
                return None
            return cls(
                wire.from_hex(fields["key"], 32),
                wire.from_hex(fields["newsroom"], 32),
                wire.from_hex(fields["reporter"], wire.REPORTER_ID_SIZE),
                wire.from_hex(fields["signature"], 64),
                wire.from_hex(fields["tagmanifest"], 32),
            )
        except (ValueError, TypeError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. differences: by file, none when every byte is as signed.

    pin: of the newsroom that the bag names, or None: not readable.  signer: whom its directory names.
    day: that the bag says it was made.  entries, files: in the custody record and below ``data/``.
    vouched: by file, the proofs by others that were found in it when it was exported.
    """

    differences: dict[str, list[str]]
    pin: bytes | None
    signer: Reporter | None
    day: str
    entries: int
    files: int
    proved: list[Proved]
    vouched: list[tuple[str, Proof]]


def verify(
    path: Path, pin: bytes | None = None, originals: Sequence[Path] = (), newer_directory: bytes | None = None
) -> Verdict:
    """Check completeness, every hash, the record, the signature and the certificate.

    Args:    pin: SHA-256 of the newsroom's root 1; None takes the bag's own, for a person to compare.
             newer_directory: a one-file directory that may say what happened to the signer's key later.
    Raises:  NoBagError; OSError.
    """
    if not (path / bag.SIGNATURE).exists() and not (path / bag.BAGIT).exists():
        raise NoBagError
    findings = Findings()
    folder = Folder(path, findings)
    signed = _signature(folder)
    covered = set(folder.names) - {bag.SIGNATURE, bag.TAG_MANIFEST}
    folder.compare(bag.TAG_MANIFEST, {name for name in covered if not name.startswith("data/")})
    folder.compare(bag.MANIFEST, {name for name in covered if name.startswith("data/")})
    if folder.read(bag.BAGIT) != bag.DECLARATION:
        findings.add(bag.BAGIT, "does not say that this is BagIt 1.0")
    about = bag.read_info(folder.read(bag.INFO))
    info = None if findings.about(bag.INFO) else about  # what was altered blames no other file
    day = None if info is None else info.get("Bagging-Date", "")
    signer = _certificate(folder, signed, pin, day, newer_directory) if signed else None
    entries = check_chain(
        folder.read(bag.CUSTODY),
        signed.key.hex() if signed and not findings.about(bag.SIGNATURE) else None,
        info,
        findings,
    )
    rows = check_records(folder, entries)
    return Verdict(
        dict(sorted(findings.found.items())),
        signed.newsroom if signed else None,
        signer,
        day or "",
        len(entries),
        sum(name.startswith("data/") for name in folder.names),
        prove(originals, rows),
        vouched(rows),
    )


def _signature(folder: Folder) -> Signed | None:
    """Check the signature, and say which of the two files it stands on is at fault."""
    untrusted = folder.read(bag.SIGNATURE)
    tag_manifest = folder.read(bag.TAG_MANIFEST)
    signed = Signed.parse(untrusted)
    if signed is None:
        if untrusted:
            folder.findings.add(bag.SIGNATURE, "altered: it is not written as a signature is")
        return None
    named = hashlib.sha256(tag_manifest).digest() == signed.tag_manifest
    try:
        VerifyKey(signed.key).verify(bag.signed_bytes(tag_manifest), signed.signature)
    except (BadSignatureError, ValueError):
        wrong = bag.SIGNATURE if named else bag.TAG_MANIFEST
        folder.findings.add(wrong, "altered: the signature does not hold")
        return signed
    if not named:
        folder.findings.add(bag.SIGNATURE, "altered: it names another tag manifest than the one that it signs")
    return signed


def _certificate(
    folder: Folder, signed: Signed, pin: bytes | None, day: str | None, newer: bytes | None
) -> Reporter | None:
    """Whom the newsroom's directory names as the signer, and whether it was certified on the day of the bag."""
    findings = folder.findings
    if pin is not None and signed.newsroom != pin:
        findings.add(bag.SIGNATURE, "names another newsroom than the one with the pin that you gave")
    body = folder.read(bag.DIRECTORY)
    if findings.about(bag.DIRECTORY):
        return None
    try:
        metadata, _ = unpack_bundle(body)
        if root_sha256(metadata.get("1.root.json", b"")) != signed.newsroom:
            findings.add(bag.SIGNATURE, f"names another newsroom than the one that {bag.DIRECTORY} begins with")
            return None
        newsroom = open_directory(body, signed.newsroom, None).newsroom
    except DirectoryError:
        findings.add(
            bag.DIRECTORY, f"does not lead from the newsroom's first root that {bag.SIGNATURE} names to today's"
        )
        return None
    signer = newsroom.reporter(signed.reporter)
    _held(signer, signed, day, bag.DIRECTORY, findings)
    if newer is not None:
        try:
            later = open_directory(newer, signed.newsroom, None).newsroom.reporter(signed.reporter)
        except DirectoryError:
            findings.add("the newer directory", "is damaged, or another newsroom's")
        else:
            _held(later, signed, day, "the newer directory", findings)
    return signer


def _held(signer: Reporter | None, signed: Signed, day: str | None, where: str, findings: Findings) -> None:
    if signer is None:
        findings.add(bag.SIGNATURE, f"signed under a reporter id that {where} does not name")
        return
    if signer.verify_key != signed.key:
        findings.add(bag.SIGNATURE, f"signed by a key that {where} never certified for this reporter")
        return
    if day is None:
        return
    try:
        number = (date.fromisoformat(day) - _EPOCH).days
    except ValueError:
        findings.add(bag.INFO, "names no day")
        return
    if not signer.takes_letters(number):
        since, until = date_of(signer.since), date_of(signer.until)
        findings.add(
            bag.SIGNATURE,
            f"signed on {day} by a key that was certified from {since} to {until} only, says {where}",
        )
