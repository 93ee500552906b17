"""Strategies for what comes from outside: any JSON, and good JSON with one thing spoilt."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No deadline: machines that run tests are shared."""

any_json: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "00" * 16]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def spoilt(draw: st.DrawFn, good: Any) -> Any:
    """``good`` with one member, at any depth, replaced by other JSON or left out."""
    value = copy.deepcopy(good)
    spot = value
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        if not keys:
            return draw(any_json)
        key = draw(st.sampled_from(keys))
        if isinstance(spot[key], dict | list) and draw(st.booleans()):
            spot = spot[key]
            continue
        if draw(st.booleans()):
            del spot[key]
        else:
            spot[key] = draw(any_json)
        return value


@st.composite
def altered(draw: st.DrawFn, good: bytes) -> bytes:
    """``good`` with a byte changed, a piece cut out, or bytes put in."""
    at = draw(st.integers(0, max(0, len(good) - 1)))
    how = draw(st.sampled_from(["change", "cut", "end", "put"]))
    if how == "change":
        return good[:at] + bytes([draw(st.integers(0, 255))]) + good[at + 1 :]
    if how == "cut":
        return good[:at] + good[at + draw(st.integers(1, 40)) :]
    return good[:at] if how == "end" else good[:at] + draw(st.binary(max_size=20)) + good[at:]
