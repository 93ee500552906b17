"""Shares of a key, k of n: SLIP-39 by Trezor's own library (``shamir-mnemonic``), 33 words a share.

No share tells anything of the key alone, nor do k − 1 of them. Every share has its own checksum and says how many are
needed; put together they have a digest, so shares of two makings are never mixed into a wrong key.
"""

from __future__ import annotations

from collections.abc import Sequence

from keys.ceremony.errors import SharesError
from keys.ceremony.paper import Recovered

WORDS = 33
MOST = 16  # SLIP-39's own limit


def make_shares(seed: bytes, *, need: int, of: int) -> list[tuple[str, ...]]:
    """Shares of a seed (32 bytes), 33 words each. Raises SharesError: not 2 to 16, or more needed than made."""
    from shamir_mnemonic import generate_mnemonics

    if not 2 <= need <= of <= MOST:
        raise SharesError(
            f"{need} of {of} shares cannot be made: 2 to {MOST}, and no more needed than made",
            todo="Choose other numbers; three of five is a good start",
        )
    # The library's own encryption under a passphrase is not used: a share is kept by a person, not under a word.
    (shares,) = generate_mnemonics(1, [(need, of)], seed, b"", iteration_exponent=0)
    return [tuple(share.split()) for share in shares]


def is_share(untrusted: Sequence[str]) -> bool:
    """Whether words look like a share rather than a whole key."""
    return len(untrusted) == WORDS


def needed(untrusted: Sequence[str]) -> int:
    """How many shares it takes, by one of them. Raises SharesError: a word of it is wrong."""
    from shamir_mnemonic import MnemonicError, Share

    try:
        return int(Share.from_mnemonic(" ".join(untrusted).lower()).member_threshold)
    except MnemonicError:
        raise SharesError(
            "A word of this share is another than the one on its sheet",
            todo="Compare it word by word; every share has its own checksum, so it is this one",
        ) from None


def combine(untrusted: Sequence[Sequence[str]]) -> Recovered:
    """The key of enough shares; more than enough is as good. Raises SharesError."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    texts = sorted({" ".join(share).lower() for share in untrusted})
    need = max(needed(share) for share in untrusted)
    if len(texts) < need:
        raise SharesError(f"It takes {need} different shares, and only {len(texts)} came")
    try:
        seed = combine_mnemonics(texts[:need])
    except MnemonicError:
        raise SharesError("These shares are not of one making") from None
    if len(seed) != 32:
        raise SharesError
    return Recovered(None, seed, f"{need} shares")
