"""From the stick to the laptop: the newsroom as the admins signed it, and the reporters' outboxes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from keys.courier.errors import UnsignedNewsroomError
from keys.courier.newsroom import FIRST_ROOT, Versions, check_newsroom
from keys.courier.state import CourierFolder
from keys.stick.errors import BrokenOutboxError, ForeignStickError, StrangeStickError
from keys.stick.layout import NEWSROOM, OUTBOXES, read_plain, stick_folder
from keys.stick.outbox import OUTBOX_LIMIT, Outbox, open_outbox, outbox_reporter

NEWSROOM_LIMIT = 64 * 1_024 * 1_024
NEWSROOM_FILES = 2_000


def take_newsroom(courier: CourierFolder, stick: Path) -> bool:
    """Take what the admins signed, when it lies on the stick and is newer; True when it was.

    Raises:  StickMissingError, StrangeStickError; ForeignNewsroomError: another first root than this courier's.
             UnsignedNewsroomError: the admins' signatures do not hold, or a file is missing.
    """
    try:
        untrusted = _newsroom_on(stick_folder(stick, NEWSROOM))
    except ForeignStickError:
        return False
    known = courier.newsroom_files() if courier.has_newsroom() else {}
    if FIRST_ROOT not in untrusted:
        raise UnsignedNewsroomError
    files = check_newsroom(untrusted, courier.pin() if known else None)
    if known and not Versions.of(files).follows(Versions.of(known)):
        return False
    courier.save_newsroom(files)
    return True


def _newsroom_on(folder: Path) -> dict[str, bytes]:
    """The plain files below a folder by their path in it, bounded; links and devices are not followed."""
    files: dict[str, bytes] = {}
    room = NEWSROOM_LIMIT
    for top, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(top) / name
            untrusted = read_plain(path, room)
            room -= len(untrusted)
            files[path.relative_to(folder).as_posix()] = untrusted
            if len(files) > NEWSROOM_FILES:
                raise StrangeStickError
    return files


def take_outboxes(courier: CourierFolder, stick: Path) -> tuple[list[Outbox], list[str]]:
    """Take the outboxes that are new, checked; those taken before are passed over.

    One that is refused does not stop the others: letters must go on even when a single machine is broken.

    Returns: those taken; a sentence about each that was refused.
    Raises:  StickMissingError, StrangeStickError; NoNewsroomError.
    """
    try:
        folder = stick_folder(stick, OUTBOXES)
    except ForeignStickError:
        return [], []
    taken, refused = [], []
    for path in sorted(folder.glob("*.outbox")):
        try:
            outbox = _take(courier, read_plain(path, OUTBOX_LIMIT))
        except BrokenOutboxError as error:
            refused.append(f"{error.happened}.")
            continue
        if outbox is not None:
            taken.append(outbox)
    return taken, refused


def _take(courier: CourierFolder, untrusted: bytes) -> Outbox | None:
    reporter, state = outbox_reporter(untrusted), courier.state
    entry = courier.newsroom().reporter(reporter)
    if entry is None:
        raise BrokenOutboxError("An outbox is from a machine that the admins have not certified")
    outbox = open_outbox(untrusted, entry.verify_key)
    if len(outbox.replies) != entry.replies:
        raise BrokenOutboxError(f"The outbox of {entry.name} does not have the number of replies that was certified")
    digest, known = hashlib.sha256(untrusted).hexdigest(), state.taken.get(reporter.hex(), 0)
    if outbox.number <= known:
        if digest in (state.last.get(reporter.hex()), *state.named):  # published already, from another stick perhaps
            return None
        raise BrokenOutboxError(
            f"The outbox of {entry.name} is older than one taken before, or another of the same number: "
            "was the vault put back from a copy?"
        )
    new = digest not in state.named  # published already, when a run was killed before it could note the number
    if new:
        courier.save_outbox(outbox.file_name, untrusted)
    state.taken[reporter.hex()], state.last[reporter.hex()] = outbox.number, digest
    state.closings[reporter.hex()] = max(outbox.closing, state.closings.get(reporter.hex(), 0))
    own = [number for key, number in outbox.receipts if key == courier.settings.own_key]
    state.receipts[reporter.hex()] = max([*own, state.receipts.get(reporter.hex(), 0)])
    courier.save()
    return outbox if new else None
