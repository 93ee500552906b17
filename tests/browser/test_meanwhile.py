"""What happens to the page while something else is under way: late answers, another letter, another code, midnight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from intake.protocol.code import Code
from intake.protocol.reply import Answer, State, reply_tag, seal_reply
from intake.protocol.source import Identity, meet_number
from tests.browser import steps
from tests.browser.house import House, until
from tests.browser.newsroom import PageNewsroom
from tests.browser.walk import held
from tests.corpus.corpus import ALL
from tests.support.server import running_server

#: Timers of a second and more never end: what goes on has not waited for one.
ENDLESS_WAITS = """{
    const set = setTimeout;
    window.setTimeout = (call, ms, ...more) => set(call, ms >= 1000 ? 2 ** 31 - 1 : ms, ...more);
}"""


@pytest.mark.parametrize("answer", ["arrived", "refused"])
def test_the_last_parcel_may_be_answered_while_garbage_is_collected(
    visitor: Callable[..., Page], url: str, answer: str
) -> None:
    """Nothing is under way then, so nothing is waited for: the sending is over, or says what was refused."""
    page = visitor(url)
    last: list[Route] = []
    sent = iter(range(32))

    def pass_but_the_last(route: Route) -> None:
        if next(sent, None) is None:
            last.append(route)
        else:
            route.continue_()

    page.route("**/parcels/*", pass_but_the_last)
    page.evaluate(
        """() => {
            const source = { size: 9, read: async () => new Uint8Array(9) };
            const file = { name: 'a', source, plan: null, removed: [], cleaned: false, role: 'file' };
            const stream = new m.stream.OutgoingStream([file]);
            stream.count = 33; // one more than after which garbage is collected
            const set = setTimeout;
            window.collecting = null;
            window.setTimeout = (call, ms, ...more) => {
                if (ms !== 10) return set(call, ms, ...more);
                window.collecting = call;
            };
            window.ended = null;
            const onProgress = ({ safe }) => (window.safe = safe);
            m.delivery.deliver(stream, { gate: new m.line.Gate(), onProgress }).then(
                () => (window.ended = 'arrived'), (error) => (window.ended = error.code));
        }"""
    )
    until(page, "collecting !== null && safe === 32")
    (route,) = last
    with page.expect_response("**/parcels/*", timeout=60_000):
        if answer == "arrived":
            route.continue_()
        else:
            route.fulfill(status=409, body='{"error": "refused"}')
    if answer == "arrived":
        until(page, "safe === 33")
    else:
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 200))")  # for the page to hear of it
    page.evaluate("collecting()")
    until(page, "ended !== null")
    assert page.evaluate("ended") == answer


def test_a_sending_that_failed_has_nothing_more_to_say(visitor: Callable[..., Page], house: House, url: str) -> None:
    """A parcel is refused while two are on their way; what becomes of them is not told as the next sending's."""
    page = visitor(url)
    before = len(house.stored("parcels"))
    waiting: list[Route] = []
    page.route("**/parcels/*", lambda route: waiting.append(route))  # noqa: PLW0108 - playwright marks the function
    page.evaluate(
        """async () => {
            await visit.begin();
            visit.allowAsIs(await visit.attach(new File([new Uint8Array(300_000)], 'x.bin')));
            window.progress = [];
            window.failed = null;
            visit.send({ text: 'see', desk: 0, onProgress: (step) => progress.push(step) })
                .catch((error) => (window.failed = error.code));
        }"""
    )
    while len(waiting) < 3:
        page.wait_for_timeout(20)
    waiting[0].fulfill(status=409, body='{"error": "conflict"}')
    until(page, "failed !== null")
    told = page.evaluate("progress.length")
    for route in waiting[1:]:
        route.continue_()
    while len(house.stored("parcels")) < before + 2:
        page.wait_for_timeout(20)
    page.evaluate("visit.look()")
    assert page.evaluate("[failed, progress.length]") == ["conflict", told]


def test_files_that_arrived_are_not_in_the_next_letter(visitor: Callable[..., Page], url: str) -> None:
    """It may be written while the first one's answers are still fetched."""
    told = visitor(url).evaluate(
        """async () => {
            await visit.begin();
            visit.allowAsIs(await visit.attach(new File([new Uint8Array(9)], 'x.bin')));
            const parcels = [];
            let next = null;
            const begin = () => visit.send({ text: 'two', desk: 0, onProgress: (step) => parcels.push(step.parcels) });
            await visit.send({ text: 'one', desk: 0, onProgress: ({ letter }) => { if (letter) next ??= begin(); } });
            await next;
            return parcels;
        }"""
    )
    assert set(told) == {0}


def test_a_letter_counts_as_arrived_by_its_own_answer(page: Page, newsroom: PageNewsroom) -> None:
    """The first one's answers are kept away by the line while the second is written: the second waits, and says so."""
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url.split("/")[3]))
    steps.arrive(page, newsroom.url)
    steps.write(page, "The first.")
    while answered.count("groups") < 2:
        page.wait_for_timeout(20)
    numbers = steps.draw(page)
    steps.prove(page, numbers)
    page.route("**/board", lambda route: route.abort())
    page.click(steps.MAIN)
    steps.at(page, "sent")
    page.click(steps.BACK)
    steps.at(page, "thread")
    page.fill("textarea", "The second.")
    page.click(".again .main")
    page.wait_for_selector("main.sent, .line.amber:not(:empty)")
    assert page.locator("main.sending").count() == 1
    assert answered.count("letters") == 2
    page.unroute("**/board")
    steps.at(page, "sent")
    assert answered.count("letters") == 3
    page.click(steps.BACK)
    expect(page.locator(".theirs .said")).to_have_text(["The first.", "The second."])


def test_answers_in_groups_that_came_for_nobody_are_fetched_again(
    fresh_page: Callable[..., Page], modules_folder: Path, tmp_path: Path
) -> None:
    """Who begins a letter, goes back and enters a code while the early look runs finds all answers all the same."""
    house = House(tmp_path / "server", modules_folder)
    code = Code.draw()
    source = Identity.of(code, bytes.fromhex(house.pin))
    ada = house.ids[0]
    tag = reply_tag(source.pair(ada), house.today - 1, 0)
    answer = seal_reply(Answer(1, 1, State.TELL_US_MORE, "Who?"), source.pair(ada), source.reply_key, ada, tag)
    with running_server(house.folder) as server:
        house.publish(server.url, (tag, answer))  # two groups, so the early look fetches both
        page = fresh_page()
        page.goto(server.url)
        with held(page, "**/groups/**"):
            with page.expect_request("**/groups/**"):
                page.evaluate(
                    """async (pin) => {
                        const m = await import('/modules.js');
                        window.visit = await m.visit.Visit.open({ pin });
                        window.early = visit.look();
                    }""",
                    house.pin,
                )
            page.evaluate("(numbers) => visit.enter({ numbers })", code.numbers())
        page.evaluate("early")
        for _ in range(4):  # newer groups, which are drawn more often
            house.publish(server.url)
        texts = page.evaluate(
            """async () => {
                await visit.look();
                return visit.replies.map(({ text }) => text);
            }"""
        )
    assert texts == ["Who?"]


def test_a_problem_is_the_last_exchanges(visitor: Callable[..., Page], url: str) -> None:
    """A board that came damaged before is no problem of the exchange that waited behind it."""
    page = visitor(url)
    damaged = iter(range(1))
    page.route("**/board", lambda route: route.continue_() if next(damaged, None) is None else route.fulfill(body="{}"))
    told = page.evaluate(
        """async () => {
            const look = () => visit.look().then(() => 'fine', (error) => error.code);
            return [...await Promise.all([look(), look()]), visit.problem];
        }"""
    )
    assert told == ["board", "fine", None]


def test_a_file_is_shown_on_the_screen_that_is_there_when_it_was_looked_through(
    page: Page, newsroom: PageNewsroom
) -> None:
    """Another language meanwhile, or back and here again: the card still says what was found."""
    with held(page, "**/families.js"):
        steps.arrive(page, newsroom.url)
        page.click(steps.MAIN)
        page.set_input_files("input[type=file]", [ALL["phone.jpg"], ALL["unknown.7z"]])
        page.wait_for_selector(".card.busy")
        steps.speak(page, "ru")
        page.click(steps.BACK)
        steps.at(page, "start")
        page.click(steps.MAIN)
        page.wait_for_selector(".card.busy")
    page.wait_for_selector(".card .chip")
    page.wait_for_selector(".card.amber .pair")
    expect(page.locator(".card")).to_have_count(2)


def test_who_pauses_and_meets_a_trouble_sends_again_without_a_pause(
    page: Page, newsroom: PageNewsroom, tmp_path: Path
) -> None:
    """A file cannot be read any more while the sending is held: the next sending is not held."""
    page.add_init_script(
        """{
            const read = Blob.prototype.arrayBuffer;
            window.unreadable = null;
            Blob.prototype.arrayBuffer = function () {
                if (window.unreadable === null) return read.call(this);
                return new Promise((_, reject) => window.unreadable.push(reject));
            };
        }"""
    )
    file = tmp_path / "notes.7z"
    file.write_bytes(ALL["unknown.7z"].read_bytes().ljust(300_000, b"\0"))
    steps.arrive(page, newsroom.url)
    steps.write(page, "See.", [file])
    page.click(".pair button:nth-child(2)")  # send it as it is
    numbers = steps.draw(page)
    steps.prove(page, numbers)
    page.evaluate("window.unreadable = []")
    page.click(steps.MAIN)
    page.click("main.sending .actions button")
    until(page, "unreadable.length > 0")
    page.evaluate("unreadable.forEach((reject) => reject(new DOMException('', 'NotReadableError')))")
    steps.at(page, "trouble")
    page.evaluate("window.unreadable = null")
    page.click(steps.MAIN)
    steps.at(page, "write")
    assert page.input_value("textarea") == "See."
    steps.draw(page)
    steps.prove(page, numbers)
    page.click(steps.MAIN)
    steps.at(page, "sent")


def test_a_line_that_is_back_is_tried_at_once(page: Page, newsroom: PageNewsroom, tmp_path: Path) -> None:
    """The browser says that there is a connection again: parcels, letters and a look go on without their pause."""
    page.add_init_script(ENDLESS_WAITS)
    file = tmp_path / "notes.7z"
    file.write_bytes(ALL["unknown.7z"].read_bytes().ljust(300_000, b"\0"))
    steps.arrive(page, newsroom.url)
    steps.write(page, "See.", [file])
    page.click(".pair button:nth-child(2)")  # send it as it is
    numbers = steps.draw(page)
    steps.prove(page, numbers)
    page.context.set_offline(True)
    page.click(steps.MAIN)
    page.wait_for_selector("main.sending .line.amber")
    page.context.set_offline(False)
    steps.at(page, "sent")
    page.click(steps.BACK)
    steps.at(page, "thread")
    page.context.set_offline(True)
    page.click("main > .actions button")
    page.wait_for_selector("main.looking .line.amber")
    page.context.set_offline(False)
    steps.at(page, "thread")
    expect(page.locator(".line, .amber")).to_have_count(0)


def test_over_midnight_the_numbers_for_a_meeting_are_the_new_days(
    visitor: Callable[..., Page], house: House, url: str
) -> None:
    """The reporter's machine shows the new day's, and a page that stood open must not seem somebody else's."""
    code = Code.draw()
    told = visitor(url).evaluate(
        """async ([pin, numbers, reporter]) => {
            let passed = 0;
            const visit = await m.visit.Visit.open({ pin, now: () => Date.now() + passed });
            await visit.enter({ numbers });
            passed = 86_400_000;
            return visit.meet(reporter);
        }""",
        [house.pin, code.numbers(), house.ids[0].hex()],
    )
    pair, day = Identity.of(code, bytes.fromhex(house.pin)).pair(house.ids[0]), house.today + 1
    assert told == {"source": meet_number(pair, day, source=True), "reporter": meet_number(pair, day, source=False)}
