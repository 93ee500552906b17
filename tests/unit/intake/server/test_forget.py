"""Who asks is gone before the application sees the request."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest

from intake.server.forget import CLIENT, GZIP, Forget

CANARY = "canary"


def seen(environ: dict[str, Any], header: str = "") -> dict[str, Any]:
    """What the application sees of ``environ``."""
    caught: dict[str, Any] = {}

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        caught.update(environ)
        return []

    list(Forget(app, header)(environ, lambda *_: lambda _: None))
    return caught


def request() -> dict[str, Any]:
    """A request that tells all that a browser and a proxy can tell."""
    headers = ("USER_AGENT", "COOKIE", "REFERER", "X_FORWARDED_FOR", "HOST", "ACCEPT_LANGUAGE", "FROM", "ANYTHING")
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/letters",
        "QUERY_STRING": CANARY,
        "CONTENT_LENGTH": "5",
        "CONTENT_TYPE": CANARY,
        "REMOTE_ADDR": CANARY,
        "REMOTE_PORT": CANARY,
        "REMOTE_USER": CANARY,
        "SERVER_NAME": CANARY,
        "HTTP_ACCEPT_ENCODING": f"gzip, {CANARY}",
        "HTTP_AUTHORIZATION": "Bearer 00",
        "wsgi.input": io.BytesIO(),
        **{f"HTTP_{name}": CANARY for name in headers},
    }


def test_nothing_that_tells_who_asks_is_passed_on() -> None:
    """Address, agent, cookies, language, host, query and unknown headers are gone, from the outer request too."""
    outer = request()
    inner = seen(outer)
    assert CANARY not in repr(inner)
    assert not outer
    assert inner["PATH_INFO"] == "/letters"
    assert inner["HTTP_AUTHORIZATION"] == "Bearer 00"


def test_the_key_of_an_origin_is_the_processes_own_and_lives_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Same origin, same key; another process or ten minutes later, another."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    keys: list[str] = []

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        keys.append(environ[CLIENT])
        return []

    first, second = Forget(app), Forget(app)
    for layer in (first, first, second):
        layer(request(), lambda *_: lambda _: None)
    now = 1600.0
    first(request(), lambda *_: lambda _: None)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_a_proxys_header_counts_only_when_the_operator_named_it() -> None:
    """A header that anybody may send makes no second origin."""
    layer = Forget(lambda environ, _start: [environ[CLIENT].encode()])
    one, two = ({**request(), "HTTP_X_CIRCUIT": value} for value in ("1", "2"))
    assert list(layer(one, lambda *_: lambda _: None)) == list(layer(two, lambda *_: lambda _: None))


@pytest.mark.parametrize(
    ("accepted", "gzipped"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000, identity", False), ("notgzip", False),
     ("", False), (";,;", False)],
)  # fmt: skip
def test_gzip_is_for_whoever_takes_it(accepted: str, gzipped: bool) -> None:
    """A browser that refuses a coding gets the file as it is."""
    assert seen(request() | {"HTTP_ACCEPT_ENCODING": accepted})[GZIP] is gzipped
