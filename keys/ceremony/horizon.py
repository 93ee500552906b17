"""How far the readers' day keys reach, by the outboxes on a stick: the admins' machine never sees the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake.protocol.keyrecord import open_key_record
from intake.protocol.newsroom import Newsroom
from keys.ceremony.words import date_text
from keys.stick import layout
from keys.stick.errors import StickError
from keys.stick.outbox import OUTBOX_LIMIT, open_outbox

WARN_DAYS = 14


@dataclass(frozen=True, slots=True)
class Horizon:
    """The last day for which a reader's outbox brings a key; None: there is no good outbox of this reader's."""

    name: str
    last: int | None

    def line(self, today: int) -> str:
        """A sentence for the admins."""
        if self.last is None:
            return f"Day keys of {self.name}: no outbox on this stick"
        left = max(self.last - today, 0)
        told = f"Day keys of {self.name}: until {date_text(self.last)}"
        return (
            told if left >= WARN_DAYS else f"{told}. Attention: only {left} days; have the stick carried to {self.name}"
        )


def horizons(stick: Path, newsroom: Newsroom, today: int) -> list[Horizon]:
    """Those of everybody who takes letters. Raises StickMissingError, ForeignStickError, StrangeStickError."""
    folder = layout.stick_folder(stick, layout.OUTBOXES)
    found = []
    for entry in newsroom.reporters:
        if not entry.takes_letters(today):
            continue
        last = None
        try:
            outbox = open_outbox(
                layout.read_plain(folder / f"{entry.reporter.hex()}.outbox", OUTBOX_LIMIT), entry.verify_key
            )
            last = max((open_key_record(record, entry.verify_key).day for record in outbox.records), default=None)
        except (FileNotFoundError, StickError):
            pass
        found.append(Horizon(entry.name, last))
    return found
