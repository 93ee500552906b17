"""The courier's side of the server's interface (docs/protocol.md, "The server's interface")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import requests

from intake.protocol import wire
from keys.courier.errors import ServerRefusedError, ServerUnreachableError
from keys.courier.state import Settings

LETTERS_A_REQUEST = 256
PARCELS_A_REQUEST = 64
TIMEOUT_SECONDS = (30, 120)
_PIECE = 256 * 1_024


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

    def _ask(self, method: str, path: str, *, body: bytes | None = None, stream: bool = False) -> requests.Response:
        try:
            answer = self._session.request(
                method, f"{self._base}{path}", data=body, stream=stream, timeout=TIMEOUT_SECONDS
            )
        except requests.RequestException:
            raise ServerUnreachableError from None
        if answer.status_code not in (200, 201, 404):
            raise ServerRefusedError(f"The server refused ({answer.status_code}): {_told(answer)}")
        return answer

    def _json(self, path: str) -> dict[str, Any]:
        answer = self._ask("GET", path)
        if answer.status_code == 404:
            raise ServerRefusedError("The server does not know this courier's token")
        try:
            fields: dict[str, Any] = answer.json()
        except ValueError:
            raise ServerRefusedError("The server's answer is not in the form that was expected") from None
        return fields

    def day(self) -> int:
        """The server's day. Raises ServerUnreachableError, ServerRefusedError."""
        return int(self._json("/courier/state")["day"])

    def listing(self) -> Listed:
        """What can be pulled. Raises ServerUnreachableError, ServerRefusedError."""
        fields = self._json("/courier/list")
        try:
            return Listed(
                day=int(fields["day"]),
                closing=int(fields["closing"]),
                letters=tuple(sorted(bytes.fromhex(found) for found in fields["letters"])),
                parcels=tuple(sorted(bytes.fromhex(found) for found in fields["parcels"])),
            )
        except (KeyError, ValueError, TypeError):
            raise ServerRefusedError("The server's answer is not in the form that was expected") from None

    def letters(self, ids: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Letters by id, ascending; those that have expired meanwhile are left out."""
        yield from self._pull("/courier/letters", ids, LETTERS_A_REQUEST, wire.LETTER_SIZE)

    def parcels(self, ids: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Parcels by id, ascending; those that have expired meanwhile are left out."""
        yield from self._pull("/courier/parcels", ids, PARCELS_A_REQUEST, wire.PARCEL_SIZE)

    def _pull(self, path: str, ids: Sequence[bytes], at_once: int, size: int) -> Iterator[tuple[bytes, bytes]]:
        for at in range(0, len(ids), at_once):
            answer = self._ask("POST", path, body=wire.join_ids(ids[at : at + at_once]), stream=True)
            held = bytearray()
            try:
                for piece in answer.iter_content(_PIECE):
                    held += piece
                    while len(held) >= wire.ID_SIZE + size:
                        row = bytes(held[: wire.ID_SIZE + size])
                        del held[: wire.ID_SIZE + size]
                        yield row[: wire.ID_SIZE], row[wire.ID_SIZE :]
            except requests.RequestException:
                raise ServerUnreachableError from None
            if held:
                raise ServerUnreachableError("The server's answer was cut")

    def publish(self, files: dict[str, bytes]) -> None:
        """Put everything that is published, in one transaction. The same again is no error."""
        if self._ask("PUT", "/courier/publication", body=wire.pack_files(files)).status_code == 404:
            raise ServerRefusedError("The server does not know this courier's token")


def _told(answer: requests.Response) -> str:
    try:
        return str(answer.json()["happened"])
    except (ValueError, KeyError, TypeError):
        return "it did not say why"
