"""Files that this project did not make: the test files of other projects, from Debian's source packages.

They are fetched once into build/foreign, each package's files in a folder of its name. Nothing of them is committed.
"""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Final

FOREIGN: Final = Path(__file__).parents[2] / "build" / "foreign"

PACKAGES: Final = {
    "libimage-exiftool-perl": "cameras' and telephones' pictures, and one of nearly every format",
    "pillow": "pictures of every shape, many of them damaged on purpose",
    "exiv2": "pictures of many cameras and editors",
    "libheif": "HEIC and AVIF, many of them damaged on purpose",
    "taglib": "sounds with tags of every kind",
    "pikepdf": "PDF, some of it damaged on purpose",
    "libextractor": "documents of office programs, mail, archives",
}
"""Debian source packages, and what their test files are."""

_ENDINGS: Final = (
    *(
        "jpg",
        "jpeg",
        "png",
        "apng",
        "webp",
        "gif",
        "tif",
        "tiff",
        "heic",
        "heif",
        "avif",
        "mp4",
        "mov",
        "3gp",
        "m4a",
        "m4v",
    ),
    *("webm", "mkv", "mp3", "aac", "ogg", "oga", "opus", "spx", "flac", "wav", "aif", "aiff", "aifc", "amr"),
    *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "svg", "html", "eml", "zip"),
)
_TEST_FILE: Final = re.compile(r"(^|/)(t|tests?|testdata|fuzzing|examples|samples|sounds|corpus)/", re.IGNORECASE)
_LARGEST: Final = 20 * 1_024 * 1_024  # bytes
_MOST: Final = 60  # of one ending in one package: Pillow has 396 PNG files, which tell little more


def foreign_files() -> list[Path]:
    """All of them, sorted; fetched first if they are not there.

    Raises: subprocess.CalledProcessError: Debian's archive cannot be reached, or has a package's source no more.
    """
    for package in PACKAGES:
        if not (FOREIGN / package).exists():
            _fetch(package)
    found: list[Path] = []
    for package in PACKAGES:
        files = sorted((FOREIGN / package).iterdir(), key=lambda path: (path.suffix.lower(), path.name))
        for _, same in itertools.groupby(files, key=lambda path: path.suffix.lower()):
            found += itertools.islice(same, _MOST)
    return found


def _apt(work: Path, *arguments: str) -> str:
    """apt-get with lists of its own, so that the machine's are left alone and `deb-src` need not be on."""
    options = {
        "Dir::Etc::SourceList": "/dev/null",
        "Dir::Etc::SourceParts": work / "parts",
        "Dir::State::Lists": work / "lists",
    }
    command = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in options.items()), *arguments]
    return subprocess.run(command, cwd=work, check=True, capture_output=True, text=True).stdout


def _sources(work: Path) -> None:
    """The machine's own mirrors and releases, for source packages."""
    (work / "parts").mkdir(parents=True)
    (work / "lists" / "partial").mkdir(parents=True)
    for name, text in _machines_sources().items():
        # deb822 in .sources, a line each in .list (sources.list(5))
        binary, source = (r"^Types:.*$", "Types: deb-src") if name.endswith(".sources") else (r"^deb ", "deb-src ")
        (work / "parts" / name).write_text(re.sub(binary, source, text, flags=re.MULTILINE))
    _apt(work, "update")


def _machines_sources() -> dict[str, str]:
    etc = Path("/etc/apt")
    listed = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    return {path.name: path.read_text() for path in listed if path.suffix in (".list", ".sources") and path.exists()}


def _fetch(package: str) -> None:
    work = FOREIGN / ".apt"
    if not (work / "lists").exists():
        _sources(work)
    _apt(work, "source", "--download-only", package)
    made = FOREIGN / f".{package}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    for archive in [path for path in work.iterdir() if re.search(r"\.orig(-\w+)?\.tar\.\w+$", path.name)]:
        with tarfile.open(archive) as tar:
            for member in tar:
                _keep(tar, member, made)
        archive.unlink()
    made.rename(FOREIGN / package)


def _keep(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a test file into the folder, its path in its name."""
    ending = member.name.rpartition(".")[2].lower()
    if not member.isfile() or ending not in _ENDINGS or not _TEST_FILE.search(member.name) or member.size > _LARGEST:
        return
    data = tar.extractfile(member)
    if data is not None:
        name = re.sub(r"[^\w.-]+", "_", member.name.partition("/")[2])
        (folder / name).write_bytes(data.read())
