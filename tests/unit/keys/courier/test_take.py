"""Taking from a stick: nothing that the admins or a certified machine did not sign ever replaces what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from tuf.api.metadata import Key, Metadata, Root

from intake.protocol import wire
from keys.courier.errors import ForeignNewsroomError, NoNewsroomError, UnsignedNewsroomError
from keys.courier.newsroom import Versions
from keys.courier.state import CourierFolder
from keys.courier.take import take_newsroom, take_outboxes
from keys.reporter.answers import make_outbox, write_outbox
from keys.signing import tuf_signer
from keys.stick.errors import StrangeStickError
from keys.stick.outbox import open_outbox
from tests.support.newsroom import Newsroom


def test_what_the_admins_signed_is_taken_once_and_whole(newsroom: Newsroom, courier: CourierFolder) -> None:
    """The files that targets name, the roots, nothing else; a stick without news changes nothing."""
    (newsroom.write_newsroom() / "targets" / "stray.js").write_text("alert()")
    assert take_newsroom(courier, newsroom.stick)
    assert courier.newsroom_files() == newsroom.newsroom_files()
    assert courier.pin() == newsroom.pin
    assert not take_newsroom(courier, newsroom.stick)
    newsroom.sign_targets(replace(newsroom.listing, names={"en": "Renamed"}))
    newsroom.write_newsroom()
    assert take_newsroom(courier, newsroom.stick)
    assert dict(courier.newsroom().names) == {"en": "Renamed"}
    newsroom.sign_root()
    newsroom.write_newsroom()
    assert take_newsroom(courier, newsroom.stick)
    assert Versions.of(courier.newsroom_files()) == Versions(2, 2)


def test_a_stick_without_a_newsroom_is_no_error(newsroom: Newsroom, courier: CourierFolder, tmp_path: Path) -> None:
    """Reporters' sticks have none; without one ever, the outboxes cannot be checked."""
    (tmp_path / "other").mkdir()
    assert not take_newsroom(courier, tmp_path / "other")
    newsroom.outbox("Ada")
    with pytest.raises(NoNewsroomError):
        take_outboxes(courier, newsroom.stick)


@pytest.mark.parametrize(
    ("root", "targets", "follows"),
    [(1, 6, True), (2, 5, True), (2, 6, True), (1, 5, False), (1, 4, False), (2, 4, False), (0, 9, False)],
)
def test_older_versions_never_follow(root: int, targets: int, follows: bool) -> None:
    """A newer root does not excuse older targets, nor the other way round: that would be a rollback."""
    assert Versions(root, targets).follows(Versions(1, 5)) is follows


def test_an_older_stick_changes_nothing(newsroom: Newsroom, courier: CourierFolder) -> None:
    """What was signed before is still rightly signed, and is not taken back."""
    old = newsroom.newsroom_files()
    newsroom.sign_root()
    newsroom.sign_targets()
    newsroom.write_newsroom()
    assert take_newsroom(courier, newsroom.stick)
    now = courier.newsroom_files()
    folder = newsroom.stick / "asterism" / "newsroom"
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        path.unlink()
    for name, body in old.items():
        (folder / name).write_bytes(body)
    assert not take_newsroom(courier, newsroom.stick)
    assert courier.newsroom_files() == now


def forge(newsroom: Newsroom, **roles: SigningKey) -> None:
    """Sign the next version with other keys than the admins'."""
    newsroom.admins = {**newsroom.admins, **roles}
    newsroom.sign_targets()


def _targets_of_a_stranger(newsroom: Newsroom, _folder: Path) -> None:
    forge(newsroom, targets=SigningKey.generate())
    newsroom.write_newsroom()


def _root_of_a_stranger(newsroom: Newsroom, _folder: Path) -> None:
    forge(newsroom, root=SigningKey.generate(), targets=SigningKey.generate())
    newsroom.sign_root()
    newsroom.write_newsroom()


def _changed(name: str) -> Callable[[Newsroom, Path], None]:
    def change(newsroom: Newsroom, folder: Path) -> None:
        newsroom.sign_targets()
        newsroom.write_newsroom()
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b"Ada", b"Eve").replace(b"html", b"HTML"))

    return change


def _missing(name: str) -> Callable[[Newsroom, Path], None]:
    def remove(newsroom: Newsroom, folder: Path) -> None:
        newsroom.sign_targets()
        newsroom.write_newsroom()
        (folder / name).unlink()

    return remove


def _junk(name: str) -> Callable[[Newsroom, Path], None]:
    def spoil(newsroom: Newsroom, folder: Path) -> None:
        newsroom.sign_targets()
        newsroom.write_newsroom()
        (folder / name).write_bytes(b'{"signed": [' * 2_000)

    return spoil


def _one_key_twice(newsroom: Newsroom, folder: Path) -> None:
    newsroom.sign_root()
    newsroom.write_newsroom()
    root: Metadata[Root] = Metadata.from_bytes((folder / "2.root.json").read_bytes())
    keyid = root.signed.roles["root"].keyids[0]
    root.signed.keys["00" * 32] = Key.from_dict("00" * 32, root.signed.keys[keyid].to_dict())
    root.signed.roles["root"].keyids.append("00" * 32)
    root.sign(tuf_signer(bytes(newsroom.admins["root"])))
    (folder / "2.root.json").write_bytes(root.to_bytes())


HOSTILE = {
    "a root counts one key twice": _one_key_twice,
    "targets of a stranger": _targets_of_a_stranger,
    "root of a stranger": _root_of_a_stranger,
    "newsroom.json changed": _changed("targets/newsroom.json"),
    "page changed": _changed("targets/page/index.html"),
    "page missing": _missing("targets/page/index.html"),
    "targets missing": _missing("2.targets.json"),
    "first root missing": _missing("1.root.json"),
    "targets are junk": _junk("2.targets.json"),
    "a root is junk": _junk("2.root.json"),
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_signed_or_not_whole_does_not_replace_what_is(
    newsroom: Newsroom, courier: CourierFolder, hostile: Callable[[Newsroom, Path], None]
) -> None:
    """A bad stick cannot break a courier: the newsroom taken before stays in use, byte for byte."""
    assert take_newsroom(courier, newsroom.stick)
    before = courier.newsroom_files()
    hostile(newsroom, newsroom.stick / "asterism" / "newsroom")
    with pytest.raises((UnsignedNewsroomError, ForeignNewsroomError)):
        take_newsroom(courier, newsroom.stick)
    assert CourierFolder(courier.folder).newsroom_files() == before


def test_another_newsrooms_stick_is_refused(newsroom: Newsroom, courier: CourierFolder, tmp_path: Path) -> None:
    """The first root is pinned with the first stick."""
    assert take_newsroom(courier, newsroom.stick)
    other = Newsroom(tmp_path / "other")
    other.write_newsroom()
    with pytest.raises(ForeignNewsroomError):
        take_newsroom(courier, other.stick)


def test_links_and_huge_files_are_not_read(newsroom: Newsroom, courier: CourierFolder, tmp_path: Path) -> None:
    """Nothing of the laptop is copied into what will be published, and nothing fills its memory."""
    folder = newsroom.write_newsroom()
    (tmp_path / "own").write_text("private")
    (folder / "targets" / "link").symlink_to(tmp_path / "own")
    with pytest.raises(StrangeStickError):
        take_newsroom(courier, newsroom.stick)
    (folder / "targets" / "link").unlink()
    with (folder / "targets" / "huge").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(StrangeStickError):
        take_newsroom(courier, newsroom.stick)


@pytest.fixture
def ready(newsroom: Newsroom, courier: CourierFolder) -> CourierFolder:
    """A courier that has the newsroom."""
    take_newsroom(courier, newsroom.stick)
    return courier


def test_outboxes_are_taken_once(newsroom: Newsroom, ready: CourierFolder) -> None:
    """And what they say of closing days and receipts is remembered."""
    newsroom.bundle()
    newsroom.receive("Ada")
    newsroom.outbox("Ada")
    newsroom.outbox("Ben")
    taken, refused = take_outboxes(ready, newsroom.stick)
    assert (len(taken), refused) == (2, [])
    assert take_outboxes(ready, newsroom.stick) == ([], [])
    again = CourierFolder(ready.folder)
    ada = newsroom.reporter_id("Ada").hex()
    assert (again.state.closings[ada], again.state.receipts[ada]) == (newsroom.today - 1, 1)
    assert len(again.waiting_outboxes()) == 2


def put(newsroom: Newsroom, body: bytes, name: str = "x") -> None:
    """An outbox on the stick under any name."""
    (newsroom.stick / "asterism" / "outboxes" / f"{name}.outbox").write_bytes(body)


def test_a_refused_outbox_does_not_stop_the_others(newsroom: Newsroom, ready: CourierFolder) -> None:
    """Damaged, of a machine that nobody certified, of another number of replies: each is said, Ben's goes."""
    body = newsroom.outbox("Ada")
    newsroom.outbox("Ben")
    put(newsroom, body[:-1], newsroom.reporter_id("Ada").hex())
    put(newsroom, b"\1" + b"\xee" * 100)
    with newsroom.machine("Ada") as machine:
        outbox = open_outbox(body, bytes(machine.signing_key.verify_key))
        wide = replace(outbox, replies=(*outbox.replies, *outbox.replies)).sign(machine.signing_key)
    put(newsroom, wide, "wide")
    taken, refused = take_outboxes(ready, newsroom.stick)
    assert [outbox.reporter for outbox in taken] == [newsroom.reporter_id("Ben")]
    assert len(refused) == 3
    assert any("have not certified" in sentence for sentence in refused)
    assert any("Ada does not have the number" in sentence for sentence in refused)


def test_a_vault_put_back_from_a_copy_is_noticed(newsroom: Newsroom, ready: CourierFolder) -> None:
    """An older number, or another outbox of the same number, is refused aloud and not passed over."""
    with newsroom.machine("Ada") as machine:
        first, _ = make_outbox(machine, newsroom.today)
        machine.set(outbox_named=1)
        second, _ = make_outbox(machine, newsroom.today)
        machine.set(outbox=first, outbox_number=1, outbox_named=1)
        fork, _ = make_outbox(machine, newsroom.today)
        write_outbox(machine, second, newsroom.stick)
        assert len(take_outboxes(ready, newsroom.stick)[0]) == 1
        for old in (first, fork):
            write_outbox(machine, old, newsroom.stick)
            taken, refused = take_outboxes(ready, newsroom.stick)
            assert (taken, len(refused)) == ([], 1)
            assert "put back from a copy" in refused[0]


def test_an_outbox_published_already_is_not_taken_again(newsroom: Newsroom, ready: CourierFolder) -> None:
    """A run that was killed between taking and noting had it published by the next one."""
    body = newsroom.outbox("Ada")
    ready.state.named.append(hashlib.sha256(body).hexdigest())
    assert take_outboxes(ready, newsroom.stick) == ([], [])
    assert ready.waiting_outboxes() == []
    assert ready.state.taken[newsroom.reporter_id("Ada").hex()] == 1


def test_what_is_taken_is_of_the_wires_sizes(newsroom: Newsroom, ready: CourierFolder) -> None:
    """Eight replies of 4,096 bytes, and a key record for each of 36 days."""
    newsroom.outbox("Ada")
    (outbox,), _ = take_outboxes(ready, newsroom.stick)
    assert {len(body) for _, body in outbox.replies} == {wire.REPLY_SIZE}
    assert len(outbox.records) == wire.KEY_DAYS_AHEAD + 1
