"""From the laptop to the server: a new section and board, key records, snapshot and timestamp, in one transaction.

All that will be sent is on the disk before anything is sent, so that a cut trip sends the very same bytes again, and the
server, which has them already or not, answers the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from nacl.signing import SigningKey
from tuf.api.metadata import Metadata, MetaFile, Snapshot, Timestamp

from intake.protocol import wire
from intake.protocol.board import sign_board
from intake.protocol.directory import NEWSROOM, open_directory, pack_bundle
from intake.protocol.reply import cover_reply
from keys.courier.client import Server
from keys.courier.errors import CourierClockError, ServerConflictError, UncertifiedError
from keys.courier.newsroom import TARGETS_FOLDER, Versions
from keys.courier.published import Published, look
from keys.courier.state import CourierFolder, State
from keys.signing import tuf_signer
from keys.stick.bundle import OUTBOXES_LIMIT
from keys.stick.outbox import Outbox, open_outbox, outbox_reporter
from keys.vault.files import write_durably

TIMESTAMP_DAYS = 7
SNAPSHOT_DAYS = 30
FIRST_GROUPS = 2
PENDING = "pending"
_NOTED = "state"  # in the pending file: what the courier has to remember of it, not sent


def publish(courier: CourierFolder, server: Server, seed: bytes, now: datetime) -> int:
    """Publish what waits, and sign the directory anew; the number of outboxes that went.

    Args:    seed: the courier's Ed25519 seed, 32 bytes.  now: UTC.
    Raises:  NoNewsroomError, UncertifiedError, DirectoryError (the admins' signatures do not hold or have run out),
             CourierClockError, ForeignPublicationError, ServerUnreachableError, ServerRefusedError.
    """
    today = wire.day_of(now.timestamp())
    check_ready(courier, server, today)
    with suppress(ServerConflictError):  # another courier has published since that was signed
        finish(courier, server)
    try:
        return _publish(courier, server, seed, now, look(courier, server, today))
    except ServerConflictError:  # … or just now
        return _publish(courier, server, seed, now, look(courier, server, today, afresh=True))


def check_ready(courier: CourierFolder, server: Server, today: int) -> None:
    """Raise UncertifiedError or CourierClockError, as :func:`publish` would before it sends anything."""
    check_certified(courier)
    if abs(server.state().day - today) > 1:  # a board or timestamp dated wrongly could not be taken back
        raise CourierClockError


def check_certified(courier: CourierFolder) -> None:
    """Raise UncertifiedError unless the newsroom known here names this courier's key."""
    if courier.settings.own_key not in courier.newsroom().couriers:
        raise UncertifiedError


def _publish(courier: CourierFolder, server: Server, seed: bytes, now: datetime, before: Published) -> int:
    check_certified(courier)  # a newer newsroom may have come from the server
    waiting = waiting_outboxes(courier)
    versions = replace(courier.state, snapshot=before.snapshot + 1, timestamp=before.timestamp + 1)
    pending = _compose(courier, seed, now, versions, before, list(waiting.values()))
    noted = {"snapshot": versions.snapshot, "timestamp": versions.timestamp, "published": list(waiting)}
    pending[_NOTED] = json.dumps(noted).encode()
    write_durably(courier.folder / PENDING, wire.pack_files(pending))
    finish(courier, server)
    return len(unpublished(before, waiting.values()))


def finish(courier: CourierFolder, server: Server) -> None:
    """Send what is pending, note it and forget it; nothing when there is none. Again after a cut, it does the rest.

    Raises:  ServerConflictError: it no longer follows what is published, and is forgotten; its outboxes still wait.
             ServerUnreachableError, ServerRefusedError.
    """
    pending, left = courier.folder / PENDING, left_over(courier)
    if left is None:
        return
    files, noted = left
    try:
        server.publish(files)
    except ServerConflictError:
        pending.unlink()
        raise
    write_durably(courier.folder / "board", files["board"])
    write_durably(courier.folder / "directory.json", files["directory/bundle.json"])
    there = courier.day_files()
    for path, body in files.items():
        if path.startswith("keys/") and there.get(int(path.removeprefix("keys/"))) != body:
            write_durably(courier.folder / path, body)
    for day in there:
        if f"keys/{day}" not in files:  # too old to be published again
            (courier.folder / "keys" / str(day)).unlink()
    state, published = courier.state, noted["published"]
    state.snapshot, state.timestamp = noted["snapshot"], noted["timestamp"]
    state.named = [*(digest for digest in state.named if digest not in published), *published][-OUTBOXES_LIMIT:]
    courier.save()
    for outbox in courier.waiting_outboxes():
        if hashlib.sha256(outbox.read_bytes()).hexdigest() in published:
            outbox.unlink()
    pending.unlink()


def left_over(courier: CourierFolder) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """What is signed and not known to be sent: its files, and ``snapshot``, ``timestamp``, ``published`` of it."""
    pending = courier.folder / PENDING
    if not pending.is_file():
        return None
    files = wire.unpack_files(pending.read_bytes())
    return files, json.loads(files.pop(_NOTED))


def waiting_outboxes(courier: CourierFolder) -> dict[str, Outbox]:
    """The outboxes to publish by their SHA-256 (hex); one of a machine that is no longer listed is left out."""
    verify_keys = courier.newsroom().verify_keys()
    found = {}
    for body in courier.waiting():
        reporter = outbox_reporter(body)
        if reporter in verify_keys:
            found[hashlib.sha256(body).hexdigest()] = open_outbox(body, verify_keys[reporter])
    return found


def unpublished(before: Published, outboxes: Iterable[Outbox]) -> list[Outbox]:
    """Those whose replies are not on the board yet: others may stand there by an earlier outbox with older keys."""
    return [outbox for outbox in outboxes if not before.has({tag for tag, _ in outbox.replies})]


def _compose(
    courier: CourierFolder, seed: bytes, now: datetime, versions: State, before: Published, outboxes: Sequence[Outbox]
) -> dict[str, bytes]:
    today = wire.day_of(now.timestamp())
    files = _board_files(courier, SigningKey(seed), today, before, outboxes)
    days = merged_day_files(before, outboxes)
    files |= {f"keys/{day}": body for day, body in days.items() if day >= today - wire.KEY_DAYS_AHEAD}
    files |= _directory_files(courier.newsroom_files(), seed, versions, now, files["board"])
    open_directory(files["directory/bundle.json"], courier.pin(), now)  # never publish what a source would refuse
    return files


def _board_files(
    courier: CourierFolder, key: SigningKey, today: int, before: Published, outboxes: Sequence[Outbox]
) -> dict[str, bytes]:
    """The next board, and the groups of the section that the new ones of these outboxes make."""
    replies = [row for outbox in unpublished(before, outboxes) for row in outbox.replies]
    old = before.board or wire.Board(0, today, {}, ())
    day = max(today, old.day)
    sections = [section for section in old.sections if section.day >= day - wire.REPLY_DAYS]
    groups = sum(section.groups for section in sections) + len(replies) // wire.REPLIES_A_GROUP
    if groups < FIRST_GROUPS:  # who looks fetches two groups, on the first day and after the longest pause too
        replies += [cover_reply() for _ in range((FIRST_GROUPS - groups) * wire.REPLIES_A_GROUP)]
    files: dict[str, bytes] = {}
    if replies:
        replies.sort()
        number = before.section + 1
        sections.append(wire.Section(number, day, tuple(tag for tag, _ in replies)))
        for group in range(len(replies) // wire.REPLIES_A_GROUP):
            at = group * wire.REPLIES_A_GROUP
            files[f"groups/{number}/{group}"] = b"".join(body for _, body in replies[at : at + wire.REPLIES_A_GROUP])
    board = wire.Board(before.number + 1, day, _closings(courier, old), tuple(sections))
    return {**files, "board": sign_board(board, key)}


def _closings(courier: CourierFolder, old: wire.Board) -> dict[bytes, int]:
    """The closing days that the outboxes told this courier or another one; none is ever lowered."""
    told = {bytes.fromhex(reporter): closing for reporter, closing in courier.state.closings.items() if closing}
    return {reporter: max(told.get(reporter, 0), old.closings.get(reporter, 0)) for reporter in {*told, *old.closings}}


def merged_day_files(before: Published, outboxes: Sequence[Outbox]) -> dict[int, bytes]:
    """The key records by day, those of these outboxes put in; one a reporter and day, ever, so what is there stays."""
    days = {day: dict(records) for day, records in before.days.items()}
    for outbox in outboxes:
        for record in outbox.records:
            days.setdefault(wire.letter_day(record), {}).setdefault(outbox.reporter, record)
    return {day: b"".join(records[reporter] for reporter in sorted(records)) for day, records in days.items()}


def last_days(courier: CourierFolder, today: int) -> list[tuple[str, int | None]]:
    """For each reporter in use the name and the last day that has a key published, None: no key from today on."""
    ahead = {day: wire.split_key_records(body) for day, body in courier.day_files().items() if day >= today}
    return [
        (entry.name, max((day for day, records in ahead.items() if entry.reporter in records), default=None))
        for entry in courier.newsroom().reporters
        if entry.takes_letters(today)
    ]


def _directory_files(
    signed: Mapping[str, bytes], seed: bytes, state: State, now: datetime, board: bytes
) -> dict[str, bytes]:
    """Metadata under its published names, targets under their hashes, the page.

    Args:    state: the versions of the snapshot and the timestamp to be signed.
    """
    metadata = {name: body for name, body in signed.items() if "/" not in name}
    targets = {path.removeprefix(TARGETS_FOLDER): body for path, body in signed.items() if "/" in path}
    version = Versions.of(signed).targets
    newest = f"{version}.targets.json"
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    snapshot = Snapshot(state.snapshot, expires=midnight + timedelta(days=SNAPSHOT_DAYS))
    snapshot.meta["targets.json"] = MetaFile.from_data(version, metadata[newest], ["sha256"])
    snapshot_body = _signed_body(Metadata(snapshot), seed)
    timestamp = Timestamp(
        state.timestamp,
        expires=midnight + timedelta(days=TIMESTAMP_DAYS),  # the hour of a trip is nobody's business
        snapshot_meta=MetaFile.from_data(state.snapshot, snapshot_body, ["sha256"]),
        unrecognized_fields={
            "board": {"number": wire.parse_board(board).number, "sha256": hashlib.sha256(board).hexdigest()}
        },
    )
    published = {
        **{name: body for name, body in metadata.items() if name.endswith(".root.json")},
        newest: metadata[newest],
        f"{state.snapshot}.snapshot.json": snapshot_body,
        "timestamp.json": _signed_body(Metadata(timestamp), seed),
    }
    files = {f"directory/{name}": body for name, body in published.items()}
    for path, body in targets.items():
        place = PurePosixPath(path)
        hashed = place.with_name(f"{hashlib.sha256(body).hexdigest()}.{place.name}")
        files[f"directory/targets/{hashed}"] = body
        if path.startswith("page/"):
            files[path] = body
    files["directory/bundle.json"] = pack_bundle(published, targets[NEWSROOM])
    return files


def _signed_body(metadata: Metadata[Snapshot] | Metadata[Timestamp], seed: bytes) -> bytes:
    metadata.sign(tuf_signer(seed))
    return metadata.to_bytes()
