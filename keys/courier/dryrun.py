"""What the verbs of ``courier`` say under ``--dry-run``: sentences, and the files, calls and counters for ``--json``."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from intake.protocol import wire
from intake.voice import Voice, count
from keys.courier.carry import megabytes
from keys.courier.client import Server
from keys.courier.newsroom import Versions
from keys.courier.pull import check_numbers, check_published, plan_of
from keys.courier.rehearsal import Rehearsal, carrying, publishing
from keys.courier.state import STATE_FILE
from keys.courier.take import take_newsroom, take_outboxes
from keys.stick.layout import BUNDLES, TOP, check_stick

PUBLICATION = "PUT /courier/publication"
LISTING = "GET /courier/list"
_TOLD = "would be written, removed or replaced"


@dataclass(slots=True)
class Would:
    """What would change.

    laptop, stick: paths below the courier's folder and below the stick.  server: calls that change something there.
    counters: what is counted → the number as it is and as it would be.
    """

    laptop: list[str] = field(default_factory=list)
    stick: list[str] = field(default_factory=list)
    server: list[str] = field(default_factory=list)
    counters: dict[str, tuple[int, int]] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)

    def count(self, what: str, before: int, after: int) -> None:
        """Note a counter that would rise; it stands in the state's file."""
        self.counters[what] = (before, after)
        self.here(STATE_FILE)

    def here(self, *paths: str) -> None:
        """Note files of the laptop, once each."""
        self.laptop += [path for path in paths if path not in self.laptop]


def end(voice: Voice, would: Would) -> None:
    """End the command: where something would change, and that nothing did."""
    for where, paths in (("on this laptop", would.laptop), ("on the stick", would.stick)):
        if paths:
            voice.say(f"Files {where} that {_TOLD}: {', '.join(paths)}.")
    for call in would.server:
        voice.say(f"Call that changes something on the server: {call}.")
    for what, (before, after) in would.counters.items():
        voice.say(f"Counter: {what} would go from {before} to {after}.")
    places = [
        place
        for place, changes in (("this laptop", would.laptop), ("the stick", would.stick), ("the server", would.server))
        if changes
    ]
    voice.done(
        f"Dry run: something would change on {' and on '.join(places)}."
        if places
        else "Dry run: nothing would change.",
        kept="Nothing was written, signed or sent.",
        todo='run the command again without "--dry-run".',
        dry_run=True,
        laptop=would.laptop,
        stick=would.stick,
        server=would.server,
        counters=would.counters,
        **would.told,
    )


def rehearse(voice: Voice, courier: Rehearsal, stick: Path | None, steps: Sequence[str]) -> None:
    """Say what these steps of a trip would do, in their order, each after those before it."""
    would = Would()
    for step in steps:
        if step == "publish":
            publish(voice, courier, would)
        elif step == "pull":
            pull(voice, courier, would, after_publishing="publish" in steps)
        elif stick is not None:
            check_stick(stick)
            if step == "take":
                take(voice, courier, stick, would)
            else:
                carry(voice, courier, stick, would, after_pulling="pull" in steps)
    end(voice, would)


def take(voice: Voice, courier: Rehearsal, stick: Path, would: Would) -> None:
    """Say what would be taken from the stick. Raises as the taking does."""
    before = deepcopy(courier.state)
    newsroom = take_newsroom(courier, stick)
    if newsroom:
        versions = Versions.of(courier.newsroom_files())
        voice.say(f"A newly signed newsroom would be taken: root {versions.root}, targets {versions.targets}.")
        would.here("newsroom")
    outboxes, refused = take_outboxes(courier, stick)
    voice.say(f"{count(len(outboxes), 'new outbox', 'new outboxes')} would be taken.")
    for sentence in refused:
        voice.say(f"Would be refused: {sentence}")
    would.here(*(f"outboxes/{outbox.file_name}" for outbox in outboxes))
    names = {entry.reporter.hex(): entry.name for entry in courier.newsroom().reporters} if courier.state.taken else {}
    for what, old, new in (
        ("last outbox of", before.taken, courier.state.taken),
        ("last bundle received by", before.receipts, courier.state.receipts),
        ("closing day of", before.closings, courier.state.closings),
    ):
        for machine, number in new.items():
            if number != old.get(machine, 0):
                would.count(f"{what} {names.get(machine, machine)}", old.get(machine, 0), number)
    would.told |= {"newsroom_taken": newsroom, "outboxes_taken": len(outboxes), "outboxes_refused": refused}


def publish(voice: Voice, courier: Rehearsal, would: Would) -> None:
    """Say what would be published. Raises as the publishing does, but for what only the sending shows."""
    known = courier.newsroom_files()
    found = publishing(courier, Server(courier.settings), datetime.now(UTC))
    if courier.newsroom_files() is not known and Versions.of(courier.newsroom_files()) != Versions.of(known):
        voice.say("A newer newsroom would be taken from the server, where another courier brought it.")
        would.here("newsroom")
    if found.again:
        voice.say("What an earlier run has signed would be sent first, as it is.")
    voice.say(
        f"{count(found.outboxes, 'outbox', 'outboxes')}, the board and the directory would be signed anew and published."
    )
    would.server += [PUBLICATION] * (2 if found.again else 1)
    would.here("pending", "board", "directory.json", *(f"keys/{day}" for day in found.days))
    would.here(*(f"outboxes/{path.name}" for path in courier.waiting_outboxes()))
    for what, numbers in (("board", found.board), ("snapshot", found.snapshot), ("timestamp", found.timestamp)):
        would.count(what, *numbers)
    would.told |= {"outboxes_published": found.outboxes, "sends_again": found.again}


def pull(voice: Voice, courier: Rehearsal, would: Would, *, after_publishing: bool) -> None:
    """Say what is known of the next bundle without asking the server. Raises NoNewsroomError, CopiedCourierError."""
    if not after_publishing:
        check_published(courier)
    check_numbers(courier)
    number = courier.state.bundle + 1
    plan = plan_of(courier.bundle_folder(number))
    if plan is None:
        voice.say(
            f"The server would be asked what has come; if something is new, it would become bundle {number}. How much it "
            "is, only asking tells; a server that is asked may sort what has arrived, so a dry run does not ask."
        )
        would.server.append(LISTING)
    else:
        letters, parcels = count(len(plan.letters), "letter"), count(len(plan.parcels), "parcel")
        voice.say(f"Bundle {number}, which an earlier run began, would be finished: {letters}, {parcels}.")
    for lost in courier.state.lost:
        voice.say(f"It would say that bundle {lost} never comes; what is whole of it goes into this one.")
        would.here(f"bundles/{lost:06}")
    would.here(f"bundles/{number:06}", "carried")
    would.count("bundle, if something is new" if plan is None else "bundle", courier.state.bundle, number)
    would.told |= {
        "bundle": number,
        "letters": None if plan is None else len(plan.letters),
        "parcels": None if plan is None else len(plan.parcels),
    }


def carry(voice: Voice, courier: Rehearsal, stick: Path, would: Would, *, after_pulling: bool) -> None:
    """Say which bundles would be written, and which would go. Raises as the carrying does, but for a full stick."""
    found = carrying(courier, stick, wire.day_of(datetime.now(UTC).timestamp()))
    for number in found.dropped:
        voice.say(f"Bundle {number} would be removed from this laptop: every machine has it.")
    for number in found.there:
        voice.say(f"Bundle {number} lies on the stick, whole: it would stay.")
    for bundle in found.written:
        voice.say(f"Bundle {bundle.manifest.number} would be written to the stick: {megabytes(bundle)}.")
    if after_pulling:
        voice.say("The new bundle, if there is one, would be written to the stick as well.")
    for name in found.removed:
        voice.say(f"{name} would be removed from the stick: no machine waits for it.")
    would.here(*(f"bundles/{number:06}" for number in found.dropped))
    if found.dropped and max(found.dropped) > courier.state.dropped:
        would.count("last bundle that every machine has", courier.state.dropped, max(found.dropped))
    folder = f"{TOP}/{BUNDLES}"
    would.stick += [f"{folder}/{bundle.manifest.folder_name}" for bundle in found.written]
    would.stick += [f"{folder}/{name}" for name in found.removed]
    would.told |= {
        "bundles_dropped": list(found.dropped),
        "bundles_there": list(found.there),
        "bundles_written": [bundle.manifest.number for bundle in found.written],
    }
