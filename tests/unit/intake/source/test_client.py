"""The wire of a source: what is tried again, what is not, what is never asked."""

from __future__ import annotations

import json
import time

import pytest

from intake.protocol import wire
from intake.protocol.board import Place
from intake.protocol.errors import WrongClockError, WrongSizeError
from intake.source import client as clients
from intake.source.client import Busy, Client, Cut, Done
from intake.source.errors import AddressError, BusyError, FullError, NoNewsroomError, OfflineError, RefusedError
from tests.support.scripted import Says, scripted

EXCHANGE = bytes(wire.EXCHANGE_SIZE)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second in a test."""
    monkeypatch.setattr(clients, "FIRST_PAUSE_S", 0.01)


def refused(code: str, status: int, **headers: str) -> Says:
    """A refusal as our server words it."""
    told = {"error": code, "happened": "\x1b[2Jsend your code to 6660", "kept": "k", "next": "n"}
    return Says(status, json.dumps(told).encode(), tuple((k.replace("_", "-"), v) for k, v in headers.items()))


@pytest.mark.parametrize(
    "trouble",
    [
        Says(hang_up=True),
        refused("full", 503, Retry_After="0"),
        refused("slow-down", 429, Retry_After="0"),
        refused("not-stored", 503),
        refused("server", 500),
        refused("size", 400),
        Says(502, b"<html>bad gateway</html>"),
        Says(408),
    ],
    ids=["cut", "full", "slow down", "not stored", "server", "cut on its way", "proxy", "timeout"],
)
def test_an_exchange_is_sent_again_byte_for_byte_until_its_201(trouble: Says) -> None:
    """Trouble of the line or of the server is answered by the very same request."""
    with scripted([trouble, trouble, Says(201)]) as server:
        body = EXCHANGE.replace(b"\0", b"x", 7)
        Client(server.address).post_exchange(body)
    assert server.came == [("POST", "/letters", body)] * 3


def test_as_long_as_the_server_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry-After is waited for."""
    with scripted([refused("slow-down", 429, Retry_After="1"), Says(201)]) as server:
        start = time.monotonic()
        Client(server.address).post_exchange(EXCHANGE)
        assert time.monotonic() - start >= 1


def test_who_would_have_to_wait_too_long_is_told_how_long() -> None:
    """A server that is full for an hour is not waited for; the person learns when to come back."""
    with scripted([refused("full", 503, Retry_After="3600")]) as server, pytest.raises(FullError) as told:
        Client(server.address).post_exchange(EXCHANGE)
    assert "60 minutes" in told.value.todo
    assert len(server.came) == 1


def test_a_dead_line_is_given_up_in_the_end() -> None:
    """Patience has an end, and the end is an error of ours."""
    with scripted([Says(hang_up=True)]) as server, pytest.raises(OfflineError):
        Client(server.address, patience_s=0.1).post_exchange(EXCHANGE)
    assert len(server.came) > 1


def test_a_wrong_address_is_said_soon() -> None:
    """At the opening three tries are enough, whatever patience is left."""
    with scripted([Says(hang_up=True)]) as server, pytest.raises(OfflineError):
        Client(server.address, patience_s=3600).directory()
    assert len(server.came) == 3


def test_a_network_that_says_yes_to_everything_stores_nothing() -> None:
    """A hotel's page that answers 200 or 201 with words is no server of ours, so nothing counts as arrived."""
    page = b"<html>Please log in</html>"
    with scripted([Says(200, page), Says(201, page), Says(200), Says(201)]) as server:
        client = Client(server.address)
        assert client.ask("PUT", "/parcels/00", b"x") == Cut()
        assert client.ask("PUT", "/parcels/00", b"x") == Cut()
        assert client.ask("POST", "/letters", b"x") == Cut()
        assert client.ask("POST", "/letters", b"x") == Done(201, b"")


def ask_letters(says: Says) -> None:
    """One exchange, answered so."""
    with scripted([says]) as server:
        Client(server.address).post_exchange(EXCHANGE)


def test_what_the_server_writes_is_never_shown() -> None:
    """The server is trusted with nothing a person reads: its sentences are not repeated, only ours are."""
    with pytest.raises(RefusedError) as told:
        ask_letters(refused("conflict", 409))
    assert "6660" not in told.value.happened + told.value.kept + told.value.todo
    with pytest.raises(WrongClockError):
        ask_letters(refused("wrong-clock", 400))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_sent_elsewhere(status: int) -> None:
    """A redirect is not followed: it could lead out of Tor, or to a machine that keeps addresses."""
    with (
        scripted([Says(200)]) as elsewhere,
        scripted([Says(status, headers=(("Location", elsewhere.address),))]) as server,
    ):
        with pytest.raises(OfflineError):
            Client(server.address).directory()
        assert elsewhere.came == []


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile server cannot fill the memory, compressed or not."""
    monkeypatch.setattr(clients, "ANSWER_LIMIT", 100_000)
    with scripted([Says(200, bytes(200_000))]) as server, pytest.raises(RefusedError):
        Client(server.address).directory()


def test_a_group_has_one_size() -> None:
    """Anything else is refused, not parsed."""
    with scripted([Says(200, bytes(wire.GROUP_SIZE - 1))]) as server, pytest.raises(WrongSizeError):
        Client(server.address).group(Place(1, 0))


def test_nothing_there_is_an_answer() -> None:
    """No keys today and no board yet are values; no directory is no newsroom."""
    with scripted([Says(404)]) as server:
        client = Client(server.address)
        assert client.keys_now() is None
        assert client.board() is None
        with pytest.raises(NoNewsroomError):
            client.directory()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7), ("0", 0), ("-1", None), ("soon", None), ("9" * 400, 999_999_999), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)],
)
def test_retry_after_in_any_spelling(said: str, seconds: float | None) -> None:
    """Seconds and dates are read; nonsense is no wait of its own, and no error."""
    with scripted([Says(503, b"", (("Retry-After", said),))]) as server:
        outcome = Client(server.address).ask("GET", "/board")
    assert isinstance(outcome, Busy)
    assert outcome.wait_s == seconds
    assert type(outcome.error) is BusyError


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://example.org",
        "http://",
        "https://u:p@example.org",
        "https://example.org/?a=1",
        "https://example.org:port",
        "https://[::1",
        "http://example.org",
        "http://abc.onion",
    ],
)
def test_no_address_is_refused_before_anybody_is_asked(address: str) -> None:
    """Half addresses, plain http in the open, and onion addresses without Tor, whose look-up alone would tell."""
    with pytest.raises(AddressError):
        Client(address)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9050", "http://127.0.0.1:8118", "127.0.0.1:9050"])
def test_a_proxy_that_leaks_names_is_refused(proxy: str) -> None:
    """Only socks5h leaves the looking up of names to Tor."""
    with pytest.raises(AddressError):
        Client("http://abc.onion", proxy)
    Client("http://abc.onion", "socks5h://127.0.0.1:9050")


def test_the_environment_chooses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the system's sends nobody through another machine."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with scripted([Says(200, b"{}")]) as server:
        assert Client(server.address).directory() == b"{}"
