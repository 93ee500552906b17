"""Nothing is encoded again: the same pixels, the same way up, the same colours."""

from __future__ import annotations

import io
import subprocess
import warnings
from pathlib import Path

import pi_heif
import pytest
from PIL import Image, ImageCms, ImageSequence

from tests.corpus.corpus import expected, sample
from tests.support.cleaning import written

pi_heif.register_heif_opener()

PICTURES = [name for name, told in expected("picture").items() if "sha256" in told]


def frames(data: bytes) -> list[tuple[bytes, int | None]]:
    """Every frame's pixels and how long it stands."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the originals' own oddities
        image = Image.open(io.BytesIO(data))
        return [
            (frame.convert("RGBA").tobytes(), frame.info.get("duration")) for frame in ImageSequence.Iterator(image)
        ]


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_pixels(name: str) -> None:
    """Nothing is encoded again: all frames decode to the same bytes, and last as long."""
    assert frames(sample(name)) == frames(written(sample(name)))


def way_up(data: bytes) -> int:
    """The orientation, 1 to 8."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the originals' own oddities
        return int(Image.open(io.BytesIO(data)).getexif().get(0x0112, 1))


# ffmpeg 5 does not put tiles together
@pytest.mark.parametrize(
    "name", [name for name in PICTURES if name.endswith((".avif", ".gif")) and name != "tiles.avif"]
)
def test_the_same_pixels_for_another_reader(name: str, tmp_path: Path) -> None:
    """FFmpeg decodes the same frames at the same times, of the picture and of its transparency."""
    sums = []
    for data in (sample(name), written(sample(name))):
        (tmp_path / name).write_bytes(data)
        command = ["ffmpeg", "-v", "quiet", "-i", str(tmp_path / name), "-map", "0", "-f", "framemd5", "-"]
        sums.append(subprocess.run(command, check=False, capture_output=True, text=True).stdout)
    assert sums[0].count("\n0,") > 0
    assert sums[0] == sums[1]


# in animated.png it stands in a text of ImageMagick's, which browsers and phones do not follow
@pytest.mark.parametrize("name", [name for name in PICTURES if name != "animated.png"])
def test_the_same_way_up(name: str) -> None:
    """A photograph is not turned."""
    assert way_up(written(sample(name))) == way_up(sample(name))


@pytest.mark.parametrize("name", ["phone.jpg", "texts.png", "full.webp", "phone.heic", "turned.avif", "animated.avif"])
def test_the_same_colours(name: str) -> None:
    """The cleaned colour profile means the same colours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        images = [Image.open(io.BytesIO(data)) for data in (sample(name), written(sample(name)))]
        colours = [
            ImageCms.profileToProfile(
                image.convert("RGB"),
                ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])),
                ImageCms.createProfile("LAB"),
                outputMode="LAB",
            )
            for image in images
        ]
    assert colours[0] is not None
    assert colours[1] is not None
    assert colours[0].tobytes() == colours[1].tobytes()
