"""The independent judge of cleaned files: what exiftool still names, against each group's list of what may stay."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

#: the file's own form, or computed from what stands elsewhere
OWN_FORM: Final = re.compile(r"(System|File|Composite):.*|ExifTool:(?!Error).*")
_EMPTY: Final = re.compile(r"[0 :s]*|und|\n|Unknown \(\)")
_COMMAND: Final = ("exiftool", "-json", "-G1", "-a", "-u", "-ee", "-api", "LargeFileSupport=1", "-ext", "*", "-r", ".")


def named(folder: Path) -> list[dict[str, Any]]:
    """Every tag that exiftool names in the files of a folder; `SourceFile` tells the file."""
    # it fails for a file that it does not know, and names that as an error among the tags
    done = subprocess.run(_COMMAND, cwd=folder, check=False, capture_output=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def unwanted(folder: Path, group: str) -> list[tuple[str, str, Any]]:
    """File, tag and value of what a group's allowed.py does not allow, or wants empty and is not."""
    rules = importlib.import_module(f"tests.corpus.{group}.allowed")
    allowed = re.compile("|".join((OWN_FORM.pattern, *rules.ALLOWED)))
    unknown = getattr(rules, "UNKNOWN", re.compile("(?!)"))
    return [
        (file["SourceFile"], tag, value)
        for file in named(folder)
        for tag, value in file.items()
        if tag != "SourceFile"
        and (
            not allowed.fullmatch(tag)
            or (tag == "ExifTool:Error" and not unknown.fullmatch(file["SourceFile"]))
            or (rules.MUST_BE_EMPTY.fullmatch(tag) and not _EMPTY.fullmatch(str(value)))
        )
    ]
