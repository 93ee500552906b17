"""Cover is made by the real code: nobody without the key tells it from what is real.

ML-KEM packs numbers below 3,329 into ten bits, so 257 of the 1,024 values stand for four numbers and the others for
three: real encapsulations show those 257 in 30.9 % of places, random bytes in 25.1 %. And the last bit of an X25519
public key is always zero. Decoys of random bytes would be told by either within a few letters.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable

from intake.protocol import suite, wire
from intake.protocol.letter import Content, Opened, cover_letter, seal_letter
from intake.protocol.reply import Answer, State, cover_reply, reply_tag, seal_reply

DAY, COUNT = 20_600, 60

KEY = suite.public_key(bytes(32))

_shown = Counter((number * 1_024 + 1_664) // 3_329 % 1_024 for number in range(3_329))
FREQUENT = {value for value, numbers in _shown.items() if numbers == 4}


def _tens(packed: bytes) -> Iterable[int]:
    """The ten-bit values of ML-KEM's first part, 960 bytes, the lowest bits first."""
    for at in range(0, 960, 5):
        five = int.from_bytes(packed[at : at + 5], "little")
        yield from (five >> shift & 1_023 for shift in (0, 10, 20, 30))


def _share(encapsulations: list[bytes]) -> float:
    values = [value for packed in encapsulations for value in _tens(packed)]
    return sum(value in FREQUENT for value in values) / len(values)


def _looks_sealed(encapsulations: list[bytes]) -> bool:
    """Whether these pass as encapsulations of X-Wing."""
    curve_ends = all(packed[-1] < 128 for packed in encapsulations)
    return curve_ends and 0.295 < _share(encapsulations) < 0.322


def _real_letter() -> bytes:
    content = Content("The brother owns the lorries.", (bytes(16),))
    return seal_letter(Opened(os.urandom(32), KEY, os.urandom(16), content).pack(), DAY, bytes(16), KEY)


def _real_reply() -> bytes:
    pair = os.urandom(32)
    return seal_reply(Answer(3, 4, State.BEING_READ, "Thank you."), pair, KEY, bytes(16), reply_tag(pair, DAY, 0))


def test_random_bytes_would_be_told_from_letters() -> None:
    """The measure works: it refuses random bytes, which is why no decoy is made of them."""
    assert len(FREQUENT) == 257
    assert not _looks_sealed([os.urandom(suite.ENCAPSULATION_SIZE) for _ in range(COUNT)])
    assert _share([os.urandom(suite.ENCAPSULATION_SIZE) for _ in range(COUNT)]) < 0.27


def test_a_cover_letter_looks_like_a_real_one() -> None:
    """Same size, same head, and encapsulations of the same kind."""
    for letters in ([_real_letter() for _ in range(COUNT)], [cover_letter(DAY) for _ in range(COUNT)]):
        assert {len(letter) for letter in letters} == {wire.LETTER_SIZE}
        assert {letter[:5] for letter in letters} == {bytes([wire.SUITE]) + DAY.to_bytes(4, "big")}
        assert _looks_sealed([letter[5 : 5 + suite.ENCAPSULATION_SIZE] for letter in letters])


def test_a_cover_reply_looks_like_a_real_one() -> None:
    """Same size, same suite, and encapsulations of the same kind; its tag has six bytes and is never the same."""
    covers = [cover_reply() for _ in range(COUNT)]
    for replies in ([_real_reply() for _ in range(COUNT)], [reply for _, reply in covers]):
        assert {len(reply) for reply in replies} == {wire.REPLY_SIZE}
        assert {reply[0] for reply in replies} == {wire.SUITE}
        assert _looks_sealed([reply[1 : 1 + suite.ENCAPSULATION_SIZE] for reply in replies])
    assert len({tag for tag, _ in covers}) == COUNT
    assert {len(tag) for tag, _ in covers} == {wire.TAG_SIZE}


def test_ciphertexts_of_cover_and_of_text_have_the_same_bytes() -> None:
    """Zeros under a key look like text under a key: every byte value comes up about as often."""
    for letters in ([_real_letter() for _ in range(COUNT)], [cover_letter(DAY) for _ in range(COUNT)]):
        counts = Counter(b"".join(letter[5 + suite.ENCAPSULATION_SIZE :] for letter in letters))
        expected = sum(counts.values()) / 256
        chi_squared = sum((counts[value] - expected) ** 2 / expected for value in range(256))
        assert chi_squared < 400  # 255 degrees of freedom: beyond 400 once in 40 million runs
