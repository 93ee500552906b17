"""What somebody else has signed, whether it holds, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from keys.reporter.notary.answers import Answer, Issuer, Kind, Why
from keys.reporter.sandbox.errors import LyingWorkerError, NotShownError, TooHungryError, TooSlowError
from keys.reporter.sandbox.judgement import one_line

UNKNOWN: Final = "unknown"
MAX_SAID: Final = 400
KINDS: Final = {
    Kind.DKIM: "dkim",
    Kind.PDF_SIGNATURE: "pdf-signature",
    Kind.CREDENTIALS: "content-credentials",
    Kind.SIGNATURE: "signature",
}
NAMES: Final = {
    "dkim": "DKIM signature",
    "pdf-signature": "PDF signature",
    "content-credentials": "Content Credentials",
    "signature": "Signature",
    UNKNOWN: "Proofs",
}
_PRESENT: Final = "present"
_WORDS: Final = {True: "valid", False: "not valid", None: "present"}
_HOLDS: Final[dict[Why, tuple[bool | None, str]]] = {
    Why.PRESENT: (None, "present; not checked: no program for it runs here"),
    Why.DAMAGED: (False, "it is damaged, or of a kind that is not known here"),
    Why.MAIL_CHANGED: (False, "the body is not the one that was signed, or in a way that no longer counts"),
    Why.MAIL_BODY: (None, "the body is the one that was signed; the signature itself needs --dkim-key"),
    Why.MAIL_HOLDS: (True, "body and signed headers are as the domain signed them, by the key given"),
    Why.MAIL_OTHER_KEY: (False, "the key given did not sign these headers: it may be another one's key"),
    Why.PDF_RANGE: (False, "it does not say which bytes it covers"),
    Why.PDF_CHANGED: (False, "the bytes are not those that were signed"),
    Why.PDF_HOLDS: (True, "the bytes are those that were signed"),
    Why.PDF_ADDED: (True, "the bytes are those that were signed; something was added to the file after it was signed"),
    Why.FILE_HOLDS: (True, "the file is as it was signed"),
    Why.FILE_HOLDS_EARLIER: (True, "the file is as it was signed; an earlier file that it names does not hold"),
    Why.FILE_CHANGED: (
        False,
        "the file was changed after it was signed, or the signature leaves out more of it than it may",
    ),
    Why.CLAIM_CHANGED: (False, "what they say of the file was changed after it was signed, or a part of it is missing"),
    Why.SIGNATURE_BROKEN: (False, "the signature does not fit what was signed"),
    Why.EXPIRED: (
        False,
        "the certificate was not valid when it signed, or is not now and no time stamp says when it did",
    ),
    Why.REVOKED: (False, "the certificate was taken back by its issuer"),
    Why.BAD_CERTIFICATE: (False, "the certificate is not one that may sign such things"),
    Why.OTHER: (False, "one of their rules is broken, which c2patool would name"),
    Why.ELSEWHERE: (None, "they lie on a server, and nothing is fetched from here"),
}
_CLASSES: Final = {
    Issuer.SELF: "self-signed: anybody can make such a certificate",
    Issuer.AUTHORITY: "a certificate authority that names itself",
    Issuer.QUALIFIED: "says it is a qualified certificate",
    Issuer.DEVICE: "in the name of a maker of devices, which anybody can write",
    Issuer.LISTED: "an authority among the roots that were given",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof.

    kind: "dkim", "pdf-signature", "content-credentials" or "signature"; "unknown": the file could not be looked at.
    holds: None: cannot be told from here.  said: why, without anybody's name.  why, issuer: the same as words of a list.
    by: who vouches (a domain, a certificate authority), tool: what made it; both as the file itself says.
    """

    kind: str
    holds: bool | None
    said: str
    by: str = ""
    tool: str = ""
    why: str = ""
    issuer: str = ""

    @classmethod
    def of(cls, answer: Answer, *, roots: bool) -> Proof:
        """What a judge in the sandbox has said. ``roots``: it was given some."""
        holds, said = _HOLDS[answer.why]
        if answer.issuer is not Issuer.NONE:
            said += f" ({_CLASSES[answer.issuer]}{_trust(answer, roots=roots)})"
        words = (answer.why.name.lower().replace("_", "-"), answer.issuer.name.lower())
        return cls(KINDS[answer.kind], holds, said, answer.by, answer.tool, *words)

    @classmethod
    def of_failure(cls, error: NotShownError) -> Proof:
        """The file was too much for its judge."""
        if isinstance(error, LyingWorkerError):
            said = "not checked: the file may have taken over the program that checks it; treat it as an attack"
        elif isinstance(error, TooSlowError | TooHungryError):
            said = "not checked: it kept the program that checks it busy for too long, or took too much memory"
        else:
            said = "not checked: the program that checks it broke down over this file, or it is too large"
        return cls(UNKNOWN, None, said, why=error.code)

    @classmethod
    def unchecked(cls, kind: Kind) -> Proof:
        """Something that a cleaner has seen, and no judge here knows."""
        return cls.of(Answer(kind, Why.PRESENT), roots=False)

    @classmethod
    def read(cls, untrusted: Any) -> Proof | None:
        """As ``as_json`` wrote it; None: this is none."""
        names = [field.name for field in fields(cls) if field.name != "holds"]
        if not isinstance(untrusted, dict):
            return None
        texts = {name: untrusted.get(name, "") for name in names}
        holds = untrusted.get("holds")
        if not all(isinstance(text, str) for text in texts.values()) or texts["kind"] not in NAMES:
            return None
        if holds is not None and not isinstance(holds, bool):
            return None
        return cls(holds=holds, **{name: one_line(text)[:MAX_SAID] for name, text in texts.items()})

    @property
    def told(self) -> str:
        """For the screen, without a name."""
        unchecked = self.kind == UNKNOWN or self.why == _PRESENT
        return f"{NAMES[self.kind]} {'' if unchecked else _WORDS[self.holds] + ': '}{self.said}"

    @property
    def names(self) -> str:
        """The names that the file itself gives, for the screen; or ""."""
        parts = [f'"{self.by}" as who vouches'] if self.by else []
        parts += [f'"{self.tool}" as what made it'] if self.tool else []
        return f"It names {', '.join(parts)}" if parts else ""

    def as_json(self) -> dict[str, Any]:
        """As it stands in ``hashes.json``."""
        return asdict(self)


def lines_of(proofs: Iterable[Proof]) -> list[str]:
    """For the screen, with the names that the file gives itself."""
    return [line for proof in proofs for line in (f"{proof.told}.", *([f"  {proof.names}."] if proof.names else []))]


def _trust(answer: Answer, *, roots: bool) -> str:
    if answer.kind is not Kind.CREDENTIALS or answer.issuer is Issuer.LISTED:
        return ""
    return "; not among the roots that were given" if roots else "; no list of trusted roots is carried here"
