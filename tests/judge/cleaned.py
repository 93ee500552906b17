"""What the cleaners make of foreign files, and what independent judges say of it.

exiftool names what is left; Pillow, ffmpeg and pdfium decode before and after; mat2 cleans the same files beside us.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pi_heif
import pypdfium2
from PIL import Image, ImageSequence

from intake.clean import CleanError, FileSource, clean, write_plan
from tests.corpus.corpus import GROUPS, expected

pi_heif.register_heif_opener()

GROUP_OF: Final = {told["format"]: group for group in GROUPS for told in expected(group).values() if "format" in told}
"""The corpus group, and so the list of what may stay, of each format."""


@dataclass(slots=True)
class Outcome:
    """What became of one file. `how`: "cleaned", "unknown" or an error's code."""

    file: Path
    how: str
    format: str = ""
    cleaned: Path | None = None
    kinds: set[str] = field(default_factory=set)


def clean_all(files: Iterable[Path], folder: Path) -> list[Outcome]:
    """Clean files into a folder, each group's in one of its own."""
    outcomes = []
    for number, file in enumerate(files):
        with file.open("rb") as opened:
            source = FileSource(opened)
            try:
                found = clean(source)
            except CleanError as error:
                outcomes.append(Outcome(file, error.code))
                continue
            if found is None:
                outcomes.append(Outcome(file, "unknown"))
                continue
            target = folder / GROUP_OF.get(found.format, "document") / f"{number:04d}.{found.extension}"
            target.parent.mkdir(exist_ok=True)
            with target.open("wb") as out:
                write_plan(source, found.plan, out)
        outcomes.append(Outcome(file, "cleaned", found.format, target, {finding.kind for finding in found.findings}))
    return outcomes


def decoded(file: Path, form: str) -> list[str] | None:
    """What the file shows or plays, as hashes of decoded frames; None where the independent decoder gives up."""
    group = GROUP_OF.get(form)
    if group == "pdf":
        return _pages(file)
    if group == "picture":
        return _frames(file)
    if form == "mp3":
        return _without_tag(file)
    if group in ("film", "sound"):
        return _samples(file)
    return None


def _frames(file: Path) -> list[str] | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(file.read_bytes()))
            way_up = image.getexif().get(0x0112, 1)
            # further pictures beside the one that is shown, as in MPO for screens with depth, go and are said to
            frames = [image] if image.format in ("MPO", "HEIF") else ImageSequence.Iterator(image)
            told = [
                f"{hashlib.sha256(frame.convert('RGBA').tobytes()).hexdigest()} {frame.info.get('duration')}"
                for frame in frames
            ]
        except (
            OSError,
            EOFError,
            ValueError,
            SyntaxError,
            TypeError,
            KeyError,
            AttributeError,
            Image.DecompressionBombError,
        ):
            return None  # Pillow's own damaged files: it raises nearly everything
    return [*told, f"way up {way_up if 1 < way_up <= 8 else 1}"]


def _without_tag(file: Path) -> list[str] | None:
    """An MP3's samples, without the tag of 128 bytes at its end: ffmpeg plays it as part of a last frame that is cut."""
    data = file.read_bytes()
    with tempfile.NamedTemporaryFile(suffix=".mp3") as bare:
        bare.write(data[:-128] if data[-128:].startswith(b"TAG") else data)
        bare.flush()
        return _samples(Path(bare.name))


def _samples(file: Path) -> list[str] | None:
    told = []
    for stream in ("V", "a"):  # V: without the pictures of covers
        command = [
            "ffmpeg",
            "-v",
            "error",
            "-i",
            str(file),
            "-map",
            f"0:{stream}?",
            "-map",
            "-0:d",
            "-f",
            "framemd5",
            "-",
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        told += [line for line in done.stdout.splitlines() if not line.startswith("#")]
    return told or None


def _pages(file: Path) -> list[str] | None:
    try:
        document = pypdfium2.PdfDocument(file.read_bytes())
        return [
            hashlib.sha256(document[page].render(scale=0.5).to_pil().tobytes()).hexdigest()
            for page in range(min(3, len(document)))
        ]
    except pypdfium2.PdfiumError:
        return None


_MAT2: Final = """
import json, os, signal, sys
from libmat2 import parser_factory

class Late(Exception): pass

def late(*_): raise Late

signal.signal(signal.SIGALRM, late)
for number, line in enumerate(sys.stdin):
    signal.alarm(20)
    try:
        parser, _ = parser_factory.get_parser(line.strip())
        how = "unknown"
        if parser is not None:
            parser.output_filename = os.path.join(sys.argv[1], "%04d.%s" % (number, line.strip().rpartition(".")[2]))
            how = "cleaned" if parser.remove_all() else "refused"
    except Exception:
        how = "refused"
    signal.alarm(0)
    print(json.dumps([number, how]), flush=True)
"""


def mat2(files: list[Path], folder: Path) -> list[str]:
    """What Debian's mat2 makes of the same files: "cleaned", "refused" (also after 20 s) or "unknown", in their order.

    Its output is folder/0000.jpg and so on.
    """
    listed = "".join(f"{file}\n" for file in files)
    done = subprocess.run(  # Debian's Python has it
        ["/usr/bin/python3", "-c", _MAT2, str(folder)], input=listed, check=True, capture_output=True, text=True
    )
    told: dict[int, str] = dict(json.loads(line) for line in done.stdout.splitlines())
    return [told.get(number, "refused") for number in range(len(files))]  # one on which it stumbles over its own end
