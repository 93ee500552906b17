"""docs/source.md: what it tells people to type is what ``tip`` takes, and what it shows is what ``tip`` says."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest

from intake.source import asking, tip, words

GUIDE = (Path(__file__).parents[4] / "docs" / "source.md").read_text()
COMMANDS = re.findall(r"^\$ (tip .+)$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_guide_is_one(command: str) -> None:
    """The verb is there, and so is each of its options."""
    _, verb, *arguments = shlex.split(command)
    known = {option for parameter in tip.tip.commands[verb].params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_every_option_in_the_guide_is_one() -> None:
    """Those that are only named in the text, too."""
    known = {option for verb in tip.tip.commands.values() for parameter in verb.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", GUIDE)) <= known


def test_the_guide_says_what_the_command_says() -> None:
    """The sentences of the examples stand in the program, so that a change of one is a change of both."""
    program = "".join(inspect.getsource(module) for module in (asking, tip, words))
    for sentence in (
        words.STAYS,
        "These three numbers bring you back; they work in any order:",
        "or these nine words, in this order:",
        "Write them down by hand, now. They are shown this once.",
        "If that is not your name, the code is another's: nothing is found under it.",
        "there was nothing to take out",
        "looks for answers; they lie there for 120 days.",
        "The originals are as they were.",
    ):
        assert sentence in GUIDE
        assert sentence in program


def test_no_paragraph_is_longer_than_a_screen_of_a_phone() -> None:
    """People read this in a hurry: short paragraphs only."""
    for paragraph in re.sub(r"```.*?```", "", GUIDE, flags=re.DOTALL).split("\n\n"):
        assert len(paragraph) < 700, paragraph[:60]
