"""Whether places in a file tell the order in which things came."""

from __future__ import annotations

import math
from collections.abc import Sequence


def rank_correlation(found: Sequence[int]) -> float:
    """Spearman's rho between places and the order in which they are given; places are distinct."""
    order = sorted(range(len(found)), key=found.__getitem__)
    ranks = [0] * len(found)
    for rank, index in enumerate(order):
        ranks[index] = rank
    n = len(found)
    squares: int = sum((rank - index) * (rank - index) for index, rank in enumerate(ranks))
    return 1 - 6 * squares / (n * n * n - n)


def noise(n: int) -> float:
    """Five standard deviations of the rank correlation of independent orders."""
    return 5 / math.sqrt(n - 1)


def places(raw: bytes, bodies: Sequence[bytes], part: slice) -> list[int]:
    """Where a part of each body lies in the bytes of a file; those that are not there are left out."""
    return [at for at in (raw.find(body[part]) for body in bodies) if at >= 0]
