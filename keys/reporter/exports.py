"""The verb ``export``: one folder for one purpose. Each purpose is a module; this one chooses."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import UsageError, Voice, count, voiced
from keys.reporter.command import NAME, PASSPHRASE, VAULT, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.publication import Published


@reporter.command()
@VAULT
@NAME
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@click.option("--for-publication", is_flag=True, help="Names changed, files cleaned or as pixels.")
@click.option("--name", "listed", multiple=True, help="A name to change, all its forms parted by '/'; may be repeated.")
@click.option("--names", type=click.File(encoding="utf-8"), help="A file of names to change, a person a line.")
@click.option("--redact", multiple=True, help="Black out FILE:PAGE:x,y,width,height in pixels; may be repeated.")
@click.option("--as-pixels", is_flag=True, help="Every file as pixels, none cleaned.")
@PASSPHRASE
@voiced("reporter")
def export(
    voice: Voice,
    vault: Path,
    name: str,
    folder: Path,
    *,
    for_publication: bool,
    listed: tuple[str, ...],
    names: IO[str] | None,
    redact: tuple[str, ...],
    as_pixels: bool,
    passphrase_file: IO[str] | None,
) -> None:
    """Write what is fit to leave this machine from the conversation with NAME into a new folder."""
    if not for_publication:
        raise UsageError("An export has a purpose", todo='Say which: "--for-publication"')
    from keys.reporter.publication import Wish, publish
    from keys.reporter.publishing.redaction import Box
    from keys.reporter.publishing.renaming import Person

    lines = [*listed, *(line for line in names or () if line.strip())]
    wish = Wish(tuple(map(Person.listed_as, lines)), tuple(map(Box.read, redact)), as_pixels)
    with opened(vault, passphrase_file) as machine, voice.progress("Exporting", None) as advance:
        published = publish(machine, machine.contact(name), folder, wish, today(), advance=advance)
    _tell(voice, published)
    voice.done(
        f"The transcript, {count(sum(bool(copy.names) for copy in published.copies), 'file')} and a report are in {folder}.",
        kept="The names above stand in no file: what is on this screen leads back to people.",
        todo=f"read {folder / 'report.txt'}, and look at everything by eye, before it leaves this machine.",
        renamed=[{"listed": one.listed, "fresh": one.fresh, "times": one.times} for one in published.renamed],
        files=[{"source": copy.source, "names": copy.names, "why": copy.why} for copy in published.copies],
        by_eye=published.by_eye,
    )


def _tell(voice: Voice, published: Published) -> None:
    for one in published.renamed:
        voice.say(f"  {one.listed} is {one.fresh} ({count(one.times, 'time')})")
    for copy in published.copies:
        became = ", ".join(copy.names[:1]) + (f" and {len(copy.names) - 1} more" if len(copy.names) > 1 else "")
        how = "left out" if not copy.names else "cleaned again" if copy.kind is None else "as pixels"
        voice.say(f"  {copy.source}: {became}{', ' * bool(became)}{how}{f' ({copy.why})' if copy.why else ''}")
    for sentence in published.by_eye:
        voice.say(f"  Look: {sentence}")
