"""Clients in processes of their own, each with many connections: they keep a server as busy as it can be."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import socket
import struct
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from intake.protocol import wire

PROCESSES = 2


def exchange_request(body: bytearray) -> bytes:
    """One exchange of four letters that nobody has seen before."""
    head = struct.pack(">BI", wire.SUITE, wire.day_of(time.time()))
    for at in range(0, wire.EXCHANGE_SIZE, wire.LETTER_SIZE):
        body[at : at + 21] = head + secrets.token_bytes(16)
    return b"POST /letters HTTP/1.1\r\nHost: x\r\nContent-Length: 32768\r\n\r\n" + bytes(body[: wire.EXCHANGE_SIZE])


def parcel_request(body: bytearray) -> bytes:
    """One parcel under a new id."""
    body[:16] = secrets.token_bytes(16)
    head = f"PUT /parcels/{secrets.token_hex(16)} HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n"
    return head.encode() + bytes(body)


def _connection(address: tuple[str, int], kind: str, end: float, took: list[float]) -> None:
    make = exchange_request if kind == "exchanges" else parcel_request
    body = bytearray(os.urandom(wire.PARCEL_SIZE))
    with socket.create_connection(address) as line:
        while time.time() < end:
            request = make(body)
            began = time.perf_counter()
            line.sendall(request)
            answer = line.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 201"), answer[:200]
            took.append(time.perf_counter() - began)


def _client(address: tuple[str, int], kind: str, seconds: float, connections: int, results: Any) -> None:
    took: list[float] = []
    end = time.time() + seconds
    lines = [threading.Thread(target=_connection, args=(address, kind, end, took)) for _ in range(connections)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    results.put(took)


def load(url: str, kind: str, seconds: float, clients: int) -> list[float]:
    """Keep ``clients`` requests of one kind under way; returns how many seconds each took."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    results: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    arguments = (address, kind, seconds, clients // PROCESSES, results)
    processes = [multiprocessing.Process(target=_client, args=arguments) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    took = [each for _ in processes for each in results.get()]
    for process in processes:
        process.join()
    return took
