"""``make run``: a demonstration newsroom in ./demo, served on http://127.0.0.1:8080 until it is stopped.

Found once, then only served: what was sent and answered stays. Everything lies on one machine under one passphrase,
so it shows how Asterism works and protects nobody.
"""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path

from deploy.newsroom import Newsroom
from intake.protocol.errors import AsterismError
from intake.voice import Voice, told_os_error

FOLDER = Path("demo")
PORT = 8080
DONE = "founded"


class PortTakenError(AsterismError):
    """Somebody else serves where the demonstration would."""

    code = "port-taken"
    happened = f"Something else listens on port {PORT}"
    todo = "Stop it, then run this again"


def main() -> int:
    """Found the newsroom when it is not there, make a trip, serve."""
    voice = Voice("demo", as_json=False)
    newsroom = Newsroom(FOLDER, PORT)
    new = not (FOLDER / DONE).is_file()
    try:
        _check_port()
        if new:
            print("Founding a newsroom in ./demo: keys, two reporters, a courier (half a minute, once) ...", flush=True)
            shutil.rmtree(FOLDER, ignore_errors=True)  # one that was cut short
            newsroom.found()
        with newsroom.serving() as server:
            newsroom.sync()
            if new:
                newsroom.each(newsroom.receive)
                (FOLDER / DONE).touch()
            print(_told(newsroom), flush=True)
            server.wait()
    except KeyboardInterrupt:
        kept = "kept; make run serves it again" if (FOLDER / DONE).is_file() else "half made; make run makes it anew"
        print(f"\nStopped. ./demo is {kept}.")
    except (AsterismError, OSError) as error:
        voice.failed(told_os_error(error) if isinstance(error, OSError) else error)
        return 1
    return 0


def _check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            raise PortTakenError from None


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
            (A server sorts what came for three trips a day; for a fourth, first: {shown}/intake upkeep {newsroom.folder}/server)

  Control-C stops it; ./demo is kept.
"""


if __name__ == "__main__":
    raise SystemExit(main())
