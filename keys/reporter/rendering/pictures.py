"""Pictures, by Pillow. An animation is one page a frame."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import AvifImagePlugin, Image, ImageOps, TiffImagePlugin, WebPImagePlugin

from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import (
    MAX_PIXELS,
    MAX_SIDE,
    MAX_SOURCE_PIXELS,
    MAX_TOTAL,
    Kind,
    Refusal,
    RefusedError,
)

# The plugins that Pillow does not load by itself.
LOADED = (AvifImagePlugin, TiffImagePlugin, WebPImagePlugin)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")


def draw_heif(asked: Asked) -> Shown:
    """A telephone's HEIC, which Pillow reads with libheif's help. Raises RefusedError."""
    from pi_heif import register_heif_opener

    register_heif_opener()
    return draw(asked, ("HEIF",))


def draw(asked: Asked, formats: tuple[str, ...] = FORMATS) -> Shown:
    """A picture, turned as it says. Raises RefusedError."""
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and an error instead of a warning
    picture = Image.open(asked.path, formats=formats)
    _bounded(picture)
    # A JPEG with several pictures has depth maps and small ones: cameras put them there, and people never see them.
    total = 1 if picture.format in ("JPEG", "MPO") else int(getattr(picture, "n_frames", 1))
    wanted = asked.pages(min(total, MAX_TOTAL + 1))
    return Shown(Kind.PICTURE, len(wanted), total, _frames(picture, wanted))


def _frames(picture: Image.Image, wanted: range) -> Iterator[Image.Image]:
    for index in wanted:
        if index or picture.tell():
            picture.seek(index)
            _bounded(picture)
        yield fitted(flat(ImageOps.exif_transpose(picture)))


def _bounded(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_SOURCE_PIXELS:
        raise RefusedError(Refusal.TOO_MANY_PIXELS)


def flat(picture: Image.Image) -> Image.Image:
    """In RGB; what is transparent lies on white."""
    if picture.mode.startswith(("I;16", "I", "F")):  # 16 bits of grey: Pillow would cut, not scale, them
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        paper.alpha_composite(picture)
        picture = paper
    return picture.convert("RGB")


def fitted(picture: Image.Image) -> Image.Image:
    """Made smaller where it has more pixels than a page may have."""
    scale = min(1.0, (MAX_PIXELS / (picture.width * picture.height)) ** 0.5, MAX_SIDE / max(picture.size))
    if scale == 1.0:
        return picture
    size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS)
