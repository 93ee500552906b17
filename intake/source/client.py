"""The wire of a source: the same requests in the same order whatever the source does (docs/protocol.md, "Exchange")."""

from __future__ import annotations

import threading
import time

import requests

from intake.protocol import wire
from intake.protocol.board import Place
from intake.source.errors import NoNewsroomError, OfflineError, RefusedError

TIMEOUT_SECONDS = (30, 90)
TRIES = 12
LONGEST_PAUSE_SECONDS = 30.0
# What Tor Browser sends on every system: the one agent that says nothing but that.
AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


class Client:
    """Speaks with one server. May be used by several threads: each has a connection of its own."""

    def __init__(self, address: str, proxy: str | None = None) -> None:
        """``proxy``: as ``socks5h://127.0.0.1:9050``, so that names are looked up by Tor too."""
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

    def _ask(self, method: str, path: str, body: bytes | None, good: tuple[int, ...]) -> requests.Response:
        """Ask until there is an answer: the very same bytes after a cut, as writing is idempotent.

        Raises:  OfflineError: the line stayed cut.  RefusedError: the server said no.  NoNewsroomError: 404.
        """
        pause = 0.5
        for _ in range(TRIES):
            try:
                headers = {"Content-Type": "application/octet-stream"} if body is not None else None
                answer = self._session().request(
                    method, f"{self._base}{path}", data=body, headers=headers, timeout=TIMEOUT_SECONDS
                )
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code in good:
                return answer
            if answer is not None and answer.status_code == 404:
                raise NoNewsroomError
            if answer is not None and answer.status_code not in (408, 425, 429, 500, 502, 503, 504):
                raise RefusedError(_told(answer))
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        if answer is not None:
            raise RefusedError(_told(answer))
        raise OfflineError

    def directory(self) -> bytes:
        """The one-file directory, unchecked."""
        return self._ask("GET", "/directory/bundle.json", None, (200,)).content

    def keys_now(self) -> bytes | None:
        """The key records of the server's day, unchecked; None: no reporter has a key today."""
        try:
            return self._ask("GET", "/keys/now", None, (200,)).content
        except NoNewsroomError:
            return None

    def post_exchange(self, exchange: bytes) -> None:
        """Hand over four letters, 32,768 bytes."""
        self._ask("POST", "/letters", exchange, (201,))

    def put_parcel(self, parcel: bytes, sealed: bytes) -> None:
        """Hand over one parcel under its id (16 bytes); there already is as good."""
        self._ask("PUT", f"/parcels/{parcel.hex()}", sealed, (200, 201))

    def board(self) -> bytes:
        """The board, unchecked."""
        return self._ask("GET", "/board", None, (200,)).content

    def group(self, place: Place) -> bytes:
        """Eight replies, 32,768 bytes. Raises WrongSizeError."""
        body = self._ask("GET", f"/groups/{place.section}/{place.group}", None, (200,)).content
        return wire.check_size(body, wire.GROUP_SIZE)


def _told(answer: requests.Response) -> str:
    try:
        return f"The newsroom's machine refused: {answer.json()['happened']}"
    except (ValueError, KeyError, TypeError):
        return f"The newsroom's machine refused ({answer.status_code})"
