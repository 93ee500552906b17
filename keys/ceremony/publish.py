"""The sitting in which admins sign what the newsroom says, and the stick that carries it to the courier.

A plan is made first and shown; then every key is opened; only then is anything written. Targets are signed anew each
time. A root is signed along with them when there is none, when the couriers changed, or when it would run out first.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.directory import NEWSROOM, root_sha256
from intake.protocol.newsroom import Newsroom
from keys.ceremony.admins import Admins, KeyName
from keys.ceremony.draft import current
from keys.ceremony.errors import ClockError, NoCourierError, StickWriteError, TooFewSignersError
from keys.ceremony.folder import METADATA, Folder, names_exactly
from keys.ceremony.page import pin_page, read_page
from keys.ceremony.roles import (
    ROOT_DAYS,
    TARGETS_DAYS,
    T,
    add_signature,
    courier_ids,
    date_of,
    make_root,
    make_targets,
    missing,
)
from keys.ceremony.words import date_text, newsroom_changes, page_changes, unreachable_warning
from keys.stick import layout
from keys.vault.files import write_durably

TARGETS_FOLDER = "targets"


@dataclass(frozen=True, slots=True)
class Plan:
    """What one sitting will sign.

    keys:    the keys to be opened, admin by admin.  root: the next root, unsigned, or None: the last one still serves.
    page:    the page's files as built, by target path.  version: of the targets to come.
    changes: the plain-language summary, one line a change.
    """

    folder: Folder
    today: int
    keys: tuple[KeyName, ...]
    roots: tuple[Root, ...]
    root: Metadata[Root] | None
    newsroom: Newsroom
    page: Mapping[str, bytes]
    version: int
    changes: tuple[str, ...]

    @property
    def until(self) -> int:
        """The day on which the targets run out."""
        return self.today + TARGETS_DAYS


@dataclass(frozen=True, slots=True)
class Signed:
    """What a sitting signed: the pin (32 bytes), the two versions, every target file by path."""

    pin: bytes
    root_version: int
    targets_version: int
    files: Mapping[str, bytes]


def plan_signing(folder: Folder, page: Traversable | Path, today: int, signers: Collection[int] = ()) -> Plan:
    """Find out what has to be signed in this folder, by whom, and what it changes; nothing is written.

    Raises:  NoCourierError, PageError, UnknownAdminError, TooFewSignersError, ClockError, DamagedFolderError;
             OwnMachineError: one of them signs elsewhere.
    """
    admins = folder.admins()
    plan = plan_next(folder, page, today, admins)
    signing = admins.signers(signers)
    check_enough(len(signing), admins.threshold)
    roles = ("root", "targets") if plan.root else ("targets",)
    keys = tuple(KeyName(role, number) for number in signing for role in roles)
    for name in keys:
        folder.held(name)
    return replace(plan, keys=keys)


def plan_next(folder: Folder, page: Traversable | Path, today: int, admins: Admins) -> Plan:
    """What has to be signed so that these admins sign from then on, and what it changes; who signs it is left open.

    Raises:  NoCourierError, PageError, ClockError, DamagedFolderError.
    """
    newsroom, roots = current(folder.draft(), today), folder.roots()
    if not newsroom.couriers:
        raise NoCourierError
    files = read_page(page)
    targets = folder.last_targets()
    check_clock(targets, today)
    root, why = _next_root(admins, newsroom, roots, today)
    signed_page = pin_page(files, pin) if (pin := folder.pin()) else files
    before = {path: bytes.fromhex(file.hashes["sha256"]) for path, file in targets.targets.items()} if targets else {}
    changes = newsroom_changes(folder.last_newsroom(targets) if targets else None, newsroom, today)
    changes += page_changes(before, {path: hashlib.sha256(body).digest() for path, body in signed_page.items()})
    changes += why
    if warning := unreachable_warning(newsroom, today):
        changes.append(warning)
    return Plan(
        folder=folder,
        today=today,
        keys=(),
        roots=tuple(roots),
        root=root,
        newsroom=newsroom,
        page=files,
        version=targets.version + 1 if targets else 1,
        changes=tuple(changes),
    )


def sign(plan: Plan, passphrases: Sequence[str]) -> Signed:
    """Open the plan's keys and sign: the root first, if there is one, since the page names the first root's hash.

    Args:    passphrases: one for each of ``plan.keys``, in that order.
    Raises:  WrongPassphraseError, WrongKeyFileError, VaultError: before anything is written.  TooFewSignersError; OSError.
    """
    seeds = {name: plan.folder.seed(name, spoken) for name, spoken in zip(plan.keys, passphrases, strict=True)}
    roots = list(plan.roots)
    if plan.root is not None:
        new = plan.root.signed
        _sign_all(plan.root, [seed for name, seed in seeds.items() if name.role == "root"], [*roots[-1:], new])
        plan.folder.write_metadata(f"{new.version}.root.json", plan.root.to_bytes())
        roots.append(new)
    pin = root_sha256(plan.folder.root_files()["1.root.json"])
    files = {NEWSROOM: plan.newsroom.pack(), **pin_page(plan.page, pin)}
    targets = make_targets(files, plan.version, plan.today)
    _sign_all(targets, [seed for name, seed in seeds.items() if name.role == "targets"], roots[-1:])
    plan.folder.write_metadata(f"{plan.version}.{NEWSROOM}", files[NEWSROOM])
    plan.folder.write_metadata(f"{plan.version}.targets.json", targets.to_bytes())
    return Signed(pin, roots[-1].version, plan.version, files)


def write_stick(folder: Folder, stick: Path, signed: Signed) -> None:
    """Write the signed newsroom onto the stick under plain names.

    It is written beside what an earlier sitting left there and then takes its place: a stick that is pulled out early
    holds the one before, or none, or this one, never a mixture that the courier could not publish.

    Raises:  StickMissingError; StickWriteError; OSError: the admins' folder cannot be read.
    """
    layout.check_stick(stick)
    name = f"{signed.targets_version}.targets.json"
    files = {f"{TARGETS_FOLDER}/{path}": body for path, body in signed.files.items()}
    files |= {**folder.root_files(), name: (folder.path / METADATA / name).read_bytes()}
    replace_part(stick, layout.NEWSROOM, files)


def replace_part(stick: Path, part: str, files: Mapping[str, bytes]) -> None:
    """Write a part of the stick, files by path, in place of what it held. Raises StickWriteError."""
    try:
        _replace(stick, part, files)
    except OSError:
        raise StickWriteError from None


def _replace(stick: Path, part: str, files: Mapping[str, bytes]) -> None:
    place = layout.stick_folder(stick, part, make=True)
    fresh, old = (place.with_name(part + end) for end in (".tmp", ".old"))
    for left in (fresh, old):
        shutil.rmtree(left, ignore_errors=True)
    for path, body in files.items():
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        write_durably(fresh / path, body, 0o644)
    place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old)


def check_clock(targets: Targets | None, today: int) -> None:
    """Raise ClockError when these targets were signed on a later day than today."""
    if targets is not None and targets.expires > date_of(today + TARGETS_DAYS):
        raise ClockError


def check_enough(here: int, needed: int) -> None:
    """Raise TooFewSignersError unless as many admins are here as are needed."""
    if here < needed:
        raise TooFewSignersError(f"Too few admins are here to sign: {here}, and it takes {needed}")


def _next_root(
    admins: Admins, newsroom: Newsroom, roots: Sequence[Root], today: int
) -> tuple[Metadata[Root] | None, list[str]]:
    """The root that has to be signed along, unsigned, and a line that says why; or None and no line."""
    if not roots:
        why = f"founds the newsroom: root version 1, {admins.threshold} of {len(admins.admins)} admins"
    elif set(roots[-1].roles["snapshot"].keyids) != courier_ids(newsroom.couriers):
        why = f"signs root version {roots[-1].version + 1}, because the couriers changed"
    elif not names_exactly(admins, roots[-1]):
        why = f"signs root version {roots[-1].version + 1}, because the admins change"
    elif roots[-1].expires < date_of(today + TARGETS_DAYS):
        why = (
            f"signs root version {roots[-1].version + 1}, because the last one runs out on {roots[-1].expires:%Y-%m-%d}"
        )
    else:
        return None, []
    root = make_root(admins, newsroom.couriers, len(roots) + 1, today)
    return root, [f"{why}; valid until {date_text(today + ROOT_DAYS)}"]


def _sign_all(metadata: Metadata[T], seeds: Sequence[bytes], roots: Sequence[Root]) -> None:
    for seed in seeds:
        add_signature(metadata, seed, roots)
    if lacking := missing(metadata, roots):
        raise TooFewSignersError(f"{lacking} more signatures are needed")
