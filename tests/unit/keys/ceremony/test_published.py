"""What the ceremony signs, seen by those who have to believe it: python-tuf's client and our own."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from tuf.api.exceptions import RepositoryError
from tuf.ngclient.updater import Updater

from intake.protocol.code import Code
from intake.protocol.directory import open_directory, pack_bundle
from intake.protocol.errors import DirectoryError
from intake.protocol.source import Identity
from keys.ceremony.folder import Folder
from tests.unit.keys.ceremony.office import NOW, TODAY, Office, Shelf, passphrase_of, published


def client(home: Path, files: dict[str, bytes], first_root: bytes | None) -> Updater:
    """python-tuf's client, unmodified; ``first_root`` None: one that remembers what it saw."""
    (home / "targets").mkdir(parents=True, exist_ok=True)
    return Updater(
        str(home / "metadata"),
        "http://newsroom/",
        str(home / "targets"),
        "http://newsroom/targets/",
        fetcher=Shelf(files),
        bootstrap=first_root,
    )


@pytest.mark.parametrize(("threshold", "admins"), [(1, 1), (2, 3)])
def test_python_tufs_client_accepts_what_the_ceremony_published(tmp_path: Path, threshold: int, admins: int) -> None:
    """An unmodified client gets newsroom.json and every file of the page, from the first root down."""
    office = Office(tmp_path).found(threshold, admins)
    office.certify("Ada")
    office.certify_courier()
    office.sign(needs_root=True)
    updater = client(tmp_path / "client", office.publish(), office.signed_files()["1.root.json"])
    updater.refresh()
    for path in ("newsroom.json", "page/index.html", "page/app.js"):
        info = updater.get_targetinfo(path)
        assert info is not None
        got = Path(updater.download_target(info, str(tmp_path / "got"))).read_bytes()
        assert got == office.signed_files()[f"targets/{path}"]


def test_our_own_opening_agrees_and_names_the_readers(tmp_path: Path) -> None:
    """The directory opens from the pin; Ada and Ben take letters today, and the page's hashes are signed."""
    office = Office(tmp_path).begin()
    directory = office.directory()
    assert directory.root_one_sha256 == office.pin()
    assert [entry.name for entry in directory.newsroom.reporters if entry.takes_letters(TODAY)] == ["Ada", "Ben"]
    index = office.signed_files()["targets/page/index.html"]
    assert directory.targets["page/index.html"] == hashlib.sha256(index).digest()
    assert f'content="{office.pin().hex()}"'.encode() in index


def test_an_altered_page_has_another_hash_than_the_signed_one(tmp_path: Path) -> None:
    """One byte in the page's code, and a client refuses the file."""
    office = Office(tmp_path).begin()
    files = office.publish()
    (path,) = (path for path in files if path.endswith(".app.js"))
    files[path] = files[path].replace(b"export", b"exporT")
    updater = client(tmp_path / "client", files, office.signed_files()["1.root.json"])
    info = updater.get_targetinfo("page/app.js")
    assert info is not None
    with pytest.raises(RepositoryError):
        updater.download_target(info)


def test_somebody_who_is_no_courier_cannot_publish(tmp_path: Path) -> None:
    """Snapshot and timestamp under another key than the certified courier's are refused by both."""
    office = Office(tmp_path).begin()
    files = published(office.signed_files(), os.urandom(32), 1)
    with pytest.raises(RepositoryError):
        client(tmp_path / "client", files, office.signed_files()["1.root.json"]).refresh()
    metadata = {path: body for path, body in files.items() if "/" not in path}
    with pytest.raises(DirectoryError):
        open_directory(pack_bundle(metadata, office.signed_files()["targets/newsroom.json"]), office.pin(), NOW)


def test_a_client_that_knows_only_the_first_root_follows_the_chain(tmp_path: Path) -> None:
    """Two rotations, a new threshold, a new courier: a client that saw root 1 alone gets there, and so does ours."""
    office = Office(tmp_path).begin()
    first = office.signed_files()["1.root.json"]
    client(tmp_path / "client", office.publish(), first).refresh()
    code = Code.draw()
    before = Identity.of(code, office.directory().root_one_sha256).master

    office.rotate(add=2, threshold=2, targets=True)
    office.certify_courier(seed := os.urandom(32))
    assert "signs root version 3, because the couriers changed" in office.sign(needs_root=True)
    assert {name for name in office.signed_files() if "/" not in name} == {
        "1.root.json", "2.root.json", "3.root.json", "2.targets.json",
    }  # fmt: skip

    office.courier = seed
    office.version = 10
    updater = client(tmp_path / "client", office.publish(), None)
    updater.refresh()
    assert updater.get_targetinfo("newsroom.json") is not None
    directory = office.directory()
    assert directory.versions.root == 3
    assert office.signed_files()["1.root.json"] == first
    assert Identity.of(code, directory.root_one_sha256).master == before


@pytest.mark.parametrize("written", range(6))
def test_a_stick_pulled_out_early_holds_the_newsroom_before_or_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Whatever file the writing is cut at, what lies there opens; the next signing puts everything in place."""
    office = Office(tmp_path).begin()
    office.certify("Chi")
    done = 0

    def until_pulled(path: Path, data: bytes, mode: int = 0o600) -> None:
        nonlocal done
        if done == written:
            raise OSError(5, "Input/output error")
        done += 1
        path.write_bytes(data)

    sign = ("targets", "sign", office.folder, office.stick, "--page", office.page)
    with monkeypatch.context() as patch:
        patch.setattr("keys.ceremony.publish.write_durably", until_pulled)
        ended = office.run(*sign, *office.files([passphrase_of("admin 1's targets key")]))
    assert ended.exit_code == (0 if written > 4 else 1)
    assert written > 4 or "Put another stick in and sign once more" in ended.output
    assert office.directory().versions.targets == (2 if written > 4 else 1)
    office.sign()
    assert office.directory().versions.targets == 3
    assert [path.name for path in (office.stick / "asterism").iterdir()] == ["newsroom"]


def test_a_revoked_reporter_gets_no_letter_and_stays_listed(tmp_path: Path) -> None:
    """After the next signing nothing is sealed to Ben, Ada reads alone, and Ben's answers can still be found."""
    office = Office(tmp_path).begin()
    said = office.ok("reporter", "revoke", office.folder, "ben")
    assert "Ben is revoked" in said
    told = office.sign()
    assert "revokes Ben" in told
    assert "gives Investigations to Ada" in told
    newsroom = office.directory().newsroom
    ben = next(entry for entry in newsroom.reporters if entry.name == "Ben")
    assert not ben.takes_letters(TODAY)
    assert ben.until == TODAY - 1
    assert ben.reporter not in newsroom.desks[0].reporters


def test_a_desk_that_lost_its_last_reader_is_not_published(tmp_path: Path) -> None:
    """The admins are told, the page gets no such desk, and the desk waits in the draft for another reader."""
    office = Office(tmp_path).found(desks=("Investigations", "Sports"))
    office.certify("Ada", "--desk", "Investigations")
    office.certify("Ben", "--desk", "2")
    office.certify_courier()
    office.sign(needs_root=True)
    assert "Sports has no reader left" in office.ok("reporter", "revoke", office.folder, "Ben")
    assert "closes the desk Sports: nobody reads it" in office.sign()
    assert [dict(desk.names) for desk in office.directory().newsroom.desks] == [{"en": "Investigations"}]
    office.certify("Chi", "--desk", "sports")
    assert "opens the desk Sports (en): read by Chi" in office.sign()
    assert "Attention" not in office.ok("status", office.folder)


def test_revoking_everybody_can_be_published_and_says_what_it_means(tmp_path: Path) -> None:
    """On the worst day a newsroom without any reader is signed, since the alternative is a page that seals to a thief."""
    office = Office(tmp_path).begin()
    for name in ("Ada", "Ben"):
        office.ok("reporter", "revoke", office.folder, name)
    assert "the page will say that nobody can be reached" in office.sign()
    assert office.directory().newsroom.desks == ()


def test_two_of_three_sign_whoever_they_are(tmp_path: Path) -> None:
    """The third admin may sign in place of the first; the directory opens all the same."""
    office = Office(tmp_path).found(2, 3)
    office.certify("Ada")
    office.certify_courier()
    office.sign(needs_root=True, admins=(1, 3))
    office.sign(admins=(3, 2))
    assert office.directory().versions.targets == 2


def test_a_lone_signature_of_two_is_refused_by_every_client(tmp_path: Path) -> None:
    """Targets that lost one of two signatures open nowhere."""
    office = Office(tmp_path).found(2, 3)
    office.certify("Ada")
    office.certify_courier()
    office.sign(needs_root=True)
    path = office.stick / "asterism" / "newsroom" / "1.targets.json"
    metadata = Folder(office.folder).last_targets_metadata()
    assert metadata is not None
    metadata.signatures.popitem()
    path.write_bytes(metadata.to_bytes())
    with pytest.raises(DirectoryError):
        office.directory()
    with pytest.raises(RepositoryError):
        client(tmp_path / "client", office.publish(), office.signed_files()["1.root.json"]).refresh()
