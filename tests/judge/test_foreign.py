"""Files that this project did not make: cleaned, judged by exiftool, decoded before and after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.corpus.judge import unwanted
from tests.judge.cleaned import GROUP_OF, Outcome, clean_all, decoded, mat2
from tests.judge.foreign import foreign_files
from tests.judge.report import PAGE, page, rows, versions

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

#: Formats of which Debian's source packages that we fetch have no file: the corpus and the canaries speak for them.
NONE_FOREIGN = {"3gp", "aac", "amr", "awb", "eml", "mka", "mkv", "mp2", "odp", "ogv", "pptx", "txt", "webm", "xlsx"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the cleaned files lie, a folder a group."""
    return tmp_path_factory.mktemp("cleaned")


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> list[Outcome]:
    """What became of every foreign file."""
    return clean_all(foreign_files(), folder)


def test_every_format_was_tried_on_foreign_files(outcomes: list[Outcome]) -> None:
    """A cleaner that refuses all would pass every other test here."""
    cleaned = {outcome.format for outcome in outcomes if outcome.cleaned}
    assert sorted(set(GROUP_OF) - cleaned - NONE_FOREIGN) == []
    assert len([outcome for outcome in outcomes if outcome.cleaned]) > len(outcomes) // 2


def test_the_judge_finds_only_structure(outcomes: list[Outcome], folder: Path) -> None:
    """exiftool names no tag outside each group's list, in files of dozens of cameras, editors and programs."""
    origins = {str(outcome.cleaned): outcome.file.name for outcome in outcomes if outcome.cleaned}
    found = [
        (origins[str(folder / group / file)], tag, str(value)[:60])
        for group in {GROUP_OF[outcome.format] for outcome in outcomes if outcome.cleaned}
        for file, tag, value in unwanted(folder / group, group)
    ]
    assert found == []


def test_what_is_seen_and_heard_is_the_same(outcomes: list[Outcome]) -> None:
    """Whatever Pillow, pdfium or ffmpeg could decode decodes to the same pixels and samples, the same way up."""
    compared, differing = 0, []
    for outcome in outcomes:
        if outcome.cleaned and (before := decoded(outcome.file, outcome.format)) is not None:
            compared += 1
            if before != decoded(outcome.cleaned, outcome.format):
                differing.append(outcome.file.name)
    assert differing == []
    assert compared > len(outcomes) // 3


def test_the_page_about_metadata_says_what_was_measured(outcomes: list[Outcome], folder: Path, tmp_path: Path) -> None:
    """docs/metadata.md is what this run gives; with other versions of the tools only its lists are compared."""
    written, told = PAGE.read_text(), versions()
    if f"Measured with {', '.join(told)}." in written:
        judged = mat2([outcome.file for outcome in outcomes], tmp_path)
        assert sum(how == "cleaned" for how in judged) > len(judged) // 2
        # mat2 gives up after some time, which a busy machine reaches earlier: its column is as it was measured once
        theirs = re.compile(r" \d+ / \d+ / \d+ \|$", re.MULTILINE)
        measured = page(rows(outcomes, folder, tmp_path, judged), told)
        assert theirs.sub("", measured) == theirs.sub("", written), "run: make metadata"
    lists = re.compile(r"\n## What stays\n.*", re.DOTALL)
    assert lists.findall(page({}, told)) == lists.findall(written), "run: make metadata"
