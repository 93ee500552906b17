"""What the makers of the corpus share: canaries, a small picture, and the tools that plant."""

from __future__ import annotations

import io
import struct
import subprocess
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw

CANARY = "Canary7Q"
BINARY_CANARY = CANARY.encode()
TEXT = f"{CANARY} says who"


def picture(size: tuple[int, int] = (96, 64), shade: int = 0) -> Image.Image:
    """A small picture with some detail."""
    image = Image.new("RGB", size)
    image.putdata([((x * 5 + shade) % 256, y * 3 % 256, (x * y) % 256) for y in range(size[1]) for x in range(size[0])])
    ImageDraw.Draw(image).ellipse((10, 8, 60, 50), outline=(255, 255, 255))
    return image


def profile() -> bytes:
    """The sRGB profile of LittleCMS with a canary as its description."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    name = "sRGB built-in".encode("utf-16-be")
    at = made.index(name)
    made[at : at + len(name)] = f"{CANARY} disp"[: len(name) // 2].ljust(len(name) // 2).encode("utf-16-be")
    return bytes(made)


def thumbnail() -> bytes:
    """A small JPEG with a canary in its comment."""
    out = io.BytesIO()
    picture((32, 24)).save(out, "JPEG", comment=BINARY_CANARY)
    return out.getvalue()


def exiftool(path: Path, *arguments: str) -> None:
    """Write tags; what this format or tag refuses is passed over."""
    subprocess.run(
        ["exiftool", "-q", "-q", "-m", "-overwrite_original", *arguments, str(path)], check=False, capture_output=True
    )


def writable(group: str) -> list[str]:
    """The names of all tags of a group that exiftool can write."""
    listed = subprocess.run(["exiftool", "-listw", f"-{group}:all"], check=True, capture_output=True, text=True).stdout
    return [word for line in listed.splitlines()[1:] for word in line.split() if word.isalnum()]


def plant(path: Path, *groups: str) -> None:
    """A canary in every text tag of the groups, then a place, a device and a time where they fit."""
    for group in groups:
        exiftool(path, *[f"-{group}:{tag}={TEXT}" for tag in writable(group)])
    exiftool(
        path,
        *("-EXIF:Make=Canary7Q Phones", "-EXIF:Model=Canary7Q 12", "-EXIF:DateTimeOriginal=2024:03:01 12:30:00"),
        *("-EXIF:GPSLatitude=23.78", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=90.41", "-EXIF:GPSLongitudeRef=E"),
        *("-EXIF:Software=Canary7Q OS", "-EXIF:Orientation#=6"),
    )


def orientation_tiff() -> bytes:
    """An EXIF block with an artist and an orientation of 8."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = TEXT, 8
    return exif.tobytes().removeprefix(b"Exif\0\0")


def box(kind: bytes, body: bytes) -> bytes:
    """One box."""
    return struct.pack(">I", len(body) + 8) + kind + body
