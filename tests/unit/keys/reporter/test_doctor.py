"""What ``reporter doctor`` says of machines: this one, disks in files, and one that was recorded.

Loop devices, tmpfs, overlay and a machine without network are real ones here. The recorded machine is real too; where it
is made to have an encrypted disk, only the names that cryptsetup gives are put in: not every kernel has dm-crypt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.newsroom import can_unshare
from keys.reporter import doctor, doctorvault
from keys.reporter.disk import System
from keys.reporter.finding import KNOW, MEND, WELL, Finding
from tests.support.diskimage import DiskImage, why_not
from tests.support.newsroom import Newsroom

RECORDED = Path(__file__).parent / "machines" / "workstation.json"
NVME = "sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/nvme/nvme0/nvme0n1"
MAPPED = "sys/devices/virtual/block/dm-0"
LUKS = "CRYPT-LUKS2-0c2a6c1e7d7b4f0b9a3c5e1f2d4b6a88-vault"


def machine(folder: Path, *mounts: str, without: tuple[str, ...] = (), **changed: str) -> System:
    """The recorded machine as a tree of files; ``mounts`` are added, ``changed`` files replaced (``__`` for ``/``)."""
    files: dict[str, Any] = json.loads(RECORDED.read_text())
    files = {path: body for path, body in files.items() if not path.startswith(without or ("nothing",))}
    files |= {path.replace("__", "/"): body for path, body in changed.items()}
    files["proc/self/mountinfo"] += "".join(f"{line}\n" for line in mounts)
    for path, body in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, dict):
            place.symlink_to(body["link"])
        else:
            place.write_text(body + "\n")
    return System(folder)


def mapped(folder: Path, uuid: str, below: str, *mounts: str) -> System:
    """The recorded machine whose mapped device has this UUID and lies on ``below``."""
    changed = {f"{MAPPED}/dm/uuid": uuid, f"{MAPPED}/dm/name": "vault"}
    system = machine(folder, *mounts, without=(f"{MAPPED}/slaves",), **changed)
    slaves = folder / MAPPED / "slaves"
    slaves.mkdir()
    (slaves / Path(below).name).symlink_to(Path("../../../..") / Path(below).relative_to("sys/devices"))
    return system


def on(system: System, path: str) -> dict[str, Finding]:
    """What is said of a disk at a path of a recorded machine."""
    mount = system.mount_of(path)
    assert mount is not None
    stack = system.stack_of(mount)
    found = [doctor._disk(stack), doctor._encryption(mount, stack), doctor._file_system(mount, stack)]
    return {finding.what: finding for finding in found}


@pytest.mark.parametrize(
    ("path", "bottom", "layers"),
    [
        ("/home/vault", "flash", ["nvme0n1p2", "nvme0n1"]),
        ("/vault", "flash", ["sda4", "sda"]),
        ("/home/archive/vault", "rotating", ["sdb1", "sdb"]),
        ("/home/archives", "flash", ["nvme0n1p2", "nvme0n1"]),
        ("/tmp/vault", "memory", []),
    ],
)
def test_the_disk_at_the_bottom_is_found(tmp_path: Path, path: str, bottom: str, layers: list[str]) -> None:
    """Down from the mount through the partition, each path to its own disk."""
    system = machine(tmp_path)
    mount = system.mount_of(path)
    assert mount is not None
    stack = system.stack_of(mount)
    assert (stack.bottoms, stack.layers, stack.encrypted) == ({bottom}, layers, False)


def test_flash_without_encryption_is_to_be_mended_and_with_it_to_be_known(tmp_path: Path) -> None:
    """Under LUKS the limit stays, and is said; VERITY is no encryption."""
    line = "90 67 253:0 / /vault rw,relatime shared:36 - ext4 /dev/mapper/vault rw"
    plain = on(machine(tmp_path / "plain"), "/home/x")
    assert (plain["disk"].state, plain["encryption"].state) == (MEND, MEND)
    secured = on(mapped(tmp_path / "luks", LUKS, f"{NVME}/nvme0n1p3", line), "/vault/x")
    assert (secured["disk"].state, secured["encryption"].state) == (KNOW, WELL)
    assert "may stay" in secured["disk"].happened
    checked = on(mapped(tmp_path / "verity", LUKS.replace("LUKS2", "VERITY"), f"{NVME}/nvme0n1p3", line), "/vault/x")
    assert checked["encryption"].state == MEND


def test_an_encrypted_rotating_disk_with_ext4_is_well(tmp_path: Path) -> None:
    """So there is a machine of which nothing has to be said."""
    disk = "sys/devices/pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb/sdb1"
    line = "90 67 253:0 / /vault rw,relatime shared:36 - ext4 /dev/mapper/vault rw"
    assert {finding.state for finding in on(mapped(tmp_path, LUKS, disk, line), "/vault/x").values()} == {WELL}


@pytest.mark.parametrize(
    ("kind", "options", "state"),
    [("ext4", "rw,data=ordered", WELL), ("ext4", "rw,data=journal", MEND), ("xfs", "rw", WELL), ("btrfs", "rw", MEND)]
    + [(kind, "rw", MEND) for kind in ("zfs", "f2fs", "bcachefs", "overlay", "nfs4", "9p", "fuse.sshfs")]
    + [("jfs", "rw", KNOW)],
)
def test_a_file_system_that_does_not_overwrite_is_to_be_mended(
    tmp_path: Path, kind: str, options: str, state: str
) -> None:
    """By what it is, and by how it is mounted."""
    source = "pool/vault" if kind == "zfs" else "/dev/sdb1"
    line = f"90 67 0:60 / /vault rw,relatime shared:36 - {kind} {source} {options}"
    found = on(machine(tmp_path, line), "/vault/x")
    assert found["file-system"].state == state
    assert found["disk"].state == (KNOW if kind == "zfs" else WELL), "rotating, where the source names a device"


def test_an_lvm_snapshot_copies_on_write(tmp_path: Path) -> None:
    """A plain volume does not."""
    line = "90 67 253:0 / /vault rw,relatime shared:36 - ext4 /dev/mapper/vault rw"
    uuid = "LVM-8Bwyu3HKrv5sSNTifv6uCZ5XTkJoMXeDqnM2y0UBlhvqnWI9c7wnycMqKT4EPnd4"
    disk = f"{NVME}/nvme0n1p3"
    assert on(mapped(tmp_path / "plain", uuid, disk, line), "/vault/x")["file-system"].state == WELL
    assert on(mapped(tmp_path / "old", f"{uuid}-real", disk, line), "/vault/x")["file-system"].state == MEND


def test_a_stick_that_says_it_turns_is_not_believed(tmp_path: Path) -> None:
    """USB bridges say rotating of everything; a file in a loop device whose disk is unseen says nothing either."""
    files = json.loads(RECORDED.read_text())
    stick = tmp_path / "stick" / "sys/devices/pci0000:00/usb1/1-1/block/sdc"
    (stick / "queue").mkdir(parents=True)
    (stick / "queue" / "rotational").write_text("1\n")
    (tmp_path / "stick/sys/dev/block").mkdir(parents=True)
    (tmp_path / "stick/sys/dev/block/8:32").symlink_to("../../devices/pci0000:00/usb1/1-1/block/sdc")
    (tmp_path / "stick/proc/self").mkdir(parents=True)
    (tmp_path / "stick/proc/self/mountinfo").write_text("9 1 8:32 / / rw shared:1 - ext4 /dev/sdc rw\n")
    assert on(System(tmp_path / "stick"), "/vault")["disk"].state == KNOW
    line = "90 67 253:0 / /vault rw,relatime shared:36 - ext4 /dev/mapper/vg rw"
    assert files[f"{MAPPED}/slaves/loop0"]
    loops = machine(tmp_path / "loops", line)
    assert loops.stack_of(next(mount for mount in loops.mounts() if mount.point == "/vault")).bottoms == {"unknown"}


HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        ("", [WELL]),
        ("/dev/sda6                               partition\t8191996\t\t0\t\t-2\n", [MEND]),
        ("/home/swapfile                          file\t\t2097148\t\t0\t\t-2\n", [MEND]),
        ("/dev/dm-0                               partition\t999420\t\t0\t\t-2\n", [KNOW]),
        ("/dev/zram0                              partition\t999420\t\t0\t\t100\n", [WELL]),
    ],
)
def test_swap_is_told_by_where_it_is(tmp_path: Path, lines: str, states: list[str]) -> None:
    """None, open, in a file, encrypted, in memory."""
    zram = {"sys/class/block/zram0": {"link": "../../devices/virtual/block/zram0"}}
    system = mapped(tmp_path, LUKS, f"{NVME}/nvme0n1p3")
    (tmp_path / "sys/devices/virtual/block/zram0").mkdir()
    (tmp_path / "sys/devices/virtual/block/zram0/dev").write_text("252:0\n")
    (tmp_path / "sys/class/block/zram0").symlink_to(zram["sys/class/block/zram0"]["link"])
    (tmp_path / "sys/dev/block/252:0").symlink_to("../../devices/virtual/block/zram0")
    (tmp_path / "proc/swaps").write_text(HEAD + lines)
    assert [finding.state for finding in doctor._swap(system)] == states


def test_hibernation_core_dumps_and_tmp_are_told(tmp_path: Path) -> None:
    """Each in both ways."""
    off = machine(tmp_path / "off", proc__sys__kernel__core_pattern="|/bin/false", sys__power__state="freeze mem")
    on_disk = ("80 67 8:4 /tmp /tmp rw shared:30 - ext4 /dev/sda4 rw",)
    bad = machine(
        tmp_path / "bad",
        *on_disk,
        proc__sys__kernel__core_pattern="|/usr/lib/systemd/systemd-coredump %P",
        sys__power__state="freeze mem disk",
        sys__power__resume="8:6",
    )
    for look in (doctor._hibernation, doctor._core_dumps, doctor._temporary):
        assert (look(off).state, look(bad).state) == (WELL, MEND)


def test_a_network_that_is_on_is_none_of_an_air_gap(tmp_path: Path) -> None:
    """A card that is off is to be known; a radio is to be taken out; the loopback is no network."""
    quiet = machine(tmp_path / "none", sys__class__net__lo__flags="0x9")
    off = machine(
        tmp_path / "off", sys__class__net__eth0__flags="0x1002", sys__class__net__eth0__device__vendor="0x8086"
    )
    bad = machine(tmp_path / "on", sys__class__net__wlan0__flags="0x1003", sys__class__bluetooth__hci0__type="x")
    for system, states in ((quiet, [WELL]), (off, [KNOW]), (bad, [MEND, MEND])):
        assert [finding.state for finding in doctor._network(system)] == states


def test_a_real_loop_device_leads_to_the_disk_that_its_file_is_on(tmp_path: Path) -> None:
    """This machine's own kernel, followed down from a mounted image."""
    reason = why_not()
    assert not reason or os.geteuid() != 0, f"a loop device is needed: {reason}"
    if reason:
        pytest.skip(reason)
    image = DiskImage(tmp_path / "disk.img", 4)
    image.make()
    system, under = System(), System().mount_of(str(tmp_path.resolve()))
    assert under is not None
    with image.mounted(tmp_path / "disk"):
        mount = system.mount_of(str((tmp_path / "disk").resolve()))
        assert mount is not None
        assert mount.kind == "ext4"
        stack = system.stack_of(mount)
    assert stack.layers[0].startswith("loop")
    assert stack.layers[1:] == system.stack_of(under).layers
    assert stack.bottoms == system.stack_of(under).bottoms


@pytest.mark.parametrize("kind", ["tmpfs", "overlay"])
def test_real_mounts_are_told(tmp_path: Path, kind: str) -> None:
    """Memory forgets; an overlay, as of a live system, does not."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    folder, layers = tmp_path / "mounted", [tmp_path / name for name in ("lower", "upper", "work")]
    for each in (folder, *layers):
        each.mkdir()
    options = "lowerdir={},upperdir={},workdir={}".format(*layers) if kind == "overlay" else "size=1m"
    subprocess.run(["mount", "-t", kind, "-o", options, kind, str(folder)], check=True)
    try:
        found = {finding.what: finding.state for finding in doctor.look(folder)}
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    assert found["file-system"] == (WELL if kind == "tmpfs" else MEND)
    assert found["disk"] == (WELL if kind == "tmpfs" else KNOW)


def test_a_real_machine_without_network_is_told_as_one(tmp_path: Path) -> None:
    """The command in a network namespace of its own, with the kernel's view of it; and this machine, as it is."""
    if not can_unshare():
        assert os.geteuid() != 0, "root has to be able to take the network away: is util-linux's unshare there?"
        pytest.skip("this user may not take the network away")
    command = [
        str(Path(sys.executable).with_name("reporter")),
        "doctor",
        str(tmp_path / "v"),
        "--machine-only",
        "--json",
    ]
    alone = ["unshare", "--map-root-user", "--net", "--mount"]
    script = 'mount -t sysfs none /sys && exec "$@"'
    done = subprocess.run([*alone, "sh", "-c", script, "sh", *command], capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    found = {finding["what"]: finding["state"] for finding in told["findings"]}
    assert found["network"] == WELL, done.stderr
    assert done.returncode == (0 if told["well"] else 1)
    assert told["well"] == (MEND not in found.values())


def test_what_needs_mending_says_what_is_kept_and_what_to_do(tmp_path: Path) -> None:
    """Every finding of a machine where all is wrong."""
    line = "90 67 0:60 / / rw,relatime shared:36 - btrfs /dev/sda4 rw"
    bad = machine(tmp_path / "bad", sys__class__net__eth0__flags="0x1003")
    (tmp_path / "bad" / "proc" / "self" / "mountinfo").write_text(f"{line}\n")
    vault = tmp_path / "vault"
    vault.mkdir(mode=0o755)
    found = doctor.look(vault, bad)
    ill = [finding for finding in found if finding.state != WELL]
    assert {"disk", "encryption", "file-system", "tmp", "network", "permissions"} <= {each.what for each in ill}
    assert all(finding.happened and finding.kept and finding.todo for finding in ill)


def test_the_open_vault_tells_trips_keys_and_rehearsals(newsroom: Newsroom) -> None:
    """Before the first bundle, after it, and when all is late."""
    with newsroom.machine("Ada") as machine_:
        new = {finding.what: finding.state for finding in doctorvault.look(machine_, newsroom.today)}
    assert new == {"clock": WELL, "import": KNOW, "keys": MEND, "passphrase": WELL, "backup": WELL}
    newsroom.bundle([newsroom.letter(newsroom.source(), "hello")])
    newsroom.receive("Ada")
    newsroom.outbox("Ada")
    with newsroom.machine("Ada") as machine_:
        good = {finding.what: finding.state for finding in doctorvault.look(machine_, newsroom.today)}
        assert good == {"clock": WELL, "import": WELL, "keys": WELL, "passphrase": WELL, "backup": KNOW}
        machine_.set(backup_day=newsroom.today, drill_day=newsroom.today, passphrase_day=newsroom.today)
        assert {each.state for each in doctorvault.look(machine_, newsroom.today)} == {WELL}
        late = {finding.what: finding.state for finding in doctorvault.look(machine_, newsroom.today + 200)}
        assert late == {"clock": KNOW, "import": MEND, "keys": MEND, "passphrase": WELL, "backup": KNOW}
        wrong = {finding.what: finding.state for finding in doctorvault.look(machine_, newsroom.today - 9_000)}
        assert wrong["clock"] == MEND
