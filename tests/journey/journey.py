"""The whole way of one tip, with the real commands as separate processes and the real server on a free port.

Founds a newsroom in a new folder, sends a text and files with ``tip``, carries, receives without network, saves, replies,
carries back and checks. Ends with ``journey: ok``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from deploy.newsroom import Newsroom, can_unshare, free_port, run

ANSWER = "Thank you. We have it, and we are reading it. Ваш текст дошёл. आपका संदेश मिल गया।"


def journey(out: Path, text: Path, files: list[Path]) -> dict[str, Any]:
    """Play it all; what the source saw at the end."""
    offline = can_unshare()
    if not offline:
        print("journey: this machine does not let us take the network away; going on with it", file=sys.stderr)
    newsroom = Newsroom(out, free_port())
    newsroom.found()
    with newsroom.serving():
        newsroom.sync()
        sent = run("tip", "send", newsroom.url, *files, "--text", text, "--as-is", "--pin", newsroom.pin())
        newsroom.sync()
        for reader in (1, 2):
            newsroom.receive(reader, offline=offline)
        name = sent["pseudonym"]
        run(
            *("reporter", "save", newsroom.airgap(1), name, "--to", out / "opened", *newsroom.passphrase),
            offline=offline,
        )
        run(
            *("reporter", "reply", newsroom.airgap(1), name, "--text", ANSWER, *newsroom.passphrase),
            offline=offline,
        )
        for reader in (1, 2):
            newsroom.outbox(reader, offline=offline)
        newsroom.sync()
        code = out / "code.txt"
        code.write_text("\n".join(sent["numbers"]))
        seen: dict[str, Any] = {"replies": []}
        for _ in range(4):  # two groups a look; ours may lie in several
            found = run("tip", "check", newsroom.url, "--code-file", code, "--pin", newsroom.pin())
            seen["pseudonym"] = found["pseudonym"]
            seen["replies"] += [reply for reply in found["replies"] if reply not in seen["replies"]]
            if not found["more"]:
                break
        (out / "seen.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1))
    untouched = out / "opened" / "untouched"
    if untouched.is_dir():  # what came as it is lies beside the rest here, so that one folder holds all that was sent
        for path in untouched.iterdir():
            shutil.copy(path, out / "opened" / path.name)
    return seen


def main() -> int:
    """Read the command line; 0 when the source has read the answer under its own name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    if asked.out.exists() and any(asked.out.iterdir()):
        print(f"journey: {asked.out} is not empty; name a new folder", file=sys.stderr)
        return 2
    start = time.monotonic()
    seen = journey(asked.out, asked.text, asked.files)
    if ANSWER not in [reply["text"] for reply in seen["replies"]]:
        print("journey: the source did not find the answer", file=sys.stderr)
        return 1
    print(f"{seen['pseudonym']} sent, was read and answered in {time.monotonic() - start:.0f} s; see {asked.out}")
    print("journey: ok")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
