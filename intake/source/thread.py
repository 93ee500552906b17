"""What came back to a source: answers found on the board and opened, each once, in memory only.

Twin of the page's thread.js.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from intake.protocol import wire
from intake.protocol.board import Board, Found, Place, find_replies
from intake.protocol.errors import BrokenReplyError, UnknownSuiteError
from intake.protocol.newsroom import Reporter
from intake.protocol.reply import Answer, expected_tags, open_reply
from intake.protocol.source import Identity


@dataclass(frozen=True, slots=True, repr=False)
class Reply:
    """An answer that a source found.

    day: the closing day under which it came.  missing: the one before it has not come, though all was fetched.
    """

    reporter: bytes
    name: str
    day: int
    answer: Answer
    missing: bool


class Thread:
    """The answers to one source. ``reporters``: all that the directory lists, retired ones too."""

    def __init__(self, identity: Identity, reporters: Sequence[Reporter]) -> None:
        self._identity = identity
        self._names = {reporter.reporter: reporter.name for reporter in reporters}
        self._pairs = {reporter: identity.pair(reporter) for reporter in self._names}
        self._found: list[Found] = []
        self._fetched: set[Place] = set()
        self._answers: dict[bytes, tuple[bytes, int, Answer]] = {}

    @property
    def fetched(self) -> Collection[Place]:
        """The groups that were looked into."""
        return self._fetched

    @property
    def more(self) -> bool:
        """Whether answers of ours lie in groups that were not fetched yet."""
        return any(hit.place not in self._fetched for hit in self._found)

    def find(self, board: Board) -> list[Found]:
        """Look for ours on a board. Closing days are not later than the day on which a courier signed it."""
        self._found = find_replies(board, expected_tags(self._pairs.items(), board.day))
        return self._found

    def take(self, place: Place, untrusted: bytes) -> None:
        """Open what is ours in a group, 32,768 bytes.

        One that is damaged, or that somebody else made under our key, is left out: its number will be missing.
        """
        self._fetched.add(place)
        for hit in self._found:
            if hit.place != place:
                continue
            sealed = untrusted[hit.slot * wire.REPLY_SIZE : (hit.slot + 1) * wire.REPLY_SIZE]
            reporter = hit.expected.reporter
            try:
                answer = open_reply(sealed, self._identity.reply_seed, self._pairs[reporter], reporter, hit.tag)
            except (BrokenReplyError, UnknownSuiteError):
                continue
            if answer is not None:
                self._answers[hit.tag] = reporter, hit.expected.day, answer

    @property
    def replies(self) -> list[Reply]:
        """Oldest first; those of one day by reporter and number."""
        ordered = sorted(self._answers.values(), key=lambda found: (found[1], found[0], found[2].number))
        return [
            Reply(
                reporter, self._names[reporter], day, answer, not self.more and self._lacks_one_before(reporter, answer)
            )
            for reporter, day, answer in ordered
        ]

    def _lacks_one_before(self, reporter: bytes, answer: Answer) -> bool:
        """The first that is known may follow others whose 120 days are over, so it lacks none."""
        numbers = {other.number for whose, _, other in self._answers.values() if whose == reporter}
        return min(numbers) < answer.number and answer.number - 1 not in numbers
