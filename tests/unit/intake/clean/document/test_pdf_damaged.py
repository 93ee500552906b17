"""PDFs whose words and numbers were changed, so that their tables still fit: both languages decide alike."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.corpus.corpus import expected, sample
from tests.corpus.expect import outcome
from tests.support.browser import WEB
from tests.support.cleaning import written

SAMPLES: Final = [sample(name) for name, told in expected("pdf").items() if "sha256" in told]
WORDS: Final = (b"0", b"1", b"5 0 R", b"<<", b">>", b"[", b"]", b"null", b"/Kids", b"/Parent", b"-1", b"99999999999",
                b"stream\n", b"endobj", b"/Type", b"(", b")", b"<", b"true", b"/Page")  # fmt: skip
DRIVER: Final = Path(__file__).parents[1] / "twin.mjs"


def reworded(data: bytes, rolls: random.Random) -> bytes:
    """A few words written over, digits changed in their place, bits turned."""
    new = bytearray(data)
    for _ in range(rolls.randint(1, 4)):
        at, word = rolls.randrange(len(new) - 16), rolls.choice(WORDS)
        sort = rolls.randrange(4)
        if sort == 0:
            new[at : at + len(word)] = word
        elif sort == 1:
            new[at] ^= 1 << rolls.randrange(8)
        else:
            digits = [i for i in range(at, min(at + 200, len(new))) if 0x30 <= new[i] <= 0x39]
            if digits:
                new[digits[0]] = rolls.randrange(0x30, 0x3A)
    return bytes(new)


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here")
@pytest.mark.parametrize("cases", [400, pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])])
def test_a_reworded_file_is_one_thing_in_both_languages(cases: int, tmp_path: Path) -> None:
    """The same bytes and findings, or the same error; and what is called clean stays as it is when cleaned again."""
    rolls = random.Random(f"pdf {cases}")
    files = [reworded(rolls.choice(SAMPLES), rolls) for _ in range(cases)]
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in files]))
    (tmp_path / "files.bin").write_bytes(b"".join(files))
    command = ["node", "--no-warnings", str(DRIVER), str(WEB / "src" / "clean" / "index.js"), str(tmp_path)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=800).stdout.splitlines()
    assert len(lines) == cases
    clean = 0
    for data, line in zip(files, lines, strict=True):
        told = outcome(data)
        assert json.loads(line) == told, data
        if "sha256" in told:
            again = outcome(written(data))
            assert (again["findings"], again["sha256"]) == ([], told["sha256"]), data
            clean += 1
    assert clean > cases / 10
