"""What the judge may name in a cleaned picture, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"PNG:(ImageWidth|ImageHeight|BitDepth|ColorType|Compression|Filter|Interlace|Palette)": "how pixels are stored",
    r"PNG:(Transparency|AnimationFrames|AnimationPlays|ProfileName)": "what draws; the profile's name is 'icc'",
    r"PNG-pHYs:.*": "the size at which a picture is shown",
    r"RIFF:(ImageWidth|ImageHeight|WebP_Flags|VP8.*|AlphaIsUsed|HorizontalScale|VerticalScale)": "how pixels are stored",
    r"RIFF:(BackgroundColor|AnimationLoopCount|FrameCount|Duration|Alpha.*)": "how an animation runs",
    r"GIF:(GIFVersion|ImageWidth|ImageHeight|HasColorMap|ColorResolutionDepth|BitsPerPixel)": "how pixels are stored",
    r"GIF:(BackgroundColor|TransparentColor|PixelAspectRatio)": "how pixels are shown",
    r"GIF:(AnimationIterations|FrameCount|Duration)": "how an animation runs",
    r"JFIF:(JFIFVersion|ResolutionUnit|XResolution|YResolution)": "the size at which a picture is shown",
    r"Adobe:(DCTEncodeVersion|APP14Flags0|APP14Flags1|ColorTransform)": "which colours the numbers mean",
    r"IFD0:Orientation": "which way is up",
    r"ICC_Profile:(.*TRC|.*MatrixColumn|MediaWhitePoint|ChromaticAdaptation)": "which colours the numbers mean",
    r"ICC_Profile:(ProfileDescription|ProfileCopyright)": "must be there; they are empty (test below)",
    r"ICC-header:.*": "version and spaces of the profile; the rest is zero (test below)",
    r"ICC-chrm:.*": "which colours the numbers mean",
}
MUST_BE_EMPTY: Final = re.compile(
    r"ICC_Profile:Profile(Description|Copyright)"
    r"|ICC-header:(ProfileDateTime|DeviceManufacturer|DeviceModel|ProfileCreator|ProfileID|ProfileCMMType|PrimaryPlatform)"
)
