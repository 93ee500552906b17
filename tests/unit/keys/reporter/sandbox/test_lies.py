"""A worker that lies: whatever does not look like a row of pictures within bounds is refused outside."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from keys.reporter.rendering.stream import MAX_ALL_PIXELS, MAX_PAGES, MAX_PIXELS, MAX_SIDE, MAX_TOTAL, Kind, Refusal
from keys.reporter.sandbox import errors
from keys.reporter.sandbox.arguments import Limits
from keys.reporter.sandbox.errors import LyingWorkerError, NotShownError, RefusedFileError, WorkerDiedError
from keys.reporter.sandbox.pixels import Pages, drawn
from keys.reporter.sandbox.png import png
from tests.unit.keys.reporter.sandbox.test_walls import PROLOGUE

RGB = bytes(range(2 * 3 * 3))


class Told:
    """A stream that says these bytes."""

    def __init__(self, data: bytes) -> None:
        self._file = BytesIO(data)

    def read(self, size: int) -> bytearray:
        """Exactly so many, or the error of a worker that died."""
        data = bytearray(self._file.read(size))
        if len(data) != size:
            raise WorkerDiedError
        return data

    def ended(self) -> bool:
        """Whether it is over."""
        return not self._file.read(1)


def numbers(*values: int) -> bytes:
    """As the stream has them."""
    return struct.pack(f">{len(values)}I", *values)


def pages(data: bytes) -> list[bytes]:
    """The pixels of all pages."""
    return [bytes(page.rgb) for page in Pages(Told(data))]


def test_what_is_true_is_believed() -> None:
    """Two pages of two files' worth of numbers, in order."""
    data = numbers(0, Kind.DOCUMENT, 2, 7) + numbers(2, 3) + RGB + numbers(3, 2) + RGB
    found = Pages(Told(data))
    assert (found.kind, found.count, found.total) == (Kind.DOCUMENT, 2, 7)
    assert [(page.width, page.height, bytes(page.rgb)) for page in found] == [(2, 3, RGB), (3, 2, RGB)]


@pytest.mark.parametrize(
    "data",
    [
        numbers(0, 0, 1, 1) + numbers(2, 3) + RGB,
        numbers(0, 99, 1, 1) + numbers(2, 3) + RGB,
        numbers(0, 1, 0, 0),
        numbers(0, 1, 2, 1) + (numbers(2, 3) + RGB) * 2,
        numbers(0, 1, MAX_PAGES + 1, MAX_PAGES + 1),
        numbers(0, 1, 1, MAX_TOTAL + 1) + numbers(2, 3) + RGB,
        numbers(0, 1, 1, 1) + numbers(2, 0),
        numbers(0, 1, 1, 1) + numbers(MAX_SIDE + 1, 1) + bytes(3 * MAX_SIDE + 3),
        numbers(0, 1, 1, 1) + numbers(1, MAX_SIDE + 1) + bytes(3 * MAX_SIDE + 3),
        numbers(0, 1, 1, 1) + numbers(2**32 - 1, 2**32 - 1),
        numbers(0, 1, 1, 1) + numbers(MAX_SIDE, MAX_PIXELS // MAX_SIDE + 1),
        numbers(0, 1, 1, 1) + numbers(2, 3) + RGB + b"!",
        numbers(0, 1, 1, 1) + numbers(0, 99),
        numbers(0, 1, 1, 1) + numbers(0, Refusal.DAMAGED) + b"!",
        numbers(99),
        numbers(Refusal.DAMAGED) + b"!",
    ],
    ids=[
        *(
            "no kind",
            "an unknown kind",
            "no page",
            "more pages than there are",
            "too many pages",
            "a total out of bounds",
        ),
        *("no height", "too wide", "too high", "the largest numbers", "too many pixels", "one byte too many"),
        *("an unknown refusal", "more after a refusal", "an unknown verdict", "more after a verdict"),
    ],
)
def test_a_lie_is_refused(data: bytes) -> None:
    """Each bound by itself; the todo says that the file may be an attack."""
    with pytest.raises(LyingWorkerError):
        pages(data)


@pytest.mark.parametrize("cut", range(1, 36))
def test_a_stream_that_is_cut_is_no_file(cut: int) -> None:
    """Wherever it is cut, nothing counts as shown."""
    data = numbers(0, 1, 1, 1) + numbers(2, 3) + RGB
    with pytest.raises(WorkerDiedError):
        pages(data[: len(data) - cut])


@given(st.binary(max_size=80))
def test_noise_is_never_believed(noise: bytes) -> None:
    """Whatever comes out: an error of ours, or pages whose sizes are what they say."""
    try:
        for page in Pages(Told(noise)):
            assert len(page.rgb) == page.width * page.height * 3
    except NotShownError:
        pass


def test_all_pages_together_have_a_bound() -> None:
    """A worker that keeps to every other bound still cannot fill the disk."""

    class Endless(Told):
        def read(self, size: int) -> bytearray:
            """Pages of 32 million pixels, without being held in memory."""
            return super().read(size) if size < 16 else bytearray(1)

    width, height = 8_000, 4_000
    data = numbers(0, 1, MAX_PAGES, MAX_PAGES) + numbers(width, height) * MAX_PAGES
    found = iter(Pages(Endless(data)))
    assert len(list(islice(found, MAX_ALL_PIXELS // (width * height)))) == MAX_ALL_PIXELS // (width * height)
    with pytest.raises(RefusedFileError):
        next(found)


def test_a_real_worker_that_lies_is_refused() -> None:
    """Through the sandbox and its pipe: one page is promised, and a gigabyte of something is said."""
    lie = f"sys.stdout.buffer.write({numbers(0, 1, 1, 1) + numbers(1, 1) + bytes(3)!r})\n"
    endless = lie + "while True: sys.stdout.buffer.write(bytes(1 << 20))"
    with pytest.raises(LyingWorkerError), drawn([b"x"], code=PROLOGUE + endless, limits=Limits(seconds=60)) as found:
        list(found)
    silent = lie + "sys.stdout.flush(); time.sleep(60)"
    with pytest.raises(errors.TooSlowError), drawn([b"x"], code=PROLOGUE + silent, limits=Limits(seconds=1)) as found:
        list(found)
    with pytest.raises(WorkerDiedError), drawn([b"x"], code=PROLOGUE + "os.kill(os.getpid(), 9)") as found:
        list(found)


def test_a_worker_that_does_not_listen_does_not_hang_us() -> None:
    """It never reads the file: the pipe is full, and the clock ends it."""
    pieces = [bytes(1 << 20)] * 8
    with pytest.raises(errors.TooSlowError), drawn(pieces, code=PROLOGUE + "time.sleep(60)", limits=Limits(seconds=1)):
        pass


def test_every_refusal_has_its_words() -> None:
    """What happened, what is kept, what to do next."""
    told = {RefusedFileError(refusal).happened for refusal in Refusal}
    assert len(told) == len(Refusal)
    assert all(RefusedFileError(refusal).todo for refusal in Refusal)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 7), (7, 1), (3, 2), (64, 33), (641, 479)])
def test_the_png_has_these_pixels_and_nothing_else(width: int, height: int) -> None:
    """Read by Pillow; three chunks, each with its right sum."""
    rgb = Random(width).randbytes(width * height * 3)
    data = png(width, height, rgb)
    assert Image.open(BytesIO(data)).tobytes() == rgb
    at, names = 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        names.append(data[at + 4 : at + 8])
        assert zlib.crc32(data[at + 4 : at + 8 + length]) == struct.unpack_from(">I", data, at + 8 + length)[0]
        at += length + 12
    assert names == [b"IHDR", b"IDAT", b"IEND"]
