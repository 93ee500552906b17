"""The command ``intake``: each verb reads, calls one function, and says the next step."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec

import click

from intake.voice import Program, Voice, voiced

P = ParamSpec("P")

FOLDER = click.Path(file_okay=False, path_type=Path)
HERE = click.Path(exists=True, file_okay=False, path_type=Path)


def _voiced(command: Callable[Concatenate[Voice, P], None]) -> Callable[P, None]:
    """``voiced``, and what the database refuses is told as our own."""

    @functools.wraps(command)
    def run(voice: Voice, /, *args: P.args, **kwargs: P.kwargs) -> None:
        import sqlite3

        from sqlalchemy.exc import DBAPIError

        from intake.server.errors import DatabaseFailedError

        try:
            command(voice, *args, **kwargs)
        except (DBAPIError, sqlite3.Error):
            raise DatabaseFailedError from None

    return voiced("intake")(run)


@click.group(cls=Program)
def intake() -> None:
    """The online server of Asterism: takes sealed tips, and can open none."""


@intake.command()
@click.argument("folder", type=FOLDER)
@_voiced
def init(voice: Voice, folder: Path) -> None:
    """Make a server in FOLDER, or bring an older one up to date."""
    from intake.server import settings
    from intake.server.store.engine import migrate

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / settings.FILE_NAME
    if not file.exists():
        file.write_text(settings.template(), encoding="utf-8")
    migrate(settings.load(folder))
    voice.done(
        f"{folder} holds a server, and its database is of this version.",
        todo=f"intake courier-token {folder}, then intake serve {folder}",
    )


@intake.command()
@click.argument("folder", type=HERE)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8080, show_default=True, help="Port to listen at; 0 takes a free one.")
@click.option("--workers", default=1, show_default=True, help="Processes that answer.")
@_voiced
def serve(voice: Voice, folder: Path, host: str, port: int, workers: int) -> None:
    """Serve FOLDER until it is told to end (SIGTERM). Prints one line, when it answers, and nothing about requests."""
    from intake.server import memory
    from intake.server import serve as serving
    from intake.server.settings import load
    from intake.server.store.engine import check_revision, make_engine

    settings = load(folder)
    engine = make_engine(settings, writes=False)
    check_revision(engine)
    engine.dispose()
    memory.start_again_wiping()

    def ready(bound: int) -> None:
        url = f"http://{host}:{bound}"
        if voice.as_json:
            voice.done("Serving", url=url)
        else:
            voice.say(f"Serving {folder} at {url}; Ctrl-C ends it.")

    serving.serve(settings, host, port, workers, ready)


@intake.command("courier-token")
@click.argument("folder", type=HERE)
@click.option("--name", default="courier", show_default=True, help="Whose token it is, for your own records.")
@_voiced
def courier_token(voice: Voice, folder: Path, name: str) -> None:
    """Make a token for a courier. It is shown once; FOLDER keeps its SHA-256."""
    import hashlib
    import secrets

    from intake.server.settings import load
    from intake.server.store import queries
    from intake.server.store.database import Database

    token = secrets.token_bytes(32)
    database = Database(load(folder))
    sha256 = hashlib.sha256(token).digest()
    database.writer.transaction(lambda connection: queries.write_token(connection, sha256, name))
    database.close()
    voice.done(
        f"Token of {name}: {token.hex()}",
        kept="It is shown this once; the server keeps only its SHA-256.",
        todo="give it to the courier on paper or in person",
        token=token.hex(),
    )


@intake.command("courier-revoke")
@click.argument("folder", type=HERE)
@click.argument("name")
@_voiced
def courier_revoke(voice: Voice, folder: Path, name: str) -> None:
    """Take the tokens of NAME away: a laptop that was lost can list, fetch and publish nothing more."""
    from intake.server.errors import NoSuchTokenError
    from intake.server.settings import load
    from intake.server.store import queries
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        gone = database.writer.transaction(lambda connection: queries.remove_tokens(connection, name))
        with database.read() as connection:
            left = queries.token_names(connection)
    finally:
        database.close()
    if not gone:
        named = ", ".join(left) or "none"
        raise NoSuchTokenError(f"No token is named {name}; there are: {named}")
    voice.done(
        f"Taken away: {gone} token{'' if gone == 1 else 's'} of {name}.",
        kept=f"Other couriers' tokens: {', '.join(left) or 'none'}.",
        todo="tell the admins, who take the laptop's key away (keys courier revoke)",
        left=left,
    )


@intake.command()
@click.argument("folder", type=HERE)
@click.option("--yes", is_flag=True, help="Confirm what would be asked.")
@_voiced
def unpublish(voice: Voice, folder: Path, yes: bool) -> None:
    """Take down all that couriers published, after a stolen laptop published nonsense; the next trip publishes anew."""
    from intake.server.settings import load
    from intake.server.store import publication
    from intake.server.store.database import Database

    question = "Page, directory, key records and answers go; sources see no page until the next trip. Go on?"
    if not yes and (voice.as_json or not click.confirm(question, err=True)):
        raise click.Abort
    database = Database(load(folder))
    try:
        gone = database.writer.transaction(publication.unpublish)
    finally:
        database.close()
    voice.done(
        f"Nothing is published any more; {gone} files are gone.",
        kept="Letters and parcels are as they were.",
        todo="have a courier that the admins trust make a trip (courier sync)",
        files=gone,
    )


@intake.command()
@click.argument("folder", type=HERE)
@click.option("--clock-is-right", is_flag=True, help="Expire by this machine's clock, though it has leapt ahead.")
@_voiced
def upkeep(voice: Voice, folder: Path, clock_is_right: bool) -> None:
    """Delete what is too old and store the rest so that it tells no order. A serving server does it by itself."""
    from intake.server import upkeep as keeping
    from intake.server.settings import load
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        kept = keeping.run(database, clock_is_right=clock_is_right)
    finally:
        database.close()
    voice.done(
        f"{kept.letters} letters and {kept.parcels} parcels were too old and are gone; the rest is compacted.",
        todo="nothing: a serving server does this daily",
        letters=kept.letters,
        parcels=kept.parcels,
    )


@intake.command()
@click.argument("folder", type=HERE)
@_voiced
def status(voice: Voice, folder: Path) -> None:
    """Say how much lies here, by days; there is nothing finer to say."""
    from intake.server import health
    from intake.server.limits import Room
    from intake.server.settings import load
    from intake.server.store import queries
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        with database.read() as connection:
            counts = queries.counts(connection)
        found = health.look(database, Room(database)).as_data()
        used = database.used_bytes()
    finally:
        database.close()
    for name, days in counts.items():
        for day, number in sorted(days.items()):
            voice.say(f"{name:8} day {day}: {number}")
    voice.done(
        f"{sum(counts['letters'].values())} letters and {sum(counts['parcels'].values())} parcels, {used >> 20} MiB.",
        todo=f"intake doctor {folder}" if not found["well"] else None,
        used_bytes=used,
        counts=counts,
        health=found,
    )


@intake.command()
@click.argument("folder", type=HERE)
@_voiced
def doctor(voice: Voice, folder: Path) -> None:
    """Look the installation over and say what to mend; ends with 1 when there is something."""
    from intake.server import doctor as looking
    from intake.server.settings import load
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        findings = looking.look(database)
    finally:
        database.close()
    for finding in findings:
        voice.say(f"mend  {finding.what}: {finding.mend}" if finding.mend else f"well  {finding.what}")
    ill = sum(bool(finding.mend) for finding in findings)
    voice.done(
        f"{len(findings) - ill} of {len(findings)} are well.",
        todo="mend what is named above, from the top" if ill else None,
        findings=[{"what": finding.what, "mend": finding.mend} for finding in findings],
    )
    if ill:
        raise SystemExit(1)


@intake.command()
@click.argument("folder", type=HERE)
@click.argument("copy", type=click.Path(dir_okay=False, path_type=Path))
@_voiced
def backup(voice: Voice, folder: Path, copy: Path) -> None:
    """Write a compacted copy of FOLDER's database to COPY, while it serves."""
    from intake.server import backup as copying
    from intake.server.settings import load
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        size = copying.make(database, copy)
    finally:
        database.close()
    voice.done(
        f"{copy} is a copy of {size >> 20} MiB.",
        kept="It holds sealed data only, and no order of arrivals.",
        todo=f"keep it no longer than 30 days; intake restore NEW_FOLDER {copy} puts it back",
        bytes=size,
    )


@intake.command()
@click.argument("folder", type=FOLDER)
@click.argument("copy", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_voiced
def restore(voice: Voice, folder: Path, copy: Path) -> None:
    """Make a server in FOLDER out of a backup COPY, and delete what has grown too old in it."""
    from intake.server import backup as copying
    from intake.server import settings, upkeep
    from intake.server.store.database import Database

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / settings.FILE_NAME
    if not file.exists():
        file.write_text(settings.template(), encoding="utf-8")
    loaded = settings.load(folder)
    copying.put_back(loaded, copy)
    database = Database(loaded)
    try:
        kept = upkeep.run(database, clock_is_right=True)  # the copy stays what it was
    finally:
        database.close()
    voice.done(
        f"{folder} holds the server of the backup; {kept.letters} letters and {kept.parcels} parcels had grown too old.",
        todo=f"intake serve {folder}",
    )
