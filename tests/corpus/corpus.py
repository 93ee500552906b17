"""The corpus: one folder a group, with the maker of its files, the files, and what the cleaners must give for each.

A group's folder holds make.py (`make()` writes files/), files/, expected.json (written by tests/corpus/expect.py) and,
where files are cleaned, allowed.py (what the independent judge may still name, with reasons).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

CORPUS: Final = Path(__file__).parent
GROUPS: Final = tuple(sorted(path.parent.name for path in CORPUS.glob("*/make.py")))


def files(group: str) -> dict[str, Path]:
    """The files of a group by their names, which no other group uses."""
    return {path.name: path for path in sorted((CORPUS / group / "files").iterdir())}


ALL: Final = {name: path for group in GROUPS for name, path in files(group).items()}


def sample(name: str) -> bytes:
    """A file of the corpus."""
    return ALL[name].read_bytes()


def expected(group: str) -> dict[str, Any]:
    """What the cleaners must give for each file of a group, in the form of tests/corpus/expect.py."""
    told: dict[str, Any] = json.loads((CORPUS / group / "expected.json").read_text())
    return told
