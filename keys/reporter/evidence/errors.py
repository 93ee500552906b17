"""Why evidence is not exported, or cannot be checked."""

from __future__ import annotations

from keys.reporter.errors import ReporterError


class EvidenceError(ReporterError):
    """The root: no evidence."""

    code = "evidence"
    happened = "This cannot be exported as evidence"
    kept = "Nothing was written; the vault is as it was"


class NotListedError(EvidenceError):
    """Nobody could check a signature of this machine."""

    code = "not-listed"
    happened = "The newsroom's directory that this machine knows does not name it, so nobody could check its signature"
    todo = "Ask the admins to list this machine again, and receive the bundle that says so"


class NoBagError(EvidenceError):
    """The folder is no evidence of ours."""

    code = "no-evidence"
    happened = 'This folder holds no evidence: "signature.json" is missing in it'
    kept = "Nothing was changed"
    todo = 'Name the folder that "reporter export --evidence" wrote, the one with "bagit.txt" in it'


class BadPinError(EvidenceError):
    """What was given as a pin is none."""

    code = "bad-pin"
    happened = "A newsroom's pin has 64 hex digits"
    kept = "Nothing was changed"
    todo = "Take it from the newsroom's page or its printed address; it is the SHA-256 of its first root"


class AlteredError(EvidenceError):
    """What is in the folder is not what was signed."""

    code = "evidence-altered"
    happened = "This evidence does not hold"
    kept = "Nothing was changed; every difference is named above"
    todo = "Rely on nothing that is named; get another copy from whoever exported it, and compare"


class NotProvedError(EvidenceError):
    """A file that somebody kept is none of those that were sent."""

    code = "not-proved"
    happened = "A file that you gave is neither the original of any file of this conversation nor what was sent"
    kept = "Nothing was changed; the evidence itself is as it was signed"
    todo = "Try the file as the device first stored it: a copy that an app has sent or opened is often another file"


class BadRootsError(EvidenceError):
    """What was given with --c2pa-roots."""

    code = "bad-roots"
    happened = "What --c2pa-roots names holds no certificates in PEM"
    kept = "Nothing was written; the vault is as it was"
    todo = 'Name a file whose lines begin with "-----BEGIN CERTIFICATE-----", such as the list that the C2PA publishes'
