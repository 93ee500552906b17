"""Make the corpus: small files with canaries in every field that the tools can write.

Run as `python tests/corpus/make.py`, with exiftool, ffmpeg and Pillow; then `python tests/corpus/expect.py` writes what
both cleaners must give. Files are committed, since other versions of the tools make other bytes.
"""

from __future__ import annotations

import io
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

FILES = Path(__file__).parent / "files"
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


def jpegs() -> None:
    """Phone pictures, editors' pictures, motion photographs, and rare but sound structure."""
    phone = FILES / "phone.jpg"
    picture().save(phone, quality=85, icc_profile=profile(), comment=BINARY_CANARY)
    (FILES / "thumb.tmp").write_bytes(thumbnail())
    plant(phone, "EXIF", "IPTC", "XMP", "Photoshop")
    exiftool(phone, f"-ThumbnailImage<={FILES / 'thumb.tmp'}", f"-PhotoshopThumbnail<={FILES / 'thumb.tmp'}")
    plain = FILES / "progressive.jpg"
    picture().save(plain, quality=80, progressive=True, restart_marker_rows=1, comment=BINARY_CANARY)
    plain.write_bytes(with_oddities(plain.read_bytes()))
    cmyk = FILES / "cmyk.jpg"
    picture().convert("CMYK").save(cmyk, quality=80)
    exiftool(cmyk, f"-XMP-dc:Creator={TEXT}", "-XMP-photoshop:City=Canary7Q", "-XMP-exif:GPSLatitude=12.5",
             "-XMP-exif:GPSLongitude=-3.25", f"-XMP-xmpMM:HistoryAction={TEXT}")  # fmt: skip
    motion = FILES / "motion.jpg"
    picture().save(motion, quality=80)
    exiftool(motion, "-XMP-GCamera:MotionPhoto=1", "-EXIF:Make=Maker", "-EXIF:Orientation#=1")
    appended = b"\0\0\0\x18ftypmp42" + bytes(8) + BINARY_CANARY
    mpf = b"\xff\xe2\0\x12MPF\0MM\0*\0\0\0\x08\0\0"
    data = motion.read_bytes()
    motion.write_bytes(data[:2] + mpf + data[2:] + thumbnail() + appended)
    (FILES / "thumb.tmp").unlink()
    (FILES / "cut.jpg").write_bytes(phone.read_bytes()[:-600])
    little = Image.Exif()
    little.endian = "<"
    little[0x010F], little[0x0110], little[0x0112] = "Canary7Q", "Canary7Q Mini", 3
    little.get_ifd(0x8825).update({1: "S", 2: (33.0, 51.0, 30.5), 3: "W", 4: (70.0, 0.0, 0.25)})
    picture().save(FILES / "little-endian.jpg", exif=little)


def with_oddities(data: bytes) -> bytes:
    """Fill bytes, junk between segments, a JFXX thumbnail, Content Credentials, and an unknown segment."""
    extras = b"".join(
        b"\xff" + bytes((marker,)) + struct.pack(">H", len(body) + 2) + body
        for marker, body in (
            (0xE0, b"JFXX\0\x10" + BINARY_CANARY),
            (0xEB, b"JP\0\1" + BINARY_CANARY),
            (0xEC, b"Ducky" + BINARY_CANARY),
            (0xE7, BINARY_CANARY),
        )
    )
    at = data.index(b"\xff\xdb")
    return data[:at] + extras + BINARY_CANARY + b"\xff\xff" + data[at:]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pngs() -> None:
    """Texts of all kinds, EXIF, profiles, animation, palettes, unknown chunks."""
    info = PngInfo()
    for keyword in ("Author", "Comment", "Software", "Creation Time", "Location", "Source"):
        info.add_text(keyword, f"{TEXT} {keyword}")
    info.add_text("Title", TEXT * 20, zip=True)
    info.add_itxt("Description", TEXT * 9, "en", "Description", zip=True)
    info.add_itxt("Copyright", TEXT)
    texts = FILES / "texts.png"
    picture().save(texts, pnginfo=info, icc_profile=profile(), dpi=(144, 144))
    plant(texts, "PNG", "EXIF", "XMP-dc", "XMP-xmp", "XMP-photoshop")
    data = texts.read_bytes()
    extra = png_chunk(b"tIME", struct.pack(">H5B", 2024, 3, 1, 12, 30, 0)) + png_chunk(b"caNy", BINARY_CANARY)
    texts.write_bytes(data[:-12] + extra + data[-12:] + BINARY_CANARY)
    raw = (b"Exif\0\0" + orientation_tiff()).hex()
    info.add_text("Raw profile type exif", f"\nexif\n{len(raw) // 2:8d}\n{raw}\n", zip=True)
    frames = [picture(shade=shade) for shade in (0, 60, 120)]
    frames[0].save(FILES / "animated.png", save_all=True, append_images=frames[1:], duration=100, loop=0, pnginfo=info)
    palette = picture().quantize(16)
    palette.save(FILES / "palette.png", transparency=3, exif=b"Exif\0\0" + orientation_tiff())
    data = (FILES / "palette.png").read_bytes()
    (FILES / "critical.png").write_bytes(data[:33] + png_chunk(b"CgBI", b"\x50\0\x20\2") + data[33:])
    Image.effect_noise((40, 30), 60).save(FILES / "plain.png")


def orientation_tiff() -> bytes:
    """An EXIF block with an artist and an orientation of 8."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = TEXT, 8
    return exif.tobytes().removeprefix(b"Exif\0\0")


def webps() -> None:
    """Lossy, lossless, animated, simple; EXIF, XMP, profile, unknown chunks, bytes behind the end."""
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreatorTool="{TEXT}"/></rdf:RDF></x:xmpmeta>'
    full = FILES / "full.webp"
    picture().save(full, quality=70, exif=b"Exif\0\0" + orientation_tiff(), xmp=xmp.encode(), icc_profile=profile())
    plant(full, "EXIF", "XMP-dc", "XMP-exif")
    body = full.read_bytes()[12:] + b"CNRY" + struct.pack("<I", 9) + BINARY_CANARY + b"\0\0"
    full.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + BINARY_CANARY)
    alpha = picture().convert("RGBA")
    alpha.putalpha(120)
    alpha.save(FILES / "alpha.webp", lossless=True, exif=orientation_tiff())
    picture().save(FILES / "simple.webp", quality=60)
    frames = [picture(shade=shade).convert("RGBA") for shade in (0, 60, 120)]
    frames[0].save(FILES / "animated.webp", save_all=True, append_images=frames[1:], duration=80, xmp=xmp.encode(),
                   icc_profile=profile())  # fmt: skip


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


def box(kind: bytes, body: bytes) -> bytes:
    """One box."""
    return struct.pack(">I", len(body) + 8) + kind + body


def films() -> None:
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
        "old-sound.mov", *PICTURE, *SOUND, "-c:v", "mjpeg", "-q:v", "31", "-r", "2", "-c:a", "pcm_s16be", *TOLD
    )
    sound.write_bytes(one_byte_samples(sound.read_bytes()))
    ffmpeg("locked.mp4", *PICTURE, *H264, "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "00" * 16,
           "-encryption_kid", "11" * 16)  # fmt: skip
    (FILES / "cut.mp4").write_bytes(fast.read_bytes()[:-700])
    # the film of a picture's brand, and files of no format that we know
    (FILES / "unknown.heic").write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"mdat", BINARY_CANARY))
    (FILES / "unknown.txt").write_text(TEXT)
    (FILES / "empty.bin").write_bytes(b"")


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


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    jpegs()
    pngs()
    webps()
    films()
