"""Make the test vectors: ``python -m tests.vectors.make`` writes those that are missing, ``--all`` all anew.

Sealing draws randomness, so the committed files are the truth: a vector is made once and then only read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.vectors._makers import boards, codes, directories, keys, letters, newsrooms, parcels, replies
from tests.vectors.vector import FOLDER, Vector

MAKERS: tuple[Callable[[], Iterator[Vector]], ...] = (
    *(codes.code_numbers, codes.code_words, codes.code_texts, codes.identity, codes.pseudonyms),
    *(
        letters.letter_opens,
        letters.letter_filled,
        letters.letter_refused,
        letters.letter_broken_inside,
        letters.letter_broken_content,
    ),
    *(parcels.count, parcels.parcel, parcels.table),
    *(replies.tag, replies.reply_opens, replies.reply_filled, replies.reply_refused),
    *(boards.board_opens, boards.board_refused, boards.section_weights),
    *(keys.public_key, keys.key_record, keys.day_file),
    *(newsrooms.newsroom, directories.directory_opens, directories.directory_refused, directories.root_chain),
)


def make() -> Iterator[Vector]:
    """Every vector, freshly made."""
    for maker in MAKERS:
        for vector in maker():
            yield replace(vector, made_by=maker.__name__)


def main() -> None:
    """Write what is missing, or everything."""
    for vector in make():
        path = FOLDER / vector.name
        if "--all" in sys.argv[1:] or not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(vector.pack())
            print(vector.name)


if __name__ == "__main__":
    main()
