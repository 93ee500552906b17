"""Whether the admins signed a page: the one thing for which the server looks at signatures (docs/decisions/0106).

Whoever holds a courier's laptop has a token that publishes and a key that signs times and the board. With the page in
their hands they would read everything that is typed from then on; so the page goes by the admins' keys alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from intake.protocol.errors import ProtocolError
from intake.server.errors import NotExtendingError, UnsignedError

FIRST_ROOT = "1.root.json"


def check(page: Mapping[str, bytes], after: bytes, before: bytes | None) -> None:
    """Hold a page against the directory that it is published with.

    Args:    page: all files that would be served, by path ("page/…").  after: the one-file directory that would be
             published.  before: the one that is, if there is one: its first root is the newsroom for good.
    Raises:  UnsignedError.  NotExtendingError: it is older than what is published.
    """
    # Only at a publication, and it takes some MiB: not with the server's start.
    from intake.protocol.directory import Versions, open_directory, root_sha256, unpack_bundle
    from intake.protocol.errors import RollbackError

    try:
        roots, _ = unpack_bundle(after if before is None else before)
        pin = root_sha256(roots.get(FIRST_ROOT, b""))
        seen = None
        if before is not None:
            versions = open_directory(before, pin, None).versions
            # Of the admins' versions only: a thief of a courier's key may have counted the others far ahead.
            seen = Versions(root=versions.root, targets=versions.targets)
        signed = open_directory(after, pin, None, seen=seen).targets
    except RollbackError:
        raise NotExtendingError from None
    except ProtocolError:
        raise UnsignedError from None
    if any(signed.get(path) != hashlib.sha256(body).digest() for path, body in page.items()):
        raise UnsignedError
