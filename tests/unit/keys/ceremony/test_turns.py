"""Signing in turns, from a newsroom's folder to each admin's machine and back."""

from __future__ import annotations

import json
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Targets

from intake.protocol.code import Code
from intake.protocol.source import Identity
from keys.ceremony.folder import ADMINS, Folder
from keys.ceremony.paper import key_words
from keys.ceremony.request import Request, read_part
from tests.unit.keys.ceremony.circle import WORDS, Circle, request_file
from tests.unit.keys.ceremony.office import NOW


def test_what_two_of_three_signed_at_home_is_a_directory_that_every_client_takes(tmp_path: Path) -> None:
    """Also one that knew the root before: an admin leaves, one joins, one has new keys; sources' codes keep working."""
    from tests.unit.keys.ceremony.test_published import client

    circle = Circle(tmp_path).begin_in_turns()
    first = circle.signed_files()["1.root.json"]
    client(tmp_path / "client", circle.publish(), first).refresh()
    code = Code.draw()
    before = Identity.of(code, circle.directory().root_one_sha256).master

    circle.new_admin("Quy")
    circle.renew("Nora")
    circle.ok("root", "change", circle.folder, "--remove", 3, "--add", circle.card_of("Quy"), "--yes")
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--threshold", 3, "--yes")
    assert "1 more admin has to sign: any of Quy." in circle.round("Nora", "Olu")
    assert "Version 2 is signed" in (circle.signs("Quy"), circle.collect())[1]
    circle.version = 10
    updater = client(tmp_path / "client", circle.publish(), None)
    updater.refresh()
    assert circle.directory().versions.root == 2
    assert Identity.of(code, circle.directory().root_one_sha256).master == before


def test_a_threshold_alone_can_change(tmp_path: Path) -> None:
    """The same keys, another number: the plan is put in place only once a root says so."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.ok("root", "change", circle.folder, "--threshold", 3, "--yes")
    assert Folder.open(circle.folder).admins().threshold == 2
    assert "asks for 3 of 3 admins" in circle.request()
    for name in ("Nora", "Olu"):
        circle.signs(name)
    assert Folder.open(circle.folder).admins().threshold == 2
    circle.collect()
    circle.signs("Pia")
    circle.collect()
    assert Folder.open(circle.folder).admins().threshold == 3
    assert Folder.open(circle.folder).plan() is None
    assert circle.directory().versions.root == 2


def test_a_newsroom_of_one_folder_moves_to_machines_of_their_own(tmp_path: Path) -> None:
    """The old keys sign from the folder, the new ones at home; then the folder holds no key any more."""
    circle = Circle(tmp_path)
    circle.begin()
    for name in ("Nora", "Olu"):
        circle.new_admin(name)
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--threshold", 2,
              "--add", circle.card_of("Olu"), "--yes")  # fmt: skip
    circle.request()
    old = circle.files(["the words of admin 1's root key"])
    circle.ok("sign", circle.stick, "--folder", circle.folder, "--yes", *old)
    for name in ("Nora", "Olu"):
        assert circle.signs(name).exit_code == 0
    assert "Version 2 is signed" in circle.collect()
    assert not list((circle.folder / "keys").iterdir())
    assert circle.directory().versions.root == 2
    assert (
        "keys sign request" in circle.run("targets", "sign", circle.folder, circle.stick, "--page", circle.page).output
    )


def test_dry_runs_write_nothing_anywhere(tmp_path: Path) -> None:
    """Every command that signs or writes has one, and after it every file is what it was."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    circle.new_admin("Quy")
    circle.ok("desk", "new", circle.folder, "--name", "Sports")
    chi, spare = circle.card("Chi"), circle.card("Spare", "courier")
    words = tmp_path / "words"
    words.write_text(" ".join(key_words("root", circle.home("Nora").held()[0].seed(WORDS))))
    quy = circle.card_of("Quy")

    def everything() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    before = everything()
    for command in (
        ("admin", "new", tmp_path / "x", "--name", "X"),
        ("admin", "card", circle.own("Nora"), circle.stick),
        ("admin", "renew", circle.own("Nora")),
        ("root", "new", tmp_path / "x", "--name", "X", "--threshold", 1, "--card", quy),
        ("root", "new", tmp_path / "x", "--name", "X"),
        ("root", "change", circle.folder, "--add", quy),
        ("reporter", "certify", circle.folder, chi, "--desk", 1),
        ("reporter", "revoke", circle.folder, "Ada"),
        ("reporter", "renew", circle.folder, "Ada"),
        ("reporter", "suspect", circle.folder, "Ada"),
        ("reporter", "move", circle.folder, "Ada", "--to", "Sports"),
        ("desk", "new", circle.folder, "--name", "Culture"),
        ("desk", "change", circle.folder, "1", "--every-days", 9),
        ("desk", "remove", circle.folder, "1"),
        ("backup", "paper", circle.own("Nora"), "--to", tmp_path / "sheets"),
        ("backup", "shares", circle.own("Nora"), "--to", tmp_path / "sheets"),
        ("backup", "restore", circle.own("Nora"), "--words", words),
        ("passphrase", circle.own("Nora")),
        ("courier", "certify", circle.folder, spare),
        ("sign", "request", circle.folder, circle.stick, "--page", circle.page),
        ("sign", circle.stick, "--folder", circle.own("Nora")),
        ("sign", "collect", circle.folder, circle.stick),
    ):
        said = json.loads(circle.ok(*command, "--dry-run", "--json"))
        assert said["dry_run"] is True, command
        assert everything() == before, command


def test_the_words_are_of_the_bytes_that_are_signed(tmp_path: Path) -> None:
    """Another byte, other words; who carries the stick cannot change the one without the other."""
    circle = Circle(tmp_path).begin_in_turns()
    circle.request()
    one = Request.parse(read_part(circle.stick))
    circle.certify("Chi")
    circle.request()
    other = Request.parse(read_part(circle.stick))
    assert one.words != other.words
    assert Request.parse(other.pack()).words == other.words


def test_metadata_of_a_request_is_what_tuf_knows(tmp_path: Path) -> None:
    """What lies on the stick to be signed is plain TUF metadata without a signature, for whoever wants to look."""
    circle = Circle(tmp_path).meet("Nora", threshold=1)
    circle.request()
    root: Metadata[Root] = Metadata.from_bytes(request_file(circle, "root.json").read_bytes())
    assert not root.signatures
    circle.signs("Nora")
    circle.collect()
    circle.request()
    targets: Metadata[Targets] = Metadata.from_bytes(request_file(circle, "targets.json").read_bytes())
    assert not targets.signatures
    assert (targets.signed.expires - NOW).days >= 118
    assert ADMINS in {path.name for path in request_file(circle, "").iterdir()}
