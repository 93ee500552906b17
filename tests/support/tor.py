"""A Tor network of this machine's own: three authorities, which are relays too, three relays, a service, a client.

Debian's tor with ``TestingTorNetwork``, all on loopback: circuits, onion addresses and their lookups are Tor's own, only
the network is small. Needs the package ``tor``. The service is deploy/torrc as it stands but for its folder and port.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests

from deploy.newsroom import free_port
from tests.support.browser import Preferences

T = TypeVar("T")
TORRC = Path(__file__).resolve().parents[2] / "deploy" / "torrc"
START_S = 100.0
TRIES = 3  # a network this small sometimes agrees on a list of relays that lacks some, and then nothing is found
AUTHORITIES, RELAYS = 3, 3
_COMMON = """
TestingTorNetwork 1
DataDirectory {folder}
Log notice file {folder}/log
ShutdownWaitLength 0
AssumeReachable 1
PathsNeededToBuildCircuits 0.67
TestingClientDownloadInitialDelay 0
TestingClientConsensusDownloadInitialDelay 0
TestingServerConsensusDownloadInitialDelay 0
"""
_RELAY = """
Nickname {name}
Address 127.0.0.1
ORPort 127.0.0.1:{onion} IPv4Only
ContactInfo nobody
ExitRelay 1
ExitPolicy accept 127.0.0.1:*
ExitPolicyRejectPrivate 0
SocksPort 0
"""
_AUTHORITY = """
DirPort 127.0.0.1:{directory} IPv4Only
AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
TestingDirAuthVoteExit *
TestingDirAuthVoteGuard *
TestingDirAuthVoteHSDir *
TestingMinExitFlagThreshold 0
"""


@dataclass(frozen=True, slots=True)
class Onion:
    """The service's address, the client's SOCKS port, and what the service's tor wrote."""

    address: str
    socks: int
    log: Path

    def proxy(self, circuit: str = "") -> str:
        """The proxy's URL; streams of different names go through different circuits."""
        return f"socks5h://{circuit + ':x@' if circuit else ''}127.0.0.1:{self.socks}"

    def tor_browser(self) -> Preferences:
        """Firefox as Tor Browser at "Safer": names looked up by Tor, .onion a secure context, no JIT, no WebAssembly.

        Tor Browser's 000-tor-browser.js says the same of onions; at that level its NoScript lets them run scripts.
        """
        return (
            self.plain_firefox()
            | {
                "dom.securecontext.allowlist_onions": True,
                "dom.security.https_only_mode": True,
                "dom.security.https_only_mode.upgrade_onion": False,
                "privacy.resistFingerprinting": True,
            }
            | {f"javascript.options.{part}": False for part in ("asmjs", "baselinejit", "ion", "native_regexp", "wasm")}
        )

    def plain_firefox(self) -> Preferences:
        """Firefox that somebody only pointed at Tor."""
        return {
            "network.dns.blockDotOnion": False,
            "network.proxy.http": "",
            "network.proxy.http_port": 0,
            "network.proxy.socks": "127.0.0.1",
            "network.proxy.socks_port": self.socks,
            "network.proxy.socks_remote_dns": True,
            "network.proxy.socks_version": 5,
            "network.proxy.ssl": "",
            "network.proxy.ssl_port": 0,
            "network.proxy.type": 1,
        }


@contextmanager
def onion_service(folder: Path, port: int) -> Iterator[Onion]:
    """Bring up a network and a service that leads to ``port`` of loopback; yields when the service has answered."""
    for attempt in range(1, TRIES + 1):
        with ExitStack() as running:
            onion = _network(folder / str(attempt), port, running)
            try:
                proxies = {"http": onion.proxy()}
                _within(
                    lambda: requests.get(f"{onion.address}/health", proxies=proxies, timeout=20),  # noqa: B023 - now
                    requests.RequestException,
                )
            except requests.RequestException:
                if attempt == TRIES:
                    raise
                continue
            yield onion
            return


def _network(folder: Path, port: int, running: ExitStack) -> Onion:
    """Start everything; the service need not answer yet."""
    folder.mkdir(mode=0o700, parents=True)
    authorities = [_authority(folder / f"authority{n}", n) for n in range(AUTHORITIES)]
    network = "\n".join(line for line, _ in authorities) + "\n"
    for n, (_, torrc) in enumerate(authorities):
        running.enter_context(_tor(folder / f"authority{n}", torrc + network))
    for n in range(RELAYS):
        home = folder / f"relay{n}"
        torrc = _COMMON.format(folder=home) + _RELAY.format(name=f"relay{n}", onion=free_port())
        running.enter_context(_tor(home, torrc + network))
    home, visitor, socks = folder / "service", folder / "client", free_port()
    deployed = TORRC.read_text(encoding="utf-8").replace("/var/lib/tor/asterism", str(home / "asterism"))
    deployed = deployed.replace("127.0.0.1:8081", f"127.0.0.1:{port}").replace("syslog", f"file {home}/log")
    torrc = _COMMON.format(folder=home).replace("Log ", "# ") + "SocksPort 0\n" + deployed
    running.enter_context(_tor(home, torrc + network))
    torrc = _COMMON.format(folder=visitor) + f"SocksPort 127.0.0.1:{socks}\n"
    running.enter_context(_tor(visitor, torrc + network))
    name = _within(lambda: (home / "asterism" / "hostname").read_text(encoding="ascii").strip(), FileNotFoundError)
    return Onion(f"http://{name}", socks, home / "log")


def _within(ask: Callable[[], T], failure: type[Exception]) -> T:
    """Ask again until it does not fail. Raises the last failure."""
    end = time.monotonic() + START_S
    while True:
        try:
            return ask()
        except failure:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def _authority(home: Path, n: int) -> tuple[str, str]:
    """An authority's keys; the line by which others know it, and its torrc."""
    (home / "keys").mkdir(mode=0o700, parents=True)
    home.chmod(0o700)
    onion, directory = free_port(), free_port()
    command = [
        "tor-gencert",
        "--create-identity-key",
        "-m",
        "12",
        "-a",
        f"127.0.0.1:{directory}",
        "--passphrase-fd",
        "0",
    ]
    subprocess.run(command, cwd=home / "keys", input=b"passphrase\n", check=True, capture_output=True)
    certificate = (home / "keys" / "authority_certificate").read_text(encoding="ascii")
    identity = certificate.partition("fingerprint ")[2].split()[0]
    nobody = f"DirAuthority nobody 127.0.0.1:1 {'f' * 40}\n"
    torrc = _COMMON.format(folder=home) + _RELAY.format(name=f"authority{n}", onion=onion)
    file = home / "torrc"
    file.write_text(torrc + nobody, encoding="utf-8")
    listed = subprocess.run(
        ["tor", "-f", str(file), "--ignore-missing-torrc", "--quiet", "--list-fingerprint"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    fingerprint = re.sub(r"\s", "", listed.strip().splitlines()[-1].partition(" ")[2])
    line = f"DirAuthority authority{n} orport={onion} v3ident={identity} 127.0.0.1:{directory} {fingerprint}"
    return line, torrc + _AUTHORITY.format(directory=directory)


@contextmanager
def _tor(home: Path, torrc: str) -> Iterator[None]:
    home.mkdir(mode=0o700, exist_ok=True)
    file = home / "torrc"
    file.write_text(torrc, encoding="utf-8")
    with (home / "output").open("wb") as output:
        process = subprocess.Popen(["tor", "-f", str(file)], stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        time.sleep(0.1)
        assert process.poll() is None, (home / "output").read_text(encoding="utf-8")
        yield
    finally:
        process.terminate()
        process.wait(30)
