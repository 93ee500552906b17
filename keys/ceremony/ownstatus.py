"""Where one admin's own machine stands."""

from __future__ import annotations

from keys.ceremony.own import NEXT_CARD, OwnFolder
from keys.ceremony.recovery import drill_lines, drills
from keys.ceremony.roles import courier_ids, date_of
from keys.ceremony.status import Status
from keys.ceremony.words import date_text
from keys.stick.card import fingerprint


def status_of_own(own: OwnFolder, today: int) -> Status:
    """Look at an admin's own folder; nothing is opened and nothing is changed. Raises DamagedFolderError."""
    card, known = own.card(), own.known
    roots, targets = known.roots(), known.last_targets()
    lines = [f'The keys of {card.name}; their card reads "{card.spoken}".']
    if own.renewing:
        lines.append(f'New keys wait for a root that names them; their card reads "{own.card(NEXT_CARD).spoken}".')
    mine = courier_ids((card.root,))
    serves = bool(roots) and mine <= set(roots[-1].roles["root"].keyids)
    if pin := known.pin():
        lines.append(f"The newsroom's first root: {pin.hex()}")
        lines.append(f"  in words: {fingerprint(known.root_files()['1.root.json'])}")
        lines.append(f"Known here: root version {roots[-1].version}, until {roots[-1].expires:%Y-%m-%d}")
        if not serves:
            lines.append("Attention: that root does not name these keys")
    else:
        lines.append("Known here: no newsroom yet")
    if targets:
        left = (targets.expires - date_of(today)).days
        lines.append(f"Known here: version {targets.version} of what the newsroom says, for {left} more days")
    lines += drill_lines(own.path, own.held(), today)
    rows = own.signed()
    if rows:
        last = rows[-1]
        lines.append(f"Signed last with these keys: {last['role']} version {last['version']}, {date_text(last['day'])}")
    data = {
        "name": card.name,
        "words": card.spoken,
        "renewing": own.renewing,
        "root_sha256": pin.hex() if pin else None,
        "root_version": len(roots),
        "targets_version": targets.version if targets else 0,
        "serves": serves,
        "signed": rows,
        "drills": {
            held.called: date_text(drills(own.path)[held.public.hex()].day)
            for held in own.held()
            if held.public.hex() in drills(own.path)
        },
    }
    todo = "nothing, until a stick comes." if serves else 'hand over your card with "keys admin card".'
    return Status(tuple(lines), data, todo)
