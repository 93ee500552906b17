"""Every file of the corpus: the expected bytes, no canary, nothing that an independent judge finds, the same picture."""

from __future__ import annotations

import io
import json
import re
import subprocess
import warnings
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageSequence

from intake.clean import BytesSource, clean, plan_chunks
from tests.corpus.expect import outcome

CORPUS = Path(__file__).parents[3] / "corpus"
FILES = CORPUS / "files"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
CLEANED = sorted(name for name, expected in EXPECTED.items() if "sha256" in expected)
PICTURES = [name for name in CLEANED if EXPECTED[name]["mediaType"].startswith("image/")]
FILMS = [name for name in CLEANED if name not in PICTURES]
CANARY = re.compile(rb"c(\0?)a\1n\1a\1r\1y", re.IGNORECASE)

# what may stay, as exiftool names it, and why
ALLOWED = {
    r"(System|ExifTool|File|Composite):.*": "the file's own form, or computed from what stands below",
    r"PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Palette)": "how pixels are stored",
    r"PNG:(Transparency|AnimationFrames|AnimationPlays|ProfileName)": "what draws; the profile's name is 'icc'",
    r"PNG-pHYs:.*": "the size at which a picture is shown",
    r"RIFF:(ImageWidth|ImageHeight|WebP_Flags|VP8.*|AlphaIsUsed|HorizontalScale|VerticalScale)": "how pixels are stored",
    r"RIFF:(BackgroundColor|AnimationLoopCount|FrameCount|Duration|Alpha.*)": "how an animation runs",
    r"JFIF:(JFIFVersion|ResolutionUnit|XResolution|YResolution)": "the size at which a picture is shown",
    r"Adobe:(DCTEncodeVersion|APP14Flags0|APP14Flags1|ColorTransform)": "which colours the numbers mean",
    r"IFD0:Orientation": "which way is up",
    r"ICC_Profile:(.*TRC|.*MatrixColumn|MediaWhitePoint|ChromaticAdaptation)": "which colours the numbers mean",
    r"ICC_Profile:(ProfileDescription|ProfileCopyright)": "must be there; they are empty (test below)",
    r"ICC-header:.*": "version and spaces of the profile; the rest is zero (test below)",
    r"ICC-chrm:.*": "which colours the numbers mean",
    r"QuickTime:(MajorBrand|MinorVersion|CompatibleBrands)": "which sort of player opens it",
    r"QuickTime:(MediaData|MediaDataSize|MediaDataOffset|Free|Wide|Unknown_free)": "the media, and zeros",
    r"QuickTime:(MovieHeaderVersion|TimeScale|Duration|Preferred(Rate|Volume)|NextTrackID)": "how a film runs",
    r"QuickTime:(MatrixStructure|MovieFragmentSequence|Unknown_(trun|tfhd|tfdt|sidx|mfro|tfra|trex|mehd|mvex|mfra))": "as above",
    r"QuickTime:((Preview|Poster|Selection|Current)(Time|Duration))": "zero (test below)",
    r"(QuickTime|Track\d):(CreateDate|ModifyDate|Track(Create|Modify)Date|Media(Create|Modify)Date)": "zero (test below)",
    r"Track\d:(TrackHeaderVersion|TrackID|TrackDuration|TrackLayer|TrackVolume|MatrixStructure)": "how a track runs",
    r"Track\d:(ImageWidth|ImageHeight|Media(HeaderVersion|TimeScale|Duration)|HandlerType|HandlerClass)": "as above",
    r"Track\d:(GraphicsMode|OpColor|Balance|SourceImageWidth|SourceImageHeight|XResolution|YResolution)": "as above",
    r"Track\d:(CompressorID|BitDepth|PixelAspectRatio|ColorProfiles|Clean.*|(Video)?FieldOrder|LayoutFlags|Gamma|Color.*)": "what a decoder needs",
    r"Track\d:(ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag)": "as above",
    r"Track\d:(AVCConfiguration|Audio(Format|Channels|BitsPerSample|SampleRate)|Unknown_.*)": "as above",
    r"Track\d:(BufferSize|MaxBitrate|AverageBitrate|Purchase.*)": "as above",
    r"Track\d:(VideoFrameRate|SyncSampleTable|SampleToChunk|SampleSizes|ChunkOffset|TimeToSampleTable)": "sample tables",
    r"Track\d:(CompositionTimeToSample|SampleToGroup|SampleGroupDescription|CompositionToDecode.*)": "sample tables",
    r"Track\d:MediaLanguageCode": "'und' (test below)",
}
MUST_BE_EMPTY = re.compile(
    r"((QuickTime|Track\d):.*(Create|Modify)Date|.*:(Preview|Poster|Selection|Current)(Time|Duration)|.*:MediaLanguageCode"
    r"|ICC_Profile:Profile(Description|Copyright)"
    r"|ICC-header:(ProfileDateTime|DeviceManufacturer|DeviceModel|ProfileCreator|ProfileID|ProfileCMMType|PrimaryPlatform))"
)
EMPTY = re.compile(r"[0 :s]*|und|\n|Unknown \(\)")


def cleaned_bytes(name: str) -> bytes:
    """A file of the corpus, cleaned."""
    source = BytesSource((FILES / name).read_bytes())
    cleaned = clean(source)
    assert cleaned is not None
    return b"".join(plan_chunks(source, cleaned.plan))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All cleaned files."""
    made = tmp_path_factory.mktemp("cleaned")
    for name in CLEANED:
        (made / name).write_bytes(cleaned_bytes(name))
    return made


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_expected_bytes_and_findings(name: str) -> None:
    """Python gives what expected.json says, as every browser does (tests/browser/test_clean.py)."""
    assert outcome((FILES / name).read_bytes()) == EXPECTED[name]


def test_the_list_of_expectations_is_that_of_the_files() -> None:
    """No file goes unchecked."""
    assert sorted(EXPECTED) == sorted(path.name for path in FILES.iterdir())


@pytest.mark.parametrize("name", CLEANED)
def test_no_canary_is_left(name: str, folder: Path) -> None:
    """What the tools planted is in no cleaned file, in one-byte letters or two-byte ones."""
    assert not CANARY.search((folder / name).read_bytes())


def test_the_canaries_were_there() -> None:
    """A corpus without canaries would prove nothing: only files that say so in their name are plain."""
    bare = {name for name in CLEANED if not CANARY.search((FILES / name).read_bytes())}
    assert bare == {"plain.png", "simple.webp"}


@pytest.mark.parametrize("name", CLEANED)
def test_cleaning_again_changes_nothing(name: str, folder: Path) -> None:
    """A cleaned file is found to tell nothing, and is planned as it is."""
    source = BytesSource((folder / name).read_bytes())
    again = clean(source)
    assert again is not None
    assert again.findings == ()
    assert b"".join(plan_chunks(source, again.plan)) == (folder / name).read_bytes()


def test_exiftool_finds_only_structure(folder: Path) -> None:
    """The independent judge names no tag outside the list above, and what must be empty is."""
    command = ["exiftool", "-json", "-G1", "-a", "-u", "-ee", "-api", "LargeFileSupport=1", "."]
    told = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)
    assert len(told) == len(CLEANED)
    allowed = re.compile("|".join(ALLOWED))
    unwanted = [
        (file["SourceFile"], tag, value)
        for file in told
        for tag, value in file.items()
        if tag != "SourceFile"
        and (not allowed.fullmatch(tag) or (MUST_BE_EMPTY.fullmatch(tag) and not EMPTY.fullmatch(str(value))))
    ]
    assert unwanted == []


def frames(data: bytes) -> list[tuple[bytes, int | None]]:
    """Every frame's pixels and how long it stands."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the originals' own oddities
        image = Image.open(io.BytesIO(data))
        return [
            (frame.convert("RGBA").tobytes(), frame.info.get("duration")) for frame in ImageSequence.Iterator(image)
        ]


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_pixels(name: str, folder: Path) -> None:
    """Nothing is encoded again: all frames decode to the same bytes, and last as long."""
    assert frames((FILES / name).read_bytes()) == frames((folder / name).read_bytes())


def way_up(data: bytes) -> int:
    """The orientation, 1 to 8."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the originals' own oddities
        return int(Image.open(io.BytesIO(data)).getexif().get(0x0112, 1))


# in animated.png it stands in a text of ImageMagick's, which browsers and phones do not follow
@pytest.mark.parametrize("name", [name for name in PICTURES if name != "animated.png"])
def test_the_same_way_up(name: str, folder: Path) -> None:
    """A photograph is not turned."""
    assert way_up((folder / name).read_bytes()) == way_up((FILES / name).read_bytes())


@pytest.mark.parametrize("name", ["phone.jpg", "texts.png", "full.webp"])
def test_the_same_colours(name: str, folder: Path) -> None:
    """The cleaned colour profile means the same colours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        images = [Image.open(io.BytesIO((where / name).read_bytes())) for where in (FILES, folder)]
        colours = [
            ImageCms.profileToProfile(
                image.convert("RGB"),
                ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])),
                ImageCms.createProfile("LAB"),
                outputMode="LAB",
            )
            for image in images
        ]
    assert colours[0] is not None
    assert colours[1] is not None
    assert colours[0].tobytes() == colours[1].tobytes()


def decoded(path: Path, stream: str) -> str:
    """The hash of a stream's decoded frames and their times."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-map", f"0:{stream}?", "-f", "framemd5", "-"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith("#"))


@pytest.mark.parametrize("name", FILMS)
def test_the_same_film(name: str, folder: Path) -> None:
    """Picture and sound decode to the same frames at the same times."""
    streams = ("v", "a")
    before = [decoded(FILES / name, stream) for stream in streams]
    assert any(before)
    assert before == [decoded(folder / name, stream) for stream in streams]
