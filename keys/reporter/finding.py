"""What ``reporter doctor`` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass

WELL, KNOW, MEND = "well", "know", "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """what: a short key.  state: "well"; "know", a limit that nothing here mends; "mend", something to be done.

    happened: what is so.  kept: what that leaves safe.  todo: what to do; both empty when all is well.
    """

    what: str
    state: str
    happened: str
    kept: str = ""
    todo: str = ""
