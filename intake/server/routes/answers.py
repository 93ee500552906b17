"""How the server answers: data, never markup; the same headers on everything, whatever went wrong."""

from __future__ import annotations

import gzip
import sys
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, json, request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from intake.protocol.errors import AsterismError, ProtocolError
from intake.server.errors import BrokenServerError, NotStoredError, ServerError, SlowDownError, UnknownError
from intake.server.forget import GZIP

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Features that today's browsers know: one that Chromium does not know is an error in its console.
_OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone",
    "midi", "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _OFF),
    # The WSGI server puts its own name where it finds none.
    "Server": "-",
}
BYTES = "application/octet-stream"
JSON = "application/json"


class Answer(Response):
    """Bytes, unless told otherwise: Flask's own default is markup."""

    default_mimetype = BYTES


def as_json(data: object, status: int = 200) -> Response:
    """One JSON object."""
    return Answer(json.dumps(data), status=status, mimetype=JSON)


def refusal(error: ServerError) -> Response:
    """An error's three sentences as data."""
    told = {"error": error.code, "happened": error.happened, "kept": error.kept, "next": error.todo}
    answer = as_json(told, error.status)
    if error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def packed(body: bytes, mimetype: str, squeezed: bytes | None) -> Response:
    """A public file, gzipped for whoever takes that: it is the same for everyone and holds nothing secret."""
    if squeezed is None or not request.environ[GZIP]:
        return Answer(body, mimetype=mimetype)
    return Answer(squeezed, mimetype=mimetype, headers={"Content-Encoding": "gzip"})


def squeeze(body: bytes) -> bytes:
    """Gzip, the same bytes whenever it is made."""
    return gzip.compress(body, 9, mtime=0)


def speak(app: Flask) -> None:
    """Make every answer of ``app``, errors included, one of these."""
    app.response_class = Answer

    app.wsgi_app = _dressed(app.wsgi_app)  # type: ignore[method-assign, assignment]

    @app.errorhandler(ServerError)
    def refused(error: ServerError) -> Response:
        return refusal(error)

    @app.errorhandler(ProtocolError)
    def broken(error: ProtocolError) -> Response:
        told = {"error": error.code, "happened": error.happened, "kept": AsterismError.kept, "next": error.todo}
        return as_json(told, 400)

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        return refusal(SlowDownError() if error.code == SlowDownError.status else UnknownError())

    # A database that restarts, or a disk that is gone: nobody's mistake, and it passes.
    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeoutError)
    def away(_error: Exception) -> Response:
        return refusal(NotStoredError(happened="The server's database does not answer just now"))

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        tell_place(error)
        return refusal(BrokenServerError())


def _dressed(app: WSGIApplication) -> WSGIApplication:
    """Put the headers on whatever ``app`` answers, as a list that is made once and not name by name."""
    worn = list(HEADERS.items())

    def dressed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            return start_response(status, headers + worn, *failed)

        return app(environ, start)

    return dressed


def tell_place(error: BaseException) -> None:
    """Write what kind of mistake happened and where, and nothing of what it was about."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "an unknown place"
    sys.stderr.write(f"intake: error: {type(error).__name__} at {place}\n")
    sys.stderr.flush()
