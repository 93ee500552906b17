"""The verb ``export``: one folder for one purpose. Each purpose is a module; this one chooses."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import UsageError, Voice, count, day_text, voiced
from keys.reporter.command import C2PA_ROOTS, DKIM_KEY, NAME, PASSPHRASE, VAULT, brought_along, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.evidence.export import Wish as EvidenceWish
    from keys.reporter.publication import Published


@reporter.command()
@VAULT
@NAME
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@click.option("--for-publication", is_flag=True, help="Names changed, files cleaned or as pixels.")
@click.option("--evidence", is_flag=True, help="As it came, signed, with the record of who had it in hand.")
@click.option("--name", "listed", multiple=True, help="A name to change, all its forms parted by '/'; may be repeated.")
@click.option("--names", type=click.File(encoding="utf-8"), help="A file of names to change, a person a line.")
@click.option("--redact", multiple=True, help="Black out FILE:PAGE:x,y,width,height in pixels; may be repeated.")
@click.option("--as-pixels", is_flag=True, help="Every file as pixels, none cleaned.")
@click.option("--with-untouched", is_flag=True, help="Evidence: the source's own originals too, with all their traces.")
@click.option("--pseudonym", is_flag=True, help="Evidence: leave the name by which you know the source in it.")
@DKIM_KEY
@C2PA_ROOTS
@PASSPHRASE
@voiced("reporter")
def export(
    voice: Voice,
    vault: Path,
    name: str,
    folder: Path,
    *,
    for_publication: bool,
    evidence: bool,
    listed: tuple[str, ...],
    names: IO[str] | None,
    redact: tuple[str, ...],
    as_pixels: bool,
    with_untouched: bool,
    pseudonym: bool,
    dkim_key: IO[str] | None,
    c2pa_roots: IO[bytes] | None,
    passphrase_file: IO[str] | None,
) -> None:
    """Write the conversation with NAME into a new folder: fit for the public, or as evidence for a few."""
    if for_publication == evidence:
        raise UsageError("An export has one purpose", todo='Say which: "--for-publication" or "--evidence"')
    others = (
        (with_untouched, pseudonym, dkim_key, c2pa_roots) if for_publication else (listed, names, redact, as_pixels)
    )
    if any(others):
        raise UsageError(
            "This option is of the other kind of export", todo='"reporter export --help" says which is whose'
        )
    if evidence:
        from keys.reporter.evidence.export import Wish as Evidence

        asked = Evidence(with_untouched, pseudonym, brought_along(dkim_key, c2pa_roots))
        _evidence(voice, vault, name, folder, passphrase_file, asked)
        return
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


def _evidence(voice: Voice, vault: Path, name: str, folder: Path, file: IO[str] | None, wish: EvidenceWish) -> None:
    from keys.reporter.evidence.export import export_evidence
    from keys.reporter.evidence.proofs.proof import lines_of

    with opened(vault, file) as machine, voice.progress("Exporting", None) as advance:
        exported = export_evidence(machine, machine.contact(name), folder, wish, today(), advance=advance)
    for exhibit in exported.exhibits:
        voice.say(f"  {exhibit.file.name}: {exhibit.told}")
        for line in lines_of(exhibit.proofs):
            voice.say(f"    {line}")
    if exported.taken:
        voice.say(
            f"  Taken out of texts and names: {count(exported.taken, 'code or pseudonym', 'codes or pseudonyms')}."
        )
    written = sum(bool(path) for exhibit in exported.exhibits for path in (exhibit.path, exhibit.clean_path))
    holding = [exhibit.path for exhibit in exported.exhibits if exhibit.holds]
    for path in holding:
        voice.say(f"  Look: the name by which you know the source stands in {path}, which is as it came.")
    if exported.over:
        voice.say(
            f"  Careful: this machine's certificate ended on {day_text(exported.until)}, and whoever checks is told so."
        )
    voice.say(f"This newsroom's words are: {exported.words}. Read them to whoever checks this, over another channel.")
    voice.done(
        f"The evidence is in {folder}: {count(written, 'file')}, the talk, and "
        f"{count(exported.entries, 'entry', 'entries')} of its record, signed by this machine.",
        kept="It is unencrypted there, and tells much about the source: what somebody writes and sends leads to who it is.",
        todo=f'check it with "reporter verify-evidence {folder}"; show it to a lawyer before it goes anywhere.',
        files=[exhibit.as_json() for exhibit in exported.exhibits],
        entries=exported.entries,
        taken_out=exported.taken,
        holding=holding,
        newsroom=exported.pin.hex(),
        words=exported.words,
    )
