"""``make run``: a demonstration newsroom in ./demo, served on http://127.0.0.1:8080 until it is stopped.

Found once, then only served: what was sent and answered stays. Everything lies on one machine under one passphrase,
so it shows how Asterism works and protects nobody.
"""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path

from deploy.newsroom import CommandFailedError, Newsroom

FOLDER = Path("demo")
PORT = 8080
DONE = "founded"


def main() -> int:
    """Found the newsroom when it is not there, make a trip, serve."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            print(f"Something else listens on port {PORT}. Stop it, then run this again.", file=sys.stderr)
            return 1
    newsroom = Newsroom(FOLDER, PORT)
    new = not (FOLDER / DONE).is_file()
    try:
        if new:
            print("Founding a newsroom in ./demo: keys, two reporters, a courier (half a minute, once) ...", flush=True)
            shutil.rmtree(FOLDER, ignore_errors=True)  # one that was cut short
            newsroom.found()
        with newsroom.serving() as server:
            newsroom.sync()
            if new:
                for reader in (1, 2):
                    newsroom.receive(reader)
                (FOLDER / DONE).touch()
            print(_told(newsroom), flush=True)
            try:
                server.wait()
            except KeyboardInterrupt:
                print("\nStopped. ./demo is kept; make run serves it again.")
    except CommandFailedError as error:
        print(f"{error}", file=sys.stderr)
        return 1
    return 0


def _told(newsroom: Newsroom) -> str:
    option, file = newsroom.passphrase
    bin_folder = Path(sys.executable).parent
    shown = bin_folder.relative_to(Path.cwd()) if bin_folder.is_relative_to(Path.cwd()) else bin_folder
    ending = f"{option} {file}"
    vault, stick = newsroom.airgap(1), newsroom.stick
    return f"""
  Open      {newsroom.url}  in a browser, and send something.

  Carry     {shown}/courier sync {newsroom.folder}/courier {stick} {ending}
  Read      {shown}/reporter receive {vault} {stick} {ending} && \\
            {shown}/reporter inbox {vault} {ending}

  Then      {shown}/reporter read {vault} 1 {ending}
            {shown}/reporter reply {vault} 1 --text "Thank you." {ending}
            {shown}/reporter outbox {vault} {stick} {ending}
            and carry again: the source finds the answer with its code.

  Control-C stops it; ./demo is kept.
"""


if __name__ == "__main__":
    raise SystemExit(main())
