"""docs/metadata.md: what is cleaned, how foreign files fared, what stays, and mat2 beside it. `make metadata` writes it.

What became of every file is measured in one run: our cleaners, exiftool before and after, mat2 on the same files.
"""

from __future__ import annotations

import importlib
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.corpus.corpus import GROUPS
from tests.corpus.judge import OWN_FORM, named
from tests.judge.cleaned import Outcome, clean_all, mat2
from tests.judge.foreign import FOREIGN, PACKAGES, foreign_files

PAGE: Final = Path(__file__).parents[2] / "docs" / "metadata.md"


@dataclass(slots=True)
class Row:
    """One ending of file names: how many files, what became of them here and with mat2, tags before and after."""

    files: int = 0
    cleaned: int = 0
    damaged: int = 0
    complex: int = 0
    unknown: int = 0
    tags_before: int = 0
    tags_after: int = 0
    mat2_cleaned: int = 0
    mat2_refused: int = 0
    mat2_unknown: int = 0
    mat2_tags_after: int = 0


def _tags(folder: Path) -> dict[str, int]:
    """How many tags exiftool names in each file of a folder, its own form not counted; paths relative to it."""
    return {
        file["SourceFile"].removeprefix("./"): sum(
            1 for tag in file if tag != "SourceFile" and not OWN_FORM.fullmatch(tag)
        )
        for file in named(folder)
    }


def rows(outcomes: list[Outcome], ours: Path, theirs: Path, judged: list[str]) -> dict[str, Row]:
    """The table. `ours`, `theirs`: the folders of cleaned files; `judged`: what mat2 said of each file."""
    before, after, mat2_after = _tags(FOREIGN), _tags(ours), _tags(theirs)
    table: dict[str, Row] = {}
    for number, (outcome, said) in enumerate(zip(outcomes, judged, strict=True)):
        ending = outcome.file.suffix.lower().removeprefix(".")
        row = table.setdefault(_SAME.get(ending, ending), Row())
        row.files += 1
        row.cleaned += outcome.how == "cleaned"
        row.damaged += outcome.how == "broken-file"
        row.complex += outcome.how == "file-too-complex"
        row.unknown += outcome.how == "unknown"
        row.mat2_cleaned += said == "cleaned"
        row.mat2_refused += said == "refused"
        row.mat2_unknown += said == "unknown"
        if outcome.cleaned is not None:
            row.tags_before += before.get(str(outcome.file.relative_to(FOREIGN)), 0)
            row.tags_after += after.get(str(outcome.cleaned.relative_to(ours)), 0)
            if said == "cleaned":
                row.mat2_tags_after += mat2_after.get(f"{number:04d}{outcome.file.suffix}", 0)
    return dict(sorted(table.items()))


_SAME: Final = {
    "jpeg": "jpg",
    "tiff": "tif",
    "heif": "heic",
    "oga": "ogg",
    "spx": "ogg",
    "aiff": "aif",
    "aifc": "aif",
    "m4v": "mp4",
}


def versions() -> list[str]:
    """The tools and packages that the figures are of."""
    sources = [path.stem.replace("_", " ") for path in sorted((FOREIGN / ".apt").glob("*.dsc"))]
    return ["exiftool " + _said("exiftool", "-ver"), _said("mat2", "--version"), *sources]


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def page(table: dict[str, Row], told: list[str]) -> str:
    """The page as it is committed."""
    total = Counter[str]()
    lines = []
    for ending, row in table.items():
        lines.append(
            f"| {ending} | {row.files} | {row.cleaned} | {row.damaged} | {row.complex} | {row.unknown} "
            f"| {row.tags_before} → {row.tags_after} | {row.mat2_cleaned} / {row.mat2_refused} / {row.mat2_unknown} |"
        )
        total.update(files=row.files, cleaned=row.cleaned)
    packages = "\n".join(f"- `{name}`: {what}" for name, what in PACKAGES.items())
    stays = "\n\n".join(f"### {group.capitalize()}\n\n{_staying(group)}" for group in GROUPS if _rules(group))
    return _TEXT.format(
        cleaned=total["cleaned"], files=total["files"], rows="\n".join(lines), packages=packages, stays=stays,
        versions=", ".join(told),
    )  # fmt: skip


def _rules(group: str) -> dict[str, str]:
    try:
        rules: Any = importlib.import_module(f"tests.corpus.{group}.allowed")
    except ModuleNotFoundError:
        return {}
    return dict(rules.ALLOWED)


def _staying(group: str) -> str:
    rows = [f"| `{tags.replace('|', chr(92) + '|')}` | {why} |" for tags, why in _rules(group).items()]
    return "\n".join(["| tags, as exiftool names them | why they stay |", "|---|---|", *rows])


_TEXT: Final = """<!-- Written by `make metadata`. Do not edit: change tests/judge/report.py or the lists in tests/corpus/*/allowed.py. -->

# What is taken out of files, and what stays

The source's page, `tip` and `reporter` clean files by lists of what stays, without encoding pictures or sound again. What
they do not know, or cannot read to its end, they do not call clean: the person is asked.

No cleaner takes out what can be seen, heard or read in a file: faces and voices, what a screen shows, a printer's dots,
the pattern of a camera's sensor, texts that encoders hide in the stream, what is written.

Names and hidden places that a format needs, or that count as its content, stay too. Planted words were found again in:

- **Office and OpenDocument**: names of styles, lists, bookmarks, sheets, tables, ranges and shows; what filters choose; text
  that is hidden, or is there once more for old readers; languages; attributes and elements in the formats' own namespaces
  that no program writes.
- **Pages and drawings**: names and classes of elements, a picture's description in a page (`alt`), colours and own properties of styles.
- **PDF**: names, comments and texts for readers aloud inside a page's drawing; names inside fonts and of colours.
- **Mail**: what stays of a saved page; the lines that mark where parts end, in which some programs put the time; of a
  signed mail all that the signature covers, hidden characters and what a page says beside its words among it (the source
  is told).
- **Pictures**: bytes behind the end of the compressed picture (of JPEG, of each part of it too), but inside its own chunk,
  strip or scan; tables and colours of a palette that no pixel uses; numbers of a colour profile, the size at which it is shown.
- **Sounds and films**: counts, times and rates that players look past, the sum of FLAC's samples, the matrix that turns a
  film; what an encoder puts between its samples.

## Files that this project did not make

{cleaned} of {files} test files of other projects were cleaned; many of the others are damaged on purpose. After cleaning
exiftool named no tag outside the lists below, and every picture, page, film and sound that Pillow, pdfium or ffmpeg could
decode before decoded to the same pixels and samples.

| ending | files | cleaned | refused: damaged | refused: cannot be vouched for | format not known | tags in the cleaned ones, before → after | mat2: cleaned / refused / not known |
|---|---|---|---|---|---|---|---|
{rows}

Tags are what exiftool names, without the file's own name, size and kind. They include what describes the picture itself,
so zero is not the aim. mat2 is run with its defaults; it encodes some formats anew (JPEG, PDF), which these cleaners do not.

The files come from Debian's source packages:

{packages}

Measured with {versions}.

## What stays

{stays}
"""


def main() -> None:
    """Measure, and write the page."""
    files = foreign_files()
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        outcomes = clean_all(files, Path(ours))
        judged = mat2(files, Path(theirs))
        PAGE.write_text(page(rows(outcomes, Path(ours), Path(theirs), judged), versions()))


if __name__ == "__main__":
    main()
