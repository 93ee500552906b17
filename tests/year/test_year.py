"""A year of trips: skipped, doubled, with receipts lost, while admins, couriers and readers come and go."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.clockwork import clockwork, in_memory
from tests.year.year import Year

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "intake" / "source" / "web" / "src"
DAYS = int(os.environ.get("YEAR_DAYS", "365"))


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year, played to its end: on each day a source that remembers all it saw has loaded the newsroom and sent."""
    top = tmp_path_factory.mktemp("year")
    with clockwork(in_memory(top)) as world:
        served = top / "served"
        served.mkdir()
        played = Year(world, served, DAYS)
        played.play()
        played.received = {name: world.texts(name) for name in ("Ada", "Ben", "Chi") if world.vault(name).exists()}
        (served / "days.json").write_text(json.dumps({"pin": world.pin.hex(), "days": played.pages}))
    return played


@pytest.mark.long
def test_the_year_had_everything_in_it(year: Year) -> None:
    """Twelve rotations, two new roots, a revocation, a lost admin's key, a replaced courier, a new reporter, bad luck."""
    facts = year.facts
    wanted = {
        "rotations": 12, "root rotations": 2, "revocations": 1, "lost admin keys": 1, "replaced couriers": 1,
        "new reporters": 1, "lost bundles": 1,
    }  # fmt: skip
    assert {fact: facts[fact] for fact in wanted} == wanted
    assert min(facts[fact] for fact in ("doubled trips", "lost outboxes", "machines passed by", "known")) >= 10, facts


@pytest.mark.long
def test_every_accepted_letter_was_opened_once_by_everybody_it_was_for(year: Year) -> None:
    """And nobody else has it; none met a retired key, none was damaged, none was shown as sent again."""
    for name, texts in year.received.items():
        assert texts == sorted(text for text, readers in year.sent.items() if name in readers), name
    assert [year.facts[fact] for fact in ("retired", "broken", "again")] == [0, 0, 0]
    assert year.facts["messages"] == sum(map(len, year.sent.values()))


@pytest.mark.long
def test_a_page_loaded_on_any_day_could_send(year: Year) -> None:
    """The page's own modules open each day's directory, keys and board, and remember versions from day to day."""
    script = ["node", str(HERE / "verify.mjs"), str(SOURCE), str(year.served)]
    done = subprocess.run(script, capture_output=True, text=True, check=False, timeout=600)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [each["day"] for each in told] == list(range(year.days))
    assert min(each["keys"] for each in told) >= 2
    boards = [each["board"] for each in told]
    assert boards == sorted(boards)
