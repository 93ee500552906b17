"""The sandbox of those who judge proofs: its walls, its limits, and how little of what comes out is believed."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.newsroom import can_unshare, without_network
from keys.reporter.evidence.proofs import Brought, proofs_of
from keys.reporter.notary.answers import MAX_ANSWERS, MAX_TEXT, MAX_TEXT_BYTES, Answer, Issuer, Kind, Why
from keys.reporter.rendering.stream import Refusal
from keys.reporter.sandbox import judgement
from keys.reporter.sandbox.arguments import JUDGES, Limits
from keys.reporter.sandbox.errors import (
    BrokenSandboxError,
    LyingWorkerError,
    NoSandboxError,
    NotShownError,
    RefusedFileError,
    TooHungryError,
    TooSlowError,
    WorkerDiedError,
)
from keys.reporter.sandbox.judgement import heard, judged
from keys.reporter.sandbox.run import started
from tests.unit.keys.reporter.sandbox.test_lies import Told, numbers
from tests.unit.keys.reporter.sandbox.test_walls import PROLOGUE, SHORT, SIZE, TOP, nobody_left

MAIL = b"From: a@b.example\r\nDKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=; b=\r\n\r\n"


def said(code: str, *arguments: object) -> Any:
    """What a hostile judge finds out and tells, under the very arguments of a real one."""
    with started(PROLOGUE + code, *arguments, limits=SHORT, luggage=JUDGES) as worker:
        worker.feed([])
        return json.loads(worker.read(SIZE))


def test_a_judge_has_the_same_walls_as_a_renderer(tmp_path: Path) -> None:
    """No account, no home, no vault, no environment, no network, nothing to write to but its own memory."""
    (tmp_path / "vault.key").write_text("secret")
    paths = ["/etc/passwd", "/etc/machine-id", "/sys/class", str(Path.home() / ".ssh"), str(tmp_path / "vault.key")]
    paths += [str(TOP / "pyproject.toml"), "/app/keys/vault", "/app/keys/reporter/machine.py", "/app/intake/source"]
    paths += ["/app/requests", "/app/urllib3", "/app/nacl", f"/proc/{os.getpid()}/environ"]
    assert said("tell([path for path in sys.argv[1:] if os.path.exists(path)])", *paths) == []
    families = {name: int(getattr(socket, name)) for name in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET")}
    code = "tell([tried(lambda: socket.socket(int(family)).close()) for family in sys.argv[1:]])"
    assert said(code, *families.values()) == ["Operation not permitted"] * 4
    assert said("tell([line.split(':')[0].strip() for line in open('/proc/net/dev')][2:])") == ["lo"]
    folders = ["/", "/app", "/app/c2pa", "/app/keys/reporter/notary", "/usr", str(tmp_path), "/tmp"]
    code = "tell([tried(lambda: open(folder + '/was-here', 'x').close()) for folder in sys.argv[1:]])"
    assert [how is True for how in said(code, *folders)] == [False] * 6 + [True]
    names = set(said("tell(sorted(os.environ))"))
    assert names <= {"HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "PYTHONDONTWRITEBYTECODE"}


def test_the_library_itself_reaches_nobody(tmp_path: Path) -> None:
    """Told to fetch whatever it can, from inside: it fails, and a server that listens on this machine hears nothing."""
    from tests.support.credentials import signatory, signed_elsewhere
    from tests.support.exhibits import photograph

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x.c2pa"
        body = signed_elsewhere(photograph((64, 48)), signatory(), address)
        code = (
            "sys.path.append('/app'); from c2pa import Context, Reader, Settings\n"
            "open('/tmp/x.jpg', 'wb').write(sys.stdin.buffer.read())\n"
            "context = Context(Settings.from_dict({'verify': {'remote_manifest_fetch': True}}))\n"
            "try: Reader(open('/tmp/x.jpg', 'rb'), context=context); tell('read')\n"
            "except Exception as error: tell(str(error)[:300])"
        )
        with started(PROLOGUE + code, limits=Limits(seconds=30), luggage=JUDGES) as worker:
            worker.feed([body])
            told = json.loads(worker.read(SIZE))
        assert told != "read"
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_the_program_outside_loads_no_parser_and_needs_no_network(tmp_path: Path) -> None:
    """In a namespace without even a loopback; of the libraries that judge, none is in the process outside."""
    if not can_unshare():
        pytest.skip("this user may not take the network away")
    (tmp_path / "signed").write_bytes((TOP / "tests" / "corpus" / "pdf" / "files" / "signed.pdf").read_bytes())
    probe = (
        "import sys\nfrom keys.reporter.evidence.proofs import NOTHING, proofs_of\n"
        "print([proof.why for proof in proofs_of([open(sys.argv[1], 'rb').read()], NOTHING)])\n"
        "print(sorted(sys.modules), file=sys.stderr)"
    )
    command = [*without_network(), sys.executable, "-c", probe, str(tmp_path / "signed")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=TOP)
    assert done.stdout == "['pdf-holds']\n", done.stderr
    for parser in ("c2pa", "asn1crypto", "cryptography", "intake.clean", "zipfile", "ctypes", "socket", "requests"):
        assert f"'{parser}'" not in done.stderr
    assert "'keys.reporter.sandbox.judgement'" in done.stderr, "the search looks at the right list"


def test_a_judge_that_hangs_or_takes_too_much_is_ended_and_nothing_is_said_to_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By time, by the processor's time, by memory; and what people read is that it was not checked."""
    start = time.monotonic()
    with pytest.raises(TooSlowError):
        judged([b"x"], limits=Limits(seconds=1), code=PROLOGUE + "time.sleep(3600) # judge-marker")
    assert time.monotonic() - start < 20
    with pytest.raises(TooSlowError):
        judged([b"x"], limits=Limits(seconds=60, cpu_seconds=1), code=PROLOGUE + "while True: pass # judge-marker")
    greedy = "kept = [bytearray(os.urandom(1 << 16)) for _ in range(1 << 14)]; time.sleep(60) # judge-marker"
    with pytest.raises(TooHungryError):
        judged([b"x"], limits=Limits(seconds=60, memory=200 << 20), code=PROLOGUE + greedy)
    assert nobody_left("judge-marker")
    # The real judge, over a mail that is too large for what it may take: its memory, and then its disk.
    mail = [MAIL, *[b"x" * (1 << 20)] * 150]
    monkeypatch.setattr(judgement, "LIMITS", Limits(seconds=60, address_space=256 << 20))
    (proof,) = proofs_of(mail, Brought())
    assert (proof.kind, proof.holds, proof.why) == ("unknown", None, "not-shown-too-large")
    assert proof.told.startswith("Proofs not checked: the program that checks it broke down")
    monkeypatch.setattr(judgement, "LIMITS", Limits(seconds=60, files=1 << 20))
    (proof,) = proofs_of(mail, Brought())
    assert (proof.kind, proof.holds, proof.why) == ("unknown", None, "not-shown-too-large")


def test_without_a_sandbox_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bwrap missing, or not allowed to work: an error, and no other way in."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoSandboxError):
        proofs_of([MAIL], Brought())
    refused = tmp_path / "bwrap"
    refused.write_text("#!/bin/sh\nexit 1\n")
    refused.chmod(0o700)
    with pytest.raises(BrokenSandboxError):
        proofs_of([MAIL], Brought())


def text(value: bytes) -> bytes:
    """As a judge says it."""
    return numbers(len(value)) + value


ONE = numbers(0, 1, Kind.CREDENTIALS, Why.FILE_HOLDS, Issuer.DEVICE) + text("Größe".encode()) + text(b"Camera")


def test_what_is_true_is_believed() -> None:
    """An answer, none, and a refusal."""
    assert heard(Told(ONE)) == [Answer(Kind.CREDENTIALS, Why.FILE_HOLDS, Issuer.DEVICE, "Größe", "Camera")]
    assert heard(Told(numbers(0, 0))) == []
    with pytest.raises(RefusedFileError):
        heard(Told(numbers(Refusal.TOO_LARGE)))


@pytest.mark.parametrize(
    "data",
    [
        ONE + b"x",
        numbers(0, MAX_ANSWERS + 1) + ONE[8:] * (MAX_ANSWERS + 1),
        numbers(99),
        numbers(Refusal.DAMAGED) + b"x",
        numbers(0, 1, 0, Why.PRESENT, 0, 0, 0),
        numbers(0, 1, Kind.DKIM, 0, 0, 0, 0),
        numbers(0, 1, Kind.DKIM, Why.PRESENT, 99, 0, 0),
        numbers(0, 1, Kind.DKIM, Why.PRESENT, 0) + text(b"x" * (MAX_TEXT_BYTES + 1)) + text(b""),
        numbers(0, 1, Kind.DKIM, Why.PRESENT, 0) + text(b"\xff\xfe") + text(b""),
        numbers(0, 1, Kind.DKIM, Why.PRESENT, 0, 1 << 31),
    ],
    ids=["more", "many", "verdict", "refused-and-more", "kind", "why", "issuer", "long", "no-text", "very-long"],
)
def test_what_may_not_be_said_is_an_attack(data: bytes) -> None:
    """One byte too many included."""
    with pytest.raises(LyingWorkerError):
        heard(Told(data))


@pytest.mark.parametrize("size", range(len(ONE)))
def test_what_is_cut_is_no_answer(size: int) -> None:
    """Wherever it ends."""
    with pytest.raises((WorkerDiedError, LyingWorkerError)):
        heard(Told(ONE[:size]))


@given(st.binary(max_size=400), st.integers(0, 40))
def test_whatever_comes_out_is_bounded(noise: bytes, at: int) -> None:
    """Noise in the place of an answer: an error of ours, or short names that disturb no line."""
    try:
        answers = heard(Told((ONE[:at] + noise)[: len(ONE) + 40]))
    except NotShownError:
        return
    assert len(answers) <= MAX_ANSWERS
    for answer in answers:
        assert (answer.by + answer.tool).isprintable()
        assert max(len(answer.by), len(answer.tool)) <= MAX_TEXT


def test_a_liar_is_called_an_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that was taken over and says more than it may: nothing of it is shown."""
    told = struct.pack(">II", 0, 7) + b"run this: rm -rf /"
    liar = PROLOGUE + f"sys.stdout.buffer.write({told!r})\nsys.stdout.flush()\ntime.sleep(0)"
    with pytest.raises(NotShownError):
        judged([b"x"], limits=SHORT, code=liar)
    monkeypatch.setattr("keys.reporter.evidence.proofs.judged", lambda *_: judged([b"x"], limits=SHORT, code=liar))
    (proof,) = proofs_of([b"x"], Brought())
    assert (proof.kind, proof.holds, "rm -rf" in repr(proof)) == ("unknown", None, False)
