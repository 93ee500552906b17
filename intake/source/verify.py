"""What a server really serves, byte for byte against what was signed: for strangers, from anywhere, from cron.

(1) the page is asked for first, as a browser would; (2) the one-file directory is opened from the pinned root down;
(3) it is compared with what this memory has seen, and the page with it; (4) every metadata file and every target is
fetched by itself; (5) every file of the page, at the address at which a source meets it, with its headers; (6) the keys of each day that is
published; (7) the board. Nobody can check the groups of answers: they are sealed, and only their places are signed.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from intake.protocol import wire
from intake.protocol.board import open_board
from intake.protocol.directory import Directory, Versions, open_directory, root_sha256, unpack_bundle
from intake.protocol.errors import AsterismError, DirectoryError, ExpiredDirectoryError, ProtocolError, RollbackError
from intake.protocol.keyrecord import open_day_file
from intake.source.dressed import strange
from intake.source.errors import OfflineError
from intake.source.sightings import Sightings
from intake.source.stranger import Fetched, Stranger

PAGE, INDEX = "page/", "page/index.html"
BUNDLE = "directory/bundle.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what is served is not what was signed, a stable code, and a sentence."""

    where: str
    code: str
    told: str


@dataclass(slots=True)
class Verified:
    """What was found: the newsroom, the files that were compared, every difference, what is worth knowing besides."""

    pin: bytes = b""
    directory: Directory | None = None
    compared: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sightings: Sightings = field(default_factory=Sightings)

    def differ(self, where: str, code: str, told: str) -> None:
        """Note a difference."""
        self.differences.append(Difference(where, code, told))


def verify(server: Stranger, pin: bytes | None, now: datetime, seen: Sightings | None = None) -> Verified:
    """Fetch and compare everything.

    Args:    pin: SHA-256 of root version 1, 32 bytes; None takes the memory's, or what the server says.
             now: UTC.  seen: what earlier runs saw.
    Returns: all that differs; nothing of it is raised.
    Raises:  OfflineError: the server does not answer, and nothing that it had answered by then differs.
    """
    found = Verified()
    front = server.fetch("")  # (1)
    bundle = server.fetch(BUNDLE)
    if not _opened(found, bundle, pin or (seen.root if seen else None), now, seen):  # (2)
        return found
    assert found.directory is not None  # noqa: S101 - _opened has seen to it
    assert bundle.body is not None  # noqa: S101
    metadata, _ = unpack_bundle(bundle.body)
    _remembered(found, metadata, seen)  # (3)
    _front(found, found.directory.targets, front)
    try:
        _metadata(found, server, metadata)
        _targets(found, server, found.directory.targets)  # (4)
        _page(found, server, found.directory.targets)  # (5)
        _keys(found, server, found.directory, wire.day_of(now.timestamp()), seen)  # (6)
        _board(found, server, found.directory, seen)  # (7)
    except OfflineError:
        if not found.differences:
            raise
        # Else a server could serve something else, fall silent, and be taken for a dead line.
        found.notes.append("the server stopped answering before everything was compared")
    return found


def _opened(found: Verified, bundle: Fetched, pin: bytes | None, now: datetime, seen: Sightings | None) -> bool:
    if bundle.status != 200 or bundle.body is None:
        found.differ(BUNDLE, "missing", f"the directory is not there (answer {bundle.status})")
        return False
    try:
        first = root_sha256(unpack_bundle(bundle.body)[0].get("1.root.json", b""))
    except DirectoryError:
        found.differ(BUNDLE, "directory", "the directory does not parse")
        return False
    if pin is None:
        found.notes.append("no pin was given: the server itself says which newsroom this is; compare it with print")
    found.pin = pin or first
    versions = seen.versions if seen else None
    told: dict[str, str] = {}
    # What is too old is told and looked at all the same: the rest of it may differ as well.
    for at, against in ((now, versions), (None, versions), (None, None)):
        try:
            found.directory = open_directory(bundle.body, found.pin, at, seen=against)
            break
        except ExpiredDirectoryError as error:
            told["expired"] = f"{error.happened}: it is held back, or nobody has published since"
        except RollbackError:
            told["older"] = "this directory is older than one that was served before"
        except ProtocolError as error:
            told["directory"] = error.happened
            break
    for code, sentence in told.items():
        found.differ(BUNDLE, code, sentence)
    if found.directory is None:
        return False
    found.compared.append(BUNDLE)
    return True


def _remembered(found: Verified, metadata: Mapping[str, bytes], seen: Sightings | None) -> None:
    """What carries the number of something seen before has to be that very thing: two of one number deceive somebody."""
    assert found.directory is not None  # noqa: S101
    versions = found.directory.versions
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in metadata.items() if name != "timestamp.json"}
    digests[f"{versions.timestamp}.timestamp.json"] = hashlib.sha256(metadata["timestamp.json"]).hexdigest()
    for name, digest in digests.items():
        if seen and seen.metadata.get(name, digest) != digest:
            found.differ(f"directory/{name}", "two", "this is another file than the one seen before under this number")
    found.sightings = Sightings(found.pin, versions, {**(seen.metadata if seen else {}), **digests})


def _metadata(found: Verified, server: Stranger, metadata: Mapping[str, bytes]) -> None:
    assert found.directory is not None  # noqa: S101
    for name, body in metadata.items():
        _same(found, server, f"directory/{name}", hashlib.sha256(body).digest())
    following = f"directory/{found.directory.versions.root + 1}.root.json"
    if server.fetch(following).status == 200:
        found.differ(following, "left-out", "there is a newer root, and the one-file directory leaves it out")


def _targets(found: Verified, server: Stranger, targets: Mapping[str, bytes]) -> None:
    for path, digest in targets.items():
        place = PurePosixPath(path)
        _same(found, server, f"directory/targets/{place.with_name(f'{digest.hex()}.{place.name}')}", digest)


def _front(found: Verified, targets: Mapping[str, bytes], front: Fetched) -> None:
    if INDEX not in targets:
        found.differ(INDEX, "unsigned", "no page is signed")
        return
    _compare(found, "/", front, targets[INDEX])
    _headers(found, "/", front)


def _page(found: Verified, server: Stranger, targets: Mapping[str, bytes]) -> None:
    if INDEX not in targets:
        return
    for path, digest in targets.items():
        if path.startswith(PAGE):
            served = _same(found, server, path.removeprefix(PAGE), digest)
            _headers(found, f"/{path.removeprefix(PAGE)}", served, page=posixpath.splitext(path)[1] == ".html")


def _headers(found: Verified, where: str, answer: Fetched, *, page: bool = True) -> None:
    if answer.status != 200:
        return
    for code, told in strange(answer.headers, page=page):
        found.differ(where, code, told)


def _keys(found: Verified, server: Stranger, directory: Directory, today: int, seen: Sightings | None) -> None:
    verify_keys = directory.newsroom.verify_keys()
    days: dict[int, bytes] = {}
    for day in range(today - 1, today + wire.KEY_DAYS_AHEAD + 2):
        records = _day(found, server.fetch(f"keys/{day}"), f"keys/{day}", day, verify_keys)
        if records is None:
            continue
        days[day] = records
        for reporter, record in wire.split_key_records(records).items():
            found.sightings.keys[f"{day} {reporter.hex()}"] = hashlib.sha256(record).hexdigest()
    for name, digest in (seen.keys if seen else {}).items():
        day_text, _, reporter_text = name.partition(" ")
        if int(day_text) >= today and found.sightings.keys.get(name) != digest:
            where = f"keys/{day_text}"
            found.differ(
                where, "key-changed", f"a key that was published for reporter {reporter_text[:8]} changed or went"
            )
    now = server.fetch("keys/now")
    if now.status == 200 and now.body not in [days.get(day) for day in (today - 1, today, today + 1)]:
        found.differ("keys/now", "keys", "these are not the keys of any of these days")
    reading = {reporter for desk in directory.newsroom.desks for reporter in desk.reporters}
    published = wire.split_key_records(days[today]) if today in days else {}
    for entry in directory.newsroom.reporters:
        if entry.reporter in reading and entry.takes_letters(today) and entry.reporter not in published:
            found.notes.append(f"{entry.name} has no key today and cannot be reached")


def _day(found: Verified, answer: Fetched, where: str, day: int, verify_keys: Mapping[bytes, bytes]) -> bytes | None:
    if answer.status == 404:
        return None
    if answer.status != 200 or answer.body is None:
        found.differ(where, "missing", f"the keys of a day are not there (answer {answer.status})")
        return None
    try:
        records = open_day_file(answer.body, verify_keys)
    except AsterismError as error:
        found.differ(where, "keys", error.happened)
        return None
    if any(record.day != day for record in records.values()):
        found.differ(where, "keys", "the keys of another day stand here")
        return None
    found.compared.append(where)
    return answer.body


def _board(found: Verified, server: Stranger, directory: Directory, seen: Sightings | None) -> None:
    answer = server.fetch("board")
    if answer.status == 404 and directory.board_sha256 is None:
        return
    if answer.status != 200 or answer.body is None:
        found.differ("board", "missing", f"the board is not there (answer {answer.status})")
        return
    try:
        board = open_board(
            answer.body,
            directory.newsroom.couriers,
            at_least=max(directory.versions.board, seen.versions.board if seen else 0),
            sha256=directory.board_sha256 if seen is None or directory.versions.board >= seen.versions.board else None,
        )
    except RollbackError:
        found.differ("board", "older", "this board is older than one that was served before")
        return
    except ProtocolError as error:
        found.differ("board", "board", error.happened)
        return
    digest = answer.sha256.hex()
    if seen and seen.metadata.get(f"{board.number}.board", digest) != digest:
        found.differ("board", "two", "this is another board than the one seen before under this number")
    found.sightings.metadata[f"{board.number}.board"] = digest
    found.compared.append("board")


def _same(found: Verified, server: Stranger, path: str, digest: bytes) -> Fetched:
    answer = server.fetch(path)
    _compare(found, path, answer, digest)
    return answer


def _compare(found: Verified, where: str, answer: Fetched, digest: bytes) -> None:
    if answer.status != 200:
        found.differ(where, "missing", f"it is signed, and not served (answer {answer.status})")
    elif answer.sha256 != digest:
        found.differ(where, "bytes", "its bytes are not the ones that were signed")
    else:
        found.compared.append(where)


def as_data(found: Verified) -> dict[str, Any]:
    """What strangers compare with each other: versions, hashes, differences."""
    directory = found.directory
    return {
        "root_sha256": found.pin.hex(),
        "versions": asdict(directory.versions if directory else Versions()),
        "compared": len(found.compared),
        "targets": {path: digest.hex() for path, digest in directory.targets.items()} if directory else {},
        "differences": [asdict(difference) for difference in found.differences],
        "notes": found.notes,
    }
