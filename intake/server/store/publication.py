"""What a courier publishes: checked as a whole, stored in one transaction or not at all (docs/protocol.md).

A courier is trusted with carrying, not with the page: what is served from ``/`` is what the admins signed (admins.py).
Of the rest the server keeps what needs no signature: the board only extends, a key record never changes, every group of
a section on the board is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import Connection, delete, select

from intake.protocol import wire
from intake.protocol.errors import ProtocolError
from intake.server.errors import NotExtendingError, PublicationError
from intake.server.store import admins, queries, state
from intake.server.store.models import Published

_NAME = r"(?:\.well-known|[A-Za-z0-9_-][A-Za-z0-9._-]{0,99})"
_SET = re.compile(rf"(directory|page)/{_NAME}(?:/{_NAME}){{0,4}}")
_KEYS = re.compile(r"keys/(0|[1-9][0-9]{0,9})")
_GROUP = re.compile(r"groups/(0|[1-9][0-9]{0,9})/(0|[1-9][0-9]{0,9})")
PATH_CHARS = 300
BOARD_BYTES = 8 << 20
"""1.4 million live replies. Read, a board takes eight times its bytes."""
T = TypeVar("T")


def publish(connection: Connection, untrusted: Mapping[str, bytes]) -> bool:
    """Store what a courier brought; False when all of it was there already.

    Args:    connection: in a transaction that no other writer shares.  untrusted: bodies by path.
    Raises:  PublicationError: a path or size has no place here.  UnsignedError: the admins did not sign this page.
             NotExtendingError: it contradicts what is published.
    """
    for path in untrusted:
        known = path == queries.BOARD or any(shape.fullmatch(path) for shape in (_SET, _KEYS, _GROUP))
        if not known or len(path) > PATH_CHARS:
            raise PublicationError
    _check_keys(connection, untrusted)
    gone = _check_board(connection, untrusted)
    for folder in ("directory/", "page/"):
        new = [path for path in untrusted if path.startswith(folder)]
        if new:  # a set: what it no longer names goes
            gone |= _paths(connection, folder) - set(new)
    _check_page(connection, untrusted, gone)
    changed = {path: body for path, body in untrusted.items() if queries.published(connection, path) != body}
    if not changed and not gone:
        return False
    remove(connection, gone)
    for path, body in sorted(changed.items()):
        new_row = state.insert_into(connection.dialect, Published).values(path=path, body=body)
        connection.execute(new_row.on_conflict_do_update(index_elements=["path"], set_={"body": new_row.excluded.body}))
    state.add(connection, state.VERSION, 1)
    return True


def unpublish(connection: Connection) -> int:
    """Take everything away that was published; how many files there were. The operator's way out, no courier's."""
    gone = int(connection.execute(delete(Published)).rowcount)
    state.add(connection, state.VERSION, 1)
    return gone


def remove(connection: Connection, paths: Iterable[str]) -> None:
    """Take files away."""
    for path in sorted(paths):
        connection.execute(delete(Published).where(Published.path == path))


def _paths(connection: Connection, folder: str) -> set[str]:
    found = select(Published.path).where(Published.path.startswith(folder, autoescape=True))
    return {path for (path,) in connection.execute(found)}


def _check_page(connection: Connection, untrusted: Mapping[str, bytes], gone: set[str]) -> None:
    """The page as it will be served is of the directory as it will be published, and that goes on from the one before.

    Before the first directory there is nothing to go by, and nobody to come: its root is the newsroom from then on.
    """
    before = queries.published(connection, queries.DIRECTORY)
    after = None if queries.DIRECTORY in gone else untrusted.get(queries.DIRECTORY, before)
    if after is None:
        if before is not None:
            raise PublicationError
        return
    new = {path: body for path, body in untrusted.items() if path.startswith("page/")}
    if after == before and not new:
        return
    stays = _paths(connection, "page/") - gone - set(new)
    page = {path: queries.published(connection, path) or b"" for path in stays} | new
    admins.check(page, after, before)


def _parsed(parse: Callable[[bytes], T], untrusted: bytes) -> T:
    try:
        return parse(untrusted)
    except ProtocolError:
        raise PublicationError from None


def _check_keys(connection: Connection, untrusted: Mapping[str, bytes]) -> None:
    """One record a reporter and day, ever: others may join, none may change or go."""
    for path, body in untrusted.items():
        if not (match := _KEYS.fullmatch(path)):
            continue
        records = _parsed(wire.split_key_records, body)
        if not records or any(_parsed(wire.letter_day, record) != int(match[1]) for record in records.values()):
            raise PublicationError
        kept = wire.split_key_records(queries.published(connection, path) or b"")
        if any(records.get(reporter) != record for reporter, record in kept.items()):
            raise NotExtendingError


def _check_board(connection: Connection, untrusted: Mapping[str, bytes]) -> set[str]:
    """The paths of groups that leave with the sections that the new board no longer has."""
    old = queries.board(connection)
    signed = untrusted.get(queries.BOARD)
    brought = {path for path in untrusted if _GROUP.fullmatch(path)}
    if any(len(untrusted[path]) != wire.GROUP_SIZE for path in brought) or len(signed or b"") > BOARD_BYTES:
        raise PublicationError
    new = old if signed is None else _parsed(wire.parse_board, signed)
    changes = signed is not None and signed != queries.published(connection, queries.BOARD)
    if changes and old and new and not wire.extends(new, old):
        raise NotExtendingError
    before, after = _groups(old), _groups(new)
    if not after - before <= brought or not brought <= after:
        raise PublicationError
    if any(queries.published(connection, path) != untrusted[path] for path in brought & before):
        raise NotExtendingError
    return before - after


def _groups(board: wire.Board | None) -> set[str]:
    sections = () if board is None else board.sections
    return {f"groups/{section.number}/{group}" for section in sections for group in range(section.groups)}
