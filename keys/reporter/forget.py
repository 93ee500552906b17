"""What leaves the vault, and when. No clock of this machine decides it: only the closing days of imported bundles.

All of it follows from what the database says, so a run that was killed is made good by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass

from keys.reporter.machine import Machine
from keys.reporter.parcels import kept_name
from keys.vault.files import destroy

RETIRE_AFTER_DAYS = 14
SHOWN_DAYS = 90
PARCEL_DAYS = 30
"""A server keeps letters and parcels for so long: what has not come by then does not come."""

CARRIED_DAYS = 180
"""How long it is known which letters were imported: a laptop that does not come by for months may still carry them, and
one that was opened and forgotten would be reported as locked to a retired day."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What left: days whose seeds were retired for good, messages whose text and files were taken out."""

    days: int
    messages: int


def settle(machine: Machine) -> Gone:
    """Retire days, take out what was shown long ago, give up parcels that never came, sweep what a crash left.

    Raises:  OSError; run again, it does the rest.
    """
    days = machine.vault.day_keys.retire_before(machine.closing - RETIRE_AFTER_DAYS)
    messages = _take_out_shown(machine)
    _give_up_parcels(machine)
    with machine.vault.transaction() as database:
        database.execute("DELETE FROM carried WHERE closing < ?", (machine.closing - CARRIED_DAYS,))
    _sweep(machine)
    return Gone(len(days), messages)


def _take_out_shown(machine: Machine) -> int:
    """Texts and files that were shown 90 days ago, and answers sealed 90 days ago, unless their contact is kept."""
    border = machine.closing - SHOWN_DAYS
    with machine.vault.transaction() as database:
        gone = machine.rows(
            "SELECT messages.id FROM messages JOIN contacts ON contacts.id = contact"
            " WHERE shown <= ? AND kept = 0 AND text IS NOT NULL",
            (border,),
        )
        for message in gone:
            database.execute("DELETE FROM files WHERE message = ?", message)
            database.execute("DELETE FROM words WHERE rowid = ?", message)
            database.execute(
                "UPDATE messages SET text = NULL, salt = NULL, words = 0, stream = NULL, arrived = 1 WHERE id = ?",
                message,
            )
        database.execute(
            "UPDATE replies SET text = NULL WHERE closing <= ? AND text IS NOT NULL"
            " AND contact IN (SELECT id FROM contacts WHERE kept = 0)",
            (border,),
        )
    return len(gone)


def _give_up_parcels(machine: Machine) -> None:
    """Parcels that no letter named, and streams whose parcels did not come, for as long as a server keeps them."""
    border = machine.closing - PARCEL_DAYS
    young = machine.rows("SELECT courier, number FROM bundles WHERE closing >= ?", (border,))
    kept = {kept_name(bytes(courier), number) for courier, number in young}
    with machine.vault.transaction() as database:
        old = {name for (name,) in machine.rows("SELECT DISTINCT bundle FROM parcels")} - kept
        database.executemany("DELETE FROM parcels WHERE bundle = ?", [(name,) for name in old])
        database.execute("UPDATE messages SET arrived = -1 WHERE arrived = 0 AND received < ?", (border,))


def _sweep(machine: Machine) -> None:
    """Destroy the files that the database does not know: taken out just now, or left by a run that was killed."""
    parcels = {name for (name,) in machine.rows("SELECT DISTINCT bundle FROM parcels")}
    if machine.parcels_folder.is_dir():
        for path in machine.parcels_folder.iterdir():
            if path.name not in parcels:
                destroy(path)
    known = {name for (name,) in machine.rows("SELECT stored FROM files")}
    for name in machine.vault.file_names() - known:
        machine.vault.destroy_file(name)
