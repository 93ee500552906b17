"""What the judge may name in a cleaned picture, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

from tests.corpus.film import allowed as film

ALLOWED: Final = {
    r"PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Palette)": "how pixels are stored",
    r"PNG:(Transparency|AnimationFrames|AnimationPlays|ProfileName)": "what draws; the profile's name is 'icc'",
    r"PNG:(Gamma|SRGBRendering|SignificantBits|(WhitePoint|Red|Green|Blue)[XY])": "which colours the numbers mean",
    r"PNG:BackgroundColor": "what stands behind a transparent picture",
    r"PNG-pHYs:.*": "the size at which a picture is shown",
    r"RIFF:(ImageWidth|ImageHeight|WebP_Flags|VP8.*|AlphaIsUsed|HorizontalScale|VerticalScale)": "how pixels are stored",
    r"RIFF:(BackgroundColor|AnimationLoopCount|FrameCount|Duration|Alpha.*)": "how an animation runs",
    r"GIF:(GIFVersion|ImageWidth|ImageHeight|HasColorMap|ColorResolutionDepth|BitsPerPixel)": "how pixels are stored",
    r"GIF:(BackgroundColor|TransparentColor|PixelAspectRatio)": "how pixels are shown",
    r"GIF:(AnimationIterations|FrameCount|Duration)": "how an animation runs",
    r"JFIF:(JFIFVersion|ResolutionUnit|XResolution|YResolution)": "the size at which a picture is shown",
    r"Adobe:(DCTEncodeVersion|APP14Flags0|APP14Flags1|ColorTransform)": "which colours the numbers mean",
    r"IFD\d+:Orientation": "which way is up",
    r"IFD\d+:(SubfileType|OldSubfileType|ImageWidth|ImageHeight|BitsPerSample|Compression|FillOrder|PageNumber)": "TIFF: how pixels are stored",
    r"IFD\d+:(SamplesPerPixel|RowsPerStrip|PlanarConfiguration|T[46]Options|Predictor|ExtraSamples|SampleFormat)": "as above",
    r"IFD\d+:((Strip|Tile)(Offsets|ByteCounts)|TileWidth|TileLength|JPEGTables)": "as above",
    r"IFD\d+:PreviewImage(Start|Length)?": "what the judge calls the strips of a JPEG picture",
    r"IFD\d+:([XY]Resolution|ResolutionUnit)": "the size at which a picture is shown",
    r"IFD\d+:(PhotometricInterpretation|ColorMap|WhitePoint|PrimaryChromaticities|YCbCr.*|ReferenceBlackWhite)": "which colours the numbers mean",
    r"IFD\d+:(InkSet|Number[oO]fInks|DotRange|S?(Min|Max)SampleValue)": "as above",
    r"ICC_Profile:(.*TRC|.*MatrixColumn|Media(White|Black)Point|ChromaticAdaptation|AToB\d|BToA\d|Gamut)": "which colours the numbers mean",
    r"ICC_Profile:(ProfileDescription|ProfileCopyright)": "must be there; they are empty (test below)",
    r"ICC-header:.*": "version and spaces of the profile; the rest is zero (test below)",
    r"ICC-chrm:.*": "which colours the numbers mean",
    r"Meta:(Free|PrimaryItemReference|MetaImageSize)": "zeros; which picture is shown; its size",
    r"QuickTime:(AuxiliaryImageType|ImageSpatialExtent|ImagePixelDepth|PixelAspectRatio)": "how pixels are stored",
    r"QuickTime:(Rotation|CleanAperture|Unknown_imir)": "which way is up, and which part is shown",
    r"QuickTime:(ColorProfiles|ColorPrimaries|TransferCharacteristics|MatrixCoefficients|VideoFullRangeFlag)": "colours",
    r"QuickTime:(HandlerType|(HEVC|AV1)ConfigurationVersion|Gen(eral)?(Profile|Level|Tier).*|Seq(Level|Profile|Tier).*)": "what a decoder needs",
    r"QuickTime:(Chroma.*|BitDepth.*|(High|Twelve)Bit(Depth)?|ConstraintIndicatorFlags|MinSpatial.*)": "as above",
    r"QuickTime:Unknown_(a1lx|a1op|lsel|amve|clli|mdcv)": "layers of a picture, and how bright it is",
    r"QuickTime:(ParallelismType|NumTemporalLayers|TemporalIDNested|(Average|Constant)FrameRate|InitialDelaySamples)": "as above",
    r"Track\d:(OtherFormat|Unknown_irot|Unknown_imir)": "the sort of compression, and which way is up",
    **film.ALLOWED,
}
MUST_BE_EMPTY: Final = re.compile(
    film.MUST_BE_EMPTY.pattern + r"|ICC_Profile:Profile(Description|Copyright)"
    r"|ICC-header:(ProfileDateTime|DeviceManufacturer|DeviceModel|ProfileCreator|ProfileID|ProfileCMMType|PrimaryPlatform)"
)
