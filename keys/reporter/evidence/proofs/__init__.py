"""Proofs by others in untouched originals: a mail's DKIM signatures, a PDF's signatures, Content Credentials.

Checked with ``cryptography`` alone, because the libraries that check such things bring a network along (dkimpy asks the
DNS, pyHanko fetches revocation lists), and the air gap installs none; the tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Iterable

from intake.clean import Finding
from intake.clean.finding import CREDENTIALS
from keys.reporter.evidence.proofs.mail import mail_proofs
from keys.reporter.evidence.proofs.pdf import pdf_proofs
from keys.reporter.evidence.proofs.proof import Proof

LIMIT = 64 << 20
__all__ = ["LIMIT", "Proof", "proofs_of"]


def proofs_of(untrusted: bytes, findings: Iterable[Finding], dkim_record: str | None) -> list[Proof]:
    """All proofs that an original carries, checked as far as the air gap can.

    Args:    findings: what the cleaner found in it.  dkim_record: the sender's record of the DNS, if somebody has it.
    """
    found = pdf_proofs(untrusted) if b"%PDF-" in untrusted[:1024] else mail_proofs(untrusted, dkim_record)
    told = {finding.detail for finding in findings if finding.kind == "proof"}
    if CREDENTIALS in told:
        found.append(Proof("content-credentials", None, "present; not checked: no program for it runs here"))
    elif told and not found:
        found.append(Proof("signature", None, "present; not checked: no program for it runs here"))
    return found
