"""What somebody else has signed, and whether it holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof.

    kind: "dkim", "pdf-signature", "content-credentials" or "signature".  holds: None: cannot be told from here.
    said: why, without anybody's name.  by: who vouches (a domain, a certificate authority): for the folder alone.
    """

    kind: str
    holds: bool | None
    said: str
    by: str = ""

    @property
    def told(self) -> str:
        """For the screen, without a name."""
        word = {True: "holds", False: "does not hold", None: "is there"}[self.holds]
        return f"{self.kind} {word}: {self.said}"

    def as_json(self) -> dict[str, Any]:
        """As it stands in ``hashes.json``."""
        return asdict(self)
