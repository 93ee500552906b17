"""``keys status --stick``: how far the day keys reach, by what the readers hand over."""

from __future__ import annotations

import json
import os
from pathlib import Path

from nacl.signing import SigningKey

from intake.protocol.keyrecord import KeyRecord
from keys.stick import layout
from keys.stick.outbox import Outbox
from tests.unit.keys.ceremony.office import TODAY, Office


def outbox(reporter: bytes, key: SigningKey, days: int) -> bytes:
    """An outbox with cover replies and the keys of so many days to come."""
    records = tuple(KeyRecord(day, reporter, bytes(1_216)).sign(key) for day in range(TODAY + 1, TODAY + 1 + days))
    replies = tuple((os.urandom(6), bytes(4_096)) for _ in range(8))
    return Outbox(reporter, 1, bytes(32), TODAY, replies, records, ()).sign(key)


def test_fewer_than_fourteen_days_are_told_and_a_strangers_outbox_counts_for_nothing(tmp_path: Path) -> None:
    """Ada has keys for 35 days, Ben for 13, Chi none, and Dan's outbox was signed by somebody else."""
    office = Office(tmp_path).found()
    folder = layout.stick_folder(office.stick, layout.OUTBOXES, make=True)
    for name, days in (("Ada", 35), ("Ben", 13), ("Chi", 0), ("Dan", 35)):
        seed, reporter = os.urandom(32), os.urandom(16)
        office.ok("reporter", "certify", office.folder, office.card(name, seed=seed, reporter=reporter), "--yes")
        signer = SigningKey(os.urandom(32) if name == "Dan" else seed)
        if days:
            (folder / f"{reporter.hex()}.outbox").write_bytes(outbox(reporter, signer, days))
    said = office.ok("status", office.folder, "--stick", office.stick)
    lines = [line for line in said.split("\n") if line.startswith("Day keys")]
    assert "Attention" not in lines[0]
    assert "Attention: only 13 days; have the stick carried to Ben" in lines[1]
    assert [line.endswith("no outbox on this stick") for line in lines[2:]] == [True, True]
    reach = json.loads(office.ok("status", office.folder, "--stick", office.stick, "--json"))["day_keys"]
    assert reach["Chi"] is None
    assert reach["Ada"] is not None
    assert json.loads(office.ok("status", office.folder, "--json"))["day_keys"] == {}


def test_a_stick_on_which_nobody_handed_anything_over_and_two_machines_of_one_name(tmp_path: Path) -> None:
    """Each machine has a line of its own; a stick with the signed newsroom alone is no error, and no stick is."""
    office = Office(tmp_path).found()
    ids = [os.urandom(16) for _ in range(2)]
    for reporter in ids:
        card = office.card("Ada", seed=os.urandom(32), reporter=reporter)
        office.ok("reporter", "certify", office.folder, card, "--yes", "--second-machine")
    said = office.ok("status", office.folder, "--stick", office.stick)
    for reporter in ids:
        assert f"Day keys of Ada ({reporter.hex()[:8]}): no outbox on this stick" in said
    assert len(json.loads(office.ok("status", office.folder, "--stick", office.stick, "--json"))["day_keys"]) == 2
    assert office.run("status", office.folder, "--stick", tmp_path / "none").exit_code == 1
