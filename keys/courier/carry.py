"""From the laptop to the stick: every bundle without all its receipts."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from keys.courier.errors import LostBundleError
from keys.courier.state import CourierFolder
from keys.signing import couriers_ever
from keys.stick.bundle import DIRECTORY, LETTERS, MANIFEST, MANIFEST_LIMIT, PARCELS, Bundle
from keys.stick.errors import StickFullError
from keys.stick.layout import BUNDLES, read_plain, stick_folder, write_plain
from keys.vault.files import DISK

WAIT_DAYS = 30
"""How long after its certificate's end a machine's receipts are waited for."""

_BLOCK = 1 << 20


def receipted(courier: CourierFolder, today: int) -> int:
    """The number of the last bundle that no machine waits for, 0 for none. Raises NoNewsroomError.

    A machine that was certified later waits for none that was dropped before it came.
    """
    machines = [entry.reporter.hex() for entry in courier.newsroom().reporters if entry.until + WAIT_DAYS >= today]
    last = min((courier.state.receipts.get(machine, 0) for machine in machines), default=0)
    return max(last, courier.state.dropped)


def drop_receipted(courier: CourierFolder, today: int) -> list[int]:
    """Remove from the laptop every bundle that all machines in use have a receipt for; their numbers.

    Raises:  NoNewsroomError.
    """
    last = receipted(courier, today)
    dropped = [number for number in courier.bundle_folders() if number <= last]
    if last > courier.state.dropped:  # noted first: one that is gone must not look lost
        courier.state.dropped = last
        courier.save()
    for number in dropped:
        shutil.rmtree(courier.bundle_folder(number))
    return dropped


def carry(courier: CourierFolder, stick: Path, today: int, advance: Callable[[int], None]) -> list[int]:
    """Write every bundle without all its receipts to the stick, and take the others of this courier off it.

    Bundles of couriers whose key the admins took away go too: no machine takes them, and ours carry again what was in
    them.

    Args:    today: this laptop's day.  advance: told the bytes as they are written.
    Returns: the numbers that are on the stick now.
    Raises:  StickMissingError, StrangeStickError, NoNewsroomError; StickFullError: what is whole on it stays whole.
             LostBundleError: one is not whole on this laptop.
    """
    drop_receipted(courier, today)
    top = stick_folder(stick, BUNDLES, make=True)
    bundles = courier.bundles()
    check_gap(courier, bundles, receipted(courier, today))
    for there in leaving(courier, top, bundles):
        if there.is_symlink() or not there.is_dir():
            there.unlink()
        else:
            shutil.rmtree(there)
    for bundle in bundles:
        to = top / bundle.manifest.folder_name
        try:
            if not _copy(bundle, to, advance):
                shutil.rmtree(to)
                raise lost_bundle(courier, bundle.manifest.number)
        except OSError as error:
            shutil.rmtree(to, ignore_errors=True)  # half a bundle helps nobody, and an outbox may need the room
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise _too_full(bundle, error.errno) from None
            raise
    DISK.sync(top)
    return [bundle.manifest.number for bundle in bundles]


def leaving(courier: CourierFolder, top: Path, bundles: Sequence[Bundle]) -> list[Path]:
    """What has to go from the stick's folder of bundles when these are to lie there."""
    wanted = {bundle.manifest.folder_name for bundle in bundles}
    revoked = couriers_ever(courier.newsroom_files()) - set(courier.newsroom().couriers)
    return sorted(
        there
        for key in {courier.settings.own_key, *revoked}
        for there in top.glob(f"{key.hex()[:16]}-*")
        if there.is_symlink() or not there.is_dir() or there.name not in wanted
    )


def check_gap(courier: CourierFolder, bundles: Sequence[Bundle], last: int) -> None:
    """Raise LostBundleError unless every bundle after the last receipted one is here, or is said to be lost."""
    here = {bundle.manifest.number for bundle in bundles}
    told = {number for bundle in bundles for number in bundle.manifest.lost}.union(courier.state.lost)
    for number in range(last + 1, courier.state.bundle + 1):
        if number not in here and number not in told:
            raise lost_bundle(courier, number)


def lost_bundle(courier: CourierFolder, number: int) -> LostBundleError:
    """What is said of a bundle that is not whole on this laptop."""
    return LostBundleError(
        f"Bundle {number} is damaged on this laptop",
        todo=f'Run "courier lost {courier.folder} {number}", then "courier sync": the next bundle carries it all again',
    )


def _too_full(bundle: Bundle, number: int) -> StickFullError:
    if number == errno.EFBIG:
        return StickFullError(
            f"The stick's format cannot hold a file as large as bundle {bundle.manifest.number} has",
            todo="Format the stick as exFAT or ext4 (FAT32 holds no file over 4 GB), then run the command again",
        )
    return StickFullError(
        f"There is no room left on the stick: bundle {bundle.manifest.number} needs {megabytes(bundle)}"
    )


def megabytes(bundle: Bundle) -> str:
    """How much room a bundle takes, as text."""
    need = sum((bundle.folder / name).stat().st_size for name in (LETTERS, PARCELS, DIRECTORY))
    return f"{-(-need // 100_000) / 10:,} MB"


def _copy(bundle: Bundle, to: Path, advance: Callable[[int], None]) -> bool:
    """Write it there unless it lies there; False: what was read on this laptop is not what was signed."""
    if is_there(bundle, to):
        return True
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    for name in (LETTERS, PARCELS, DIRECTORY):
        digest = hashlib.sha256()
        try:
            with (bundle.folder / name).open("rb") as source, (to / name).open("xb") as copy:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
                    advance(len(block))
                copy.flush()
                os.fsync(copy.fileno())
        except FileNotFoundError:
            return False
        if digest.digest() != bundle.manifest.sha256[name]:
            return False
    write_plain(to / MANIFEST, (bundle.folder / MANIFEST).read_bytes())
    return True


def is_there(bundle: Bundle, to: Path) -> bool:
    """Whether this very bundle lies there, whole: a stick may lose bytes, and its files are hashed for that."""
    if to.is_symlink() or not to.is_dir():
        return False
    try:
        same = read_plain(to / MANIFEST, MANIFEST_LIMIT) == (bundle.folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return False
    return same and Bundle(to, bundle.manifest).whole()
