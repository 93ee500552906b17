"""How a stranger asks a server: as the page and ``tip`` do, and keeping of each answer what can be compared."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests

from intake.source.client import CONNECT_S, QUIET_S, Client
from intake.source.errors import OfflineError

KEPT = 8 << 20  # bytes of a body that are kept in memory; of a larger one only the hash
LARGEST = 1 << 30
TRIES = 4


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. ``body`` is None when it is larger than 8 MiB; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    sha256: bytes
    body: bytes | None


class Stranger(Client):
    """Asks as the page and ``tip`` ask, and looks at everything that comes."""

    def fetch(self, path: str) -> Fetched:
        """One file, asked for until there is an answer. Raises OfflineError."""
        for attempt in range(TRIES):
            try:
                with self._session().get(
                    f"{self._base}/{path}", timeout=(CONNECT_S, QUIET_S), allow_redirects=False, stream=True
                ) as answer:
                    if answer.status_code not in (429, 502, 503, 504):
                        return _read(answer)
            except requests.RequestException:
                pass
            time.sleep(min(2**attempt / 2, self.patience_s))
        raise OfflineError(kept="Nothing was compared to its end, and the memory is as it was")


def _read(answer: requests.Response) -> Fetched:
    digest, body, size = hashlib.sha256(), bytearray(), 0
    for piece in answer.iter_content(65_536):
        digest.update(piece)
        size += len(piece)
        if size <= KEPT:
            body += piece
        if size > LARGEST:  # nothing that we sign is so large: whoever sends without end is not listened to
            break
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Fetched(answer.status_code, headers, digest.digest(), bytes(body) if size <= KEPT else None)
