"""Signing in turns: one folder prepares, every admin signs on their own machine, the folder collects.

A request is kept as it was handed out, and signatures count for its very bytes. What is collected is written in the order
root, newsroom.json, targets, admins, stick; each is skipped when it is there already, so a cut collecting is run again.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, Root

from intake.protocol.directory import NEWSROOM, root_sha256
from keys.ceremony.admins import ROLES, Admins
from keys.ceremony.errors import BrokenRequestError, NotAskedError, NothingAskedError, OldRequestError
from keys.ceremony.folder import ADMINS, ADMINS_NEXT, METADATA, REQUEST, Folder, check_chain
from keys.ceremony.held import Held
from keys.ceremony.page import pin_page
from keys.ceremony.publish import Signed, plan_next, replace_part, write_stick
from keys.ceremony.reading import FIRST_ROOT, Reading
from keys.ceremony.request import PART, SIGNED, Request, Signatures, add_valid, read_files, read_part
from keys.ceremony.roles import make_targets, missing
from keys.signing import public_tuf_key, tuf_signer
from keys.stick import layout
from keys.stick.errors import ForeignStickError
from keys.vault.files import DISK, write_durably

SIGNATURES_LIMIT = 65_536


def make_request(folder: Folder, page: Traversable | Path, today: int) -> Request:
    """What the folder's draft and plan ask the admins to sign; nothing is written.

    The first root is asked for alone: its hash, with its signatures, is the newsroom's name, which the page bears.

    Raises:  NoCourierError, PageError, ClockError, DamagedFolderError.
    """
    admins = folder.plan() or folder.admins()
    plan = plan_next(folder, page, today, admins)
    if not plan.roots:
        return Request(plan.root, None, admins, {}, {})
    files = {NEWSROOM: plan.newsroom.pack(), **pin_page(plan.page, root_sha256(folder.root_files()[FIRST_ROOT]))}
    return Request(plan.root, make_targets(files, plan.version, today), admins, files, known_files(folder))


def known_files(folder: Folder) -> dict[str, bytes]:
    """What a folder knows to be signed, as it travels in a request."""
    files = folder.root_files()
    if not files:
        return {}
    files[ADMINS] = folder.admins().pack()
    if targets := folder.last_targets():
        for name in (f"{targets.version}.{NEWSROOM}", f"{targets.version}.targets.json"):
            files[name] = (folder.path / METADATA / name).read_bytes()
    return files


def hand_out(folder: Folder, stick: Path, request: Request) -> None:
    """Keep a request, in place of the one before, and write it onto a stick. Raises StickWriteError; OSError."""
    place, fresh = folder.path / REQUEST, folder.path / f"{REQUEST}.tmp"
    for left in (fresh, place):
        shutil.rmtree(left, ignore_errors=True)
    for path, body in request.pack().items():
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        write_durably(fresh / path, body)
    DISK.rename(fresh, place)
    DISK.sync(folder.path)
    replace_part(stick, PART, request.pack())


def keys_for(reading: Reading, held: Sequence[Held]) -> tuple[Held, ...]:
    """Those keys of a machine that count for what is asked. Raises NotAskedError: none."""
    keys = tuple(key for key in held if public_tuf_key(key.public).keyid in reading.counts(key.role))
    if not keys:
        raise NotAskedError
    return keys


def sign_with(reading: Reading, keys: Sequence[Held], seeds: Sequence[bytes]) -> Signatures:
    """One signature a key (seeds of 32 bytes, in the keys' order) over the very bytes that were read."""
    of: dict[str, list[Any]] = {}
    for metadata in reading.request.asked:
        for key, seed in zip(keys, seeds, strict=True):
            if key.role == metadata.signed.type:
                of.setdefault(key.role, []).append(tuf_signer(seed).sign(metadata.signed_bytes))
    return Signatures(of)


def signed_rows(reading: Reading, keys: Sequence[Held], today: int) -> list[dict[str, Any]]:
    """What these keys sign, to be remembered: day, role, version, SHA-256 of the bytes."""
    return [
        {
            "day": today,
            "role": metadata.signed.type,
            "version": metadata.signed.version,
            "sha256": hashlib.sha256(metadata.signed_bytes).hexdigest(),
        }
        for metadata in reading.request.asked
        if any(key.role == metadata.signed.type for key in keys)
    ]


def other_signed(rows: Sequence[dict[str, Any]], signed: Sequence[dict[str, Any]]) -> list[str]:
    """Sentences about other bytes that this machine signed under the same number before."""
    return [
        f"this machine has signed another {row['role']} version {row['version']} before"
        for row in rows
        if any(
            (old["role"], old["version"]) == (row["role"], row["version"]) and old["sha256"] != row["sha256"]
            for old in signed
        )
    ]


def write_signatures(stick: Path, keys: Sequence[Held], signatures: Signatures) -> None:
    """Lay signatures beside the request. Raises StickError, OSError."""
    folder = layout.stick_folder(stick, PART) / SIGNED
    folder.mkdir(exist_ok=True)
    layout.write_plain(folder / f"{keys[0].public.hex()[:16]}.json", signatures.pack())


@dataclass(frozen=True, slots=True)
class Collected:
    """How far the signatures of a request are.

    have, wanted: what admins are called who signed, and whose signature would help.  lacking: how many must still sign.
    signed: what was signed, or None: not enough yet.  founded: it was the first root alone.
    """

    have: tuple[str, ...]
    wanted: tuple[str, ...]
    lacking: int
    signed: Signed | None
    founded: bool


def look(folder: Folder, stick: Path | None) -> tuple[Request, dict[str, bytes], Collected]:
    """How far the signatures are, with those on a stick; nothing is written.

    Returns: the request with all good signatures in it, every file of signatures by name, and the count.
    Raises:  NothingAskedError; BrokenRequestError; OldRequestError: something else was signed since; StickError.
    """
    place = folder.path / REQUEST
    if not place.is_dir():
        raise NothingAskedError
    files = read_files(place)
    request = Request.parse(files)
    roots = check_chain(request.known)
    new = [*roots, request.root.signed] if request.root else roots
    if [root.to_dict() for root in folder.roots()] not in ([r.to_dict() for r in roots], [r.to_dict() for r in new]):
        raise OldRequestError("Something else was signed in this folder since this request was handed out")
    found = _signatures_in(files)
    if stick is not None:
        for name, body in _on_stick(stick).items():
            # What was collected once is not lost to another file of its name.
            found[name if found.get(name, body) == body else f"{hashlib.sha256(body).hexdigest()[:16]}.json"] = body
    counting = {"root": [*roots[-1:], *new[-1:]] if request.root else [], "targets": new[-1:]}
    for body in found.values():
        signatures = Signatures.parse(body)
        for metadata in request.asked:
            add_valid(metadata, signatures.of.get(metadata.signed.type, ()), counting[metadata.signed.type])
    lacking = missing(request.root, counting["root"]) if request.root else 0
    lacking = max(lacking, missing(request.targets, counting["targets"]) if request.targets else 0)
    have, wanted = _who(request, counting)
    return request, found, Collected(have, wanted, lacking, None, founded=not roots)


def collect(folder: Folder, stick: Path, request: Request, found: dict[str, bytes], state: Collected) -> Collected:
    """Keep the signatures; when they are enough, put everything together and write it onto the stick.

    Raises:  StickWriteError: it is signed, and the stick could not be written.  OSError.
    """
    place = folder.path / REQUEST
    (place / SIGNED).mkdir(exist_ok=True)
    for name, body in found.items():
        write_durably(place / SIGNED / name, body)
    if state.lacking:
        return state
    admins = request.admins
    if admins is not None and request.root is not None:
        _write_root(folder, request.root, admins)
    version = 0
    if request.targets is not None:
        version = request.targets.signed.version
        _write_once(folder, f"{version}.{NEWSROOM}", request.files[NEWSROOM])
        _write_once(folder, f"{version}.targets.json", request.targets.to_bytes())
    pin = folder.pin()
    assert pin is not None  # noqa: S101 - a root is there by now
    signed = Signed(pin, len(folder.roots()), version, request.files)
    if version:
        write_stick(folder, stick, signed)
    replace_part(stick, PART, Request(None, None, None, {}, known_files(folder)).pack())
    if folder.plan() == admins:
        folder.write_plan(None)
    done = place.with_name(f"{REQUEST}.old")
    shutil.rmtree(done, ignore_errors=True)
    DISK.rename(place, done)
    shutil.rmtree(done, ignore_errors=True)
    return replace(state, signed=signed)


def _write_root(folder: Folder, root: Metadata[Root], admins: Admins) -> None:
    """The root, then the admins that it names: :meth:`Folder.finish_rotation` does the second half after a cut."""
    if admins != folder.admins():
        write_durably(folder.path / ADMINS_NEXT, admins.pack())
    _write_once(folder, f"{root.signed.version}.root.json", root.to_bytes())
    folder.finish_rotation()


def _write_once(folder: Folder, name: str, body: bytes) -> None:
    # The first root's hash is the newsroom's name: what was written stays, whatever signatures come later.
    if not (folder.path / METADATA / name).is_file():
        folder.write_metadata(name, body)


def _on_stick(stick: Path) -> dict[str, bytes]:
    try:
        files = read_part(stick)
    except ForeignStickError:
        return {}
    found = _signatures_in(files)
    if any("/" in name or len(body) > SIGNATURES_LIMIT for name, body in found.items()):
        raise BrokenRequestError("Signatures on this stick are damaged")
    return found


def _signatures_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of signatures by name; what a cut writing left is none."""
    return {
        path.removeprefix(SIGNED): body
        for path, body in files.items()
        if path.startswith(SIGNED) and path.endswith(".json")
    }


def _who(request: Request, counting: dict[str, list[Root]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What those are called who signed, and those whose signature would still help."""
    everybody = [Admins.parse(request.known[ADMINS])] if ADMINS in request.known else []
    everybody += [request.admins] if request.admins else []
    owners = {
        public_tuf_key(admin.key(role)).keyid: admin.called
        for admins in everybody
        for admin in admins.admins
        for role in ROLES
    }
    have: set[str] = set()
    wanted: set[str] = set()
    for metadata in request.asked:
        for root in counting[metadata.signed.type]:
            role = root.roles[metadata.signed.type]
            signed = {keyid for keyid in role.keyids if keyid in metadata.signatures}
            have |= {owners[keyid] for keyid in signed if keyid in owners}
            if len(signed) < role.threshold:
                wanted |= {owners[keyid] for keyid in role.keyids if keyid not in signed and keyid in owners}
    return tuple(sorted(have)), tuple(sorted(wanted))
