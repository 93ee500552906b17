"""Make the pictures of the corpus. See tests/corpus/make.py."""

from __future__ import annotations

import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.corpus.making import (
    BINARY_CANARY,
    TEXT,
    box,
    exiftool,
    orientation_tiff,
    picture,
    plant,
    profile,
    thumbnail,
)

FILES = Path(__file__).parent / "files"


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


def ffmpeg(path: Path, *arguments: str) -> None:
    """A picture of ffmpeg's."""
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, str(path)], check=True)


def block(data: bytes) -> bytes:
    """A row of data blocks of a GIF."""
    parts = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes((len(part),)) + part for part in parts) + b"\0"


def gifs() -> None:
    """Animations with all extensions that there are, an old picture, and one that is cut."""
    frames = [picture(shade=shade) for shade in (0, 60, 120)]
    animated = FILES / "animated.gif"
    frames[0].save(animated, save_all=True, append_images=frames[1:], duration=[80, 120, 300], loop=3,
                   comment=BINARY_CANARY)  # fmt: skip
    plant(animated, "XMP-dc", "XMP-xmp", "XMP-exif")
    exiftool(animated, f"-Comment={TEXT}", "-XMP-exif:GPSLatitude=12.5", "-XMP-exif:GPSLongitude=-3.25")
    data = animated.read_bytes()
    at = data.index(b"\x21\xf9")
    words = b"\x21\xf9" + block(b"\4\x0a\0\0") + b"\x21\1\x0c" + bytes(12) + block(BINARY_CANARY * 40)
    extras = words + b"\x21\xff\x0bICCRGBG1012" + block(profile()) + b"\x21\x33" + block(BINARY_CANARY)
    animated.write_bytes(data[:at] + extras + data[at:] + BINARY_CANARY)
    (FILES / "cut.gif").write_bytes(animated.read_bytes()[:-900])
    old = FILES / "old.gif"
    picture().quantize(16).save(old, interlace=1)
    exiftool(old, f"-Comment={TEXT}")
    old.write_bytes(b"GIF87a" + old.read_bytes()[6:])
    moving = FILES / "moving.gif"
    ffmpeg(moving, "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5:duration=1", "-loop", "-1")
    exiftool(moving, f"-Comment={TEXT}", f"-XMP-dc:Creator={TEXT}")


def run(*command: object) -> None:
    """A tool that must succeed."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def heifs() -> None:
    """Phones' pictures, transparency, depth, tiles and sequences, by libheif, libavif and ffmpeg."""
    with tempfile.TemporaryDirectory() as name:
        photo, clear, large = (Path(name) / file for file in ("photo.jpg", "clear.png", "large.png"))
        picture().save(photo, quality=90, icc_profile=profile())
        plant(photo, "EXIF", "XMP-dc", "XMP-xmp", "XMP-photoshop")
        exiftool(photo, "-XMP-photoshop:City=Canary7Q", "-XMP-exif:GPSLatitude=12.5", "-XMP-exif:GPSLongitude=-3.25")
        alpha = picture().convert("RGBA")
        alpha.putalpha(Image.linear_gradient("L").resize(alpha.size))
        alpha.save(clear)
        picture((128, 128)).save(large)
        phone, deep, motion = FILES / "phone.heic", FILES / "deep.heic", FILES / "motion.heic"
        run("heif-enc", "-t", 32, "-q", 60, photo, "-o", phone)
        run("heif-enc", "-t", 32, "-q", 60, clear, "-o", FILES / "alpha.heic")
        run("heif-enc", "-q", 60, clear, "-o", deep)
        run("heif-enc", "-q", 60, photo, "-o", motion)
        rotated = ("--irot", 3, "--imir", 1, "--pasp", "1,1", "--clap", "80,1,60,1,0,1,0,1")
        run("avifenc", *rotated, photo, FILES / "turned.avif")
        run("avifenc", "--grid", "2x1", large, FILES / "tiles.avif")
        run("avifenc", clear, FILES / "alpha.avif")
        run("avifenc", "--speed", 9, "--duration", 3, photo, "--duration", 1, photo, FILES / "sequence.avif")
    plant(phone, "XMP-dc", "EXIF")
    # what says that it is the transparency says that it is the depth
    deep.write_bytes(deep.read_bytes().replace(b"hevc:2015:auxid:1", b"hevc:2015:auxid:2"))
    plant(deep, "XMP-dc")
    film = box(b"mpvd", box(b"ftyp", b"mp42" + bytes(4)) + BINARY_CANARY)
    credentials = box(
        b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + bytes(4) + b"manifest\0" + BINARY_CANARY
    )
    motion.write_bytes(motion.read_bytes() + box(b"free", BINARY_CANARY) + credentials + film + BINARY_CANARY)
    (FILES / "cut.heic").write_bytes(phone.read_bytes()[:-600])
    for still in ("alpha.heic", "tiles.avif", "alpha.avif"):
        plant(FILES / still, "XMP-dc", "EXIF")
    moving = FILES / "moving.avif"
    ffmpeg(moving, "-f", "lavfi", "-i", "testsrc2=size=64x48:rate=5:duration=1", "-c:v", "libaom-av1", "-cpu-used", "8",
           "-metadata:s:v", f"title={TEXT}", "-metadata:s:v", f"handler_name={TEXT}", "-metadata", f"comment={TEXT}")  # fmt: skip
    frames = [picture(shade=shade) for shade in (0, 60, 120)]
    xmp = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreatorTool="{TEXT}"/></rdf:RDF></x:xmpmeta>'
    frames[0].save(FILES / "animated.avif", save_all=True, append_images=frames[1:], duration=100, quality=50,
                   xmp=xmp.encode(), icc_profile=profile())  # fmt: skip


def with_metadata_in_pieces(path: Path) -> None:
    """Put a comment and an EXIF segment into the first piece of a TIFF file of JPEG pieces, behind all else."""
    data = bytearray(path.read_bytes())
    directory = struct.unpack_from("<I", data, 4)[0]
    places = {}
    for at in range(directory + 2, directory + 2 + 12 * struct.unpack_from("<H", data, directory)[0], 12):
        tag, kind, count, place = struct.unpack_from("<HHII", data, at)
        places[tag] = ("<H" if kind == 3 else "<I", place)
        assert tag not in (0x0111, 0x0117) or count > 2
    start, length = (
        struct.unpack_from(form, data, place)[0] for form, place in (places[tag] for tag in (0x0111, 0x0117))
    )
    exif = b"Exif\0\0" + orientation_tiff()
    extra = b"".join(
        b"\xff" + bytes((marker,)) + struct.pack(">H", len(body) + 2) + body
        for marker, body in ((0xE1, exif), (0xFE, BINARY_CANARY))
    )
    piece = data[start : start + 2] + extra + data[start + 2 : start + length]
    for (form, place), value in ((places[0x0111], len(data)), (places[0x0117], len(piece))):
        struct.pack_into(form, data, place, value)
    path.write_bytes(data + piece)


def tiffs() -> None:
    """Scans, phones' and editors' pictures, pages, tiles, all ways to compress, and what is no plain TIFF."""
    photo = FILES / "photo.tiff"
    picture().save(photo, compression="tiff_lzw", icc_profile=profile(), dpi=(300, 300), software=TEXT)
    plant(photo, "EXIF", "IPTC", "XMP-dc", "XMP-xmp", "Photoshop")
    (FILES / "thumb.tmp").write_bytes(thumbnail())
    exiftool(photo, f"-PhotoshopThumbnail<={FILES / 'thumb.tmp'}", f"-ThumbnailImage<={FILES / 'thumb.tmp'}")
    (FILES / "thumb.tmp").unlink()
    (FILES / "cut.tiff").write_bytes(photo.read_bytes()[:-600])
    pages = [picture(shade=shade) for shade in (0, 60, 120)]
    pages[0].save(FILES / "pages.tiff", save_all=True, append_images=pages[1:], compression="tiff_adobe_deflate",
                  description=TEXT)  # fmt: skip
    fax = FILES / "fax.tiff"
    picture().convert("1").save(fax, compression="group4", artist=TEXT)
    with tempfile.TemporaryDirectory() as name:
        plain, drawn = Path(name) / "plain.tiff", Path(name) / "drawn.jpg"
        picture().save(plain, artist=TEXT)
        picture().save(drawn, quality=80, comment=BINARY_CANARY)
        run("tiffcp", "-B", "-t", "-w", 32, "-l", 32, "-c", "none", plain, FILES / "tiles.tiff")
        run("tiffcp", "-L", "-c", "jpeg:r:80", "-r", 16, plain, FILES / "jpeg.tiff")
        run("tiffcp", "-B", "-p", "separate", "-c", "packbits", "-r", 8, plain, FILES / "planes.tiff")
        run("tiffcp", "-8", plain, FILES / "big.tiff")
        ffmpeg(FILES / "ffmpeg.tiff", "-i", str(drawn), "-pix_fmt", "rgb48le", "-compression_algo", "raw")
    for made_by_others in ("tiles.tiff", "planes.tiff", "ffmpeg.tiff"):
        plant(FILES / made_by_others, "EXIF", "XMP-dc")
    # among all tags is one by which exiftool puts another picture in the place of this one
    plant(FILES / "jpeg.tiff", "XMP-dc")
    with_metadata_in_pieces(FILES / "jpeg.tiff")
    raw = FILES / "raw.dng"
    picture().save(raw, "TIFF", artist=TEXT)
    exiftool(raw, "-DNGVersion=1 4 0 0", f"-UniqueCameraModel={TEXT}")


MAKERS = (jpegs, pngs, webps, gifs, heifs, tiffs)


def make() -> None:
    """All pictures, anew."""
    for maker in MAKERS:
        maker()
