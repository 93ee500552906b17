"""Every error of the command ``keys`` that a person can meet, as a transcript (transcripts.txt beside this file)."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from keys.ceremony.folder import Folder
from keys.ceremony.paper import key_words
from keys.ceremony.shares import make_shares
from tests.unit.keys.ceremony.circle import Circle
from tests.unit.keys.ceremony.office import TODAY, Office, card_bytes, passphrase_of

TRANSCRIPTS = Path(__file__).with_name("transcripts.txt")

ADA = bytes(range(16))


def _fresh(office: Office) -> None:
    """Founded, nobody certified."""
    office.found()


def _signed(office: Office) -> None:
    """Signed once; Ada and Ben read."""
    office.begin()


def _two_of_three(office: Office) -> None:
    office.found(2, 3)
    office.certify("Ada")
    office.certify_courier()


def _two_desks(office: Office) -> None:
    office.found(desks=("Investigations", "Sports"))
    office.card("Ada")


def _card(office: Office) -> None:
    office.found()
    office.card("Ada", seed=bytes(32), reporter=ADA)


def _damaged_card(office: Office) -> None:
    office.found()
    path = office.card("Ada")
    path.write_bytes(path.read_bytes().replace(b"Ada", b"Eve"))


def _deceiving_card(office: Office) -> None:
    office.found()
    office.card("Ada").write_bytes(card_bytes("A\x1b[8mda", "reporter", os.urandom(32), ADA))


def _cards_on_stick(office: Office, *names: str) -> None:
    folder = office.stick / "asterism" / "cards"
    folder.mkdir(parents=True)
    for name in names:
        (folder / f"{name}.reporter").write_bytes(card_bytes(name, "reporter", os.urandom(32), os.urandom(16)))


def _empty_stick(office: Office) -> None:
    office.found()
    _cards_on_stick(office)


def _full_stick(office: Office) -> None:
    office.found()
    _cards_on_stick(office, "Ada", "Ben")


def _full_desk(office: Office) -> None:
    office.found()
    for name in ("Ada", "Ben", "Chi", "Dan"):
        office.certify(name)
    office.card("Eva")


def _revoked(office: Office) -> None:
    office.begin()
    office.ok("reporter", "certify", office.folder, office.card("Eva", seed=bytes(32), reporter=ADA), "--yes")
    office.ok("reporter", "revoke", office.folder, "Eva")


def _other_key(office: Office) -> None:
    office.found()
    office.ok("reporter", "certify", office.folder, office.card("Ada", seed=bytes(32), reporter=ADA), "--yes")
    office.card("Ada", reporter=ADA)


def _two_adas(office: Office) -> None:
    office.found()
    for reporter in (b"\x01" * 16, b"\x02" * 16):
        office.ok("reporter", "certify", office.folder, office.card("Ada", reporter=reporter), "--yes",
                  "--second-machine")  # fmt: skip


def _courier_card(office: Office) -> None:
    office.begin()
    office.card("Laptop", "courier", office.courier)


def _no_page(office: Office) -> None:
    office.begin()
    for path in office.page.iterdir():
        path.unlink()
    office.page.rmdir()


def _strange_page(office: Office) -> None:
    office.begin()
    (office.page / "index.html").write_text("<p>hello</p>")


def _foreign_page(office: Office) -> None:
    office.begin()
    (office.page / "index.html").write_text(f'<meta name="newsroom-root" content="{"0" * 64}">')


def _edited_by_hand(office: Office) -> None:
    office.begin()
    path = office.folder / "newsroom.json"
    path.write_text(path.read_text().replace('"every_days"', '"every_day"'))


def _forged_root(office: Office) -> None:
    office.begin()
    path = office.folder / "metadata" / "1.root.json"
    path.write_text(path.read_text().replace('"threshold":1', '"threshold":1,"x":1'))


def _lost_key_file(office: Office) -> None:
    office.begin()
    (office.folder / "keys" / "targets-1.key").unlink()


def _damaged_key_file(office: Office) -> None:
    office.begin()
    path = office.folder / "keys" / "targets-1.key"
    path.write_bytes(path.read_bytes()[:-1])


def _swapped_key_files(office: Office) -> None:
    office.begin()
    folder = office.folder / "keys"
    (folder / "targets-1.key").unlink()
    (folder / "root-1.key").rename(folder / "targets-1.key")
    office.top.joinpath("passphrase").write_text(passphrase_of("admin 1's root key"))


def _interrupted(office: Office) -> None:
    (office.folder / "keys").mkdir(parents=True)


def _clock_back(office: Office) -> None:
    office.begin()
    folder = Folder(office.folder)
    path = office.folder / "metadata" / "1.targets.json"
    until = folder.last_targets()
    assert until is not None
    path.write_text(path.read_text().replace(f"{until.expires:%Y-%m-%d}", "2999-01-01"))


def _at_home(office: Circle) -> None:
    """Nora's keys are at home; signed once."""
    office.begin_in_turns(("Nora",), threshold=1)


def _asked(office: Circle) -> None:
    office.begin_in_turns(("Nora",), threshold=1)
    office.request()


def _changed_on_the_way(office: Circle) -> None:
    _asked(office)
    (office.stick / "asterism" / "signing" / "targets" / "page" / "app.js").write_text("evil()")


def _older(office: Circle) -> None:
    _asked(office)
    shutil.copytree(office.stick, office.top / "old")
    office.signs("Nora")
    office.collect()
    office.signs("Nora")


def _foreign(office: Circle) -> None:
    _asked(office)
    other = Circle(office.top / "other").begin_in_turns(("Nora",), threshold=1)
    other.request()
    other.stick.rename(office.top / "foreign")


def _stranger(office: Circle) -> None:
    _asked(office)
    office.new_admin("Eve")


def _sheets(office: Circle) -> None:
    _at_home(office)
    for name, words in (
        ("short", ["acetone"] * 27),
        ("slip", [*key_words("root", bytes(32))[:-1], "qqqq"]),
        ("swapped", ["acetone"] * 28),
        ("other", key_words("root", bytes(32))),
        ("share", make_shares(bytes(32), need=2, of=3)[0]),
    ):
        (office.top / name).write_text(" ".join(words))
    Image.new("L", (90, 90), 255).save(office.top / "white.png")


SCENES: dict[str, Callable[[Circle], None]] = {
    "no newsroom": lambda _: None,
    "interrupted": _interrupted,
    "fresh": _fresh,
    "signed": _signed,
    "two of three": _two_of_three,
    "two desks": _two_desks,
    "card": _card,
    "damaged card": _damaged_card,
    "deceiving card": _deceiving_card,
    "empty stick": _empty_stick,
    "two cards on the stick": _full_stick,
    "full desk": _full_desk,
    "revoked": _revoked,
    "other key": _other_key,
    "two of one name": _two_adas,
    "courier": _courier_card,
    "no page": _no_page,
    "strange page": _strange_page,
    "foreign page": _foreign_page,
    "edited by hand": _edited_by_hand,
    "forged root": _forged_root,
    "lost key file": _lost_key_file,
    "damaged key file": _damaged_key_file,
    "swapped key files": _swapped_key_files,
    "clock back": _clock_back,
    "at home": _at_home,
    "asked": _asked,
    "changed on the way": _changed_on_the_way,
    "older": _older,
    "foreign": _foreign,
    "stranger": _stranger,
    "sheets": _sheets,
}


def _transcripts() -> list[tuple[str, str, str]]:
    """Scene, command, what it says: blocks of the file."""
    found = []
    for block in TRANSCRIPTS.read_text(encoding="utf-8").strip().split("\n\n")[1:]:
        scene, command, *said = block.split("\n")
        found.append((scene.removeprefix("# "), command.removeprefix("$ keys "), "\n".join(said)))
    return found


@pytest.mark.parametrize(
    ("scene", "command", "said"), [pytest.param(*block, id=f"{block[0]}: {block[1]}") for block in _transcripts()]
)
def test_an_error_says_what_happened_what_is_kept_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scene: str, command: str, said: str
) -> None:
    """The command ends with 1 and three lines, changes nothing, and shows no trace of Python."""
    office = Circle(tmp_path)
    office.top.joinpath("passphrase").write_text("not the right words")
    SCENES[scene](office)
    monkeypatch.chdir(tmp_path)
    before = {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}
    asks = "certify" in command or "sign stick" in command
    typed = "n\n" if asks and "--yes" not in command else None
    parts = [part.strip('"') for part in re.findall(r'"[^"]*"|\S+', command)]
    result = office.run(*parts, typed=typed)
    assert result.exit_code == 1
    told = [line for line in result.output.split("\n") if line.startswith("keys: ")]
    assert "\n".join(told) == said
    assert before == {path: path.read_bytes() for path in office.folder.rglob("*") if path.is_file()}


def test_every_scene_is_played() -> None:
    """No scene of this file is left without a transcript."""
    assert {scene for scene, _, _ in _transcripts()} == set(SCENES)


def test_today_is_the_day_the_commands_use() -> None:
    """The clock of the tests and of the commands agree, to a day at midnight."""
    from keys.ceremony.asking import this_day

    assert this_day() - TODAY in (0, 1)
