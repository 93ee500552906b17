"""The plug is pulled while admins sign or make keys: the command is just run again, and no key is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from keys.ceremony.own import OwnFolder
from keys.ceremony.request import Request, read_part
from tests.unit.keys.ceremony.circle import WORDS, Circle
from tests.unit.keys.ceremony.plug import PulledError, pulled_after


def _crash(circle: Circle, acts: int, command: Callable[[], object]) -> bool:
    """Run a command with the plug pulled after so many acts; whether it was pulled."""
    with pulled_after(acts) as asked:
        command()
    return len(asked) > acts


def _tree(top: Path) -> dict[str, bytes]:
    """Every file below two folders and the stick."""
    return {
        path.relative_to(top).as_posix(): path.read_bytes()
        for part in ("admin", "nora", "stick")
        for path in (top / part).rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("verb", ["request", "sign", "collect"])
def test_a_turn_that_is_cut_at_any_write_is_just_run_again(tmp_path: Path, verb: str) -> None:
    """Whatever write the plug is pulled at, the next run ends with the very files of a run that nobody cut."""
    made = Circle(tmp_path / "made").begin_in_turns(("Nora",), threshold=1)
    made.new_admin("Quy")
    made.ok("root", "change", made.folder, "--add", made.card_of("Quy"), "--yes")
    if verb != "request":
        made.request()
    if verb == "collect":
        made.signs("Nora")
        made.signs("Quy")

    def again(number: int) -> tuple[Path, Callable[[], Result]]:
        top = tmp_path / f"{verb}-{number}"
        shutil.copytree(tmp_path / "made", top)
        command = {
            "request": ["sign", "request", top / "admin", top / "stick", "--page", top / "page"],
            "sign": ["sign", top / "stick", "--folder", top / "nora", "--yes", *made.files([WORDS])],
            "collect": ["sign", "collect", top / "admin", top / "stick"],
        }[verb]
        return top, lambda: made.run(*command)

    top, run = again(-1)
    assert run().exit_code == 0
    wanted = _tree(top)
    acts, pulled = 0, True
    while pulled:
        top, run = again(acts)
        with pulled_after(acts) as asked:
            run()
        pulled = len(asked) > acts
        ended = run()
        # What was collected to its end waits for nothing; all that it wrote is there.
        assert ended.exit_code == 0 or "Nothing waits for signatures" in ended.output, (acts, ended.output)
        assert _tree(top) == wanted, acts
        shutil.rmtree(top)
        acts += 1
    assert acts > 4


def test_making_and_renewing_keys_may_be_cut_at_any_write(tmp_path: Path) -> None:
    """A folder with a card is whole; without one nothing was handed over, and the command is just run again."""
    seeds = [bytes([number]) * 32 for number in range(4)]
    acts, pulled = 0, True
    while pulled:
        path = tmp_path / str(acts)
        circle = Circle(tmp_path / f"office-{acts}")

        def make(path: Path = path) -> None:
            with pytest.MonkeyPatch.context() as patch:
                from keys.vault import passphrase
                from tests.unit.keys.ceremony.transcript import cheapen

                cheapen(patch, passphrase.write_key_file)
                try:
                    own = OwnFolder.create(path, "Nora", seeds[:2], [WORDS, WORDS])
                    own.renew(seeds[2:], [WORDS, WORDS])
                except PulledError:
                    return

        pulled = _crash(circle, acts, make)
        if not (path / "card").is_file():
            make()
        own = OwnFolder.open(path)
        assert [held.seed(WORDS) for held in own.held()[:2]] == seeds[:2]
        if own.renewing:
            assert [held.seed(WORDS) for held in own.held()] == seeds
        acts += 1


def test_the_old_keys_go_only_when_the_new_ones_are_in_place(tmp_path: Path) -> None:
    """Pulled at any act of learning the new root, the machine opens with the new keys, and only with them."""
    circle = Circle(tmp_path / "made").begin_in_turns(threshold=1)
    circle.renew("Nora")
    circle.ok("root", "change", circle.folder, "--replace", 1, circle.card_of("Nora"), "--yes")
    wanted = circle.home("Nora").held()[2:]
    circle.round("Nora")
    learned = Request.parse(read_part(circle.stick)).known
    acts, pulled = 0, True
    while pulled:
        shutil.rmtree(tmp_path / "now", ignore_errors=True)
        shutil.copytree(circle.own("Nora"), tmp_path / "now")

        def learn() -> None:
            try:
                OwnFolder.open(tmp_path / "now").learn(learned)
            except PulledError:
                return

        pulled = _crash(circle, acts, learn)
        own = OwnFolder.open(tmp_path / "now")
        own.learn(learned)
        held = own.held()
        assert [key.public for key in held] == [key.public for key in wanted]
        assert all(key.seed(WORDS) for key in held)
        acts += 1
    assert acts > 6
