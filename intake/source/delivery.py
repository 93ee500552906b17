"""The parcels of one sending on the wire: ``upload.py`` decides, this carries out. Twin of the page's delivery.js."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from intake.source.client import Client, Cut, Done, Outcome, given_up
from intake.source.stream import Outgoing
from intake.source.upload import AT_ONCE, Upload


@dataclass(frozen=True, slots=True)
class Progress:
    """safe: parcels whose 201 or 200 has come, of ``parcels``.  line: "ok", "cut", or "busy": the server asked to wait."""

    safe: int
    parcels: int
    line: str


@dataclass(frozen=True, slots=True)
class _Task:
    index: int
    parcel: bytes
    sealed: bytes
    quiet_s: float


_Told = tuple[int, Outcome | Exception]


def deliver(outgoing: Outgoing, client: Client, progress: Callable[[Progress], None]) -> None:
    """Send every parcel until its 201 or 200; each is sealed when its turn comes and held until it has arrived.

    Whatever ends this, an interrupt too, leaves nothing to wait for: the threads end with the program.
    Raises:  FileChangedError; OfflineError, BusyError: no parcel arrived for as long as patience lasts; RefusedError.
    """
    upload, parcels = Upload(outgoing.count), outgoing.parcels()
    held: dict[int, tuple[bytes, bytes]] = {}
    tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
    told: queue.SimpleQueue[_Told] = queue.SimpleQueue()
    workers = min(AT_ONCE, outgoing.count)
    for _ in range(workers):
        threading.Thread(target=_work, args=(client, tasks, told), daemon=True).start()
    last = time.monotonic()
    try:
        progress(_progress(upload, outgoing))
        while not upload.done:
            # read once: a pause that ended between two readings would give nothing to send and nothing to wait for
            now = time.monotonic()
            for index in upload.next(now):
                if index not in held:
                    held[index] = next(parcels)
                tasks.put(_Task(index, *held[index], upload.quiet_s))
            try:
                index, outcome = told.get(timeout=upload.wait_s(now))
            except queue.Empty:
                continue
            now = time.monotonic()
            if isinstance(outcome, Exception):
                raise outcome
            if isinstance(outcome, Done):
                upload.arrived(index)
                del held[index]
                last = now
            else:
                upload.failed(index, now, outcome)
                if now + (upload.wait_s(now) or 0.0) - last > client.patience_s:
                    raise given_up(outcome)
            progress(_progress(upload, outgoing))
    finally:
        for _ in range(workers):
            tasks.put(None)


def _progress(upload: Upload, outgoing: Outgoing) -> Progress:
    line = "ok" if upload.trouble is None else "cut" if isinstance(upload.trouble, Cut) else "busy"
    return Progress(upload.safe, outgoing.count, line)


def _work(client: Client, tasks: queue.SimpleQueue[_Task | None], told: queue.SimpleQueue[_Told]) -> None:
    while (task := tasks.get()) is not None:
        try:
            told.put((task.index, client.put_parcel(task.parcel, task.sealed, quiet_s=task.quiet_s)))
        except Exception as error:  # noqa: BLE001 - deliver() raises it
            told.put((task.index, error))
    client.hang_up()
