"""The ten-minute key of the limiter where several processes count together: it lives in the store that they share.

With keys of their own two processes would each see another origin, and each give a whole share. The store holds the key
as long as it holds the counts, and in memory only, if it is set up as docs/operator.md says.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import cast

NAME = "asterism:key"
ALONE_S = 10.0
"""How long a process goes on with a key of its own where the store does not answer."""
TIMEOUT_S = 1

Drawn = tuple[bytes, float]
"""A key of 32 bytes, and for how many seconds it is good."""


def drawn_alone(life_s: int) -> Callable[[], Drawn]:
    """A key of this process only."""
    return lambda: (secrets.token_bytes(32), float(life_s))


def drawn_together(url: str, life_s: int) -> Callable[[], Drawn]:
    """The key that lies in the Redis at ``url``; whoever comes first draws it."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # Every request waits while a key is drawn, so it is asked for once.
    once = Retry(NoBackoff(), 0)
    store = redis.Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=once)

    def draw() -> Drawn:
        own = secrets.token_bytes(32)
        try:
            store.set(NAME, own, nx=True, ex=life_s)
            key, left_ms = cast("bytes | None", store.get(NAME)), cast("int", store.pttl(NAME))
        except redis.RedisError:
            return own, ALONE_S
        return (key or own), max(left_ms, 0) / 1000

    return draw
