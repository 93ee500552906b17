"""One conversation, exported once with all that there is; each test damages a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.protocol.code import Code
from intake.protocol.reply import State
from intake.protocol.source import Identity
from keys.reporter.answers import queue
from keys.reporter.evidence.export import Exported, Wish, export_evidence
from tests.support.exhibits import exhibits
from tests.support.newsroom import Newsroom, Source, sealed

TEXT = "The list was signed. You call me {}; my code is {}, {}."


@dataclass(frozen=True, slots=True)
class Case:
    """A newsroom, somebody who wrote to it, and how to export the talk."""

    newsroom: Newsroom
    source: Source
    code: Code

    def export(self, folder: Path, *, untouched: bool = False, pseudonym: bool = False) -> Exported:
        """The evidence."""
        with self.newsroom.machine("Ada") as machine:
            wish = Wish(untouched, pseudonym)
            return export_evidence(machine, machine.contact("1"), folder, wish, self.newsroom.today)


def case_in(folder: Path) -> Case:
    """Files of five kinds, a text with the source's code and pseudonym in it, a plain one, and an answer."""
    newsroom = Newsroom(folder)
    code = Code.draw()
    source = Source(Identity.of(code, newsroom.pin))
    outgoing, parcels = sealed(*exhibits())
    text = TEXT.format(source.name, " ".join(code.spoken()), ", ".join(code.numbers()))
    newsroom.bundle([newsroom.letter(source, text, outgoing=outgoing)], parcels)
    newsroom.bundle([newsroom.letter(source, "And a plain one.")])
    newsroom.receive()
    with newsroom.machine("Ada") as machine:
        queue(machine, machine.contact("1"), State.TELL_US_MORE, f"Thank you, {source.name}.")
    newsroom.outbox()
    return Case(newsroom, source, code)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The conversation."""
    return case_in(tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="module")
def pristine(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence with the originals, which nobody changes."""
    folder = tmp_path_factory.mktemp("bag") / "evidence"
    case.export(folder, untouched=True)
    return folder


@pytest.fixture
def copied(pristine: Path, tmp_path: Path) -> Callable[[], Path]:
    """Makes a copy of the evidence to damage."""

    def copy() -> Path:
        folder = tmp_path / "evidence"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pristine, folder)
        return folder

    return copy
