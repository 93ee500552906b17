"""What a courier may do, and that nobody else may."""

from __future__ import annotations

import hashlib
import io
import secrets
import sqlite3
import threading
import tracemalloc
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from intake.protocol import wire
from intake.server.store import publication, queries
from intake.server.store.database import Database
from tests.support import sealed
from tests.support.newsroom import Newsroom

DAY = 20_000
Headers = dict[str, str]


def listed(client: FlaskClient, courier: Headers) -> dict[str, object]:
    """What a pull lists."""
    answer = client.get("/courier/list", headers=courier)
    assert answer.status_code == 200
    assert isinstance(answer.json, dict)
    return answer.json


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "told",
    ["", "Bearer", "Bearer ", "Bearer " + "5e" * 32, "Bearer xyz", "Bearer é", "Basic Og==", "bearer " + "0" * 64],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "state"),
        ("GET", "list"),
        ("POST", "letters"),
        ("POST", "parcels"),
        ("PUT", "publication"),
        ("GET", "publication"),
    ],
)
def test_without_a_token_the_couriers_addresses_do_not_exist(
    client: FlaskClient, method: str, path: str, told: str
) -> None:
    """A wrong token, none, and an address that never was are one answer."""
    headers = {"Authorization": told}
    answer = client.open(f"/courier/{path}", method=method, headers=headers, data=b"x" * 100)
    nowhere = client.open("/courier/nowhere", method=method, headers=headers, data=b"x" * 100)
    assert (answer.status_code, answer.data, str(answer.headers)) == (404, nowhere.data, str(nowhere.headers))


def test_a_pull_gets_what_was_sent_byte_for_byte(client: FlaskClient, courier: Headers) -> None:
    """List, then ask by id: each object comes behind its id, in ascending order; unknown ids are left out."""
    body = sealed.exchange(DAY)
    letters = {wire.object_id(each): each for each in wire.split_exchange(body, DAY)}
    parcels = {secrets.token_bytes(16): sealed.parcel() for _ in range(3)}
    assert client.post("/letters", data=body).status_code == 201
    for key, parcel in parcels.items():
        assert client.put(f"/parcels/{key.hex()}", data=parcel).status_code == 201
    assert listed(client, courier) == {
        "day": DAY,
        "closing": DAY - 1,
        "letters": [key.hex() for key in sorted(letters)],
        "parcels": [key.hex() for key in sorted(parcels)],
    }
    for path, objects in (("letters", letters), ("parcels", parcels)):
        asked = wire.join_ids([*objects, secrets.token_bytes(16)])
        answer = client.post(f"/courier/{path}", data=asked, headers=courier)
        assert answer.status_code == 200
        assert answer.mimetype == "application/octet-stream"
        assert answer.data == b"".join(key + objects[key] for key in sorted(objects))


@pytest.mark.parametrize(("path", "most"), [("letters", 256), ("parcels", 64)])
def test_a_pull_is_bounded(client: FlaskClient, courier: Headers, path: str, most: int) -> None:
    """So many ids at once and no more; half an id is none."""
    sizes = {16: 200, most * 16: 200, most * 16 + 16: 413, 15: 400}
    got = {size: client.post(f"/courier/{path}", data=bytes(size), headers=courier).status_code for size in sizes}
    assert got == sizes


def test_pulls_compact_three_times_a_day_and_then_list_what_lay_there(
    client: FlaskClient, courier: Headers, day: Callable[[int], None]
) -> None:
    """Whoever pulls often cannot make the server tell arrivals apart; the next day lists the rest."""
    counts = []
    for _ in range(5):
        assert client.post("/letters", data=sealed.exchange(DAY)).status_code == 201
        counts.append(len(listed(client, courier)["letters"]))  # type: ignore[arg-type]
    assert counts == [4, 8, 12, 12, 12]
    day(DAY + 1)
    after = listed(client, courier)
    assert (len(after["letters"]), after["closing"]) == (20, DAY)  # type: ignore[arg-type]


def test_the_closing_day_moves_also_when_nothing_arrived(
    client: FlaskClient, courier: Headers, day: Callable[[int], None]
) -> None:
    """Silence is news too: all that the server holds was listed, so the day may close, without any compaction."""
    assert listed(client, courier)["closing"] == DAY - 1
    for later in range(1, 8):
        day(DAY + later)
        assert [listed(client, courier)["closing"] for _ in range(5)] == [DAY + later - 1] * 5


def test_the_closing_day_stays_when_the_pulls_of_the_day_are_used_up(
    client: FlaskClient, courier: Headers, database: Database, day: Callable[[int], None]
) -> None:
    """A day closes only with a compaction after it: what came later must not fall behind it."""
    for _ in range(4):
        client.post("/letters", data=sealed.exchange(DAY))
        assert listed(client, courier)["closing"] == DAY - 1
    day(DAY + 1)
    state = client.get("/courier/state", headers=courier).json
    assert state == {"day": DAY + 1, "compacted": DAY, "board": 0, "sections": 0}


def test_a_pull_changes_nothing(client: FlaskClient, courier: Headers, day: Callable[[int], None]) -> None:
    """Who deletes is age alone: pulled again, it is all there, for thirty days."""
    client.post("/letters", data=sealed.exchange(DAY))
    first = listed(client, courier)["letters"]
    day(DAY + 30)
    assert listed(client, courier)["letters"] == first
    day(DAY + 31)
    assert listed(client, courier)["letters"] == []


def test_tokens_are_kept_as_their_sha256_only(client: FlaskClient, courier: Headers, database: Database) -> None:
    """Whoever takes the database cannot pull with it."""
    if not database.settings.is_sqlite:
        return
    assert client.get("/courier/state", headers=courier).status_code == 200
    token = bytes.fromhex(courier["Authorization"].removeprefix("Bearer "))
    with sqlite3.connect(database.settings.folder / "intake.db") as file:
        dump = "\n".join(file.iterdump())
    file.close()
    raw = b"".join(path.read_bytes() for path in database.settings.folder.iterdir())
    assert token.hex() not in dump.lower()
    assert token not in raw
    assert token.hex().encode() not in raw


def test_another_courier_sees_what_it_has_to_build_on(
    client: FlaskClient, courier: Headers, newsroom: Newsroom
) -> None:
    """Board, directory and key records as they were put, and no group, target or page beside them."""
    record = sealed.key_record(DAY)
    files = {
        "board": sealed.board(1, DAY),
        "directory/bundle.json": newsroom.directory(),
        "directory/timestamp.json": b"{}",
        **newsroom.page,
        f"keys/{DAY}": record,
    }
    assert wire.unpack_files(client.get("/courier/publication", headers=courier).data) == {}
    assert client.put("/courier/publication", data=wire.pack_files(files), headers=courier).status_code == 200
    seen = wire.unpack_files(client.get("/courier/publication", headers=courier).data)
    assert seen == {path: files[path] for path in ("board", "directory/bundle.json", f"keys/{DAY}")}


def test_a_token_that_was_taken_away_opens_nothing_and_the_others_still_do(
    client: FlaskClient, courier: Headers, database: Database
) -> None:
    """The running server asks the database each time, so it holds at once."""
    database.writer.transaction(lambda c: queries.write_token(c, hashlib.sha256(bytes(32)).digest(), "second"))
    second = {"Authorization": "Bearer " + "00" * 32}
    assert client.get("/courier/state", headers=second).status_code == 200
    assert database.writer.transaction(lambda c: queries.remove_tokens(c, "courier")) == 1
    assert client.get("/courier/state", headers=courier).status_code == 404
    assert client.get("/courier/state", headers=second).status_code == 200
    with database.read() as connection:
        assert queries.token_names(connection) == ["second"]


def test_the_operator_can_take_down_what_a_thief_published(
    client: FlaskClient, courier: Headers, database: Database
) -> None:
    """A board that counted to the end of its numbers refuses every other; afterwards a first one is taken again."""
    last = wire.pack_files({"board": sealed.board(2**53 - 1, 2**32 - 1), "page/index.html": b"nonsense"})
    first = wire.pack_files({"board": sealed.board(1, DAY)})
    assert client.put("/courier/publication", data=last, headers=courier).status_code == 200
    assert client.put("/courier/publication", data=first, headers=courier).status_code == 409
    assert client.get("/").status_code == 200
    assert database.writer.transaction(publication.unpublish) == 2
    assert client.get("/").status_code == 503
    assert client.get("/board").status_code == 404
    assert client.put("/courier/publication", data=first, headers=courier).status_code == 200


class Slow(io.RawIOBase):
    """A body that does something before its last byte comes."""

    def __init__(self, body: bytes, before_the_last: Callable[[], object]) -> None:
        """``before_the_last`` is called once."""
        super().__init__()
        self._body, self._then = io.BytesIO(body), before_the_last
        self._size = len(body)

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """All but the last byte, then that."""
        left = self._size - self._body.tell()
        if left == 1:
            self._then()
        return self._body.read(max(left - 1, 1) if left > 1 else size)


def slowly(client: FlaskClient, courier: Headers, files: dict[str, bytes], then: Callable[[], object]) -> int:
    """Publish, and do something before the end of it; the status."""
    body = wire.pack_files(files)
    environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": Slow(body, then)}
    return client.put("/courier/publication", headers=courier, environ_overrides=environ).status_code


def test_a_token_that_is_taken_away_publishes_nothing_that_was_on_its_way(
    client: FlaskClient, courier: Headers, database: Database
) -> None:
    """A thief who kept an upload open for the day of the revocation has nothing of it."""
    files = {"board": sealed.board(1, DAY)}

    def revoke() -> None:
        database.writer.transaction(lambda c: queries.remove_tokens(c, "courier"))

    assert slowly(client, courier, files, revoke) == 404
    assert client.get("/board").status_code == 404


def test_a_laptop_that_publishes_slowly_makes_no_other_wait(
    client: FlaskClient, courier: Headers, database: Database
) -> None:
    """While one body drips in, another courier's whole publication is taken."""
    database.writer.transaction(lambda c: queries.write_token(c, hashlib.sha256(bytes(32)).digest(), "second"))
    second = {"Authorization": "Bearer " + "00" * 32}
    seen: list[int] = []

    def other() -> None:
        body = wire.pack_files({"board": sealed.board(1, DAY)})
        answer = client.application.test_client().put("/courier/publication", data=body, headers=second)
        seen.append(answer.status_code)

    def meanwhile() -> None:
        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        thread.join(60)

    assert slowly(client, courier, {"board": sealed.board(2, DAY)}, meanwhile) == 200
    assert seen == [200]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "files",
    [
        {f"keys/{day}": b"" for day in range(600_000)},
        {"board": sealed.board(1, DAY, wire.Section(1, DAY, (bytes(6),) * (8 * 200_000)))},
    ],
    ids=["many files", "a large board"],
)
def test_what_would_fill_the_memory_is_refused(client: FlaskClient, courier: Headers, files: dict[str, bytes]) -> None:
    """A publication of few bytes a file, or a board of millions of tags, would take many times its own size."""
    body = wire.pack_files(files)
    tracemalloc.start()
    answer = client.put("/courier/publication", data=body, headers=courier)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 400
    assert most < 40 << 20


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "metadata",
    [b"[" * 100_000, b'{"signed": {"expires": 5, "meta": {"snapshot.json": {"version": "\\ud800"}}}}',
     b'{"signed": {"expires": "\\u0000", "meta": {"snapshot.json": {"version": "1\\u0000"}}}}',
     b'{"signed": {"expires": [], "meta": {"snapshot.json": {"version": 1e999}}}}', b"\xff"],
    ids=["deep", "half a pair", "zero bytes", "endless", "no text"],
)  # fmt: skip
def test_no_metadata_puts_out_the_monitor(client: FlaskClient, courier: Headers, metadata: bytes) -> None:
    """The server parses it for /health alone, and says what it can read."""
    body = wire.pack_files({"directory/timestamp.json": metadata})
    assert client.put("/courier/publication", data=body, headers=courier).status_code == 200
    answer = client.get("/health")
    assert answer.json is not None
    assert (answer.json["timestamp_until"], answer.json["targets_until"]) == (None, None)
