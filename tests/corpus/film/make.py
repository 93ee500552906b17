"""Make the films of the corpus. See tests/corpus/make.py."""

from __future__ import annotations

import struct
import subprocess
import tempfile
from pathlib import Path

from tests.corpus.making import BINARY_CANARY, TEXT, box, exiftool, plant

FILES = Path(__file__).parent / "files"


def ffmpeg(name: str, *arguments: str) -> Path:
    """A film of two seconds in the corpus."""
    path = FILES / name
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(path)], check=True)
    return path


PICTURE = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2:sample_rate=16000")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "40", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "24k")
TOLD = tuple(
    part
    for key, value in {
        "title": TEXT,
        "artist": TEXT,
        "comment": TEXT,
        "location": "+23.7800+090.4100/",
        "make": "Canary7Q",
        "model": "Canary7Q 12",
        "creation_time": "2024-03-01T12:30:00Z",
        "com.apple.quicktime.make": "Canary7Q Fruit",
        "com.apple.quicktime.model": "Canary7Q Fruit 9",
        "com.apple.quicktime.location.ISO6709": "-12.3456+045.6789+010.000/",
    }.items()
    for part in ("-metadata", f"{key}={value}")
)
NAMES = (
    "-metadata:s:v",
    f"handler_name={TEXT}",
    "-metadata:s:a",
    f"handler_name={TEXT}",
    "-metadata:s:v",
    "language=rus",
)


def subtitles(folder: Path) -> tuple[str, ...]:
    """A track of texts, as an input of ffmpeg."""
    path = folder / "text.srt"
    path.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{TEXT}\n\n2\n00:00:01,000 --> 00:00:02,000\n{TEXT}\n")
    return ("-i", str(path))


def make() -> None:
    """Phones' films with tracks of places, chapters, fragments, old and 64-bit forms, sound alone."""
    with tempfile.TemporaryDirectory() as name:
        text = subtitles(Path(name))
        phone = ffmpeg("phone.mp4", *PICTURE, *SOUND, *text, *H264, "-c:s", "mov_text", *TOLD, *NAMES,
                       "-map", "0", "-map", "1", "-map", "2", "-shortest")  # fmt: skip
        ffmpeg("phone.mov", *PICTURE, *SOUND, *text, "-c:v", "libx264", "-preset", "ultrafast", "-qp", "40", "-c:a",
               "pcm_s16le", "-c:s", "mov_text", *TOLD, *NAMES, "-timecode", "10:00:00:00", "-movflags",
               "use_metadata_tags+faststart", "-map", "0", "-map", "1", "-map", "2", "-shortest")  # fmt: skip
    # the track of texts becomes what Android writes for places along the way
    data = phone.read_bytes()
    phone.write_bytes(data.replace(b"sbtl", b"meta", 1).replace(b"tx3g", b"camm", 1) + box(b"uuid", BINARY_CANARY * 3))
    plant(phone, "Keys", "ItemList", "UserData", "XMP-dc", "XMP-xmp")
    exiftool(phone, "-Keys:GPSCoordinates=23.78, 90.41, 5", "-QuickTime:CreateDate=2024:03:01 12:30:00")
    fast = ffmpeg("fast.mp4", *PICTURE, *SOUND, *H264, *TOLD, *NAMES, "-movflags", "+faststart")
    wide_forms(fast)
    ffmpeg("fragments.mp4", *PICTURE, *SOUND, *H264, *TOLD, *NAMES, "-g", "5", "-movflags",
           "frag_keyframe+empty_moov+default_base_moof+global_sidx")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        old = ffmpeg("fragments-text.mp4", *PICTURE, *SOUND, *subtitles(Path(name)), *H264, "-c:s", "mov_text", *TOLD,
                     "-map", "0", "-map", "1", "-map", "2", "-g", "5", "-write_prft", "wallclock", "-movflags",
                     "frag_keyframe+frag_discont", "-shortest")  # fmt: skip
    old.write_bytes(old.read_bytes() + box(b"free", BINARY_CANARY))
    ffmpeg("sound.m4a", *SOUND, "-c:a", "aac", "-b:a", "24k", *TOLD)
    plant(FILES / "sound.m4a", "ItemList")
    ffmpeg("mobile.3gp", *PICTURE, *SOUND, "-c:v", "mpeg4", "-q:v", "20", "-c:a", "aac", "-b:a", "24k", *TOLD)
    sound = ffmpeg(
        "old-sound.mov", *PICTURE, *SOUND, "-c:v", "mpeg4", "-q:v", "31", "-r", "2", "-c:a", "pcm_s16be", *TOLD
    )
    sound.write_bytes(one_byte_samples(sound.read_bytes()))
    ffmpeg("jpegs.mov", *PICTURE, "-c:v", "mjpeg", "-q:v", "31", "-r", "2", *TOLD)
    ffmpeg("locked.mp4", *PICTURE, *H264, "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "00" * 16,
           "-encryption_kid", "11" * 16)  # fmt: skip
    (FILES / "cut.mp4").write_bytes(fast.read_bytes()[:-700])
    from tests.corpus.film.matroska import make as make_matroska  # it needs what stands above

    make_matroska()


def wide_forms(path: Path) -> None:
    """Hidden bytes behind the movie box, media data with a 64-bit size, one box without a size, appended bytes."""
    data = path.read_bytes()
    at = data.index(b"mdat") - 4
    media = data[at + 8 :]
    hidden = box(b"free", BINARY_CANARY) + box(b"skip", bytes(8))
    before, moved = data[:at] + hidden, len(hidden) + 8
    gap = BINARY_CANARY
    body = media[: len(media)] + gap
    before = shifted(before, moved)
    path.write_bytes(before + struct.pack(">I4sQ", 1, b"mdat", len(body) + 16) + body + BINARY_CANARY)


def shifted(data: bytes, by: int) -> bytes:
    """The same boxes with all offsets of chunks moved."""
    new, at = bytearray(data), 0
    while (at := new.find(b"stco", at)) >= 0:
        (count,) = struct.unpack_from(">I", new, at + 8)
        for i in range(at + 12, at + 12 + 4 * count, 4):
            struct.pack_into(">I", new, i, struct.unpack_from(">I", new, i)[0] + by)
        at += 4
    return bytes(new)


def one_byte_samples(data: bytes) -> bytes:
    """QuickTime's old way to write sound: the table says one byte a sample, the description says what is meant."""
    new, at = bytearray(data), 0
    while (at := new.find(b"stsz", at)) >= 0:
        if struct.unpack_from(">I", new, at + 8)[0]:
            struct.pack_into(">I", new, at + 8, 1)
        at += 4
    return bytes(new)
