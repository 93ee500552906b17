"""The conversation as evidence: what both sides said, under which day, without what would give the source away.

The words stand as they came, but for the source's code, which opens its answers, and, unless the reporter wants it, the
pseudonym. Where something was taken out, it says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from intake.protocol.reply import State
from keys.reporter.conversations import STATE_WORDS
from keys.reporter.custody import canonical, date_of
from keys.reporter.machine import Contact, Machine
from keys.reporter.publishing.codes import INSTEAD, without_codes
from keys.reporter.publishing.transcript import plain


@dataclass(frozen=True, slots=True)
class Talk:
    """turns: as in ``transcript.json``.  taken: how many codes and pseudonyms were taken out."""

    turns: list[dict[str, Any]]
    taken: int


class Veil:
    """Takes the code out of texts, and the pseudonym unless it is wanted; counts."""

    def __init__(self, pseudonym: str, *, shown: bool) -> None:
        given, _, word = pseudonym.partition(" ")
        self._name = None if shown else re.compile(rf"{re.escape(given)}[\W_]*{re.escape(word)}", re.IGNORECASE)
        self.taken = 0

    def over(self, text: str) -> str:
        """The text without them."""
        text, codes = without_codes(text)
        names = 0
        if self._name is not None:
            text, names = self._name.subn(INSTEAD, text)
        self.taken += codes + names
        return text


def talk_of(machine: Machine, contact: Contact, veil: Veil) -> Talk:
    """Both sides' turns by day. Answers that were not sealed were never said, and are not in it."""
    turns: list[dict[str, Any]] = []
    rows = machine.rows("SELECT day, received, text, salt FROM messages WHERE contact = ? ORDER BY id", (contact.id,))
    for number, (day, received, text, salt) in enumerate(rows, 1):
        said = None if text is None else veil.over(text)
        turn = {"from": "source", "message": number, "day": date_of(day), "received": date_of(received), "text": said}
        if said is not None and said != text:
            turn["changed"] = True  # its hash in the custody record is of the whole text: no salt, nothing to try
        elif text and salt is not None:
            turn["salt"] = bytes(salt).hex()
        turns.append(turn)
    answers = machine.rows(
        "SELECT state, text, closing FROM replies WHERE contact = ? AND closing IS NOT NULL ORDER BY id", (contact.id,)
    )
    for state, text, closing in answers:
        said = None if text is None else veil.over(text)
        turn = {"from": "newsroom", "state": STATE_WORDS[State(state)], "day": date_of(closing), "text": said}
        turns.append({**turn, "changed": True} if said != text else turn)
    turns.sort(key=lambda turn: (turn["day"], turn["from"] == "newsroom"))
    return Talk(turns, veil.taken)


def as_json(turns: list[dict[str, Any]]) -> bytes:
    """``transcript.json``."""
    return canonical(turns) + b"\n"


def as_text(turns: list[dict[str, Any]]) -> bytes:
    """``transcript.txt``: the same for reading, without characters that have no width. It follows from the JSON."""
    lines = []
    for turn in turns:
        if turn["from"] == "source":
            head = f"{turn['day']}, the source, message {turn['message']}, received {turn['received']}:"
        else:
            head = f"{turn['day']}, the newsroom ({turn['state']}):"
        text = "(this text had left the vault)" if turn["text"] is None else plain(turn["text"])
        lines += [head, *(f"    {line}".rstrip() for line in text.split("\n")), ""]
    return "\n".join(lines).encode()
