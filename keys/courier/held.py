"""What this laptop still holds of bundles that will never come, and the command that says so.

A bundle is lost when it is not whole on the laptop and some machine still waits for it. Those after it cannot be imported
without it, so they are given up along with it, and the next bundle carries again all that the server holds and all that
is whole in them: no machine may retire a day before it has had the letters of every bundle that counted it as closed.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.protocol import wire
from keys.courier.carry import receipted
from keys.courier.errors import NoSuchBundleError
from keys.courier.state import CourierFolder
from keys.stick.bundle import LETTERS, PARCEL_ROW, PARCELS, Bundle
from keys.stick.errors import StickError

Ask = Callable[[Sequence[bytes]], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one object lies: a file, the byte that it begins at, its size."""

    path: Path
    at: int
    size: int

    def read(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.at)
            return file.read(self.size)


class Held:
    """The objects in given-up bundles that are whole, by id."""

    def __init__(self, courier: CourierFolder, numbers: Collection[int]) -> None:
        """``numbers``: the bundles that were given up."""
        self._letters: dict[bytes, _Row] = {}
        self._parcels: dict[bytes, _Row] = {}
        for number in numbers:
            bundle = whole(courier, number)
            if bundle is not None:
                for place, letter in enumerate(bundle.letters()):
                    row = _Row(bundle.folder / LETTERS, place * wire.LETTER_SIZE, wire.LETTER_SIZE)
                    self._letters[wire.object_id(letter)] = row
                for place, parcel in enumerate(bundle.parcel_ids()):
                    self._parcels[parcel] = _Row(bundle.folder / PARCELS, place * PARCEL_ROW, PARCEL_ROW)

    @property
    def letter_ids(self) -> Iterable[bytes]:
        """Of the letters, 16 bytes each."""
        return self._letters.keys()

    @property
    def parcel_ids(self) -> Iterable[bytes]:
        """Of the parcels, 16 bytes each."""
        return self._parcels.keys()

    def letters(self, ask: Ask) -> Ask:
        """Ask for letters, those held here read here; ascending by id."""
        return lambda ids: _both(ids, self._letters, ask, wire.object_id)

    def parcels(self, ask: Ask) -> Ask:
        """Ask for rows of parcels in the same way."""
        return lambda ids: _both(ids, self._parcels, ask, lambda row: row[: wire.ID_SIZE])


def _both(ids: Sequence[bytes], here: dict[bytes, _Row], ask: Ask, id_of: Callable[[bytes], bytes]) -> Iterator[bytes]:
    held = (here[found].read() for found in ids if found in here)
    return heapq.merge(ask([found for found in ids if found not in here]), held, key=id_of)


def whole(courier: CourierFolder, number: int) -> Bundle | None:
    """A bundle on this laptop, or None: it is not there, or a byte of it is not as it was signed."""
    try:
        bundle = Bundle.at(courier.bundle_folder(number))
    except StickError:
        return None
    return bundle if bundle is not None and bundle.whole() else None


def give_up(courier: CourierFolder, number: int, today: int) -> list[int]:
    """Note that a bundle and those after it will never come; all numbers that the next bundle has to name.

    Args:    today: this laptop's day.
    Raises:  NoSuchBundleError: it was never made, or every machine has a receipt for it.  NoNewsroomError.
    """
    courier.state.lost = to_give_up(courier, number, today)
    courier.save()
    return courier.state.lost


def to_give_up(courier: CourierFolder, number: int, today: int) -> list[int]:
    """The numbers that :func:`give_up` would note. Raises as it does."""
    last, first = courier.state.bundle, receipted(courier, today) + 1
    if not first <= number <= last:
        raise NoSuchBundleError
    here = {bundle.manifest.number for bundle in courier.bundles()}
    return [each for each in range(first, last + 1) if each >= number or each not in here]
