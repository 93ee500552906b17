"""A whole visit of the page's code to the real server, in real browsers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from playwright.sync_api import Page

from intake.protocol.code import read_code
from intake.protocol.reply import Answer, State, reply_tag, seal_reply
from intake.protocol.source import Identity, meet_number
from tests.browser.house import House, asked_by
from tests.corpus.corpus import ALL

PHOTO = ALL["phone.jpg"]


def test_a_tip_arrives_whole_and_is_answered(visitor: Callable[..., Page], house: House, url: str) -> None:
    """Text, photograph and document reach each reader with a key; the answer comes back under the code alone."""
    page = visitor(url)
    before = set(house.stored("letters"))
    told = page.evaluate(
        """async (photo) => {
            const drawn = await visit.begin();
            await visit.look();
            const file = new File([Uint8Array.from(photo)], 'IMG_2042 with Samira.jpg');
            const picture = await visit.attach(file);
            const paper = await visit.attach(new File([new Uint8Array([55, 122, 188, 175, 39, 28, 0])], 'secret plan.7z'));
            const refused = await visit.send({ text: 'x', desk: 0 }).catch((error) => error.code);
            visit.allowAsIs(paper);
            const progress = [];
            const text = 'The lorries belong to his brother.';
            await visit.send({ text, desk: 0, onProgress: (step) => progress.push(step) });
            const late = await visit.redraw().catch((error) => error.code);
            return { drawn, picture, paper, refused, late, progress, desks: visit.desks, emptied: visit.lastEmptied(0),
                problem: visit.problem, meet: visit.meet('01'.repeat(16)) };
        }""",
        list(PHOTO.read_bytes()),
    )
    assert (told["refused"], told["late"], told["problem"]) == ("unknown", "too-late", None)
    assert [reader["reachable"] for reader in told["desks"][0]["readers"]] == [True, True, False]
    assert told["emptied"] == house.today - 1
    picture, paper = told["picture"], told["paper"]
    assert (picture["name"], picture["format"], picture["problem"]) == ("photo-1.jpg", "jpeg", None)
    assert {finding["kind"] for finding in picture["findings"]} >= {"place", "device"}
    assert (paper["name"], paper["problem"], paper["cannotRemove"]) == ("file-2.7z", "unknown", [])
    assert told["progress"][-1]["letter"]
    assert not told["progress"][-2]["letter"] or told["progress"][-2]["safe"] == told["progress"][-2]["parcels"]
    source = Identity.of(read_code(" ".join(told["drawn"]["numbers"])), bytes.fromhex(house.pin))
    assert told["meet"] == {
        "source": meet_number(source.pair(house.ids[0]), house.today, source=True),
        "reporter": meet_number(source.pair(house.ids[0]), house.today, source=False),
    }
    assert len(set(house.stored("letters")) - before) == 8, "an exchange of cover and one with two letters"
    for reader in (0, 1):
        (letter,) = [letter for letter in house.opened(reader) if letter.reply_key == source.reply_key]
        assert letter.pair == source.pair(house.ids[reader])
        assert (letter.content.text, letter.content.to) == ("The lorries belong to his brother.", tuple(house.ids[:2]))
        assert letter.content.stream is not None
        (photo, photo_body), (document, document_body) = house.files(letter.content.stream)
        assert document_body == b"7z\xbc\xaf\x27\x1c\0"
        assert (document.name, document.cleaned, document.removed) == ("file-2.7z", False, ())
        assert photo.cleaned
        assert b"Samira" not in photo_body
        assert photo.original == hashlib.sha256(photo.salt + PHOTO.read_bytes()).digest()
        assert photo.sent == hashlib.sha256(photo.salt + photo_body).digest()
    _answered(visitor, house, url, " ".join(told["drawn"]["words"]), source)


def _answered(visitor: Callable[..., Page], house: House, url: str, words: str, source: Identity) -> None:
    """Ada answers twice, Bo once, in three trips; an answer that somebody else made under the source's key is left out."""
    (ada, bo), day = house.ids[:2], house.today - 1

    def reply(
        reporter: bytes, number: int, ordinal: int, text: str, state: State, pair: bytes = b""
    ) -> tuple[bytes, bytes]:
        tag = reply_tag(source.pair(reporter), day, ordinal)
        answer = Answer(number, 1, state, text)
        return tag, seal_reply(answer, pair or source.pair(reporter), source.reply_key, reporter, tag)

    house.publish(url, reply(ada, 1, 0, "Who signed it?", State.TELL_US_MORE))
    house.publish(url, reply(ada, 3, 1, "Page one.", State.PUBLISHED))
    house.publish(url, reply(bo, 1, 0, "", State.OPENED), reply(bo, 2, 1, "Meet me", State.OPENED, pair=bytes(32)))
    page = visitor(url, enter=words)
    replies, looks = page.evaluate(
        """async () => {
            let looks = 0;
            do { await visit.look(); looks += 1; } while (visit.more && looks < 4);
            return [visit.replies, looks];
        }"""
    )
    shown = [(r["name"], r["number"], r["state"], r["text"], r["letters"], r["missing"], r["day"]) for r in replies]
    assert sorted(shown) == [
        ("Ada", 1, "tell-us-more", "Who signed it?", 1, False, day),
        ("Ada", 3, "published", "Page one.", 1, True, day),
        ("Bo", 1, "opened", "", 1, False, day),
    ]
    assert looks <= 4, "one group of ours each time"


def test_writing_answering_and_looking_are_one_act_on_the_wire(
    visitor: Callable[..., Page], house: House, url: str
) -> None:
    """The same requests in the same order, whatever is done: letters, board, two groups."""
    page = visitor(url)
    asked = asked_by(page)
    acts = []
    for act in (
        "visit.look()",
        "visit.begin().then(() => visit.send({ text: 'a first letter', desk: 0 }))",
        "visit.send({ text: 'an answer', desk: 0, readers: ['01'.repeat(16)] })",
        "visit.look()",
    ):
        asked.clear()
        page.evaluate(f"() => {act}")
        acts.append(list(asked))
    assert acts == [["POST /letters", "GET /board", "GET /groups", "GET /groups"]] * 4
    assert len(house.stored("letters")) % 4 == 0


def test_opening_asks_for_the_directory_and_the_keys_alone(
    fresh_page: Callable[..., Page], house: House, url: str
) -> None:
    """No address depends on a choice, and nothing is asked twice."""
    page = fresh_page()
    page.goto(url)
    asked = asked_by(page)
    page.evaluate(
        "async (pin) => { const m = await import('/modules.js'); await m.visit.Visit.open({ pin }); }", house.pin
    )
    assert asked == ["GET /modules.js", "GET /directory", "GET /keys"]


def test_a_page_with_no_pin_or_another_newsrooms_says_so(visitor: Callable[..., Page], url: str) -> None:
    """Nothing is trusted that does not start from the root that the page names."""
    page = visitor(url)
    told = page.evaluate(
        """() => Promise.all(['', 'zz', '00'.repeat(32)].map(
            (pin) => m.visit.Visit.open({ pin }).catch((error) => error.code)))"""
    )
    assert told == ["no-newsroom", "no-newsroom", "directory"]


def test_a_browser_that_cannot_lock_letters_is_told(fresh_page: Callable[..., Page], house: House, url: str) -> None:
    """Where raw deflate is missing nothing is asked of the network."""
    page = fresh_page()
    page.add_init_script("delete globalThis.DecompressionStream")
    page.goto(url)
    script = "async (pin) => (await import('/modules.js')).visit.Visit.open({ pin }).catch((error) => error.code)"
    assert page.evaluate(script, house.pin) == "no-crypto"


def test_a_clock_that_is_three_days_off_is_asked_about(visitor: Callable[..., Page], house: House, url: str) -> None:
    """Nothing goes before the person chose; whoever trusts the device's date sends nothing."""
    told = visitor(url).evaluate(
        """async (pin) => {
            const visit = await m.visit.Visit.open({ pin, now: () => Date.now() - 3 * 86_400_000 });
            await visit.begin();
            const attempt = () => visit.send({ text: 'now', desk: 0 }).then(() => 'sent', (error) => error.code);
            const tried = [visit.clocksDiffer, visit.serverDay - visit.deviceDay, await attempt()];
            visit.trustDay('device');
            tried.push(await attempt());
            visit.trustDay('server');
            return [...tried, await attempt()];
        }""",
        house.pin,
    )
    assert told == [True, 3, "wrong-clock", "wrong-clock", "sent"]


def test_a_desk_without_a_key_today_gets_nothing(visitor: Callable[..., Page], house: House, url: str) -> None:
    """A reader without a record of the day cannot be written to, and no letter is wasted on the attempt."""
    page = visitor(url)
    before = len(house.stored("letters"))
    script = "() => visit.begin().then(() => visit.send({ text: 'x', desk: 1 })).catch((error) => error.code)"
    assert page.evaluate(script) == "no-key"
    assert len(house.stored("letters")) == before


def test_a_text_too_long_for_a_letter_goes_as_a_file(visitor: Callable[..., Page], house: House, url: str) -> None:
    """It arrives unshortened; nobody has to cut a long story."""
    text = " ".join(str((k * 7919) % 104_729) for k in range(9_000))
    page = visitor(url)
    code = page.evaluate(
        """async (text) => {
            const { numbers } = await visit.begin();
            await visit.send({ text, desk: 0 });
            return numbers.join(' ');
        }""",
        text,
    )
    source = Identity.of(read_code(code), bytes.fromhex(house.pin))
    (letter,) = [letter for letter in house.opened(1) if letter.reply_key == source.reply_key]
    assert letter.content.text == ""
    assert letter.content.stream is not None
    ((entry, body),) = house.files(letter.content.stream)
    assert (entry.role, entry.name, body.decode()) == ("text", "text.txt", text)
