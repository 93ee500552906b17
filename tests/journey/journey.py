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
from intake.protocol.errors import AsterismError
from intake.voice import StoppedError, Voice, told_os_error

ANSWER = "Thank you. We have it, and we are reading it. Ваш текст дошёл. आपका संदेश मिल गया।"


class JourneyError(AsterismError):
    """The journey cannot begin, or did not end where it should."""

    code = "journey"


def journey(newsroom: Newsroom, text: Path, files: list[Path]) -> dict[str, Any]:
    """Play it all; what the source saw at the end. Raises CommandFailedError; JourneyError: the answer was not found."""
    out, offline = newsroom.folder, can_unshare()
    if not offline:
        print("journey: this machine does not let us take the network away; going on with it", file=sys.stderr)
    newsroom.found()
    with newsroom.serving():
        newsroom.sync()
        where = (newsroom.url, "--pin", newsroom.pin())
        sent = run("tip", "send", *where, *files, "--text", text, "--as-is")
        newsroom.sync()
        newsroom.each(lambda reader: newsroom.receive(reader, offline=offline))
        vault, name = newsroom.airgap(1), sent["pseudonym"]
        run("reporter", "save", vault, name, "--to", out / "opened", *newsroom.passphrase, offline=offline)
        run("reporter", "reply", vault, name, "--text", ANSWER, *newsroom.passphrase, offline=offline)
        newsroom.each(lambda reader: newsroom.outbox(reader, offline=offline))
        newsroom.sync()
        # Two groups a look; ours may lie in several. The code goes in as if typed: no file of it is left.
        code = "\n".join(sent["numbers"])
        found = run("tip", "check", *where, "--code-file", "-", "--looks", 4, text=code)
    seen = {"pseudonym": found["pseudonym"], "replies": found["replies"]}
    (out / "seen.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1))
    untouched = out / "opened" / "untouched"
    if untouched.is_dir():  # what came as it is lies beside the rest here, so that one folder holds all that was sent
        for path in untouched.iterdir():
            shutil.copy(path, out / "opened" / path.name)
    if (seen["pseudonym"], ANSWER) not in [(name, reply["text"]) for reply in seen["replies"]]:
        raise JourneyError("The source did not find the answer", kept=f"All that was made is in {out}")
    return seen


def main() -> int:
    """Read the command line; 0 when the source has read the answer under its own name."""
    parser = argparse.ArgumentParser(prog="journey", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    voice = Voice("journey", as_json=False)
    start = time.monotonic()
    try:
        _check(asked.out, [asked.text, *asked.files])
        seen = journey(Newsroom(asked.out, free_port()), asked.text, asked.files)
    except KeyboardInterrupt:
        voice.failed(
            StoppedError(kept=f"What was made so far is in {asked.out}", todo="Delete it, then run this again")
        )
        return 130
    except (AsterismError, OSError) as error:
        voice.failed(told_os_error(error) if isinstance(error, OSError) else error)
        return 1
    print(f"{seen['pseudonym']} sent, was read and answered in {time.monotonic() - start:.0f} s; see {asked.out}")
    print("journey: ok")
    return 0


def _check(out: Path, files: list[Path]) -> None:
    """Say now what would stop it after half a minute."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise JourneyError(f"{out} is not empty", kept="It is as it was", todo="Name a new folder")
    for path in files:
        if not path.is_file():
            raise JourneyError(f"{path} is not a file", todo="Name files that are there, with no blank in their paths")


if __name__ == "__main__":
    raise SystemExit(main())
