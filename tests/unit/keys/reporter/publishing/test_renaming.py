"""Names out of a text, in every script; a new name is nobody's here."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.protocol.code import Code
from intake.protocol.data import names
from keys.reporter.publishing.codes import INSTEAD, without_codes
from keys.reporter.publishing.errors import BadNameError
from keys.reporter.publishing.renaming import Person, Renamer, fold


def changed(text: str, *listed: str) -> str:
    """The text with each person's new name as its number in braces."""
    renamer = Renamer([Person.listed_as(one) for one in listed], [text])
    text = renamer.change(text)
    for number, fresh in enumerate(renamer.fresh):
        text = text.replace(fresh.upper(), f"{{{number}!}}").replace(fresh, f"{{{number}}}")
    return text


@pytest.mark.parametrize(
    ("listed", "text", "expected"),
    [
        ("Rahima Akter", "Rahima Akter, rahima   akter; RAHIMA AKTER's", "{0}, {0}; {0!}'s"),
        ("Rahima Akter", "Rahima\nAkter and Rahima-Akter, not Rahima alone", "{0} and {0}, not Rahima alone"),
        ("Rahima Akter / Rahima", "Rahima Akter saw Rahima", "{0} saw {0}"),
        ("Ali", "Ali, Alia, Malik, ali_99, Ali2, (Ali)", "{0}, Alia, Malik, {0}_99, {0}2, ({0})"),
        ("O'Brien", "O'Brien and O’Brien; OBrien", "{0} and {0}; OBrien"),
        ("José", "José, Jose\u0301, JOSÉ", "{0}, {0}, {0!}"),
        ("Straße", "STRASSE", "{0!}"),
        ("Ёлкин", "Елкин и ёлкин, Ёлкина", "{0} и {0}, Ёлкина"),
        ("रहीमा", "रहीमा ने कहा, रहीमाबाद नहीं।", "{0} ने कहा, रहीमाबाद नहीं।"),
        ("राम", "राम और रमा, रामू", "{0} और रमा, रामू"),
        ("রহিমা আক্তার", "রহিমা আক্তার বললেন", "{0} বললেন"),
        ("رحيمة", "قالت رحيمة، ورحيمه؛ رَحِيمَة رحـيمة", "قالت {0}، ورحيمه؛ {0} {0}"),
        ("علی رضا", "علی\u200cرضا و علي رضا", "علی\u200cرضا و {0}"),
        ("Rahima", "Ra\u200bhima, Ra\u00adhima, Ｒａｈｉｍａ", "{0}, {0}, {0}"),
        ("Ivan", "Ivanov met Ivan.", "Ivanov met {0}."),
        ("李明", "李明 说", "{0} 说"),
    ],
)
def test_a_name_is_found_as_whole_words_whatever_its_dress(listed: str, text: str, expected: str) -> None:
    """Case, marks, joiners, full width, line breaks; and not inside longer words."""
    assert changed(text, listed) == expected


def test_a_name_joined_without_a_gap_is_listed_as_one_word() -> None:
    """A joiner makes one word of two: this form is listed too."""
    assert changed("علی\u200cرضا", "علی رضا / علی\u200cرضا") == "{0}"


def test_one_person_has_one_new_name_and_two_have_two() -> None:
    """Within one export; the longer name is tried first."""
    assert changed("Ali and Ali Reza and ali", "Ali", "Ali Reza") == "{0} and {1} and {0}"


def test_new_names_are_drawn_afresh_and_are_nobodys_here() -> None:
    """From the project's list; not in the text, not listed, and another one each time."""
    text = " ".join(names()[100:])
    drawn = [Renamer([Person.listed_as(names()[0])], [text]).fresh[0] for _ in range(20)]
    assert set(drawn) <= set(names()[1:100])
    assert len(set(drawn)) > 5


def test_what_is_left_of_a_name_is_counted() -> None:
    """Longer words that hold it, and halves of it, for a person to look at."""
    renamer = Renamer([Person.listed_as("Rahima Akter")], [])
    text = renamer.change("Rahima Akter from Rahimabad; Akter; aktern; somebody")
    assert renamer.left(text) == 3


@pytest.mark.parametrize("text", ["", "  ", "123", "Rahima /", "/", "…"])
def test_a_name_without_letters_is_refused(text: str) -> None:
    """So that nobody believes that a name was changed which was not."""
    with pytest.raises(BadNameError):
        Person.listed_as(text)


LETTERS = st.text(st.characters(categories=("L", "M", "Cf", "Zs", "Po", "Nd")), max_size=40)


@given(LETTERS, LETTERS)
def test_no_listed_name_is_left_as_a_word(before: str, after: str) -> None:
    """Between any other characters that end a word."""
    renamer = Renamer([Person.listed_as("Rahima")], [before, after])
    text = renamer.change(f"{before} Rahima {after}")
    assert renamer.fresh[0] in text
    assert "rahima" not in [fold(word) for word in text.split()]
    assert (
        unicodedata.normalize("NFC", before).strip() in unicodedata.normalize("NFC", text) or "ahima" in before.lower()
    )


def test_a_code_in_a_text_is_taken_out_in_both_spellings() -> None:
    """Numbers in any script and with gaps; nine words in a row, with a hyphen among them."""
    for _ in range(40):
        code = Code.draw()
        numbers, spoken = code.numbers(), code.spoken()
        text = f"my code: {numbers[0]}, {numbers[1][:3]} {numbers[1][3:6]} {numbers[1][6:]}\n{numbers[2]} or {' '.join(spoken)}!"
        assert without_codes(text) == (f"my code: {INSTEAD}, {INSTEAD}\n{INSTEAD} or {INSTEAD}!", 4)
        arabic = numbers[0].translate({ord("0") + n: 0x0660 + n for n in range(10)})
        assert without_codes(arabic) == (INSTEAD, 1)
        listed = "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(spoken, 1))
        assert without_codes(listed)[1] == 1
    plain = "He paid 1234567 taka on 2026-11-24, call 0171 234567."
    assert without_codes(plain) == (plain, 0)
