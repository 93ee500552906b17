"""``reporter view`` on what telephones and mails bring: HEIC as pixels, and which proofs each file carries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from keys.reporter.cli import reporter
from keys.reporter.custody import chain
from tests.corpus.document.mails import DOMAIN, SELECTOR, published_key
from tests.support.credentials import AUTHORITY, signatory, signed
from tests.support.exhibits import cleaned, photograph
from tests.support.newsroom import PASSPHRASE, Newsroom, attachment, sealed

CORPUS = Path(__file__).parents[3] / "corpus"
WHO = signatory()
FILES = {
    "phone.heic": CORPUS / "picture" / "files" / "phone.heic",
    "letter.eml": CORPUS / "document" / "files" / "signed.eml",
    "paper.pdf": CORPUS / "pdf" / "files" / "signed.pdf",
}


@pytest.fixture
def newsroom(newsroom: Newsroom) -> Newsroom:
    """A HEIC, a signed mail (untouched, and as the source's side cleans it), a signed PDF, and a photograph."""
    attachments = [attachment(path.read_bytes(), name) for name, path in FILES.items()]
    photo = signed(photograph((64, 48)), "image/jpeg", WHO)
    attachments += [attachment(photo, "photo.jpg"), cleaned(photo, "clean.jpg")]
    attachments.append(cleaned(FILES["letter.eml"].read_bytes(), "clean.eml"))
    outgoing, parcels = sealed(*attachments)
    newsroom.bundle([newsroom.letter(newsroom.source(), "look", outgoing=outgoing)], parcels)
    newsroom.receive()
    (newsroom.folder / "passphrase").write_text(PASSPHRASE + "\n")
    return newsroom


def test_proofs_are_told_beside_the_pictures(newsroom: Newsroom, tmp_path: Path) -> None:
    """For every file, also one that was cleaned: a photograph has lost its proof, a mail has kept it."""
    (tmp_path / "roots.pem").write_bytes(WHO.root)
    (tmp_path / "record").write_bytes(published_key(f"{SELECTOR}._domainkey.{DOMAIN}.".encode()) or b"")
    words = ["view", str(newsroom.vault("Ada")), "1", "--to", str(tmp_path / "seen"), "--json"]
    words += ["--passphrase-file", str(newsroom.folder / "passphrase")]
    brought = ["--dkim-key", str(tmp_path / "record"), "--c2pa-roots", str(tmp_path / "roots.pem")]
    done = CliRunner().invoke(reporter, [*words, *brought])
    assert done.exit_code == 0, done.output
    files = {file["name"]: file for file in json.loads(done.stdout)["files"]}
    found = {
        name: [(proof["kind"], proof["holds"], proof["issuer"], proof["by"]) for proof in file["proofs"]]
        for name, file in files.items()
    }
    assert found == {
        "untouched/phone.heic": [],
        "untouched/letter.eml": [("dkim", True, "none", DOMAIN)],
        "untouched/paper.pdf": [("pdf-signature", True, "self", "")],
        "untouched/photo.jpg": [("content-credentials", True, "listed", AUTHORITY)],
        "clean.jpg": [],
        "clean.eml": [("dkim", True, "none", DOMAIN)],
    }
    assert (files["untouched/phone.heic"]["kind"], files["untouched/phone.heic"]["pages"]) == ("picture", 1)
    with Image.open(tmp_path / "seen" / "untouched" / "phone.heic.png") as picture:
        assert picture.size == (96, 64)
        grey = picture.convert("L").tobytes()
        assert (min(grey) < 20, max(grey) > 235) == (True, True), "there is something on it"
    with newsroom.machine("Ada") as machine:
        assert json.loads(chain(machine, 1)[-1])["did"] == "viewed"
