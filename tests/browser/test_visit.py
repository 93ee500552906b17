"""A whole visit of the page's code to the real server, in real browsers, on good lines and bad."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from nacl.signing import SigningKey
from playwright.sync_api import Page, Route

from intake.protocol import suite, wire
from intake.protocol.board import Board, sign_board
from intake.protocol.code import read_code
from intake.protocol.keyrecord import KeyRecord
from intake.protocol.letter import Opened, open_letter
from intake.protocol.newsroom import Desk, Newsroom, Reporter
from intake.protocol.parcel import FileEntry, Stream, open_parcel, padded_count, parcel_id, parse_table
from intake.protocol.reply import Answer, State, cover_reply, reply_tag, seal_reply
from intake.protocol.source import Identity, meet_number
from intake.protocol.wire import Section
from tests.corpus.corpus import ALL
from tests.support.proxy import line_to
from tests.support.server import init_server, running_server
from tests.vectors._makers.newsdesk import COURIER, Office, stamp

PHOTO = ALL["phone.jpg"]
NAMES = ("Ada", "Bo", "Cy")  # Cy has no key today


class House:
    """A newsroom with its real server: what its courier and its readers would do, without their machines."""

    def __init__(self, folder: Path, modules: Path, settings: str = "") -> None:
        self.folder = folder
        self.token = init_server(folder, settings)
        self.today = wire.day_of(time.time())
        self.ids = [bytes([number]) * 16 for number in (1, 2, 3)]
        self.signers = [SigningKey.generate() for _ in NAMES]
        self.seeds = [suite.new_seed() for _ in NAMES]
        self.sections: list[Section] = []
        self.number = 0
        self._modules = modules
        self._office = Office()
        reporters = tuple(
            Reporter(ident, name, bytes(key.verify_key), self.today - 9, self.today + 90, 8)
            for ident, name, key in zip(self.ids, NAMES, self.signers, strict=True)
        )
        desks = (
            Desk({"en": "Investigations"}, {"en": "Two people read this."}, ("en",), 2, tuple(self.ids)),
            Desk({"en": "Courts"}, {"en": "Cy reads this."}, ("en",), 7, (self.ids[2],)),
        )
        self.newsroom = Newsroom({"en": "The Lantern"}, desks, reporters, (bytes(COURIER.verify_key),))

    @property
    def pin(self) -> str:
        """SHA-256 of the first root, hex."""
        return self._office.pin.hex()

    def publish(self, url: str, *answers: tuple[bytes, bytes]) -> None:
        """A courier's trip: a section of these replies and cover, the directory, today's keys, the page."""
        replies = sorted([*answers, *(cover_reply() for _ in range(16 - len(answers)))])
        self.number += 1
        self.sections.append(Section(self.number, self.today, tuple(tag for tag, _ in replies)))
        closings = {ident: self.today - 1 - place for place, ident in enumerate(self.ids)}
        signed = sign_board(Board(self.number, self.today, closings, tuple(self.sections)), COURIER)
        groups = {
            f"groups/{self.number}/{group}": b"".join(sealed for _, sealed in replies[8 * group : 8 * group + 8])
            for group in range(2)
        }
        records = [
            KeyRecord(self.today, ident, suite.public_key(seed)).sign(key)
            for ident, seed, key in list(zip(self.ids, self.seeds, self.signers, strict=True))[:2]
        ]
        page = {f"page/{name}": (self._modules / name).read_bytes() for name in ("index.html", "modules.js")}
        files = {
            "directory/bundle.json": self._bundle(signed, page),
            f"keys/{self.today}": b"".join(records),
            "board": signed,
            **page,
            **groups,
        }
        answer = requests.put(
            f"{url}/courier/publication",
            data=wire.pack_files(files),
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text

    def _bundle(self, board: bytes, page: dict[str, bytes]) -> bytes:
        office = Office()
        office.newsroom = self.newsroom.pack()
        for path, body in {"newsroom.json": office.newsroom, **page}.items():
            listed = {"length": len(body), "hashes": {"sha256": hashlib.sha256(body).hexdigest()}}
            office.targets["targets"][path] = listed
        for part in (office.targets, office.snapshot, office.timestamp):
            part["expires"] = stamp(datetime.now(UTC) + timedelta(days=7))
        office.timestamp["board"] = {"number": self.number, "sha256": hashlib.sha256(board).hexdigest()}
        return office.bundle()

    def stored(self, table: str) -> dict[bytes, bytes]:
        """All that the server keeps of letters or parcels, by id."""
        with sqlite3.connect(self.folder / "intake.db") as database:
            return dict(database.execute(f"SELECT id, body FROM {table}").fetchall())  # noqa: S608 - our own words

    def opened(self, reader: int) -> list[Opened]:
        """The letters that a reader can open."""
        seeds = {self.today: self.seeds[reader]}
        letters = [open_letter(letter, self.ids[reader], seeds.get) for letter in self.stored("letters").values()]
        return [letter for letter in letters if letter is not None]

    def files(self, stream: Stream) -> list[tuple[FileEntry, bytes]]:
        """A stream's files, from the parcels that are stored."""
        parcels = self.stored("parcels")
        count = padded_count(stream.parcels)
        pieces = [open_parcel(parcels[parcel_id(stream.key, k)], stream.key, k) for k in range(count)]
        assert not any(b"".join(pieces)[stream.size :]), "what is behind the table is zeros"
        body = b"".join(pieces)[: stream.size]
        files, at = [], 0
        for entry in parse_table(body[stream.table :], stream):
            files.append((entry, body[at : at + entry.size]))
            at += entry.size
        return files


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, modules_folder: Path) -> House:
    """A newsroom for all tests here."""
    return House(tmp_path_factory.mktemp("house") / "server", modules_folder)


@pytest.fixture(scope="module")
def url(house: House) -> Iterator[str]:
    """Its server, with a first trip published."""
    with running_server(house.folder) as server:
        house.publish(server.url)
        yield server.url


@pytest.fixture
def visitor(fresh_page: Callable[..., Page], house: House) -> Callable[..., Page]:
    """Opens the page at an address; ``window.visit`` is a visit, ``window.asked`` the requests so far."""

    def arrive(address: str, *, enter: str = "") -> Page:
        page = fresh_page()
        page.goto(address)
        page.evaluate(
            """async ([pin, code]) => {
                window.m = await import('/modules.js');
                window.visit = await m.visit.Visit.open({ pin });
                window.text = (size) => Array.from({ length: size }, (_, k) => (k * 7919) % 97).join(' ');
                if (code) return visit.enter(code);
            }""",
            [house.pin, enter],
        )
        return page

    return arrive


def _asked(page: Page) -> list[str]:
    """What the page asks from now on, as "PUT /parcels"; the list grows."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} /{request.url.split('/')[3]}"))
    return asked


def _until(page: Page, condition: str) -> None:
    """Wait for a condition in the page; playwright's own way needs `eval`, which the policy forbids."""
    end = time.monotonic() + 30
    while not page.evaluate(f"() => {condition}"):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


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
    asked = _asked(page)
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
    asked = _asked(page)
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


def test_a_line_that_is_cut_again_and_again_loses_and_repeats_nothing(
    visitor: Callable[..., Page], house: House, url: str
) -> None:
    """Parcels and letters are sent again byte for byte until they have arrived, and never sealed twice."""
    body = random.Random(5).randbytes(700_000)
    letters, parcels = set(house.stored("letters")), set(house.stored("parcels"))
    with line_to(int(url.rsplit(":", 1)[1])) as line:
        page = visitor(line.address)
        line.rate = 1_000_000
        line.cuts_after = [90_000, 100_000, 200_000]
        page.evaluate(
            """async (file) => {
                await visit.begin();
                visit.allowAsIs(await visit.attach(new File([Uint8Array.from(file)], 'x.bin')));
                window.progress = [];
                window.sending = visit.send({ text: 'see', desk: 0, onProgress: (step) => progress.push(step) });
            }""",
            list(body),
        )
        _until(page, "progress.at(-1).safe >= 2")
        line.dark = True  # a browser repeats a cut PUT by itself, so one cut is not seen by the page
        _until(page, "progress.at(-1).line === 'cut'")
        line.dark = False
        _until(page, "progress.at(-1).safe >= 5")
        quiet = page.evaluate(
            """async () => {
                visit.pause();
                await new Promise((resolve) => setTimeout(resolve, 200));
                const before = progress.length;
                await new Promise((resolve) => setTimeout(resolve, 400));
                const after = progress.length;
                visit.resume();
                return before === after;
            }"""
        )
        line.cuts_after = [100_000, 80_000, 20_000]  # the last ones meet the letters
        progress = page.evaluate("sending.then(() => progress)")
        assert line.cuts >= 5
    assert quiet, "a pause holds"
    assert [step["safe"] for step in progress] == sorted(step["safe"] for step in progress)
    assert progress[-1] | {"busy": False} == {
        "parcels": 12, "safe": 12, "bytesSafe": 12 * 65_536, "letter": True, "line": "ok", "busy": False,
    }  # fmt: skip
    assert len(set(house.stored("parcels")) - parcels) == 12
    assert len(set(house.stored("letters")) - letters) == 4
    (stream,) = [
        letter.content.stream
        for letter in house.opened(0)
        if letter.content.stream and parcel_id(letter.content.stream.key, 0) in set(house.stored("parcels")) - parcels
    ]
    assert house.files(stream)[0][1] == body


def test_what_a_hotels_page_answers_counts_for_nothing(visitor: Callable[..., Page], house: House, url: str) -> None:
    """A network that asks for a login answers 200 with a page of its own: nothing has arrived, and it is sent again."""
    letters, parcels = set(house.stored("letters")), set(house.stored("parcels"))
    page = visitor(url)
    swallowed: list[str] = []

    def answer(route: Route) -> None:
        kind = route.request.method
        if kind == "GET" or swallowed.count(kind) == 2:
            route.continue_()
        else:
            swallowed.append(kind)
            route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")

    page.route("**/*", answer)
    page.evaluate(
        """async () => {
            await visit.begin();
            visit.allowAsIs(await visit.attach(new File([new Uint8Array(100_000)], 'x.bin')));
            await visit.send({ text: 'see', desk: 0 });
        }"""
    )
    assert sorted(swallowed) == ["POST", "POST", "PUT", "PUT"]
    assert len(set(house.stored("parcels")) - parcels) == 2
    assert len(set(house.stored("letters")) - letters) == 4


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, modules_folder: Path) -> Iterator[tuple[str, str]]:
    """The address and pin of a newsroom whose server takes one exchange from each origin."""
    house = House(
        tmp_path_factory.mktemp("strict") / "server", modules_folder, "exchanges_per_client_ten_minutes = 1\n"
    )
    with running_server(house.folder) as server:
        house.publish(server.url)
        yield server.url, house.pin


def test_a_server_that_asks_to_wait_is_not_pressed(fresh_page: Callable[..., Page], strict: tuple[str, str]) -> None:
    """429 with Retry-After: the page says that it waits, asks no more meanwhile, and stops when the person leaves."""
    page = fresh_page()
    page.goto(strict[0])
    page.evaluate(
        """async (pin) => {
            const m = await import('/modules.js');
            window.visit = await m.visit.Visit.open({ pin });
            window.lines = [];
            const look = () => visit.look((step, line) => lines.push(`${step} ${line}`));
            window.looks = look().then(look).catch((error) => error.code);
        }""",
        strict[1],
    )
    _until(page, "lines.at(-1) === 'letters busy'")
    asked = _asked(page)
    page.wait_for_timeout(2_000)
    assert page.evaluate("visit.forget(), looks") == "stopped"
    assert asked == []


def test_parcels_are_read_and_sealed_only_when_they_are_wanted(modules_page: Page) -> None:
    """A file of 100 GiB is refused and one of 60 GiB starts at once: only what is sent next is in memory."""
    told = modules_page.evaluate(
        """async () => {
            const m = await import('/modules.js');
            let read = 0;
            const file = (size) => ({ name: 'a', plan: null, removed: [], cleaned: false, role: 'file',
                source: { size, read: async (_, length) => { read += length; return new Uint8Array(length); } } });
            const stream = new m.stream.OutgoingStream([file(60 * 2 ** 30)]);
            const parcels = stream.parcels();
            for (let k = 0; k < 5; k += 1) await parcels.next();
            const large = () => new m.stream.OutgoingStream([file(100 * 2 ** 30)]);
            try { large(); } catch (error) { return [stream.count, read, error.code]; }
        }"""
    )
    assert told == [padded_count(-(-60 * 2**30 // 65_508)), 2**20, "too-long"]


def test_the_uploader_holds_few_parcels_and_never_presses_a_line_that_is_cut(modules_page: Page) -> None:
    """In any order of events: at most three held, one at a time after a cut, every parcel arrives exactly once."""
    told = modules_page.evaluate(
        """async () => {
            const { Upload } = (await import('/modules.js')).upload;
            let state = 1;
            const draw = (limit) => { state = (state * 48271) % 2147483647; return state % limit; };
            const wrong = [];
            for (let round = 0; round < 300; round += 1) {
                const count = draw(30);
                const upload = new Upload(count);
                const [underWay, arrived, held] = [new Set(), new Set(), new Set()];
                let now = 0, cut = false, until = 0;
                for (let step = 0; !upload.done && step < 5_000; step += 1) {
                    for (const index of upload.next(now)) {
                        if (underWay.has(index) || arrived.has(index)) wrong.push('twice');
                        underWay.add(index);
                        held.add(index);
                        if (now < until) wrong.push('pressed');
                        if (cut && underWay.size > 1 + before) wrong.push('crowd');
                    }
                    var before = underWay.size;
                    if (held.size > 3) wrong.push('held');
                    const list = [...underWay];
                    if (list.length === 0) {
                        const wait = upload.waitMs(now);
                        if (wait === null) wrong.push('stuck');
                        now += wait ?? 1;
                        continue;
                    }
                    const index = list[draw(list.length)];
                    underWay.delete(index);
                    const what = draw(6);
                    now += draw(2_000);
                    if (what < 3) { upload.arrived(index); arrived.add(index); held.delete(index); cut = false; until = 0; }
                    else if (what === 3) upload.interrupted(index);
                    else {
                        const waitMs = what === 5 ? draw(100_000) : null;
                        upload.failed(index, now, { busy: what === 5, waitMs, timedOut: draw(9) === 0 });
                        cut = true;
                        until = Math.max(until, now + (waitMs ?? 0));
                    }
                    before = underWay.size;
                }
                if (!upload.done || arrived.size !== count) wrong.push('lost');
            }
            return wrong;
        }"""
    )
    assert told == []


def test_the_uploader_waits_longer_each_time(modules_page: Page) -> None:
    """A second, two, four … a minute; patience doubles up to a quarter of an hour; a success ends all that."""
    told = modules_page.evaluate(
        """async () => {
            const { Upload } = (await import('/modules.js')).upload;
            const upload = new Upload(9), waits = [];
            let now = 0;
            for (let k = 0; k < 8; k += 1) {
                for (const index of upload.next(now)) upload.failed(index, now, { timedOut: true });
                waits.push(upload.waitMs(now));
                now += upload.waitMs(now);
            }
            const [line, patience] = [upload.line, upload.patienceMs];
            const [probe] = upload.next(now);
            upload.arrived(probe);
            return [waits, line, patience, upload.line, upload.next(now).length];
        }"""
    )
    assert told == [[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000], "cut", 900_000, "ok", 2]
