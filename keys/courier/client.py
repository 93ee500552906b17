"""The courier's side of the server's interface (docs/protocol.md, "The courier's interface").

The server may starve a courier, and not more: what it answers is bounded, and has to be what was asked for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from intake.protocol import wire
from intake.protocol.errors import ProtocolError
from keys.courier.errors import ServerConflictError, ServerRefusedError, ServerUnreachableError
from keys.courier.state import Settings

LETTERS_A_REQUEST = 256
PARCELS_A_REQUEST = 64
TIMEOUT_SECONDS = (30, 120)
ANSWER_LIMIT = 256 * 1_024 * 1_024
"""Bytes of a listing: some seven million ids."""

CUT_PAUSES_SECONDS = (1.0, 4.0, 10.0)
BUSY_PAUSES_SECONDS = (30.0,) * 24
"""A server counts requests over ten minutes, and a large bundle takes more of them than it allows."""

_PIECE = 256 * 1_024
_UNEXPECTED = "The server's answer is not in the form that was expected"


@dataclass(frozen=True, slots=True)
class Now:
    """How the server stands. day: its today.  board: the number of the board that it has, 0 for none."""

    day: int
    board: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What lay on the server at its last compaction.

    day: the server's today.  closing: the last day that the listing holds whole.  letters, parcels: ids, ascending.
    """

    day: int
    closing: int
    letters: tuple[bytes, ...]
    parcels: tuple[bytes, ...]


class Server:
    """One server, with the courier's token. Every request may be made again: a line that is cut is tried anew."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is sent yet."""
        self._base = settings.server.rstrip("/")
        self._answered = False
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"Authorization": f"Bearer {settings.token}", "User-Agent": "courier"})
        if settings.proxy:
            self._session.proxies = {"http": settings.proxy, "https": settings.proxy}

    def _pieces(self, method: str, path: str, body: bytes | None) -> Iterator[bytes]:
        """The pieces of one answer. Raises ServerUnreachableError: no answer, or it is cut; ServerRefusedError."""
        try:
            with self._request(method, path, body) as answer:
                self._answered = True
                if answer.status_code == 404:
                    raise ServerRefusedError("The server does not know this courier's token")
                if answer.status_code == 409:
                    raise ServerConflictError(f"The server refused (409){_told(answer)}")
                if answer.status_code not in (200, 201):
                    raise ServerRefusedError(f"The server refused ({answer.status_code}){_told(answer)}")
                yield from answer.iter_content(_PIECE)
        except requests.RequestException:
            raise ServerUnreachableError from None

    def _request(self, method: str, path: str, body: bytes | None) -> requests.Response:
        for wait in (*BUSY_PAUSES_SECONDS, None):
            answer = self._session.request(
                method, f"{self._base}{path}", data=body, stream=True, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
            if answer.status_code not in (429, 503) or wait is None:
                break
            answer.close()
            time.sleep(wait)
        return answer

    def _again(self) -> Iterator[None]:
        """Once for each try that is left; a server that never answered gets a single one."""
        yield
        for pause in CUT_PAUSES_SECONDS:
            if not self._answered:
                return
            time.sleep(pause)
            yield

    def _whole(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """A whole answer of at most 256 MiB. Raises ServerUnreachableError, ServerRefusedError."""
        for _ in self._again():
            held = bytearray()
            try:
                for piece in self._pieces(method, path, body):
                    held += piece
                    if len(held) > ANSWER_LIMIT:
                        raise ServerRefusedError(_UNEXPECTED)
            except ServerUnreachableError:
                continue
            return bytes(held)
        raise ServerUnreachableError

    def _json(self, path: str) -> dict[str, Any]:
        try:
            fields = json.loads(self._whole("GET", path))
        except (ValueError, RecursionError):
            raise ServerRefusedError(_UNEXPECTED) from None
        if not isinstance(fields, dict):
            raise ServerRefusedError(_UNEXPECTED)
        return fields

    def state(self) -> Now:
        """How the server stands. Raises ServerUnreachableError, ServerRefusedError."""
        fields = self._json("/courier/state")
        board = fields.get("board")
        if type(board) is not int or not 0 <= board < 2**53:
            raise ServerRefusedError(_UNEXPECTED)
        return Now(_day(fields.get("day")), board)

    def published(self) -> dict[str, bytes]:
        """What the next publication goes on from, by path, unchecked. Raises ServerUnreachableError, ServerRefusedError."""
        try:
            return wire.unpack_files(self._whole("GET", "/courier/publication"))
        except ProtocolError:
            raise ServerRefusedError(_UNEXPECTED) from None

    def file(self, path: str) -> bytes:
        """A file that everybody gets, unchecked. Raises ServerUnreachableError, ServerRefusedError."""
        return self._whole("GET", f"/{path}")

    def listing(self) -> Listed:
        """What can be pulled. Raises ServerUnreachableError, ServerRefusedError."""
        fields = self._json("/courier/list")
        listed = Listed(
            day=_day(fields.get("day")),
            closing=_day(fields.get("closing")),
            letters=_ids(fields.get("letters")),
            parcels=_ids(fields.get("parcels")),
        )
        if listed.closing > listed.day:  # it would make every machine retire days that are not over
            raise ServerRefusedError(_UNEXPECTED)
        return listed

    def letters(self, ids: Sequence[bytes]) -> Iterator[bytes]:
        """Letters by id, ascending; those that have expired meanwhile are left out."""
        rows = self._pull("/courier/letters", ids, LETTERS_A_REQUEST, wire.ID_SIZE + wire.LETTER_SIZE, _is_letter)
        return (row[wire.ID_SIZE :] for row in rows)

    def parcels(self, ids: Sequence[bytes]) -> Iterator[bytes]:
        """Rows of id 16 ‖ parcel by id, ascending; those that have expired meanwhile are left out."""
        return self._pull(
            "/courier/parcels", ids, PARCELS_A_REQUEST, wire.ID_SIZE + wire.PARCEL_SIZE, lambda _row: True
        )

    def _pull(
        self, path: str, ids: Sequence[bytes], at_once: int, size: int, is_right: Callable[[bytes], bool]
    ) -> Iterator[bytes]:
        for at in range(0, len(ids), at_once):
            wanted = list(ids[at : at + at_once])
            for _ in self._again():
                try:
                    for row in self._rows(path, wanted, size):
                        if row[: wire.ID_SIZE] not in wanted or not is_right(row):
                            raise ServerRefusedError(_UNEXPECTED)
                        del wanted[: wanted.index(row[: wire.ID_SIZE]) + 1]  # ascending, and none twice
                        yield row
                except ServerUnreachableError:
                    continue
                break
            else:
                raise ServerUnreachableError

    def _rows(self, path: str, ids: Sequence[bytes], size: int) -> Iterator[bytes]:
        """The rows of one answer. Raises ServerUnreachableError: also when it ends within a row."""
        held = bytearray()
        for piece in self._pieces("POST", path, wire.join_ids(ids)):
            held += piece
            while len(held) >= size:
                yield bytes(held[:size])
                del held[:size]
        if held:
            raise ServerUnreachableError

    def publish(self, files: dict[str, bytes]) -> None:
        """Put everything that is published, in one transaction. The same again is no error."""
        self._whole("PUT", "/courier/publication", wire.pack_files(files))


def _is_letter(row: bytes) -> bool:
    return wire.object_id(row[wire.ID_SIZE :]) == row[: wire.ID_SIZE]


def _day(untrusted: Any) -> int:
    if type(untrusted) is not int or not 0 <= untrusted < 2**32:
        raise ServerRefusedError(_UNEXPECTED)
    return untrusted


def _ids(untrusted: Any) -> tuple[bytes, ...]:
    try:
        found = {wire.from_hex(each, wire.ID_SIZE) for each in untrusted}
    except (ValueError, TypeError):
        raise ServerRefusedError(_UNEXPECTED) from None
    return tuple(sorted(found))


def _told(answer: requests.Response) -> str:
    """What a refusal says of itself, as one short line."""
    try:
        text = str(json.loads(answer.raw.read(4_096, decode_content=True))["happened"])
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        return ""
    return ": " + "".join(character for character in text if character.isprintable())[:200]
