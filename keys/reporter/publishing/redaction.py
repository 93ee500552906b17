"""Boxes that are blacked out: in the pixels themselves, before they are packed, so that nothing lies beneath."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from keys.reporter.publishing.errors import BadBoxError
from keys.reporter.sandbox.pixels import Page

_FORM = re.compile(r"(.+):([1-9]\d{0,6}):(\d{1,6}),(\d{1,6}),(\d{1,6}),(\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Box:
    """A box on a page (from 1) of a file: its upper left corner, its width and height, in pixels."""

    file: str
    page: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def read(cls, text: str) -> Box:
        """From ``photo-1.jpg:1:40,60,200,80``. Raises BadBoxError."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise BadBoxError
        box = cls(found[1], *map(int, found.groups()[1:]))
        if not box.width or not box.height:
            raise BadBoxError("A box to be blacked out has no width or no height")
        return box


class Blackener:
    """Blacks out the boxes of one file as its pages come by."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self.left = list(boxes)
        self.done = 0

    def __call__(self, number: int, page: Page) -> None:
        """Paint over page ``number``. Raises BadBoxError: a box lies outside it."""
        for box in [box for box in self.left if box.page == number]:
            if box.left + box.width > page.width or box.top + box.height > page.height:
                raise BadBoxError(
                    f"A box to be blacked out lies outside page {number} of {box.file}, "
                    f"which has {page.width} x {page.height} pixels"
                )
            for row in range(box.top, box.top + box.height):
                start = (row * page.width + box.left) * 3
                page.rgb[start : start + box.width * 3] = bytes(box.width * 3)
            self.left.remove(box)
            self.done += 1

    def finish(self) -> None:
        """Raises BadBoxError: there are boxes for pages that the file does not have."""
        if self.left:
            raise BadBoxError(
                f"A box to be blacked out is for page {self.left[0].page} of {self.left[0].file}, and there is none"
            )
