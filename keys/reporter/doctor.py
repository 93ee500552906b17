"""Looks a machine over: what its disk can forget, what it writes down by itself, and whether it is alone.

Everything is read from ``/proc`` and ``/sys``; nothing is changed. What cannot be seen is said to be unseen.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

from intake.voice import count
from keys.reporter.disk import Mount, Stack, System
from keys.reporter.finding import KNOW, MEND, WELL, Finding

IN_PLACE = {"ext2", "ext3", "ext4", "xfs", "vfat", "msdos"}
COPYING = {"btrfs", "zfs", "f2fs", "bcachefs", "nilfs2", "overlay", "aufs", "ubifs", "jffs2"}
AWAY = {"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "fuse.sshfs"}
LEAST_FREE = 1 << 30
_STAYS = "The vault's encryption holds; what fails is forgetting, for whoever has disk and passphrase."
_IFF_UP = 1
_TMP = "/tmp"  # noqa: S108 - looked at, not used


def look(folder: Path, system: System | None = None) -> list[Finding]:
    """All that can be said without the passphrase.

    Args:    folder: the vault, or where it will be.  system: a recording in the place of this machine.
    """
    here = system or System()
    path = str(folder.resolve())
    mount = here.mount_of(path)
    if mount is None:
        found = [
            Finding("disk", MEND, f"Nobody can tell what disk {folder} is on", _STAYS, "Run it on Linux with /proc")
        ]
    else:
        stack = here.stack_of(mount)
        found = [_disk(stack), _encryption(mount, stack), _file_system(mount, stack)]
    found += [*_swap(here), _hibernation(here), _temporary(here), _core_dumps(here), *_network(here)]
    return [*found, *_folder(folder)]


def _disk(stack: Stack) -> Finding:
    bottoms = stack.bottoms
    if "virtual" in bottoms:
        return Finding(
            "disk",
            MEND,
            "This machine is a virtual one: its disk is a file of another machine, which can copy it at any moment",
            "Nothing here can say what is forgotten.",
            "Use a machine of its own for the vault",
        )
    if bottoms == {"memory"}:
        return Finding("disk", WELL, "The vault lies in memory: it is gone when the power is")
    if bottoms == {"rotating"}:
        return Finding(
            "disk", WELL, "A rotating disk: what is overwritten is gone, but for sectors the disk replaced itself"
        )
    if "flash" in bottoms:
        secured = "whoever has only the disk reads nothing" if stack.encrypted else "whoever has the disk has them"
        return Finding(
            "disk",
            KNOW if stack.encrypted else MEND,
            "Flash (SSD, eMMC or card): it writes elsewhere instead of over, so overwritten seeds and texts may stay in "
            "blocks that no program sees",
            f"Reading such blocks takes a laboratory; {secured}; with all passphrases they might open retired days.",
            "Take a rotating disk, or know this limit; destroy the disk when it is retired"
            if stack.encrypted
            else "Encrypt the disk (LUKS), or take a rotating one",
        )
    kind = "A USB disk or stick, which says of itself what it likes" if "usb" in bottoms else "A disk of unknown kind"
    return Finding(
        "disk", KNOW, f"{kind}: whether it overwrites cannot be told", _STAYS, "Treat it as flash, or use another disk"
    )


def _encryption(mount: Mount, stack: Stack) -> Finding:
    if stack.encrypted:
        return Finding("encryption", WELL, "The disk is encrypted (dm-crypt)")
    if stack.bottoms == {"memory"}:
        return Finding("encryption", WELL, "Nothing of the vault is on a disk")
    return Finding(
        "encryption",
        MEND,
        f"No encryption of the disk can be seen under {mount.point}; one inside the drive or of single folders cannot be seen",
        "The vault is encrypted by itself; sizes, times and whatever other programs write are open.",
        "Install this machine anew with full-disk encryption (LUKS), swap included",
    )


def _file_system(mount: Mount, stack: Stack) -> Finding:
    kind = mount.kind
    if kind in AWAY or kind.startswith("fuse"):
        return Finding(
            "file-system", MEND, f"{kind}: another machine or program keeps these files", _STAYS, "Use a local disk"
        )
    if kind in COPYING or stack.copying:
        what = "LVM keeps a snapshot or thin pool" if kind not in COPYING else kind
        return Finding(
            "file-system",
            MEND,
            f"{what}: it copies on write, so what is overwritten stays until its place is used again",
            "Retired seeds and deleted texts may be found with the passphrase.",
            "Put the vault onto ext4 or XFS, without snapshots",
        )
    if "data=journal" in mount.options:
        return Finding(
            "file-system",
            MEND,
            f"{kind} with data=journal: it writes every file into its journal as well, and those copies are not overwritten",
            "Retired seeds and deleted texts may be found with the passphrase.",
            "Mount it without data=journal, then make a new vault",
        )
    if kind in IN_PLACE or kind in ("tmpfs", "ramfs"):
        return Finding("file-system", WELL, f"{kind}: files are overwritten where they lie")
    return Finding(
        "file-system", KNOW, f"{kind}: whether it overwrites in place is not known", _STAYS, "Use ext4 or XFS"
    )


def _swap(system: System) -> Iterator[Finding]:
    lines = system.text("proc/swaps").splitlines()[1:]
    if not lines:
        yield Finding("swap", WELL, "No swap: memory is not written to the disk")
    for line in lines:
        path, kind = line.split()[0], line.split()[1]
        mount = system.mount_of(path) if kind == "file" else None
        stack = system.stack_of(mount) if mount else system.stack_of_device(path)
        if stack.bottoms == {"memory"}:
            yield Finding("swap", WELL, f"Swap in memory alone ({path})")
        elif stack.encrypted:
            yield Finding(
                "swap",
                KNOW,
                f"Swap on an encrypted disk ({path}): pieces of texts and keys may be written there",
                "Without the disk's passphrase nobody reads them.",
                "Switch it off (swapoff -a, and out of /etc/fstab), or encrypt it under a key of each boot",
            )
        else:
            yield Finding(
                "swap",
                MEND,
                f"Swap that is not encrypted ({path}): texts, keys and passphrases may stand on the disk, readable",
                "What was written before stays until it is overwritten.",
                "Switch it off now (swapoff -a, and out of /etc/fstab) and overwrite it",
            )


def _hibernation(system: System) -> Finding:
    can = "disk" in system.text("sys/power/state").split()
    aim = system.text("sys/power/resume")
    if can and aim not in ("", "0:0"):
        return Finding(
            "hibernation",
            MEND,
            "This machine may hibernate, which writes its whole memory to the disk",
            "It does so only when it is told to, or when its battery runs out.",
            "Switch it off: systemctl mask hibernate.target hybrid-sleep.target, and no resume= for the kernel",
        )
    return Finding("hibernation", WELL, "No hibernation is set up")


def _temporary(system: System) -> Finding:
    mount = system.mount_of(_TMP)
    if mount is not None and mount.kind in ("tmpfs", "ramfs"):
        return Finding("tmp", WELL, f"{_TMP} is in memory")
    encrypted = mount is not None and system.stack_of(mount).encrypted
    return Finding(
        "tmp",
        KNOW if encrypted else MEND,
        f"{_TMP} is on the disk: programs that show what you save leave copies there",
        "This command writes nothing there." + (" The disk is encrypted." if encrypted else ""),
        "Put it into memory: systemctl enable --now tmp.mount, or a tmpfs line in /etc/fstab",
    )


def _core_dumps(system: System) -> Finding:
    pattern = system.text("proc/sys/kernel/core_pattern")
    piped = pattern.startswith("|") and not pattern.startswith("|/bin/false")
    if piped or (pattern and not pattern.startswith("|") and resource.getrlimit(resource.RLIMIT_CORE)[0]):
        return Finding(
            "core-dumps",
            MEND,
            "A program that crashes has its memory written to the disk, with keys and texts",
            "Only after a crash.",
            "As root: sysctl -w kernel.core_pattern='|/bin/false', and the same in /etc/sysctl.d",
        )
    return Finding("core-dumps", WELL, "No core dumps")


def _network(system: System) -> Iterator[Finding]:
    cards = [name for name in system.names("sys/class/net") if _is_card(system, name)]
    up = [name for name in cards if _flags(system, name) & _IFF_UP]
    radios = system.names("sys/class/bluetooth")
    if up:
        yield Finding(
            "network",
            MEND,
            f"A network is on ({', '.join(up)}): an air gap with a network is none",
            "This command opens no connection, but other programs may.",
            "Take the card out or switch it off in the firmware; no cable, no password of a wireless network",
        )
    elif cards:
        yield Finding(
            "network",
            KNOW,
            f"{count(len(cards), 'network card')} ({', '.join(cards)}), switched off",
            "Nothing is connected now.",
            "Take it out, or switch it off in the firmware, so that nobody can by mistake",
        )
    else:
        yield Finding("network", WELL, "No network card")
    if radios:
        yield Finding(
            "bluetooth",
            MEND,
            f"Bluetooth is there ({', '.join(radios)})",
            "",
            "Take it out, or switch it off in the firmware",
        )


def _is_card(system: System, name: str) -> bool:
    """Whether an interface is a device, or goes somewhere: not the loopback, and no mere name that is down."""
    if name == "lo":
        return False
    return (system.root / "sys/class/net" / name / "device").exists() or bool(_flags(system, name) & _IFF_UP)


def _flags(system: System, name: str) -> int:
    try:
        return int(system.text(f"sys/class/net/{name}/flags") or "0", 16)
    except ValueError:
        return 0


def _folder(folder: Path) -> Iterator[Finding]:
    there = folder
    while not there.exists():
        there = there.parent
    room = os.statvfs(there)
    free = room.f_bavail * room.f_frsize
    if free < LEAST_FREE:
        yield Finding(
            "space",
            MEND,
            f"Only {free >> 20:,} MiB are free: the next bundle may not fit",
            "A bundle that does not fit changes nothing, and is received again.",
            "Free at least 1 GiB",
        )
    else:
        yield Finding("space", WELL, f"{free >> 30:,} GiB are free")
    if folder.is_dir():
        opener = [path for path in (folder, *sorted(folder.rglob("*"))) if path.lstat().st_mode & 0o077]
        if opener:
            yield Finding(
                "permissions",
                MEND,
                f"Others of this machine may look into the vault ({count(len(opener), 'path')})",
                "What lies there is encrypted.",
                f"chmod -R go= {folder}",
            )
        else:
            yield Finding("permissions", WELL, "Only you may look into the vault's folder")
