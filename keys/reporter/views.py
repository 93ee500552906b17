"""The verb about looking: files as pictures, drawn where they can do no harm."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from intake.voice import Voice, count, voiced
from keys.reporter.command import C2PA_ROOTS, DKIM_KEY, NAME, PASSPHRASE, VAULT, brought_along, opened, reporter, today

if TYPE_CHECKING:
    from keys.reporter.viewing import Seen


class Pages(click.ParamType[tuple[int, int]]):
    """``7`` or ``1-20``: the first and the last page."""

    name = "PAGES"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read it; two numbers are read already."""
        found = re.fullmatch(r"([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?", str(value), re.ASCII)
        if found is None or int(found[2] or found[1]) < int(found[1]):
            self.fail("The pages are one number or two, as in 7 or 1-20", param, ctx)
        return int(found[1]), int(found[2] or found[1])


@reporter.command()
@VAULT
@NAME
@click.option("--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new folder.")
@click.option("--file", "names", multiple=True, help="Only this file, named as here or by save; may be repeated.")
@click.option("--pages", type=Pages(), help="Only these pages, as in 7 or 1-20.")
@DKIM_KEY
@C2PA_ROOTS
@PASSPHRASE
@voiced("reporter")
def view(
    voice: Voice,
    vault: Path,
    name: str,
    folder: Path,
    names: tuple[str, ...],
    pages: tuple[int, int] | None,
    dkim_key: IO[str] | None,
    c2pa_roots: IO[bytes] | None,
    passphrase_file: IO[str] | None,
) -> None:
    """Write NAME's files into a folder as plain pictures, drawn in a sandbox; say what others have signed in them."""
    from keys.reporter import conversations, viewing
    from keys.reporter.custody import VIEWED, hashes
    from keys.reporter.filed import chosen, files_of
    from keys.reporter.newfolder import new_folder

    first, last = pages or (1, 0)
    brought = brought_along(dkim_key, c2pa_roots)
    seen: list[Seen] = []
    with opened(vault, passphrase_file) as machine:
        contact = machine.contact(name)
        files = chosen(files_of(machine, contact), names)
        if not files:
            voice.done("This conversation has no files here, so nothing was written.", files=[])
            return
        with new_folder(folder, today()) as making, voice.progress("Drawing", len(files)) as advance:
            for one in viewing.view(machine, files, making, first=first, last=last, brought=brought):
                seen.append(one)
                _tell(voice, one, alone=len(files) == 1)
                advance(1)
            errors = [one.error for one in seen if one.error]
            if len(errors) == len(seen):
                raise errors[0]
            drawn = [file.sent for file, one in zip(files, seen, strict=True) if not one.error]
            conversations.mark_shown(machine, contact, VIEWED, today(), sent=hashes(drawn))
    shown = [one for one in seen if not one.error]
    pictures = sum(one.pages for one in shown)
    voice.done(
        f"{count(pictures, 'picture')} of {count(len(shown), 'file')} {'is' if pictures == 1 else 'are'} in {folder}; "
        "nothing of the files themselves is.",
        kept="They are unencrypted there, and nothing here removes them.",
        todo="open them with any picture viewer; remove them when you have seen them.",
        files=[_as_json(one) for one in seen],
    )


def _tell(voice: Voice, one: Seen, *, alone: bool) -> None:
    from keys.reporter.evidence.proofs.proof import lines_of
    from keys.reporter.viewing import WORDS

    if one.error and alone:
        pass  # it is told as the command's own
    elif one.error:
        voice.say(f"  {one.name}: not shown. {one.error.happened}.")
        voice.say(f"    Next: {one.error.todo}.")
    elif one.kind:
        pages = "" if one.total == 1 else f", {one.pages:,} of {count(one.total, 'page')}"
        voice.say(f"  {one.name}: {WORDS[one.kind]}{pages}")
    for line in lines_of(one.proofs):
        voice.say(f"    {line}")


def _as_json(one: Seen) -> dict[str, object]:
    proofs = [proof.as_json() for proof in one.proofs]
    if one.error:
        error = {"error": one.error.code, "happened": one.error.happened}
        return {"name": one.name, "ok": False, **error, "proofs": proofs}
    kind = one.kind.name.lower() if one.kind else None
    pages = {"pages": one.pages, "total": one.total, "paths": one.paths}
    return {"name": one.name, "ok": True, "kind": kind, **pages, "proofs": proofs}
