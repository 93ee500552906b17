"""The verb ``reporter doctor``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import IO

import click

from intake.voice import Voice, voiced
from keys.reporter.command import PASSPHRASE, VAULT, opened, reporter, today


@reporter.command()
@VAULT
@click.option("--machine-only", is_flag=True, help="Do not open the vault; it need not exist yet.")
@PASSPHRASE
@voiced("reporter")
def doctor(voice: Voice, vault: Path, machine_only: bool, passphrase_file: IO[str] | None) -> None:
    """Say what this machine's disk can forget, and what to mend; ends with 1 when there is something."""
    from keys.reporter import doctor as looking
    from keys.reporter import doctorvault
    from keys.reporter.finding import KNOW, MEND, WELL

    if machine_only:
        findings = [*looking.look(vault), doctorvault.clock(0, today())]
    else:
        with opened(vault, passphrase_file) as machine:
            findings = [*looking.look(vault), *doctorvault.look(machine, today())]
    for finding in findings:
        voice.say(f"{finding.state}  {finding.happened}.")
        if finding.kept and finding.state != WELL:
            voice.say(f"      {finding.kept}")
        if finding.todo and finding.state != WELL:
            voice.say(f"      To do: {finding.todo}.")
    mend, know = (sum(finding.state == state for finding in findings) for state in (MEND, KNOW))
    voice.done(
        f"{len(findings) - mend - know} of {len(findings)} are well, {know} to be known, {mend} to be mended.",
        kept="Nothing was changed.",
        todo="mend what is named above, from the top." if mend else None,
        findings=[asdict(finding) for finding in findings],
        well=not mend,
    )
    if mend:
        raise SystemExit(1)
