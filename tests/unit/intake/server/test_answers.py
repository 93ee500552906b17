"""Every answer, errors included: data with the same headers, and nothing said elsewhere."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from intake.protocol import wire
from intake.server.app import create_app
from intake.server.routes.answers import HEADERS, POLICY
from intake.server.store.database import Database
from intake.server.store.writer import Writer
from tests.support import sealed

DAY = 20_000
ONLY_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/", b"", 503),
        ("GET", "/health", b"", 503),
        ("GET", "/nothing", b"", 404),
        ("POST", "/letters", b"x", 400),
        ("POST", "/letters", b"x" * 40_000, 413),
        ("PUT", "/letters", b"", 404),
        ("HEAD", "/board", b"", 404),
        ("GET", "/courier/list", b"", 404),
        ("POST", "/letters", None, 201),
    ],
)
def test_every_answer_has_the_same_guards(
    client: FlaskClient, method: str, path: str, body: bytes | None, status: int
) -> None:
    """Policy, no-store and the others stand on every answer; nothing invites a browser to keep or to tell."""
    answer = client.open(path, method=method, data=sealed.exchange(DAY) if body is None else body)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert not {"Set-Cookie", "ETag", "Last-Modified", "Expires", "Allow", "Location"} & set(answer.headers.keys())
    assert answer.mimetype in {"application/json", "application/octet-stream"}


def test_the_policy_is_the_one_the_page_was_built_for() -> None:
    """Scripts, styles and connections from here alone, and no frame, form or base."""
    assert POLICY.split("; ") == [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ]  # fmt: skip


@ONLY_SQLITE
def test_a_mistake_tells_its_place_and_nothing_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A 500 answers with three sentences; the operator reads type, file and line, never the message."""

    def fail(*_arguments: object) -> None:
        raise ValueError("canary-in-the-message")

    monkeypatch.setattr(Writer, "put_letters", fail)
    answer = client.post("/letters", data=sealed.exchange(DAY))
    assert (answer.status_code, answer.json and answer.json["error"]) == (500, "server")
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    out, told = capfd.readouterr()
    assert not out
    assert re.fullmatch(r"intake: error: ValueError at \S+test_answers\.py:\d+\n", told)


@ONLY_SQLITE
def test_one_origin_gets_its_share_and_no_more(database: Database) -> None:
    """Whoever floods slows only itself."""
    settings = replace(database.settings, exchanges_per_client_ten_minutes=2, parcels_per_client_ten_minutes=1)
    client = create_app(settings, database).test_client()
    here, there = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    sent = [client.post("/letters", data=sealed.exchange(DAY), environ_overrides=here) for _ in range(3)]
    assert [answer.status_code for answer in sent] == [201, 201, 429]
    assert sent[2].headers["Retry-After"] == "600"
    assert sent[2].json is not None
    assert sent[2].json["error"] == "slow-down"
    assert client.post("/letters", data=sealed.exchange(DAY), environ_overrides=there).status_code == 201
    parcels = [
        client.put(f"/parcels/{os.urandom(16).hex()}", data=sealed.parcel(), environ_overrides=here) for _ in range(2)
    ]
    assert [answer.status_code for answer in parcels] == [201, 429]


@ONLY_SQLITE
def test_a_whole_ipv6_line_is_one_origin(database: Database) -> None:
    """Who has 2^64 addresses has one share all the same, and the neighbour's line its own."""
    settings = replace(database.settings, exchanges_per_client_ten_minutes=1)
    client = create_app(settings, database).test_client()
    answers = [
        client.post("/letters", data=sealed.exchange(DAY), environ_overrides={"REMOTE_ADDR": address}).status_code
        for address in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")
    ]
    assert answers == [201, 429, 201]


@ONLY_SQLITE
def test_a_circuit_is_an_origin_where_the_proxy_names_it(database: Database) -> None:
    """Behind a proxy every address is the proxy's; the header that the operator named tells circuits apart."""
    settings = replace(database.settings, exchanges_per_client_ten_minutes=1, client_header="X-Circuit")
    client = create_app(settings, database).test_client()
    answers = [
        client.post("/letters", data=sealed.exchange(DAY), headers={"X-Circuit": circuit}).status_code
        for circuit in ("fc00:dead:beef:4dad::1", "fc00:dead:beef:4dad::2", "fc00:dead:beef:4dad::1")
    ]
    assert answers == [201, 201, 429]


@ONLY_SQLITE
@pytest.mark.parametrize(
    "limits",
    [{"quota_bytes": 1}, {"quota_a_day_bytes": wire.PARCEL_SIZE}, {"disk_floor_bytes": 1 << 60}],
    ids=["quota", "day's quota", "disk"],
)
def test_a_full_server_says_so_before_the_disk_is_full(database: Database, limits: dict[str, Any]) -> None:
    """503 with Retry-After, and what is there stays readable."""
    full = Database(replace(database.settings, **limits))
    try:
        client = create_app(full.settings, full).test_client()
        answers = [client.post("/letters", data=sealed.exchange(DAY)) for _ in range(2)]
        if "quota_a_day_bytes" in limits:
            assert answers[0].status_code == 201
            client.application.extensions["asterism"].room._looked = -10.0
            answers.append(client.post("/letters", data=sealed.exchange(DAY)))
        assert (answers[-1].status_code, answers[-1].json and answers[-1].json["error"]) == (503, "full")
        assert answers[-1].headers["Retry-After"] == "3600"
        assert client.get("/health").json == {**(client.get("/health").json or {}), "room": False, "well": False}
    finally:
        full.close()


@ONLY_SQLITE
@pytest.mark.parametrize(("floor", "status"), [(1.5, 200), (3.0, 503)])
def test_a_full_server_still_publishes_and_a_token_does_not_fill_the_disk(
    client: FlaskClient, database: Database, courier: dict[str, str], floor: float, status: int
) -> None:
    """Half of what uploads leave free is for the page, the keys and the answers, and the other half for nobody."""
    assert client.get("/courier/state", headers=courier).status_code == 200
    free = shutil.disk_usage(database.settings.folder).free
    full = Database(replace(database.settings, disk_floor_bytes=int(free * floor)))
    try:
        there = create_app(full.settings, full).test_client()
        assert there.post("/letters", data=sealed.exchange(DAY)).status_code == 503
        body = wire.pack_files({"board": sealed.board(1, DAY)})
        assert there.put("/courier/publication", data=body, headers=courier).status_code == status
    finally:
        full.close()
