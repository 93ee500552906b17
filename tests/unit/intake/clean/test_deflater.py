"""The encoder that compresses cleaned parts: any zlib reads it, and both languages write the same bytes."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.clean.deflater import deflated, smaller
from tests.corpus.corpus import sample

TWIN = Path(__file__).parents[4] / "intake" / "source" / "web" / "src" / "clean" / "deflater.js"
DRIVER = """
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
const [, module, folder] = process.argv;
const { deflated } = await import(module);
const files = readFileSync(`${folder}/files.bin`);
let at = 0;
for (const size of JSON.parse(readFileSync(`${folder}/sizes.json`, 'utf8'))) {
  console.log(createHash('sha256').update(deflated(new Uint8Array(files.subarray(at, at + size)))).digest('hex'));
  at += size;
}
"""


def _very_uneven() -> bytes:
    """Letters in Fibonacci's numbers, whose Huffman code would be longer than deflate may have it."""
    counts = [1, 1]
    while len(counts) < 21:
        counts.append(counts[-1] + counts[-2])
    letters = [letter for letter, count in enumerate(counts) for _ in range(count)]
    random.Random(12).shuffle(letters)
    return bytes(letters)


def _samples() -> list[bytes]:
    rolls = random.Random(7)
    return [
        *(bytes(rolls.choice(b"ab") for _ in range(size)) for size in range(40)),
        *(bytes(rolls.choice(b"abcdefgh\0") for _ in range(rolls.randint(1, 60))) * 700 for _ in range(12)),
        rolls.randbytes(70_000),
        bytes(200_000),
        rolls.randbytes(32_768) * 2,
        _very_uneven(),
        sample("drawing.svg") * 3,
        sample("word.docx"),
        sample("saved.html"),
    ]


@given(st.binary(max_size=400) | st.lists(st.sampled_from([b"abc", b"<w:t>", b"\0"]), max_size=300).map(b"".join))
def test_what_it_writes_is_read_back(data: bytes) -> None:
    """zlib, which every reader of archives has, gives back what went in."""
    assert zlib.decompress(deflated(data), -zlib.MAX_WBITS) == data


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here, and in browsers elsewhere")
def test_the_twin_writes_the_same_bytes(tmp_path: Path) -> None:
    """Short and long, even and uneven, with more blocks than one and distances up to the window's end."""
    samples = _samples()
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in samples]))
    (tmp_path / "files.bin").write_bytes(b"".join(samples))
    command = ["node", "--input-type=module", "-e", DRIVER, TWIN.as_uri(), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    packed = [deflated(data) for data in samples]
    assert [zlib.decompress(data, -zlib.MAX_WBITS) for data in packed] == samples
    assert told == [hashlib.sha256(data).hexdigest() for data in packed]


def test_it_comes_near_to_what_zlib_gives() -> None:
    """XML shrinks to at most a quarter more than zlib's best."""
    data = sample("drawing.svg") + sample("saved.html") * 4
    assert len(deflated(data)) < len(zlib.compress(data, 9)) * 1.25


def test_what_does_not_shrink_stays_as_it_is() -> None:
    """Pictures and the like are stored, and their first bytes tell it."""
    assert smaller(random.Random(3).randbytes(9000)) is None
    assert smaller(b"") is None
    assert smaller(b"word " * 50) is not None
