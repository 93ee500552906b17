"""Make the corpus: small files with canaries in every field that the tools can write.

Run as `python -m tests.corpus.make [GROUP ...]`, with exiftool, ffmpeg and Pillow, and for pictures
heif-enc, avifenc and tiffcp (Debian's libheif-examples, libavif-bin and libtiff-tools); then `python -m tests.corpus.expect`
writes what both cleaners must give. Files are committed, since other versions of the tools make other bytes.
"""

from __future__ import annotations

import importlib
import sys

from tests.corpus.corpus import CORPUS, GROUPS


def main() -> None:
    """Make the named groups anew, or all."""
    for group in sys.argv[1:] or GROUPS:
        files = CORPUS / group / "files"
        files.mkdir(exist_ok=True)
        for old in files.iterdir():
            old.unlink()
        importlib.import_module(f"tests.corpus.{group}.make").make()


if __name__ == "__main__":
    main()
