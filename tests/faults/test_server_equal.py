"""Answers that must not differ: who asks for an id learns whether it is here now, and nothing else.

An id that never was, one that has expired and one that is none get the same bytes in the same time. What the time tells
is judged by the distributions' largest distance (Kolmogorov and Smirnov): half of it is what the best threshold that
anybody could train gains over tossing a coin. Requests of all kinds are interleaved in random order on one connection.
"""

from __future__ import annotations

import math
import random
import re
import secrets
import socket
import sqlite3
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from intake.protocol import wire
from tests.support import sealed
from tests.support.server import Server, init_server, run, running_server

DAY = wire.day_of(time.time())
POOL = 50
REFUSED = ("unknown", "expired", "malformed")
# The chance that two equal distributions are found that far apart: what is asked for anew, and what decides.
DOUBT, SURE = 1e-2, 1e-4


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[tuple[Server, dict[str, list[str]]]]:
    """A server with parcels of today and of a month ago, and ids of every kind."""
    init_server(tmp_path, "parcels_per_client_ten_minutes = 1000000\n")
    ids = {kind: [secrets.token_hex(16) for _ in range(POOL)] for kind in ("existing", "unknown", "expired")}
    ids["malformed"] = [secrets.token_hex(15) + random.choice(("gg", "AB", "%2", "..")) for _ in range(POOL)]
    run("upkeep", str(tmp_path))  # so that the server does not begin with one, which would delete the expired ones
    with running_server(tmp_path) as server:
        file = sqlite3.connect(tmp_path / "intake.db")
        for day, kind in ((DAY, "existing"), (DAY - 31, "expired")):
            rows = [(bytes.fromhex(key), day, True, sealed.parcel()) for key in ids[kind]]
            file.executemany("INSERT INTO parcels (id, day, listed, body) VALUES (?, ?, ?, ?)", rows)
        file.commit()
        file.close()
        yield server, ids


def ask_all(url: str, ids: dict[str, list[str]], number: int) -> tuple[dict[str, list[float]], dict[str, set[bytes]]]:
    """Ask ``number`` times for each kind; seconds, and the distinct answers without their date."""
    parts = urlsplit(url)
    turns = [kind for kind in ids for _ in range(number)]
    random.shuffle(turns)
    took: dict[str, list[float]] = {kind: [] for kind in ids}
    answers: dict[str, set[bytes]] = {kind: set() for kind in ids}
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=60) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for kind in turns:
            request = f"HEAD /parcels/{random.choice(ids[kind])} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
            began = time.perf_counter()
            line.sendall(request)
            answer = line.recv(65_536)
            took[kind].append(time.perf_counter() - began)
            answers[kind].add(re.sub(rb"(?i)\r\ndate: [^\r]+", b"", answer))
    return took, answers


def distance(one: list[float], other: list[float]) -> float:
    """The largest distance between two empirical distributions (Kolmogorov and Smirnov)."""
    marked = sorted([(each, 1 / len(one)) for each in one] + [(each, -1 / len(other)) for each in other])
    height = most = 0.0
    for _, step in marked:
        height += step
        most = max(most, abs(height))
    return most


def judge(filled: tuple[Server, dict[str, list[str]]], number: int) -> None:
    """All that can be told apart is whether the id is here.

    The order is drawn at random, so that what a busy machine does meets every kind alike. A pair in doubt is asked for
    anew, and twice as often, which decides: a difference that one round would have found is found more surely so, and
    three equal pairs fail three times in a million.
    """
    server, ids = filled
    ask_all(server.url, ids, 50)  # every path has been taken once
    told_apart = apart(server, ids, number, DOUBT)
    if told_apart:
        told_apart &= apart(server, ids, 2 * number, SURE)
    assert not told_apart


def noise(number: int, chance: float) -> float:
    """How far apart two equal distributions of so many are found with this chance (Kolmogorov and Smirnov)."""
    return math.sqrt(-math.log(chance / 2) / number)


def apart(server: Server, ids: dict[str, list[str]], number: int, chance: float) -> set[tuple[str, str]]:
    """The pairs of refused kinds that one round tells apart; the answers' bytes are held against each other too."""
    took, answers = ask_all(server.url, ids, number)
    (refusal,) = set().union(*(answers[kind] for kind in REFUSED))
    assert refusal.startswith(b"HTTP/1.1 404 ")
    (existing,) = answers["existing"]
    assert existing.startswith(b"HTTP/1.1 200 ")
    bound = noise(number, chance)
    told_apart = set()
    for one, other in combinations(took, 2):
        far = distance(took[one], took[other])
        medians = " / ".join(f"{1e6 * sorted(took[kind])[number // 2]:.0f}" for kind in (one, other))
        print(f"{one} / {other}: medians {medians} us, best guess {0.5 + far / 2:.3f}, noise {0.5 + bound / 2:.3f}")
        if far >= bound and "existing" not in {one, other}:
            told_apart.add((one, other))
    return told_apart


def test_unknown_expired_and_malformed_ids_get_one_answer_in_one_time(
    filled: tuple[Server, dict[str, list[str]]],
) -> None:
    """Five hundred requests of each kind: the best guess is a coin's."""
    judge(filled, 500)


@pytest.mark.long
def test_ten_thousand_requests_do_not_tell_them_apart(filled: tuple[Server, dict[str, list[str]]]) -> None:
    """Ten thousand of each kind: what is left is under the noise of that many."""
    judge(filled, 10_000)


def test_the_distinguisher_sees_a_difference() -> None:
    """Times that differ by a tenth of their own spread are told apart at this size, equal ones are not."""
    draw = random.Random(1)
    base = [draw.gauss(1, 0.1) for _ in range(10_000)]
    same, later = [draw.gauss(1, 0.1) for _ in base], [draw.gauss(1.01, 0.1) for _ in base]
    bound = noise(len(base), SURE)
    assert distance(base, same) < bound < distance(base, later)
