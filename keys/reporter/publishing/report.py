"""The report beside an export: what was done, what nobody can do, what a person has to look at. It names nobody."""

from __future__ import annotations

from collections.abc import Sequence

from intake.clean import CANNOT_REMOVE
from intake.voice import count
from keys.reporter.publishing.copies import HOLDS, Copy
from keys.reporter.publishing.transcript import CHANGED, Transcript
from keys.reporter.viewing import WORDS

KINDS = {
    "place": "the place",
    "device": "the device",
    "time": "times",
    "person": "names of persons",
    "software": "software",
    "thumbnail": "small pictures",
    "text": "remarks",
    "hidden-data": "hidden data",
    "edit-history": "earlier versions",
    "proof": "signatures or proofs of origin",
}
STAYS = {
    "faces": "faces and voices",
    "screens": "what a screen, a window or a sign in the picture shows",
    "sensor-noise": "the pattern of the camera's sensor, by which two pictures of one camera can be matched",
    "encoder-marks": "marks that a program's way of packing leaves",
    "printer-dots": "the yellow dots that colour printers put on paper",
    "words": "what is written or spoken, in files too: no name is changed there",
}


def report(transcript: Transcript, persons: int, places: int, copies: Sequence[Copy]) -> str:
    """The whole text."""
    lines = ["Report on this export", "", CHANGED]
    lines += [f"Names changed: {persons:,}, in {count(places, 'place')} of the transcript."]
    if transcript.codes:
        lines += [f"Numbers and rows of words taken out, because they look like a code: {transcript.codes:,}."]
    lines += ["", "Files"]
    for copy in copies:
        lines += _of(copy)
    if not copies:
        lines += ["  none"]
    lines += ["", "What stays in pictures, films and sounds, whatever is done"]
    lines += [f"  - {STAYS.get(word, word)}" for word in CANNOT_REMOVE]
    lines += ["", "Look at it by eye before anything is published"]
    lines += [f"  - {line}" for line in by_eye(transcript, copies)]
    return "\n".join(lines) + "\n"


def _of(copy: Copy) -> list[str]:
    came = " It came untouched, with all its traces." if copy.untouched else ""
    if not copy.names:
        return [f"  left out: {copy.why}.{came}"]
    name = copy.names[0] if len(copy.names) == 1 else f"{copy.names[0]} to {copy.names[-1]}"
    if copy.kind is None:
        removed = ", ".join(KINDS.get(kind, kind) for kind in copy.removed) or "nothing more was found"
        untried = f" It was not opened here: {copy.why}." if copy.why else ""
        return [f"  {name}: cleaned again; taken out now: {removed}.{untried}{came}"]
    boxes = f"; {count(copy.boxes, 'box', 'boxes')} blacked out" if copy.boxes else ""
    return [f"  {name}: {WORDS[copy.kind]} as pixels: {copy.why}{boxes}.{came}"]


def by_eye(transcript: Transcript, copies: Sequence[Copy]) -> list[str]:
    """What no program can judge, in sentences; never a name."""
    found = ["Read the transcript: nicknames, places, jobs and dates can name somebody as well as a name."]
    found += [
        f"{day}: {words:,} words of the source are quoted at length. How somebody writes can tell who it is: shorten, or "
        "say it in your own words."
        for day, words in transcript.long_quotes
    ]
    counted = {
        "Words that still hold a part of a listed name (list each form of it, and export again)": transcript.names_left,
        "Times of day, or what looks like them, as the text had them": transcript.clocks,
        "Addresses and long numbers": transcript.reachable,
        "Texts that had left the vault, and are not there": transcript.gone,
    }
    found += [f"{what}: {number:,}." for what, number in counted.items() if number]
    for copy in copies:
        if copy.why == HOLDS and copy.names:
            found.append(f"{copy.names[0]}: {HOLDS}. Black it out, or do not publish it.")
    if any(copy.names for copy in copies):
        found.append("Every picture, page and film, to its edges and to its end; every sound with your ears.")
    return found
