"""``keys sign``: signing in turns, by files on a stick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake.voice import Voice, voiced
from keys.ceremony.asking import ADMIN, DRY, FILES, YES, dry_run, for_one, passphrases, tell, this_day

if TYPE_CHECKING:
    from keys.ceremony.admins import Admins
    from keys.ceremony.folder import Folder
    from keys.ceremony.held import Held
    from keys.ceremony.own import OwnFolder
    from keys.ceremony.reading import Reading

STICK = click.argument("stick", type=click.Path(path_type=Path))
HERE = "here"


class SignGroup(click.Group):
    """``keys sign STICK`` without a verb is the signing itself."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb that nobody types."""
        if args and args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx):
            args = [HERE, *args]
        return super().parse_args(ctx, args)


@click.group(cls=SignGroup, subcommand_metavar="STICK --folder FOLDER | COMMAND ...")
def sign() -> None:
    """Sign in turns: prepare a request, sign it on each admin's own machine, collect the signatures.

    ``keys sign STICK --folder FOLDER`` shows what the stick asks for, and signs it with the keys in FOLDER.
    """


@sign.command("request")
@ADMIN
@STICK
@click.option("--page", type=click.Path(path_type=Path), help="The built page; default: the one that came with this.")
@DRY
@voiced("keys")
def sign_request(voice: Voice, folder: Path, stick: Path, page: Path | None, dry_run_only: bool) -> None:
    """Write what is to be signed next onto STICK, with all the files."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.page import built_page
    from keys.ceremony.reading import read_request
    from keys.ceremony.signing import hand_out, make_request
    from keys.stick.layout import check_stick

    opened = Folder.open(folder)
    check_stick(stick)
    request = make_request(opened, page or built_page(), this_day())
    reading = read_request(request, opened, opened.admins() if opened.pin() else None, this_day())
    _show(voice, reading, "This asks the admins to sign")
    told = {"words": request.words, "changes": list(reading.lines), "attention": list(reading.attention)}
    if dry_run_only:
        dry_run(voice, f"{len(reading.lines)} changes would be asked for.", **told)
        return
    hand_out(opened, stick, request)
    admins = request.admins or opened.admins()
    first = " The newsroom's first root comes first, alone; what it says is signed in the next round." * (
        not reading.roots
    )
    voice.done(
        f"The request lies on the stick; it takes {admins.threshold} of {len(admins.admins)} admins.{first}",
        kept="Read the six words to each admin, in person or by telephone: they see the same only if the request is the same.",
        todo='carry the stick from admin to admin ("keys sign"), then run "keys sign collect".',
        threshold=admins.threshold,
        **told,
    )


@sign.command(HERE, hidden=True)
@STICK
@click.option(
    "--folder",
    required=True,
    type=click.Path(path_type=Path),
    callback=for_one,
    help="Your own folder, with your keys.",
)
@click.option(
    "--admin", "numbers", multiple=True, type=int, metavar="N", help="In a newsroom's folder: whose keys sign."
)
@YES
@FILES
@DRY
@voiced("keys")
def sign_here(
    voice: Voice,
    stick: Path,
    folder: Path,
    numbers: tuple[int, ...],
    yes: bool,
    files: tuple[Path, ...],
    dry_run_only: bool,
) -> None:
    """Show what the stick asks for, in plain words, and sign it with the keys in FOLDER."""
    from keys.ceremony.errors import NotSignedError
    from keys.ceremony.reading import read_request
    from keys.ceremony.request import Request, read_part
    from keys.ceremony.signing import keys_for, other_signed, sign_with, signed_rows, write_signatures
    from keys.ceremony.words import listing

    machine = _machine(folder, numbers)
    request = Request.parse(read_part(stick))
    reading = read_request(request, machine.known, machine.admins, this_day())
    _meet(voice, machine, reading, yes=yes or dry_run_only)
    if not request.asked:
        _learn(voice, machine, reading, dry=dry_run_only)
        return
    keys = keys_for(reading, machine.held)
    rows = signed_rows(reading, keys, this_day())
    attention = [*reading.attention, *other_signed(rows, machine.own.signed() if machine.own else [])]
    _show(voice, reading, "Signing this stick", attention)
    told = {"words": request.words, "changes": list(reading.lines), "attention": attention}
    if dry_run_only:
        dry_run(voice, f"{listing(list(map(str, keys)))} would sign.", keys=list(map(str, keys)), **told)
        return
    if voice.as_json and not yes:
        click.echo("\n".join([*reading.lines, *attention, request.words]), err=True)
    if not yes and not click.confirm("Were these six words read to you, and do you sign?", err=True):
        raise NotSignedError
    seeds = [key.seed(spoken) for key, spoken in zip(keys, passphrases(files, keys), strict=True)]
    if machine.own:
        machine.own.remember(rows)
    write_signatures(stick, keys, sign_with(reading, keys, seeds))
    if machine.own:
        machine.own.learn(reading.to_learn)
    voice.done(
        f"Signed with {listing(list(map(str, keys)))}; the signature lies on the stick.",
        kept="It counts for these very bytes alone.",
        todo='hand the stick to the next admin, or back to whoever prepared it ("keys sign collect").',
        keys=list(map(str, keys)),
        **told,
    )


@sign.command("collect")
@ADMIN
@STICK
@DRY
@voiced("keys")
def sign_collect(voice: Voice, folder: Path, stick: Path, dry_run_only: bool) -> None:
    """Take the signatures from STICK; when they are enough, write what the courier publishes onto it."""
    from keys.ceremony.folder import Folder
    from keys.ceremony.signing import collect, look
    from keys.ceremony.words import listing
    from keys.stick.layout import check_stick

    opened = Folder.open(folder)
    check_stick(stick)
    request, found, state = look(opened, stick)
    voice.say(f"Signed by {listing(list(state.have))}.")
    more = f"{state.lacking} more admin{'s have' if state.lacking > 1 else ' has'}"
    told = {"have": list(state.have), "wanted": list(state.wanted), "lacking": state.lacking}
    if dry_run_only:
        enough = (
            "they are enough to put everything together" if not state.lacking else f"{state.lacking} more are needed"
        )
        dry_run(voice, f"{enough}.", **told)
        return
    state = collect(opened, stick, request, found, state)
    if state.signed is None:
        voice.done(
            f"{more} to sign: any of {listing(list(state.wanted))}.",
            kept="The signatures so far are kept in this folder.",
            todo="carry the stick to the next admin, then collect again.",
            **told,
        )
        return
    pin = f"The newsroom's first root is {state.signed.pin.hex()}; it never changes."
    told |= {"root_sha256": state.signed.pin.hex(), "root_version": state.signed.root_version}
    if not state.signed.targets_version:
        voice.done(
            "Root version 1 is signed: the newsroom is founded.",
            kept=pin,
            todo='run "keys sign request" once more: now for what the newsroom says.',
            **told,
        )
        return
    voice.done(
        f"Version {state.signed.targets_version} is signed and lies on the stick, with root version "
        f"{state.signed.root_version} and {len(state.signed.files) - 1} files of the page.",
        kept=pin,
        todo='hand the stick to the courier, who runs "courier sync". Show it to the other admins\' machines '
        'afterwards ("keys sign"), so that they know it too.',
        targets_version=state.signed.targets_version,
        **told,
    )


@dataclass(frozen=True, slots=True)
class _Machine:
    """The keys that lie in a folder, and what it knows. ``own`` is None for a newsroom's folder."""

    own: OwnFolder | None
    known: Folder
    admins: Admins | None
    held: Sequence[Held]


def _machine(path: Path, numbers: Sequence[int]) -> _Machine:
    """An admin's own folder, or a newsroom's folder in which keys of admins lie."""
    from keys.ceremony.admins import ROLES, KeyName
    from keys.ceremony.folder import ADMINS, Folder
    from keys.ceremony.own import OwnFolder

    if not (path / ADMINS).is_file():
        own = OwnFolder.open(path)
        return _Machine(own, own.known, own.known_admins(), own.held())
    folder = Folder.open(path)
    admins = folder.admins()
    chosen = numbers or [admin.number for admin in admins.admins if not admin.own][: admins.threshold]
    held = [folder.held(KeyName(role, number)) for number in chosen for role in ROLES]
    return _Machine(None, folder, admins if folder.pin() else None, held)


def _meet(voice: Voice, machine: _Machine, reading: Reading, *, yes: bool) -> None:
    """A machine that knows no newsroom yet has its first root compared by voice. Raises NotConfirmedError."""
    from keys.ceremony.errors import NotConfirmedError
    from keys.ceremony.reading import FIRST_ROOT
    from keys.stick.card import fingerprint

    if machine.known.pin() is not None or reading.pin is None:
        return
    voice.say("This machine knows no newsroom yet. The first root of the one on the stick, in words:")
    voice.say(f"    {fingerprint(reading.request.known[FIRST_ROOT])}")
    if not yes and not click.confirm("Did another admin read you exactly these words?", err=True):
        raise NotConfirmedError(todo="Sign nothing on this stick; meet the other admins in person")


def _learn(voice: Voice, machine: _Machine, reading: Reading, *, dry: bool) -> None:
    if dry or machine.own is None:
        dry_run(voice, "nothing is to be signed on this stick.")
        return
    renewing = machine.own.renewing
    machine.own.learn(reading.to_learn)
    targets = machine.own.known.last_targets()
    version = targets.version if targets else 0
    replaced = " Your new keys have taken the place of the old ones, which are destroyed." * (
        renewing and not machine.own.renewing
    )
    voice.done(
        f"Nothing is to be signed on this stick. This machine knows root version {len(reading.roots)} and version {version} "
        f"of what the newsroom says.{replaced}",
        todo="nothing.",
        root_version=len(reading.roots),
        targets_version=version,
    )


def _show(voice: Voice, reading: Reading, what: str, attention: Sequence[str] | None = None) -> None:
    tell(voice, what, reading.lines)
    for line in reading.attention if attention is None else attention:
        voice.say(f"Attention: {line}.")
    if reading.request.asked:
        voice.say("In six words, to be read aloud:")
        voice.say(f"    {reading.request.words}")
