"""From the server to the laptop, and from the laptop to the stick: bundles."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from nacl.signing import SigningKey

from intake.protocol import wire
from keys.courier.client import Listed, Server
from keys.courier.errors import CourierClockError, NoNewsroomError
from keys.courier.state import CourierFolder
from keys.stick.bundle import (
    DIRECTORY,
    LETTERS,
    MANIFEST,
    PARCEL_ROW,
    PARCELS,
    Bundle,
    Manifest,
    file_sha256,
)
from keys.stick.layout import BUNDLES, stick_folder
from keys.vault.files import write_durably

PLAN = "plan.json"


def pull(courier: CourierFolder, server: Server, seed: bytes, today: int, advance: Callable[[int], None]) -> int | None:
    """Pull what has come since the last bundle into a new one; its number, or None when there is nothing new.

    A pull that was cut goes on where it stopped.

    Args:    advance: told the bytes as they arrive.
    Raises:  NoNewsroomError: nothing was published yet.  CourierClockError; ServerUnreachableError; ServerRefusedError.
    """
    if not (courier.folder / "directory.json").is_file():
        raise NoNewsroomError("Nothing was published yet", todo='Run "courier publish" first')
    number = courier.state.bundle + 1
    folder = courier.bundle_folder(number)
    if not (folder / PLAN).is_file() and not _plan(courier, server, folder, today):
        return None
    plan = json.loads((folder / PLAN).read_text())
    letters = [bytes.fromhex(found) for found in plan["letters"]]
    parcels = [bytes.fromhex(found) for found in plan["parcels"]]
    _fetch_letters(server, folder / LETTERS, letters, advance)
    _fetch_parcels(server, folder / PARCELS, parcels, advance)
    write_durably(folder / DIRECTORY, (courier.folder / "directory.json").read_bytes())
    manifest = Manifest(
        courier=courier.settings.own_key,
        number=number,
        closing=plan["closing"],
        sha256={name: file_sha256(folder / name) for name in (LETTERS, PARCELS, DIRECTORY)},
        outboxes=tuple(bytes.fromhex(digest) for digest in courier.state.named),
    )
    write_durably(folder / MANIFEST, manifest.sign(SigningKey(seed)))
    courier.save_carried((courier.carried() & {bytes.fromhex(i) for i in plan["listed"]}) | {*letters, *parcels})
    courier.state.bundle, courier.state.closing, courier.state.made_of = number, plan["closing"], plan["made_of"]
    courier.save()
    (folder / PLAN).unlink()
    return number


def _plan(courier: CourierFolder, server: Server, folder: Path, today: int) -> bool:
    """Decide what the next bundle holds, durably; False when it would say nothing new."""
    listed: Listed = server.listing()
    if abs(listed.day - today) > 1:
        raise CourierClockError
    carried = courier.carried()
    letters = [found for found in listed.letters if found not in carried]
    parcels = [found for found in listed.parcels if found not in carried]
    closing = max(listed.closing, courier.state.closing)
    newsroom = hashlib.sha256(b"".join(body for _, body in sorted(courier.newsroom_files().items()))).hexdigest()
    made_of = json.dumps([closing, courier.state.named, newsroom])
    if not letters and not parcels and made_of == courier.state.made_of:
        return False
    plan = {
        "closing": closing,
        "letters": [found.hex() for found in letters],
        "parcels": [found.hex() for found in parcels],
        "listed": [found.hex() for found in (*listed.letters, *listed.parcels)],
        "made_of": made_of,
    }
    folder.mkdir(exist_ok=True)
    write_durably(folder / PLAN, json.dumps(plan).encode())
    return True


def _fetch_letters(server: Server, path: Path, ids: list[bytes], advance: Callable[[int], None]) -> None:
    """Append the letters that the file lacks; the last whole one says how far an earlier run came."""
    with path.open("a+b") as file:
        last = _last_row(file.seek(0, 2), path, wire.LETTER_SIZE)
        if last is not None:
            ids = [found for found in ids if found > wire.object_id(last)]
        file.truncate(file.tell() // wire.LETTER_SIZE * wire.LETTER_SIZE)
        for _, letter in server.letters(ids):
            file.write(letter)
            advance(len(letter))


def _fetch_parcels(server: Server, path: Path, ids: list[bytes], advance: Callable[[int], None]) -> None:
    with path.open("a+b") as file:
        last = _last_row(file.seek(0, 2), path, PARCEL_ROW)
        if last is not None:
            ids = [found for found in ids if found > last[: wire.ID_SIZE]]
        file.truncate(file.tell() // PARCEL_ROW * PARCEL_ROW)
        for found, parcel in server.parcels(ids):
            file.write(found + parcel)
            advance(len(parcel))


def _last_row(size: int, path: Path, row: int) -> bytes | None:
    if size < row:
        return None
    with path.open("rb") as file:
        file.seek((size // row - 1) * row)
        return file.read(row)


def drop_receipted(courier: CourierFolder) -> list[int]:
    """Remove from the laptop every bundle that all machines in the directory have a receipt for; their numbers."""
    machines = [entry.reporter.hex() for entry in courier.newsroom().reporters]
    dropped = []
    for folder in sorted((courier.folder / "bundles").iterdir()):
        number = int(folder.name)
        receipted = all(number in courier.state.receipts.get(machine, []) for machine in machines)
        if machines and receipted and (folder / MANIFEST).is_file():
            shutil.rmtree(folder)
            dropped.append(number)
    return dropped


def carry(courier: CourierFolder, stick: Path, advance: Callable[[int], None]) -> list[int]:
    """Write every bundle without all its receipts to the stick, and take the others of this courier off it.

    Returns: the numbers that are on the stick now.
    Raises:  StickMissingError; OSError: the stick is full; what is whole on it stays whole.
    """
    drop_receipted(courier)
    top = stick_folder(stick, BUNDLES, make=True)
    wanted: dict[str, Bundle] = {}
    for folder in sorted((courier.folder / "bundles").iterdir()):
        bundle = Bundle.at(folder)
        if bundle is not None:
            wanted[bundle.manifest.folder_name] = bundle
    own = courier.settings.own_key.hex()[:16]
    for there in top.glob(f"{own}-*"):
        if there.name not in wanted:
            shutil.rmtree(there)
    for name, bundle in wanted.items():
        _copy(bundle, top / name, advance)
    return [bundle.manifest.number for bundle in wanted.values()]


def _copy(bundle: Bundle, to: Path, advance: Callable[[int], None]) -> None:
    if (to / MANIFEST).is_file() and (to / MANIFEST).read_bytes() == (bundle.folder / MANIFEST).read_bytes():
        return
    to.mkdir(exist_ok=True)
    for name in (LETTERS, PARCELS, DIRECTORY):
        shutil.copyfile(bundle.folder / name, to / name)
        with (to / name).open("r+b") as copied:
            os.fsync(copied.fileno())
        advance((to / name).stat().st_size)
    write_durably(to / MANIFEST, (bundle.folder / MANIFEST).read_bytes())
