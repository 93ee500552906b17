"""Codes in both spellings, what derives from them, and pseudonyms."""

from __future__ import annotations

from collections.abc import Iterator

from intake.protocol import suite
from intake.protocol.code import Code
from intake.protocol.pseudonym import pseudonym
from intake.protocol.reply import reply_tag
from intake.protocol.source import Identity, meet_number
from tests.vectors.vector import Vector, as_json, drawn

CODE = Code("012345678345678901987654321")
LOWEST = Code("000000000000000001000000002")
HIGHEST = Code("999999997999999998999999999")


def _in_script(text: str, zero: int) -> str:
    return "".join(chr(zero + int(c)) if c.isdigit() else c for c in text)


def code_numbers() -> Iterator[Vector]:
    """Three fields with a number each."""
    one, two, three = CODE.numbers()
    good = {"digits": CODE.digits, "spelt numbers": as_json(CODE.numbers())}

    def made(name: str, why: str, typed: list[str], expect: str = "success", number: int = 0) -> Vector:
        fields = {"numbers": as_json(typed)} | (good if expect == "success" else {})
        return Vector(f"code/numbers_{name}", expect, why, fields | ({"number": str(number)} if number else {}))

    yield made("plain", "three numbers of ten digits, the last a Damm check digit", [one, two, three])
    yield made("any_order", "the order in which they are typed does not matter", [three, one, two])
    yield made("gaps", "spaces, hyphens and a plus sign are left out", [f"+{one[:3]} {one[3:6]}-{one[6:]}", two, three])
    for script, zero in (
        ("arabic", 0x660),
        ("urdu", 0x6F0),
        ("devanagari", 0x966),
        ("bengali", 0x9E6),
        ("wide", 0xFF10),
    ):
        typed = [_in_script(number, zero) for number in (one, two, three)]
        yield made(script, f"digits of another script, from U+{zero:04X}", typed)
    yield made(
        "mixed_scripts", "each digit may be of another script", [_in_script(one, 0x1040), _in_script(two, 0x7C0), three]
    )
    slip = str((int(two[4]) + 1) % 10)
    yield made(
        "slip",
        "one digit is wrong, and it is told in which number",
        [one, two[:4] + slip + two[5:], three],
        "code-check",
        2,
    )
    swap = three[:2] + three[3] + three[2] + three[4:]
    yield made("swap", "two neighbours are swapped", [one, two, swap], "code-check", 3)
    yield made("short", "a digit is missing", [one[:-1], two, three], "code-length", 1)
    yield made("long", "a digit too many", [one, two, three + "0"], "code-length", 3)
    yield made("empty", "a field was left empty", [one, "", three], "code-length", 2)
    yield made(
        "superscript",
        "a superscript two is no digit of a script that is read",
        [one, two[:-1] + "²", three],
        "code-length",
        2,
    )
    yield made("two", "only two numbers", [one, two], "code-count")
    yield made("four", "four numbers", [one, two, three, one], "code-count")
    yield made("twice", "the same number twice", [one, two, one], "code-twice")


def code_words() -> Iterator[Vector]:
    """Nine words in their order."""

    def made(
        name: str, why: str, typed: list[str], expect: str = "success", number: int = 0, code: Code = CODE
    ) -> Vector:
        good = {"digits": code.digits, "spelt words": as_json(code.spoken())} if expect == "success" else {}
        fields = {"words": as_json(typed)} | good
        return Vector(f"code/words_{name}", expect, why, fields | ({"number": str(number)} if number else {}))

    words = list(CODE.spoken())
    yield made("plain", "nine words, the most significant first", words)
    yield made("lowest", "the smallest code there is", list(LOWEST.spoken()), code=LOWEST)
    yield made("highest", "the largest code there is", list(HIGHEST.spoken()), code=HIGHEST)
    yield made("starts", "three letters of each are enough", [word[:3] for word in words])
    yield made("upper_case", "upper case and spaces around do not matter", [f" {word.upper()} " for word in words])
    at = next(k for k, word in enumerate(words) if len(word) >= 7)
    changed = words[at][:4] + ("x" if words[at][4] != "x" else "y") + words[at][5:]
    for name, typed in (
        ("slip_changed", changed),
        ("slip_left_out", words[at][:5] + words[at][6:]),
        ("slip_put_in", words[at][:5] + "q" + words[at][5:]),
    ):
        yield made(name, "one slip in a whole word is mended", [*words[:at], typed, *words[at + 1 :]])
    yield made(
        "unknown",
        "no word of the list is near, and it is told which",
        [*words[:3], "qqqqqq", *words[4:]],
        "code-word",
        4,
    )
    yield made("empty", "a field was left empty", [*words[:8], ""], "code-word", 9)
    yield made("eight", "one word is missing", words[:8], "code-count")
    other = "zucchini" if words[4] != "zucchini" else "yodel"
    yield made(
        "other_word", "a word of the list that does not belong there", [*words[:4], other, *words[5:]], "code-check"
    )
    yield made("swapped", "two words in the wrong order", [words[1], words[0], *words[2:]], "code-check")
    yield made("too_large", "a number of more than 28 digits", ["zucchini"] * 9, "code-check")
    unordered = Code(CODE.digits[9:18] + CODE.digits[:9] + CODE.digits[18:])
    yield made(
        "not_ascending", "the check digit holds, the numbers do not ascend", list(unordered.spoken()), "code-check"
    )
    twice = Code(CODE.digits[:9] * 2 + CODE.digits[18:])
    yield made("twice", "the check digit holds, a number stands twice", list(twice.spoken()), "code-twice")


def code_texts() -> Iterator[Vector]:
    """Either spelling in one text."""
    one, two, three = CODE.numbers()
    words = " ".join(CODE.spoken())
    for name, why, text in (
        ("lines", "a number a line", f"{one}\n{two}\n{three}\n"),
        ("commas", "commas part the numbers", f"{three}, {two}; {one}"),
        ("commas_arabic", "an Urdu keyboard's comma and semicolon part them", f"{three}\u060c {two}\u061b {one}"),
        ("commas_east_asian", "an enumeration comma parts them", f"{three}\u3001{two}\u3001{one}"),
        ("run_on", "thirty digits without a gap", one + two + three),
        ("grouped", "thirty digits in groups", " ".join((one + two + three)[k : k + 5] for k in range(0, 30, 5))),
        ("words", "a letter in it, so it is nine words", words),
        ("words_commas", "words parted by commas", words.replace(" ", ", ")),
        ("words_commas_arabic", "words parted by an Urdu keyboard's commas", words.replace(" ", "\u060c ")),
    ):
        yield Vector(f"code/text_{name}", "success", why, {"text": as_json(text), "digits": CODE.digits})
    for name, why, text, expect in (
        ("nothing", "no digit and no letter", " ", "code-count"),
        ("some_digits", "twenty digits", one + two, "code-count"),
        (
            "one_missing",
            "twenty-nine digits: it cannot be told which number lacks one",
            one + two + three[:-1],
            "code-count",
        ),
        ("some_words", "eight words", words.rsplit(" ", 1)[0], "code-count"),
    ):
        yield Vector(f"code/text_{name}", expect, why, {"text": as_json(text)})


def identity() -> Iterator[Vector]:
    """All that derives from a code at one newsroom."""
    for name, why, code, newsroom in (
        ("first", "what derives from a code", CODE, "newsroom one"),
        ("other_newsroom", "the same code at another newsroom is another person", CODE, "newsroom two"),
        ("other_code", "leading zeros count", LOWEST, "newsroom one"),
    ):
        root, reporter, day = drawn(newsroom), drawn("reporter one", 16), 20_600
        source = Identity.of(code, root)
        pair = source.pair(reporter)
        yield Vector(
            f"identity/{name}",
            "success",
            why,
            {
                "digits": code.digits,
                "root one sha256": root.hex(),
                "reporter": reporter.hex(),
                "day": str(day),
                "master": source.master.hex(),
                "reply seed": source.reply_seed.hex(),
                "pair": pair.hex(),
                "pseudonym": pseudonym(source.reply_key),
                "meet source": meet_number(pair, day, source=True),
                "meet reporter": meet_number(pair, day, source=False),
                "tags": " ".join(reply_tag(pair, day, ordinal).hex() for ordinal in range(4)),
            },
            source.reply_key,
        )


def pseudonyms() -> Iterator[Vector]:
    """The two words of a reply key."""
    for number in range(1, 4):
        key = suite.public_key(drawn(f"pseudonym {number}"))
        yield Vector(
            f"pseudonym/{number}", "success", "the two words of a reply key", {"pseudonym": pseudonym(key)}, key
        )
