"""Cleaning a photograph, a film and a long document: the page in both browsers, `tip clean`, exiftool and mat2, in one run.

A command is timed whole, from its start to its end, as a person waits for it. In a browser the time is that of finding
what to take out and of reading the cleaned file to its end, as a sending does. exiftool and mat2 do not do the same:
`exiftool -all=` keeps what it does not know, and mat2 encodes JPEG and PDF anew.
A run that is not quick writes its table to docs/bench.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from PIL import Image

from tests.support.browser import WEB, served
from tests.support.pss import Watching, memory_mib
from tests.support.unwatched import unwatched

DOCS = Path(__file__).resolve().parents[2] / "docs" / "bench"
MIB = 1_024 * 1_024
BROWSERS = ("chromium", "firefox")
#: cleans window.file and reads it to its end; seconds and bytes
_CLEAN = """(async () => {
  const m = (await import('/modules.js')).clean_index;
  const began = performance.now();
  const source = new m.BlobSource(document.querySelector('input').files[0]);
  const cleaned = await m.clean(source);
  let size = 0;
  for await (const chunk of m.planChunks(source, cleaned.plan)) size += chunk.length;
  window.done = { seconds: (performance.now() - began) / 1000, size };
})().catch((error) => { window.done = { error: String(error) }; })"""


def photograph(folder: Path) -> Path:
    """A JPEG of 12 megapixels, as a telephone writes it."""
    path = folder / "photo.jpg"
    noise = Image.effect_noise((1_000, 750), 60).resize((4_000, 3_000), Image.Resampling.BICUBIC).convert("RGB")
    noise.save(path, quality=92)
    tags = ("-EXIF:Make=Maker", "-EXIF:Model=Model", "-EXIF:GPSLatitude=23.78", "-EXIF:GPSLongitude=90.41")
    subprocess.run(["exiftool", "-q", "-overwrite_original", *tags, str(path)], check=True)
    return path


def film(folder: Path, mib: int) -> Path:
    """An MP4 of some hundred MiB with a place in it."""
    clip, path = folder / "clip.mp4", folder / "film.mp4"
    picture = "testsrc2=size=1280x720:rate=30:duration=1,noise=alls=60:allf=t"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "mpeg4", "-q:v", "1", str(clip)], check=True
    )
    turns = max(0, round(mib * MIB / clip.stat().st_size) - 1)
    again = ["ffmpeg", "-v", "error", "-stream_loop", str(turns), "-i", str(clip), "-c", "copy"]
    subprocess.run([*again, "-metadata", "location=+23.7800+090.4100/", str(path)], check=True)
    clip.unlink()
    return path


def document(folder: Path, pages: int) -> Path:
    """A PDF with text on every page, a photograph on every tenth, and an author."""
    path = folder / "report.pdf"
    with pikepdf.new() as pdf:
        pdf.docinfo["/Author"] = "Author"
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        picture = folder / "small.jpg"
        Image.effect_noise((1_200, 900), 50).convert("RGB").save(picture, quality=85)
        image = pdf.make_stream(
            picture.read_bytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1_200, Height=900,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        picture.unlink()
        for number in range(pages):
            lines = "".join(f"(Page {number} line {line} of what they were paid) Tj 0 -12 Td " for line in range(55))
            shown = "q 500 0 0 375 40 200 cm /Im0 Do Q " if number % 10 == 0 else ""
            pdf.add_blank_page()
            page = pdf.pages[-1]
            page.Contents = pdf.make_stream(f"{shown}BT /F1 10 Tf 40 750 Td {lines}ET".encode())
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), XObject=pikepdf.Dictionary(Im0=image))
        pdf.save(path)
    return path


def _command(command: list[str]) -> tuple[float, float]:
    """Seconds and MiB at the highest of one command."""
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        watching = Watching(process.pid, 0.02)
        _, told = process.communicate()
        took, samples = time.monotonic() - began, watching.stop()
    assert process.returncode == 0, told.decode()
    return took, max(samples, default=0.0)


def _commands(file: Path, folder: Path) -> dict[str, list[str]]:
    tip = str(Path(sys.executable).parent / "tip")
    return {
        "tip": [tip, "clean", str(file), "--to", str(folder / f"tip-{file.stem}")],
        "exiftool": [
            "exiftool",
            "-q",
            "-m",
            "-api",
            "LargeFileSupport=1",
            "-all=",
            "-o",
            str(folder / f"cleaned-{file.name}"),
            str(file),
        ],
        "mat2": ["mat2", str(file)],  # beside it
    }


def _in_browser(name: str, files: list[Path], folder: Path) -> dict[str, tuple[float, float]]:
    """Seconds and MiB above what the browser had, for each file."""
    site = folder / f"site-{name}"
    site.mkdir()
    (site / "index.html").write_text('<!doctype html><meta charset="utf-8"><title>-</title><input type="file">')
    subprocess.run(["node", "build.mjs", "--test-bundle", str(site / "modules.js")], cwd=WEB, check=True)
    found = {}
    with served(site) as address:
        for file in files:
            with unwatched(name, folder / f"profile-{name}-{file.stem}") as page:
                page.open(address)
                page.run("import('/modules.js').then(() => { window.ready = true; }), 0")
                page.until("window.ready", 30)
                page.choose("input", file)
                before, watching = memory_mib(page.pid), Watching(page.pid, 0.1)
                page.run(f"{_CLEAN}, 0")
                page.until("window.done", 300)
                samples = watching.stop()
                told = page.run("JSON.stringify(window.done)")
            assert "seconds" in told, told
            found[file.stem] = (float(told.split('"seconds":')[1].split(",")[0]), max([*samples, before]) - before)
    return found


def figures(*, quick: bool = False) -> dict[str, float]:
    """MB/s (10^6 bytes of the original) and peak MiB of each, for each file."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [photograph(folder), film(folder, 50 if quick else 500), document(folder, 30 if quick else 300)]
        took: dict[str, dict[str, tuple[float, float]]] = {
            browser: _in_browser(browser, files, folder) for browser in BROWSERS
        }
        for file in files:
            for tool, command in _commands(file, folder).items():
                took.setdefault(tool, {})[file.stem] = _command(command)
        for file in files:
            found[f"{file.stem}_mb"] = file.stat().st_size / 1e6
            for tool, measured in took.items():
                seconds, mib = measured[file.stem]
                found[f"{file.stem}_{tool}_mb_per_s"] = file.stat().st_size / 1e6 / seconds
                found[f"{file.stem}_{tool}_peak_mib"] = mib
    if not quick:
        (DOCS / "cleaning.md").write_text(_page(found), encoding="utf-8")
    return found


def _page(found: dict[str, float]) -> str:
    lines = [
        "| file | | page, Chromium | page, Firefox | `tip clean` | `exiftool -all=` | mat2 |",
        "|---|---|---|---|---|---|---|",
    ]
    tools = (*BROWSERS, "tip", "exiftool", "mat2")
    for stem, what in (("photo", "JPEG of 12 megapixels"), ("film", "MP4"), ("report", "PDF of 300 pages")):
        sized = f"{what}, {found[f'{stem}_mb']:,.1f} MB"
        lines.append(
            f"| {sized} | MB/s | " + " | ".join(f"{found[f'{stem}_{tool}_mb_per_s']:,.1f}" for tool in tools) + " |"
        )
        lines.append(
            "| | peak MiB | " + " | ".join(f"{found[f'{stem}_{tool}_peak_mib']:,.0f}" for tool in tools) + " |"
        )
    told = (__doc__ or "").strip().replace("\nA run that is not quick writes its table to docs/bench.", "")
    return (
        f"# Cleaning\n\nWritten by `make bench-clean`. {told}\n\nMemory of a browser is what it took more than before.\n\n"
        + "\n".join(lines)
        + "\n"
    )
