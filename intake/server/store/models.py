"""The tables. Days are whole numbers; bodies lie in rows, never in files, whose inodes would tell finer times.

Every table is keyed by what it holds, ``WITHOUT ROWID``: a rowid would number the arrivals for good.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

REVISION = "0001"
"""The migration that these models describe."""

_BY_KEY = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """What the migrations build."""


class Letter(Base):
    """One sealed letter: id 16 bytes (of its SHA-256), body 8,192 bytes."""

    __tablename__ = "letters"
    __table_args__ = _BY_KEY

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    day: Mapped[int]
    """The day it arrived."""
    listed: Mapped[bool]
    """Whether a compaction has passed since it arrived: only then couriers see it."""
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Parcel(Base):
    """One sealed parcel: id 16 bytes (chosen by the source's key), body 65,536 bytes."""

    __tablename__ = "parcels"
    __table_args__ = _BY_KEY

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    day: Mapped[int]
    listed: Mapped[bool]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Published(Base):
    """One file that everybody gets: directory/…, page/…, keys/<day>, board, groups/<section>/<number>."""

    __tablename__ = "published"
    __table_args__ = _BY_KEY

    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Token(Base):
    """A courier's token, as its SHA-256."""

    __tablename__ = "tokens"
    __table_args__ = _BY_KEY

    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))


class State(Base):
    """A few whole numbers that the server remembers; store/state.py names them."""

    __tablename__ = "state"
    __table_args__ = _BY_KEY

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
