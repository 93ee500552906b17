"""What lies under a folder: file system, encryption, and the kind of disk at the bottom, as the kernel tells it.

Read from ``/proc/self/mountinfo`` and ``/sys`` alone, so that no privilege and no other program is needed. Partitions,
LVM, RAID, dm-crypt and loop files are followed down. :class:`System` may stand on a recorded tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MOST_LAYERS = 32
# What cryptsetup puts before the name of a device in its UUID, when it encrypts; VERITY and INTEGRITY do not.
_ENCRYPTED = ("CRYPT-LUKS1-", "CRYPT-LUKS2-", "CRYPT-PLAIN-", "CRYPT-TCRYPT-", "CRYPT-BITLK-", "CRYPT-FVAULT2-")
# LVM's own ends of a UUID where blocks are copied, not overwritten: snapshots, thin pools.
_COPYING = ("-real", "-cow", "-tpool", "-tdata", "-pool")
_VIRTUAL = re.compile(r"(vd|xvd)[a-z]+")


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of mountinfo. device: ``major:minor``.  source: as a path, or what the file system calls it."""

    device: str
    point: str
    kind: str
    source: str
    options: frozenset[str]


@dataclass(slots=True)
class Stack:
    """What was found from a device down.

    layers: names of the devices, top first.  encrypted: by dm-crypt.  copying: a layer keeps old blocks (LVM snapshot).
    bottoms: kinds at the bottom: "rotating", "flash", "usb", "virtual", "memory" or "unknown".
    """

    layers: list[str] = field(default_factory=list)
    encrypted: bool = False
    copying: bool = False
    bottoms: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class System:
    """Where ``/proc`` and ``/sys`` stand: the machine's own, or a recording."""

    root: Path = Path("/")

    def text(self, path: str) -> str:
        """A small file's text without the last line end; empty when it is not there."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").rstrip("\n")
        except OSError:
            return ""

    def names(self, folder: str) -> list[str]:
        """The names in a folder; none when it is not there."""
        try:
            return sorted(path.name for path in (self.root / folder).iterdir())
        except OSError:
            return []

    def mounts(self) -> Iterator[Mount]:
        """All mounts, in order."""
        for line in self.text("proc/self/mountinfo").splitlines():
            before, _, after = line.partition(" - ")
            first, last = before.split(), after.split()
            if len(first) >= 6 and len(last) >= 2:
                options = {*first[5].split(","), *(last[2].split(",") if len(last) > 2 else ())}
                yield Mount(first[2], _plain(first[4]), last[0], _plain(last[1]), frozenset(options))

    def mount_of(self, path: str) -> Mount | None:
        """The mount that a path (absolute, links resolved) lies on; of several at one place the last."""
        found = None
        for mount in self.mounts():
            point = mount.point.rstrip("/")
            inside = path == point or path.startswith(point + "/")
            if inside and (found is None or len(point) >= len(found.point.rstrip("/"))):
                found = mount
        return found

    def stack_of(self, mount: Mount) -> Stack:
        """What lies under a mount."""
        stack = Stack()
        if mount.kind in ("tmpfs", "ramfs"):
            stack.bottoms.add("memory")
            return stack
        self._down(self.device(mount.source) if mount.device.startswith("0:") else mount.device, stack)
        return stack

    def stack_of_device(self, path: str) -> Stack:
        """What lies under a device by its path in ``/dev``."""
        stack = Stack()
        self._down(self.device(path), stack)
        return stack

    def device(self, path: str) -> str:
        """``major:minor`` of a path in ``/dev``; empty when it is none."""
        name = Path(path).name
        if not path.startswith("/dev/"):
            return ""
        for each in self.names("sys/class/block") or self.names("sys/block"):
            folder = f"sys/class/block/{each}"
            if each == name or self.text(f"{folder}/dm/name") == name:
                return self.text(f"{folder}/dev")
        return ""

    def _down(self, device: str, stack: Stack) -> None:
        folder = self.root / "sys/dev/block" / device
        if not device or not folder.exists() or len(stack.layers) >= _MOST_LAYERS:
            stack.bottoms.add("unknown")
            return
        self._layer(folder.resolve(), stack)

    def _layer(self, folder: Path, stack: Stack) -> None:
        stack.layers.append(folder.name)
        if (folder / "partition").exists():
            self._layer(folder.parent, stack)
            return
        here = str(folder.relative_to(self.root.resolve()))
        uuid = self.text(f"{here}/dm/uuid")
        stack.encrypted |= uuid.startswith(_ENCRYPTED)
        stack.copying |= uuid.startswith("LVM-") and uuid.endswith(_COPYING)
        below = self.names(f"{here}/slaves")
        file = self.text(f"{here}/loop/backing_file")
        if below and len(stack.layers) < _MOST_LAYERS:
            for name in below:
                self._layer((folder / "slaves" / name).resolve(), stack)
        elif file and (mount := self.mount_of(file.removesuffix(" (deleted)"))) and len(stack.layers) < _MOST_LAYERS:
            self._down(self.device(mount.source) if mount.device.startswith("0:") else mount.device, stack)
        else:
            stack.bottoms.add(self._bottom(folder, here))

    def _bottom(self, folder: Path, here: str) -> str:
        turning = self.text(f"{here}/queue/rotational")
        if folder.name.startswith(("zram", "ram")):
            return "memory"
        if _VIRTUAL.fullmatch(folder.name):
            return "virtual"
        if "/usb" in str(folder) and turning == "1":
            return "usb"  # sticks say of themselves that they turn
        if folder.name.startswith(("dm-", "loop", "md", "nbd", "rbd")):
            return "unknown"  # whatever it says of turning is not of the disk below it
        return {"0": "flash", "1": "rotating"}.get(turning, "unknown")


def _plain(escaped: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), escaped)
