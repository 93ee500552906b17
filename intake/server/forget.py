"""Forgets who asks before anybody could know: a WSGI layer around the application.

What the application sees of a request is a list of what it needs; address, agent, cookies, language, query and every
header that is not on the list are gone. Only the limiter's key is made here first: an HMAC of where the connection
comes from (a Tor circuit or an address) under a random key that lives ten minutes, in this process only unless several
processes count together (sharedkey.py).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from intake.server.sharedkey import Drawn, drawn_alone

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY_LIFE_S = 600
CLIENT = "asterism.client"
GZIP = "asterism.gzip"
# The server's port, name and software say nothing about who asks, and Flask wants some.
_FIXED = {"SERVER_NAME": "intake", "SERVER_PORT": "80", "SCRIPT_NAME": "", "QUERY_STRING": ""}
_NEEDED = frozenset({
    "REQUEST_METHOD",
    "PATH_INFO",
    "SERVER_PROTOCOL",
    "CONTENT_LENGTH",
    "HTTP_CONTENT_ENCODING",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_AUTHORIZATION",
    "wsgi.version",
    "wsgi.url_scheme",
    "wsgi.input",
    "wsgi.input_terminated",
    "wsgi.errors",
    "wsgi.multithread",
    "wsgi.multiprocess",
    "wsgi.run_once",
})  # fmt: skip


class Forget:
    """Wraps a WSGI application; ``client_header`` is the one a trusted proxy sets, or empty."""

    def __init__(self, app: WSGIApplication, client_header: str = "", draw: Callable[[], Drawn] | None = None) -> None:
        """The first key is drawn with the first request; ``draw``: where keys come from, this process by default."""
        self._app = app
        self._origin = f"HTTP_{client_header.upper().replace('-', '_')}" if client_header else "REMOTE_ADDR"
        self._draw = draw or drawn_alone(KEY_LIFE_S)
        self._lock = threading.Lock()
        self._key = b""
        self._until = 0.0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass on what is needed, in an environment of its own."""
        kept = {name: environ[name] for name in _NEEDED & environ.keys()}
        kept |= _FIXED
        kept[CLIENT] = self._opaque(_line(str(environ.get(self._origin, ""))))
        kept[GZIP] = _takes_gzip(str(environ.get("HTTP_ACCEPT_ENCODING", "")))
        environ.clear()
        return self._app(kept, start_response)

    def _opaque(self, origin: str) -> str:
        now = time.monotonic()
        with self._lock:
            if now >= self._until:
                self._key, life_s = self._draw()
                self._until = now + life_s
            key = self._key
        return hmac.new(key, origin.encode(), hashlib.sha256).hexdigest()[:32]


def _line(origin: str) -> str:
    """Whoever has one public IPv6 address has 2^64 of them, and one share for all; Tor's circuits are in no such net."""
    if ":" not in origin:
        return origin
    try:
        number = int(ipaddress.IPv6Address(origin))
    except ValueError:
        return origin
    return str(number >> 64) if number >> 125 == 1 else origin  # 2000::/3 is all that is public (RFC 4291)


def _takes_gzip(accepted: str) -> bool:
    """RFC 9110, section 12.5.3: a coding of weight nought is refused."""
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "").rstrip("0") not in {"q=", "q=0."}
    return False
