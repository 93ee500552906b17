"""Content Credentials: files signed here by the library's own Builder, judged in the sandbox."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from click.testing import CliRunner
from PIL import Image

from keys.reporter.cli import reporter
from keys.reporter.evidence.errors import BadRootsError
from keys.reporter.evidence.proofs import Brought, Proof, proofs_of
from keys.reporter.sandbox.judgement import judged
from tests.support.credentials import AUTHORITY, TOOL, expired, signatory, signed, signed_elsewhere, signed_over, sound
from tests.support.exhibits import CANARY, contract, paper, photograph
from tests.support.newsroom import Newsroom

WHO = signatory()
HEIC = Path(__file__).parents[4] / "corpus" / "picture" / "files" / "deep.heic"


def film() -> bytes:
    """A second of a test picture."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.mp4"
        make = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=1:size=160x120:rate=5"]
        subprocess.run([*make, str(path)], check=True)
        return path.read_bytes()


def png() -> bytes:
    """Noise."""
    file = BytesIO()
    Image.effect_noise((64, 48), 40).convert("RGB").save(file, "PNG")
    return file.getvalue()


MAKERS: dict[str, Callable[[], bytes]] = {
    "image/jpeg": photograph,
    "image/png": png,
    "image/heic": HEIC.read_bytes,
    "video/mp4": film,
    "audio/wav": sound,
    "application/pdf": lambda: paper("A contract"),
}


@cache
def plain(kind: str) -> bytes:
    """A file that nobody has signed."""
    return MAKERS[kind]()


@cache
def good(kind: str) -> bytes:
    """A file with Content Credentials."""
    return signed(plain(kind), kind, WHO)


def only(body: bytes, roots: bytes = b"") -> Proof:
    """The one proof of a file."""
    (proof,) = proofs_of([body], Brought(roots=roots))
    return proof


def altered(kind: str) -> bytes:
    """With a bit of its content changed: of a piece that stands both in the signed file and in the plain one."""
    body, original = bytearray(good(kind)), plain(kind)
    middle = len(original) * 2 // 3
    piece = b"A contract" if kind == "application/pdf" else original[middle : middle + 24]
    body[body.index(piece) + 8] ^= 1
    return bytes(body)


@pytest.mark.parametrize("kind", list(MAKERS))
def test_valid_altered_broken_and_none_at_all(kind: str) -> None:
    """In each format: who vouches and what made it are told; a changed bit, a broken manifest and no manifest are, too."""
    proof = only(good(kind))
    assert (proof.kind, proof.holds, proof.why) == ("content-credentials", True, "file-holds")
    assert (proof.issuer, proof.by, proof.tool) == ("authority", AUTHORITY, f"{TOOL} 1.0")
    assert "no list of trusted roots is carried here" in proof.said
    proof = only(altered(kind))
    assert (proof.holds, proof.why) == (False, "file-changed")
    store = good(kind).index(b"jumdc2pa")
    broken = bytearray(good(kind))
    broken[store + 60 : store + 300] = bytes(240)
    proof = only(bytes(broken))
    assert (proof.holds, proof.why in {"damaged", "signature-broken", "claim-changed"}) == (False, True)
    assert proofs_of([plain(kind)], Brought()) == []


DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("kind", "body", "piece"),
    [("image/svg+xml", DRAWING, b"height"), (DOCX, contract(), b"<document/>")],
    ids=["svg", "docx"],
)
def test_drawings_and_packages_too(kind: str, body: bytes, piece: bytes) -> None:
    """Their kind is not seen by the library, so it is told."""
    made = signed(body, kind, WHO)
    changed = made.replace(piece, piece[:-1].upper() + piece[-1:])
    found = [[proof.why for proof in proofs_of([each], Brought())] for each in (made, changed, body)]
    other = ["present"] * (kind == DOCX)  # the signature that contract() says it has
    assert found == [["file-holds", *other], ["file-changed", *other], other]


def test_issuers_are_told_by_class_and_never_by_a_persons_name() -> None:
    """Self-signed, an authority that names itself, a maker of devices, and one whose root somebody has brought along."""
    body, own = plain("image/jpeg"), signatory(own=True)
    proof = only(signed(body, "image/jpeg", own))
    assert (proof.issuer, proof.by, "anybody can make such" in proof.said) == ("self", "", True)
    proof = only(signed(body, "image/jpeg", signatory("Nikon Corporation")))
    assert (proof.issuer, proof.by, "which anybody can write" in proof.said) == ("device", AUTHORITY, True)
    proof = only(good("image/jpeg"), WHO.root)
    assert (proof.issuer, proof.by, proof.holds) == ("listed", AUTHORITY, True)
    assert "Rahima" not in repr(proof)
    proof = only(good("image/jpeg"), signatory().root)
    assert (proof.issuer, "not among the roots that were given" in proof.said) == ("authority", True)


def test_an_expired_certificate_without_a_time_stamp_does_not_hold() -> None:
    """It was valid when it signed, and nothing says when that was."""
    proof = only(expired(plain("image/jpeg")))
    assert (proof.holds, proof.why) == (False, "expired")
    assert "no time stamp says when" in proof.said


def test_a_changed_signature_and_a_changed_statement_are_told_apart() -> None:
    """Bits in the signature's own bytes, and in what it says of the picture."""
    body = good("image/jpeg")
    places = {"claim-changed": body.index(b"digitalCapture"), "signature-broken": body.index(TOOL.encode())}
    for why, at in places.items():
        changed = bytearray(body)
        changed[at] ^= 1
        assert (only(bytes(changed)).holds, only(bytes(changed)).why) == (False, why)


def test_a_file_made_from_one_that_does_not_hold_says_so() -> None:
    """It is itself as it was signed; and made from a file that holds, it says nothing of that."""
    body = plain("image/jpeg")
    proof = only(signed_over(body, WHO, altered("image/jpeg")))
    assert (proof.holds, proof.why) == (True, "file-holds-earlier")
    assert "an earlier file that it names does not hold" in proof.said
    assert only(signed_over(body, WHO, good("image/jpeg"))).why == "file-holds"


def test_nothing_is_fetched() -> None:
    """A manifest that lies on a server is named, and the server, which listens on this very machine, hears of nobody."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa"
        proof = only(signed_elsewhere(photograph((64, 48)), WHO, address))
        assert (proof.holds, proof.why) == (None, "elsewhere")
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
        # and the listener does listen
        Thread(target=lambda: socket.create_connection(server.getsockname()).close()).start()
        server.settimeout(10)
        server.accept()[0].close()


def test_names_in_a_manifest_disturb_no_line() -> None:
    """Line ends, escape characters and marks of direction are replaced, and what is long is cut."""
    info = [{"name": "Good\n\x1b[2J\u202e camera " + "x" * 500, "version": "1"}]
    who = signatory(authority="Evil\u202eLtd")
    proof = only(signed(plain("image/jpeg"), "image/jpeg", who, claim_generator_info=info))
    assert proof.holds is True
    assert proof.tool.startswith("Good\ufffd\ufffd[2J\ufffd camera xxx")
    assert (len(proof.tool), proof.by) == (80, "Evil\ufffdLtd")
    assert all(line.isprintable() for line in (proof.told, proof.names))


def test_hostile_manifests_end_in_an_answer() -> None:
    """20 seeded files, each with lengths that lie, bytes turned over and pieces cut or doubled: none hangs, and what holds is what was signed."""
    draw = random.Random(12)
    body, ended = good("image/jpeg"), set()
    store, end = body.index(b"jumdc2pa") - 20, body.index(b"jumdc2pa") + 2_800
    for _ in range(20):
        hostile = bytearray(body)
        for _ in range(draw.randrange(1, 6)):
            at = draw.randrange(store, end)
            how = draw.randrange(4)
            if how == 0:
                hostile[at : at + 4] = draw.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1"])
            elif how == 1:
                hostile[at : at + 40] = draw.randbytes(40)
            elif how == 2:
                del hostile[at : at + draw.randrange(1, 400)]
            else:
                hostile[at:at] = hostile[at : at + draw.randrange(1, 400)]
        proofs = proofs_of([bytes(hostile)], Brought())
        signed_by = {(proof.by, proof.tool) for proof in proofs if proof.holds}
        assert signed_by <= {(AUTHORITY, f"{TOOL} 1.0")}, bytes(hostile)  # a change of the padding alone breaks nothing
        ended |= {proof.why for proof in proofs}
    assert len(ended) > 1, "the changes reach more than the first check"


def test_roots_that_are_none_are_refused_before_anything_is_read(newsroom: Newsroom, tmp_path: Path) -> None:
    """By the function, and by the command in three lines; certificates are taken."""
    assert Brought.checked(None, WHO.root).roots == WHO.root
    for wrong in (b"no certificate", WHO.root[:200]):
        with pytest.raises(BadRootsError):
            Brought.checked(None, wrong)
    (tmp_path / "roots").write_bytes(b"no certificate")
    words = ["view", str(newsroom.vault("Ada")), "1", "--to", str(tmp_path / "seen"), "--c2pa-roots"]
    done = CliRunner().invoke(reporter, [*words, str(tmp_path / "roots")])
    assert (done.exit_code, "holds no certificates in PEM" in done.output) == (1, True)
    assert not (tmp_path / "seen").exists()


def test_the_judge_says_nothing_of_the_file_but_names() -> None:
    """What the manifest holds besides, a title and the picture's own place and device, does not come out."""
    (answer,) = judged([good("image/jpeg")])
    assert CANARY in good("image/jpeg").decode("latin-1")
    assert CANARY not in repr(answer)
    assert "bridge" not in repr(answer)
