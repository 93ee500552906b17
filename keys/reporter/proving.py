"""The verb ``reporter verify-evidence``: needs no vault, no passphrase and no service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.voice import Voice, count, day_text, voiced
from keys.reporter.command import reporter

if TYPE_CHECKING:
    from keys.reporter.evidence.verify import Verdict

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NAME_SHOWN = 200
_PROVED = {
    "original": "the untouched original of {}, which never left the source's device",
    "sent": "what arrived as {}",
    "original and sent": "the untouched original of {}, which was sent as it is",
}


@reporter.command("verify-evidence")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pin", help="The newsroom's pin, 64 hex digits, from its page or its printed address.")
@click.option(
    "--original", "originals", multiple=True, type=_FILE, help="A file that the source kept; may be repeated."
)
@click.option("--directory", "newer", type=_FILE, help="A newer one-file directory, for keys taken away since.")
@voiced("reporter")
def verify_evidence(
    voice: Voice, folder: Path, pin: str | None, originals: tuple[Path, ...], newer: Path | None
) -> None:
    """Check an exported FOLDER of evidence, anywhere; name every difference, and end with 1 when there is one."""
    from intake.protocol import wire
    from keys.reporter.evidence.errors import AlteredError, BadPinError, NotProvedError
    from keys.reporter.evidence.verify import verify
    from keys.stick.card import spoken

    try:
        pinned = None if pin is None else wire.from_hex(pin.strip().lower(), 32)
    except ValueError:
        raise BadPinError from None
    verdict = verify(folder, pinned, originals, None if newer is None else newer.read_bytes())
    for file, natures in verdict.differences.items():
        for nature in natures:
            voice.say(f"  {_one_line(file)}: {_one_line(nature)}")
    words = None if verdict.pin is None else spoken(verdict.pin)
    data = {
        "differences": verdict.differences,
        "newsroom": None if verdict.pin is None else verdict.pin.hex(),
        "words": words,
        "day": verdict.day,
        "entries": verdict.entries,
        "files": verdict.files,
        "proved": [{"file": str(one.file), "is": one.rows} for one in verdict.proved],
        "proofs": [{"file": name, **proof.as_json()} for name, proof in verdict.vouched],
    }
    if verdict.differences:
        because = count(len(verdict.differences), "file")
        error = AlteredError(f"This evidence does not hold, because of {because}")
        voice.failed(error, **data)
        raise SystemExit(1)
    unproved = [one.file for one in verdict.proved if not one.rows]
    _tell(voice, verdict)
    if unproved:
        voice.failed(NotProvedError(), **data)
        raise SystemExit(1)
    newsroom = "the pin that you gave" if pinned is not None else f"the words: {words}"
    voice.done(
        f"Every byte is as it was signed: {count(verdict.files, 'file')}, {count(verdict.entries, 'entry', 'entries')} "
        f"in an unbroken record, on {verdict.day}. The newsroom is the one with {newsroom}.",
        kept="It shows that this reporter's machine signed this, unchanged since. It does not show that what the source "
        "says is true, and days are those that machines were set to.",
        todo=None
        if pinned is not None
        else f"compare the words with the newsroom by telephone, or its pin: {verdict.pin.hex() if verdict.pin else ''}",
        **data,
    )


def _tell(voice: Voice, verdict: Verdict) -> None:
    from keys.reporter.evidence.proofs.proof import lines_of

    signer = verdict.signer
    if signer is not None:
        voice.say(
            f"Signed by {_one_line(signer.name)}, whom the newsroom certified from {day_text(signer.since)} to "
            f"{day_text(signer.until)}."
        )
    for file, proof in verdict.vouched:
        voice.say(f"  {_one_line(file)}, when it was exported:")
        for line in lines_of([proof]):
            voice.say(f"    {line}")
    for one in verdict.proved:
        for name, kinds in one.rows:
            voice.say(f"  {one.file} is {_PROVED[kinds].format(_one_line(name))}.")
        if not one.rows:
            voice.say(f"  {one.file} is no file of this conversation.")


def _one_line(untrusted: str) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in untrusted)[
        :NAME_SHOWN
    ]
