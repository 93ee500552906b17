"""Pin what each machine installs: pyproject.toml's extras become one hashed file each.

.venv/bin/python deploy/requirements/lock.py             keep the pins, take up changes of pyproject.toml
.venv/bin/python deploy/requirements/lock.py --upgrade   take the newest releases
.venv/bin/python deploy/requirements/lock.py --check     say whether the files are in step; change nothing
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent / "pyproject.toml"
#: File → extras. "dev" comes first: it holds all the others, and its pins bind them, so that what is tested is what is
#: installed. "server-large" is for several processes on PostgreSQL.
MACHINES = {
    "dev": ("dev",),
    "server": ("server",),
    "server-large": ("server", "postgresql", "redis"),
    "courier": ("courier",),
    "airgap": ("airgap",),
    "admin": ("admin",),
    "source": ("source",),
}
HEADER = "# Made by deploy/requirements/lock.py from pyproject.toml; install with: pip install --require-hashes -r"


def lock(folder: Path, *, upgrade: bool) -> None:
    """Write ``<machine>.txt`` for every machine into a folder; pins that are already there stay unless upgraded.

    Raises:  CalledProcessError: uv found no set of releases that fits.
    """
    # Indexes and wheel folders of this computer must not decide what others install.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    uv = Path(sys.executable).with_name("uv")
    for machine, extras in MACHINES.items():
        output = folder / f"{machine}.txt"
        command = [str(uv), "pip", "compile", "--quiet", "--no-config", "--no-header", "--no-emit-index-url"]
        command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"]
        command += [word for extra in extras for word in ("--extra", extra)]
        command += ["--output-file", str(output), str(PROJECT)]
        if machine != "dev":
            command += ["--constraints", str(folder / "dev.txt")]
        if upgrade:
            command.append("--upgrade")
        subprocess.run(
            command, check=True, env=clean, cwd=PROJECT.parent, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        output.write_text(f"{HEADER} {machine}.txt\n{output.read_text()}")


def check() -> list[str]:
    """Lock again in a scratch folder, from the pins that are there, and name the files that came out different."""
    with tempfile.TemporaryDirectory() as scratch:
        for pinned in HERE.glob("*.txt"):
            shutil.copy(pinned, scratch)
        lock(Path(scratch), upgrade=False)
        wanted = {machine: HERE / f"{machine}.txt" for machine in MACHINES}
        made = {machine: (Path(scratch) / f"{machine}.txt").read_bytes() for machine in MACHINES}
        return [
            path.name for machine, path in wanted.items() if not path.exists() or path.read_bytes() != made[machine]
        ]


def main(arguments: list[str]) -> int:
    """Lock, upgrade or check."""
    if arguments == ["--check"]:
        stale = check()
        if stale:
            print(f"out of step with pyproject.toml: {', '.join(stale)}; run: make requirements", file=sys.stderr)
        return 1 if stale else 0
    if arguments not in ([], ["--upgrade"]):
        print(__doc__, file=sys.stderr)
        return 2
    lock(HERE, upgrade=bool(arguments))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
