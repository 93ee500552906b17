"""From the laptop to the server: a new section and board, key records, snapshot and timestamp, in one transaction.

What will be sent and the state that follows are both on the disk before anything is sent, so that a cut trip sends
the very same bytes again, and the server, which has them already or not, answers the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from nacl.signing import SigningKey
from tuf.api.metadata import Metadata, MetaFile, Snapshot, Timestamp

from intake.protocol import wire
from intake.protocol.board import open_board, sign_board
from intake.protocol.directory import NEWSROOM, open_directory, pack_bundle
from intake.protocol.reply import cover_reply
from keys.courier.client import Server
from keys.courier.state import CourierFolder, State
from keys.courier.take import KEPT_RECEIPTS, merged_day_files
from keys.signing import tuf_signer
from keys.stick.outbox import Outbox, open_outbox, outbox_reporter
from keys.vault.files import write_durably

TIMESTAMP_DAYS = 7
SNAPSHOT_DAYS = 30
FIRST_GROUPS = 2
PENDING, PENDING_STATE = "pending.publication", "pending.state.json"


def publish(courier: CourierFolder, server: Server, seed: bytes, now: datetime) -> int:
    """Publish what waits, and sign the directory anew; the number of outboxes that went.

    Args:    seed: the courier's Ed25519 seed, 32 bytes.  now: UTC.
    Raises:  NoNewsroomError, DirectoryError (the admins' signatures do not hold), ServerUnreachableError,
             ServerRefusedError.
    """
    finish(courier, server)
    waiting = _waiting(courier)
    files, state = _compose(courier, seed, now, [outbox for outbox, _ in waiting], [digest for _, digest in waiting])
    write_durably(courier.folder / PENDING_STATE, json.dumps(asdict(state)).encode())
    write_durably(courier.folder / PENDING, wire.pack_files(files))
    finish(courier, server)
    return len(waiting)


def finish(courier: CourierFolder, server: Server) -> None:
    """Send what an earlier run has composed and not seen acknowledged; nothing when there is none."""
    pending = courier.folder / PENDING
    if not pending.is_file():
        return
    files = wire.unpack_files(pending.read_bytes())
    server.publish(files)
    write_durably(courier.folder / "board", files["board"])
    write_durably(courier.folder / "directory.json", files["directory/bundle.json"])
    for path, body in files.items():
        if path.startswith("keys/"):
            write_durably(courier.folder / path, body)
    courier.state = State(**json.loads((courier.folder / PENDING_STATE).read_text()))
    courier.save()
    published = set(courier.state.named)
    for outbox in courier.waiting_outboxes():
        if hashlib.sha256(outbox.read_bytes()).hexdigest() in published:
            outbox.unlink()
    pending.unlink()


def _waiting(courier: CourierFolder) -> list[tuple[Outbox, str]]:
    verify_keys = courier.newsroom().verify_keys()
    found = []
    for path in courier.waiting_outboxes():
        body = path.read_bytes()
        found.append((open_outbox(body, verify_keys[outbox_reporter(body)]), hashlib.sha256(body).hexdigest()))
    return found


def _compose(
    courier: CourierFolder, seed: bytes, now: datetime, outboxes: Sequence[Outbox], digests: Sequence[str]
) -> tuple[dict[str, bytes], State]:
    state = State(**asdict(courier.state))
    state.snapshot, state.timestamp = state.snapshot + 1, state.timestamp + 1
    state.named = [*state.named, *digests][-KEPT_RECEIPTS:]
    key, today = SigningKey(seed), wire.day_of(now.timestamp())
    files = _board_files(courier, key, today, outboxes)
    days = merged_day_files(courier, list(outboxes))
    files |= {f"keys/{day}": body for day, body in days.items() if day >= today - wire.KEY_DAYS_AHEAD}
    files |= _directory_files(courier.newsroom_files(), seed, state, now, files["board"])
    open_directory(files["directory/bundle.json"], courier.pin(), now)  # never publish what a source would refuse
    return files, state


def _board_files(courier: CourierFolder, key: SigningKey, today: int, outboxes: Sequence[Outbox]) -> dict[str, bytes]:
    """The next board, and the groups of the section that these outboxes make."""
    replies = [row for outbox in outboxes for row in outbox.replies]
    before = courier.board()
    if before is None:
        old = wire.Board(0, today, {}, ())
        while len(replies) < FIRST_GROUPS * wire.REPLIES_A_GROUP:  # who looks fetches two groups, from the first day on
            replies.append(cover_reply())
    else:
        old = open_board(before, courier.newsroom().couriers)
    sections = [section for section in old.sections if section.day >= today - wire.REPLY_DAYS]
    files: dict[str, bytes] = {}
    if replies:
        replies.sort()
        number = max((section.number for section in old.sections), default=0) + 1
        sections.append(wire.Section(number, today, tuple(tag for tag, _ in replies)))
        for group in range(len(replies) // wire.REPLIES_A_GROUP):
            at = group * wire.REPLIES_A_GROUP
            files[f"groups/{number}/{group}"] = b"".join(body for _, body in replies[at : at + wire.REPLIES_A_GROUP])
    closings = {bytes.fromhex(reporter): day for reporter, day in courier.state.closings.items() if day}
    board = wire.Board(old.number + 1, max(today, old.day), closings, tuple(sections))
    return {**files, "board": sign_board(board, key)}


def _directory_files(
    signed: dict[str, bytes], seed: bytes, state: State, now: datetime, board: bytes
) -> dict[str, bytes]:
    """Metadata under its published names, with a new snapshot and timestamp, targets under their hashes, the page."""
    metadata = {name: body for name, body in signed.items() if "/" not in name}
    targets = {name.removeprefix("targets/"): body for name, body in signed.items() if name.startswith("targets/")}
    newest = max(
        (name for name in metadata if name.endswith(".targets.json")), key=lambda name: int(name.split(".")[0])
    )
    whole = now.replace(microsecond=0)
    snapshot = Snapshot(state.snapshot, expires=whole + timedelta(days=SNAPSHOT_DAYS))
    snapshot.meta["targets.json"] = MetaFile.from_data(int(newest.split(".")[0]), metadata[newest], ["sha256"])
    snapshot_body = _signed_body(Metadata(snapshot), seed)
    timestamp = Timestamp(
        state.timestamp,
        expires=whole + timedelta(days=TIMESTAMP_DAYS),
        snapshot_meta=MetaFile.from_data(state.snapshot, snapshot_body, ["sha256"]),
        unrecognized_fields={
            "board": {"number": wire.parse_board(board).number, "sha256": hashlib.sha256(board).hexdigest()}
        },
    )
    roots = {name: body for name, body in metadata.items() if name.endswith(".root.json")}
    published = {
        **roots,
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
