"""From the stick to the laptop: the newsroom as the admins signed it, and the reporters' outboxes."""

from __future__ import annotations

from pathlib import Path

from intake.protocol import wire
from intake.protocol.directory import root_sha256
from intake.protocol.keyrecord import open_key_record
from intake.protocol.newsroom import Newsroom
from keys.courier.errors import ForeignNewsroomError
from keys.courier.state import CourierFolder
from keys.stick.errors import BrokenOutboxError, ForeignStickError
from keys.stick.layout import NEWSROOM, OUTBOXES, stick_folder
from keys.stick.outbox import Outbox, open_outbox, outbox_reporter
from keys.vault.files import write_durably

KEPT_RECEIPTS = 64


def take_newsroom(courier: CourierFolder, stick: Path) -> bool:
    """Take what the admins signed, when it lies on the stick and is newer; True when it was.

    Raises:  StickMissingError; ForeignNewsroomError: another first root than this courier's.
    """
    try:
        folder = stick_folder(stick, NEWSROOM)
    except ForeignStickError:
        return False
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    known = courier.folder / "newsroom"
    if "1.root.json" not in files or "targets/newsroom.json" not in files:
        return False
    if (known / "1.root.json").is_file() and courier.pin() != root_sha256(files["1.root.json"]):
        raise ForeignNewsroomError
    if (known / "1.root.json").is_file() and _versions(files) <= _versions(courier.newsroom_files()):
        return False
    Newsroom.parse(files["targets/newsroom.json"])
    for name in sorted(files, key=lambda name: name == "1.root.json"):  # the first root last: without it, none is there
        (known / name).parent.mkdir(parents=True, exist_ok=True)
        write_durably(known / name, files[name])
    for path in known.rglob("*"):
        if path.is_file() and str(path.relative_to(known)) not in files:
            path.unlink()
    return True


def _versions(files: dict[str, bytes]) -> tuple[int, int]:
    """The highest root and the highest targets version among files named ``<version>.<role>.json``."""

    def highest(role: str) -> int:
        return max((int(name.split(".")[0]) for name in files if name.endswith(f".{role}.json")), default=0)

    return highest("root"), highest("targets")


def take_outboxes(courier: CourierFolder, stick: Path) -> list[Outbox]:
    """Take the outboxes that are new, checked; those taken before are passed over.

    Raises:  StickMissingError; BrokenOutboxError: one is damaged, or its reporter is not in the directory.
    """
    try:
        folder = stick_folder(stick, OUTBOXES)
    except ForeignStickError:
        return []
    verify_keys = courier.newsroom().verify_keys()
    taken = []
    for path in sorted(folder.glob("*.outbox")):
        untrusted = path.read_bytes()
        reporter = outbox_reporter(untrusted)
        if reporter not in verify_keys:
            raise BrokenOutboxError("An outbox is from a reporter that the directory does not name")
        outbox = open_outbox(untrusted, verify_keys[reporter])
        if outbox.number <= courier.state.taken.get(reporter.hex(), 0):
            continue
        _check_records(outbox, verify_keys[reporter])
        write_durably(courier.folder / "outboxes" / outbox.file_name, untrusted)
        _note(courier, outbox)
        courier.save()
        taken.append(outbox)
    return taken


def _check_records(outbox: Outbox, verify_key: bytes) -> None:
    days = [open_key_record(record, verify_key) for record in outbox.records]
    if any(record.reporter != outbox.reporter for record in days):
        raise BrokenOutboxError("An outbox carries another reporter's keys")


def _note(courier: CourierFolder, outbox: Outbox) -> None:
    state, reporter = courier.state, outbox.reporter.hex()
    state.taken[reporter] = outbox.number
    state.closings[reporter] = max(outbox.closing, state.closings.get(reporter, 0))
    numbers = {number for key, number in outbox.receipts if key == courier.settings.own_key}
    state.receipts[reporter] = sorted(numbers | set(state.receipts.get(reporter, [])))[-KEPT_RECEIPTS:]


def merged_day_files(courier: CourierFolder, outboxes: list[Outbox]) -> dict[int, bytes]:
    """The key records by day, those of these outboxes put in; one a reporter and day, ever, so what is there stays."""
    days = {day: wire.split_key_records(body) for day, body in courier.day_files().items()}
    for outbox in outboxes:
        for record in outbox.records:
            days.setdefault(wire.letter_day(record), {}).setdefault(outbox.reporter, record)
    return {day: b"".join(records[reporter] for reporter in sorted(records)) for day, records in days.items()}
