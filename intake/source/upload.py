"""Which parcel to send next: told what happened and when, it never looks at a clock or a network itself.

Twin of the page's upload.js. At most ``at_once`` parcels are held; after a cut one parcel at a time tries the line,
because a bad line that is shared by six finishes none.
"""

from __future__ import annotations

from bisect import insort

from intake.source.client import LONGEST_QUIET_S, QUIET_S, Busy, Cut, pause_s

AT_ONCE = 6


class Upload:
    """The state of one sending.

    safe:     parcels whose 201 or 200 has come.  quiet_s: how long the next one may go without an answer.
    failures: cuts in a row.  trouble: what the last one was, None when the line is well.
    """

    def __init__(self, count: int, at_once: int = AT_ONCE) -> None:
        """``count`` parcels in all, indexes from 0."""
        self.safe = 0
        self.quiet_s = QUIET_S
        self.failures = 0
        self.trouble: Cut | Busy | None = None
        self._count = count
        self._at_once = at_once
        self._allowed = at_once
        self._streak = 0
        self._fresh = 0
        self._not_before = 0.0
        self._under_way: set[int] = set()
        self._again: list[int] = []

    @property
    def done(self) -> bool:
        """Whether every parcel is safe."""
        return self.safe == self._count

    def next(self, now: float) -> list[int]:
        """What to send now; from here on it is under way. ``now``: seconds of a clock that only goes forward."""
        started: list[int] = []
        while now >= self._not_before and len(self._under_way) < (1 if self.failures else self._allowed):
            index = self._again.pop(0) if self._again else self._take_fresh()
            if index is None:
                break
            self._under_way.add(index)
            started.append(index)
        return started

    def wait_s(self, now: float) -> float | None:
        """Seconds after which :meth:`next`, given the same ``now``, may give something; None: when something happens."""
        waiting = self._again or self._fresh < self._count
        return self._not_before - now if waiting and self._not_before > now else None

    def arrived(self, index: int) -> None:
        """Its 201 or 200 has come."""
        self._under_way.discard(index)
        self.safe += 1
        self.failures = 0
        self.trouble = None
        self._not_before = 0.0
        self._streak += 1
        if self._streak >= 2 * self._allowed:
            self._allowed, self._streak = min(self._allowed + 1, self._at_once), 0

    def failed(self, index: int, now: float, how: Cut | Busy) -> None:
        """The line was cut, or the server asked to wait. What fails while a pause is on belongs to the same cut."""
        self._under_way.discard(index)
        insort(self._again, index)
        self.trouble = how
        self._allowed, self._streak = 1, 0
        if isinstance(how, Cut) and how.quiet:
            self.quiet_s = min(2 * self.quiet_s, LONGEST_QUIET_S)
        if now >= self._not_before:
            self.failures += 1
            self._not_before = now + pause_s(self.failures)
        if isinstance(how, Busy):
            self._not_before = max(self._not_before, now + (how.wait_s or 0.0))

    def _take_fresh(self) -> int | None:
        """An index never sent before, if another parcel may be held."""
        if self._fresh == self._count or len(self._under_way) + len(self._again) >= self._at_once:
            return None
        self._fresh += 1
        return self._fresh - 1
