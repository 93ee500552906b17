"""Documents that are sound archives of damaged parts: cleaned or refused, and the same in Python and JavaScript.

Damage to the archive itself, as in test_fuzz.py, is seen by its checksums; here these are right, and the XML inside lies.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.clean import BytesSource, CleanError, clean, plan_chunks
from intake.clean.finding import STAYS
from tests.corpus.corpus import files
from tests.corpus.expect import outcome

CLEAN = Path(__file__).parents[1]
TWIN = Path(__file__).parents[5] / "intake" / "source" / "web" / "src" / "clean" / "index.js"
PACKED = [
    path.read_bytes() for name, path in files("document").items()
    if name in ("word.docx", "sheet.xlsx", "slides.pptx", "text.odt", "book.ods", "folder.zip")
]  # fmt: skip
WRITTEN = [
    path.read_bytes() for path in files("document").values() if path.suffix in (".svg", ".eml", ".txt", ".csv", ".html")
]
PIECES = (
    b"<", b">", b"/>", b"</w:p>", b"&", b"&#x41;", b"&#0;", b'"', b"'", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE a>",
    b"<?x?>", b' xmlns:w="urn:other"', b' xmlns=""', b"\xff", b"\xed\xa0\x80", b"\xe2\x80\x8d", b"rId1", b"../", b":", b"\n\n",
    b' Id="rId1"', b"<w:fldChar w:fldCharType='begin'/>", b"--a--\r\n", b"\0", b"<svg>", b"</svg>", b"<script>", b" style='a:url(b)'",
)  # fmt: skip


def damaged(text: bytes, rolls: random.Random) -> bytes:
    """A few pieces put in, taken out or doubled."""
    new = bytearray(text)
    for _ in range(rolls.randint(1, 4)):
        at = rolls.randrange(len(new) + 1)
        sort = rolls.randrange(4)
        if sort < 2:
            new[at:at] = rolls.choice(PIECES)
        elif sort == 2:
            del new[at : at + rolls.randint(1, 60)]
        else:
            new[at:at] = new[at : at + rolls.randint(1, 60)]
    return bytes(new)


def damaged_file(rolls: random.Random) -> bytes:
    """A document with one damaged part, or a damaged text."""
    if rolls.random() < 0.4:
        return damaged(rolls.choice(WRITTEN), rolls)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(rolls.choice(PACKED))) as old, zipfile.ZipFile(out, "w") as new:
        names = [name for name in old.namelist() if not name.endswith("/")]
        chosen = rolls.choice(names)
        gone = rolls.choice(names) if rolls.random() < 0.1 else ""
        for name in names:
            if name != gone:
                data = old.read(name)
                new.writestr(name, damaged(data, rolls) if name == chosen else data)
    return out.getvalue()


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32))
def test_a_document_of_damaged_parts_is_cleaned_or_refused(seed: int) -> None:
    """No other exception leaves a cleaner, and what is called clean is clean when looked at again."""
    source = BytesSource(damaged_file(random.Random(seed)))
    try:
        cleaned = clean(source)
    except CleanError:
        return
    if cleaned is None:
        return
    out = b"".join(plan_chunks(source, cleaned.plan))
    again = clean(BytesSource(out))
    assert again is not None
    assert list(again.findings) == [finding for finding in cleaned.findings if finding.detail.startswith(STAYS)]
    assert b"".join(plan_chunks(BytesSource(out), again.plan)) == out


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here, and in browsers elsewhere")
def test_the_twin_gives_the_same_on_damaged_parts(tmp_path: Path) -> None:
    """On 150 such documents Python and JavaScript give the same bytes and findings, or the same error."""
    rolls = random.Random(12)
    made = [damaged_file(rolls) for _ in range(150)]
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in made]))
    (tmp_path / "files.bin").write_bytes(b"".join(made))
    command = ["node", "--no-warnings", str(CLEAN / "twin.mjs"), str(TWIN), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.splitlines()
    assert [json.loads(line) for line in told] == [outcome(data) for data in made]
