"""Several laptops: by turns, at once, one lost and replaced, one stolen; bundles lost, receipts lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from intake.protocol import wire
from intake.protocol.board import open_board, sign_board
from intake.server.store import publication
from keys.courier.carry import carry
from keys.courier.errors import (
    CopiedCourierError,
    ForeignPublicationError,
    LostBundleError,
    NoSuchBundleError,
    UncertifiedError,
)
from keys.courier.held import give_up
from keys.courier.publish import PENDING, _compose, last_days, waiting_outboxes
from keys.courier.published import look
from keys.courier.state import CourierFolder
from keys.courier.take import take_newsroom, take_outboxes
from keys.stick.bundle import bundles_on
from tests.support.clockwork import Clockwork, clockwork, in_memory


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Clockwork]:
    """One admin, Ada and Ben, the laptop One; the first trip is over, and both machines have received."""
    with clockwork(in_memory(tmp_path)) as made:
        made.found(1, 1)
        for name in ("Ada", "Ben"):
            made.join(name)
        made.hire("One")
        made.sign(made.stick("One"))
        for name in ("Ada", "Ben"):
            made.visit_machine(name, made.stick("One"))
        made.sync("One")
        yield made


def with_second(world: Clockwork) -> None:
    """The laptop Two beside One, after its first trip."""
    world.hire("Two")
    world.sign(world.stick("Two"))
    world.sync("Two")


def served(world: Clockwork) -> wire.Board:
    """The board on the server, as a page opens it: by a courier that today's directory names."""
    couriers = world.load().directory.newsroom.couriers
    return open_board(world.app.test_client().get("/board").data, couriers)


def revoke(world: Clockwork, name: str) -> None:
    """In the draft."""
    world.keys("courier", "revoke", world.admins, world.couriers[name].settings.verify_key[:16])


def put(world: Clockwork, name: str, files: dict[str, bytes]) -> None:
    """Publish with a courier's token."""
    world.server(name).publish(files)


def test_a_new_laptop_goes_on_from_what_a_lost_one_published(world: Clockwork) -> None:
    """Its board has the old sections and a higher number, under its own key; the lost one signs nothing any more."""
    world.turn()
    world.send("before")
    world.sync("One")
    world.visit_machine("Ada", world.stick("One"))
    world.sync("One")
    before = served(world)
    world.hire("Two")
    revoke(world, "One")
    world.sign(world.stick("Two"))
    world.sync("Two")
    after = served(world)
    assert after.number == before.number + 1
    assert after.sections == before.sections
    assert after.closings == before.closings != {}
    with pytest.raises(UncertifiedError):
        world.sync("One")
    assert world.send("after") == ["Ada", "Ben"]
    world.turn()
    world.sync("Two")
    for name in ("Ada", "Ben"):
        world.visit_machine(name, world.stick("Two"))
        assert world.texts(name) == ["after", "before"]


def test_two_laptops_by_turns_double_nothing(world: Clockwork) -> None:
    """Whoever trips: each outbox is one section, each letter one message, and what both carry is known, not "sent again"."""
    with_second(world)
    for number in range(6):
        world.turn()
        world.send(f"letter {number}")
        courier = ("One", "Two")[number % 2]
        world.sync(courier)
        for name in ("Ada", "Ben"):
            done = world.visit_machine(name, world.stick(courier))
            assert (done.again, done.retired) == (0, 0)
            assert done.known > 0 or number == 0
    board = served(world)
    tags = [tag for section in board.sections for tag in section.tags]
    assert len(tags) == len(set(tags))
    assert world.texts("Ada") == world.texts("Ben") == [f"letter {number}" for number in range(6)]


def test_an_outbox_that_another_laptop_published_is_named_and_not_published_again(world: Clockwork) -> None:
    """The machine seals new replies, whichever courier's bundle names the old ones; keys go up with every outbox."""
    with_second(world)
    world.turn()
    world.send("to be answered")
    world.sync("One")
    world.visit_machine("Ada", world.stick("One"))
    world.sync("One")
    sections = served(world).sections
    world.turn(30)
    world.visit_machine("Ada", world.stick("Two"))  # the same replies, under another number and with the keys of today
    world.sync("Two")
    assert [section.tags for section in served(world).sections] == [section.tags for section in sections]
    assert ("Ada", world.day + 35) in last_days(world.couriers["Two"], world.day)
    world.visit_machine("Ada", world.stick("Two"))
    world.sync("Two")
    assert len(served(world).sections) == len(sections) + 1


def test_who_comes_second_publishes_on_top(world: Clockwork) -> None:
    """Both have signed the same number; the slower one's is refused, made anew, and none of its replies is lost."""
    with_second(world)
    world.turn()
    world.send("hello")
    world.sync("Two")
    world.visit_machine("Ada", world.stick("Two"))
    world.visit_machine("Ben", world.stick("One"))
    courier, seed = CourierFolder(world.couriers["One"].folder), world.seeds["One"]
    take_newsroom(courier, world.stick("One"))
    taken, _ = take_outboxes(courier, world.stick("One"))
    before = look(courier, world.server("One"), world.day)
    versions = replace(courier.state, snapshot=before.snapshot + 1, timestamp=before.timestamp + 1)
    files = _compose(courier, seed, world.now, versions, before, list(waiting_outboxes(courier).values()))
    (courier.folder / PENDING).write_bytes(
        wire.pack_files({**files, "state": b'{"snapshot": 9, "timestamp": 9, "published": []}'})
    )
    world.sync("Two")
    number = served(world).number
    world.sync("One")
    board = served(world)
    assert board.number == number + 1
    listed = {tag for section in board.sections for tag in section.tags}
    assert {tag for outbox in taken for tag, _ in outbox.replies} <= listed


def test_a_revocation_that_another_laptop_published_is_not_taken_back(world: Clockwork) -> None:
    """One has the older newsroom on its stick, and takes the newer one from the server."""
    with_second(world)
    world.keys("reporter", "revoke", world.admins, "Ben")
    world.sign(world.stick("Two"))
    world.sync("Two")
    assert world.send("to Ada alone") == ["Ada"]
    world.sync("One")
    assert world.send("still to Ada alone") == ["Ada"]
    assert world.couriers["One"].newsroom_files() == world.couriers["Two"].newsroom_files()


def test_what_a_stranger_published_is_not_built_upon_and_can_be_taken_down(world: Clockwork) -> None:
    """Signed by nobody whom a root named, counted to the end, or with a key that its reporter did not sign."""
    own, beyond = SigningKey(world.seeds["One"]), world.day + 90
    head = wire.SUITE.to_bytes(1, "big") + beyond.to_bytes(4, "big") + world.listed("Ada").reporter

    def following(number: int | None = None, day: int | None = None) -> wire.Board:
        board = served(world)
        return replace(board, number=number or board.number + 1, day=day or board.day)

    forgeries: list[Callable[[], dict[str, bytes]]] = [
        lambda: {"board": sign_board(following(), SigningKey.generate())},
        lambda: {"board": sign_board(following(number=2**53 - 1), own)},
        lambda: {"board": sign_board(following(day=world.day + 2), own)},
        lambda: {
            "board": sign_board(following(), own),
            f"keys/{beyond}": head.ljust(wire.KEY_RECORD_SIZE, b"\x01"),
        },
    ]
    for forge in forgeries:
        before = served(world).number
        put(world, "One", forge())
        for _ in range(2):
            with pytest.raises(ForeignPublicationError):
                world.sync("One")
        world.database.writer.transaction(publication.unpublish)
        world.sync("One")
        assert world.send("can be reached") == ["Ada", "Ben"]
        assert served(world).number > before


def test_a_lost_bundle_and_those_after_it_are_carried_again_by_the_next(world: Clockwork) -> None:
    """Ada had it, Ben did not: each has every message once in the end, also what the server has deleted meanwhile."""
    for number in range(3):
        world.turn()
        world.send(f"letter {number}")
        world.sync("One")
        if number == 0:
            world.visit_machine("Ada", world.stick("One"))
    courier = world.couriers["One"]
    with pytest.raises(NoSuchBundleError):
        give_up(courier, courier.state.bundle + 1, world.day)
    lost = courier.state.bundle - 1
    (courier.bundle_folder(lost) / "manifest").write_bytes(b"torn")
    with pytest.raises(LostBundleError) as told:
        carry(courier, world.stick("One"), world.day, lambda _bytes: None)
    assert f"Bundle {lost} " in told.value.happened
    assert give_up(courier, lost, world.day) == [lost, lost + 1]
    with world.database.writer.engine.begin() as connection:  # what only the bundle after the lost one still has
        connection.exec_driver_sql("DELETE FROM letters WHERE day = ?", (world.day,))
    world.sync("One")
    bundle = bundles_on(world.stick("One"))[-1]
    assert bundle.manifest.lost == (lost, lost + 1)
    assert [wire.object_id(letter) for letter in bundle.letters()] == sorted(map(wire.object_id, bundle.letters()))
    for name in ("Ada", "Ben"):
        assert world.visit_machine(name, world.stick("One")).retired == 0
        assert world.texts(name) == ["letter 0", "letter 1", "letter 2"]


def test_a_lost_receipt_costs_a_second_copy_and_nothing_else(world: Clockwork) -> None:
    """The bundle is on the stick once more; nobody receives it twice; the next receipt takes it off."""
    world.turn()
    world.send("hello")
    world.sync("One")
    number = world.couriers["One"].state.bundle
    for name in ("Ada", "Ben"):
        world.visit_machine(name, world.stick("One"))
        world.lose_outbox(name, world.stick("One"))
    world.sync("One")
    assert number in [bundle.manifest.number for bundle in bundles_on(world.stick("One"))]
    for _ in range(3):
        for name in ("Ada", "Ben"):
            assert world.visit_machine(name, world.stick("One")).messages == 0
        world.sync("One")
    assert number not in [bundle.manifest.number for bundle in bundles_on(world.stick("One"))]
    assert world.texts("Ada") == ["hello"]


def test_an_outbox_of_last_week_on_a_second_stick_of_one_laptop_is_no_alarm(world: Clockwork) -> None:
    """It was taken and published then; a lower number that this laptop never published is still refused aloud."""
    spare = world.top / "spare"
    shutil.copytree(world.stick("One"), spare)
    world.turn(7)
    world.visit_machine("Ada", world.stick("One"))
    world.sync("One")
    courier = world.couriers["One"]
    assert take_outboxes(courier, spare) == ([], [])
    courier.state.named.clear()
    _, refused = take_outboxes(courier, spare)
    assert ["put back from a copy" in sentence for sentence in refused] == [True]


def test_a_reporter_who_joins_late_waits_for_no_bundle_that_is_gone(world: Clockwork) -> None:
    """Bundles that everybody had are dropped; the newcomer begins with the first that is there."""
    for _ in range(3):
        world.turn()
        world.send("before Chi")
        world.sync("One")
        for name in ("Ada", "Ben"):
            world.visit_machine(name, world.stick("One"))
    world.sync("One")
    assert world.couriers["One"].state.dropped > 0
    world.join("Chi")
    world.sign(world.stick("One"))
    world.visit_machine("Chi", world.stick("One"))
    world.sync("One")
    world.turn()
    assert world.send("to all three") == ["Ada", "Ben", "Chi"]
    world.sync("One")
    world.visit_machine("Chi", world.stick("One"))
    assert world.texts("Chi") == ["to all three"]


def test_a_stolen_laptops_bundle_closes_no_day(world: Clockwork) -> None:
    """Once the newest directory on the stick names it no more; and nothing is lost by passing it over."""
    world.turn()
    world.send("in both bundles")
    world.sync("One")
    stick = world.stick("One")
    world.hire("Two")
    revoke(world, "One")
    world.sign(world.stick("Two"))
    world.sync("Two")
    for bundle in bundles_on(world.stick("Two")):
        bundle.folder.rename(stick / "asterism" / "bundles" / bundle.folder.name)
    done = world.visit_machine("Ben", stick)
    assert (done.revoked, done.messages) == (len(world.couriers["One"].bundles()), 1)
    assert world.texts("Ben") == ["in both bundles"]
    world.visit_machine("Ben", stick)
    carry(world.couriers["Two"], stick, world.day, lambda _bytes: None)
    assert {bundle.manifest.courier for bundle in bundles_on(stick)} == {world.couriers["Two"].settings.own_key}


def test_a_letter_that_only_one_laptop_has_is_opened_before_the_others_day_retires_its_key(world: Clockwork) -> None:
    """Two's closing day is weeks later; One's bundle lies beside it, and is imported first whatever its key is."""
    with_second(world)
    world.turn()
    world.send("early")
    world.sync("One")
    world.turn(33)  # the server has deleted it meanwhile
    world.sync("Two")
    stick = world.stick("One")
    for bundle in bundles_on(world.stick("Two")):
        bundle.folder.rename(stick / "asterism" / "bundles" / bundle.folder.name)
    done = world.visit_machine("Ben", stick)
    assert (done.retired, done.days_retired > 0) == (0, True)
    assert world.texts("Ben") == ["early"]


def test_a_folder_put_back_from_a_copy_signs_no_bundle(world: Clockwork) -> None:
    """A machine has a bundle of a number that the folder does not remember."""
    courier = world.couriers["One"]
    courier.state.receipts[world.listed("Ada").reporter.hex()] = courier.state.bundle + 1
    courier.save()
    with pytest.raises(CopiedCourierError):
        world.sync("One")
