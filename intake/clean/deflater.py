"""A deflate encoder that gives the same bytes everywhere: all in whole numbers, with nothing left to a library's version.

Python's zlib may be any of three libraries, and browsers differ too, so what compresses a cleaned part is written here
and in its twin in the same steps.  Source: RFC 1951.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

_WINDOW: Final = 32_768
_SHORTEST, _LONGEST = 4, 258  # bytes of a repetition; three are hardly worth their distance
_SLOTS: Final = 1 << 15  # of the table of earlier places
_CHAIN: Final = 12  # earlier places that are tried
_ENOUGH: Final = 64  # bytes of a repetition that is not bettered any more
_REMEMBERED: Final = 16  # places at the start of a repetition
_BLOCK: Final = 1 << 15  # letters and repetitions under one code
_SAMPLE: Final = 4096  # bytes that tell whether the rest is worth the time
_END: Final = 256
_LENGTHS: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
                   227, 258)  # fmt: skip
_LENGTH_BITS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0)
_DISTANCES: Final = (1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
                     4097, 6145, 8193, 12289, 16385, 24577)  # fmt: skip
_DISTANCE_BITS: Final = tuple(max(0, (code >> 1) - 1) for code in range(30))
_ORDER: Final = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_DEEPEST, _DEEPEST_OF_LENGTHS = 15, 7  # bits of one code


def _steps(starts: Sequence[int], end: int) -> list[int]:
    """For every number below `end` the last of `starts` that is not above it."""
    found, code = [0] * end, 0
    for number in range(end):
        while code + 1 < len(starts) and starts[code + 1] <= number:
            code += 1
        found[number] = code
    return found


_LENGTH_CODE: Final = _steps(_LENGTHS, _LONGEST + 1)
_DISTANCE_CODE: Final = _steps(_DISTANCES, _WINDOW + 1)


def smaller(data: bytes) -> bytes | None:
    """A bare deflate stream that holds `data`, or None: it does not shrink, or its first bytes hardly do, as in pictures."""
    first = data[:_SAMPLE]
    if len(deflated(first)) * 8 > len(first) * 7:
        return None
    packed = deflated(data)
    return packed if len(packed) < len(data) else None


def deflated(data: bytes) -> bytes:
    """A bare deflate stream that holds `data`, the same for the same data everywhere."""
    out = _Bits()
    block: list[int] = []
    for one in _repetitions(data):
        if len(block) == _BLOCK:
            _write_block(out, block, last=False)
            block = []
        block.append(one)
    _write_block(out, block, last=True)
    return out.finished()


def _repetitions(data: bytes) -> Iterator[int]:
    """Letters as they are; a repetition as its length << 16 | its distance - 1, so at least 1 << 18."""
    head, previous = [-1] * _SLOTS, [0] * min(len(data), _WINDOW)
    at, end = 0, len(data)
    while at < end:
        length = distance = 0
        if at + _SHORTEST <= end:
            slot = _slot(data, at)
            length, distance = _longest(data, at, head[slot], previous)
            previous[at & 32767] = head[slot]
            head[slot] = at
        if length:
            yield length << 16 | distance - 1
            # the first places inside are remembered: less work, and hardly less is found
            for inside in range(at + 1, min(at + length, at + _REMEMBERED, end - _SHORTEST + 1)):
                slot = _slot(data, inside)
                previous[inside & 32767] = head[slot]
                head[slot] = inside
            at += length
        else:
            yield data[at]
            at += 1


def _slot(data: bytes, at: int) -> int:
    return (int.from_bytes(data[at : at + 4], "little") * 2654435761 & 0xFFFFFFFF) >> 17


def _longest(data: bytes, at: int, candidate: int, previous: list[int]) -> tuple[int, int]:
    """The longest repetition of what lies in the window: its length, or 0, and its distance."""
    best = distance = 0
    most = min(_LONGEST, len(data) - at)
    for _ in range(_CHAIN):
        if candidate < 0 or at - candidate > _WINDOW - 1:
            break
        if not best or data[candidate + best] == data[at + best]:
            length = 0
            while (
                data[candidate + length : candidate + length + 16] == data[at + length : at + length + 16]
                and length < most
            ):
                length += 16
            length = min(length, most)
            while length < most and data[candidate + length] == data[at + length]:
                length += 1
            if length > best and length >= _SHORTEST:
                best, distance = length, at - candidate
                if best >= _ENOUGH or best == most:
                    break
        candidate = previous[candidate & 32767]
    return best, distance


def _write_block(out: _Bits, found: Sequence[int], *, last: bool) -> None:
    """Write letters and repetitions under codes of their own (section 3.2.7)."""
    letters, distances = [0] * 286, [0] * 30
    for one in found:
        if one < _END:
            letters[one] += 1
        else:
            letters[257 + _LENGTH_CODE[one >> 16]] += 1
            distances[_DISTANCE_CODE[(one & 0xFFFF) + 1]] += 1
    letters[_END] = 1
    letter_sizes, distance_sizes = _sizes(letters, _DEEPEST), _sizes(distances, _DEEPEST)
    letter_count = max(257, _used(letter_sizes))
    distance_count = max(1, _used(distance_sizes))
    runs = _runs(letter_sizes[:letter_count] + distance_sizes[:distance_count])
    counts = [0] * 19
    for symbol, _, _ in runs:
        counts[symbol] += 1
    run_sizes = _sizes(counts, _DEEPEST_OF_LENGTHS)
    run_codes = _codes(run_sizes)
    run_count = max(4, _used([run_sizes[symbol] for symbol in _ORDER]))
    out.put(int(last) | 2 << 1, 3)
    out.put(letter_count - 257 | distance_count - 1 << 5 | run_count - 4 << 10, 14)
    for symbol in _ORDER[:run_count]:
        out.put(run_sizes[symbol], 3)
    for symbol, more, width in runs:
        out.put(run_codes[symbol], run_sizes[symbol])
        out.put(more, width)
    letter_codes, distance_codes = _codes(letter_sizes), _codes(distance_sizes)
    for one in found:
        if one < _END:
            out.put(letter_codes[one], letter_sizes[one])
        else:
            length, distance = one >> 16, (one & 0xFFFF) + 1
            code = _LENGTH_CODE[length]
            out.put(letter_codes[257 + code], letter_sizes[257 + code])
            out.put(length - _LENGTHS[code], _LENGTH_BITS[code])
            code = _DISTANCE_CODE[distance]
            out.put(distance_codes[code], distance_sizes[code])
            out.put(distance - _DISTANCES[code], _DISTANCE_BITS[code])
    out.put(letter_codes[_END], letter_sizes[_END])


def _used(sizes: Sequence[int]) -> int:
    """How many of the sizes there are up to the last that is not zero."""
    return max((at + 1 for at, size in enumerate(sizes) if size), default=0)


def _sizes(counts: Sequence[int], deepest: int) -> list[int]:
    """How many bits the code of each symbol has: Huffman's, with the counts made more alike until none is too long."""
    counts = list(counts)
    for symbol in (0, 1):  # a code has two symbols at least
        if sum(1 for count in counts if count) < 2 and not counts[symbol]:
            counts[symbol] = 1
    symbols = [symbol for symbol, count in enumerate(counts) if count]
    while True:
        symbols.sort(key=lambda symbol: (counts[symbol], symbol))
        depths = _depths([counts[symbol] for symbol in symbols])
        if max(depths) <= deepest:
            break
        counts = [(count + 1) >> 1 for count in counts]
    sizes = [0] * len(counts)
    for symbol, depth in zip(symbols, depths, strict=True):
        sizes[symbol] = depth
    return sizes


def _depths(weights: list[int]) -> list[int]:
    """How deep each leaf of Huffman's tree lies; the weights are in order, and at a tie a leaf is taken first."""
    leaves = len(weights)
    parents = [0] * (2 * leaves - 1)
    leaf, inner = 0, leaves
    for node in range(leaves, 2 * leaves - 1):
        total = 0
        for _ in range(2):
            if leaf < leaves and (inner == node or weights[leaf] <= weights[inner]):
                taken, leaf = leaf, leaf + 1
            else:
                taken, inner = inner, inner + 1
            total += weights[taken]
            parents[taken] = node
        weights.append(total)
    depths = [0] * (2 * leaves - 1)
    for node in range(2 * leaves - 3, -1, -1):
        depths[node] = depths[parents[node]] + 1
    return depths[:leaves]


def _codes(sizes: Sequence[int]) -> list[int]:
    """The code of each symbol, with its first bit lowest, as it is written (section 3.2.2)."""
    codes = [0] * len(sizes)
    code = 0
    for size in range(1, _DEEPEST + 1):
        code <<= 1
        for symbol, own in enumerate(sizes):
            if own == size:
                codes[symbol] = _turned(code, size)
                code += 1
    return codes


def _turned(code: int, size: int) -> int:
    turned = 0
    for _ in range(size):
        turned = turned << 1 | code & 1
        code >>= 1
    return turned


def _runs(sizes: Sequence[int]) -> list[tuple[int, int, int]]:
    """The sizes of both codes, with what repeats told once: symbol, more bits, and how many of these."""
    runs: list[tuple[int, int, int]] = []
    at = 0
    while at < len(sizes):
        size, length = sizes[at], 1
        while at + length < len(sizes) and sizes[at + length] == size:
            length += 1
        at += length
        if size:
            runs.append((size, 0, 0))
            length -= 1
        while length >= 3:
            most = 138 if not size else 6
            part = min(length, most)
            if size:
                runs.append((16, part - 3, 2))
            elif part < 11:
                runs.append((17, part - 3, 3))
            else:
                runs.append((18, part - 11, 7))
            length -= part
        runs += [(size, 0, 0)] * length
    return runs


class _Bits:
    """Bits, the lowest first."""

    def __init__(self) -> None:
        self._out = bytearray()
        self._bits = self._count = 0

    def put(self, value: int, count: int) -> None:
        """Add the lowest `count` bits of a number that has no others."""
        self._bits |= value << self._count
        self._count += count
        while self._count >= 16:
            self._out += (self._bits & 0xFFFF).to_bytes(2, "little")
            self._bits >>= 16
            self._count -= 16

    def finished(self) -> bytes:
        """All of it, the last byte filled with zeros."""
        return bytes(self._out) + self._bits.to_bytes((self._count + 7) // 8, "little")
