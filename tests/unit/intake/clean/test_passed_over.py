"""Places that readers of a format pass over, a canary planted in each: gone from what is called clean, or refused."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from intake.clean import BytesSource, clean
from intake.clean.picture.png import clean_png
from tests.corpus.corpus import sample
from tests.corpus.expect import outcome
from tests.corpus.making import BINARY_CANARY, profile
from tests.support.cleaning import written

TWIN: Final = Path(__file__).parents[4] / "intake" / "source" / "web" / "src" / "clean" / "index.js"
DRIVER: Final = Path(__file__).parent / "twin.mjs"


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*before: bytes, behind: bytes = b"", moves: bool = False) -> bytes:
    """A picture in true colours with chunks before and behind its pixels; or one that moves."""
    data = written(sample("animated.png" if moves else "plain.png"))
    at, end = data.index(b"IDAT") - 4, len(data) - 12
    return data[:at] + b"".join(before) + data[at:end] + behind + data[end:]


def riff_chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of WebP or WAV."""
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) & 1)


def webp(name: str, more: bytes, *, front: bool = False) -> bytes:
    """A cleaned WebP of the corpus with more chunks behind its others, or before them."""
    data = written(sample(name))
    data = data[:12] + more + data[12:] if front else data + more
    return data[:4] + struct.pack("<I", len(data) - 8) + data[8:]


def wav(tag: int, size: int, more: bytes) -> bytes:
    """A WAV file whose format has something behind it."""
    form = struct.pack("<HHIIHHH", tag, 1, 8000, 8000, 256, 4, size) + more
    body = b"WAVE" + riff_chunk(b"fmt ", form) + riff_chunk(b"data", bytes(512))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def coloured(new: Callable[[bytes], bytes]) -> bytes:
    """A JPEG with a colour profile that was changed."""
    out = io.BytesIO()
    Image.effect_noise((16, 16), 60).save(out, "JPEG", icc_profile=new(profile()))
    return out.getvalue()


def roomy(data: bytes) -> bytes:
    """A profile whose colour red has more room than its three numbers need."""
    at = data.index(b"rXYZ", 128)
    data = data + b"XYZ \0\0\0\0" + bytes(12) + BINARY_CANARY
    return (
        struct.pack(">I", len(data)) + data[4 : at + 4] + struct.pack(">II", len(data) - 28, 28) + data[at + 12 :]
    )  # fmt: skip


def put(data: bytes, at: int, what: bytes = BINARY_CANARY) -> bytes:
    """Data with something written over it."""
    return data[:at] + what + data[at + len(what) :]


SMALL: Final = BINARY_CANARY[:4]
MP3: Final = written(sample("constant.mp3"))
TABLE: Final = MP3.index(b"Info") + 16
AVIF: Final = written(sample("alpha.avif"))
ALPHA: Final = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
PLANTED: Final = {
    "png: a palette that true colours do not use": png(png_chunk(b"PLTE", BINARY_CANARY + b"3")),
    "png: a colour that is told twice": png(png_chunk(b"gAMA", b"\0\0\xb1\x8f"), png_chunk(b"gAMA", SMALL)),
    "png: a brightness that there is not": png(png_chunk(b"gAMA", SMALL)),
    "png: colours that there are not": png(png_chunk(b"cHRM", BINARY_CANARY * 4)),
    "png: a size that there is not": png(png_chunk(b"pHYs", BINARY_CANARY + b"\1")),
    "png: colours behind the pixels": png(behind=png_chunk(b"bKGD", SMALL + b"7Q")),
    "png: transparency of another sort": png(png_chunk(b"tRNS", BINARY_CANARY)),
    "png: a frame of no animation": png(behind=png_chunk(b"fdAT", bytes(4) + BINARY_CANARY)),
    "png: the order of no animation": png(png_chunk(b"fcTL", bytes(4) + BINARY_CANARY.ljust(22))),
    "png: an animation that begins behind the pixels": png(
        behind=png_chunk(b"acTL", struct.pack(">II", 1, 0)) + png_chunk(b"fdAT", bytes(4) + BINARY_CANARY)
    ),
    "png: a frame too many": png(behind=png_chunk(b"fdAT", b"\0\0\0\x63" + BINARY_CANARY), moves=True),
    "webp: a second picture": webp("simple.webp", riff_chunk(b"VP8 ", bytes(3) + b"\x9d\x01\x2a" + BINARY_CANARY)),
    "webp: a picture that is none": webp("simple.webp", riff_chunk(b"VP8L", BINARY_CANARY), front=True),
    "webp: transparency without a header": webp("simple.webp", riff_chunk(b"ALPH", BINARY_CANARY), front=True),
    "webp: transparency behind the picture": webp("alpha.webp", riff_chunk(b"ALPH", BINARY_CANARY)),
    "webp: a frame of no animation": webp("alpha.webp", riff_chunk(b"ANMF", bytes(16) + riff_chunk(b"VP8L", b"\x2f" + BINARY_CANARY))),
    "webp: how often what does not move is shown": webp("alpha.webp", riff_chunk(b"ANIM", BINARY_CANARY[:6])),
    "webp: a picture beside the frames": webp("animated.webp", riff_chunk(b"VP8L", b"\x2f" + BINARY_CANARY)),
    "icc: room behind a colour": coloured(roomy),
    "icc: the class of a device": coloured(lambda data: put(data, 12)),
    "icc: the light that all have": coloured(lambda data: put(data, 68)),
    "icc: what is reserved": coloured(lambda data: put(data, data.index(b"XYZ \0\0\0\0", 200) + 4, SMALL)),
    "wav: room behind the format": wav(0x11, 2 + len(BINARY_CANARY), b"\xf9\1" + BINARY_CANARY),
    "wav: numbers that all have": wav(2, 32, struct.pack("<HH", 500, 7) + BINARY_CANARY.ljust(28)),
    "wav: the name of a format": wav(0xFFFE, 22, bytes(6) + b"\1\0" + BINARY_CANARY.ljust(14)),
    "mp3: places that do not rise": put(MP3, TABLE),
    "mp4: a brand that nobody knows": written(sample("fast.mp4")).replace(b"iso2avc1", BINARY_CANARY),
    "mp4: the version of a brand": put(written(sample("fast.mp4")), 12, SMALL),
    "mp4: the first brand": put(written(sample("fast.mp4")), 8, SMALL),
    "heic: the version of a brand": put(written(sample("alpha.heic")), 12, SMALL),
    "avif: a picture that says that it is beside another": AVIF.replace(ALPHA, BINARY_CANARY.ljust(len(ALPHA))).replace(
        b"\0\x01\x04\x01\x02\x83\x04", b"\0\x01\x04\x01\x02\x83\x07"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_nothing_hides_where_readers_pass_over(what: str) -> None:
    """The letters that were planted are in no file that is called clean."""
    data = PLANTED[what]
    planted = SMALL if BINARY_CANARY[:6] not in data else BINARY_CANARY[:6]
    assert planted in data
    told = outcome(data)
    assert "unknown" not in told
    if "error" not in told:
        assert planted not in written(data)


def test_what_readers_use_stays() -> None:
    """Palettes, transparency and frames that are used are where they were, and pixels are the same."""
    for mode in ("P", "L", "RGB"):
        out = io.BytesIO()
        image = Image.effect_noise((16, 16), 60).convert(mode)
        image.save(out, "PNG", transparency=3 if mode != "RGB" else (1, 2, 3), gamma=0.45)
        cleaned = clean_png(BytesSource(out.getvalue()))
        assert cleaned.findings == ()
        again = Image.open(io.BytesIO(written(out.getvalue())))
        assert again.convert("RGBA").tobytes() == Image.open(out).convert("RGBA").tobytes()
        assert b"tRNS" in written(out.getvalue())


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here, and in browsers elsewhere")
def test_the_twin_gives_the_same(tmp_path: Path) -> None:
    """The same bytes, findings and refusals in JavaScript."""
    files = list(PLANTED.values())
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in files]))
    (tmp_path / "files.bin").write_bytes(b"".join(files))
    command = ["node", "--no-warnings", str(DRIVER), str(TWIN), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.splitlines()
    assert [json.loads(line) for line in told] == [outcome(data) for data in files]
    assert clean(BytesSource(files[0])) is not None
