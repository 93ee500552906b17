"""The verbs that look after the vault itself: its passphrase, its contacts' backup, and what its disk can forget."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from intake.voice import Voice, count, read_passphrase, voiced
from keys.reporter.command import PASSPHRASE, VAULT, opened, reporter, today

BACKUP = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
BACKUP_PASSPHRASE = click.option(
    "--backup-passphrase-file", "backup_file", type=click.File(), help="The same for the backup's own passphrase."
)


@reporter.command()
@VAULT
@click.option("--new-passphrase-file", "new_file", type=click.File(), help="Read the new passphrase from here.")
@PASSPHRASE
@voiced("reporter")
def passphrase(voice: Voice, vault: Path, new_file: IO[str] | None, passphrase_file: IO[str] | None) -> None:
    """Change the passphrase of VAULT; what lies under the old one is overwritten in place."""
    from keys.reporter.machine import Machine
    from keys.vault.passphrase import change_passphrase
    from keys.vault.vault import KEY_FILE, KEY_LABEL

    old = read_passphrase(passphrase_file, "Passphrase of the vault")
    with Machine.open(vault, old) as machine:  # a wrong one is told before a new one is typed; no other command runs
        new = read_passphrase(new_file, "A passphrase for the vault, the new one", confirm=True)
        change_passphrase(vault / KEY_FILE, old, new, label=KEY_LABEL)
        machine.set(passphrase_day=today())
    voice.done(
        "The passphrase is changed.",
        kept="All that is in the vault. Copies of the folder that were made before still open with the old one.",
        todo="if somebody may have had the old one and a copy of the folder, tell the admins: it takes a new vault.",
    )


@reporter.group()
def contacts() -> None:
    """List the contacts, and take them along to a new machine: never day keys, texts or files."""


@contacts.command("list")
@VAULT
@PASSPHRASE
@voiced("reporter")
def contacts_list(voice: Voice, vault: Path, passphrase_file: IO[str] | None) -> None:
    """List all contacts, those too from whom nothing is in the vault."""
    with opened(vault, passphrase_file) as machine:
        own = machine.reporter
        found = [(contact, machine.letter_count(contact)) for contact in machine.contacts()]
    for contact, letters in found:
        earlier = "" if contact.reporter == own else ", of your earlier machine"
        voice.say(f"{contact.id:>4}  {contact.pseudonym}: {count(letters, 'letter')}{earlier}")
    voice.done(
        f"{count(len(found), 'contact')}.",
        todo=f'"reporter reply {vault} NUMBER" writes to one.',
        contacts=[
            {"number": contact.id, "name": contact.pseudonym, "letters": letters, "earlier": contact.reporter != own}
            for contact, letters in found
        ],
    )


@contacts.command("backup")
@VAULT
@BACKUP
@PASSPHRASE
@BACKUP_PASSPHRASE
@voiced("reporter")
def contacts_backup(
    voice: Voice, vault: Path, file: Path, passphrase_file: IO[str] | None, backup_file: IO[str] | None
) -> None:
    """Write the contacts to FILE, encrypted under a passphrase of its own."""
    from keys.reporter.contacts import backup_of, write_backup
    from keys.reporter.errors import SamePassphraseError
    from keys.reporter.machine import Machine
    from keys.vault.errors import AlreadyThereError

    if file.exists():
        raise AlreadyThereError
    own = read_passphrase(passphrase_file, "Passphrase of the vault")
    with Machine.open(vault, own) as machine:
        spoken = read_passphrase(backup_file, "A passphrase for the backup", confirm=True)
        if spoken == own:
            raise SamePassphraseError
        made = backup_of(machine)
        write_backup(file, made, spoken)
        machine.set(backup_day=today())
    voice.done(
        f"{count(len(made.contacts), 'contact is', 'contacts are')} in {file}: keys, names and running numbers.",
        kept="No day keys, no texts and no files are in it: it opens no letter. But who has it and its passphrase can "
        "pose as these sources to you, and as you to them.",
        todo=f'keep it away from this machine and from its passphrase; try it with "reporter contacts drill {vault} {file}".',
        contacts=len(made.contacts),
    )


@contacts.command("drill")
@VAULT
@BACKUP
@PASSPHRASE
@BACKUP_PASSPHRASE
@voiced("reporter")
def contacts_drill(
    voice: Voice, vault: Path, file: Path, passphrase_file: IO[str] | None, backup_file: IO[str] | None
) -> None:
    """Open the backup in FILE to see that it can be opened, and compare it with the vault; nothing is restored."""
    from keys.reporter.contacts import missing_in, read_backup

    with opened(vault, passphrase_file) as machine:
        found = read_backup(file, read_passphrase(backup_file, "Passphrase of the backup"))
        missing = missing_in(machine, found)
        machine.set(drill_day=today())
    voice.done(
        f"The backup opens: {count(len(found.contacts), 'contact')} of {found.name}'s machine.",
        kept="Nothing was restored; the day of this drill is remembered.",
        todo=f"{count(missing, 'contact is', 'contacts are')} in the vault only: make a new backup."
        if missing
        else "keep it where it is: it has every contact of the vault.",
        contacts=len(found.contacts),
        missing=missing,
    )


@contacts.command("restore")
@VAULT
@BACKUP
@PASSPHRASE
@BACKUP_PASSPHRASE
@voiced("reporter")
def contacts_restore(
    voice: Voice, vault: Path, file: Path, passphrase_file: IO[str] | None, backup_file: IO[str] | None
) -> None:
    """Take the contacts in FILE into VAULT: the same machine's, or the one that takes its place."""
    from keys.reporter.contacts import read_backup, restore

    with opened(vault, passphrase_file) as machine:
        found = read_backup(file, read_passphrase(backup_file, "Passphrase of the backup"))
        added, known = restore(machine, found)
        earlier = found.reporter != machine.reporter
    voice.done(
        f"{count(added, 'contact is', 'contacts are')} in the vault now; {known} {'was' if known == 1 else 'were'} before.",
        kept="Letters and files were not in the backup, and are not here." if added else None,
        todo=(
            f'"reporter reply {vault} NUMBER" tells them to write again: answers reach them under your earlier id, for as '
            "long as the newsroom lists it; what they write comes to the new one. If somebody else may have the old "
            'vault, compare the numbers of "reporter meet" first.'
            if earlier
            else f'"reporter contacts list {vault}" shows them.'
        ),
        added=added,
        known=known,
        earlier_machine=earlier,
    )
