"""What a file that we know, or do not know, or should not trust is taken for."""

from __future__ import annotations

import pytest

from intake.clean import BrokenFileError, BytesSource, TooComplexError, clean, neutral_name, plan_chunks
from intake.clean.finding import Finding, Findings, place
from intake.clean.plan import PlanBuilder
from tests.corpus.corpus import sample
from tests.corpus.making import box
from tests.support.cleaning import cleaned


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"GIF90a" + bytes(20),
        b"%!PS-Adobe",
        b"RIFF\4\0\0\0AVI ",
        b"BM\x46\0\0\0" + bytes(64),
        b"\xff\x0a" + bytes(20),
        b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(20),
    ],
)
def test_an_unknown_format_is_none(data: bytes) -> None:
    """Not to know a format is no error: the source is asked."""
    assert clean(BytesSource(data)) is None


def test_a_raw_picture_in_the_films_container_is_unknown() -> None:
    """CR3 looks like a film and carries its metadata elsewhere."""
    assert clean(BytesSource(box(b"ftyp", b"crx " + bytes(4)) + sample("fast.mp4")[32:])) is None


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1"])
def test_a_film_that_says_it_is_a_picture_is_broken(brand: bytes) -> None:
    """HEIC and AVIF have a list of items, without which no picture is shown."""
    with pytest.raises(BrokenFileError):
        clean(BytesSource(box(b"ftyp", brand + bytes(4)) + sample("fast.mp4")[32:]))


@pytest.mark.parametrize(
    "name",
    [
        "phone.jpg",
        "texts.png",
        "full.webp",
        "animated.gif",
        "phone.heic",
        "turned.avif",
        "jpeg.tiff",
        "phone.mp4",
        "fragments.mp4",
    ],
)
def test_a_cut_file_is_broken_or_says_less(name: str) -> None:
    """No prefix of a file is called clean with its canary inside."""
    data = sample(name)
    for length in range(0, len(data), max(1, len(data) // 60)):
        try:
            found = clean(BytesSource(data[:length]))
        except (BrokenFileError, TooComplexError):
            continue
        assert found is None or b"Canary" not in b"".join(plan_chunks(BytesSource(data[:length]), found.plan))


def test_a_place_is_two_numbers() -> None:
    """South and west are letters, and what is not on Earth is not shown."""
    assert place(23.78, 90.41) == "23.78000 N, 90.41000 E"
    assert place(-33.8584722, -70.0000694) == "33.85847 S, 70.00007 W"
    assert place(91, 0) == ""


def test_a_detail_is_one_harmless_line() -> None:
    """Nothing that a file says can turn the line around it, or be long."""
    findings = Findings()
    findings.add("text", " a\u202e\u0000b\r\n\tc\u200b " + "x" * 500)
    assert findings.listed() == (Finding("text", ("a b c " + "x" * 500)[:80]),)


def test_a_plan_never_reaches_outside_the_file() -> None:
    """Ranges are checked when they are planned."""
    with pytest.raises(BrokenFileError):
        PlanBuilder(10).range(5, 6)


def test_names_say_a_number_and_a_kind() -> None:
    """Nothing of the old name is left but a common extension of a file that goes as it is."""
    picture = cleaned(sample("plain.png"))
    film = cleaned(sample("fast.mp4"))
    sound = cleaned(sample("sound.m4a"))
    assert neutral_name(1, picture, "Me and Ada.PNG") == "photo-1.png"
    assert neutral_name(2, film, "20240301_1230.mp4") == "video-2.mp4"
    assert neutral_name(3, sound, "Ada.m4a") == "sound-3.m4a"
    assert neutral_name(4, None, "Budget of Ada.DOCX") == "file-4.docx"
    assert neutral_name(5, None, "Ada.adas-own-format") == "file-5"
    assert neutral_name(6, None, "pdf") == "file-6"
