"""The worker: the file comes on standard input, pixels go to standard output (see ``stream``), and that is all.

It runs in the sandbox only; ``main`` takes the first and the last page wanted.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from keys.reporter.rendering.asked import Asked, Shown
from keys.reporter.rendering.kinds import renderer_of
from keys.reporter.rendering.stream import MAGIC, MAX_PIXELS, MAX_SIDE, Refusal, RefusedError, say
from keys.reporter.rendering.taking import FILE, take

if TYPE_CHECKING:
    from PIL.Image import Image


def main() -> None:
    """Draw what comes in."""
    first, last = map(int, sys.argv[1:3])
    out = sys.stdout.buffer
    out.write(MAGIC)
    out.flush()
    started = False
    try:
        take(sys.stdin.buffer)
        shown = renderer_of(FILE)(Asked(FILE, first, last))
        # The first page is drawn before anything is promised: most of what is wrong with a file shows there.
        picture = next(shown.pictures)
        say(out, 0, shown.kind, shown.count, shown.total)
        started = True
        _write(out, shown, picture)
    except RefusedError as error:
        say(out, *([0] if started else []), error.refusal)
    except MemoryError:
        say(out, *([0] if started else []), Refusal.TOO_LARGE)
    except Exception:  # noqa: BLE001 - libraries raise anything over a hostile file, and there is nobody here to tell
        say(out, *([0] if started else []), Refusal.DAMAGED)
    out.flush()
    os._exit(0)  # libraries that a hostile file has confused get no say in how this ends


def _write(out: BinaryIO, shown: Shown, first: Image) -> None:
    for number in range(shown.count):
        page = first if number == 0 else next(shown.pictures)
        width, height = page.size
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            raise RefusedError(Refusal.TOO_MANY_PIXELS)
        say(out, width, height)
        out.write(page.tobytes())
