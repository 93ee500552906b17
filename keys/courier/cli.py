"""The command ``courier``: the trip between the server and the air gap. Whatever cuts it, it is just run again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from intake.voice import Program, Voice, count, day_text, read_passphrase, voiced

if TYPE_CHECKING:
    from keys.courier.state import CourierFolder

FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
STICK = click.argument("stick", type=click.Path(file_okay=False, path_type=Path))
PASSPHRASE = click.option(
    "--passphrase-file", type=click.File(), help="Read the passphrase from here, not from a person."
)

DRY = click.option(
    "--dry-run", "dry_run_only", is_flag=True, help="Say what would happen; write, sign and send nothing."
)

LATE_DAYS = 14
"""After so many days without a trip the server's 30 days come near."""

SOON_DAYS = 14
"""A machine whose published keys end sooner needs a visit."""


@click.group(cls=Program)
def courier() -> None:
    """Carry sealed letters from the server to the air gap, and answers back."""


@courier.command()
@FOLDER
@click.option("--name", required=True, help="What the admins call this laptop.")
@click.option("--server", required=True, help="The server's address.")
@click.option("--token", required=True, help='What "intake courier-token" printed.')
@click.option("--proxy", help="For an onion address: socks5h://127.0.0.1:9050.")
@DRY
@PASSPHRASE
@voiced("courier")
def new(
    voice: Voice,
    folder: Path,
    name: str,
    server: str,
    token: str,
    proxy: str | None,
    dry_run_only: bool,
    passphrase_file: IO[str] | None,
) -> None:
    """Make a courier's FOLDER with a new key."""
    from nacl.signing import SigningKey

    from keys.courier.state import CourierFolder, Settings
    from keys.stick.card import plain_name
    from keys.vault.files import check_free

    name = plain_name(name)
    key = SigningKey.generate()
    settings = Settings(name=name, server=server, token=token, verify_key=bytes(key.verify_key).hex(), proxy=proxy)
    settings.check()
    check_free(folder)
    if dry_run_only:
        _dry(voice, laptop=[str(folder)])
        return
    passphrase = read_passphrase(passphrase_file, "A passphrase for the courier's key", confirm=True)
    CourierFolder.create(folder, settings, bytes(key), passphrase)
    voice.done(
        f"{folder} is a courier's folder now.",
        todo=f'run "courier card {folder} STICK" and bring the stick to the admins.',
    )


@courier.command()
@FOLDER
@STICK
@DRY
@PASSPHRASE
@voiced("courier")
def card(voice: Voice, folder: Path, stick: Path, dry_run_only: bool, passphrase_file: IO[str] | None) -> None:
    """Write this courier's card onto STICK, for the admins to certify."""
    from nacl.signing import SigningKey

    from keys.courier.state import CourierFolder
    from keys.stick.card import Card
    from keys.stick.layout import CARDS, TOP, check_stick, stick_folder, write_plain

    opened = CourierFolder(folder)
    made = Card("courier", opened.settings.name, opened.settings.own_key)
    if dry_run_only:
        check_stick(stick)
        voice.say(f"The card would be written. Its words: {made.spoken}")
        _dry(voice, stick=[f"{TOP}/{CARDS}/{made.file_name}"], words=made.spoken)
        return
    path = stick_folder(stick, CARDS, make=True) / made.file_name
    key = SigningKey(_seed(opened, passphrase_file))
    write_plain(path, made.sign(key))
    voice.done(
        f"The card is on the stick. Its words: {made.spoken}",
        todo="read these words to an admin over another channel, and bring the stick to the admins.",
        words=made.spoken,
        card=str(path),
    )


@courier.command()
@FOLDER
@STICK
@DRY
@voiced("courier")
def take(voice: Voice, folder: Path, stick: Path, dry_run_only: bool) -> None:
    """Take the signed newsroom and the outboxes from STICK."""
    if dry_run_only:
        _rehearse(voice, folder, stick, "take")
        return
    told = _take(voice, _open(folder), stick)
    voice.done("What was new on the stick is on this laptop.", todo=f'run "courier publish {folder}".', **told)


@courier.command()
@FOLDER
@DRY
@PASSPHRASE
@voiced("courier")
def publish(voice: Voice, folder: Path, dry_run_only: bool, passphrase_file: IO[str] | None) -> None:
    """Push outboxes as a new section of the board, and sign the directory anew."""
    if dry_run_only:
        _rehearse(voice, folder, None, "publish")
        return
    opened = _open(folder)
    told = _publish(voice, opened, _seed(opened, passphrase_file))
    told |= _horizons(voice, opened)
    voice.done("The server has the newest answers, keys and directory.", todo=f'run "courier pull {folder}".', **told)


@courier.command()
@FOLDER
@DRY
@PASSPHRASE
@voiced("courier")
def pull(voice: Voice, folder: Path, dry_run_only: bool, passphrase_file: IO[str] | None) -> None:
    """Pull what has come into the next bundle."""
    if dry_run_only:
        _rehearse(voice, folder, None, "pull")
        return
    opened = _open(folder)
    told = _pull(voice, opened, _seed(opened, passphrase_file))
    voice.done("This laptop holds all that the server held.", todo=f'run "courier carry {folder} STICK".', **told)


@courier.command()
@FOLDER
@STICK
@DRY
@voiced("courier")
def carry(voice: Voice, folder: Path, stick: Path, dry_run_only: bool) -> None:
    """Write every bundle without all its receipts to STICK."""
    if dry_run_only:
        _rehearse(voice, folder, stick, "carry")
        return
    told = _carry(voice, _open(folder), stick)
    voice.done("The stick is ready.", todo=_to_the_machines(stick), **told)


@courier.command()
@FOLDER
@click.argument("number", type=click.IntRange(min=1))
@DRY
@voiced("courier")
def lost(voice: Voice, folder: Path, number: int, dry_run_only: bool) -> None:
    """Declare bundle NUMBER lost: the next bundle says so, and carries again all that there is."""
    from keys.courier.held import give_up, to_give_up

    opened = _open(folder)
    if dry_run_only:
        numbers = to_give_up(opened, number, _today())
        voice.say(f"Would be noted: {_listed(numbers)} will never come; the next bundle carries it all again.")
        _dry(voice, laptop=["state.json"], lost=numbers)
        return
    numbers = give_up(opened, number, _today())
    voice.done(
        f"Noted: {_listed(numbers)} will never come.",
        kept="What is whole of it goes into the next bundle, with all that the server holds.",
        todo=f'run "courier sync {folder} STICK".',
        lost=numbers,
    )


@courier.command()
@FOLDER
@STICK
@DRY
@PASSPHRASE
@voiced("courier")
def sync(voice: Voice, folder: Path, stick: Path, dry_run_only: bool, passphrase_file: IO[str] | None) -> None:
    """A whole trip: take, publish, pull, carry. Cut anywhere, it is just run again."""
    from keys.stick.layout import BUNDLES, stick_folder

    if dry_run_only:
        _rehearse(voice, folder, stick, "take", "publish", "pull", "carry")
        return
    opened = _open(folder)
    stick_folder(stick, BUNDLES, make=True)  # a stick that is missing is said before anybody types a passphrase
    seed = _seed(opened, passphrase_file)
    told = _take(voice, opened, stick)
    told |= _publish(voice, opened, seed)
    told |= _pull(voice, opened, seed)
    told |= _carry(voice, opened, stick)
    told |= _horizons(voice, opened)
    voice.done("The trip is done.", todo=_to_the_machines(stick), **told)


def _to_the_machines(stick: Path) -> str:
    return f'eject the stick, then carry it to each air-gapped machine: "reporter receive VAULT {stick}".'


@courier.command()
@FOLDER
@voiced("courier")
def status(voice: Voice, folder: Path) -> None:
    """Say what this laptop holds, and how long ago the last trip was."""
    from keys.courier.state import CourierFolder

    opened = CourierFolder(folder)
    found = opened.status()
    if not found["has_newsroom"]:
        voice.say("No signed newsroom has come from the admins yet.")
    else:
        found |= _horizons(voice, opened, all_of_them=True)
    if found["bundle"]:
        days = _today() - found["closing"]
        voice.say(f"Last bundle: number {found['bundle']}, with all that had come by {day_text(found['closing'])}.")
        if days > LATE_DAYS:
            voice.say(f"That was {days} days ago. The server deletes letters after 30 days: make a trip now.")
    voice.done(
        f"{_listed(found['unreceipted']).capitalize()} {'wait' if len(found['unreceipted']) > 1 else 'waits'} for receipts; "
        f"{count(found['waiting_outboxes'], 'outbox is', 'outboxes are')} not published yet.",
        todo=f'"courier sync {folder} STICK" makes the next trip.',
        **found,
    )


def _rehearse(voice: Voice, folder: Path, stick: Path | None, *steps: str) -> None:
    """Say what these steps of a trip would do, and do nothing; no passphrase is needed for it."""
    from keys.courier import dryrun
    from keys.courier.rehearsal import Rehearsal

    dryrun.rehearse(voice, Rehearsal(_open(folder).folder), stick, steps)


def _dry(voice: Voice, *, laptop: Sequence[str] = (), stick: Sequence[str] = (), **told: Any) -> None:
    """End a dry run whose changes are few."""
    from keys.courier.dryrun import Would, end

    end(voice, Would(list(laptop), list(stick), told=told))


def _open(folder: Path) -> CourierFolder:
    """The folder, for this command alone: two trips at once would sign two bundles of one number."""
    from keys.courier.state import CourierFolder
    from keys.vault.alone import alone

    click.get_current_context().with_resource(alone(folder))
    return CourierFolder(folder)


def _seed(opened: CourierFolder, file: IO[str] | None) -> bytes:
    return opened.seed(read_passphrase(file, "Passphrase of the courier's key"))


def _today() -> int:
    import time

    from intake.protocol import wire

    return wire.day_of(time.time())


def _take(voice: Voice, opened: CourierFolder, stick: Path) -> dict[str, Any]:
    from keys.courier.take import take_newsroom, take_outboxes

    newsroom = take_newsroom(opened, stick)
    if newsroom:
        voice.say("Took a newly signed newsroom from the stick.")
    outboxes, refused = take_outboxes(opened, stick)
    voice.say(f"Took {count(len(outboxes), 'new outbox', 'new outboxes')} from the stick.")
    for sentence in refused:
        voice.say(f"Refused: {sentence}")
    return {"newsroom_taken": newsroom, "outboxes_taken": len(outboxes), "outboxes_refused": refused}


def _publish(voice: Voice, opened: CourierFolder, seed: bytes) -> dict[str, Any]:
    from datetime import UTC, datetime

    from keys.courier.client import Server
    from keys.courier.publish import publish

    published = publish(opened, Server(opened.settings), seed, datetime.now(UTC))
    voice.say(f"Published {count(published, 'outbox', 'outboxes')}, the board and the directory.")
    return {"outboxes_published": published}


def _horizons(voice: Voice, opened: CourierFolder, *, all_of_them: bool = False) -> dict[str, Any]:
    """How far each reader's published keys reach; said of those below 14 days, or of everybody."""
    from keys.courier.publish import last_days

    today = _today()
    found = []
    for name, last in last_days(opened, today):
        soon = last is None or last < today + SOON_DAYS
        if last is None:
            voice.say(f"Attention: {name} has no key, so nobody can write to {name} until an outbox comes.")
        elif soon:
            left = count(last - today, "day")
            voice.say(f"Attention: the keys of {name} end on {day_text(last)}, in {left}; an outbox brings new ones.")
        elif all_of_them:
            voice.say(f"The keys of {name} reach until {day_text(last)}.")
        found.append({"name": name, "keys_until": last, "soon": soon})
    return {"readers": found}


def _pull(voice: Voice, opened: CourierFolder, seed: bytes) -> dict[str, Any]:
    from keys.courier.client import Server
    from keys.courier.pull import pull

    with voice.progress("Pulling", None) as advance:
        bundle = pull(opened, Server(opened.settings), seed, _today(), advance)
    if bundle is None:
        voice.say("Nothing new lay on the server.")
        return {"bundle": None, "letters": 0, "parcels": 0}
    letters, parcels, number = bundle.letter_count(), bundle.parcel_count(), bundle.manifest.number
    voice.say(f"Bundle {number}: {count(letters, 'letter')} (real and cover), {count(parcels, 'parcel')}.")
    return {"bundle": number, "letters": letters, "parcels": parcels}


def _carry(voice: Voice, opened: CourierFolder, stick: Path) -> dict[str, Any]:
    from keys.courier.carry import carry

    with voice.progress("Writing to the stick", None) as advance:
        numbers = carry(opened, stick, _today(), advance)
    voice.say(f"On the stick: {_listed(numbers)}.")
    return {"bundles_on_stick": numbers}


def _listed(numbers: list[int]) -> str:
    return f"bundle{'' if len(numbers) == 1 else 's'} {', '.join(map(str, numbers))}" if numbers else "no bundle"


if __name__ == "__main__":
    courier()
