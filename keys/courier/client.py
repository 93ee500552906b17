"""The courier's side of the server's interface (docs/protocol.md, "The courier's interface").

The server may starve a courier, and not more: what it answers is bounded, and has to be what was asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from intake.protocol import wire
from keys.courier.errors import ServerRefusedError, ServerUnreachableError
from keys.courier.state import Settings

LETTERS_A_REQUEST = 256
PARCELS_A_REQUEST = 64
TIMEOUT_SECONDS = (30, 120)
JSON_LIMIT = 256 * 1_024 * 1_024
"""Bytes of a listing: some seven million ids."""

_PIECE = 256 * 1_024
_UNEXPECTED = "The server's answer is not in the form that was expected"


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
    """One server, with the courier's token."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is sent yet."""
        self._base = settings.server.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update({"Authorization": f"Bearer {settings.token}", "User-Agent": "courier"})
        if settings.proxy:
            self._session.proxies = {"http": settings.proxy, "https": settings.proxy}

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Iterator[bytes]:
        """The pieces of an answer. Raises ServerUnreachableError: also when it is cut; ServerRefusedError."""
        try:
            with self._session.request(
                method, f"{self._base}{path}", data=body, stream=True, timeout=TIMEOUT_SECONDS, allow_redirects=False
            ) as answer:
                if answer.status_code == 404:
                    raise ServerRefusedError("The server does not know this courier's token")
                if answer.status_code not in (200, 201):
                    raise ServerRefusedError(f"The server refused ({answer.status_code}){_told(answer)}")
                yield from answer.iter_content(_PIECE)
        except requests.RequestException:
            raise ServerUnreachableError from None

    def _json(self, path: str) -> dict[str, Any]:
        held = bytearray()
        for piece in self._ask("GET", path):
            held += piece
            if len(held) > JSON_LIMIT:
                raise ServerRefusedError(_UNEXPECTED)
        try:
            fields = json.loads(held)
        except (ValueError, RecursionError):
            raise ServerRefusedError(_UNEXPECTED) from None
        if not isinstance(fields, dict):
            raise ServerRefusedError(_UNEXPECTED)
        return fields

    def day(self) -> int:
        """The server's day. Raises ServerUnreachableError, ServerRefusedError."""
        return _day(self._json("/courier/state").get("day"))

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
            asked = iter(ids[at : at + at_once])
            held = bytearray()
            for piece in self._ask("POST", path, wire.join_ids(ids[at : at + at_once])):
                held += piece
                while len(held) >= size:
                    row = bytes(held[:size])
                    del held[:size]
                    if row[: wire.ID_SIZE] not in asked or not is_right(row):  # what was asked for, in that order
                        raise ServerRefusedError(_UNEXPECTED)
                    yield row
            if held:
                raise ServerUnreachableError("The server's answer was cut")

    def publish(self, files: dict[str, bytes]) -> None:
        """Put everything that is published, in one transaction. The same again is no error."""
        for _ in self._ask("PUT", "/courier/publication", wire.pack_files(files)):
            pass


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
    """What a refusal says of itself, as far as a screen can show it."""
    try:
        text = str(json.loads(answer.raw.read(4_096, decode_content=True))["happened"])
    except (ValueError, KeyError, TypeError, RecursionError, OSError):
        return ""
    return ": " + "".join(character for character in text if character.isprintable())[:200]
