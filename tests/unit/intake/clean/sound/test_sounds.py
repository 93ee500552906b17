"""Sounds: each guard against lying tags, frames, pages and chunks has its test."""

from __future__ import annotations

import struct
from typing import Literal

import pytest

from intake.clean import BrokenFileError, TooComplexError
from intake.clean.finding import Finding
from intake.clean.sound.checksums import flac_crc8, flac_crc16
from intake.clean.sound.mpegheader import adts_length, mpeg_length
from intake.clean.sound.oggpages import sealed
from tests.corpus.corpus import sample
from tests.corpus.making import BINARY_CANARY
from tests.support.cleaning import cleaned, written


def frames_of(data: bytes) -> list[bytes]:
    """The frames of a cleaned MP3."""
    frames, at = [], 0
    while at < len(data):
        length = mpeg_length(data[at : at + 4])
        assert length
        frames.append(data[at : at + length])
        at += length
    return frames


def pages_of(data: bytes) -> list[bytes]:
    """The pages of an Ogg file."""
    pages, at = [], 0
    while at < len(data):
        size = 27 + data[at + 26] + sum(data[at + 27 : at + 27 + data[at + 26]])
        pages.append(data[at : at + size])
        at += size
    return pages


def test_frames_stay_and_nothing_else() -> None:
    """What stands in front, between and behind the frames goes, a cut frame among them with it; the rest is as it was."""
    plain = frames_of(written(sample("constant.mp3")))
    joined = frames_of(written(sample("joined.mp3")))
    assert [frame for frame in joined if b"Info" not in frame[:40]] == plain[1:] * 2
    assert Finding("hidden-data", "405 B") in cleaned(sample("joined.mp3")).findings


@pytest.mark.parametrize(("name", "tag"), [("constant.mp3", b"TAG" + b"Canary7Q".ljust(125, b"\0")), ("bare.aac", b"")])
def test_a_last_frame_that_is_cut_stays(name: str, tag: bytes) -> None:
    """A recording that was broken off is played to its end; what is behind it goes, and three bytes are no frame."""
    whole = written(sample(name))
    assert written(whole[:-20] + tag) == whole[:-20]
    assert written(written(whole[:-20] + tag)) == whole[:-20]
    assert written(whole + whole[:3]) == whole


def test_a_recording_of_one_frame_and_a_cut_one_is_a_recording() -> None:
    """What is called clean is not refused when it is looked at again, however short it is."""
    first, second = frames_of(written(sample("constant.mp3")))[1:3]
    assert written(first + second[:-6]) == first + second[:-6]
    with pytest.raises(BrokenFileError):
        cleaned(first[:-6])


def test_a_last_frame_that_is_cut_holds_no_table() -> None:
    """An encoder's name in it would stay otherwise."""
    tagged = sample("tagged.mp3")
    at = tagged.rindex(b"\xff", 0, tagged.index(b"LAME3.100") - 100)
    table = tagged[at : at + mpeg_length(tagged[at : at + 4])]
    whole = written(tagged)
    assert b"LAME3.100" in table
    assert written(whole + table[:-10]) == whole


def test_counts_are_true_where_frames_were_found_apart() -> None:
    """A player seeks by the number of frames and bytes: they are counted again when something between them went."""
    out = written(sample("joined.mp3"))
    at = out.index(b"Info")
    flags, frames, size = struct.unpack_from(">III", out, at + 4)
    assert flags & 3 == 3
    assert frames == len([frame for frame in frames_of(out) if b"Info" not in frame[:40]])
    assert size == len(out)


def test_the_samples_to_leave_out_stay_and_the_encoder_goes() -> None:
    """LAME's version and settings are not in the first frame; what it says about the ends of the sound is."""
    before, after = sample("tagged.mp3"), written(sample("tagged.mp3"))
    old, new = before.index(b"LAME3.100"), after.index(b"LAME\0\0\0\0\0")
    assert after[new + 21 : new + 24] == before[old + 21 : old + 24] != bytes(3)
    assert after[new + 9 : new + 21] == bytes(12)
    assert after[new + 24 : new + 34] == bytes(10)
    assert Finding("software", "LAME3.100") in cleaned(before).findings


@pytest.mark.parametrize("name", ["table.mp3", "joined.mp3"])
def test_a_table_that_does_not_fit_into_its_frame_goes(name: str) -> None:
    """Counts of entries are checked against the frame before a byte is read by them."""
    data = bytearray(sample(name))
    at = data.find(b"VBRI")
    if at < 0:
        at = data.index(b"Info")
        data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
        short = data[: at - 13] + data[at - 13 : at + 30]
        assert b"Info" in short
    else:
        data[at + 18 : at + 20] = b"\xff\xff"
        assert b"VBRI" not in written(bytes(data))


def test_bytes_that_only_look_like_a_frame_are_not_kept() -> None:
    """A sync that nothing follows is no frame, at the start or after a gap."""
    frames = frames_of(written(sample("constant.mp3")))
    likeness = frames[1][:4] + BINARY_CANARY * 20
    data = b"".join((b"ID3\4\0\0\0\0\0\0", likeness, *frames[1:6], likeness[:100], b"?", likeness, *frames[6:]))
    out = written(data)
    assert out.startswith(frames[1] + frames[2])
    assert out.count(BINARY_CANARY) <= len(likeness[:144])
    assert written(out) == out


@pytest.mark.parametrize("name", ["tagged.mp3", "full.flac", "spoken.aac"])
def test_a_tag_longer_than_the_file_is_broken(name: str) -> None:
    """Sizes of tags are checked before anything is read by them."""
    data = bytearray(sample(name))
    data[6:10] = b"\x7f\x7f\x7f\x7f"
    with pytest.raises(BrokenFileError):
        cleaned(bytes(data))


@pytest.mark.parametrize("size", [b"\0\0\0\0", b"\xff\xff\xff\x7f"])
def test_a_lying_ape_tag_is_broken(size: bytes) -> None:
    """The footer of an APE tag tells a size that must fit between the sound and itself."""
    data = bytearray(sample("spoken.aac"))
    foot = data.rindex(b"APETAGEX")
    data[foot + 12 : foot + 16] = size
    with pytest.raises(BrokenFileError):
        cleaned(bytes(data))


def test_too_many_tags_are_too_complex() -> None:
    """A file of tags alone is not read for ever."""
    with pytest.raises(TooComplexError):
        cleaned(b"ID3\4\0\0\0\0\0\0" * 100 + sample("constant.mp3"))


def test_a_copyright_number_in_the_headers_is_not_called_clean() -> None:
    """ADTS can spell a number with one bit a frame."""
    out = bytearray(written(sample("spoken.aac")))
    out[adts_length(bytes(out[:7])) + 3] |= 8
    with pytest.raises(TooComplexError):
        cleaned(bytes(out))


def test_flac_checksums_are_those_of_the_format() -> None:
    """The whole sound of a file of the reference encoder comes to zero, and its first header to its own byte."""
    data = written(sample("full.flac"))
    table = 4 + 38
    size = int.from_bytes(data[table + 1 : table + 4], "big")
    sound = data[table + 4 + size :]
    assert flac_crc16(sound) == 0
    assert flac_crc16(sound[:777]) != 0
    assert flac_crc16(sound[1000:], flac_crc16(sound[:1000])) == flac_crc16(sound[1001:], flac_crc16(sound[:1001])) == 0
    assert flac_crc8(sound[:5]) == sound[5]


@pytest.mark.parametrize("where", [-1, -3000])
def test_bytes_between_flac_frames_break_the_file(where: int) -> None:
    """What is no frame breaks the checksums, in the middle and at the end."""
    data = written(sample("streamed.flac"))
    with pytest.raises(BrokenFileError):
        cleaned(data[:where] + BINARY_CANARY + data[where:])


def test_a_seek_table_that_lies_goes() -> None:
    """A table whose places are not in the sound could hold anything else."""
    data = bytearray(sample("full.flac"))
    at = data.index(b"fLaC")
    at = data.index(b"\3\0\0\x24", at) + 4
    data[at + 8 : at + 16] = BINARY_CANARY
    out = written(bytes(data))
    assert BINARY_CANARY not in out
    assert Finding("hidden-data", "") in cleaned(bytes(data)).findings
    assert len(out) == len(written(sample("full.flac"))) - 40


def test_a_skeleton_goes_and_streams_are_numbered() -> None:
    """Serial numbers, drawn by the program that wrote the file, become 1, 2, 3."""
    assert b"fishead" in sample("spoken.ogg")
    assert b"fishead" not in written(sample("spoken.ogg"))
    serials = {page[14:18] for page in pages_of(written(sample("film.ogv")))}
    assert serials == {b"\1\0\0\0", b"\2\0\0\0"}


def test_a_codec_that_is_not_known_is_not_called_clean() -> None:
    """What a stream carries must be known."""
    with pytest.raises(TooComplexError):
        cleaned(sample("strange.ogg"))


def test_a_wrong_checksum_of_a_page_is_broken() -> None:
    """Players skip such a page, so nothing is known about it."""
    data = bytearray(written(sample("spoken.opus")))
    data[-1] ^= 1
    with pytest.raises(BrokenFileError):
        cleaned(bytes(data))


def test_a_page_of_no_stream_goes() -> None:
    """A page whose stream never began is played by nobody."""
    data = written(sample("spoken.opus"))
    stray = bytearray(pages_of(data)[-1])
    stray[14:18] = b"\x09\0\0\0"
    found = cleaned(data + sealed(bytes(stray)))
    assert found.plan.size == len(data)
    assert found.findings == (Finding("hidden-data", ""),)


def test_sound_on_a_page_of_headers_is_broken() -> None:
    """The specifications want a new page for sound: otherwise it would be taken for headers and lost."""
    pages = pages_of(written(sample("spoken.opus")))
    tags = bytearray(pages[1])
    tags[26] += 1
    at = 27 + tags[26] - 1
    tags[at:at] = b"\2"
    with pytest.raises(BrokenFileError):
        cleaned(pages[0] + sealed(bytes(tags) + b"xx") + b"".join(pages[2:]))


def test_headers_without_an_end_are_broken() -> None:
    """A stream that never gets to its sound, or begins again before, is no sound."""
    pages = pages_of(written(sample("spoken.ogg")))
    for data in (pages[0], pages[0] + pages[0]):
        with pytest.raises(BrokenFileError):
            cleaned(data)


@pytest.mark.parametrize("name", ["full.wav", "large.wav", "spoken.aiff"])
def test_a_chunk_that_lies_about_its_size_is_broken(name: str) -> None:
    """A chunk must fit into the file, and the file into itself."""
    data = sample(name)
    order: Literal["big", "little"] = "big" if name.endswith("aiff") else "little"
    for at in (4 if name != "large.wav" else 20, 16):
        with pytest.raises((BrokenFileError, TooComplexError)):
            cleaned(data[:at] + (0x7FFFFFFF).to_bytes(4, order) + data[at + 4 :])


def test_a_size_that_nobody_wrote_is_too_complex() -> None:
    """A recording whose end was never noted may end in anything."""
    data = written(sample("float.wav"))
    with pytest.raises(TooComplexError):
        cleaned(data[:4] + b"\xff\xff\xff\xff" + data[8:])


@pytest.mark.parametrize(("name", "kind"), [("full.wav", b"data"), ("full.wav", b"fmt "), ("spoken.aiff", b"SSND")])
def test_a_part_that_is_there_twice_is_too_complex(name: str, kind: bytes) -> None:
    """Players disagree on which of two they take."""
    data = written(sample(name))
    order: Literal["big", "little"] = "big" if name.endswith("aiff") else "little"
    at = data.index(kind)
    size = int.from_bytes(data[at + 4 : at + 8], order)
    twice = data + data[at : at + 8 + size]
    with pytest.raises(TooComplexError):
        cleaned(twice[:4] + (len(twice) - 8).to_bytes(4, order) + twice[8:])


def test_a_coding_that_is_not_known_is_not_called_clean() -> None:
    """MP3 in a WAV file, for example, could hold tags of its own."""
    data = written(sample("float.wav"))
    at = data.index(b"fmt ") + 8
    with pytest.raises(TooComplexError):
        cleaned(data[:at] + b"\x55\0" + data[at + 2 :])
    data = written(sample("compressed.aiff"))
    with pytest.raises(TooComplexError):
        cleaned(data.replace(b"alaw", b"ADP4"))


def test_the_last_samples_are_whole() -> None:
    """A byte that makes no sample is not kept."""
    data = written(sample("full.wav"))
    at = data.index(b"data")
    odd = data[:4] + struct.pack("<I", len(data) - 8 + 2) + data[8 : at + 4]
    odd += struct.pack("<I", len(data) - at - 8 + 1) + data[at + 8 :] + b"?\0"
    assert written(odd) == data


@pytest.mark.parametrize("tail", [b"Canary7Q", b"\x04", b"\x48 no more"])
@pytest.mark.parametrize("name", ["plain.amr", "plain.awb"])
def test_anything_but_frames_in_amr_is_broken(name: str, tail: bytes) -> None:
    """Frames must come out even at the end of the file."""
    with pytest.raises(BrokenFileError):
        cleaned(sample(name) + tail)
