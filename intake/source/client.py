"""The wire of a source: one request at a time, and the same request until it is answered. Nothing is stored or logged."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from intake.protocol import wire
from intake.protocol.board import Place
from intake.protocol.errors import WrongClockError
from intake.source.errors import (
    AddressError,
    BusyError,
    FullError,
    NoNewsroomError,
    OfflineError,
    RefusedError,
    SlowDownError,
    SourceError,
)

# What Tor Browser sends on every system: the one agent that says nothing but that.
AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
ANSWER_LIMIT = 32 * 1_024 * 1_024
"""Bytes. No answer of ours is larger: a board of 120 days, a directory of 4 MiB."""

CONNECT_S = 60.0
QUIET_S = 90.0
LONGEST_QUIET_S = 900.0
"""How long nothing may happen on a line before it counts as cut; twice as long after each time that was not enough."""

OPENING_TRIES = 3
PATIENCE_S = 1_800.0
"""How long a cut line is tried again, or a busy server waited for, before the command gives up."""

_GOOD = {"GET": (200,), "POST": (201,), "PUT": (200, 201)}

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0


@dataclass(frozen=True, slots=True)
class Done:
    """The request was answered as it should be."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The line was cut, or was quiet for too long; the same bytes may be sent again."""

    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """The server asked to wait, so many seconds if it said; then the same bytes may be sent again."""

    error: BusyError
    wait_s: float | None


Outcome = Done | Cut | Busy


def pause_s(failures: int) -> float:
    """Seconds to wait after so many failures in a row, from 1: 1, 2, 4 … 60."""
    return float(min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S))


class Client:
    """Speaks with one server. May be used by several threads: each has a connection of its own."""

    def __init__(self, address: str, proxy: str | None = None, *, patience_s: float = PATIENCE_S) -> None:
        """``proxy``: as ``socks5h://127.0.0.1:9050``, so that names are looked up by Tor too. Raises AddressError."""
        _check_address(address, proxy)
        self.patience_s = patience_s
        self._base = address.rstrip("/")
        self._proxy = proxy
        self._local = threading.local()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            session.headers.clear()
            session.headers.update({"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"})
            if self._proxy:
                session.proxies = {"http": self._proxy, "https": self._proxy}
            self._local.session = session
        return session

    def ask(self, method: str, path: str, body: bytes | None = None, *, quiet_s: float = QUIET_S) -> Outcome:
        """One request and what became of it.

        Args:    quiet_s: how long the line may be quiet.
        Raises:  NoNewsroomError: 404.  RefusedError; WrongClockError.
        """
        headers = {"Content-Type": "application/octet-stream"} if body is not None else None
        # The first limit is for the connection, and for how long a body may take to go.
        limits = (CONNECT_S if body is None else quiet_s, quiet_s)
        try:
            with self._session().request(
                method,
                f"{self._base}{path}",
                data=body,
                headers=headers,
                timeout=limits,
                allow_redirects=False,  # our server sends nobody anywhere else
                stream=True,
            ) as answer:
                return _judge(method, answer, _read(answer))
        except requests.Timeout:
            return Cut(quiet=True)
        except requests.RequestException:
            return Cut()

    def insist(self, method: str, path: str, body: bytes | None = None, *, tries: int | None = None) -> bytes:
        """The very same request until it is answered; the answer's body.

        Args:    tries: give up after so many, or, None, when patience is at its end.
        Raises:  OfflineError; BusyError and its kinds; and as :meth:`ask`.
        """
        start, failures, quiet_s = time.monotonic(), 0, QUIET_S
        while True:
            outcome = self.ask(method, path, body, quiet_s=quiet_s)
            if isinstance(outcome, Done):
                return outcome.body
            failures += 1
            wait_s = pause_s(failures)
            if isinstance(outcome, Busy):
                wait_s = max(wait_s, outcome.wait_s or 0.0)
            elif outcome.quiet:
                quiet_s = min(2 * quiet_s, LONGEST_QUIET_S)
            used_up = tries is not None and failures >= tries
            if used_up or time.monotonic() + wait_s - start > self.patience_s:
                raise given_up(outcome)
            time.sleep(wait_s)

    def hang_up(self) -> None:
        """Close this thread's connection."""
        self._session().close()

    def directory(self) -> bytes:
        """The one-file directory, unchecked."""
        return self.insist("GET", "/directory/bundle.json", tries=OPENING_TRIES)

    def keys_now(self) -> bytes | None:
        """The key records of the server's day, unchecked; None: no reporter has a key today."""
        try:
            return self.insist("GET", "/keys/now", tries=OPENING_TRIES)
        except NoNewsroomError:
            return None

    def post_exchange(self, exchange: bytes) -> None:
        """Hand over four letters, 32,768 bytes."""
        self.insist("POST", "/letters", exchange)

    def put_parcel(self, parcel: bytes, sealed: bytes, *, quiet_s: float = QUIET_S) -> Outcome:
        """Hand over one parcel under its id (16 bytes), once; there already is as good."""
        return self.ask("PUT", f"/parcels/{parcel.hex()}", sealed, quiet_s=quiet_s)

    def board(self) -> bytes | None:
        """The board, unchecked; None: there is none yet."""
        try:
            return self.insist("GET", "/board")
        except NoNewsroomError:
            return None

    def group(self, place: Place) -> bytes:
        """Eight replies, 32,768 bytes. Raises WrongSizeError."""
        return wire.check_size(self.insist("GET", f"/groups/{place.section}/{place.group}"), wire.GROUP_SIZE)


def given_up(outcome: Cut | Busy) -> SourceError:
    """The error of somebody who tries no more."""
    if isinstance(outcome, Cut):
        return OfflineError()
    if outcome.wait_s and outcome.wait_s >= 60:
        outcome.error.todo = f"Run the command again in {round(outcome.wait_s / 60)} minutes or later"
    return outcome.error


def _check_address(address: str, proxy: str | None) -> None:
    """Refuse what would never answer, and what would tell others whom the source asks."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise AddressError from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.query or parts.fragment:
        raise AddressError
    if proxy is not None and not proxy.startswith("socks5h://"):
        raise AddressError(
            "This proxy would let others see which newsroom you ask for",
            todo='Give Tor\'s own: "--proxy socks5h://127.0.0.1:9050"',
        )
    if host.endswith(".onion") and proxy is None:
        raise AddressError(
            "An onion address is reached through Tor only",
            todo='Start Tor, then add "--proxy socks5h://127.0.0.1:9050"',
        )
    if parts.scheme == "http" and not host.endswith(".onion") and host not in ("127.0.0.1", "localhost", "::1"):
        raise AddressError(
            "On an http address everybody on the way sees how much you send",
            todo="Use the newsroom's https or onion address",
        )


def _read(answer: requests.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_content(65_536):
        body += piece
        if len(body) > ANSWER_LIMIT:
            raise RefusedError("The newsroom's machine answers with more than it ever has to say")
    return bytes(body)


def _judge(method: str, answer: requests.Response, body: bytes) -> Outcome:
    status = answer.status_code
    if status in _GOOD[method]:
        # Our server says nothing when it has stored something; a hotel's network says "please log in".
        return Done(status, body) if method == "GET" or not body else Cut()
    code = _code(body)
    # A body of ours always has its size: where the server counted fewer bytes, the line has lost them.
    if status < 400 or status == 408 or (status == 400 and code == "size"):
        return Cut()
    if status in (425, 429) or status >= 500:
        kind = {"full": FullError, "slow-down": SlowDownError}.get(code, BusyError)
        return Busy(kind(), _retry_after(answer.headers.get("Retry-After")))
    if status == 404:
        raise NoNewsroomError
    if code == WrongClockError.code:
        raise WrongClockError
    raise RefusedError(f"{RefusedError.happened} ({status})")


def _code(untrusted: bytes) -> str:
    """The code in a refusal; its sentences are not shown: the server is trusted with nothing that a person reads."""
    try:
        return str(json.loads(untrusted)["error"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _retry_after(untrusted: str | None) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, section 10.2.3: seconds, or a date)."""
    if untrusted is None:
        return None
    said = untrusted.strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
