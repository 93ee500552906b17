"""Freed memory is overwritten: what a request said is not left in a process's memory when the request is over.

Three allocators serve this process, and each only has to be told so before it starts: the C library's, Python's own
(which is told to leave everything to the C library's), and the jemalloc inside granian, where requests are read.
docs/decisions/0105 says what each setting does, what was measured, and what is left.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

TUNABLES = "GLIBC_TUNABLES"
# Chunks in the thread's cache are not filled, so there is no such cache.
_GLIBC = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0"
_OTHERS = {
    "PYTHONMALLOC": "malloc",
    # Fill on freeing, cache nothing for a thread, give whole pages back to the system at once.
    "_RJEM_MALLOC_CONF": "junk:true,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0",
}


def wiping(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment that makes a new process overwrite what it frees; an operator's own tunables stay."""
    own = [each for each in environment.get(TUNABLES, "").split(":") if each and each not in _GLIBC.split(":")]
    return {**environment, **_OTHERS, TUNABLES: ":".join([*own, _GLIBC])}


def start_again_wiping() -> None:
    """Replace this process by itself, under the same id, unless it runs in such an environment already."""
    wanted = wiping(os.environ)
    if wanted != dict(os.environ):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], wanted)  # noqa: S606 - ourselves, no shell
