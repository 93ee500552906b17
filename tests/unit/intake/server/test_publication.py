"""What a courier publishes is whole, only adds, and can be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from intake.protocol import wire
from intake.server.store import queries
from intake.server.store.database import Database
from tests.support import sealed
from tests.support.newsroom import Newsroom

DAY = 20_000
Headers = dict[str, str]
OTHER = bytes(range(1, 17))


def publish(client: FlaskClient, courier: Headers, files: Mapping[str, bytes]) -> int:
    """The status of one publication."""
    return client.put("/courier/publication", data=wire.pack_files(files), headers=courier).status_code


def test_what_is_published_is_served_as_it_is(client: FlaskClient, courier: Headers) -> None:
    """Page, directory, keys, board, groups: each under its address, with its media type, byte for byte."""
    section = sealed.section(1, DAY)
    files = {
        "page/index.html": b"<!doctype html>" + b"x" * 1000,
        "page/app.js": b"export {}",
        "page/.well-known/webcat/manifest.json": b"{}",
        "directory/timestamp.json": b"{}",
        "directory/targets/page/0123.index.html": b"<script>",
        f"keys/{DAY}": sealed.key_record(DAY),
        f"keys/{DAY + 1}": sealed.key_record(DAY + 1),
        "board": sealed.board(1, DAY, section),
        **sealed.groups(section),
    }
    assert publish(client, courier, files) == 200
    addresses = {path.removeprefix("page/"): (path, body) for path, body in files.items()}
    addresses |= {"": ("page/index.html", files["page/index.html"]), "keys/now": ("keys", files[f"keys/{DAY}"])}
    kinds = {"index.html": "text/html", "": "text/html", "app.js": "text/javascript"}
    for address, (_path, body) in addresses.items():
        answer = client.get(f"/{address}")
        assert (answer.status_code, answer.data) == (200, body), address
        kind = "application/json" if address.endswith(".json") else "application/octet-stream"
        assert answer.mimetype == kinds.get(address, kind)
    zipped = client.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < 100
    for nowhere in (
        "keys/19999",
        f"keys/0{DAY}",
        "keys/x",
        "groups/1/2",
        "groups/01/0",
        "groups/2/0",
        "%00",
        "page/app.js",
    ):
        assert client.get(f"/{nowhere}").status_code == 404


def test_the_same_publication_again_is_fine(client: FlaskClient, courier: Headers) -> None:
    """A courier whose line broke just runs it again."""
    section = sealed.section(1, DAY)
    files = {"board": sealed.board(1, DAY, section), "page/index.html": b"x", **sealed.groups(section)}
    assert [publish(client, courier, files) for _ in range(3)] == [200, 200, 200]
    answer = client.put("/courier/publication", data=wire.pack_files(files), headers=courier)
    assert answer.json == {"changed": False, "day": DAY}


def test_a_board_grows_by_sections_with_their_groups(client: FlaskClient, courier: Headers) -> None:
    """A new section comes with exactly its groups; the old ones stay where they are."""
    first, second = sealed.section(1, DAY), sealed.section(2, DAY, 3)
    old, new = sealed.groups(first), sealed.groups(second)
    assert publish(client, courier, {"board": sealed.board(1, DAY, first), **old}) == 200
    assert publish(client, courier, {"board": sealed.board(2, DAY, first, second), **new}) == 200
    for path, body in (old | new).items():
        assert client.get(f"/{path}").data == body
    state = client.get("/courier/state", headers=courier).json
    assert state == {"day": DAY, "compacted": None, "board": 2, "sections": 2}


def test_groups_go_when_their_section_leaves_the_board(client: FlaskClient, courier: Headers) -> None:
    """After 120 days the courier drops a section, and its groups are gone with it."""
    first, second = sealed.section(1, DAY - 121), sealed.section(2, DAY)
    old, new = sealed.groups(first), sealed.groups(second)
    assert publish(client, courier, {"board": sealed.board(1, DAY, first), **old}) == 200
    assert publish(client, courier, {"board": sealed.board(2, DAY, second), **new}) == 200
    assert {client.get(f"/{path}").status_code for path in old} == {404}
    assert {client.get(f"/{path}").status_code for path in new} == {200}


FIRST = sealed.section(1, DAY)
SECOND = sealed.section(2, DAY)
OLD = {"board": sealed.board(5, DAY, FIRST, closings={OTHER: DAY - 1}), **sealed.groups(FIRST)}
CLOSED = {OTHER: DAY - 1}


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"board": sealed.board(5, DAY, FIRST, closings=CLOSED)}, 409),
        ({"board": sealed.board(4, DAY, FIRST, closings=CLOSED)}, 409),
        ({"board": sealed.board(6, DAY, closings=CLOSED)}, 409),
        ({"board": sealed.board(6, DAY - 1, FIRST, closings=CLOSED)}, 409),
        ({"board": sealed.board(6, DAY, FIRST, closings={OTHER: DAY - 2})}, 409),
        ({"board": sealed.board(6, DAY, sealed.section(1, DAY), closings=CLOSED)}, 409),
        ({"board": sealed.board(6, DAY, FIRST, SECOND, closings=CLOSED)}, 400),
        ({"board": sealed.board(6, DAY, FIRST, SECOND, closings=CLOSED), "groups/2/0": bytes(32_768)}, 400),
        ({"board": sealed.board(6, DAY, FIRST, closings=CLOSED), "groups/2/0": bytes(32_768)}, 400),
        ({"groups/1/0": bytes(32_768)}, 409),
        ({"groups/1/2": bytes(32_768)}, 400),
        ({"groups/1/0": bytes(32_767)}, 400),
        ({"board": b""}, 400),
        ({"board": bytes(400)}, 400),
    ],
    ids=["same number", "lower number", "section gone", "day back", "closing back", "section changed", "no groups",
         "a group short", "a group too many", "group changed", "no such group", "short group", "empty", "no board"],
)  # fmt: skip
def test_a_board_that_does_not_extend_is_refused_whole(
    client: FlaskClient, courier: Headers, files: dict[str, bytes], status: int
) -> None:
    """Answers are only ever added; what came along with a refusal is not stored either."""
    assert publish(client, courier, OLD) == 200
    assert publish(client, courier, {**files, "page/index.html": b"new"}) == status
    assert client.get("/board").data == OLD["board"]
    assert client.get("/groups/1/0").data == OLD["groups/1/0"]
    assert client.get("/").status_code == 404


def test_one_key_record_a_reporter_and_day_ever(client: FlaskClient, courier: Headers) -> None:
    """Another reporter's record may join; none may change or go."""
    mine, other = sealed.key_record(DAY), sealed.key_record(DAY, OTHER)
    path = f"keys/{DAY}"
    assert publish(client, courier, {path: mine}) == 200
    assert publish(client, courier, {path: mine + other}) == 200
    for refused in (mine, other, sealed.key_record(DAY) + other):
        assert publish(client, courier, {path: refused, "page/index.html": b"new"}) == 409
    assert client.get("/keys/now").data == mine + other
    assert client.get("/").status_code == 404


def test_page_and_directory_are_replaced_as_sets(client: FlaskClient, courier: Headers) -> None:
    """What the admins signed last is all that is served; the other set stays when it does not come along."""
    assert (
        publish(client, courier, {"page/index.html": b"1", "page/old.js": b"1", "directory/1.root.json": b"1"}) == 200
    )
    assert publish(client, courier, {"page/index.html": b"2", "page/new.js": b"2"}) == 200
    assert [client.get(path).status_code for path in ("/", "/new.js", "/old.js", "/directory/1.root.json")] == [
        200, 200, 404, 200,
    ]  # fmt: skip
    assert client.get("/").data == b"2"


def signed(newsroom: Newsroom, page: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """What an honest courier brings of a newsroom: its directory, and the page that its admins sign."""
    newsroom.page = dict(page or newsroom.page)
    newsroom.sign_targets()
    return {"directory/bundle.json": newsroom.directory(), **newsroom.page}


def test_a_page_goes_on_with_the_admins_signatures(client: FlaskClient, courier: Headers, newsroom: Newsroom) -> None:
    """A new version, a rotated root, a trip without a new page: all as before."""
    assert publish(client, courier, signed(newsroom)) == 200
    assert publish(client, courier, signed(newsroom, {"page/index.html": b"2", "page/app.js": b"2"})) == 200
    newsroom.sign_root()
    assert publish(client, courier, signed(newsroom)) == 200
    assert publish(client, courier, {"directory/bundle.json": newsroom.directory()}) == 200
    assert (client.get("/").data, client.get("/app.js").data) == (b"2", b"2")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "attack",
    ["page alone", "a file more", "page of another newsroom", "own targets", "directory gone", "directory cut",
     "an older page", "an older directory"],
)  # fmt: skip
def test_a_courier_cannot_alter_the_page(
    client: FlaskClient, courier: Headers, newsroom: Newsroom, tmp_path: Path, attack: str
) -> None:
    """Token and key of a laptop that was taken: the page is served as the admins signed it last, or not at all."""
    old = signed(newsroom)
    new = signed(newsroom, {"page/index.html": b"<p>", "page/app.js": b"export {}"})
    assert publish(client, courier, old) == 200
    assert publish(client, courier, new) == 200
    foreign = Newsroom(tmp_path / "foreign", names=("Eve",), courier=newsroom.courier)
    evil = {"page/index.html": b"<script>"}
    thief = Newsroom(tmp_path / "thief", names=("Eve",), courier=newsroom.courier, page=evil)
    thief.root_versions = newsroom.root_versions  # the newsroom's own roots, and targets that no admin signed
    directory, *_ = new
    brought: dict[str, dict[str, bytes]] = {
        "page alone": evil,
        "a file more": {**newsroom.page, "page/more.js": b"evil()"},
        "page of another newsroom": signed(foreign, evil),
        "own targets": signed(thief, evil),
        "directory gone": {"directory/timestamp.json": b"{}", **evil},
        "directory cut": {directory: new[directory][:-1]},
        "an older page": {path: body for path, body in old.items() if path != directory},
        "an older directory": old,
    }
    assert publish(client, courier, brought[attack]) in {400, 409}
    assert client.get("/").data == b"<p>"
    assert client.get("/app.js").data == b"export {}"
    assert client.get("/directory/bundle.json").data == new[directory]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path",
    ["", "x", "page", "page/", "page/../x", "page/a//b", "page/.hidden", "/page/x", "directory/a b", "keys/01", "keys/",
     "keys/-1", "keys/99999999999", "groups/1", "groups/1/01", "board/x", "page/é", "page/" + "x" * 101, "page/x\n"],
)  # fmt: skip
def test_a_path_that_has_no_place_is_refused(client: FlaskClient, courier: Headers, path: str) -> None:
    """Only addresses of the interface, spelled in one way."""
    assert publish(client, courier, {path: b"x", "page/index.html": b"x"}) == 400
    assert client.get("/").status_code == 503


@pytest.mark.parametrize(
    "body",
    [b"", bytes(1300), sealed.key_record(DAY + 1), sealed.key_record(DAY) * 2,
     sealed.key_record(DAY, OTHER) + sealed.key_record(DAY), b"\x02" + sealed.key_record(DAY)[1:]],
    ids=["empty", "short", "another day", "twice", "out of order", "unknown suite"],
)  # fmt: skip
def test_key_records_have_one_form(client: FlaskClient, courier: Headers, body: bytes) -> None:
    """Whole records of that day, each reporter once, in order."""
    assert publish(client, courier, {f"keys/{DAY}": body}) == 400


@given(untrusted=st.binary(max_size=200))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_bytes_are_published_or_refused(client: FlaskClient, courier: Headers, untrusted: bytes) -> None:
    """No bytes make the server fail."""
    environ = {"CONTENT_LENGTH": str(len(untrusted))}
    answer = client.put("/courier/publication", data=untrusted, headers=courier, environ_overrides=environ)
    assert answer.status_code in {200, 400, 409}


def test_two_couriers_at_once_leave_one_board(database: Database) -> None:
    """Each publication sees what the other left: the second of two that extend the same board is refused."""
    from concurrent.futures import ThreadPoolExecutor

    from intake.server.errors import NotExtendingError
    from intake.server.store import publication

    def one(_: int) -> bool:
        section = sealed.section(1, DAY)
        files = {"board": sealed.board(1, DAY, section), **sealed.groups(section)}
        try:
            return database.writer.transaction(lambda c: publication.publish(c, files))
        except NotExtendingError:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    with database.read() as connection:
        board = queries.board(connection)
        assert board is not None
        assert all(queries.published(connection, f"groups/1/{group}") for group in range(2))
