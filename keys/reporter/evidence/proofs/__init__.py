"""Proofs by others in files: a mail's DKIM signatures, a PDF's signatures, Content Credentials. Judged in the sandbox.

Nothing is fetched: no DNS record, no revocation, no manifest that lies on a server, no list of roots. What is needed of
that, a person brings along.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from keys.reporter.evidence.errors import BadRootsError
from keys.reporter.evidence.proofs.proof import Proof
from keys.reporter.sandbox.errors import BrokenSandboxError, NoSandboxError, NotShownError
from keys.reporter.sandbox.judgement import judged

__all__ = ["NOTHING", "Brought", "Proof", "proofs_of"]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a person brought along. dkim_record: a mail sender's record of the DNS ("v=DKIM1; k=rsa; p=…").

    roots: certificates, in PEM, of the authorities whose Content Credentials are believed.
    """

    dkim_record: str | None = None
    roots: bytes = b""

    @classmethod
    def checked(cls, dkim_record: str | None, roots: bytes) -> Brought:
        """As a person gave them; no roots at all are b"". Raises BadRootsError: these are no certificates."""
        if roots:
            from cryptography.x509 import load_pem_x509_certificates

            try:
                load_pem_x509_certificates(roots)
            except ValueError:
                raise BadRootsError from None
        return cls(dkim_record, roots)


NOTHING: Final = Brought()


def proofs_of(pieces: Iterable[bytes], brought: Brought) -> list[Proof]:
    """All proofs that a file carries, checked as far as the air gap can; or one of no kind: it could not be looked at.

    Raises:  NoSandboxError, BrokenSandboxError: nothing can be judged here.  What ``pieces`` raise.
    """
    try:
        answers = judged(pieces, brought.dkim_record, brought.roots)
    except (NoSandboxError, BrokenSandboxError):
        raise
    except NotShownError as error:
        return [Proof.of_failure(error)]
    return [Proof.of(answer, roots=bool(brought.roots)) for answer in answers]
