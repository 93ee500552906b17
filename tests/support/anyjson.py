"""Hypothesis strategies for parsers of signed JSON: any value, and well-made objects with one field gone wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from nacl.signing import SigningKey

KEY = SigningKey(bytes(range(32)))

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70) | st.sampled_from(["00" * 32, ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def spoiled(well: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """The object with one field replaced by anything, or without it; or any value at all."""
    fields = st.sampled_from(sorted(well))
    replaced = st.tuples(fields, values).map(lambda change: {**well, change[0]: change[1]})
    left_out = fields.map(lambda name: {key: value for key, value in well.items() if key != name})
    return replaced | left_out | values


def signed(fields: Any, prefix: bytes) -> bytes:
    """Signature 64 ‖ JSON, as cards and manifests are."""
    body = json.dumps(fields).encode()
    return KEY.sign(prefix + body).signature + body
