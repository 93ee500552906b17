"""Films: each guard against lying boxes and hidden samples has its test."""

from __future__ import annotations

import struct
from itertools import repeat

import pytest

from intake.clean import BrokenFileError, BytesSource, TooComplexError
from intake.clean.film.boxes import boxes
from intake.clean.film.nalunits import UnitChecker
from intake.clean.film.sampleentry import clean_entries
from intake.clean.finding import Finding, Findings
from tests.corpus.corpus import sample
from tests.corpus.making import box
from tests.support.cleaning import cleaned, written


@pytest.mark.parametrize("size", [2, 7, 0xFFFFFFFF])
def test_a_box_that_lies_about_its_size_is_broken(size: int) -> None:
    """A size below its own header, or beyond the file, is refused wherever it stands in what we keep."""
    data = sample("fast.mp4")
    for kind in (b"moov", b"mvhd", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1", b"stsz"):
        at = data.index(kind, data.index(b"moov")) - 4
        with pytest.raises(BrokenFileError):
            cleaned(data[:at] + struct.pack(">I", size) + data[at + 4 :])


def test_a_table_that_counts_beyond_its_box_is_broken() -> None:
    """Counts are checked against the box before a byte is read by them."""
    data = sample("fast.mp4")
    for kind, count in ((b"stsz", 12), (b"stco", 8), (b"stsc", 8), (b"stts", 8), (b"elst", 8)):
        at = data.index(kind) + count
        with pytest.raises((BrokenFileError, TooComplexError)):
            cleaned(data[:at] + b"\x7f\xff\xff\xff" + data[at + 4 :])


def test_samples_outside_the_media_are_broken() -> None:
    """An offset that points into the movie box, or past the end, is no sample."""
    data = bytearray(sample("fast.mp4"))
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
        cleaned(sample("locked.mp4"))


def test_media_in_other_files_is_not_followed() -> None:
    """A path to another file is neither kept nor opened."""
    data = bytearray(sample("fast.mp4"))
    at = data.index(b"url ")
    data[at + 7] = 0
    with pytest.raises(TooComplexError):
        cleaned(bytes(data))


def test_a_track_of_places_goes_with_its_samples() -> None:
    """The texts that stand for places along the way are zeros in the media data, at the same length."""
    data = sample("phone.mp4")
    assert data.count(b"says who", data.index(b"mdat")) >= 2
    out = written(data)
    assert b"says who" not in out
    assert out.index(b"mdat") == data.index(b"mdat")
    assert any(finding.kind == "place" for finding in cleaned(data).findings)


def test_what_no_track_speaks_of_is_zero() -> None:
    """Bytes between and behind the samples are not kept."""
    data = sample("fast.mp4")
    assert cleaned(data).plan.size == len(data) - len(b"Canary7Q")
    assert Finding("hidden-data", "8 B") in cleaned(data).findings


def test_slack_behind_a_table_is_zero() -> None:
    """A table's box may be longer than its entries; what lies there goes."""
    data = sample("fragments.mp4")
    at = data.index(b"stts") - 4
    grown = bytearray(data[:at] + data[at : at + 16] + b"secret!!" + data[at + 16 :])
    struct.pack_into(">I", grown, at, 24)
    for outer in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        where = bytes(grown).rindex(outer, 0, at) - 4
        struct.pack_into(">I", grown, where, struct.unpack_from(">I", grown, where)[0] + 8)
    out = written(bytes(grown))
    assert b"secret" not in out
    assert len(out) == len(data) + 8


def shifted_table(data: bytes, kind: bytes, at: int, by: int) -> bytes:
    """The same film with one number of the first table of a kind, which is the picture's, changed."""
    new = bytearray(data)
    at += new.index(kind, new.index(b"moov"))
    struct.pack_into(">I", new, at, struct.unpack_from(">I", new, at)[0] + by)
    return bytes(new)


@pytest.mark.parametrize(("kind", "at", "by"), [
    (b"stco", 12, 1), (b"stco", 12, 4), (b"stco", 12, 90), (b"stsz", 16, 5), (b"stsz", 16, -1), (b"stsz", 16, 40), (b"stsz", 28, -9),
])  # fmt: skip
@pytest.mark.parametrize("name", ["fast.mp4", "phone.mp4"])
def test_a_table_that_points_elsewhere_is_broken(name: str, kind: bytes, at: int, by: int) -> None:
    """Samples of H.264 are rows of units: other bytes of the media data are not."""
    with pytest.raises(BrokenFileError):
        cleaned(shifted_table(sample(name), kind, at, by))


def test_a_text_is_not_taken_for_a_picture() -> None:
    """A table of pictures that was made to point at another track's texts does not keep them."""
    data = sample("phone.mp4")
    text = data.index(b"says who", data.index(b"mdat")) - 10
    first = struct.unpack_from(">I", data, data.index(b"stco") + 12)[0]
    with pytest.raises(BrokenFileError):
        cleaned(shifted_table(data, b"stco", 12, text - first))


def test_a_fragment_that_points_elsewhere_is_broken() -> None:
    """The same for the runs of fragments."""
    data = bytearray(sample("fragments.mp4"))
    at = data.index(b"trun") + 12  # the offset of its first sample
    struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + 2)
    with pytest.raises(BrokenFileError):
        cleaned(bytes(data))


def test_samples_that_overlap_again_and_again_are_too_complex() -> None:
    """The work of checking is bounded by the size of the file, whatever the tables say."""
    checker = UnitChecker(BytesSource(bytes(64)))
    checker.check(0, [64, 0, 0], 4)
    with pytest.raises(TooComplexError):
        checker.check(0, [64] * 3, 4)
    with pytest.raises(TooComplexError):
        UnitChecker(BytesSource(b"")).check(0, repeat(0, 1 << 32), 4)


def test_a_film_of_picture_files_is_not_called_clean() -> None:
    """Each frame of Motion JPEG has room for EXIF and comments of its own."""
    with pytest.raises(TooComplexError):
        cleaned(sample("jpegs.mov"))
