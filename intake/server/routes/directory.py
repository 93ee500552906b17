"""What everybody may read: the page, the directory, the day's keys, the board and its groups; and the health."""

from __future__ import annotations

import posixpath

from flask import Blueprint, Response

from intake.server import clock, health
from intake.server.errors import UnknownError, UnpublishedError
from intake.server.routes.answers import BYTES, JSON, as_json, packed
from intake.server.routes.context import service
from intake.server.store import queries

directory = Blueprint("directory", __name__)

_PAGE_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": JSON,
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_DATA_TYPES = {".json": JSON}


def _published(path: str, types: dict[str, str] | None = None) -> Response:
    """One published file, or the one answer for everything that is not there."""
    item = service().shelf.find(path)
    if item is None:
        raise UnknownError
    kind = (types or {}).get(posixpath.splitext(path)[1], BYTES)
    return packed(item.body, kind, item.squeezed)


@directory.get("/")
def index() -> Response:
    """The page; before the first publication a 503 that says what the operator has to do."""
    item = service().shelf.find("page/index.html")
    if item is None:
        with service().database.read() as connection:
            if not queries.is_published(connection):
                raise UnpublishedError
        raise UnknownError
    return packed(item.body, _PAGE_TYPES[".html"], item.squeezed)


@directory.get("/<path:untrusted_path>")
def page_file(untrusted_path: str) -> Response:
    """A file of the page."""
    return _published(f"page/{untrusted_path}", _PAGE_TYPES)


@directory.get("/directory/<path:untrusted_path>")
def metadata(untrusted_path: str) -> Response:
    """TUF metadata and targets: data, even where a target is a file of the page."""
    return _published(f"directory/{untrusted_path}", _DATA_TYPES)


@directory.get("/keys/now")
def keys_now() -> Response:
    """The key records of the server's day."""
    return _published(f"keys/{clock.today()}")


@directory.get("/keys/<untrusted_day>")
def keys(untrusted_day: str) -> Response:
    """The key records of a day."""
    return _published(f"keys/{untrusted_day}")


@directory.get("/board")
def board() -> Response:
    """The board as the courier signed it."""
    return _published(queries.BOARD)


@directory.get("/groups/<untrusted_section>/<untrusted_number>")
def group(untrusted_section: str, untrusted_number: str) -> Response:
    """Eight replies, 32,768 bytes."""
    return _published(f"groups/{untrusted_section}/{untrusted_number}")


@directory.get("/health")
def look() -> Response:
    """For the operator's monitor: 200, or 503 with what to mend; nothing in it depends on traffic."""
    found = health.look(service().database, service().room)
    return as_json(found.as_data(), 200 if found.is_well else 503)
