"""The command ``courier``: the trip between the server and the air gap. Whatever cuts it, it is just run again."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from intake.voice import Voice, read_passphrase, voiced

if TYPE_CHECKING:
    from keys.courier.state import CourierFolder

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)


@click.group()
def courier() -> None:
    """Carry sealed letters from the server to the air gap, and answers back."""


@courier.command()
@FOLDER
@click.option("--name", required=True, help="What the admins call this laptop.")
@click.option("--server", required=True, help="The server's address.")
@click.option("--token", required=True, help='What "intake courier-token" printed.')
@click.option("--proxy", help="For an onion address: socks5h://127.0.0.1:9050.")
@PASSPHRASE
@voiced("courier")
def new(
    voice: Voice, folder: Path, name: str, server: str, token: str, proxy: str | None, passphrase_file: IO[str] | None
) -> None:
    """Make a courier's FOLDER with a new key."""
    from nacl.signing import SigningKey

    from keys.courier.state import CourierFolder, Settings

    key = SigningKey.generate()
    passphrase = read_passphrase(passphrase_file, "A passphrase for the courier's key", confirm=True)
    settings = Settings(name=name, server=server, token=token, verify_key=bytes(key.verify_key).hex(), proxy=proxy)
    CourierFolder.create(folder, settings, bytes(key), passphrase)
    voice.done(
        f"{folder} is a courier's folder now.",
        todo=f'run "courier card {folder} STICK" and bring the stick to the admins.',
    )


@courier.command()
@FOLDER
@STICK
@PASSPHRASE
@voiced("courier")
def card(voice: Voice, folder: Path, stick: Path, passphrase_file: IO[str] | None) -> None:
    """Write this courier's card onto STICK, for the admins to certify."""
    from nacl.signing import SigningKey

    from keys.courier.state import CourierFolder
    from keys.stick.card import Card
    from keys.stick.layout import CARDS, stick_folder
    from keys.vault.files import write_durably

    opened = CourierFolder(folder)
    key = SigningKey(opened.seed(read_passphrase(passphrase_file, "Passphrase of the courier's key")))
    made = Card("courier", opened.settings.name, opened.settings.own_key)
    path = stick_folder(stick, CARDS, make=True) / made.file_name
    write_durably(path, made.sign(key), 0o644)
    voice.done(
        f"The card is on the stick. Its words: {made.spoken}",
        todo="read these words to an admin over another channel, and bring the stick to the admins.",
        words=made.spoken,
        card=str(path),
    )


@courier.command()
@FOLDER
@STICK
@voiced("courier")
def take(voice: Voice, folder: Path, stick: Path) -> None:
    """Take the signed newsroom and the outboxes from STICK."""
    told = _take(voice, _open(folder), stick)
    voice.done("What was new on the stick is on this laptop.", todo=f'run "courier publish {folder}".', **told)


@courier.command()
@FOLDER
@PASSPHRASE
@voiced("courier")
def publish(voice: Voice, folder: Path, passphrase_file: IO[str] | None) -> None:
    """Push outboxes as a new section of the board, and sign the directory anew."""
    opened = _open(folder)
    told = _publish(voice, opened, _seed(opened, passphrase_file))
    voice.done("The server has the newest answers, keys and directory.", todo=f'run "courier pull {folder}".', **told)


@courier.command()
@FOLDER
@PASSPHRASE
@voiced("courier")
def pull(voice: Voice, folder: Path, passphrase_file: IO[str] | None) -> None:
    """Pull what has come into the next bundle."""
    opened = _open(folder)
    told = _pull(voice, opened, _seed(opened, passphrase_file))
    voice.done("This laptop holds all that the server held.", todo=f'run "courier carry {folder} STICK".', **told)


@courier.command()
@FOLDER
@STICK
@voiced("courier")
def carry(voice: Voice, folder: Path, stick: Path) -> None:
    """Write every bundle without all its receipts to STICK."""
    told = _carry(voice, _open(folder), stick)
    voice.done("The stick is ready.", todo=f'carry it to each air-gapped machine: "reporter receive {stick}".', **told)


@courier.command()
@FOLDER
@STICK
@PASSPHRASE
@voiced("courier")
def sync(voice: Voice, folder: Path, stick: Path, passphrase_file: IO[str] | None) -> None:
    """A whole trip: take, publish, pull, carry. Cut anywhere, it is just run again."""
    opened = _open(folder)
    seed = _seed(opened, passphrase_file)
    told = _take(voice, opened, stick)
    told |= _publish(voice, opened, seed)
    told |= _pull(voice, opened, seed)
    told |= _carry(voice, opened, stick)
    voice.done(
        "The trip is done.", todo=f'carry the stick to each air-gapped machine: "reporter receive {stick}".', **told
    )


@courier.command()
@FOLDER
@voiced("courier")
def status(voice: Voice, folder: Path) -> None:
    """What this laptop holds."""
    opened = _open(folder)
    found = opened.status()
    voice.done(
        f"Last bundle: {found['bundle']}. Bundles without all their receipts: {found['unreceipted_bundles']}. "
        f"Outboxes not yet published: {found['waiting_outboxes']}.",
        todo=f'"courier sync {folder} STICK" makes the next trip.',
        **found,
    )


def _open(folder: Path) -> CourierFolder:
    from keys.courier.state import CourierFolder

    return CourierFolder(folder)


def _seed(opened: CourierFolder, file: IO[str] | None) -> bytes:
    return opened.seed(read_passphrase(file, "Passphrase of the courier's key"))


def _take(voice: Voice, opened: CourierFolder, stick: Path) -> dict[str, Any]:
    from keys.courier.take import take_newsroom, take_outboxes

    newsroom = take_newsroom(opened, stick)
    if newsroom:
        voice.say("Took a newly signed newsroom from the stick.")
    outboxes = take_outboxes(opened, stick)
    voice.say(f"Took {len(outboxes)} outboxes from the stick.")
    return {"newsroom_taken": newsroom, "outboxes_taken": len(outboxes)}


def _publish(voice: Voice, opened: CourierFolder, seed: bytes) -> dict[str, Any]:
    from datetime import UTC, datetime

    from keys.courier.client import Server
    from keys.courier.publish import publish

    published = publish(opened, Server(opened.settings), seed, datetime.now(UTC))
    voice.say(f"Published {published} outboxes, the board and the directory.")
    return {"outboxes_published": published}


def _pull(voice: Voice, opened: CourierFolder, seed: bytes) -> dict[str, Any]:
    import time

    from intake.protocol import wire
    from keys.courier.carry import pull
    from keys.courier.client import Server
    from keys.stick.bundle import Bundle

    with voice.progress("Pulling", None) as advance:
        number = pull(opened, Server(opened.settings), seed, wire.day_of(time.time()), advance)
    bundle = Bundle.at(opened.bundle_folder(number)) if number else None
    if bundle is None:
        voice.say("Nothing new lay on the server.")
        return {"bundle": None, "letters": 0, "parcels": 0}
    letters, parcels = bundle.letter_count(), bundle.parcel_count()
    voice.say(f"Bundle {number}: {letters} letters (real and cover) and {parcels} parcels.")
    return {"bundle": number, "letters": letters, "parcels": parcels}


def _carry(voice: Voice, opened: CourierFolder, stick: Path) -> dict[str, Any]:
    from keys.courier.carry import carry

    with voice.progress("Writing to the stick", None) as advance:
        numbers = carry(opened, stick, advance)
    voice.say(f"On the stick: {_listed(numbers)}.")
    return {"bundles_on_stick": numbers}


def _listed(numbers: list[int]) -> str:
    return "bundles " + ", ".join(map(str, numbers)) if numbers else "no bundle"


if __name__ == "__main__":
    courier()
