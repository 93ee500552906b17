"""From the server to the laptop: the next bundle. A pull that was cut goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nacl.signing import SigningKey

from intake.protocol import wire
from keys.courier.client import LETTERS_A_REQUEST, PARCELS_A_REQUEST, Server
from keys.courier.errors import CopiedCourierError, CourierClockError, NoNewsroomError
from keys.courier.held import Held
from keys.courier.state import CourierFolder
from keys.stick.bundle import DIRECTORY, LETTERS, MANIFEST, PARCEL_ROW, PARCELS, Bundle, Manifest, file_sha256
from keys.vault.files import write_durably

PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next bundle holds, decided before anything is fetched.

    letters, parcels: ids to fetch (hex).  listed: all that the server listed (hex).  made_of, lost: see ``State``.
    """

    closing: int
    letters: list[str]
    parcels: list[str]
    listed: list[str]
    made_of: str
    lost: list[int] = field(default_factory=list)


def pull(
    courier: CourierFolder, server: Server, seed: bytes, today: int, advance: Callable[[int], None]
) -> Bundle | None:
    """Pull what has come since the last bundle into a new one, or None when there is nothing new.

    Args:    seed: the courier's, 32 bytes.  today: this laptop's day.  advance: told the bytes as they arrive.
    Raises:  NoNewsroomError: nothing was published yet.  CopiedCourierError; CourierClockError;
             ServerUnreachableError; ServerRefusedError.
    """
    check_published(courier)
    check_numbers(courier)
    number = courier.state.bundle + 1
    folder = courier.bundle_folder(number)
    plan = plan_of(folder) or _new_plan(courier, server, folder, today)
    if plan is None:
        return None
    bundle = Bundle.at(folder)
    if bundle is None:  # a manifest that is there was signed once and stays: an earlier run came so far
        held = Held(courier, plan.lost)
        letters, parcels = held.letters(server.letters), held.parcels(server.parcels)
        _fetch(folder / LETTERS, plan.letters, wire.LETTER_SIZE, LETTERS_A_REQUEST, letters, advance)
        _fetch(folder / PARCELS, plan.parcels, PARCEL_ROW, PARCELS_A_REQUEST, parcels, advance)
        bundle = _sign(courier, folder, number, plan, SigningKey(seed))
    listed = {bytes.fromhex(found) for found in plan.listed}
    courier.save_carried((courier.carried() & listed) | {bytes.fromhex(found) for found in plan.letters + plan.parcels})
    courier.state.bundle, courier.state.closing, courier.state.made_of = number, bundle.manifest.closing, plan.made_of
    courier.state.lost = []
    courier.save()
    for gone in plan.lost:  # what was whole of them is in this one
        shutil.rmtree(courier.bundle_folder(gone), ignore_errors=True)
    (folder / PLAN).unlink()
    return bundle


def check_published(courier: CourierFolder) -> None:
    """Raise NoNewsroomError before this laptop's first publication: a bundle carries the directory of the last one."""
    if not (courier.folder / "directory.json").is_file():
        raise NoNewsroomError("Nothing was published yet", todo='Run "courier publish" first')


def check_numbers(courier: CourierFolder) -> None:
    """Raise CopiedCourierError when a machine knows a bundle that this folder does not remember."""
    received = max(courier.state.receipts.values(), default=0)
    if received > courier.state.bundle:
        raise CopiedCourierError(
            f"A machine has received bundle {received} of this laptop, which remembers {courier.state.bundle}: "
            "this folder was put back from a copy"
        )


def plan_of(folder: Path) -> Plan | None:
    """What the bundle in this folder was to hold when an earlier run began it, or None."""
    return Plan(**json.loads((folder / PLAN).read_bytes())) if (folder / PLAN).is_file() else None


def _new_plan(courier: CourierFolder, server: Server, folder: Path, today: int) -> Plan | None:
    """Decide durably; None when the bundle would say nothing new."""
    listed = server.listing()
    if abs(listed.day - today) > 1:
        raise CourierClockError
    lost = courier.state.lost
    held = Held(courier, lost)
    carried = set() if lost else courier.carried()
    closing = max(listed.closing, courier.state.closing)
    newsroom = hashlib.sha256(wire.pack_files(courier.newsroom_files())).hexdigest()
    plan = Plan(
        closing=closing,
        letters=[found.hex() for found in sorted({*listed.letters, *held.letter_ids} - carried)],
        parcels=[found.hex() for found in sorted({*listed.parcels, *held.parcel_ids} - carried)],
        listed=[found.hex() for found in (*listed.letters, *listed.parcels)],
        made_of=json.dumps([closing, courier.state.named, newsroom]),
        lost=lost,
    )
    if not lost and not plan.letters and not plan.parcels and plan.made_of == courier.state.made_of:
        return None
    folder.mkdir(exist_ok=True)
    write_durably(folder / PLAN, json.dumps(asdict(plan)).encode())
    return plan


def _sign(courier: CourierFolder, folder: Path, number: int, plan: Plan, key: SigningKey) -> Bundle:
    write_durably(folder / DIRECTORY, (courier.folder / "directory.json").read_bytes())
    manifest = Manifest(
        courier=courier.settings.own_key,
        number=number,
        closing=plan.closing,
        sha256={name: file_sha256(folder / name) or b"" for name in (LETTERS, PARCELS, DIRECTORY)},
        outboxes=tuple(bytes.fromhex(digest) for digest in courier.state.named),
        lost=tuple(plan.lost),
    )
    write_durably(folder / MANIFEST, manifest.sign(key))
    return Bundle(folder, manifest)


def _fetch(
    path: Path,
    hexed: Sequence[str],
    row: int,
    at_once: int,
    ask: Callable[[Sequence[bytes]], Iterator[bytes]],
    advance: Callable[[int], None],
) -> None:
    """Append the rows that the file lacks, synced every ``at_once`` rows.

    What an earlier run wrote after its last sync may not be on the disk as it was: those rows are asked for again.
    """
    ids = [bytes.fromhex(found) for found in hexed]
    with path.open("a+b") as file:
        done = max(0, file.seek(0, 2) // row - at_once)
        if done:
            file.seek((done - 1) * row)
            last = file.read(row)
            last_id = last[: wire.ID_SIZE] if row == PARCEL_ROW else wire.object_id(last)
            ids = [found for found in ids if found > last_id]
        file.truncate(done * row)
        for count, body in enumerate(ask(ids), 1):
            file.write(body)
            advance(len(body))
            if not count % at_once:
                file.flush()
                os.fsync(file.fileno())
        file.flush()
        os.fsync(file.fileno())
