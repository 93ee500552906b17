"""How far the readers' day keys reach, by the outboxes on a stick: the admins' machine never sees the server."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from intake.protocol.keyrecord import open_key_record
from intake.protocol.newsroom import Newsroom
from keys.ceremony.draft import short_id
from keys.ceremony.words import date_text
from keys.stick import layout
from keys.stick.errors import ForeignStickError, StickError
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
    """Those of everybody who takes letters, several machines of one name by their ids too.

    Raises:  StickMissingError, StrangeStickError.
    """
    folder = None
    with suppress(ForeignStickError):  # nobody has handed anything over on it yet
        folder = layout.stick_folder(stick, layout.OUTBOXES)
    found = []
    reading = [entry for entry in newsroom.reporters if entry.takes_letters(today)]
    names = Counter(entry.name for entry in reading)
    for entry in reading:
        last = None if folder is None else _last(folder / f"{entry.reporter.hex()}.outbox", entry.verify_key)
        name = entry.name if names[entry.name] == 1 else f"{entry.name} ({short_id(entry)})"
        found.append(Horizon(name, last))
    return found


def _last(path: Path, verify_key: bytes) -> int | None:
    """The last day of which an outbox has a key; None: it is not there, has none, or is not signed by this key."""
    try:
        outbox = open_outbox(layout.read_plain(path, OUTBOX_LIMIT), verify_key)
    except (FileNotFoundError, StickError):
        return None
    return max((open_key_record(record, verify_key).day for record in outbox.records), default=None)
