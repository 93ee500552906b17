"""Films as a sheet of stills, sounds as a waveform; by ffmpeg."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.stream import Kind, Refusal, RefusedError
from keys.reporter.rendering.texts import font

STILLS, ACROSS = 12, 3
WIDTH, HEIGHT, CAPTION = 480, 360, 30
WAVE = (1600, 400)
SECONDS = 100  # for all calls of ffmpeg together there is the sandbox's own limit
MAX_SECONDS = 1_000_000

_QUIET = ("-nostdin", "-v", "quiet", "-protocol_whitelist", "file")


def draw(asked: Asked) -> Shown:
    """Twelve stills from all over a film, each with its second; or how loud a sound is over its length."""
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        raise RefusedError(Refusal.NO_FFMPEG)
    kinds, seconds = _probe(asked.path)
    asked.pages(1)
    if "video" in kinds:
        return Shown(Kind.FILM, 1, 1, iter([_sheet(asked.path, seconds)]))
    if "audio" in kinds:
        return Shown(Kind.SOUND, 1, 1, iter([_wave(asked.path, seconds)]))
    raise RefusedError(Refusal.DAMAGED)


def _probe(path: Path) -> tuple[set[str], float]:
    """The kinds of its streams, covers of sounds left out, and its length in seconds."""
    said = _run("ffprobe", *_QUIET[1:], "-of", "json", "-show_format", "-show_streams", str(path))
    try:
        found = json.loads(said)
        streams = [stream for stream in found["streams"] if not stream.get("disposition", {}).get("attached_pic")]
        seconds = float(found["format"].get("duration", 0))
    except (ValueError, KeyError, TypeError):
        raise RefusedError(Refusal.DAMAGED) from None
    return {stream.get("codec_type", "") for stream in streams}, min(max(seconds, 0.0), MAX_SECONDS)


def _run(*command: str) -> bytes:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise RefusedError(Refusal.TOO_LARGE) from None
    return done.stdout


def _stills(path: Path, seconds: float) -> Iterator[tuple[float, Image.Image]]:
    size = f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease"
    for number in range(STILLS):
        at = seconds * (number + 0.5) / STILLS if seconds > 1 else 0.0
        data = _run(
            *("ffmpeg", *_QUIET, "-threads", "1", "-ss", f"{at:.3f}", "-i", str(path), "-map", "0:V:0"),
            *("-frames:v", "1", "-vf", size, "-f", "image2pipe", "-c:v", "bmp", "-"),
        )
        if data:
            yield at, Image.open(BytesIO(data), formats=["BMP"]).convert("RGB")
        if seconds <= 1:
            return


def _sheet(path: Path, seconds: float) -> Image.Image:
    found = list(_stills(path, seconds))
    if not found:
        raise RefusedError(Refusal.DAMAGED)
    across = min(ACROSS, len(found))
    rows = -(-len(found) // across)
    sheet = Image.new("RGB", (across * WIDTH, rows * (HEIGHT + CAPTION)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (at, still) in enumerate(found):
        left, top = number % across * WIDTH, number // across * (HEIGHT + CAPTION)
        sheet.paste(still, (left, top))
        pen.text((left + 4, top + HEIGHT + 2), f"second {at:,.0f} of {seconds:,.0f}", "black", font())
    return sheet


def _wave(path: Path, seconds: float) -> Image.Image:
    filters = f"[0:a:0]aformat=channel_layouts=mono,showwavespic=s={WAVE[0]}x{WAVE[1]}:colors=black"
    data = _run(
        *("ffmpeg", *_QUIET, "-threads", "1", "-i", str(path), "-filter_complex", filters),
        *("-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"),
    )
    if not data:
        raise RefusedError(Refusal.DAMAGED)
    wave = Image.open(BytesIO(data), formats=["PNG"]).convert("RGBA")
    sheet = Image.new("RGBA", (WAVE[0], WAVE[1] + CAPTION), "white")
    sheet.alpha_composite(wave)
    ImageDraw.Draw(sheet).text((4, WAVE[1] + 2), f"a sound of {seconds:,.0f} seconds", "black", font())
    return sheet.convert("RGB")
