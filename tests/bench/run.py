"""Measure: every module of this folder with a function ``figures(*, quick)`` gives some, in the order of their names.

    .venv/bin/python tests/bench/run.py [--quick] [--json FILE] [NAME ...]

``figures`` returns a flat mapping of a sentence with its unit ("exchanges a second, two workers") to a number.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # the benches import the project and tests.support
Figures = dict[str, float]


def measured(path: Path, *, quick: bool) -> Figures | None:
    """The figures of one module, or None if it is not a bench."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    figures = getattr(module, "figures", None)
    return None if figures is None else dict(figures(quick=quick))


def machine() -> dict[str, str | int]:
    """What the figures were measured on."""
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count() or 0}


def main() -> int:
    """Run the benches that were named, or all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under a minute in all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "run")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*names, []], help=", ".join(names))
    wanted = parser.parse_args()
    every: dict[str, Figures] = {}
    for name in wanted.names or names:
        started = time.monotonic()
        figures = measured(HERE / f"{name}.py", quick=wanted.quick)
        if figures is None:
            continue
        every[name] = figures
        print(f"{name} ({time.monotonic() - started:.0f} s)")
        for sentence, value in figures.items():
            print(f"  {value:>12,.4g}  {sentence}" if abs(value) < 1000 else f"  {value:>12,.0f}  {sentence}")
    if wanted.json:
        report = {"machine": machine(), "quick": wanted.quick, "figures": every}
        wanted.json.write_text(json.dumps(report, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
