"""What a file that we know, or do not know, or should not trust is taken for; each guard has its test."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from intake.clean import (
    BrokenFileError,
    BytesSource,
    Cleaned,
    TooComplexError,
    clean,
    neutral_name,
    plan_chunks,
)
from intake.clean.boxes import boxes
from intake.clean.finding import Finding, Findings, place
from intake.clean.icc import clean_icc
from intake.clean.plan import PlanBuilder
from intake.clean.sampleentry import clean_entries

FILES = Path(__file__).parents[3] / "corpus" / "files"


def cleaned(data: bytes) -> Cleaned:
    """A cleaned file that must be of a format we know."""
    found = clean(BytesSource(data))
    assert found is not None
    return found


def written(data: bytes) -> bytes:
    """The cleaned file's bytes."""
    return b"".join(plan_chunks(BytesSource(data), cleaned(data).plan))


def box(kind: bytes, body: bytes) -> bytes:
    """One box."""
    return struct.pack(">I", len(body) + 8) + kind + body


@pytest.mark.parametrize("data", [b"", b"\xff", b"GIF89a" + bytes(20), b"%PDF-1.7", b"RIFF\4\0\0\0WAVE", b"plain text"])
def test_an_unknown_format_is_none(data: bytes) -> None:
    """Not to know a format is no error: the source is asked."""
    assert clean(BytesSource(data)) is None


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1", b"crx "])
def test_pictures_in_the_films_container_are_not_called_clean(brand: bytes) -> None:
    """HEIC, AVIF and CR3 look like films and carry their metadata elsewhere."""
    assert clean(BytesSource(box(b"ftyp", brand + bytes(4)) + (FILES / "fast.mp4").read_bytes()[32:])) is None


@pytest.mark.parametrize("name", ["phone.jpg", "texts.png", "full.webp", "phone.mp4", "fragments.mp4"])
def test_a_cut_file_is_broken_or_says_less(name: str) -> None:
    """No prefix of a file is called clean with its canary inside."""
    data = (FILES / name).read_bytes()
    for length in range(0, len(data), max(1, len(data) // 60)):
        try:
            found = clean(BytesSource(data[:length]))
        except (BrokenFileError, TooComplexError):
            continue
        assert found is None or b"Canary" not in b"".join(plan_chunks(BytesSource(data[:length]), found.plan))


def test_jpeg_ends_at_its_end() -> None:
    """What lies behind the end of a picture, a film for example, goes, and is told with its size."""
    data = (FILES / "little-endian.jpg").read_bytes()
    assert written(data + b"secret film") == written(data)
    assert Finding("hidden-data", "11 B") in cleaned(data + b"secret film").findings


def test_jpeg_tables_have_no_room_to_hide() -> None:
    """A segment of the picture that is longer than its kind needs is refused."""
    data = (FILES / "little-endian.jpg").read_bytes()
    at = data.index(b"\xff\xdb")
    longer = data[: at + 2] + struct.pack(">H", struct.unpack_from(">H", data, at + 2)[0] + 6)
    with pytest.raises(BrokenFileError):
        cleaned(longer + data[at + 4 : at + 69] + b"secret" + data[at + 69 :])


def test_png_that_must_be_understood_and_is_not() -> None:
    """An unknown critical chunk changes what the picture means: it is not dropped in silence."""
    with pytest.raises(TooComplexError):
        cleaned((FILES / "critical.png").read_bytes())


def test_png_small_chunks_have_no_room_to_hide() -> None:
    """A chunk that we keep has the size that its kind has, or goes."""
    data = (FILES / "plain.png").read_bytes()
    body = b"gAMA\0\0\xb1\x8fsecret"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert b"secret" not in written(data[:33] + chunk + data[33:])


def test_png_lengths_that_lie_are_told_by_the_checksum() -> None:
    """A chunk that says it is longer would take a text behind it along: its checksum does not fit."""
    data = (FILES / "plain.png").read_bytes()
    text = b"\0\0\0\x0etEXtComment\0secret" + struct.pack(">I", zlib.crc32(b"tEXtComment\0secret"))
    at = data.index(b"IDAT") - 4
    length = len(data) - 12 - 12 - at + len(text)
    with pytest.raises(BrokenFileError):
        cleaned(data[:at] + struct.pack(">I", length) + data[at + 4 : -12] + text + data[-12:])


def test_png_text_that_inflates_without_end_is_not_inflated() -> None:
    """A small chunk that would unpack to a gigabyte costs a megabyte at most."""
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    body = b"zTXtComment\0\0" + bomb
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    data = (FILES / "plain.png").read_bytes()
    assert cleaned(data[:33] + chunk + data[33:]).findings == (Finding("text"),)


def test_webp_flags_say_what_is_there() -> None:
    """The header does not promise EXIF, XMP or a profile that went."""
    out = written((FILES / "alpha.webp").read_bytes())
    assert out[12:16] == b"VP8X"
    assert out[20] & 0x0C == (0x08 if b"EXIF" in out else 0)


@pytest.mark.parametrize("size", [2, 7, 0xFFFFFFFF])
def test_a_box_that_lies_about_its_size_is_broken(size: int) -> None:
    """A size below its own header, or beyond the file, is refused wherever it stands in what we keep."""
    data = (FILES / "fast.mp4").read_bytes()
    for kind in (b"moov", b"mvhd", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1", b"stsz"):
        at = data.index(kind, data.index(b"moov")) - 4
        with pytest.raises(BrokenFileError):
            cleaned(data[:at] + struct.pack(">I", size) + data[at + 4 :])


def test_a_table_that_counts_beyond_its_box_is_broken() -> None:
    """Counts are checked against the box before a byte is read by them."""
    data = (FILES / "fast.mp4").read_bytes()
    for kind, count in ((b"stsz", 12), (b"stco", 8), (b"stsc", 8), (b"stts", 8), (b"elst", 8)):
        at = data.index(kind) + count
        with pytest.raises((BrokenFileError, TooComplexError)):
            cleaned(data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :])


def test_samples_outside_the_media_are_broken() -> None:
    """An offset that points into the movie box, or past the end, is no sample."""
    data = bytearray((FILES / "fast.mp4").read_bytes())
    at = data.index(b"stco") + 12
    for offset in (40, len(data) - 4, 0xFFFFFFF0):
        struct.pack_into(">I", data, at, offset)
        with pytest.raises(BrokenFileError):
            cleaned(bytes(data))


def test_a_phones_sound_does_not_name_its_encoder() -> None:
    """The maker and version of an AMR encoder go; the modes that a decoder needs stay."""
    entry = box(b"samr", bytes(28) + box(b"damr", b"Canr\1\x81\xff\0\1") + box(b"cnry", b"Canary"))
    data = bytearray(box(b"stsd", struct.pack(">II", 0, 1) + entry))
    clean_entries(data, next(boxes(data, 0, len(data))), is_picture=False, findings=Findings())
    assert b"Can" not in data
    assert b"damr" + bytes(5) + b"\x81\xff\0\1" in data


def test_encrypted_films_are_not_called_clean() -> None:
    """What nobody can look into is not vouched for."""
    with pytest.raises(TooComplexError):
        cleaned((FILES / "locked.mp4").read_bytes())


def test_media_in_other_files_is_not_followed() -> None:
    """A path to another file is neither kept nor opened."""
    data = bytearray((FILES / "fast.mp4").read_bytes())
    at = data.index(b"url ")
    data[at + 7] = 0
    with pytest.raises(TooComplexError):
        cleaned(bytes(data))


def test_a_track_of_places_goes_with_its_samples() -> None:
    """The texts that stand for places along the way are zeros in the media data, at the same length."""
    data = (FILES / "phone.mp4").read_bytes()
    assert data.count(b"says who", data.index(b"mdat")) >= 2
    out = written(data)
    assert b"says who" not in out
    assert out.index(b"mdat") == data.index(b"mdat")
    assert any(finding.kind == "place" for finding in cleaned(data).findings)


def test_what_no_track_speaks_of_is_zero() -> None:
    """Bytes between and behind the samples are not kept."""
    data = (FILES / "fast.mp4").read_bytes()
    assert cleaned(data).plan.size == len(data) - len(b"Canary7Q")
    assert Finding("hidden-data", "8 B") in cleaned(data).findings


def test_slack_behind_a_table_is_zero() -> None:
    """A table's box may be longer than its entries; what lies there goes."""
    data = (FILES / "fragments.mp4").read_bytes()
    at = data.index(b"stts") - 4
    grown = bytearray(data[:at] + data[at : at + 16] + b"secret!!" + data[at + 16 :])
    struct.pack_into(">I", grown, at, 24)
    for outer in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        where = bytes(grown).rindex(outer, 0, at) - 4
        struct.pack_into(">I", grown, where, struct.unpack_from(">I", grown, where)[0] + 8)
    out = written(bytes(grown))
    assert b"secret" not in out
    assert len(out) == len(data) + 8


def test_a_profile_of_a_screen_does_not_name_it() -> None:
    """Serial numbers that a system writes into profiles go; a profile that contradicts itself goes as a whole."""
    tags = struct.pack(">I4sII4sII", 2, b"mmod", 156, 20, b"rXYZ", 176, 20)
    profile = bytearray(128) + tags + b"mmod" + b"serial 1234 5678" + b"XYZ " + bytes(16)
    profile[36:40] = b"acsp"
    profile[:4] = struct.pack(">I", len(profile))
    findings = Findings()
    clean_profile = clean_icc(bytes(profile), findings)
    assert clean_profile is not None
    assert len(clean_profile) == len(profile)
    assert b"serial" not in clean_profile
    assert findings.listed() == (Finding("device"),)
    assert clean_icc(bytes(profile) + b"\0", findings) is None
    profile[148:152] = struct.pack(">I", 156)  # the colour's tag says that it begins where the serial number lies
    assert clean_icc(bytes(profile[:156] + b"XYZ " + profile[160:]), findings) is None


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
    picture = cleaned((FILES / "plain.png").read_bytes())
    film = cleaned((FILES / "fast.mp4").read_bytes())
    sound = cleaned((FILES / "sound.m4a").read_bytes())
    assert neutral_name(1, picture, "Me and Ada.PNG") == "photo-1.png"
    assert neutral_name(2, film, "20240301_1230.mp4") == "video-2.mp4"
    assert neutral_name(3, sound, "Ada.m4a") == "sound-3.m4a"
    assert neutral_name(4, None, "Budget of Ada.DOCX") == "file-4.docx"
    assert neutral_name(5, None, "Ada.adas-own-format") == "file-5"
    assert neutral_name(6, None, "pdf") == "file-6"
