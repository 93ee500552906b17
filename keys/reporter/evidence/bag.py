"""The folder's form: BagIt 1.0 (RFC 8493) with SHA-256, every byte of it decided by what is in it.

The manifest names every file below ``data/``; the tag manifest names the manifest and the other tag files; the signature
is over the tag manifest. So one signature covers every byte but its own file's, whose every field is checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from nacl.signing import SigningKey

from intake.protocol.suite import Label
from keys.reporter.custody import canonical

FORMAT = "asterism/1 evidence"
BAGIT, INFO, DIRECTORY = "bagit.txt", "bag-info.txt", "directory.json"
MANIFEST, TAG_MANIFEST, SIGNATURE = "manifest-sha256.txt", "tagmanifest-sha256.txt", "signature.json"
TAG_FILES = (INFO, BAGIT, DIRECTORY, MANIFEST)
"""What the tag manifest names, in its order."""

DATA = "data"
TRANSCRIPT, TALK, HASHES, CUSTODY = (
    f"{DATA}/{name}" for name in ("transcript.txt", "transcript.json", "hashes.json", "custody.jsonl")
)
RECEIVED, UNTOUCHED, CLEANED = (f"{DATA}/{name}" for name in ("received", "untouched", "cleaned"))

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BLOCK = 1 << 20


def write_new(path: Path, body: bytes) -> None:
    """Write a file that is not there, and its folder. Raises OSError."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("xb") as file:
        file.write(body)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def payload(folder: Path) -> Iterator[str]:
    """The paths of the files below ``data/``, ascending."""
    found = (path.relative_to(folder).as_posix() for path in (folder / DATA).rglob("*") if not path.is_dir())
    yield from sorted(found)


def manifest(hashes: Mapping[str, str]) -> bytes:
    """A manifest as it is written: a line a file, ascending by path, as ``sha256sum`` reads it."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def info(fields: Mapping[str, str]) -> bytes:
    """``bag-info.txt``."""
    return "".join(f"{name}: {value}\n" for name, value in fields.items()).encode()


def read_info(untrusted: bytes) -> dict[str, str]:
    """The fields of a ``bag-info.txt``; of anything else, those that there are."""
    lines = untrusted.decode(errors="replace").splitlines()
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def close_bag(folder: Path, about: Mapping[str, str], directory: bytes) -> None:
    """Write the tag files around the payload: all but the signature."""
    hashes = {path: sha256_of(folder / path) for path in payload(folder)}
    size = sum((folder / path).stat().st_size for path in hashes)
    write_new(folder / BAGIT, DECLARATION)
    write_new(folder / INFO, info({**about, "Payload-Oxum": f"{size}.{len(hashes)}"}))
    write_new(folder / DIRECTORY, directory)
    write_new(folder / MANIFEST, manifest(hashes))
    write_new(folder / TAG_MANIFEST, manifest({name: sha256_of(folder / name) for name in TAG_FILES}))


def signed_bytes(tag_manifest: bytes) -> bytes:
    """What the signature is over."""
    return Label.EVIDENCE.prefix + tag_manifest


def signature(tag_manifest: bytes, key: SigningKey, reporter: bytes, pin: bytes) -> bytes:
    """``signature.json``: who signed, of which newsroom, and Ed25519 over the tag manifest behind its label."""
    return (
        canonical(
            {
                "format": FORMAT,
                "key": bytes(key.verify_key).hex(),
                "newsroom": pin.hex(),
                "reporter": reporter.hex(),
                "signature": key.sign(signed_bytes(tag_manifest)).signature.hex(),
                "tagmanifest": hashlib.sha256(tag_manifest).hexdigest(),
            }
        )
        + b"\n"
    )
