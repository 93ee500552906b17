"""Hooks for schemathesis (SCHEMATHESIS_HOOKS): bodies of the formats that docs/openapi.yaml can only name.

Only cases that are to be accepted get them; those that are to be refused keep whatever schemathesis drew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import schemathesis

from intake.protocol import wire
from tests.support import sealed

BODIES: dict[str, Callable[[], bytes]] = {
    "/letters": lambda: sealed.exchange(wire.day_of(time.time())),
    "/parcels/{id}": sealed.parcel,
    "/courier/letters": lambda: wire.join_ids(sorted(os.urandom(wire.ID_SIZE) for _ in range(3))),
    "/courier/parcels": lambda: wire.join_ids(sorted(os.urandom(wire.ID_SIZE) for _ in range(3))),
    "/courier/publication": lambda: wire.pack_files({}),
}


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """A body of the right form, and a courier's token, where the case is one to be accepted."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    path = case.operation.path
    if path in BODIES and case.method in {"POST", "PUT"}:
        case.body = BODIES[path]()
    if path.startswith("/courier"):
        case.headers["Authorization"] = f"Bearer {os.environ['COURIER_TOKEN']}"
