"""HEIC and AVIF: each guard against what hides in them has its test."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from intake.clean import BrokenFileError, TooComplexError
from intake.clean.finding import Finding
from tests.corpus.corpus import sample
from tests.corpus.making import box
from tests.support.cleaning import cleaned, written


def altered(name: str, *changes: tuple[bytes, bytes]) -> bytes:
    """A file of the corpus with other bytes of the same length in some places."""
    data = sample(name)
    for old, new in changes:
        assert data.count(old) == 1
        assert len(old) == len(new)
        data = data.replace(old, new)
    return data


def locations(data: bytes) -> dict[int, int]:
    """Where a file of libheif's says where each item lies: an offset and a length of four bytes each."""
    at = data.index(b"iloc") + 4
    assert (data[at], data[at + 4], data[at + 5] & 15) == (1, 0x44, 0)
    base, count = data[at + 5] >> 4, struct.unpack_from(">H", data, at + 6)[0]
    starts = [at + 8 + i * (16 + base) for i in range(count)]
    return {struct.unpack_from(">H", data, start)[0]: start + 8 + base for start in starts}


def test_nothing_moves() -> None:
    """What is taken out leaves zeros, so that every offset stays true; a preview is told."""
    data, out = sample("phone.heic"), written(sample("phone.heic"))
    assert len(out) == len(data)
    assert out.index(b"mdat") == data.index(b"mdat")
    assert Finding("thumbnail") in cleaned(data).findings


def test_depth_goes_and_transparency_stays() -> None:
    """What is drawn with the picture is told from what lies beside it by its own word."""
    assert b"auxC" in written(sample("alpha.heic"))
    assert b"auxl" in written(sample("alpha.heic"))
    assert b"auxC" not in written(sample("deep.heic"))
    assert b"auxl" not in written(sample("deep.heic"))
    assert len(written(sample("deep.heic")).rstrip(b"\0")) < len(sample("deep.heic").rstrip(b"\0"))


def test_the_parts_of_a_picture_stay() -> None:
    """A picture of tiles keeps its tiles, in their order."""
    out = written(sample("tiles.avif"))
    assert b"grid" in out
    assert b"dimg\0\x01\0\x02\0\x02\0\x03" in out


def test_a_film_and_credentials_behind_a_picture_go() -> None:
    """What phones append is cut off, and Content Credentials are told as the proof that they are."""
    data = sample("motion.heic")
    out = written(data)
    assert b"mpvd" not in out
    assert b"uuid" not in out
    assert out[-8:] != data[-8:]
    assert Finding("proof", "Content Credentials") in cleaned(data).findings


def test_names_of_items_are_blank() -> None:
    """An item may have a name, which nobody sees."""
    out = written(sample("turned.avif"))
    assert b"av01Color\0" in sample("turned.avif")
    assert b"av01\0\0\0\0\0\0" in out


def test_a_picture_that_must_not_be_shown_without_something_unknown() -> None:
    """A property that a reader must know, and we do not, is not dropped in silence."""
    with pytest.raises(TooComplexError):
        cleaned(altered("turned.avif", (b"irot", b"xrot")))


def test_a_property_that_nobody_needs_goes() -> None:
    """A description among the properties goes, and its place stays, since the others are numbered."""
    data = altered("turned.avif", (b"\x10pasp", b"\x10udes"))
    assert b"udes" not in written(data)
    assert Image.open(io.BytesIO(written(data))).tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize(("kind", "size"), [(b"ispe", 20), (b"irot", 9)])
def test_properties_have_no_room_to_hide(kind: bytes, size: int) -> None:
    """A property that is longer than its kind can be is refused."""
    data = sample("turned.avif")
    head = struct.pack(">I", size) + kind
    at = data.index(head)
    grown = data[:at] + struct.pack(">I", size + 6) + kind + data[at + 8 : at + size] + b"secret" + data[at + size :]
    for outer in (b"ipco", b"iprp", b"meta"):
        place = grown.index(outer) - 4
        grown = grown[:place] + struct.pack(">I", struct.unpack_from(">I", grown, place)[0] + 6) + grown[place + 4 :]
    with pytest.raises(BrokenFileError):
        cleaned(grown)


def test_a_picture_does_not_take_its_neighbour_along() -> None:
    """A length that lies would bring the preview back inside the picture: refused."""
    data = bytearray(sample("phone.heic"))
    at = locations(bytes(data))[1]
    length = struct.unpack_from(">I", data, at + 4)[0]
    struct.pack_into(">I", data, at + 4, length + 100)
    with pytest.raises(TooComplexError):
        cleaned(bytes(data))


def test_a_picture_lies_in_the_media_data() -> None:
    """Bytes that are said to lie elsewhere are not followed."""
    data = bytearray(sample("alpha.heic"))
    struct.pack_into(">I", data, locations(bytes(data))[1] - 6, 8)
    with pytest.raises((BrokenFileError, TooComplexError)):
        cleaned(bytes(data))


def test_a_protected_picture_is_refused() -> None:
    """What is encrypted cannot be vouched for."""
    data = sample("turned.avif")
    at = data.index(b"infe") + 10
    with pytest.raises(TooComplexError):
        cleaned(data[:at] + b"\0\1" + data[at + 2 :])


def test_a_picture_of_an_unknown_kind_is_refused() -> None:
    """JPEG in boxes, for example, could hold a metadata segment of its own."""
    with pytest.raises(TooComplexError):
        cleaned(altered("turned.avif", (b"av01Color", b"jpegColor")))


def test_transparency_beside_moving_pictures_is_refused() -> None:
    """A second track that belongs to the first is none that we can vouch for yet."""
    data = sample("moving.avif")
    at = data.rindex(b"pict")
    with pytest.raises(TooComplexError):
        cleaned(data[:at] + b"auxv" + data[at + 4 :])


def test_a_sequence_without_a_list_of_items() -> None:
    """Moving pictures alone are cleaned as a film is; a still picture needs its list."""
    rest = sample("fast.mp4")[32:]
    assert cleaned(box(b"ftyp", b"hevc\0\0\0\0msf1hevciso8mif1") + rest).format == "heic"
    with pytest.raises(BrokenFileError):
        cleaned(box(b"ftyp", b"heic\0\0\0\0msf1hevciso8mif1") + rest)


def test_fragments_of_pictures_are_refused() -> None:
    """A sequence in fragments is none that we can vouch for yet."""
    with pytest.raises(TooComplexError):
        cleaned(sample("moving.avif") + box(b"moof", bytes(8)))


def test_no_brand_promises_what_went() -> None:
    """Who reads "tmap" among the brands, and finds no gain map, does not open the picture."""
    data = altered("turned.avif", (b"MA1B", b"tmap"))
    out = written(data)
    assert out[16:32] == b"avifmif1miafmif1"
    assert Image.open(io.BytesIO(out)).tobytes() == Image.open(io.BytesIO(written(sample("turned.avif")))).tobytes()


def test_brands_have_no_room_to_hide() -> None:
    """The list of brands is whole, and names no brand that nobody knows."""
    data = sample("turned.avif")
    assert b"secr" not in written(altered("turned.avif", (b"MA1B", b"secr")))
    with pytest.raises(BrokenFileError):
        cleaned(struct.pack(">I", 34) + data[4:32] + b"se" + data[32:])
