"""TIFF: each guard against what hides in it has its test."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable

import pytest
from PIL import Image

from intake.clean import BrokenFileError, TooComplexError
from intake.clean.finding import Finding, Findings
from intake.clean.picture.jpeg import clean_tables
from tests.corpus.corpus import sample
from tests.support.cleaning import cleaned, written

PIXELS = bytes(range(64))
PLAIN = (
    *((0x0100, 4, 8), (0x0101, 4, 8), (0x0102, 3, 8), (0x0103, 3, 1), (0x0106, 3, 1)),
    *((0x0111, 4, 0), (0x0115, 3, 1), (0x0116, 4, 8), (0x0117, 4, 64)),
)


def tiff(*pages: Iterable[tuple[int, int, int]], tail: bytes = PIXELS, following: int = 0) -> bytes:
    """A TIFF file of pages of 8 by 8 grey pixels, which lie behind the directories; a strip's offset of 0 means there."""
    sizes = [6 + 12 * len(tuple(page)) for page in pages]
    start = 8 + sum(sizes)
    out, at = b"II*\0" + struct.pack("<I", 8), 8
    for number, (page, size) in enumerate(zip(pages, sizes, strict=True)):
        at += size
        out += struct.pack("<H", len(tuple(page)))
        for tag, kind, value in sorted(page):
            out += struct.pack("<HHII", tag, kind, 1, start if tag == 0x0111 and not value else value)
        out += struct.pack("<I", at if number + 1 < len(pages) else following)
    return out + tail


def changed(**fields: int) -> tuple[tuple[int, int, int], ...]:
    """The fields of a plain page with other values: t0117=70."""
    values = {tag: (kind, value) for tag, kind, value in PLAIN}
    for name, value in fields.items():
        tag = int(name[1:], 16)
        values[tag] = (values.get(tag, (4, 0))[0], value)
    return tuple((tag, kind, value) for tag, (kind, value) in values.items())


def test_the_plain_page_is_a_picture() -> None:
    """What the tests below change is sound before."""
    assert Image.open(io.BytesIO(tiff(PLAIN))).tobytes() == PIXELS
    assert cleaned(tiff(PLAIN)).findings == ()
    assert written(tiff(PLAIN)) == tiff(PLAIN)


def test_what_no_page_speaks_of_goes() -> None:
    """Bytes between and behind the strips are not copied."""
    assert b"secret" not in written(tiff(PLAIN, tail=PIXELS + b"secret"))


def test_an_uncompressed_strip_has_no_room_to_hide() -> None:
    """A strip is as long as its pixels need; more is cut, and told."""
    data = tiff(changed(t0117=70), tail=PIXELS + b"secret")
    assert written(data) == tiff(PLAIN)
    assert cleaned(data).findings == (Finding("hidden-data", "6 B"),)


def test_more_strips_than_the_page_has_are_not_kept() -> None:
    """A list may name strips that no reader shows."""
    data = bytearray(tiff(PLAIN, tail=PIXELS + b"secret" + bytes(2)))
    lists = len(data)
    for tag, values in ((0x0111, (lists - 72, lists - 8)), (0x0117, (64, 6))):
        at = data.index(struct.pack("<HHI", tag, 4, 1))
        struct.pack_into("<II", data, at + 4, 2, len(data))
        data += struct.pack("<II", *values)
    assert written(bytes(data)) == tiff(PLAIN)
    assert Finding("hidden-data") in cleaned(bytes(data)).findings


def test_fewer_strips_than_the_page_has_are_broken() -> None:
    """A page needs all its strips."""
    with pytest.raises(BrokenFileError):
        cleaned(tiff(changed(t0116=4)))


def test_fields_have_no_room_to_hide() -> None:
    """A field that we keep has numbers, and no more than it needs."""
    data = bytearray(tiff(changed(t0153=1), tail=PIXELS + b"secret" * 20))
    at = data.index(struct.pack("<HHI", 0x0153, 4, 1))
    struct.pack_into("<HII", data, at + 2, 2, 120, len(data) - 120)
    assert written(bytes(data)) == tiff(PLAIN)
    struct.pack_into("<HII", data, at + 2, 3, 60, len(data) - 120)
    with pytest.raises(BrokenFileError):
        cleaned(bytes(data))


def test_a_preview_page_goes() -> None:
    """A smaller version of another page may show what was cut off the other."""
    data = tiff(changed(t00FE=1), PLAIN)
    assert written(data) == tiff(PLAIN)
    assert cleaned(data).findings == (Finding("thumbnail"),)


def test_a_preview_below_a_page_goes() -> None:
    """Directories below a page are versions of it, or else the picture of a raw file, which we refuse."""
    inner = tiff(changed(t00FE=1))[8:]
    page = changed(t014A=0)
    at = len(tiff(page))
    data = tiff(changed(t014A=at), tail=PIXELS + inner)
    assert written(data) == tiff(PLAIN)
    assert cleaned(data).findings == (Finding("thumbnail"),)
    with pytest.raises(TooComplexError):
        cleaned(tiff(changed(t014A=at), tail=PIXELS + tiff(PLAIN)[8:]))


@pytest.mark.parametrize(
    "page", [changed(t0103=6), changed(t0103=34713), changed(t0106=32803), changed(tC612=1), changed(t828D=1)]
)
def test_what_we_cannot_vouch_for_is_refused(page: tuple[tuple[int, int, int], ...]) -> None:
    """JPEG of the old form, raw pictures of cameras, and unknown compressions."""
    with pytest.raises(TooComplexError):
        cleaned(tiff(page))


def test_raw_pictures_that_say_so_in_their_head() -> None:
    """Canon's raw picture begins as a TIFF file."""
    with pytest.raises(TooComplexError):
        cleaned(b"II*\0\x10\0\0\0CR\2\0" + bytes(20))


def test_a_chain_of_pages_that_bites_its_tail() -> None:
    """A next page that was there before is refused, and so is one that is the head of the file."""
    for following in (8, 2):
        with pytest.raises(BrokenFileError):
            cleaned(tiff(PLAIN, following=following))


def test_pages_that_show_the_same_bytes_do_not_grow() -> None:
    """A small file of many pages over the same strip would become a large one: refused."""
    with pytest.raises(BrokenFileError):
        cleaned(tiff(*[changed(t0100=64, t0101=64, t0116=64, t0117=4096)] * 40, tail=bytes(4096)))


def test_a_page_of_no_size_is_broken() -> None:
    """Nothing is drawn."""
    with pytest.raises(BrokenFileError):
        cleaned(tiff(changed(t0100=0)))


def test_a_small_file_of_very_many_strips_is_refused() -> None:
    """A page may say that it has a thousand million strips."""
    with pytest.raises(TooComplexError):
        cleaned(tiff(changed(t0101=1_000_000_000, t0116=1)))


def test_pieces_of_jpeg_are_cleaned_as_jpeg() -> None:
    """Each piece and the tables that they share could hold a comment."""
    assert Finding("text", "Canary7Q") in cleaned(sample("jpeg.tiff")).findings
    findings = Findings()
    quantization = b"\xff\xdb\0\x43\0" + bytes(64)
    tables = b"\xff\xd8" + quantization + b"\xff\xfe\0\x08secret" + b"\xff\xe1\0\x08secret\xff\xd9secret"
    assert clean_tables(tables, findings) == b"\xff\xd8" + quantization + b"\xff\xd9"
    assert findings.listed() == (Finding("text"), Finding("hidden-data", "6 B"))
    for bad in (
        tables[:-8],
        tables[2:],
        b"\xff\xd8\xff\xdb\0\x44\0" + bytes(65) + b"\xff\xd9",
        b"\xff\xd8\xff\xda\0\2\xff\xd9",
    ):
        with pytest.raises(BrokenFileError):
            clean_tables(bad, Findings())


def test_a_place_on_the_map_is_told() -> None:
    """A picture from the air says where its corners are."""
    data = tiff(changed(t8482=1))
    assert cleaned(data).findings == (Finding("place"),)
    assert written(data) == tiff(PLAIN)


def test_orientation_stays() -> None:
    """A scan that lies on its side is not turned."""
    assert Image.open(io.BytesIO(written(tiff(changed(t0112=6))))).getexif()[0x0112] == 6
