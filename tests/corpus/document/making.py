"""What the makers of documents share: a picture that tells, archives changed by hand, LibreOffice."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image

from tests.corpus.making import BINARY_CANARY, CANARY, TEXT, exiftool, picture

FILES = Path(__file__).parent / "files"


def photograph() -> bytes:
    """A JPEG with a canary in its comment, its author, and its place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        picture().save(path, quality=80, comment=BINARY_CANARY)
        exiftool(path, f"-EXIF:Artist={TEXT}", "-EXIF:GPSLatitude=23.78", "-EXIF:GPSLatitudeRef=N",
                 "-EXIF:GPSLongitude=90.41", "-EXIF:GPSLongitudeRef=E")  # fmt: skip
        return path.read_bytes()


def drawing() -> bytes:
    """A PNG that tells nothing."""
    out = io.BytesIO()
    Image.effect_noise((24, 16), 60).save(out, "PNG")
    return out.getvalue()


def reworked(path: Path, changes: Mapping[str, Callable[[str], str]], more: Mapping[str, bytes]) -> None:
    """Change the texts of an archive's members, and add members, as zip would: with owners, times and comments."""
    members = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            members[name] = changes[name](data.decode()).encode() if name in changes else data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, **more}.items():
            info = zipfile.ZipInfo(name, (2024, 3, 1, 12, 30, 0))
            info.comment = BINARY_CANARY
            stored = name == "mimetype"
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
        archive.comment = BINARY_CANARY


def converted(path: Path, form: str, folder: Path) -> Path:
    """A document in another form, by LibreOffice."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", form, "--outdir",
             str(folder), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder / f"{path.stem}.{form.partition(':')[0]}"


__all__ = ["BINARY_CANARY", "CANARY", "FILES", "TEXT", "converted", "drawing", "photograph", "reworked"]
