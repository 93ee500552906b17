"""What derives from a code: another newsroom is another person, each side has its own numbers."""

from __future__ import annotations

import os

from intake.protocol.code import Code
from intake.protocol.data import names, words
from intake.protocol.pseudonym import pseudonym
from intake.protocol.reply import expected_tags, reply_tag
from intake.protocol.source import Identity, meet_number

HERE, THERE = bytes(32), bytes(31) + b"\x01"
REPORTER = bytes(16)


def test_another_newsroom_sees_a_stranger() -> None:
    """The same code has no value in common at two newsrooms."""
    code = Code.draw()
    here, there = Identity.of(code, HERE), Identity.of(code, THERE)
    assert here.master != there.master
    assert here.reply_key != there.reply_key
    assert here.pair(REPORTER) != there.pair(REPORTER)
    assert pseudonym(here.reply_key) != pseudonym(there.reply_key)  # wrong once in two million runs


def test_a_code_brings_everything_back() -> None:
    """A source that keeps nothing but the code is the same person again."""
    code = Code.draw()
    first, again = Identity.of(code, HERE), Identity.of(Code(code.digits), HERE)
    assert (first.reply_seed, first.reply_key) == (again.reply_seed, again.reply_key)


def test_a_wrong_code_is_a_strangers_name() -> None:
    """Twenty codes have twenty names, all of two listed words."""
    found = {pseudonym(Identity(os.urandom(32)).reply_key) for _ in range(20)}
    assert len(found) == 20
    for shown in found:
        name, word = shown.split(" ")
        assert name in names()
        assert word.lower() in words()


def test_two_reporters_share_no_key() -> None:
    """Who has one reporter's pair key has nothing of the others'."""
    source = Identity(os.urandom(32))
    keys = {source.pair(bytes([k]) * 16) for k in range(50)}
    assert len(keys) == 50


def test_each_side_reads_out_its_own_six_digits() -> None:
    """The source's number is not the reporter's, nor that of another day; all have six digits."""
    pair = os.urandom(32)
    shown = [meet_number(pair, day, source=source) for day in range(20_600, 20_610) for source in (True, False)]
    assert all(len(number) == 6 and number.isdigit() for number in shown)
    assert len(set(shown)) >= 19  # two of twenty may meet by chance


def test_a_source_looks_for_four_tags_of_121_days_of_each_reporter() -> None:
    """All tags of the last 120 days and today are looked for, none beyond."""
    pairs = [(bytes([k]) * 16, os.urandom(32)) for k in range(3)]
    tags = expected_tags(pairs, 20_600)
    assert len(tags) == 3 * 121 * 4
    for reporter, pair in pairs:
        found = tags[reply_tag(pair, 20_480, 3)]
        assert (found.reporter, found.day, found.ordinal) == (reporter, 20_480, 3)
        assert reply_tag(pair, 20_479, 0) not in tags
        assert reply_tag(pair, 20_601, 0) not in tags
