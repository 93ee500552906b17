"""What a source sends, line by line of the interface."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from intake.protocol import wire
from intake.server.store import queries
from intake.server.store.database import Database
from intake.server.store.models import Letter
from tests.support import sealed

DAY = 20_000


def stored(database: Database) -> set[bytes]:
    """Ids of all letters, listed or not."""
    with database.read() as connection:
        asked = connection.exec_driver_sql("SELECT id FROM letters").scalars()
        return {bytes(key) for key in asked}


def test_an_exchange_is_stored_as_four_letters(client: FlaskClient, database: Database) -> None:
    """Each of the four letters lies under the first 16 bytes of its SHA-256."""
    body = sealed.exchange(DAY)
    assert client.post("/letters", data=body).status_code == 201
    assert stored(database) == {wire.object_id(letter) for letter in wire.split_exchange(body, DAY)}


def test_an_exchange_sent_again_is_stored_once(client: FlaskClient, database: Database) -> None:
    """Whoever lost the answer sends the very bytes again and gets the same answer."""
    body = sealed.exchange(DAY)
    answers = [client.post("/letters", data=body) for _ in range(3)]
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, b"")}
    assert len(stored(database)) == 4


@pytest.mark.parametrize(("size", "status"), [(0, 400), (32_767, 400), (32_769, 413), (8_192, 400), (1 << 40, 413)])
def test_no_other_size_is_an_exchange(client: FlaskClient, database: Database, size: int, status: int) -> None:
    """One byte more or less is refused by what the request says, before its body is read."""
    answer = client.post("/letters", environ_overrides={"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(size)})
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"] == "size"
    assert not stored(database)


class NeverRead:
    """A body that nobody may touch."""

    def read(self, _size: int = -1) -> bytes:
        """Fail."""
        raise AssertionError("a body of the wrong size was read")

    readline = read


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Transfer-Encoding": "chunked"}, 411, "length"),
        ({"Transfer-Encoding": "chunked", "Content-Length": "32768"}, 411, "length"),
        ({}, 411, "length"),
        ({"Content-Length": "+32768"}, 411, "length"),
        ({"Content-Length": "٣٢"}, 411, "length"),
        ({"Content-Length": "9" * 5000}, 413, "size"),
        ({"Content-Encoding": "gzip", "Content-Length": "32768"}, 415, "encoded"),
        ({"Content-Encoding": "br", "Content-Length": "20"}, 415, "encoded"),
    ],
)
def test_a_body_of_unknown_size_is_not_read(
    client: FlaskClient, headers: dict[str, str], status: int, code: str
) -> None:
    """Chunked, compressed and nameless bodies are refused unread."""
    environ = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    if "HTTP_CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH")
    answer = client.post("/letters", environ_overrides={"wsgi.input": NeverRead(), **environ})
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"] == code


def test_a_body_that_ends_early_stores_nothing(client: FlaskClient, database: Database) -> None:
    """A line that breaks in the middle leaves nothing behind."""
    body = sealed.exchange(DAY)
    answer = client.post("/letters", data=body[:-1], environ_overrides={"CONTENT_LENGTH": str(len(body))})
    assert answer.status_code == 400
    assert not stored(database)


@pytest.mark.parametrize(("offset", "status"), [(-10, 400), (-9, 201), (0, 201), (1, 201), (2, 400)])
def test_letters_are_taken_from_nine_days_back_to_one_ahead(
    client: FlaskClient, database: Database, offset: int, status: int
) -> None:
    """No accepted letter meets a key that is gone; one letter out of four outside refuses the exchange whole."""
    body = sealed.exchange(DAY)[: -wire.LETTER_SIZE] + sealed.letter(DAY + offset)
    answer = client.post("/letters", data=body)
    assert answer.status_code == status
    assert len(stored(database)) == (4 if status == 201 else 0)
    if status == 400:
        assert answer.json is not None
        assert answer.json["error"] == "wrong-clock"


def test_an_unknown_suite_is_told(client: FlaskClient, database: Database) -> None:
    """A letter of a version that is not known here is refused, not kept unread."""
    answer = client.post("/letters", data=b"\x02" + sealed.exchange(DAY)[1:])
    assert (answer.status_code, answer.json and answer.json["error"]) == (400, "suite")
    assert not stored(database)


def test_a_parcel_is_new_then_known_then_in_conflict(client: FlaskClient) -> None:
    """201 for new bytes, 200 for the same, 409 for others, and the first stay."""
    path, body = f"/parcels/{os.urandom(16).hex()}", sealed.parcel()
    assert client.put(path, data=body).status_code == 201
    assert client.put(path, data=body).status_code == 200
    conflict = client.put(path, data=sealed.parcel())
    assert (conflict.status_code, conflict.json and conflict.json["error"]) == (409, "conflict")
    assert client.put(path, data=body).status_code == 200
    assert client.head(path).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(0, 400), (65_535, 400), (65_537, 413), (32_768, 400)])
def test_no_other_size_is_a_parcel(client: FlaskClient, size: int, status: int) -> None:
    """One byte more or less is refused, and nothing is stored."""
    path = f"/parcels/{os.urandom(16).hex()}"
    environ = {"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(size)}
    assert client.put(path, environ_overrides=environ).status_code == status
    assert client.head(path).status_code == 404


def test_unknown_expired_and_malformed_ids_get_one_answer(client: FlaskClient, day: Callable[[int], None]) -> None:
    """Whoever tries ids learns nothing from how they are refused."""
    path = f"/parcels/{os.urandom(16).hex()}"
    assert client.put(path, data=sealed.parcel()).status_code == 201
    day(DAY + 30)
    assert client.head(path).status_code == 200
    day(DAY + 31)
    ids = [path[9:], os.urandom(16).hex(), "0" * 32, "x", "F" * 32, "0" * 31, "0" * 33, "%2e%2e", "🜨" * 8]
    answers = [client.head(f"/parcels/{each}") for each in ids]
    assert {(answer.status_code, answer.data, str(answer.headers)) for answer in answers} == {
        (404, b"", str(answers[0].headers))
    }


def test_an_expired_parcel_may_be_sent_anew(client: FlaskClient, day: Callable[[int], None]) -> None:
    """What is too old is as good as gone, also before upkeep has run."""
    path = f"/parcels/{os.urandom(16).hex()}"
    client.put(path, data=sealed.parcel())
    day(DAY + 31)
    assert client.put(path, data=sealed.parcel()).status_code == 201
    assert client.head(path).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/letters"), ("PUT", "/letters"), ("DELETE", "/letters"), ("OPTIONS", "/letters"),
        ("GET", "/parcels/" + "0" * 32), ("DELETE", "/parcels/" + "0" * 32), ("POST", "/sealed"), ("POST", "/"),
        ("GET", "/parcels/"), ("GET", "/nothing"), ("GET", "/courier/state"),
        ("TRACE", "/"), ("GET", "/directory"), ("GET", "/groups/1"), ("GET", "/page/index.html"),
    ],
)  # fmt: skip
def test_all_else_is_unknown(client: FlaskClient, method: str, path: str) -> None:
    """One answer for every address and verb that the interface does not name."""
    answer = client.open(path, method=method)
    assert answer.status_code == 404
    assert answer.json == {
        "error": "unknown", "happened": "There is nothing here", "kept": "Nothing was stored", "next": "Check the address",
    }  # fmt: skip
    assert "Allow" not in answer.headers


def test_couriers_do_not_see_what_came_after_the_compaction(client: FlaskClient, database: Database) -> None:
    """A letter is listed only once a compaction has passed."""
    client.post("/letters", data=sealed.exchange(DAY))
    with database.read() as connection:
        assert queries.ids(connection, Letter, 0) == []
