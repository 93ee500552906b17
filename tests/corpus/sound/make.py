"""Make the sounds of the corpus. See tests/corpus/make.py.

With lame, flac, oggenc, opusenc, speexenc, sox, ffmpeg and mutagen; by hand only what none of them writes.
"""

from __future__ import annotations

import base64
import struct
import subprocess
import tempfile
from pathlib import Path

from mutagen import aiff, apev2, id3, wave
from mutagen.flac import FLAC, Picture
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis

from tests.corpus.making import BINARY_CANARY, CANARY, TEXT, thumbnail

FILES = Path(__file__).parent / "files"
COMMENTS = {
    "title": TEXT,
    "artist": TEXT,
    "date": f"2024-03-01 {CANARY}",
    "location": "+23.7800+090.4100/",
    "make": "Canary7Q",
    "model": "Canary7Q 12",
    "comment": TEXT,
    "adas-own-key": TEXT,
}


def run(*command: str | Path) -> None:
    """Run a tool that must succeed."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def ffmpeg(name: str, *arguments: str, seconds: float = 0.6, rate: int = 16_000) -> Path:
    """A tone in the corpus, told about by ffmpeg."""
    path = FILES / name
    told = [part for key, value in COMMENTS.items() for part in ("-metadata", f"{key}={value}")]
    tone = f"sine=frequency=440:duration={seconds}:sample_rate={rate}"
    run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", tone, *told, *arguments, path)
    return path


def make() -> None:
    """All formats with canaries in every field, and the shapes that cleaners trip over."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tone = folder / "tone.wav"
        run("sox", "-n", "-r", "16000", "-b", "16", "-c", "1", tone, "synth", "0.6", "sine", "440", "vol", "0.4")
        cover = folder / "cover.jpg"
        cover.write_bytes(thumbnail())
        mpeg(tone, cover)
        flac(tone, cover)
        ogg(tone, cover)
        plain(tone)


def mpeg(tone: Path, cover: Path) -> None:
    """MP3 with all sorts of tags at both ends, in the middle, and with each of the tables to seek by; MP2; AAC."""
    tagged = FILES / "tagged.mp3"
    run("lame", "--quiet", "-V", "5", "--tt", TEXT, "--ta", TEXT, "--tc", TEXT, "--ty", "2024", "--ti", cover, "--add-id3v2",
        tone, tagged)  # fmt: skip
    tags = id3.ID3(tagged)
    add_frames(tags)
    tags.save(tagged, v1=2)
    sound = tagged.read_bytes()
    tail = sound[-128:]
    more = b"TAG+" + TEXT.encode().ljust(60, b"\0") + bytes(163)
    lyrics = b"LYRICSBEGIN" + b"LYR%05d" % len(TEXT) + TEXT.encode()
    lyrics += b"%06d" % len(lyrics) + b"LYRICS200"
    tagged.write_bytes(sound[:-128] + lyrics + more + tail)
    ape = apev2.APEv2()
    ape.update({**COMMENTS, "Cover Art (Front)": apev2.APEValue(b"cover.jpg\0" + thumbnail(), apev2.BINARY)})
    ape.save(tagged)

    constant = ffmpeg("constant.mp3", "-c:a", "libmp3lame", "-b:a", "32k", "-id3v2_version", "3", "-write_id3v1", "1")
    old = ffmpeg("layer2.mp2", "-c:a", "mp2", "-b:a", "32k", "-f", "mp2")
    old.write_bytes(old_id3() + old.read_bytes() + b"LYRICSBEGIN" + TEXT.encode() + b"LYRICSEND")
    bare = without_tags(constant)
    length = 144  # of a frame of 32 kbit/s at 16 kHz, MPEG 2; the first is larger
    frames = [bare[:180], *[bare[at : at + length] for at in range(180, len(bare), length)]]
    # tags and other bytes between frames, as after joining two files, and behind them
    middle = [*frames[:9], old_id3(), *frames[9:14], BINARY_CANARY * 40, *frames[14:], frames[1][:77]]
    (FILES / "joined.mp3").write_bytes(old_id3() + bytes(2000) + b"".join(middle) + b"".join(frames) + BINARY_CANARY)
    vbri = b"VBRI" + struct.pack(">HHHIIHHHH", 1, 576, 75, len(frames) * length, len(frames) - 1, 5, 1, 2, 4)
    vbri += struct.pack(">5H", *[4 * length] * 5)
    (FILES / "table.mp3").write_bytes(frames[1][:4] + bytes(32) + vbri.ljust(length - 36, b"\0") + b"".join(frames[1:])
                                      + id3_footed())  # fmt: skip
    aac = ffmpeg("spoken.aac", "-c:a", "aac", "-b:a", "16k", "-f", "adts")
    tags = id3.ID3()
    add_frames(tags)
    tags.save(aac)
    ape = apev2.APEv2()
    ape.update(COMMENTS)
    ape.save(aac)
    ape.save(ffmpeg("bare.aac", "-c:a", "aac", "-b:a", "16k", "-f", "adts"))  # no tag before the sound


def add_frames(tags: id3.ID3) -> None:
    """A canary in every sort of frame that mutagen writes."""
    for frame in (
        id3.TIT2(3, [TEXT]), id3.TPE1(1, [TEXT]), id3.TDRC(3, ["2024-03-01 12:30:00"]), id3.TSSE(0, [TEXT]),
        id3.TXXX(3, "LOCATION", ["+23.7800+090.4100/"]), id3.TXXX(1, "MAKE", ["Canary7Q"]), id3.COMM(3, "eng", TEXT, [TEXT]),
        id3.USLT(1, "eng", TEXT, TEXT), id3.APIC(3, "image/jpeg", 3, TEXT, thumbnail()), id3.GEOB(3, "text/plain", TEXT, TEXT, BINARY_CANARY),
        id3.PRIV(TEXT, BINARY_CANARY), id3.UFID(TEXT, BINARY_CANARY), id3.POPM(TEXT, 255, 7), id3.WXXX(3, TEXT, TEXT), id3.WOAR(TEXT),
        id3.OWNE(3, TEXT, "20240301", TEXT), id3.TCON(3, [TEXT]), id3.PCST(1), id3.CHAP(CANARY, 0, 100, 0, 0, [id3.TIT2(3, [TEXT])]),
    ):  # fmt: skip
        tags.add(frame)


def old_id3() -> bytes:
    """ID3v2.2, which no tool here writes."""
    frames = b"".join(
        name + len(body).to_bytes(3, "big") + body
        for name, body in (
            (b"TT2", b"\0" + TEXT.encode()),
            (b"TP1", b"\1" + TEXT.encode("utf-16")),
            (b"COM", b"\0eng\0" + TEXT.encode()),
            (b"PIC", b"\0JPG\3\0" + thumbnail()),
        )
    )
    return b"ID3\2\0\0" + bytes((0, 0, len(frames) + 50 >> 7, len(frames) + 50 & 127)) + frames + bytes(50)


def id3_footed() -> bytes:
    """ID3v2.4 at the end of a file, with a footer."""
    body = b"\3" + TEXT.encode()
    frames = b"TIT2" + bytes((0, 0, 0, len(body))) + bytes(2) + body
    rest = b"\4\0\x10" + bytes((0, 0, len(frames) >> 7, len(frames) & 127))
    return b"ID3" + rest + frames + b"3DI" + rest


def without_tags(path: Path) -> bytes:
    """The frames of an MP3 file of ffmpeg without its tags."""
    data = path.read_bytes()
    size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
    return data[10 + size : -128]


def picture() -> Picture:
    """A cover for Vorbis comments and FLAC."""
    made = Picture()
    made.data, made.type, made.mime, made.desc = thumbnail(), 3, "image/jpeg", TEXT
    return made


def flac(tone: Path, cover: Path) -> None:
    """FLAC with every block, with tags around it, and plain."""
    full = FILES / "full.flac"
    run("flac", "-s", "-f", *[f"-T{key}={value}" for key, value in COMMENTS.items()], f"--picture=3|image/jpeg|{TEXT}||{cover}",
        "-S", "0.2s", "--padding=300", "-o", full, tone)  # fmt: skip
    data = full.read_bytes()
    # an application's own block and the sheet of a CD, with canaries, behind the stream's information
    sheet = BINARY_CANARY.ljust(128, b"\0") + bytes(8 + 259) + b"\2"
    sheet += bytes(8) + b"\1" + BINARY_CANARY.ljust(26, b"\0") + b"\1" + bytes(8) + b"\1" + bytes(3)
    sheet += struct.pack(">Q", 9600) + b"\xaa" + bytes(27)
    blocks = b"\2\0\0\x0cCANA" + BINARY_CANARY + b"\5" + len(sheet).to_bytes(3, "big") + sheet
    full.write_bytes(data[:42] + blocks + data[42:])
    tags = id3.ID3()
    add_frames(tags)
    tags.save(full, v1=2)
    streamed = ffmpeg("streamed.flac", "-c:a", "flac", "-ac", "2", "-frame_size", "1152")
    described = FLAC(streamed)
    described.add_picture(picture())
    described.save()


def ogg(tone: Path, cover: Path) -> None:
    """Each codec in Ogg, with a skeleton, chained, with a film, with a codec that is not known, and cut."""
    told = [part for key, value in COMMENTS.items() for part in ("--comment", f"{key}={value}")]
    vorbis = FILES / "spoken.ogg"
    run("oggenc", "-Q", "-q", "-1", "--skeleton", *told, "-o", vorbis, tone)
    tags = OggVorbis(vorbis)
    tags["metadata_block_picture"] = [base64.b64encode(picture().write()).decode()]
    tags.save()
    opus = FILES / "spoken.opus"
    run("opusenc", "--quiet", "--bitrate", "8", *told, "--picture", f"3||{TEXT}||{cover}", tone, opus)
    tagged = OggOpus(opus)
    tagged["lyrics"] = [TEXT * 3]
    tagged.save()
    speex = FILES / "speex.ogg"
    run("speexenc", "-w", "--quality", "2", *told, "--author", TEXT, "--title", TEXT, tone, speex)
    voice = OggSpeex(speex)
    voice["comment"] = [TEXT]
    voice.save()
    ffmpeg("flac.ogg", "-c:a", "flac", "-f", "ogg")
    (FILES / "chained.ogg").write_bytes(opus.read_bytes() + BINARY_CANARY + speex.read_bytes())
    run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-i", tone, "-metadata",
        f"title={TEXT}", "-c:v", "libtheora", "-q:v", "1", "-c:a", "libvorbis", "-q:a", "0", FILES / "film.ogv")  # fmt: skip
    run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", "-c:v", "libvpx",
        "-metadata", f"title={TEXT}", "-f", "ogg", FILES / "strange.ogg")  # fmt: skip
    (FILES / "cut.ogg").write_bytes(vorbis.read_bytes()[:-300])


def plain(tone: Path) -> None:
    """WAV in several codings with every chunk, RF64, AIFF, AIFF-C, AMR."""
    full = ffmpeg("full.wav", "-c:a", "pcm_s16le", "-write_bext", "1", "-write_peak", "on", "-metadata", f"description={TEXT}",
                  "-metadata", f"originator={TEXT}", "-metadata", f"originator_reference={TEXT}", "-metadata",
                  "origination_date=2024-03-01", "-metadata", "origination_time=12:30:00", "-metadata",
                  f"coding_history={TEXT}", seconds=0.2, rate=8000)  # fmt: skip
    tags = wave.WAVE(full)
    tags.add_tags()
    add_frames(tags.tags)
    tags.save()
    full.write_bytes(
        with_chunks(
            full.read_bytes(),
            (b"iXML", f"<BWFXML><PROJECT>{TEXT}</PROJECT><LOCATION_GPS>23.78, 90.41</LOCATION_GPS></BWFXML>".encode()),
            (b"cue ", struct.pack("<IIIIIII", 1, 1, 5, 0x61746164, 0, 0, 5)),
            (b"LIST", b"adtllabl" + struct.pack("<I", len(TEXT) + 5) + b"\1\0\0\0" + TEXT.encode() + b"\0"),
            (b"cart", b"0101" + TEXT.encode().ljust(2044, b"\0")),
            (
                b"_PMX",
                f'<x xmlns:dc="-"><dc:creator><rdf:Seq><rdf:li>{TEXT}</rdf:li></rdf:Seq></dc:creator></x>'.encode(),
            ),
            (b"JUNK", BINARY_CANARY),
            (b"adas", BINARY_CANARY),
        )
        + BINARY_CANARY
    )
    ffmpeg("large.wav", "-c:a", "pcm_s24le", "-rf64", "always", "-ac", "2", seconds=0.1, rate=8000)
    ffmpeg("adpcm.wav", "-c:a", "adpcm_ms", seconds=0.3, rate=8000)
    ffmpeg("float.wav", "-c:a", "pcm_f32le", seconds=0.1, rate=8000)
    spoken = ffmpeg("spoken.aiff", "-c:a", "pcm_s16be", seconds=0.2, rate=8000)
    described = aiff.AIFF(spoken)
    described.add_tags()
    add_frames(described.tags)
    described.save()
    run("sox", tone, "--comment", TEXT, "-r", "8000", FILES / "small.aiff", "trim", "0", "0.2")
    run("ffmpeg", "-v", "error", "-y", "-i", tone, "-c:a", "pcm_alaw", "-metadata", f"title={TEXT}", "-f", "aiff",
        FILES / "compressed.aiff")  # fmt: skip
    run("sox", tone, "-r", "8000", "-t", "amr-nb", FILES / "plain.amr")
    speech = b"".join(b"\x04" + bytes((n * 37 + i * 11) % 256 for i in range(17)) for n in range(9))
    (FILES / "plain.awb").write_bytes(b"#!AMR-WB\n" + speech + b"\x7c" + speech)  # no tool here writes it


def with_chunks(data: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """A WAV file with more chunks behind its samples."""
    more = b"".join(kind + struct.pack("<I", len(body)) + body + bytes(len(body) & 1) for kind, body in chunks)
    return data[:4] + struct.pack("<I", len(data) - 8 + len(more)) + data[8:] + more
