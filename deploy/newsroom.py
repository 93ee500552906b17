"""A whole newsroom in one folder, founded with the real commands, each its own process: for the demonstration, tests.

``server`` · ``admin`` · ``courier`` · ``airgap-1``, ``airgap-2`` · ``stick`` · ``passphrase`` (one for all: a
demonstration protects nobody).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.protocol.errors import AsterismError

READERS = ("Ada", "Samira")
CORES = 2
"""A passphrase takes 256 MiB while it is stretched, so no more are at one time even where there are more cores."""


class CommandFailedError(AsterismError):
    """A command ended with an error; ``told`` is its JSON answer, ``errors`` what it said instead of one."""

    code = "command"
    todo = "Mend what the command says, then run this again"

    def __init__(self, command: str, told: dict[str, Any], errors: str) -> None:
        """Its own three sentences, and before them its name."""
        happened = told.get("happened") or errors.strip().splitlines()[-1:] or "it said nothing"
        super().__init__(f"{command}: {happened}", kept=told.get("kept"), todo=told.get("next"))
        self.told = told


def run(program: str, *arguments: object, offline: bool = False, text: str | None = None) -> dict[str, Any]:
    """Run one of the five commands with ``--json``; its answer.

    Args:    offline: in a network namespace of its own, which has no network at all.  text: for its standard input.
    Raises:  CommandFailedError.
    """
    command = [str(Path(sys.executable).with_name(program)), *map(str, arguments), "--json"]
    if offline:
        command = [*without_network(), *command]
    done = subprocess.run(command, capture_output=True, text=True, input=text or "", check=False)
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        told = {}
    if done.returncode or not told.get("ok"):
        raise CommandFailedError(" ".join(map(str, [program, *arguments[:2]])), told, done.stderr)
    return told


def without_network() -> list[str]:
    """The start of a command line that takes the network away: as root, or in a user namespace."""
    return ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]


def can_unshare() -> bool:
    """Whether this machine lets us take the network away."""
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*without_network(), "true"], capture_output=True, check=False).returncode == 0


def free_port() -> int:
    """A port on loopback that nobody listens at.

    Below those that the system gives to outgoing connections: one of these may be taken before it is used.
    """
    lowest = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    while True:
        port = lowest - 1 - secrets.randbelow(lowest // 2)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The folders of a newsroom's machines, and the steps between them."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stick(self) -> Path:
        """The stick that everybody carries."""
        return self.folder / "stick"

    @property
    def passphrase(self) -> tuple[str, str]:
        """The option that every command with a secret takes."""
        return "--passphrase-file", str(self.folder / "passphrase")

    def airgap(self, reader: int) -> Path:
        """The vault of reader 1 or 2."""
        return self.folder / f"airgap-{reader}"

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[str]]:
        """The real server, ended at the end of the block."""
        command = [str(Path(sys.executable).with_name("intake")), "serve", str(self.folder / "server")]
        process = subprocess.Popen(  # a group of its own: Control-C is for us, and we end it
            [*command, "--port", str(self.port), "--json"],
            stdout=subprocess.PIPE,
            text=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101 - for the types: it is a pipe
            if not process.stdout.readline():
                raise CommandFailedError("intake serve", {}, "it ended before it answered")
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None  # noqa: S101 - as above
            process.stdout.close()

    def found(self) -> None:
        """Everything up to the first trip, which needs the server: keys, cards, certificates, signatures, outboxes."""
        self.stick.mkdir(parents=True)
        (self.folder / "passphrase").write_text(secrets.token_urlsafe(16) + "\n")
        admin = self.folder / "admin"
        # Five machines that know nothing of one another yet; the slow part of each is its passphrase.
        with ThreadPoolExecutor(CORES) as pool:
            begun = pool.submit(self._begin_admin, admin)
            cards = [pool.submit(self._reporter_card, reader) for reader in range(1, len(READERS) + 1)]
            courier = pool.submit(self._courier_card)
            begun.result()
            for card in cards:
                run("keys", "reporter", "certify", admin, card.result(), "--yes")
            run("keys", "courier", "certify", admin, courier.result(), "--yes")
        run("keys", "targets", "sign", admin, self.stick, *self.passphrase)
        self.each(self.outbox)

    def _begin_admin(self, admin: Path) -> None:
        run(
            *("keys", "root", "new", admin, "--name", "The Demonstration", "--name", "ru=Демонстрация"),
            *("--name", "hi=प्रदर्शन", "--name", "ur=نمائش", "--threshold", "1", "--admins", "1"),
            *("--language", "en", "--language", "ru", "--language", "hi", "--language", "ur", *self.passphrase),
        )

    def _reporter_card(self, reader: int) -> str:
        run("reporter", "new", self.airgap(reader), "--name", READERS[reader - 1], *self.passphrase)
        return str(run("reporter", "card", self.airgap(reader), self.stick, *self.passphrase)["card"])

    def _courier_card(self) -> str:
        run("intake", "init", self.folder / "server")
        token = run("intake", "courier-token", self.folder / "server")["token"]
        courier = self.folder / "courier"
        made = ("--name", "Laptop", "--server", self.url, "--token", token)
        run("courier", "new", courier, *made, *self.passphrase)
        return str(run("courier", "card", courier, self.stick, *self.passphrase)["card"])

    def each(self, step: Callable[[int], object]) -> None:
        """The same step on every reader's machine, at one time. Raises what the first one that failed did."""
        with ThreadPoolExecutor(CORES) as pool:
            for done in [pool.submit(step, reader) for reader in range(1, len(READERS) + 1)]:
                done.result()

    def sync(self) -> dict[str, Any]:
        """The courier's whole trip."""
        return run("courier", "sync", self.folder / "courier", self.stick, *self.passphrase)

    def receive(self, reader: int, *, offline: bool = False) -> dict[str, Any]:
        """A reader's machine takes the stick's bundles in."""
        return run("reporter", "receive", self.airgap(reader), self.stick, "--yes", *self.passphrase, offline=offline)

    def outbox(self, reader: int, *, offline: bool = False) -> dict[str, Any]:
        """A reader's machine hands its outbox over."""
        return run("reporter", "outbox", self.airgap(reader), self.stick, *self.passphrase, offline=offline)

    def pin(self) -> str:
        """SHA-256 of the first root, as it would be printed."""
        import hashlib

        return hashlib.sha256((self.stick / "asterism" / "newsroom" / "1.root.json").read_bytes()).hexdigest()
