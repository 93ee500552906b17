"""Make the Matroska and WebM files of the corpus, and no others: `python -m tests.corpus.film.matroska`.

With ffmpeg, mkvmerge and mkvpropedit, and a recording by Chromium's MediaRecorder.
"""

from __future__ import annotations

import base64
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.corpus.film.make import FILES, NAMES, PICTURE, SOUND, TOLD, ffmpeg, subtitles
from tests.corpus.making import TEXT, thumbnail

VP8 = ("-c:v", "libvpx", "-b:v", "20k", "-c:a", "libopus", "-b:a", "8k")
XML = '<?xml version="1.0"?>\n'
TAGS = f"""<Tags><Tag><Simple><Name>ARTIST</Name><String>{TEXT}</String></Simple>
<Simple><Name>RECORDING_LOCATION</Name><String>+23.7800+090.4100/</String></Simple>
<Simple><Name>DATE_RECORDED</Name><String>2024-03-01 12:30</String></Simple>
<Simple><Name>ENCODER</Name><String>{TEXT}</String></Simple></Tag></Tags>"""
CHAPTERS = f"""<Chapters><EditionEntry><ChapterAtom><ChapterTimeStart>00:00:00.000</ChapterTimeStart><ChapterDisplay>
<ChapterString>{TEXT}</ChapterString><ChapterLanguage>eng</ChapterLanguage></ChapterDisplay></ChapterAtom></EditionEntry></Chapters>"""
RECORD = """async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 48];
  const pen = canvas.getContext('2d');
  const audio = new AudioContext();
  const [tone, out] = [audio.createOscillator(), audio.createMediaStreamDestination()];
  tone.connect(out);
  tone.start();
  const stream = new MediaStream([...canvas.captureStream(10).getTracks(), ...out.stream.getTracks()]);
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8,opus', videoBitsPerSecond: 20000, audioBitsPerSecond: 8000 });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const done = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(300);
  for (let i = 0; i < 12; i++) {
    pen.fillStyle = `hsl(${i * 30} 80% 50%)`;
    pen.fillRect(i * 4, i * 3, 20, 20);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  recorder.stop();
  await done;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}"""


def make() -> None:
    """Films of phones and editors, sound alone, a live recording, transparency, what is refused, what is cut."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = subtitles(folder)
        every = ("-map", "0", "-map", "1", "-map", "2", "-shortest")
        film = ffmpeg("phone.webm", *PICTURE, *SOUND, *text, *VP8, "-c:s", "webvtt", *TOLD, *NAMES, *every)
        ffmpeg(
            "alpha.webm",
            *PICTURE,
            "-vf",
            "format=yuva420p",
            "-c:v",
            "libvpx",
            "-b:v",
            "20k",
            "-auto-alt-ref",
            "0",
            *TOLD,
        )
        ffmpeg("sound.mka", *SOUND, "-c:a", "flac", *TOLD, "-cues_to_front", "1", "-t", "0.5")
        ffmpeg("strange.mkv", *PICTURE, "-c:v", "mjpeg", "-q:v", "31", "-r", "2", *TOLD)
        ffmpeg("live.webm", *PICTURE, *SOUND, *VP8, *TOLD, "-live", "1", "-f", "webm", "-cluster_time_limit", "700")
        raw = ffmpeg(str(folder / "raw.mkv"), *PICTURE, *SOUND, *text, "-c:v", "libx264", "-preset", "ultrafast", "-qp", "40", "-c:a",
                     "libvorbis", "-c:s", "srt", *TOLD, *every)  # fmt: skip
        edited(raw, folder)
        (FILES / "cut.webm").write_bytes(film.read_bytes()[:-400])
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--autoplay-policy=no-user-gesture-required"]
        )
        page = browser.new_page()
        page.goto("about:blank")
        (FILES / "plain.webm").write_bytes(base64.b64decode(page.evaluate(RECORD)))
        browser.close()


def edited(raw: Path, folder: Path) -> None:
    """A film as an editor's program muxes it: names, tags, chapters, attachments, checksums, one text of each."""
    (folder / "tags.xml").write_text(XML + TAGS)
    (folder / "chapters.xml").write_text(XML + CHAPTERS)
    (folder / "cover.jpg").write_bytes(thumbnail())
    (folder / "note.txt").write_text(TEXT)
    full = FILES / "full.mkv"
    subprocess.run(
        ["mkvmerge", "-o", full, "--title", TEXT, "--global-tags", folder / "tags.xml", "--chapters",
         folder / "chapters.xml", "--attach-file", folder / "cover.jpg", "--attachment-description", TEXT, "--attach-file",
         folder / "note.txt", "--track-name", f"0:{TEXT}", "--track-name", f"1:{TEXT}", "--language", "0:ru", "--cluster-length", "700ms", raw],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    subprocess.run(["mkvpropedit", full, "--edit", "info", "--set", f"segment-filename={TEXT}", "--edit", "track:2", "--set",
                    f"codec-name={TEXT}"], check=True, capture_output=True)  # fmt: skip


if __name__ == "__main__":
    make()
