"""What the judge may name in a cleaned document, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"ZIP:Zip(RequiredVersion|BitFlag|Compression|CRC|CompressedSize|UncompressedSize|FileName)": "how a member lies",
    r"ZIP:ZipModifyDate": "must be there; it is the first day that ZIP can tell (test_documents.py)",
    r"SVG:(Xmlns|SVGVersion|ViewBox|ImageWidth|ImageHeight)": "what draws",
    r"ExifTool:Error": "a text or a mail that exiftool does not take for one, and no other file",
}
UNKNOWN: Final = re.compile(r".*\.(?:txt|eml)")  # files that exiftool may fail to know
MUST_BE_EMPTY: Final = re.compile("(?!)")  # nothing here has to be there and be empty
