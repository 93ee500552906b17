"""Loss: a key comes back from paper, from a picture, from shares; passphrases change; a rehearsal is remembered."""

from __future__ import annotations

import json
import secrets
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from intake.protocol.data import words
from keys.ceremony.errors import BackupError, SharesError, WrongBackupError
from keys.ceremony.folder import Folder
from keys.ceremony.paper import key_words, read_key_words
from keys.ceremony.recovery import belongs, drills, keys_in, recover, rehearse
from keys.ceremony.shares import combine, make_shares
from keys.ceremony.sheets import destroy_sheets, in_columns, read_picture, write_sheet
from keys.vault import passphrase as passphrases
from keys.vault.errors import WrongPassphraseError
from tests.unit.keys.ceremony.circle import WORDS, Circle
from tests.unit.keys.ceremony.office import TODAY, Office, passphrase_of
from tests.unit.keys.ceremony.transcript import cheapen

SEED = bytes(range(32))


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that open quickly."""
    cheapen(monkeypatch, passphrases.write_key_file, passphrases.replace_key_file, passphrases.change_passphrase)


def in_file(folder: Path, *sheets: Sequence[str]) -> list[object]:
    """``--words`` for each sheet."""
    args: list[object] = []
    for sheet in sheets:
        path = folder / f"words-{secrets.token_hex(4)}"
        path.write_text(" ".join(sheet))
        args += ["--words", path]
    return args


def photograph(folder: Path, sheet: Sequence[str]) -> Path:
    """A sheet as a camera sees it once it is printed: askew, grey, a little out of focus, as JPEG."""
    page = write_sheet(folder, "photographed", "A key", ["Keep it."], sheet)
    shot = folder / "print.png"
    browser = ["/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    subprocess.run(
        [
            *browser,
            f"--user-data-dir={folder / 'browser'}",
            f"--screenshot={shot}",
            "--window-size=800,1100",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with Image.open(shot) as picture:
        grey = picture.convert("L").rotate(11, expand=True, fillcolor=190).filter(ImageFilter.GaussianBlur(1.5))
    path = folder / "photograph.jpg"
    grey.save(path, quality=60)
    return path


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["root", "targets"]))
def test_a_key_comes_back_from_its_words(seed: bytes, role: str) -> None:
    """Any seed, both kinds; three letters of a word are enough, in any case."""
    sheet = key_words(role, seed)
    assert len(sheet) == 28
    found = read_key_words(sheet)
    assert (found.role, found.seed) == (role, seed)
    assert read_key_words([word[:3].upper() for word in sheet]) == found


def test_the_words_of_a_known_key_are_these() -> None:
    """A sheet that was written years ago is read by every later version."""
    assert " ".join(key_words("root", SEED)) == KNOWN


KNOWN = (
    "abandoned sandworm hunter jaywalker rigidness numbing quilt gerbil optical agency psychopath liverwurst maximum voyage "
    "deliverer foamless aggressor gamekeeper unlocking figurine pebble downstairs erasable water daytime prairie snugness chrome"
)


def test_a_slip_is_mended_and_a_wrong_word_is_never_a_wrong_key() -> None:
    """One letter more, less or other is mended; another word, two words swapped, a word missing are told."""
    sheet = list(key_words("root", SEED))
    assert read_key_words(["x" + sheet[0], *sheet[1:]]).seed == SEED
    for place in range(28):
        other = [*sheet]
        other[place] = words()[(words().index(sheet[place]) + 1 + place) % 1296]
        with pytest.raises(BackupError):
            read_key_words(other)
    for first in range(27):
        if sheet[first] != sheet[first + 1]:
            with pytest.raises(BackupError):
                read_key_words([*sheet[:first], sheet[first + 1], sheet[first], *sheet[first + 2 :]])
    with pytest.raises(BackupError, match="backup"):
        read_key_words(sheet[:-1])
    with pytest.raises(BackupError) as told:
        read_key_words([*sheet[:4], "qqqqqq", *sheet[5:]])
    assert told.value.happened == "Word 5 is none of the list"


@given(st.lists(st.sampled_from([*words()[:40], "", "zzz", "ѣ", "a" * 300]), max_size=35))
@settings(max_examples=60)
def test_any_words_are_a_key_or_our_error(untrusted: list[str]) -> None:
    """Nothing but the documented errors leaves the readers, of whole keys and of shares."""
    with suppress(BackupError):
        read_key_words(untrusted)
    with suppress(BackupError):
        recover(iter([" ".join(untrusted)]))


def test_enough_shares_are_the_key_and_fewer_are_nothing() -> None:
    """Every three of five, in any order; two say how many it takes; other makings are never mixed in."""
    shares = make_shares(SEED, need=3, of=5)
    assert {len(share) for share in shares} == {33}
    for chosen in combinations(shares, 3):
        assert combine(chosen).seed == SEED
    assert recover(" ".join(share) for share in (shares[4], shares[4], shares[0], shares[2])).seed == SEED
    with pytest.raises(SharesError) as told:
        combine(shares[:2])
    assert told.value.happened == "It takes 3 different shares, and only 2 came"
    with pytest.raises(SharesError):
        combine([*shares[:2], make_shares(SEED, need=3, of=5)[0]])
    with pytest.raises(SharesError):
        recover(iter([" ".join(shares[0]), " ".join(["academic", *shares[1][1:]])]))
    for need, of in ((1, 3), (4, 3), (2, 17)):
        with pytest.raises(SharesError):
            make_shares(SEED, need=need, of=of)


def test_a_photograph_of_a_sheet_is_read(tmp_path: Path) -> None:
    """The very page that is printed, askew, grey and unsharp; a key and a share; a picture of something else is told."""
    for sheet in (key_words("targets", SEED), make_shares(SEED, need=2, of=2)[0]):
        assert read_picture(photograph(tmp_path, sheet)) == [" ".join(sheet).upper()]
    nothing = tmp_path / "nothing.png"
    Image.new("L", (200, 200), 255).save(nothing)
    for path in (nothing, tmp_path / "text.jpg"):
        (tmp_path / "text.jpg").write_text("no picture")
        with pytest.raises(BackupError):
            read_picture(path)


def test_a_printed_sheet_needs_nothing_else_and_is_destroyed_afterwards(tmp_path: Path) -> None:
    """Words, code and warning in one file of mode 0600; then zeros, then gone."""
    path = write_sheet(tmp_path / "out", "root", "Root <key>", ["keep"], key_words("root", SEED))
    text = path.read_text()
    assert "<svg" in text
    assert "Root &lt;key&gt;" in text
    assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert path.stat().st_mode & 0o077 == 0
    other = tmp_path / "same"
    other.hardlink_to(path)
    assert destroy_sheets(tmp_path / "out") == 1
    assert not other.read_bytes().strip(b"\0")
    assert in_columns([str(n) for n in range(28)])[0].split() == ["1", "0", "8", "7", "15", "14", "22", "21"]


def test_a_lost_machine_comes_back_from_two_sheets(tmp_path: Path) -> None:
    """A new folder from both sheets has the same card; its signatures count as before."""
    circle = Circle(tmp_path).begin_in_turns()
    said = json.loads(circle.ok("backup", "paper", circle.own("Nora"), "--json", *circle.files([WORDS])))
    sheets = said["sheets"]
    words_before = circle.home("Nora").card().spoken
    root, targets = sheets["Nora's root key"], sheets["Nora's targets key"]
    swapped = circle.run("backup", "restore", tmp_path / "new", "--name", "Nora", *in_file(tmp_path, targets, root))
    assert "the sheet of the other key" in swapped.output
    alone = circle.run("backup", "restore", tmp_path / "new", "--name", "Nora", *in_file(tmp_path, root))
    assert "A sheet is missing" in alone.output
    assert "both keys for a new folder" in alone.output
    assert not (tmp_path / "new").exists()
    restored = circle.ok(
        "backup",
        "restore",
        tmp_path / "new",
        "--name",
        "Nora",
        *in_file(tmp_path, root, targets),
        *circle.files([WORDS]),
    )
    assert words_before in restored
    circle.request()
    for path in (tmp_path / "new", circle.own("Olu")):
        circle.ok("sign", circle.stick, "--folder", path, "--yes", *circle.files([WORDS]))
    assert "Version 2 is signed" in circle.collect()


def test_a_forgotten_passphrase_is_replaced_with_the_paper(tmp_path: Path) -> None:
    """The key file that nobody can open any more is overwritten by the same key under a new passphrase."""
    circle = Circle(tmp_path).begin_in_turns()
    own = circle.home("Nora")
    picture = photograph(tmp_path, key_words("root", own.held()[0].seed(WORDS)))
    dry = circle.ok("backup", "restore", own.path, "--picture", picture, "--dry-run")
    assert "it is your root key" in dry
    circle.ok("backup", "restore", own.path, "--picture", picture, *circle.files(["a new one"]))
    assert own.held()[0].seed("a new one")
    with pytest.raises(WrongPassphraseError):
        own.held()[0].seed(WORDS)
    own.held()[1].path.unlink()
    targets = key_words("targets", bytes(32))
    wrong = circle.run("backup", "restore", own.path, *in_file(tmp_path, targets))
    assert "of another key" in wrong.output


def test_a_newsroom_in_one_folder_has_its_backups_too(tmp_path: Path) -> None:
    """Paper and shares of each admin's keys; a destroyed key file comes back, and signs."""
    office = Office(tmp_path).begin()
    spoken = office.files([passphrase_of("admin 1's root key")])
    said = json.loads(
        office.ok("backup", "shares", office.folder, "--need", 2, "--of", 3, "--admin", 1, "--json", *spoken)
    )
    shares = list(said["sheets"].values())
    assert len(shares) == 3
    (office.folder / "keys" / "root-1.key").unlink()
    office.ok("backup", "restore", office.folder, *in_file(tmp_path, shares[2], shares[0]), *spoken)
    office.certify_courier(bytes(31) + b"\1")
    assert "root version 2" in office.sign(needs_root=True)
    to = tmp_path / "sheets"
    office.ok("backup", "paper", office.folder, "--key", "targets", "--to", to,
              *office.files([passphrase_of("admin 1's targets key")]))  # fmt: skip
    assert len(list(to.iterdir())) == 1
    assert "1 sheet destroyed" in office.ok("backup", "destroy", to)


def test_a_drill_restores_beside_the_real_key_and_its_day_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of the rehearsal stays but its date, and "status" says how long ago it was."""
    circle = Circle(tmp_path).begin_in_turns()
    own = circle.home("Nora")
    before = {path: path.read_bytes() for path in own.path.rglob("*") if path.is_file()}
    sheet = key_words("root", own.held()[0].seed(WORDS))
    said = circle.ok("drill", own.path, "--dry-run", typed=" ".join(sheet) + "\n")
    assert "Dry run: it is your root key, from paper;" in said
    told = json.loads(circle.ok("drill", own.path, "--dry-run", "--json", *in_file(tmp_path, sheet)))
    assert (told["dry_run"], told["files"]) == (True, [str(own.path / "drill.json")])
    assert before == {path: path.read_bytes() for path in own.path.rglob("*") if path.is_file()}
    said = circle.ok("drill", own.path, typed=" ".join(sheet) + "\n")
    assert "would come back from paper" in said
    after = {path: path.read_bytes() for path in own.path.rglob("*") if path.is_file()}
    assert set(after) - set(before) == {own.path / "drill.json"}
    assert all(after[path] == body for path, body in before.items())
    assert [drill.day for drill in drills(own.path).values()] == [TODAY]
    monkeypatch.setattr("keys.ceremony.adminship.this_day", lambda: TODAY + 40)
    told = circle.ok("admin", "status", own.path)
    assert "Recovery of your root key rehearsed: 40 days ago, from paper" in told
    assert "Recovery of your targets key rehearsed: never" in told
    office = Office(tmp_path / "one").begin()
    assert "Recovery of admin 1's root key rehearsed: never" in office.ok("status", office.folder)


def test_a_drill_with_the_wrong_sheet_fails_and_remembers_nothing(tmp_path: Path) -> None:
    """A sheet of replaced keys is told before it is needed."""
    circle = Circle(tmp_path).begin_in_turns()
    own = circle.own("Nora")
    for dry in ((), ("--dry-run",)):
        result = circle.run("drill", own, *dry, *in_file(tmp_path, key_words("root", SEED)))
        assert result.exit_code == 1
        assert "it is of another key" in result.output
    assert not (own / "drill.json").exists()
    held = keys_in(own)[0]
    with pytest.raises(WrongBackupError):
        belongs(keys_in(own), read_key_words(key_words("root", SEED)))
    with pytest.raises(WrongBackupError):
        rehearse(read_key_words(key_words("root", SEED)), held, tmp_path)
    assert not list(tmp_path.glob("drill-*"))


def test_passphrases_change_and_the_old_bytes_are_gone(tmp_path: Path) -> None:
    """Both keys get the new one; the sealed bytes under the old one are blanked where they lay."""
    circle = Circle(tmp_path).begin_in_turns()
    own = circle.home("Nora")
    seeds = [held.seed(WORDS) for held in own.held()]
    kept = tmp_path / "same"
    kept.hardlink_to(own.held()[0].path)
    wrong = circle.run("passphrase", own.path, *circle.files(["wrong", "new"]))
    assert "does not open your root key" in wrong.output
    circle.ok("passphrase", own.path, *circle.files([WORDS, "new words"]))
    assert [held.seed("new words") for held in own.held()] == seeds
    assert not kept.read_bytes().strip(b"\0")
    with pytest.raises(WrongPassphraseError):
        own.held()[0].seed(WORDS)


def test_a_passphrase_of_one_key_in_one_folder_changes_alone(tmp_path: Path) -> None:
    """In a newsroom's folder each key has its own."""
    office = Office(tmp_path).begin()
    old, new = passphrase_of("admin 1's root key"), "other words"
    office.ok("passphrase", office.folder, "--admin", 1, "--key", "root", *office.files([old, new]))
    folder = Folder.open(office.folder)
    root, targets = keys_in(folder.path)
    assert root.seed(new)
    assert targets.seed(passphrase_of("admin 1's targets key"))
    assert "no admin with this number" in office.run("root", "rotate", office.folder, "--remove-admin", 9).output


def test_errors_of_loss_never_quote_a_word() -> None:
    """A word of a sheet in a log would be a word less to guess."""
    sheet = list(key_words("root", SEED))
    for wrong in (sheet[:-1], [*sheet[:-1], "qqqqqq"], [*sheet[:-1], sheet[0]]):
        with pytest.raises(BackupError) as told:
            read_key_words(wrong)
        assert not set(f"{told.value.happened} {told.value.kept} {told.value.todo}".split()) & set(sheet)
