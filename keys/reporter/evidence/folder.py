"""A stranger's folder against its manifests: what is missing, added or altered, by name. Nothing in it is followed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keys.reporter.evidence import bag

TAG_LIMIT = 64 << 20
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(slots=True)
class Findings:
    """Differences by file; the first that is said of a file is the nearest to its cause."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, file: str, nature: str) -> None:
        """``nature``: what is wrong with it, as the rest of a sentence."""
        natures = self.found.setdefault(file, [])
        if nature not in natures:
            natures.append(nature)

    def about(self, file: str) -> bool:
        """Whether anything is wrong with it."""
        return file in self.found


class Folder:
    """The files of a bag as they lie there."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.folder = folder
        self.findings = findings
        self.names: set[str] = set()
        for parent, folders, files in os.walk(folder):
            here = Path(parent).relative_to(folder)
            for name in (*folders, *files):
                self._see((here / name).as_posix())
            if not folders and not files:
                findings.add(f"{here.as_posix()}/", "an empty folder, which no manifest names")

    def _see(self, name: str) -> None:
        mode = (self.folder / name).lstat().st_mode
        if stat.S_ISREG(mode):
            self.names.add(name)
        elif not stat.S_ISDIR(mode):
            self.findings.add(name, "no plain file: a link or a device, which was not opened")

    def read(self, name: str) -> bytes:
        """A tag file or a record, whole; nothing when it is not there, which is said. Raises OSError."""
        if name not in self.names:
            if not self.findings.about(name):
                self.findings.add(name, "missing")
            return b""
        path = self.folder / name
        if path.stat().st_size > TAG_LIMIT:
            self.findings.add(name, f"larger than {TAG_LIMIT >> 20} MiB, and was not read")
            return b""
        return path.read_bytes()

    def compare(self, manifest: str, covered: set[str]) -> None:
        """Hold files against a manifest: every one of ``covered`` stands in it, nothing else does, and bytes are the same."""
        body = self.read(manifest)
        listed = _parse(body)
        altered = self.findings.about(manifest)
        if listed is None:
            self.findings.add(manifest, "altered: not lines of a SHA-256 and a path, ascending")
            return
        for name in sorted(covered - set(listed)):
            self._say(
                name, "no manifest names it: it was added, or has another name than it had", manifest, altered=altered
            )
        for name in sorted(listed):
            if name not in covered or name not in self.names:
                self._say(name, "missing", manifest, altered=altered)
            elif bag.sha256_of(self.folder / name) != listed[name]:
                self._say(name, "altered: its bytes are not those that were signed", manifest, altered=altered)

    def _say(self, name: str, nature: str, manifest: str, *, altered: bool) -> None:
        if not altered:
            self.findings.add(name, nature)
        else:  # the file may be whole, and nobody can say from here
            self.findings.add(manifest, f"and does not fit {name} any more")


def _parse(untrusted: bytes) -> Mapping[str, str] | None:
    """path → SHA-256; None when it is not written as a manifest is."""
    try:
        lines = [_LINE.fullmatch(line) for line in untrusted.decode().split("\n")[:-1]]
    except UnicodeDecodeError:
        return None
    listed = {line[2]: line[1] for line in lines if line}
    return listed if listed and bag.manifest(listed) == untrusted else None
