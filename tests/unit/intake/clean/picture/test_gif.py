"""GIF: each guard against what hides in it has its test."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from intake.clean import BrokenFileError
from intake.clean.finding import Finding
from tests.corpus.corpus import sample
from tests.support.cleaning import cleaned, written

WORDS = b"\x21\x01\x0c" + bytes(12) + b"\6secret\0"
CONTROL = b"\x21\xf9\4\x05\x55\0\x03\0"
LOOP = b"\x21\xff\x0bNETSCAPE2.0\3\1\7\0"


def with_blocks(*blocks: bytes) -> bytes:
    """The sample with blocks before its first image."""
    data = sample("old.gif")
    at = data.index(b"\x21\xfe")
    return data[:at] + b"".join(blocks) + data[at:]


def test_gif_ends_at_its_end() -> None:
    """What lies behind the trailer goes, and is told with its size."""
    data = sample("old.gif")
    assert written(data + b"secret film") == written(data)
    assert Finding("hidden-data", "11 B") in cleaned(data + b"secret film").findings


def test_gif_that_never_ends_is_cut() -> None:
    """Without its trailer a file has no end that we could trust."""
    with pytest.raises(BrokenFileError):
        cleaned(sample("old.gif")[:-1])


def test_times_of_a_text_do_not_move_to_the_next_picture() -> None:
    """A text goes with the block that says how long it is shown, else its transparency would fall on the picture."""
    out = written(with_blocks(CONTROL, WORDS))
    assert b"\x21\xf9" not in out
    assert out == written(sample("old.gif"))


def test_times_of_a_picture_stay_over_a_comment() -> None:
    """What is between a picture and its times goes, the times do not."""
    assert CONTROL in written(with_blocks(CONTROL, b"\x21\xfe\6secret\0"))


def test_times_have_no_room_to_hide() -> None:
    """A block of times that is longer than it can be is refused."""
    with pytest.raises(BrokenFileError):
        cleaned(with_blocks(CONTROL[:-1] + b"\6secret\0"))


def test_loops_have_no_room_to_hide() -> None:
    """How often an animation runs is said once, in the one way that there is."""
    out = written(with_blocks(LOOP + b"\6secret\0", LOOP + b"\0", b"\x21\xff\x0bANIMEXTS1.0\6secret\0"))
    assert b"secret" not in out
    assert out.count(LOOP) == 1
    assert Image.open(io.BytesIO(out)).info["loop"] == 7


def test_an_unknown_block_is_not_passed_over() -> None:
    """Between blocks there is nothing."""
    with pytest.raises(BrokenFileError):
        cleaned(with_blocks(b"secret"))


def test_gif_without_a_picture_is_broken() -> None:
    """A trailer alone draws nothing."""
    with pytest.raises(BrokenFileError):
        cleaned(b"GIF89a" + bytes(7) + b";")
