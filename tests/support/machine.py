"""A machine for tests: systemd started in a container over this machine's own disk, of which it changes nothing.

The root is an overlay whose upper layer lies in memory, so whatever the container installs is gone with it. It has a
network of its own, with nothing in it but loopback. Needs root, systemd-nspawn, and a kernel with overlays.
"""

from __future__ import annotations

import stat
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
PREFIX = "opt/asterism"
LIBRARIES = f"LD_LIBRARY_PATH=/{PREFIX}/python/lib"
"""Python was built for another folder than the one where it lies in there."""
BOOT_S = 300
_TRY = """
[Unit]
After={after}
Wants={after}
[Service]
Type=oneshot
Environment={libraries}
ExecStart=/{prefix}/bin/python3 /{prefix}/try.py
StandardOutput=file:/{prefix}/out/told
StandardError=file:/{prefix}/out/told
ExecStopPost=/bin/systemctl exit 0
"""


@contextmanager
def machine(folder: Path) -> Iterator[Path]:
    """The root of a machine with Asterism at /opt/asterism, as an operator would put it there; yields it, not booted."""
    memory, root = folder / "memory", folder / "root"
    memory.mkdir()
    root.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(memory)], check=True)
    try:
        (memory / "upper").mkdir()
        (memory / "work").mkdir()
        layers = f"lowerdir=/,upperdir={memory}/upper,workdir={memory}/work"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, str(root)], check=True)
        try:
            _install(root)
            yield root
        finally:
            subprocess.run(["umount", "-l", str(root)], check=True)
    finally:
        subprocess.run(["umount", "-l", str(memory)], check=True)


def _install(root: Path) -> None:
    """Places for Python, its packages and the program, which :func:`boot` fills; and the command."""
    home = root / PREFIX
    for each in ("bin", "lib", "python", "source", "out"):
        (home / each).mkdir(parents=True)
    home.chmod(0o755)
    (home / "packages").mkdir()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (home / "bin" / "python3").symlink_to(f"/{PREFIX}/python/bin/{version}")
    command = home / "bin" / "intake"
    command.write_text(
        f"#!/{PREFIX}/bin/python3\nimport sys\n"
        f"sys.path[:0] = ['/{PREFIX}/source', '/{PREFIX}/packages']\n"
        "from intake.server.cli import intake\nintake(prog_name='intake')\n",
        encoding="utf-8",
    )
    command.chmod(command.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def boot(root: Path, attempt: str, *, after: str) -> str:
    """Boot, run the Python program ``attempt`` once the units ``after`` have started, switch off; what it printed."""
    home = root / PREFIX
    (home / "try.py").write_text(attempt, encoding="utf-8")
    (root / "etc/systemd/system/try.service").write_text(
        _TRY.format(after=after, prefix=PREFIX, libraries=LIBRARIES), encoding="utf-8"
    )
    (root / "etc/machine-id").unlink(missing_ok=True)
    binds = {sys.base_prefix: "python", sysconfig.get_path("purelib"): "packages", str(REPO): "source"}
    command = ["systemd-nspawn", "--quiet", f"--directory={root}", "--register=no", "--keep-unit", "--private-network"]
    command += [f"--bind-ro={place}:/{PREFIX}/{name}" for place, name in binds.items()]
    command += ["--boot", "--", "--unit=try.service"]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=BOOT_S,
        check=False,
    )
    told = home / "out" / "told"
    assert told.exists(), done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")
    return told.read_text(encoding="utf-8")
