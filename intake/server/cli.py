"""The command ``intake``: each verb reads, calls one function, and says the next step."""

from __future__ import annotations

from pathlib import Path

import click

from intake.voice import Voice, voiced

FOLDER = click.Path(file_okay=False, path_type=Path)
HERE = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def intake() -> None:
    """The online server of Asterism: takes sealed tips, and can open none."""


@intake.command()
@click.argument("folder", type=FOLDER)
@voiced("intake")
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
@voiced("intake")
def serve(voice: Voice, folder: Path, host: str, port: int, workers: int) -> None:
    """Serve FOLDER until it is told to end (SIGTERM). Prints one line, when it answers, and nothing about requests."""
    from intake.server import serve as serving
    from intake.server.settings import load
    from intake.server.store.engine import check_revision, make_engine

    settings = load(folder)
    engine = make_engine(settings, writes=False)
    check_revision(engine)
    engine.dispose()

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
@voiced("intake")
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


@intake.command()
@click.argument("folder", type=HERE)
@voiced("intake")
def upkeep(voice: Voice, folder: Path) -> None:
    """Delete what is too old and store the rest so that it tells no order. A serving server does it by itself."""
    from intake.server import upkeep as keeping
    from intake.server.settings import load
    from intake.server.store.database import Database

    database = Database(load(folder))
    try:
        kept = keeping.run(database)
    finally:
        database.close()
    voice.done(
        f"{kept.letters} letters and {kept.parcels} parcels were too old and are gone; the rest is compacted.",
        todo="nothing: a serving server does this daily",
        letters=kept.letters,
        parcels=kept.parcels,
    )
