"""What an operator may choose: one frozen type, unit in the name; a key that nobody reads stops the start."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from intake.server.errors import NotInitialisedError, SettingsError

FILE_NAME = "intake.toml"
DATABASE_NAME = "intake.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """There is nothing else to configure. Defaults suit one small machine behind an onion service."""

    folder: Path
    """The server's folder; not a key of the file."""
    database: str = ""
    """SQLAlchemy URL; empty: the SQLite file ``intake.db`` in the folder."""
    keep_days: int = 30
    """Letters and parcels go this many whole days after they arrived. The newsroom's directory says it too."""
    quota_bytes: int = 0
    """At most this much in the database; 0: as much as the disk allows."""
    quota_a_day_bytes: int = 0
    """At most this much taken in on one day, by everybody together; 0: no limit of its own."""
    disk_floor_bytes: int = 1 << 30
    """Free space that is never touched. SQLite also needs twice its own size free, to compact."""
    exchanges_per_client_ten_minutes: int = 3_000
    """Exchanges of one connection's origin; an onion service without circuit ids has one origin for all."""
    parcels_per_client_ten_minutes: int = 100_000
    """Parcels of one connection's origin; 32,768 of them are 2 GiB."""
    limiter_storage: str = "memory://"
    """Where the limiter counts; ``redis://…`` when several processes are to count together."""
    client_header: str = ""
    """A header by which a reverse proxy names the circuit (docs/operator.md); empty: the connection's own address."""
    threads: int = 256
    """Requests under way at once in one worker; a slow upload occupies one."""

    @property
    def url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database or f"sqlite:///{self.folder / DATABASE_NAME}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file of this machine."""
        return self.url.startswith("sqlite")


def load(folder: Path) -> Settings:
    """Read ``intake.toml`` in ``folder``. Raises NotInitialisedError, SettingsError."""
    path = folder / FILE_NAME
    try:
        untrusted = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotInitialisedError from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE_NAME} is not TOML: {error}") from None
    known = {field.name: field for field in fields(Settings) if field.name != "folder"}
    for key, value in untrusted.items():
        if key not in known:
            raise SettingsError(f"{FILE_NAME} has a key that nobody reads: {key}")
        kind = str if known[key].type == "str" else int
        if type(value) is not kind or (isinstance(value, int) and value < 0):
            raise SettingsError(f"{key} in {FILE_NAME} has to be {'a text' if kind is str else 'a whole number'}")
    settings = Settings(folder=folder, **untrusted)
    if settings.keep_days < 1 or settings.threads < 1:
        raise SettingsError("keep_days and threads have to be at least 1")
    return settings


def template() -> str:
    """A settings file with every key, its default and its meaning, all commented out."""
    return """\
# Settings of the intake server. Every key is optional; what stands here are the defaults.
# A key that nobody reads stops the start. docs/operator.md says more.

# database = ""                               # SQLAlchemy URL, e.g. postgresql+psycopg:///intake; empty: intake.db here
# keep_days = 30                              # letters and parcels go after this many whole days
# quota_bytes = 0                             # at most this much in all; 0: as much as the disk allows
# quota_a_day_bytes = 0                       # at most this much taken in a day; 0: no limit of its own
# disk_floor_bytes = 1073741824               # free space that is never touched
# exchanges_per_client_ten_minutes = 3000     # one circuit's or address's share
# parcels_per_client_ten_minutes = 100000     # 32,768 parcels are 2 GiB
# limiter_storage = "memory://"               # or redis://... when several processes count together
# client_header = ""                          # how a reverse proxy names the circuit; empty: the connection's address
# threads = 256                               # requests under way at once in one worker
"""
