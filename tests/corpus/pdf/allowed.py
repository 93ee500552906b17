"""What the judge may name in a cleaned PDF, and why. Keys are patterns of exiftool's "group:tag"."""

from __future__ import annotations

import re
from typing import Final

ALLOWED: Final = {
    r"PDF:PDFVersion": "the same in every cleaned file",
    r"PDF:Linearized": "that it is not",
    r"PDF:PageCount": "how many pages there are",
    r"PDF:HasXFA": "that it has a form, and none in XFA",
}
MUST_BE_EMPTY: Final = re.compile(r"(?!)")  # nothing of this must be there and empty
