"""Reading what is to be signed: a summary in plain words, made from the very bytes, compared with what is known.

Nobody who prepared it is believed. The steps, and the numbers stand at the code:

(1) the chain of roots holds and begins with the first root that this machine knows; nothing known is missing in it;
(2) the targets signed last hold under the last root, and are not older than those that this machine knows; what only a
    replaced key has signed is compared with nothing, since whoever stole that key could hide a change in it;
(3) the new root is rebuilt from what will be shown - admins, threshold, couriers, version, last day - and has the very
    bytes that are to be signed, so that nothing can be signed that is not shown;
(4) so are the new targets, from the files that lie beside them;
(5) the versions are the next ones;
(6) both are told in sentences that begin with a verb.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.directory import NEWSROOM, root_sha256
from intake.protocol.errors import DirectoryError
from intake.protocol.newsroom import Newsroom
from keys.ceremony.admins import Admins
from keys.ceremony.draft import is_shown
from keys.ceremony.errors import (
    BrokenRequestError,
    DamagedFolderError,
    ForeignRequestError,
    NoCourierError,
    OldRequestError,
    PageError,
)
from keys.ceremony.folder import ADMINS, Folder, check_chain, names_exactly, parse_metadata
from keys.ceremony.page import PREFIX, pin_page
from keys.ceremony.request import Request
from keys.ceremony.roles import ROOT_DAYS, TARGETS_DAYS, courier_ids, date_of, make_root, make_targets
from keys.ceremony.words import (
    admin_changes,
    courier_changes,
    date_text,
    newsroom_changes,
    page_changes,
    unreachable_warning,
)

FIRST_ROOT = "1.root.json"
CLOCK_DAYS = 2  # how far the clocks of two offline machines may differ before it is told


@dataclass(frozen=True, slots=True)
class Reading:
    """A request that was checked.

    lines:     what signing it says, one sentence a change.  attention: what a careful person asks about first.
    roots:     the chain so far.  effective: the root under which new targets count; None: nothing is asked.
    to_learn:  what the machine may keep as known, by file name below ``metadata``.
    pin:       SHA-256 of the first root, 32 bytes, or None before there is one.
    """

    request: Request
    lines: tuple[str, ...]
    attention: tuple[str, ...]
    roots: tuple[Root, ...]
    effective: Root | None
    to_learn: Mapping[str, bytes]
    pin: bytes | None

    def counts(self, role: str) -> set[str]:
        """The TUF key ids whose signatures count for a role of what is asked."""
        if role == "targets":
            named = [self.effective] if self.request.targets and self.effective else []
        else:
            named = [*self.roots[-1:], self.request.root.signed] if self.request.root else []
        return {keyid for root in named for keyid in root.roles[role].keyids}

    def signers(self, role: str) -> tuple[Root, ...]:
        """The roots under which a role of what is asked needs its threshold."""
        if role == "targets":
            return (self.effective,) if self.effective else ()
        return (*self.roots[-1:], self.request.root.signed) if self.request.root else ()


def read_request(request: Request, known: Folder, admins: Admins | None, today: int) -> Reading:
    """Check a request and say what it changes.

    Args:    known: the folder whose ``metadata`` is what this machine knows.  admins: as this machine knows them.
    Raises:  BrokenRequestError, ForeignRequestError, OldRequestError; DamagedFolderError: this machine's own folder.
    """
    roots = _chain(request, known)  # (1)
    before, last_version, learnable, doubt = _before(request, roots, known)  # (2)
    as_they_are = _admins_of(request.known.get(ADMINS), roots)
    last = roots[-1] if roots else None
    effective, attention = last, list(doubt)
    lines: list[str] = []
    if request.root is not None:
        new = request.root.signed
        couriers = _check_root(new, request.admins, len(roots) + 1)  # (3), (5)
        effective = new
        until = date_text(_day(new))
        lines.append(f"signs root version {new.version}, valid until {until}")
        if not roots:
            lines[-1] = f"founds the newsroom: root version 1, valid until {until}"
        assert request.admins is not None  # noqa: S101 - _check_root has seen to it
        lines += admin_changes(admins or as_they_are, request.admins)
        if request.targets is None:
            lines += courier_changes(_couriers(last) if last else (), couriers)
        if _day(new) > today + ROOT_DAYS + CLOCK_DAYS:
            attention.append("the root would be valid for longer than a year from this machine's today")
    elif request.targets is not None and request.admins != as_they_are:
        raise BrokenRequestError
    if request.targets is not None:
        if effective is None or not roots:
            raise BrokenRequestError  # the page names the first root, so that one is signed before any targets
        targets = request.targets.signed
        newsroom = _check_targets(targets, request.files, effective, root_sha256(request.known[FIRST_ROOT]))  # (4)
        if targets.version != last_version + 1:  # (5)
            raise OldRequestError
        lines += newsroom_changes(before[1] if before else None, newsroom, today)  # (6)
        lines += page_changes(_digests(before[0]) if before else {}, _digests(targets))
        lines.append(
            f"makes version {targets.version} of what the newsroom says valid until {date_text(_day(targets))}"
        )
        if warning := unreachable_warning(newsroom, today):
            attention.append(warning.removeprefix("Attention: "))
        if _day(targets) > today + TARGETS_DAYS + CLOCK_DAYS:
            attention.append(f"it would be valid for longer than {TARGETS_DAYS} days from this machine's today")
    return Reading(
        request=request,
        lines=tuple(lines),
        attention=tuple(attention),
        roots=tuple(roots),
        effective=effective,
        to_learn=_to_learn(request, roots, learnable),
        pin=root_sha256(request.known[FIRST_ROOT]) if roots else None,
    )


def _chain(request: Request, known: Folder) -> list[Root]:
    try:
        roots = check_chain(request.known)
    except DamagedFolderError:
        raise BrokenRequestError("The roots on this stick do not hold") from None
    mine = known.roots()
    if len(mine) > len(roots):
        raise OldRequestError
    if mine and known.pin() != root_sha256(request.known[FIRST_ROOT]):
        raise ForeignRequestError
    if any(one.to_dict() != other.to_dict() for one, other in zip(mine, roots, strict=False)):
        raise ForeignRequestError
    return roots


def _before(
    request: Request, roots: list[Root], known: Folder
) -> tuple[tuple[Targets, Newsroom] | None, int, int | None, list[str]]:
    """What to compare with; the version signed last; the version that may be learnt, or None; what is in doubt."""
    mine = known.last_targets()
    claimed = _claimed(request, roots)
    if claimed is None:
        if mine is not None:
            raise OldRequestError
        return None, 0, None, []
    targets, newsroom, holds = claimed
    if mine is not None and mine.version > targets.version:
        raise OldRequestError
    if mine is not None and mine.version == targets.version:
        if mine.to_dict() != targets.to_dict():
            raise ForeignRequestError
        holds = True  # this machine has seen it when its keys still counted
    if holds:
        return (targets, newsroom), targets.version, targets.version, []
    with_what = f"version {mine.version}, which this machine knows" if mine else "nothing"
    before = (mine, known.last_newsroom(mine)) if mine else None
    doubt = (
        f"version {targets.version} was signed with keys that the last root no longer names; compared with {with_what}"
    )
    return before, targets.version, None, [doubt]


def _claimed(request: Request, roots: list[Root]) -> tuple[Targets, Newsroom, bool] | None:
    """The targets signed last by keys of any root, what they say, and whether they hold under the last root."""
    names = [name for name in request.known if name.endswith(".targets.json")]
    if not names:
        return None
    if len(names) > 1:
        raise BrokenRequestError
    try:
        metadata: Metadata[Targets] = parse_metadata(request.known[names[0]], Targets, names[0])
        targets = metadata.signed
        body = request.known[f"{targets.version}.{NEWSROOM}"]
        if not any(_holds(root, metadata) for root in roots) or names[0] != f"{targets.version}.targets.json":
            raise BrokenRequestError("The signatures of what was signed last do not hold")
        if _digests(targets)[NEWSROOM] != hashlib.sha256(body).digest():
            raise BrokenRequestError
        newsroom = Newsroom.parse(body)
    except (DamagedFolderError, DirectoryError, KeyError, ValueError):
        raise BrokenRequestError from None
    return targets, newsroom, _holds(roots[-1], metadata)


def _holds(root: Root, metadata: Metadata[Targets]) -> bool:
    try:
        root.verify_delegate("targets", metadata.signed_bytes, metadata.signatures)
    except (UnsignedMetadataError, ValueError):
        return False
    return True


def _admins_of(untrusted: bytes | None, roots: list[Root]) -> Admins | None:
    """The admins as the last root names them."""
    if not roots:
        return None
    try:
        admins = Admins.parse(untrusted or b"")
    except DamagedFolderError:
        raise BrokenRequestError from None
    if not names_exactly(admins, roots[-1]):
        raise BrokenRequestError
    return admins


def _check_root(root: Root, admins: Admins | None, version: int) -> tuple[bytes, ...]:
    """Raise BrokenRequestError unless a root says what these admins and its couriers say, and not a byte more."""
    if admins is None or root.version < version:
        raise OldRequestError if admins is not None else BrokenRequestError
    couriers = _couriers(root)
    if not couriers:
        raise NoCourierError
    try:
        if not all(is_shown(admin.called) for admin in admins.admins):
            raise BrokenRequestError
        rebuilt = make_root(admins, couriers, version, _day(root) - ROOT_DAYS)
    except (ValueError, OverflowError):
        raise BrokenRequestError from None
    rebuilt.signed.spec_version = root.spec_version
    if rebuilt.signed_bytes != Metadata(root).signed_bytes:
        raise BrokenRequestError
    if {key for role in ("root", "targets") for key in admins.keys(role)} & set(couriers):
        raise BrokenRequestError("A courier's key is named as an admin's as well")
    return couriers


def _check_targets(targets: Targets, files: Mapping[str, bytes], effective: Root, pin: bytes) -> Newsroom:
    """Raise BrokenRequestError unless targets name these files, and not a byte more; what they say."""
    try:
        rebuilt = make_targets(files, targets.version, _day(targets) - TARGETS_DAYS)
        rebuilt.signed.spec_version = targets.spec_version
        if rebuilt.signed_bytes != Metadata(targets).signed_bytes:
            raise BrokenRequestError
        newsroom = Newsroom.parse(files[NEWSROOM])
        pages = {path: body for path, body in files.items() if path.startswith(PREFIX)}
        if not all(is_shown(text) for text in (*_quoted(newsroom), *files)):
            raise BrokenRequestError
        if pin_page(pages, pin) != pages:
            raise BrokenRequestError("The page on this stick does not name this newsroom")
    except (KeyError, ValueError, OverflowError, DirectoryError, PageError):
        raise BrokenRequestError from None
    if set(effective.roles["snapshot"].keyids) != courier_ids(newsroom.couriers):
        raise BrokenRequestError("The root and newsroom.json name different couriers")
    return newsroom


def _quoted(newsroom: Newsroom) -> list[str]:
    """Every text that the summary quotes."""
    texts = [*newsroom.names.values(), *(entry.name for entry in newsroom.reporters)]
    for desk in newsroom.desks:
        texts += [*desk.names.values(), *desk.promise.values(), *desk.languages]
    return texts


def _couriers(root: Root) -> tuple[bytes, ...]:
    try:
        return tuple(bytes.fromhex(root.keys[keyid].keyval["public"]) for keyid in root.roles["snapshot"].keyids)
    except (KeyError, ValueError, TypeError):
        raise BrokenRequestError from None


def _digests(targets: Targets) -> dict[str, bytes]:
    return {path: bytes.fromhex(file.hashes["sha256"]) for path, file in targets.targets.items()}


def _day(signed: Root | Targets) -> int:
    return (signed.expires - date_of(0)).days


def _to_learn(request: Request, roots: list[Root], version: int | None) -> dict[str, bytes]:
    names = [f"{number}.root.json" for number in range(1, len(roots) + 1)]
    if version is not None:
        names += [f"{version}.{NEWSROOM}", f"{version}.targets.json"]
    return {name: request.known[name] for name in [*names, *([ADMINS] if roots else [])]}
