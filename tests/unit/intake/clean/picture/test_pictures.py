"""Pictures: each guard against what hides in them has its test."""

from __future__ import annotations

import struct
import zlib

import pytest

from intake.clean import BrokenFileError, TooComplexError
from intake.clean.finding import Finding, Findings
from intake.clean.picture.icc import clean_icc
from tests.corpus.corpus import sample
from tests.support.cleaning import cleaned, written


def test_jpeg_ends_at_its_end() -> None:
    """What lies behind the end of a picture, a film for example, goes, and is told with its size."""
    data = sample("little-endian.jpg")
    assert written(data + b"secret film") == written(data)
    assert Finding("hidden-data", "11 B") in cleaned(data + b"secret film").findings


def test_jpeg_tables_have_no_room_to_hide() -> None:
    """A segment of the picture that is longer than its kind needs is refused."""
    data = sample("little-endian.jpg")
    at = data.index(b"\xff\xdb")
    longer = data[: at + 2] + struct.pack(">H", struct.unpack_from(">H", data, at + 2)[0] + 6)
    with pytest.raises(BrokenFileError):
        cleaned(longer + data[at + 4 : at + 69] + b"secret" + data[at + 69 :])


def test_png_that_must_be_understood_and_is_not() -> None:
    """An unknown critical chunk changes what the picture means: it is not dropped in silence."""
    with pytest.raises(TooComplexError):
        cleaned(sample("critical.png"))


def test_png_small_chunks_have_no_room_to_hide() -> None:
    """A chunk that we keep has the size that its kind has, or goes."""
    data = sample("plain.png")
    body = b"gAMA\0\0\xb1\x8fsecret"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert b"secret" not in written(data[:33] + chunk + data[33:])


def test_png_lengths_that_lie_are_told_by_the_checksum() -> None:
    """A chunk that says it is longer would take a text behind it along: its checksum does not fit."""
    data = sample("plain.png")
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
    data = sample("plain.png")
    assert cleaned(data[:33] + chunk + data[33:]).findings == (Finding("text"),)


def test_webp_flags_say_what_is_there() -> None:
    """The header does not promise EXIF, XMP or a profile that went."""
    out = written(sample("alpha.webp"))
    assert out[12:16] == b"VP8X"
    assert out[20] & 0x0C == (0x08 if b"EXIF" in out else 0)


def test_a_profile_of_a_screen_does_not_name_it() -> None:
    """Serial numbers that a system writes into profiles go; a profile that contradicts itself goes as a whole."""
    tags = struct.pack(">I4sII4sII", 2, b"mmod", 156, 20, b"rXYZ", 176, 20)
    profile = bytearray(128) + tags + b"mmod" + b"serial 1234 5678" + b"XYZ " + bytes(16)
    profile[12:24], profile[36:40] = b"mntrRGB XYZ ", b"acsp"
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


def test_a_profile_whose_description_lies_over_its_copyright_goes() -> None:
    """What we would write into the one would stand in the other, and a second cleaning would find it."""
    tags = struct.pack(">I4sII4sII", 2, b"desc", 156, 40, b"cprt", 160, 40)
    profile = bytearray(128) + tags + bytes(44)
    profile[8], profile[12:24], profile[36:40] = 4, b"mntrRGB XYZ ", b"acsp"
    profile[:4] = struct.pack(">I", len(profile))
    findings = Findings()
    assert clean_icc(bytes(profile), findings) is None
    assert findings.listed() == (Finding("hidden-data"),)
