"""The page's code on bad lines: cut ones, slow ones, crowded ones, and ones that answer what nobody asked."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route

from intake.protocol.parcel import padded_count, parcel_id
from tests.browser.house import House, asked_by, until
from tests.corpus.corpus import ALL
from tests.support.proxy import line_to
from tests.support.server import running_server

PHOTO = ALL["phone.jpg"]


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
        until(page, "progress.at(-1).safe >= 2")
        line.dark = True  # a browser repeats a cut PUT by itself, so one cut is not seen by the page
        until(page, "progress.at(-1).line === 'cut'")
        line.dark = False
        until(page, "progress.at(-1).safe >= 5")
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


def test_a_pause_that_ends_between_two_looks_at_the_clock_is_over(visitor: Callable[..., Page], url: str) -> None:
    """Every look at the clock finds it on by more than half of the first pause: the parcel goes again, nothing hangs."""
    page = visitor(url)
    failing = iter(range(3))
    page.route("**/parcels/*", lambda route: route.continue_() if next(failing, None) is None else route.abort())
    safe = page.evaluate(
        """async () => {
            await visit.begin();
            visit.allowAsIs(await visit.attach(new File([new Uint8Array(9)], 'x.bin')));
            let now = 0, safe = 0;
            performance.now = () => (now += 600);
            const sent = visit.send({ text: 'see', desk: 0, onProgress: (step) => (safe = step.safe) });
            const late = new Promise((resolve) => setTimeout(resolve, 30_000));
            await Promise.race([sent, late]);
            return safe;
        }"""
    )
    assert safe == 1


def test_who_goes_on_after_a_pause_does_not_wait_for_the_line(visitor: Callable[..., Page], url: str) -> None:
    """The clock stands still, so no wait of the page's own ends: going on tries the line at once all the same."""
    page = visitor(url)
    page.route("**/parcels/*", lambda route: route.abort())
    page.evaluate(
        """async () => {
            await visit.begin();
            visit.allowAsIs(await visit.attach(new File([new Uint8Array(200_000)], 'x.bin')));
            performance.now = () => 0;
            window.progress = [];
            window.sending = visit.send({ text: 'see', desk: 0, onProgress: (step) => progress.push(step) });
        }"""
    )
    until(page, "progress.at(-1)?.line === 'cut'")
    page.unroute("**/parcels/*")
    page.evaluate("visit.pause(), visit.resume()")
    until(page, "progress.at(-1).letter")


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
    until(page, "lines.at(-1) === 'letters busy'")
    asked = asked_by(page)
    page.evaluate("visit.lineIsBack()")  # it never went away
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
                    if (draw(5) === 0) upload.lineIsBack();
                    const what = draw(7);
                    now += draw(2_000);
                    if (what < 3) { upload.arrived(index); arrived.add(index); held.delete(index); cut = false; until = 0; }
                    else if (what === 3) upload.interrupted(index);
                    else if (what === 6) {
                        upload.interrupted(index);
                        upload.resumed();
                        until = 0;
                    }
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
