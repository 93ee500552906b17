"""The name that both ends know and the server never does (docs/protocol.md, "Pseudonym")."""

from __future__ import annotations

import hashlib

from intake.protocol.data import kind_words, names
from intake.protocol.suite import Label


def pseudonym(reply_key: bytes) -> str:
    """A given name and a capitalised word, "Santosh Maple", from a reply public key (1,216 bytes).

    SHA-256(label ‖ key): bytes 0-7 as a big-endian number modulo 2,048 choose the name, bytes 8-15 modulo 986 the
    word. It is no credential: somebody else may have the same.
    """
    digest = hashlib.sha256(Label.PSEUDONYM.prefix + reply_key).digest()
    name = names()[int.from_bytes(digest[:8], "big") % len(names())]
    word = kind_words()[int.from_bytes(digest[8:16], "big") % len(kind_words())]
    return f"{name} {word.capitalize()}"
