"""What is asked of the database. Every function takes an open connection; none of them writes but those named so."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select

from intake.protocol import wire
from intake.server.store import state
from intake.server.store.models import Letter, Parcel, Published, Token

BOARD = "board"
DIRECTORY = "directory/bundle.json"


def has_parcel(connection: Connection, parcel_id: bytes, oldest: int) -> bool:
    """Whether a parcel that arrived on day ``oldest`` or later has this id."""
    found = select(Parcel.id).where(Parcel.id == parcel_id, Parcel.day >= oldest)
    return connection.execute(found).first() is not None


def ids(connection: Connection, table: type[Letter | Parcel], oldest: int) -> list[bytes]:
    """What couriers see: ids, ascending, of what a compaction has passed since it arrived."""
    found = select(table.id).where(table.listed, table.day >= oldest).order_by(table.id)
    return [bytes(key) for (key,) in connection.execute(found)]


def there(connection: Connection, table: type[Letter | Parcel], asked: Iterable[bytes], oldest: int) -> list[bytes]:
    """Those of the ids that exist, ascending."""
    found = select(table.id).where(table.id.in_(asked), table.day >= oldest).order_by(table.id)
    return [bytes(key) for (key,) in connection.execute(found)]


def body(connection: Connection, table: type[Letter | Parcel], object_id: bytes) -> bytes | None:
    """One object's bytes."""
    return connection.execute(select(table.body).where(table.id == object_id)).scalar()


def published(connection: Connection, path: str) -> bytes | None:
    """One published file."""
    return connection.execute(select(Published.body).where(Published.path == path)).scalar()


def is_published(connection: Connection) -> bool:
    """Whether anything at all is published."""
    return connection.execute(select(Published.path).limit(1)).first() is not None


def key_days(connection: Connection) -> list[int]:
    """The days whose key records are published, ascending."""
    found = select(Published.path).where(Published.path.startswith("keys/", autoescape=True))
    return sorted(int(path.removeprefix("keys/")) for (path,) in connection.execute(found))


def built_on(connection: Connection) -> dict[str, bytes]:
    """The board, the one-file directory and all key records, by path: what a courier's next publication goes on from."""
    wanted = Published.path.in_([BOARD, DIRECTORY]) | Published.path.startswith("keys/", autoescape=True)
    return {
        row.path: bytes(row.body) for row in connection.execute(select(Published.path, Published.body).where(wanted))
    }


def board(connection: Connection) -> wire.Board | None:
    """The board as the courier signed it, parsed. Raises nothing: only what parses is ever stored."""
    signed = published(connection, BOARD)
    return None if signed is None else wire.parse_board(signed)


def knows_token(connection: Connection, sha256: bytes) -> bool:
    """Whether one of the couriers' tokens has this SHA-256."""
    kept = [bytes(row.sha256) for row in connection.execute(select(Token.sha256))]
    return any([hmac.compare_digest(each, sha256) for each in kept])  # noqa: C419 - all of them, whichever it is


def write_token(connection: Connection, sha256: bytes, name: str) -> None:
    """Keep a new courier's token."""
    connection.execute(state.insert_into(connection.dialect, Token).values(sha256=sha256, name=name))


def remove_tokens(connection: Connection, name: str) -> int:
    """Forget every token of this name; how many there were."""
    return int(connection.execute(delete(Token).where(Token.name == name)).rowcount)


def token_names(connection: Connection) -> list[str]:
    """Whose tokens there are, ascending; a name once for each of its tokens."""
    return [str(name) for (name,) in connection.execute(select(Token.name).order_by(Token.name))]


def counts(connection: Connection) -> dict[str, dict[int, int]]:
    """Letters and parcels by the day they arrived: for the operator's own eyes."""
    return {
        table.__tablename__: {
            row.day: row.number
            for row in connection.execute(select(table.day, func.count().label("number")).group_by(table.day))
        }
        for table in (Letter, Parcel)
    }
