"""The first seizure of docs/protocol.md: somebody takes the server, its disk and its memory, while tips come in.

A hundred tips are sealed by the real code and sent from a hundred addresses; ten more are under way. Searched are the
database, every file, all output and a core dump of every process: for what a tip says (in plain, in hexadecimal, in
base64, in UTF-16) and for what its connection said (the head's bytes as they came, the address as text).

What a connection said while it is still open is where it has to be, in the memory of whoever reads from it: directly
at the server in its own, behind the proxy in the proxy's alone. Both are tested, and that it goes with the connection.
"""

from __future__ import annotations

import base64
import re
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from intake.protocol import wire
from intake.protocol.code import Code
from intake.protocol.pseudonym import pseudonym
from intake.protocol.source import Identity
from tests.support.lines import until_taken
from tests.support.newsroom import Newsroom, Source, attachment, sealed
from tests.support.nginx import running_nginx
from tests.support.order import noise, places, rank_correlation
from tests.support.seized import cores_of, legible, writes_of
from tests.support.server import Server, init_server, run, running_server

TIPS, UNDER_WAY, TRACED = 100, 10, 10
HALF = 30_000
CANARY, OVER, OPEN = MARKS = ("canary-k9q7z2-", "agent-over-k9q7z2-", "agent-open-k9q7z2-")
SETTLE_S = 1.0  # what is left to do once all bytes are read and all lines are closed, which is waited for first
SETTLE_TRIES = 5
FORMS = re.compile(
    rb"(?<!\d)\d{10}(?!\d)|(?<![a-z])(?:[a-z]{2,12} ){8}[a-z]{2,12}|[A-Z][a-z]{1,20} [A-Z][a-z]{1,20}"
    rb"|127\.7[789]\.\d{1,3}\.201|fc00:dead:beef:4dad::7[78]:[0-9a-f]+"
)

Connect = Callable[[str], AbstractContextManager[socket.socket]]


@dataclass(frozen=True, slots=True)
class Tip:
    """One tip as it goes over the wire, and what nobody may find of it."""

    exchange: bytes
    parcels: Sequence[tuple[bytes, bytes]]
    says: Sequence[str]
    """Text, file's name and bytes, code in both spellings, pseudonym."""
    agent: str

    def requests(self) -> Iterator[bytes]:
        """Parcels first, the exchange last, with all that a chatty program adds."""
        for key, parcel in self.parcels:
            yield self._request(f"PUT /parcels/{key.hex()}", parcel)
        yield self._request("POST /letters", self.exchange)

    def _request(self, line: str, body: bytes) -> bytes:
        head = (
            f"{line} HTTP/1.1\r\nHost: {self.agent}.example\r\nUser-Agent: {self.agent}\r\n"
            f"Cookie: a={self.agent}\r\nReferer: https://{self.agent}.example/\r\nAccept-Language: {self.agent}\r\n"
            f"X-Forwarded-For: {self.agent}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes tips for one newsroom."""

    newsroom: Newsroom
    key: bytes

    def tip(self, agent: str = OVER) -> Tip:
        """A new source's tip, with a file; ``agent``: how the names of its program begin."""
        code = Code.draw()
        source = Source(Identity.of(code, self.newsroom.pin))
        text, name, body = (f"{CANARY}{kind}-{secrets.token_hex(12)}" for kind in ("text", "name", "body"))
        outgoing, parcels = sealed(attachment(body.encode() * 40, f"{name}.txt"))
        letter = self.newsroom.letter(source, text, outgoing=outgoing, key=self.key)
        said = (text, name, body, *code.numbers(), " ".join(code.spoken()), pseudonym(source.identity.reply_key))
        return Tip(self.newsroom.exchange(letter), parcels, said, f"{agent}{secrets.token_hex(12)}")


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    """One newsroom for all tests of this file."""
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"), ("Ada",))
    return Sealer(newsroom, newsroom.day_key("Ada", newsroom.today))


def spellings(said: str) -> Iterator[bytes]:
    """The ways in which a program may hold a text, beside UTF-16, which ``legible`` undoes; base64 in three alignments."""
    raw = said.encode()
    yield from (raw, raw.hex().encode())
    yield from (base64.b64encode(bytes(shift) + raw)[4:-4] for shift in range(3))


def found(taken: bytes, said: Sequence[str]) -> list[str]:
    """Those of the texts that can be read in what was taken."""
    # Marks first: all canaries of a kind begin alike, and one look for that is quicker than one for each.
    away = tuple(mark for mark in MARKS if not any(spelling in taken for spelling in spellings(mark)))
    marked = [each for each in said if each.startswith(MARKS) and not each.startswith(away or ("\n",))]
    # The others are looked for among all that has their form: numbers, nine words, names, addresses.
    formed = set(FORMS.findall(taken))
    return [
        *(each for each in marked if any(spelling in taken for spelling in spellings(each))),
        *(each for each in said if not each.startswith(MARKS) and each.encode() in formed),
    ]


def times_of_today(taken: bytes) -> set[bytes]:
    """Times of this day as programs write them: in HTTP, in ISO 8601. Libraries hold dates of their own, long past."""
    written = "|".join((time.strftime("%d %b %Y", time.gmtime()), time.strftime("%Y-%m-%d", time.gmtime())))
    return set(re.findall(rb"(?:%b).\d\d:\d\d" % written.encode(), taken))


def files(folder: Path) -> bytes:
    """Every file below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def send(connect: Connect, address: str, tip: Tip) -> None:
    """A tip on one connection, which is hung up at its end."""
    with connect(address) as line:
        for request in tip.requests():
            line.sendall(request)
            assert b" 201 " in line.recv(65_536).partition(b"\r\n")[0]


def settled(pids: list[int], folder: Path, over: Sequence[str]) -> bytes:
    """What lies in memory once nothing of what is over does, or in the end still.

    A busy machine takes longer to free it. Nobody asks anything meanwhile, so what is not freed is not written over.
    """
    for _ in range(SETTLE_TRIES):
        time.sleep(SETTLE_S)
        taken = cores_of(pids, folder)
        if not found(taken, over):
            break
    return taken


def directly(server: Server) -> Connect:
    """Connections from chosen addresses of loopback to the server itself."""
    port = urlsplit(server.url).port or 0

    @contextmanager
    def connect(address: str) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(address, 0)) as line:
            yield line

    return connect


def test_a_server_that_is_taken_with_its_memory_tells_nothing(sealer: Sealer, tmp_path: Path) -> None:
    """Of a hundred tips nothing at all; of ten under way nothing that they say, and nothing else once they are over."""
    folder = tmp_path / "server"
    init_server(folder, "threads = 32\n")  # a core has each thread's stack
    tips, open_tips = [sealer.tip() for _ in range(TIPS)], [sealer.tip(OPEN) for _ in range(UNDER_WAY)]
    content = [each for tip in [*tips, *open_tips] for each in tip.says]
    addresses, open_addresses = (
        [f"127.{net}.{n + 1}.201" for n in range(count)] for net, count in ((77, TIPS), (78, UNDER_WAY))
    )
    with running_server(folder, env={"TMPDIR": str(tmp_path)}) as server:
        connect = directly(server)
        for address, tip in zip(addresses, tips, strict=True):
            send(connect, address, tip)
        with ExitStack() as lines:
            for address, tip in zip(open_addresses, open_tips, strict=True):
                lines.enter_context(connect(address)).sendall(next(tip.requests())[:HALF])
            until_taken(server.port, UNDER_WAY)
            over = [*(tip.agent for tip in tips), *addresses]
            taken = settled(server.pids, tmp_path, [*content, *over])
        assert not found(taken, content)
        assert not found(taken, over), "heads of requests that are over, and who sent them"
        last = times_of_today(taken)
        until_taken(server.port, 0)
        everybody = [*content, *(tip.agent for tip in [*tips, *open_tips]), *addresses, *open_addresses]
        taken = settled(server.pids, tmp_path, everybody)
        assert not found(taken, everybody)
        assert len(last) <= 2, "the Date of the last answer (docs/decisions/0105), and no list of times"
        assert not found(legible(files(tmp_path)), everybody)
        assert not times_of_today(legible(files(folder)))
        run("upkeep", str(folder))
    assert server.output.read_bytes() == b""
    letters = [letter for tip in tips for letter in wire.split_exchange(tip.exchange, sealer.newsroom.today)]
    for stored, part in ((letters, slice(60, 124)), ([tip.parcels[0][1] for tip in tips], slice(60, 124))):
        there = places((folder / "intake.db").read_bytes(), stored, part)
        assert len(there) == len(stored)
        assert abs(rank_correlation(there)) < noise(len(stored))
    for path in folder.iterdir():
        assert path.name == "intake.db" or not places(path.read_bytes(), letters, slice(60, 124))


def test_behind_the_proxy_the_server_never_hears_who_asks(sealer: Sealer, tmp_path: Path) -> None:
    """The server's memory holds no head and no circuit even while tips are under way; the proxy's only those ten."""
    folder, front = tmp_path / "server", tmp_path / "front"
    init_server(folder, 'client_header = "X-Circuit"\n')
    tips, open_tips = [sealer.tip() for _ in range(TIPS // 4)], [sealer.tip(OPEN) for _ in range(UNDER_WAY)]
    circuits, open_circuits = (
        [f"fc00:dead:beef:4dad::{net}:{n + 1:x}" for n in range(len(them))]
        for net, them in ((77, tips), (78, open_tips))
    )
    agents, open_agents = ([tip.agent for tip in them] for them in (tips, open_tips))
    with running_server(folder) as server, running_nginx(front, server.url) as proxy:
        for circuit, tip in zip(circuits, tips, strict=True):
            send(proxy.circuit, circuit, tip)
        with ExitStack() as lines:
            for circuit, tip in zip(open_circuits, open_tips, strict=True):
                lines.enter_context(proxy.circuit(circuit)).sendall(next(tip.requests())[:HALF])
            until_taken(proxy.port, UNDER_WAY)
            everybody = [*agents, *open_agents, *circuits, *open_circuits]
            assert not found(settled(server.pids, tmp_path, everybody), everybody)
            taken = settled(proxy.pids, tmp_path, [*agents, *circuits])
            assert not found(taken, [*agents, *circuits])
            assert found(taken, open_agents), "the test sees a head where there is one"
        until_taken(proxy.port, 0)
        assert not found(settled(proxy.pids, tmp_path, everybody), everybody)
    assert not found(legible(files(tmp_path)), everybody)


def test_no_process_of_the_service_writes_what_a_request_said(sealer: Sealer, tmp_path: Path) -> None:
    """strace sees every write of every worker, sockets too: sealed bytes go to the database, and no canary anywhere."""
    folder = tmp_path / "server"
    init_server(folder)
    tips = [sealer.tip() for _ in range(TRACED)]
    with running_server(folder, workers=2) as server, writes_of(server.pids, tmp_path / "strace.txt"):
        for n, tip in enumerate(tips):
            send(directly(server), f"127.79.{n + 1}.201", tip)
        time.sleep(SETTLE_S)
    traced = (tmp_path / "strace.txt").read_bytes()
    assert traced.count(b"pwrite64(") > TRACED, "the test sees writes"
    said = [each for tip in tips for each in (*tip.says, tip.agent)]
    assert not found(legible(traced), [*said, *(f"127.79.{n + 1}.201" for n in range(TRACED))])
    to_files = {bytes(name) for name in re.findall(rb"(?:write|pwrite64|writev)\(\d+<(/[^>]+)>", traced)}
    assert all(Path(name.decode()).is_relative_to(folder) for name in to_files)
