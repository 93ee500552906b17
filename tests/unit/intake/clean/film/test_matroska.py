"""Matroska and WebM: each guard against lying elements and hidden frames has its test."""

from __future__ import annotations

import pytest

from intake.clean import BrokenFileError, TooComplexError
from intake.clean.film.ebml import Element, blank, elements, void_head
from intake.clean.film.mkvindex import CLUSTER, CUES, EBML, INFO, SEGMENT, TRACKS
from intake.clean.finding import Finding
from tests.corpus.corpus import sample
from tests.corpus.making import BINARY_CANARY
from tests.support.cleaning import cleaned, written


def element(kind: int, body: bytes) -> bytes:
    """One element, its size in eight bytes."""
    return kind.to_bytes((kind.bit_length() + 7) // 8, "big") + b"\1" + len(body).to_bytes(7, "big") + body


def track(number: int = 1, sort: int = 1, codec: bytes = b"V_VP8", more: bytes = b"") -> bytes:
    """A track."""
    uid = element(0x73C5, b"12345678")
    return element(
        0xAE, element(0xD7, bytes((number,))) + uid + element(0x83, bytes((sort,))) + element(0x86, codec) + more
    )


HEADER = element(EBML, element(0x4282, b"webm"))
FRAME = b"\x81\0\0\x80frame"
BLOCK = element(0xA3, FRAME)
TIME = element(0xE7, b"\0")


def film(*parts: bytes, tracks: bytes = track(), blocks: bytes = BLOCK, header: bytes = HEADER) -> bytes:
    """A small film, with other parts before its frames."""
    return header + element(SEGMENT, element(TRACKS, tracks) + b"".join(parts) + element(CLUSTER, TIME + blocks))


def top(data: bytes) -> list[Element]:
    """The parts of a film's own level."""
    segment = list(elements(data, 0, len(data)))[1]
    return list(elements(data, segment.body, segment.end))


def test_a_small_film_is_clean() -> None:
    """What the following tests are built from has nothing wrong with it."""
    assert cleaned(film()).findings == ()
    assert written(film()) == film().replace(b"12345678", bytes(7) + b"\1")


def test_a_track_of_texts_goes_with_its_blocks() -> None:
    """Its entry, its places and its frames hold nothing; all other bytes stay where they are."""
    data, out = sample("phone.webm"), written(sample("phone.webm"))
    assert data.count(b"says who") > 3
    assert b"says who" not in out
    stay = {INFO, TRACKS, CLUSTER, CUES}
    before, after = ([part for part in top(whole) if part.kind in stay] for whole in (data, out))
    assert before == after
    assert {part.kind for part in after} == stay


def test_a_live_recording_stays_live() -> None:
    """A segment and clusters of unknown size are kept as they are, in a recording of Chromium too."""
    for name in ("live.webm", "plain.webm"):
        data, out = sample(name), written(sample(name))
        unknown = SEGMENT.to_bytes(4, "big") + b"\x01\xff\xff\xff\xff\xff\xff\xff"
        assert unknown in data
        assert unknown in out
        assert data.count(CLUSTER.to_bytes(4, "big")) == out.count(CLUSTER.to_bytes(4, "big")) >= 1


def test_transparency_stays() -> None:
    """What is drawn with a frame, as its number 1, is kept; other additions go."""
    assert written(sample("alpha.webm")).count(b"\x75\xa1") == sample("alpha.webm").count(b"\x75\xa1") > 0
    additions = element(0x75A1, element(0xA6, element(0xEE, b"\1") + element(0xA5, b"seen")))
    additions += element(0x75A1, element(0xA6, element(0xEE, b"\4") + element(0xA5, BINARY_CANARY)))
    out = written(film(blocks=element(0xA0, element(0xA1, FRAME) + additions)))
    assert b"seen" in out
    assert BINARY_CANARY not in out


@pytest.mark.parametrize("name", ["full.mkv", "phone.webm", "sound.mka"])
def test_identities_of_tracks_are_their_numbers(name: str) -> None:
    """The long numbers that a muxer draws become 1, 2, 3, in as many bytes."""
    out = written(sample(name))
    outer = next(part for part in top(out) if part.kind == TRACKS)
    entries = [part for part in elements(out, outer.body, outer.end) if part.kind == 0xAE]
    uids = [part for entry in entries for part in elements(out, entry.body, entry.end) if part.kind == 0x73C5]
    assert [int.from_bytes(out[uid.body : uid.end], "big") for uid in uids] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize("encodings", [
    element(0x6240, element(0x5033, b"\1") + element(0x5035, b"")),  # encrypted
    element(0x6240, element(0x5035, b"")),
    element(0x6240, element(0x5034, element(0x4254, b"\0"))),  # compressed
    element(0x6240, b""),
])  # fmt: skip
def test_frames_that_nobody_can_look_into_are_not_called_clean(encodings: bytes) -> None:
    """Encryption and compression are refused; first bytes that were taken off are not."""
    with pytest.raises(TooComplexError):
        cleaned(film(tracks=track(more=element(0x6D80, encodings))))
    stripped = element(0x6240, element(0x5034, element(0x4254, b"\3") + element(0x4255, b"\0\0\1")))
    assert cleaned(film(tracks=track(more=element(0x6D80, stripped)))).findings == ()


@pytest.mark.parametrize("data", [
    sample("strange.mkv"),
    film(tracks=track(codec=b"V_VP8\0BINARY")),
    film(tracks=track(sort=3)),
    film(tracks=b"".join(track(n + 1) for n in range(101))),
    film(element(TRACKS, track(2))),
    film(element(SEGMENT, b"")),
    film(element(EBML, b"")),
    film(INFO.to_bytes(4, "big") + b"\xff"),  # of unknown size
    film(blocks=element(0xAF, FRAME)),  # encrypted
    film(element(INFO, element(0x4489, bytes(9)))),  # a number of nine bytes
    film(element(CUES, element(0xBB, element(0xB3, bytes(9))))),
    film(tracks=track(more=element(0xE0, element(0xB0, BINARY_CANARY + b"!")))),
    film(tracks=track(codec=b"A_OPUS", sort=2, more=element(0x63A2, b"OpusHead" + bytes(99)))),
    film(tracks=track(codec=b"V_VP9", more=element(0x63A2, bytes(99)))),
    film(header=element(EBML, element(0x4282, b"own"))),
    film(header=element(EBML, element(0x4282, b"webm") + element(0x42F2, b"\5"))),
    HEADER + element(SEGMENT, element(CLUSTER, TIME + BLOCK) + element(TRACKS, track())),
])  # fmt: skip
def test_what_cannot_be_vouched_for_is_too_complex(data: bytes) -> None:
    """Unknown codecs, locks, several films, frames before their tracks, numbers that could be anything."""
    with pytest.raises(TooComplexError):
        cleaned(data)


@pytest.mark.parametrize("data", [
    HEADER,
    HEADER + element(SEGMENT, b""),
    HEADER + element(SEGMENT, element(TRACKS, track())),  # no frames
    film()[:-1],
    film(tracks=track(sort=17)),  # texts alone
    film(tracks=track() + track()),
    film(tracks=element(0xAE, element(0xD7, b"\1") + element(0x83, b"\1"))),  # no codec
    film(element(INFO, element(0x7BA9, b"title")[:-1])),
    film(blocks=element(0xA3, b"\x81\0\0")),
    film(blocks=element(0xA3, b"")),
    film(blocks=element(0xA3, bytes(20))),
    film(blocks=element(0xA0, element(0xA1, FRAME) * 2)),
    film(blocks=element(0xA0, b"")),
    film(tracks=track(codec=b"A_VORBIS", sort=2, more=element(0x63A2, b"\2\xff"))),
    film(tracks=track(codec=b"A_VORBIS", sort=2, more=element(0x63A2, b"\2\1\x40" + bytes(9)))),
    film(tracks=track(codec=b"A_VORBIS", sort=2, more=element(0x63A2, b"\2\1\x09x" + BINARY_CANARY * 4))),
    film(tracks=track(codec=b"A_FLAC", sort=2, more=element(0x63A2, b"fLaC\x84\0\0\4abcd"))),
    film(tracks=track(codec=b"A_FLAC", sort=2, more=element(0x63A2, b"fLaC\x80\0\0\x22" + bytes(34) + b"!"))),
    film(tracks=track(codec=b"A_FLAC", sort=2, more=element(0x63A2, b"fLaC\0\0\0\x22" + bytes(34)))),
    film(blocks=b"\0\0"),
])  # fmt: skip
def test_what_contradicts_itself_is_broken(data: bytes) -> None:
    """Sizes, heads of frames and headers of codecs are checked before they are believed."""
    with pytest.raises(BrokenFileError):
        cleaned(data)


def test_a_block_of_no_track_goes() -> None:
    """Frames that no track speaks of are played by nobody."""
    data = film(blocks=BLOCK + element(0xA3, b"\x87\0\0\0" + BINARY_CANARY))
    assert BINARY_CANARY not in written(data)
    assert cleaned(data).findings == (Finding("hidden-data", ""),)


@pytest.mark.parametrize("where", ["between", "void", "cluster", "unknown", "behind", "codec"])
def test_hidden_bytes_go(where: str) -> None:
    """Nothing that is no part of a film stays, wherever it lies."""
    hidden = {
        "between": film(element(0x12345678, BINARY_CANARY)),
        "void": film(element(0xEC, BINARY_CANARY)),
        "cluster": film(blocks=BLOCK + element(0x5854, BINARY_CANARY) + element(0xEC, BINARY_CANARY)),
        "unknown": film(tracks=track(more=element(0x4321, BINARY_CANARY))),
        "behind": film() + BINARY_CANARY,
        "codec": film(tracks=track(more=element(0x63A2, BINARY_CANARY) + element(0xBF, b"crc!"))),
    }[where]
    out = written(hidden)
    assert BINARY_CANARY not in out
    assert cleaned(out).findings == ()
    assert len(out) == len(hidden) - (8 if where == "behind" else 0)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 100, 140])
def test_names_of_programs_are_empty_at_any_length(length: int) -> None:
    """The room of a name that went is filled with an element that holds nothing."""
    data = film(element(INFO, element(0x4D80, b"x" * length)))
    out = written(data)
    assert len(out) == len(data)
    assert b"x" not in out
    assert written(out) == out


@pytest.mark.parametrize("total", [2, 3, 128, 129, 130, 5000])
def test_an_element_without_use_has_any_size(total: int) -> None:
    """From two bytes on, and it is read as one element of that size."""
    data = bytearray(b"\xec" + b"x" * (total - 1))
    blank(data, next(elements(void_head(total).ljust(total, b"\0"), 0, total)))
    found = next(elements(data, 0, total))
    assert (found.kind, found.end) == (0xEC, total)
    assert not any(data[found.body :])
