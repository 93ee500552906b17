"""Where a newsroom stands: who is certified until when, what runs out first, what is not signed yet."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from intake.protocol.newsroom import Newsroom, Reporter
from keys.ceremony.admins import ROLES, KeyName
from keys.ceremony.draft import courier_words, desk_name, published, short_id, without_old
from keys.ceremony.errors import CeremonyError
from keys.ceremony.folder import REQUEST, Folder
from keys.ceremony.recovery import drill_lines
from keys.ceremony.roles import courier_ids, date_of
from keys.ceremony.signing import look
from keys.ceremony.words import (
    admin_changes,
    date_text,
    listing,
    newsroom_changes,
    newsroom_name,
    unreachable_warning,
)
from keys.stick.card import fingerprint

SOON = 30
CERTIFICATE = "certificate"
SIGN = "keys targets sign"
RENEW = 'extend the certificate with "keys reporter renew", then '


@dataclass(frozen=True, slots=True)
class Status:
    """Lines to be read, the same as data, and the next step."""

    lines: tuple[str, ...]
    data: dict[str, Any]
    todo: str


def status_of(folder: Folder, today: int) -> Status:
    """Look at a folder; nothing is opened and nothing is changed. Raises DamagedFolderError."""
    draft, admins = without_old(folder.draft(), today), folder.admins()
    roots, targets = folder.roots(), folder.last_targets()
    lines = [
        f"{newsroom_name(draft)}: {admins.threshold} of {len(admins.admins)} admins sign. Today is {date_text(today)}."
    ]
    if any(admin.own for admin in admins.admins):
        own = [f"{admin.number} {admin.called}" for admin in admins.admins if admin.own]
        lines.append(f"On machines of their own: {listing(own)}")
    ends: list[tuple[int, str]] = []
    if roots:
        ends.append(((roots[-1].expires - date_of(0)).days, f"root version {roots[-1].version}"))
    if targets:
        ends.append(((targets.expires - date_of(0)).days, f"targets version {targets.version}"))
    if pin := folder.pin():
        first = folder.root_files()["1.root.json"]
        lines += [f"The newsroom's first root: {pin.hex()}", f"  in words: {fingerprint(first)}"]
    lines += [f"Signed: {what}, until {date_text(day)}" for day, what in ends] or ["Signed: nothing yet"]
    for number, desk in enumerate(draft.desks, start=1):
        readers = [entry for entry in draft.reporters if entry.reporter in desk.reporters]
        lines.append(f"Desk {number}, {desk_name(desk)}:" + ("" if readers else " no reader, so it is not published"))
        lines += [f"  {_told(entry, today)}" for entry in readers]
        ends += [(entry.until, f"{entry.name}'s {CERTIFICATE}") for entry in readers]
    over = [entry for entry in draft.reporters if not any(entry.reporter in desk.reporters for desk in draft.desks)]
    lines += [f"At no desk: {_told(entry, today)}" for entry in over]
    lines += [f'Courier: "{courier_words(key)}" ({key.hex()[:8]})' for key in draft.couriers] or ["Courier: none yet"]
    here = [folder.held(KeyName(role, a.number)) for a in admins.admins if not a.own for role in ROLES]
    lines += drill_lines(folder.path, here, today)
    unsigned = _unsigned(folder, draft, today)
    lines += [f"Not signed yet: {line}" for line in unsigned]
    waiting = None
    if (folder.path / REQUEST).is_dir():
        with suppress(CeremonyError):
            waiting = look(folder, None)[2]
    if waiting:
        still = f"{waiting.lacking} more to sign" if waiting.lacking else "enough"
        lines.append(f"Handed out to be signed: signed by {listing(list(waiting.have))}; {still}")
    if (after := folder.plan()) is not None:
        lines += [f"Planned for the next root: {line}" for line in admin_changes(admins, after)]
    soon = [(day, what) for day, what in sorted(ends) if day <= today + SOON]
    lines += [f"Runs out soon: {what}, {date_text(day)}" for day, what in soon]
    if warning := unreachable_warning(published(draft), today):
        lines.append(warning)
    data = {
        "newsroom": dict(draft.names),
        "today": date_text(today),
        "threshold": admins.threshold,
        "admins": list(admins.numbers),
        "admin_names": {admin.number: admin.called for admin in admins.admins},
        "signed_by": list(waiting.have) if waiting else None,
        "root_sha256": pin.hex() if pin else None,
        "root_version": roots[-1].version if roots else 0,
        "targets_version": targets.version if targets else 0,
        "reporters": [
            {
                "id": entry.reporter.hex(),
                "name": entry.name,
                "until": date_text(entry.until),
                "desks": [desk_name(desk) for desk in draft.desks if entry.reporter in desk.reporters],
            }
            for entry in draft.reporters
        ],
        "couriers": [{"key": key.hex(), "words": courier_words(key)} for key in draft.couriers],
        "unsigned": unsigned,
        "ends": [{"what": what, "until": date_text(day)} for day, what in sorted(ends)],
    }
    if waiting:
        return Status(tuple(lines), data, 'carry the stick on ("keys sign"), then run "keys sign collect"')
    return Status(tuple(lines), data, _next_step(draft, unsigned, soon, ends).replace(SIGN, folder.sign_with()))


def _told(entry: Reporter, today: int) -> str:
    end = "over since" if entry.until < today else "until"
    return f"{entry.name} ({short_id(entry)}), {end} {date_text(entry.until)}, {entry.replies} replies a trip"


def _unsigned(folder: Folder, draft: Newsroom, today: int) -> list[str]:
    roots, targets = folder.roots(), folder.last_targets()
    if not roots or targets is None:
        return ["everything: the first root and the first targets"]
    lines = newsroom_changes(folder.last_newsroom(targets), published(draft), today)
    if set(roots[-1].roles["snapshot"].keyids) != courier_ids(draft.couriers):
        lines.append("the root does not name these couriers yet")
    signers = targets_signers(folder)
    if signers is not None and signers < roots[-1].roles["targets"].threshold:
        lines.append("the targets were signed with keys that the last root no longer names")
    return lines


def targets_signers(folder: Folder) -> int | None:
    """How many keys of the last root signed the last targets; None before there are any."""
    metadata, roots = folder.last_targets_metadata(), folder.roots()
    if metadata is None or not roots:
        return None
    result = roots[-1].get_verification_result("targets", metadata.signed_bytes, metadata.signatures)
    return len(result.signed)


def _next_step(draft: Newsroom, unsigned: list[str], soon: list[tuple[int, str]], ends: list[tuple[int, str]]) -> str:
    if not draft.couriers:
        return 'certify a courier with "keys courier certify"'
    if not any(desk.reporters for desk in draft.desks):
        return 'certify a reporter with "keys reporter certify"'
    if unsigned:
        return 'sign with "keys targets sign", then hand the stick to the courier'
    if soon:
        renew = any(what.endswith(CERTIFICATE) for _, what in soon)
        return f'{RENEW}sign with "keys targets sign"' if renew else 'sign with "keys targets sign"; that renews it'
    first = min(day for day, _ in ends) - SOON
    return f"nothing until {date_text(first)}"
