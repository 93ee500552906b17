"""Every file of the corpus: the expected bytes, no canary, nothing that an independent judge finds.

That pictures, films and the like are still the same is shown beside each group's own tests.
"""

from __future__ import annotations

import email
import io
import re
import zipfile
from pathlib import Path

import pytest

from intake.clean import BytesSource, clean, plan_chunks
from intake.clean.finding import STAYS
from tests.corpus.corpus import GROUPS, expected, files, sample
from tests.corpus.expect import outcome
from tests.corpus.judge import named, unwanted
from tests.support.cleaning import cleaned, written

EVERY = [(group, name) for group in GROUPS for name in files(group)]
CLEANED = {group: [name for name, told in expected(group).items() if "sha256" in told] for group in GROUPS}
CLEANED_NAMES = [name for names in CLEANED.values() for name in names]
TAGS = "\U000e0043\U000e0061\U000e006e"  # its first letters, spelled in tag characters
CANARY = re.compile(
    rb"c(\0?)a\1n\1a\1r\1y|%b|%b" % (re.escape(TAGS.encode()), re.escape(TAGS.encode("utf-16-le"))), re.IGNORECASE
)


def opened(data: bytes) -> bytes:
    """A file with all that is packed in it."""
    if data.startswith((b"From: ", b"Return-Path: ")):
        parts = [part.get_payload(decode=True) for part in email.message_from_bytes(data).walk()]
        return b"\n".join([data, *(opened(part) for part in parts if isinstance(part, bytes))])
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"\n".join([data, *(opened(archive.read(name)) for name in archive.namelist())])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All cleaned files, a folder a group."""
    made = tmp_path_factory.mktemp("cleaned")
    for group, names in CLEANED.items():
        (made / group).mkdir()
        for name in names:
            (made / group / name).write_bytes(written(sample(name)))
    return made


@pytest.mark.parametrize(("group", "name"), EVERY)
def test_the_expected_bytes_and_findings(group: str, name: str) -> None:
    """Python gives what expected.json says, as every browser does (tests/browser/test_clean.py)."""
    assert outcome(sample(name)) == expected(group)[name]


def test_the_lists_of_expectations_are_those_of_the_files() -> None:
    """No file goes unchecked, and no two have one name."""
    assert sorted(EVERY) == sorted((group, name) for group in GROUPS for name in expected(group))
    assert len({name for _, name in EVERY}) == len(EVERY)


@pytest.mark.parametrize("name", CLEANED_NAMES)
def test_no_canary_is_left(name: str) -> None:
    """What the tools planted is in no cleaned file, in one-byte letters or two-byte ones."""
    assert not CANARY.search(opened(written(sample(name))))


def test_the_canaries_were_there() -> None:
    """A corpus without canaries would prove nothing: only files that say so in their name are plain."""
    bare = {name for name in CLEANED_NAMES if not CANARY.search(opened(sample(name)))}
    assert bare == {name for name in CLEANED_NAMES if name.startswith("plain.")} | {"simple.webp"}


@pytest.mark.parametrize("name", CLEANED_NAMES)
def test_cleaning_again_changes_nothing(name: str) -> None:
    """A cleaned file is found to tell nothing, but what was said to stay; it is planned as it is."""
    once = written(sample(name))
    stays = [finding for finding in cleaned(sample(name)).findings if finding.detail.startswith(STAYS)]
    again = clean(BytesSource(once))
    assert again is not None
    assert list(again.findings) == stays
    assert b"".join(plan_chunks(BytesSource(once), again.plan)) == once


@pytest.mark.parametrize("group", [group for group, names in CLEANED.items() if names])
def test_exiftool_finds_only_structure(group: str, folder: Path) -> None:
    """The independent judge names no tag outside the group's list, and what must be empty is."""
    assert len(named(folder / group)) == len(CLEANED[group])
    assert unwanted(folder / group, group) == []
