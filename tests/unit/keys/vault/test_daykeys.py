"""The day-key file: a crash at any write leaves one that opens, and a retired day is gone for good."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.vault.box import seal
from keys.vault.daykeys import SLOT_SIZE, WRAP_SIZE, DayKeys, Seeds, Wrap
from keys.vault.errors import DamagedVaultError, NotAVaultError
from keys.vault.files import Disk

KEY = bytes(range(32))
DAYS = range(100, 110)
MANY = 30  # more steps than any operation has

Crash = tuple[str, int]


class PowerCutError(Exception):
    """The machine stopped."""


class MortalDisk(Disk):
    """A real folder whose power is cut at one step, in one of three ways.

    "before": that step does nothing, all steps before it are on the disk. "torn": half of that step's bytes are.
    "unsynced": of the steps before, only what was synced is: bytes by their file's sync, names by their folder's.
    """

    def __init__(self, folder: Path, how: str, last: int) -> None:
        self.folder, self.how, self.left, self.dead = folder, how, last, False
        self.names = {path: number for number, path in enumerate(sorted(folder.iterdir()))}
        self.synced_names = dict(self.names)
        self.synced_bytes = {number: path.read_bytes() for path, number in self.names.items()}

    def step(self) -> bool:
        """Count one step; whether it is the torn one. Raises PowerCutError."""
        self.left -= 1
        if self.left >= 0:
            return False
        if self.dead or self.how != "torn":
            self.die()
        self.dead = True
        return True

    def die(self) -> None:
        """Stop; lose what was not synced."""
        self.dead = True
        if self.how == "unsynced":
            for path in list(self.folder.iterdir()):
                path.unlink()
            for path, number in self.synced_names.items():
                path.write_bytes(self.synced_bytes.get(number, b""))
        raise PowerCutError

    def write(self, path: Path, data: bytes, mode: int) -> None:
        """See Disk."""
        torn = self.step()
        self.names.setdefault(path, 1_000 + len(self.names) + self.left * 10_000)
        super().write(path, data[: len(data) // 2] if torn else data, mode)
        if torn:
            self.die()

    def overwrite(self, path: Path, offset: int, data: bytes) -> None:
        """See Disk."""
        torn = self.step()
        # A slot's content stands in its first 80 bytes, so it is torn there.
        super().overwrite(path, offset, data[:40] if torn else data)
        if torn:
            self.die()

    def sync(self, path: Path) -> None:
        """See Disk; a picture of the disk takes the place of a real fsync."""
        if self.step():
            self.die()
        if path == self.folder:
            self.synced_names = dict(self.names)
        else:
            self.synced_bytes[self.names[path]] = path.read_bytes()

    def rename(self, path: Path, to: Path) -> None:
        """See Disk."""
        if self.step():
            self.die()
        super().rename(path, to)
        self.names[to] = self.names.pop(path)

    def unlink(self, path: Path) -> None:
        """See Disk."""
        if self.step():
            self.die()
        super().unlink(path)
        del self.names[path]


def crashes() -> Iterator[Crash]:
    """Every way to die, at every step that an operation may have."""
    for how in ("before", "torn", "unsynced"):
        for last in range(MANY):
            yield how, last


def die_in(folder: Path, crash: Crash, operation: Callable[[DayKeys], object]) -> bool:
    """Run an operation on a mortal disk; whether it died."""
    disk = MortalDisk(folder, *crash)
    try:
        operation(DayKeys(folder, KEY, disk=disk))
    except PowerCutError:
        return True
    return False


def all_seeds(keys: DayKeys) -> dict[int, bytes | None]:
    """The seeds by day."""
    return {day: keys.seed_of(day) for day in keys.days()}


def derivable(folder: Path) -> set[bytes]:
    """Every wrap key and every seed that any bytes of the folder give to who has the vault's key."""
    contents = [path.read_bytes() for path in folder.iterdir()]
    wraps = [wrap for data in contents for at in range(len(data)) if (wrap := Wrap.parse(data[at : at + 80], KEY))]
    found = {wrap.key for wrap in wraps}
    for wrap in wraps:
        for data in contents:
            seeds = Seeds.parse(data, wrap)
            found |= set(seeds.of.values()) if seeds else set()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the seeds of ten days."""
    DayKeys.create(tmp_path, KEY).ensure(DAYS)
    return tmp_path


def test_seeds_are_drawn_once_and_kept(folder: Path) -> None:
    """Each day has a seed of its own, the same after every opening, and drawing again changes none."""
    seeds = all_seeds(DayKeys(folder, KEY))
    assert tuple(seeds) == tuple(DAYS)
    assert len(set(seeds.values())) == len(DAYS)
    keys = DayKeys(folder, KEY)
    keys.ensure(range(105, 112))
    assert {day: keys.seed_of(day) for day in DAYS} == seeds
    assert DayKeys(folder, KEY).days() == tuple(range(100, 112))


def test_a_retired_day_is_gone_and_never_drawn_again(folder: Path) -> None:
    """One seed a day, ever: a retired day stays retired, also if it never had a seed."""
    keys = DayKeys(folder, KEY)
    kept = keys.seed_of(105)
    assert keys.retire_before(105) == (100, 101, 102, 103, 104)
    assert keys.retire_before(105) == keys.retire_before(3) == ()
    keys.ensure(range(90, 111))
    for opened in (keys, DayKeys(folder, KEY)):
        assert opened.retired == 104
        assert opened.days() == tuple(range(105, 111))
        assert opened.seed_of(104) is None
        assert opened.seed_of(105) == kept


def test_retiring_days_that_have_no_seed_holds(folder: Path) -> None:
    """The border moves, and is on the disk, although there is nothing to forget."""
    assert DayKeys(folder, KEY).retire_before(99) == ()
    keys = DayKeys(folder, KEY)
    keys.ensure([97, 98, 99])
    assert keys.days() == (99, *DAYS)


def test_everything_can_be_retired_at_once(folder: Path) -> None:
    """After burning every day the file opens, and new days can be drawn."""
    keys = DayKeys(folder, KEY)
    assert keys.retire_before(1_000) == tuple(DAYS)
    keys.ensure([999, 1_000])
    assert DayKeys(folder, KEY).days() == (1_000,)


def test_after_retiring_no_byte_of_the_folder_gives_an_old_seed(folder: Path) -> None:
    """Who has the vault's key and every byte finds the days that are left, and neither an old seed nor an old wrap key."""
    before = derivable(folder)
    old = all_seeds(DayKeys(folder, KEY))
    assert set(old.values()) < before  # the search finds what is there
    wrap_inode = (folder / "wrap").stat().st_ino
    DayKeys(folder, KEY).retire_before(105)
    after = derivable(folder)
    assert before & after == {old[day] for day in range(105, 110)}
    assert (folder / "wrap").stat().st_ino == wrap_inode, "the wrap file must be written in place"
    assert sorted(path.name for path in folder.iterdir()) == ["seeds-2", "wrap"]
    slots = (folder / "wrap").read_bytes()
    assert slots[:SLOT_SIZE] == bytes(SLOT_SIZE)


def test_a_seeds_file_copied_before_the_retirement_stays_closed(folder: Path) -> None:
    """A block that the disk did not overwrite holds old seeds, but their wrap key is nowhere any more."""
    copied = (folder / "seeds-1").read_bytes()
    old = all_seeds(DayKeys(folder, KEY))
    DayKeys(folder, KEY).retire_before(105)
    (folder / "recovered").write_bytes(copied)
    assert derivable(folder) & {old[day] for day in range(100, 105)} == set()


@pytest.mark.parametrize("how", ["before", "torn", "unsynced"])
def test_a_crash_at_any_write_of_a_retirement_leaves_the_state_before_or_after(folder: Path, how: str) -> None:
    """Wherever the power is cut, the file opens, no kept seed is lost, and opening finishes the erasing."""
    start = {path.name: path.read_bytes() for path in folder.iterdir()}
    old = all_seeds(DayKeys(folder, KEY))
    old_keys = derivable(folder) - set(old.values())
    left = {day: seed for day, seed in old.items() if day >= 105}
    died, outcomes = 0, set()
    for last in range(MANY):
        restore(folder, start)
        if not die_in(folder, (how, last), lambda keys: keys.retire_before(105)):
            break
        died += 1
        keys = DayKeys(folder, KEY)
        assert all_seeds(keys) in (old, left)
        outcomes.add(len(keys.days()))
        assert len(list(folder.iterdir())) == 2, "opening removes what does not count"
        if all_seeds(keys) == left:
            found = derivable(folder)
            assert not found & old_keys
            assert not found & {old[day] for day in range(100, 105)}
        keys.retire_before(105)
        keys.ensure([110])
        assert {day: seed for day, seed in all_seeds(DayKeys(folder, KEY)).items() if day < 110} == left
    assert died == 12, "every write, sync, rename and unlink of a retirement was cut once"
    assert outcomes == {5, 10}


def test_a_crash_while_a_crash_is_mended_does_no_harm(folder: Path) -> None:
    """The power is cut in the retirement, again in the opening after it, and the next opening is right."""
    start = {path.name: path.read_bytes() for path in folder.iterdir()}
    old = all_seeds(DayKeys(folder, KEY))
    left = {day: seed for day, seed in old.items() if day >= 105}
    mended = 0
    for first in range(12):
        for second in crashes():
            restore(folder, start)
            die_in(folder, ("before", first), lambda keys: keys.retire_before(105))
            if not die_in(folder, second, lambda keys: keys.days()):
                continue
            mended += 1
            assert all_seeds(DayKeys(folder, KEY)) in (old, left)
            assert len(list(folder.iterdir())) == 2
    assert mended > 50


@pytest.mark.parametrize("how", ["before", "torn", "unsynced"])
def test_a_crash_at_any_write_of_a_drawing_leaves_the_state_before_or_after(folder: Path, how: str) -> None:
    """Drawing the next days never loses the ones that are there."""
    start = {path.name: path.read_bytes() for path in folder.iterdir()}
    old = all_seeds(DayKeys(folder, KEY))
    died = 0
    for last in range(MANY):
        restore(folder, start)
        if not die_in(folder, (how, last), lambda keys: keys.ensure([110])):
            break
        died += 1
        after = all_seeds(DayKeys(folder, KEY))
        assert set(after) in (set(old), {*old, 110})
        assert {day: after[day] for day in old} == old
    assert died == 4


def test_the_same_object_goes_on_after_a_failed_write(folder: Path) -> None:
    """A full disk in the middle is no reason to trust memory more than the disk."""
    for last in range(12):
        disk = MortalDisk(folder, "before", MANY)
        keys = DayKeys(folder, KEY, disk=disk)
        days = keys.days()
        disk.left = last
        with pytest.raises(PowerCutError):
            keys.retire_before(days[0] + 1)
        disk.left = MANY
        assert keys.days() in (days, days[1:])
        assert keys.days() == DayKeys(folder, KEY).days()
        keys.ensure([days[-1] + 1])
        assert DayKeys(folder, KEY).days()[-1] == days[-1] + 1


def test_another_key_a_missing_file_and_damage_are_told(folder: Path) -> None:
    """Each gives its documented error, and nothing is erased on the way."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(DamagedVaultError):
        DayKeys(folder, bytes(32))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    for name, damage in (("wrap", b"short"), ("wrap", bytes(WRAP_SIZE)), ("seeds-1", b""), ("seeds-1", bytes(200))):
        restore(folder, before | {name: damage})
        with pytest.raises(DamagedVaultError):
            DayKeys(folder, KEY)
    restore(folder, before)
    (folder / "wrap").unlink()
    with pytest.raises(NotAVaultError):
        DayKeys(folder, KEY)


def test_slots_and_seeds_of_another_generation_do_not_fit(folder: Path) -> None:
    """The generation is bound to both boxes: an old seeds file cannot be renamed to a new one."""
    wrap = Wrap(7, os.urandom(32))
    slot = wrap.pack(KEY)
    assert len(slot) == SLOT_SIZE
    assert Wrap.parse(slot, KEY) == wrap
    assert Wrap.parse((8).to_bytes(8, "big") + slot[8:], KEY) is None
    packed = Seeds(3, {4: bytes(32)}).pack(wrap)
    assert Seeds.parse(packed, wrap) == Seeds(3, {4: bytes(32)})
    assert Seeds.parse(packed, Wrap(8, wrap.key)) is None


def test_no_secret_stands_in_a_representation() -> None:
    """A traceback or a log line that shows the objects shows no key."""
    assert "\\x" not in repr(Wrap(1, b"\xff" * 32)) + repr(Seeds(0, {1: b"\xff" * 32}))


@given(st.binary(max_size=SLOT_SIZE))
def test_any_bytes_are_a_free_slot_and_no_seeds(untrusted: bytes) -> None:
    """What is not authentic is None; no error leaves the parsers."""
    assert Wrap.parse(untrusted, KEY) is None
    assert Seeds.parse(untrusted, Wrap(1, KEY)) is None


@given(st.binary(max_size=200))
def test_authentic_bytes_give_a_value_or_damage(content: bytes) -> None:
    """Also what was sealed under the right key is parsed with care."""
    wrap = Wrap(1, KEY)
    slot = Wrap.parse(bytes(8) + seal(KEY, content, bound=b"asterism wrap key" + bytes(8)), KEY)
    assert (slot is not None) == (len(content) == 32)
    try:
        seeds = Seeds.parse(seal(KEY, content, bound=b"asterism day seeds" + (1).to_bytes(8, "big")), wrap)
    except DamagedVaultError:
        return
    assert seeds is not None
    assert all(day > seeds.retired for day in seeds.of)


@given(st.dictionaries(st.integers(50, 2**32 - 1), st.binary(min_size=32, max_size=32)), st.integers(-1, 49))
def test_what_is_packed_is_parsed(of: dict[int, bytes], retired: int) -> None:
    """Any seeds round-trip."""
    wrap = Wrap(1, KEY)
    assert Seeds.parse(Seeds(retired, of).pack(wrap), wrap) == Seeds(retired, of)


def restore(folder: Path, contents: dict[str, bytes]) -> None:
    """Make the folder hold these files and no others."""
    for path in list(folder.iterdir()):
        path.unlink()
    for name, data in contents.items():
        (folder / name).write_bytes(data)
