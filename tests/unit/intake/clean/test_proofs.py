"""Content Credentials and signatures are named as what they are: a proof, which cleaning breaks."""

from __future__ import annotations

import json
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from intake.clean.finding import CREDENTIALS, DIGITAL_SIGNATURE, Finding
from tests.corpus.corpus import sample
from tests.corpus.expect import outcome
from tests.corpus.making import box
from tests.support.cleaning import cleaned

WEB = Path(__file__).parents[4] / "intake" / "source" / "web"
MANIFEST = b"JP\0\1\0\0\0\1" + box(b"jumb", box(b"jumd", b"c2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\3c2pa\0"))


def _png(kind: bytes) -> bytes:
    data, body = sample("plain.png"), kind + MANIFEST
    return data[:33] + struct.pack(">I", len(MANIFEST)) + body + struct.pack(">I", zlib.crc32(body)) + data[33:]


def _jpeg() -> bytes:
    data = sample("little-endian.jpg")
    return data[:2] + b"\xff\xeb" + struct.pack(">H", len(MANIFEST) + 2) + MANIFEST + data[2:]


def _webp() -> bytes:
    body = sample("alpha.webp")[12:] + b"C2PA" + struct.pack("<I", len(MANIFEST)) + MANIFEST + bytes(len(MANIFEST) & 1)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _film() -> bytes:
    identity = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    return sample("sound.m4a") + box(b"uuid", identity + MANIFEST)


FILES = {
    "jpeg": (_jpeg(), CREDENTIALS),
    "png": (_png(b"caBX"), CREDENTIALS),
    "png signature": (_png(b"dSIG"), DIGITAL_SIGNATURE),
    "webp": (_webp(), CREDENTIALS),
    "film": (_film(), CREDENTIALS),
}


@pytest.mark.parametrize("name", FILES)
def test_a_proof_is_named(name: str) -> None:
    """It is not lumped together with hidden data, so that a source can keep the original."""
    data, detail = FILES[name]
    assert Finding("proof", detail) in cleaned(data).findings


@pytest.mark.skipif(shutil.which("node") is None, reason="the twin runs in node here")
def test_the_twin_names_it_too(tmp_path: Path) -> None:
    """JavaScript gives the same bytes and findings for each."""
    files = [data for data, _ in FILES.values()]
    (tmp_path / "sizes.json").write_text(json.dumps([len(data) for data in files]))
    (tmp_path / "files.bin").write_bytes(b"".join(files))
    driver, module = Path(__file__).with_name("twin.mjs"), WEB / "src" / "clean" / "index.js"
    command = ["node", "--no-warnings", str(driver), str(module), str(tmp_path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.splitlines()
    assert [json.loads(line) for line in told] == [outcome(data) for data in files]
