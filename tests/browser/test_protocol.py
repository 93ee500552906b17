"""The page's protocol in real browsers: every vector, and sealing and opening crosswise with Python."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from intake.protocol import suite
from intake.protocol.code import Code, read_code
from intake.protocol.letter import PLAIN_SIZE, Content, Opened, cover_letter, open_letter, seal_letter
from intake.protocol.parcel import FileEntry, Stream, open_parcel, pack_table, parcel_id, parse_table, seal_parcel
from intake.protocol.pseudonym import pseudonym
from intake.protocol.reply import Answer, State, open_reply, reply_tag, seal_reply
from intake.protocol.source import Identity
from tests.support.browser import served
from tests.vectors.vector import Vector, kinds, load

RUNNER = (Path(__file__).parent / "vectors.js").read_text(encoding="utf-8")
DAY = 20_600
READER, ROOT = bytes(range(16)), bytes(range(32))
#: Makes WebCrypto a browser's of some years ago: it knows neither curve.
NO_CURVES = """
const subtle = SubtleCrypto.prototype, { importKey } = subtle;
subtle.importKey = function (format, key, algorithm, ...rest) {
  const name = algorithm.name ?? algorithm;
  if (name === 'X25519' || name === 'Ed25519') return Promise.reject(new DOMException('', 'NotSupportedError'));
  return importKey.call(this, format, key, algorithm, ...rest);
};
"""


def _base64(plain: bytes) -> str:
    return base64.b64encode(plain).decode()


@pytest.fixture
def old_page(fresh_page: Callable[..., Page], modules_folder: Path) -> Iterator[Page]:
    """As ``modules_page``, in a browser without X25519 and Ed25519."""
    page = fresh_page()
    page.add_init_script(NO_CURVES)
    with served(modules_folder) as address:
        page.goto(address)
        yield page


def _ask(page: Page, script: str, argument: Any = None) -> Any:
    """Run a script's body in the page: `m` has the modules, `a` the argument; bytes go as lists of numbers."""
    return page.evaluate(
        "async (a) => { const m = await import('/modules.js'); const u = (list) => Uint8Array.from(list); "
        + script
        + "}",
        argument,
    )


def _unfold(said: Any) -> Any:
    if isinstance(said, dict) and isinstance(said.get("text"), list):
        piece, times = said["text"]
        return said | {"text": piece * times}
    return said


def _failures(vectors: list[Vector], page: Page) -> list[str]:
    sent = [{"kind": v.kind, "fields": dict(v.fields), "body": _base64(v.body)} for v in vectors]
    failed = []
    for vector, result in zip(vectors, page.evaluate(RUNNER, sent), strict=True):
        if result["expect"] != vector.expect:
            failed.append(f"{vector.name}: {result['expect']} instead of {vector.expect}")
        if vector.kind == "code" and vector.expect not in {"success", "not for me"}:
            told = vector.number("number") if "number" in vector.fields else None
            if result["number"] != told:
                failed.append(f"{vector.name}: told {result['number']} instead of {told}")
        for name, value in result.get("shown", {}).items():
            if name not in vector.fields:
                continue
            text = vector.fields[name]
            is_text = isinstance(value, str) and name not in {"content", "answer"}
            said = text if is_text else _unfold(json.loads(text))
            same = value == pytest.approx(said, abs=1e-9) if name == "weights" else value == said
            if not same:
                failed.append(f"{vector.name}: another {name}")
    return failed


def test_every_vector_does_in_the_page_what_it_says(modules_page: Page) -> None:
    """Each file of tests/vectors/ has the same outcome in this browser as in Python."""
    vectors = [vector for kind in kinds() for vector in load(kind)]
    assert len(vectors) > 300
    assert _failures(vectors, modules_page) == []


def test_a_browser_without_the_curves_gets_the_same_outcomes(old_page: Page) -> None:
    """Where WebCrypto lacks X25519 and Ed25519, JavaScript's own take their place, strict about low order too."""
    kinds_with_curves = ("directory", "identity", "key", "key-record", "reply")
    vectors = [vector for kind in kinds_with_curves for vector in load(kind)]
    assert _failures(vectors, old_page) == []


def test_letters_sealed_in_the_page_open_in_python(modules_page: Page) -> None:
    """A letter, its neighbour of cover, and a text with half a surrogate pair: all come out as they went in."""
    seed, source = suite.new_seed(), Identity.of(Code.draw(), ROOT)
    exchange = _ask(
        modules_page,
        """const identity = await m.source.Identity.of(new m.code.Code(a.digits), u(a.root));
        const content = { text: a.text + '\\ud83d', to: [a.reader], stream: null };
        const pair = identity.pair(m.bytes.unhex(a.reader, 16));
        const plain = await m.letter.packOpened({ pair, replyKey: identity.replyKey, tip: new Uint8Array(16).fill(7), content });
        const letter = await m.letter.sealLetter(plain, a.day, m.bytes.unhex(a.reader, 16), u(a.key));
        return [...await m.letter.makeExchange([letter], a.day)];""",
        {
            "digits": (code := Code.draw()).digits,
            "root": list(ROOT),
            "text": "गवाह\n" * 1_000,
            "reader": READER.hex(),
            "day": DAY,
            "key": list(suite.public_key(seed)),
        },
    )
    source = Identity.of(code, ROOT)
    letters = [bytes(exchange[at : at + 8_192]) for at in range(0, 32_768, 8_192)]
    opened = [found for letter in letters if (found := open_letter(letter, READER, {DAY: seed}.get)) is not None]
    assert opened == [
        Opened(source.pair(READER), source.reply_key, bytes([7]) * 16, Content("गवाह\n" * 1_000 + "\ufffd", (READER,)))
    ]


def test_letters_sealed_in_python_open_in_the_page(modules_page: Page) -> None:
    """The page opens its own, and cover is not for it."""
    seed = suite.new_seed()
    stream = Stream(bytes(32), 70_000, 69_000, bytes(32))
    inside = Opened(bytes(32), bytes(1_216), bytes(16), Content("شاہد", (READER,), stream)).pack()
    assert len(inside) == PLAIN_SIZE
    letter = seal_letter(inside, DAY, READER, suite.public_key(seed))
    found = _ask(
        modules_page,
        """const open = (letter) => m.letter.openLetter(u(letter), u(a.reader), () => u(a.seed));
        const { content } = await open(a.letter);
        return [content.text, content.to, content.stream.size, await open(a.cover)];""",
        {"reader": list(READER), "seed": list(seed), "letter": list(letter), "cover": list(cover_letter(DAY))},
    )
    assert found == ["شاہد", [READER.hex()], 70_000, None]


def test_replies_cross_both_ways(modules_page: Page) -> None:
    """What a reporter's machine seals the page opens, and the page's own sealing opens in Python."""
    code = Code.draw()
    source = Identity.of(code, ROOT)
    pair, answer = source.pair(READER), Answer(3, 2, State.TELL_US_MORE, "কে সই করেছে?")
    tag = reply_tag(pair, DAY, 1)
    read, name, sealed = _ask(
        modules_page,
        """const identity = await m.source.Identity.of(new m.code.Code(a.digits), u(a.root));
        const pair = identity.pair(u(a.reader)), tag = m.reply.replyTag(pair, a.day, 1);
        const answer = await m.reply.openReply(u(a.reply), identity.replySeed, pair, u(a.reader), tag);
        const sealed = await m.reply.sealReply(answer, pair, identity.replyKey, u(a.reader), tag);
        return [answer, m.pseudonym.pseudonym(identity.replyKey), [...sealed]];""",
        {
            "digits": code.digits,
            "root": list(ROOT),
            "reader": list(READER),
            "day": DAY,
            "reply": list(seal_reply(answer, pair, source.reply_key, READER, tag)),
        },
    )
    assert read == {"number": 3, "letters": 2, "state": 3, "text": answer.text}
    assert name == pseudonym(source.reply_key)
    assert open_reply(bytes(sealed), source.reply_seed, pair, READER, tag) == answer


def test_parcels_and_tables_cross_both_ways(modules_page: Page) -> None:
    """Parcels, their ids and the table of files are the same on both sides."""
    key = bytes(range(32))
    entry = FileEntry("photo-1.jpg", 5, bytes(16), bytes(32), bytes(32), ("place",), cleaned=True)
    table = pack_table([entry])
    sealed, ident, opened, packed = _ask(
        modules_page,
        """const key = u(a.key), sealed = await m.parcel.sealParcel(u([1, 2, 3]), key, 9);
        const opened = (await m.parcel.openParcel(u(a.parcel), key, 4)).slice(0, 4);
        const stream = { key, size: 5 + a.table.length, table: 5, tableSha256: m.suite.sha256(u(a.table)) };
        const packed = m.parcel.packTable(m.parcel.parseTable(u(a.table), stream));
        return [[...sealed], m.bytes.hex(m.parcel.parcelId(key, 9)), [...opened], [...packed]];""",
        {"key": list(key), "parcel": list(seal_parcel(b"abc", key, 4)), "table": list(table)},
    )
    assert open_parcel(bytes(sealed), key, 9)[:4] == b"\1\2\3\0"
    assert (ident, bytes(opened)) == (parcel_id(key, 9).hex(), b"abc\0")
    assert bytes(packed) == table
    assert parse_table(bytes(packed), Stream(key, 5 + len(table), 5, hashlib.sha256(table).digest())) == (entry,)


def test_a_code_drawn_in_the_page_reads_the_same_in_python(modules_page: Page) -> None:
    """Both spellings of a fresh code mean the same on both sides."""
    drawn = _ask(
        modules_page,
        """return Array.from({ length: 20 }, () => m.code.Code.draw())
            .map((code) => [code.digits, code.numbers().reverse().join(' '), code.spoken().join(' ')]);""",
    )
    for digits, numbers, words in drawn:
        assert read_code(numbers).digits == read_code(words).digits == digits


def test_a_text_that_a_reader_would_refuse_is_too_long_for_the_page(modules_page: Page) -> None:
    """A text that presses well but inflates beyond 256 KiB is not put into a letter that nobody could read."""
    told = _ask(
        modules_page,
        """const pack = (size) => m.letter.packContent({ text: 'a'.repeat(size), to: [], stream: null });
        return [(await pack(262_000)).length < 5785, await pack(262_144).catch((error) => error.code)];""",
    )
    assert told == [True, "too-long"]


def test_nothing_is_drawn_with_a_favour(modules_page: Page) -> None:
    """Draws below a limit come from the system's generator alone, and small numbers are not favoured."""
    counts = _ask(
        modules_page,
        """Math.random = () => { throw new Error('Math.random'); };
        const counts = new Array(3).fill(0);
        for (let k = 0; k < 30_000; k += 1) counts[m.random.randomBelow(3)] += 1;
        m.random.shuffled([1, 2, 3]); m.code.Code.draw(); await m.letter.makeExchange([], 1);
        return counts;""",
    )
    assert all(abs(count - 10_000) < 500 for count in counts)
