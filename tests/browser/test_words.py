"""The page's words and colours, read from its sources: all four languages complete, every error with words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import intake.clean.errors
import intake.protocol.errors
from intake.clean.finding import CANNOT_REMOVE, KINDS
from intake.protocol.errors import AsterismError
from intake.protocol.reply import State
from tests.support.browser import WEB

LOCALES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((WEB / "src" / "locales").glob("*.json"))
}
ENGLISH = LOCALES["en"]
STYLE = (WEB / "style.css").read_text(encoding="utf-8")
SCRIPTS = {path: path.read_text(encoding="utf-8") for path in (WEB / "src").rglob("*.js")}
#: Unicode's classes of whole numbers (CLDR).
PLURALS = {
    "en": {"one", "other"},
    "hi": {"one", "other"},
    "ru": {"one", "few", "many", "other"},
    "ur": {"one", "other"},
}
#: What a source meets that no Python error has: the browser's own troubles.
PAGE_CODES = (
    "no-newsroom",
    "offline",
    "no-crypto",
    "not-published",
    "too-late",
    "unknown",
    "in-app",
    "no-key",
    "no-cleaners",
)
CODE_SLIPS = ("code-count", "code-length", "code-check", "code-word", "code-twice")


def _forms(entry: Any) -> dict[str, str]:
    return entry if isinstance(entry, dict) else {"": entry}


def _places(entry: Any) -> set[str]:
    return {place for form in _forms(entry).values() for place in re.findall(r"\{(\w+)\}", form)}


def test_there_are_four_languages() -> None:
    """English, Hindi, Russian and Urdu, and no other."""
    assert set(LOCALES) == {"en", "hi", "ru", "ur"}


@pytest.mark.parametrize("language", ["hi", "ru", "ur"])
def test_a_language_has_every_sentence(language: str) -> None:
    """Each language has the same keys with the same places for names and numbers, and none is left in English."""
    theirs = LOCALES[language]
    assert list(theirs) == list(ENGLISH)
    for key, entry in ENGLISH.items():
        assert _places(theirs[key]) == _places(entry), key
        assert isinstance(theirs[key], dict) == isinstance(entry, dict), key
        assert theirs[key] != entry or key == "error.line", key


@pytest.mark.parametrize("language", LOCALES)
def test_every_number_has_its_form(language: str) -> None:
    """A sentence with a number has all the forms that its language needs."""
    for key, entry in LOCALES[language].items():
        if isinstance(entry, dict):
            assert {form for form in entry if not form.startswith("=")} == PLURALS[language], key


@pytest.mark.parametrize("language", LOCALES)
def test_nothing_is_shouted(language: str) -> None:
    """No exclamation marks, no empty sentence, no blank at an end."""
    for key, entry in LOCALES[language].items():
        for form in _forms(entry).values():
            assert form, key
            assert form == form.strip(), key
            assert "!" not in form, key


def test_first_lines_use_plain_words() -> None:
    """What stands first on a screen does not speak of machines."""
    first = [entry for key, entry in ENGLISH.items() if key.endswith(".title")] + [ENGLISH["start.about"]]
    assert not [
        line for line in first if re.search(r"submit|upload|encrypt|metadata|server|\bkeys?\b", line, re.IGNORECASE)
    ]


def _codes(module: Any) -> set[str]:
    return {
        entry.code for entry in vars(module).values() if isinstance(entry, type) and issubclass(entry, AsterismError)
    }


def _known(code: str) -> bool:
    pairs = re.search(r"const SAME_WORDS = new Map\(\[(.*?)\]\);", SCRIPTS[WEB / "src" / "text.js"], re.DOTALL)
    assert pairs
    shared = f"'{code}'" in pairs[1]
    return shared or f"error.{code}.title" in ENGLISH


def test_every_error_has_words() -> None:
    """Every code of the protocol, of the cleaners and of the page is said in words, not in general."""
    codes = _codes(intake.protocol.errors) | _codes(intake.clean.errors) | {*PAGE_CODES, *CODE_SLIPS}
    assert not sorted(code for code in codes if not _known(code))


def test_every_kind_and_state_has_words() -> None:
    """What was found, what stays, and what became of a tip."""
    states = [state.name.lower().replace("_", "-") for state in State]
    wanted = [f"kind.{kind}" for kind in KINDS] + [f"stays.{code}" for code in CANNOT_REMOVE]
    assert not [key for key in [*wanted, *(f"state.{state}" for state in states)] if key not in ENGLISH]


def test_every_sentence_is_used_and_every_used_one_is_there() -> None:
    """The screens ask for no key that is missing, and no key waits in vain."""
    text = "\n".join(script for path, script in SCRIPTS.items() if path.parent.name == "ui" or path.name == "text.js")
    keys = set(re.findall(r"'([a-z]+\.[a-z-]+)'", text)) & {key for key in ENGLISH if "." in key} | set(
        re.findall(r"(?:say|pieces)\('([a-z.-]+)'", text)
    )
    assert not sorted(key for key in keys if key not in ENGLISH)
    built = tuple(re.findall(r"`([a-z]+\.[a-z-]*)\$\{", text))
    assert not sorted(key for key in ENGLISH if key not in keys and not key.startswith(built))


def test_nothing_is_built_from_markup_and_nothing_is_kept_or_told() -> None:
    """No module makes markup from text, keeps anything, or writes to the console."""
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|localStorage|sessionStorage|indexedDB|caches\."
        r"|cookie|pushState|replaceState|console\.|\beval\(|new Function|\.style\b|'style'"
    )
    found = {
        path.name: re.findall(forbidden, re.sub(r"/\*.*?\*/|//.*", "", script, flags=re.DOTALL))
        for path, script in SCRIPTS.items()
    }
    assert not {name: words for name, words in found.items() if words}


# --- colours --------------------------------------------------------------------------------------------------------

PAIRS = [  # text on ground, at least
    ("ink", "paper", 7.0),
    ("ink", "wash", 7.0),
    ("quiet", "paper", 7.0),
    ("quiet", "wash", 7.0),
    ("on-accent", "accent", 7.0),
    ("on-amber", "amber", 7.0),
    ("accent", "paper", 4.5),
    ("accent", "wash", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "wash", 3.0),
    ("amber-edge", "amber", 3.0),
]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_colours_can_be_read(theme: str, text: str, ground: str, least: float) -> None:
    """Text has 7:1, accents 4.5:1, edges 3:1 (WCAG 2, contrast)."""
    light, dark = (_colours(block) for block in STYLE.split(":root {")[1:3])
    colours = light if theme == "light" else dark
    one, other = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (one + 0.05) / (other + 0.05) >= least


def test_right_to_left_is_a_mirror() -> None:
    """The stylesheet knows no left and no right."""
    rules = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    assert not re.findall(
        r"[\w-]*\b(?:left|right)\b[\w-]*\s*:|:\s*(?:left|right)\b|(?<![\w-])(?:width|height)\s*:", rules
    )


def test_the_page_asks_nobody_else() -> None:
    """index.html names its own files only, has no inline script or style, and tells the browser to translate nothing."""
    index = Path(WEB / "index.html").read_text(encoding="utf-8")
    assert not re.findall(r"https?:|//\w|<style|style=|\son\w+=", index)
    assert re.findall(r'(?:src|href)="([^"]*)"', index) == ["data:,", "style.css", "app.js"]
    assert 'translate="no"' in index
