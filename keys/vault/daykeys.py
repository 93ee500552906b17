"""The seeds of the days, kept so that a retired one is gone for good (docs/protocol.md, "Day keys").

All unretired seeds lie in one file, ``seeds-<generation>``, under a wrap key; the wrap key lies under the vault's key in
``wrap``, which has two slots and is only ever written in place. Retiring draws a new wrap key:

(1) write and sync the remaining seeds under the new key, as the next generation;
(2) write and sync the new key into the free slot: from here on the new generation counts;
(3) overwrite the old slot with zeros and sync: whatever was ever sealed under the old key is closed for good;
(4) overwrite and remove the old seeds file.

The highest generation of which both parts are authentic counts, so a crash at any write leaves exactly one that opens;
opening then finishes (3) and (4). No seed is ever copied anywhere else.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keys.vault.box import BOX_EXTRA, KEY_SIZE, seal, unseal
from keys.vault.errors import DamagedVaultError, NotAVaultError
from keys.vault.files import DISK, TEMPORARY, Disk, destroy, write_durably

WRAP = "wrap"
SEEDS = "seeds-"
SLOT_SIZE = 4_096  # one block of a disk each: writing one slot, even torn, cannot touch the other
WRAP_SIZE = 2 * SLOT_SIZE

_GENERATION = struct.Struct(">Q")
_RETIRED = struct.Struct(">q")
_RECORD = struct.Struct(">I32s")
_SLOT_USED = _GENERATION.size + KEY_SIZE + BOX_EXTRA
_WRAP_LABEL = b"asterism wrap key"
_SEEDS_LABEL = b"asterism day seeds"


@dataclass(frozen=True, slots=True)
class Wrap:
    """One slot: a generation and the key that its seeds are sealed under (32 bytes)."""

    generation: int
    key: bytes = field(repr=False)

    def pack(self, vault_key: bytes) -> bytes:
        """The slot, 4,096 bytes: generation 8 ‖ box (72) ‖ zeros."""
        generation = _GENERATION.pack(self.generation)
        return (generation + seal(vault_key, self.key, bound=_WRAP_LABEL + generation)).ljust(SLOT_SIZE, b"\0")

    @classmethod
    def parse(cls, untrusted: bytes, vault_key: bytes) -> Wrap | None:
        """The wrap in a slot, or None: the slot is free, torn, or not sealed under this key."""
        generation = untrusted[: _GENERATION.size]
        key = unseal(vault_key, untrusted[_GENERATION.size : _SLOT_USED], bound=_WRAP_LABEL + generation)
        if key is None or len(key) != KEY_SIZE:
            return None
        return cls(int.from_bytes(generation, "big"), key)


@dataclass(frozen=True, slots=True)
class Seeds:
    """The unretired seeds by day, ascending, and the highest retired day (-1: none yet)."""

    retired: int
    of: Mapping[int, bytes] = field(repr=False)

    def pack(self, wrap: Wrap) -> bytes:
        """The seeds file: a box of retired 8 ‖ for each day: day 4, seed 32."""
        content = _RETIRED.pack(self.retired) + b"".join(_RECORD.pack(day, self.of[day]) for day in sorted(self.of))
        return seal(wrap.key, content, bound=_SEEDS_LABEL + _GENERATION.pack(wrap.generation))

    @classmethod
    def parse(cls, untrusted: bytes, wrap: Wrap) -> Seeds | None:
        """The seeds in a file, or None: torn, or not of this generation and key.

        Raises:  DamagedVaultError: authentic, but not written by this version of the program.
        """
        content = unseal(wrap.key, untrusted, bound=_SEEDS_LABEL + _GENERATION.pack(wrap.generation))
        if content is None:
            return None
        if len(content) < _RETIRED.size or (len(content) - _RETIRED.size) % _RECORD.size:
            raise DamagedVaultError
        (retired,) = _RETIRED.unpack_from(content)
        records = list(_RECORD.iter_unpack(content[_RETIRED.size :]))
        days = [day for day, _ in records]
        if days != sorted(set(days)) or any(day <= retired for day in days):
            raise DamagedVaultError
        return cls(retired, dict(records))


@dataclass(frozen=True, slots=True)
class _State:
    slot: int
    wrap: Wrap
    seeds: Seeds


class DayKeys:
    """The day seeds of one machine. One process at a time: the vault's lock sees to it.

    When a write fails, the next call reads again what the folder then holds: the state before or the one after.
    """

    def __init__(self, folder: Path, key: bytes, *, disk: Disk = DISK) -> None:
        """Open, and finish an erasing that was interrupted.

        Args:    key: 32 bytes, the vault's key for this use.
        Raises:  NotAVaultError: no day keys there; DamagedVaultError; OSError.
        """
        self._folder = folder
        self._key = key
        self._disk = disk
        self._known: _State | None = None
        self._state()

    @classmethod
    def create(cls, folder: Path, key: bytes, *, disk: Disk = DISK) -> DayKeys:
        """Make the two files, with no day in them. Raises OSError."""
        wrap = Wrap(1, os.urandom(KEY_SIZE))
        write_durably(folder / f"{SEEDS}1", Seeds(-1, {}).pack(wrap), disk=disk)
        write_durably(folder / WRAP, wrap.pack(key).ljust(WRAP_SIZE, b"\0"), disk=disk)
        return cls(folder, key, disk=disk)

    def seed_of(self, day: int) -> bytes | None:
        """The seed of a day, 32 bytes, or None: it is retired, or was never drawn."""
        return self._state().seeds.of.get(day)

    def days(self) -> tuple[int, ...]:
        """The days that have a seed, ascending."""
        return tuple(sorted(self._state().seeds.of))

    @property
    def retired(self) -> int:
        """The highest retired day: up to here nothing is opened or drawn any more (-1: none yet)."""
        return self._state().seeds.retired

    def ensure(self, days: Iterable[int]) -> None:
        """Draw the seeds that are missing; a retired day stays retired. On the disk when it returns. Raises OSError."""
        seeds = self._state().seeds
        missing = {day for day in days if day not in seeds.of and day > seeds.retired}
        if missing:
            self._rewrite(Seeds(seeds.retired, {**seeds.of, **{day: os.urandom(KEY_SIZE) for day in missing}}))

    def retire_before(self, day: int) -> tuple[int, ...]:
        """Retire every day below ``day`` for good, also those never drawn; which of them had seeds. Raises OSError."""
        seeds = self._state().seeds
        if day - 1 <= seeds.retired:
            return ()
        gone = tuple(sorted(old for old in seeds.of if old < day))
        left = Seeds(day - 1, {kept: seed for kept, seed in seeds.of.items() if kept >= day})
        if gone:
            self._rewrap(left)
        else:
            self._rewrite(left)
        return gone

    def _rewrite(self, seeds: Seeds) -> None:
        """Replace the seeds file under the same key: nothing in the one before is to be forgotten."""
        state, self._known = self._state(), None
        write_durably(self._seeds_file(state.wrap.generation), seeds.pack(state.wrap), disk=self._disk)
        self._known = _State(state.slot, state.wrap, seeds)

    def _rewrap(self, seeds: Seeds) -> None:
        """Go over to a new wrap key; the numbers are those of the module's first lines."""
        old, self._known = self._state(), None
        wrap = Wrap(old.wrap.generation + 1, os.urandom(KEY_SIZE))
        new = _State(1 - old.slot, wrap, seeds)
        write_durably(self._seeds_file(wrap.generation), seeds.pack(wrap), disk=self._disk)  # (1)
        self._write_slot(new.slot, wrap.pack(self._key))  # (2)
        self._write_slot(old.slot, bytes(SLOT_SIZE))  # (3)
        destroy(self._seeds_file(old.wrap.generation), disk=self._disk)  # (4)
        self._known = new

    def _state(self) -> _State:
        if self._known is None:
            self._known = self._recover()
        return self._known

    def _recover(self) -> _State:
        """Find the generation that counts, then erase all that does not."""
        try:
            untrusted = (self._folder / WRAP).read_bytes()
        except FileNotFoundError:
            raise NotAVaultError from None
        if len(untrusted) != WRAP_SIZE:
            raise DamagedVaultError
        slots = [untrusted[:SLOT_SIZE], untrusted[SLOT_SIZE:]]
        found = [state for slot in (0, 1) if (state := self._read(slot, slots[slot]))]
        if not found:
            raise DamagedVaultError
        state = max(found, key=lambda state: state.wrap.generation)
        if any(slots[1 - state.slot]):
            self._write_slot(1 - state.slot, bytes(SLOT_SIZE))
        counts = self._seeds_file(state.wrap.generation)
        for path in sorted(self._folder.glob(f"{SEEDS}*")):
            if path != counts:
                destroy(path, disk=self._disk)
        destroy(self._folder / (WRAP + TEMPORARY), disk=self._disk)
        return state

    def _read(self, slot: int, untrusted: bytes) -> _State | None:
        wrap = Wrap.parse(untrusted, self._key)
        if wrap is None:
            return None
        try:
            seeds = Seeds.parse(self._seeds_file(wrap.generation).read_bytes(), wrap)
        except FileNotFoundError:
            return None
        return _State(slot, wrap, seeds) if seeds else None

    def _seeds_file(self, generation: int) -> Path:
        return self._folder / f"{SEEDS}{generation}"

    def _write_slot(self, slot: int, data: bytes) -> None:
        self._disk.overwrite(self._folder / WRAP, slot * SLOT_SIZE, data)
        self._disk.sync(self._folder / WRAP)
