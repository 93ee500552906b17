"""What the judge may name in a cleaned PDF, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"PDF:PDFVersion": "the same in every cleaned file",
    r"PDF:Linearized": "that it is not",
    r"PDF:PageCount": "how many pages there are",
    r"PDF:HasXFA": "that it has a form, and none in XFA",
    r"PDF:EmbeddedImage(Width|Height|ColorSpace|Filter)?": "a picture in it, which is cleaned, and how its pixels are stored",
    r"JFIF:(JFIFVersion|ResolutionUnit|XResolution|YResolution)": "a JPEG in it: the size at which it is shown",
    r"Adobe:(DCTEncodeVersion|APP14Flags0|APP14Flags1|ColorTransform)": "a JPEG in it: which colours the numbers mean",
}
MUST_BE_EMPTY: Final = re.compile(r"(?!)")  # nothing of this must be there and empty
