"""More worlds in which transcripts play: files that came, what is proved of them, and what may go wrong in looking."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from keys.reporter.evidence.export import Wish as EvidenceWish
from keys.reporter.evidence.export import export_evidence
from keys.reporter.machine import Machine
from keys.reporter.rendering.stream import MAGIC
from keys.reporter.sandbox import arguments, judgement
from keys.reporter.sandbox.arguments import Limits
from tests.corpus.document.mails import DOMAIN, SELECTOR, published_key
from tests.support import credentials
from tests.support.exhibits import contract, exhibits, photograph, refused
from tests.support.newsroom import PASSPHRASE, TODAY, Newsroom, attachment, sealed
from tests.support.worlds import KALLIOPE, WORLDS, world


@world("a tip with five files, received")
def _exhibits(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    text = (
        "Rahima Akter signed the list at 14:32. Ask RAHIMA, not Rahimabad's mayor. "
        + "The bridge was never looked at. " * 8
    )
    outgoing, parcels = sealed(*exhibits())
    newsroom.bundle([newsroom.letter(KALLIOPE, text, outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    yield


@world("a tip with files that are refused, received")
def _refused(folder: Path) -> Iterator[None]:
    newsroom = Newsroom(folder)
    outgoing, parcels = sealed(*refused())
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    yield


@world("evidence, and a copy that somebody changed")
def _evidence(folder: Path) -> Iterator[None]:
    """``evidence``; ``changed``: a bit, an entry of the record, a file added, one renamed; ``kept.jpg``: an original."""
    with WORLDS["a tip with five files, received"](folder):
        with Machine.open(folder / "airgap-ada", PASSPHRASE) as machine:
            contact, untouched = machine.contact("1"), EvidenceWish(untouched=True)
            export_evidence(machine, contact, folder / "evidence", untouched, TODAY)
        changed = shutil.copytree(folder / "evidence", folder / "changed")
        paper = changed / "data" / "untouched" / "3-file-3.pdf"
        paper.write_bytes(paper.read_bytes().replace(b"signed", b"sighed"))
        record = changed / "data" / "custody.jsonl"
        record.write_bytes(record.read_bytes().splitlines(keepends=True)[0])
        (changed / "data" / "new.txt").write_text("new")
        (changed / "data" / "received" / "1-photo-1.jpg").rename(changed / "data" / "received" / "1-photo.jpg")
        shutil.copy(folder / "evidence" / "data" / "untouched" / "2-photo-1.jpg", folder / "kept.jpg")
        (folder / "newer").write_bytes(b"{}")
        yield


@world("a tip with files that others have signed, received")
def _signed(folder: Path) -> Iterator[None]:
    """``record``: the DNS record of the mail's sender; ``roots``: of who signed the photographs; ``nothing``: no roots."""
    newsroom = Newsroom(folder)
    corpus = Path(__file__).parents[1] / "corpus"
    signed = [("document", "signed.eml"), ("document", "changed.eml"), ("pdf", "signed.pdf")]
    files = [attachment((corpus / group / "files" / name).read_bytes(), name) for group, name in signed]
    who = credentials.signatory()
    photo = credentials.signed(photograph(), "image/jpeg", who)
    changed = photo[:-30] + bytes([photo[-30] ^ 1]) + photo[-29:]
    files += [
        attachment(photo, "photo-4.jpg"),
        attachment(changed, "photo-5.jpg"),
        attachment(contract(), "file-6.docx"),
    ]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive()
    (folder / "roots").write_bytes(who.root)
    (folder / "nothing").write_bytes(b"no certificates")
    (folder / "record").write_bytes(published_key(f"{SELECTOR}._domainkey.{DOMAIN}.".encode()) or b"")
    yield


def taken_over(does: str, seconds: float = 60) -> Callable[[Path], Iterator[None]]:
    """A tip with a file that has taken over its renderer in the sandbox; there it ``does`` this, in Python, for so many seconds."""

    def make(folder: Path) -> Iterator[None]:
        newsroom = Newsroom(folder)
        outgoing, parcels = sealed(attachment(b"hostile", "file-1"))
        newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
        newsroom.receive("Ada")
        code = f"import os, sys, time\nout = sys.stdout.buffer; out.write({MAGIC!r}); out.flush()\n{does}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arguments, "WORKER", code)
            patch.setattr(arguments, "STANDARD", Limits(seconds=seconds, memory=100 << 20))
            yield

    return make


world("a file that talks nonsense out of its sandbox, received")(taken_over("out.write(b'nonsense')"))
world("a file that sleeps in its sandbox, received")(taken_over("time.sleep(60)", seconds=3))
world("a file that takes memory in its sandbox, received")(taken_over("hog = b'x' * (1 << 28); time.sleep(60)"))
world("a file that kills its renderer, received")(taken_over("os.abort()"))


@world("a tip with a contract, a sound and a large file, on a machine with neither LibreOffice nor ffmpeg, received")
def _few_programs(folder: Path) -> Iterator[None]:
    """Inside the sandbox no program is found; and it has room for two megabytes, where a file of 1 GiB would take long."""
    newsroom = Newsroom(folder)
    files = [
        attachment(contract(), "file-1.docx"),
        attachment(credentials.sound(), "file-2.wav"),
        attachment(bytes(3 << 20), "file-3"),
    ]
    outgoing, parcels = sealed(*files)
    newsroom.bundle([newsroom.letter(KALLIOPE, "look", outgoing=outgoing)], parcels)
    newsroom.receive("Ada")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "WORKER", f"import os; os.environ['PATH'] = '/nowhere'\n{arguments.WORKER}")
        patch.setattr(arguments, "STANDARD", replace(arguments.STANDARD, files=2 << 20))
        patch.setattr(judgement, "LIMITS", replace(judgement.LIMITS, files=2 << 20))
        yield


@world("a tip with five files, received, and no bwrap here")
def _no_bwrap(folder: Path) -> Iterator[None]:
    with WORLDS["a tip with five files, received"](folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(folder))
        yield


@world("a tip with five files, received, and a bwrap that this system does not let work")
def _weak_bwrap(folder: Path) -> Iterator[None]:
    with WORLDS["a tip with five files, received, and no bwrap here"](folder):
        (folder / "bwrap").write_text("#!/bin/sh\nexit 1\n")
        (folder / "bwrap").chmod(0o700)
        yield
