"""What ``tip`` says of files, readers and answers, in the words of a person. The page has its own, in four languages."""

from __future__ import annotations

from collections.abc import Sequence

from intake.protocol.newsroom import Reporter
from intake.source.stream import Attachment
from intake.source.thread import Reply
from intake.voice import count, day_text

STATES = {1: "opened", 2: "being-read", 3: "tell-us-more", 4: "not-for-us", 5: "published"}
_STATE_LINES = {
    1: "a machine in the newsroom has opened it",
    2: "a person is reading it",
    3: "they ask you to tell more",
    4: "it is not for this newsroom",
    5: "it was published",
}
_KINDS = {
    "place": "the place",
    "device": "the phone or camera",
    "time": "the time",
    "person": "a name",
    "software": "the program",
    "thumbnail": "a small preview",
    "text": "notes",
    "hidden-data": "hidden data",
    "edit-history": "earlier versions",
    "proof": "a proof of origin",
}
_PROBLEMS = {
    "unknown": "this kind of file cannot be cleaned here",
    "broken-file": "it is damaged or cut short, so it cannot be cleaned",
    "file-too-complex": "it is built in a way that nobody can vouch for, so it cannot be cleaned",
}
STAYS = "Nobody can take out faces and voices, what screens in the picture show, the camera's own grain, dots that a printer puts on paper, what is written or said."


def file_line(shown_name: str, attachment: Attachment, *, as_is: bool = False) -> str:
    """One line about a file: what it is called now, what was taken out, what is in the way."""
    if attachment.cleaned:
        found = [
            f"{_KINDS[finding.kind]} ({finding.detail})" if finding.detail else _KINDS[finding.kind]
            for finding in attachment.cleaned.findings
        ]
        said = f"taken out: {', '.join(found)}" if found else "there was nothing to take out"
        return f"{shown_name} → {attachment.name}: {said}."
    if attachment.problem:
        why = _PROBLEMS.get(attachment.problem, "it cannot be cleaned")
        return f"{shown_name} → {attachment.name}: {why}; it goes as it is." if as_is else f"{shown_name}: {why}."
    if attachment.source.size == 0:
        return f"{shown_name} → {attachment.name}: it is empty."
    return f"{shown_name} → {attachment.name}: as it is, with all that it carries."


def unreachable_line(reader: Reporter, day: int) -> str:
    """Why no letter can be sealed to a reader today."""
    if day < reader.since:
        return f"{reader.name} cannot be reached before {day_text(reader.since)}"
    if day > reader.until:
        return f"{reader.name} takes no letters since {day_text(reader.until + 1)}"
    return f"{reader.name} cannot be reached today: the key of the day has not come"


def reply_lines(reply: Reply) -> list[str]:
    """An answer, and before it a word about one that is missing."""
    lines = [f"{reply.name}: an answer before this one is missing."] if reply.missing else []
    lines.append(f"{reply.name}, {day_text(reply.day)}: {_STATE_LINES[reply.answer.state]}.")
    lines += [f"    {line}" for line in reply.answer.text.splitlines()]
    return lines


def held_lines(replies: Sequence[Reply]) -> list[str]:
    """How many letters of the source each reader holds, as its last answer says."""
    last = {reply.reporter: reply for reply in replies}
    return [f"{reply.name} holds {count(reply.answer.letters, 'letter')} of yours." for reply in last.values()]
