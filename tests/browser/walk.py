"""Every state of the page, one after the other, for whoever wants to look at each: in any language, nothing reads words.

``everything`` yields a state's name each time the page stands in it. What stands there may be looked at, spoken in
another language (screens that lose something then say so below), or shown at another size; nothing may be pressed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

from intake.protocol.reply import Answer, State
from tests.browser import steps
from tests.browser.newsroom import PageNewsroom
from tests.corpus.corpus import ALL

LETTER = "Three times the same forty generators. I have seen the delivery notes."
QUESTION = "Do you know who signed the second delivery note, and on which day?"
#: One of each family, then one that is not known, one that is cut short, one that is built in an unusual way.
FILES = [
    ALL[name] for name in ("phone.jpg", "phone.mp4", "tagged.mp3", "everything.pdf", "office-word.docx", "plain.png")
]
CHOICES = [ALL[name] for name in ("unknown.7z", "cut.jpg", "locked.pdf")]


def everything(page: Page, newsroom: PageNewsroom) -> Iterator[str]:
    """All that a person may see, in the order in which it may come."""
    yield from _telling(page, newsroom)
    numbers = yield from _naming(page)
    yield from _sending(page)
    yield from _coming_back(page, newsroom, numbers)
    yield from _troubles(page, newsroom)


@contextmanager
def held(page: Page, pattern: str) -> Iterator[None]:
    """What is asked for at these addresses waits until the block ends."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))  # noqa: PLW0108 - playwright marks the function
    yield
    for route in waiting:
        route.continue_()
    page.unroute(pattern)


def _telling(page: Page, newsroom: PageNewsroom) -> Iterator[str]:
    with held(page, "**/directory/bundle.json"):
        page.goto(newsroom.url)
        steps.at(page, "opening")
        yield "opening"
    steps.at(page, "start")
    yield "start"
    page.click("main > details summary")
    yield "start-trust"
    page.click(steps.MAIN)
    yield "write"
    page.click("form .main")
    yield "write-empty"
    page.fill("textarea", LETTER)
    steps.attach(page, [*FILES, *CHOICES])
    yield "write-files"
    page.click(".card:first-child summary")
    yield "write-found"
    page.check(".card:first-child .choice input")
    page.wait_for_selector(".card:first-child .chip.warn")
    page.click(".card.amber .pair button:nth-child(2) >> nth=0")
    page.click(".who summary")
    page.uncheck(".who input >> nth=1")
    page.click("form .main")
    yield "write-choice"
    while page.locator(".pair button:nth-child(1)").count():
        page.locator(".pair button:nth-child(1)").first.click()


def _naming(page: Page) -> Generator[str, None, list[str]]:
    numbers = steps.draw(page)
    yield "name"
    page.click(".tab:nth-child(2)")
    yield "words"
    page.click(steps.MAIN)
    steps.at(page, "check")
    yield "check-words"
    page.click(steps.BACK)
    page.click(".tab:nth-child(1)")
    page.click(steps.MAIN)
    steps.at(page, "check")
    yield "check"
    page.locator("input.two").first.fill("x")
    page.click(steps.MAIN)
    yield "check-wrong"
    page.click(steps.BACK)
    steps.prove(page, numbers)
    return numbers


def _sending(page: Page) -> Iterator[str]:
    passing = iter(range(2))  # so many parcels arrive before the line is cut

    def parcels(route: Route) -> None:
        route.continue_() if next(passing, None) is not None else route.abort()

    page.route("**/parcels/*", parcels)
    page.click(steps.MAIN)
    page.wait_for_selector(".line.amber")
    yield "sending-cut"
    page.click("main .actions button")
    yield "sending-paused"
    with held(page, "**/letters"):
        page.unroute("**/parcels/*")
        page.click("main .actions button")
        page.wait_for_selector("main .actions button[hidden]", state="attached")
        yield "sending-letter"
    steps.at(page, "sent")
    yield "sent"
    page.click(steps.BACK)
    steps.at(page, "thread")
    yield "thread-own"


def _coming_back(page: Page, newsroom: PageNewsroom, numbers: list[str]) -> Iterator[str]:
    steps.arrive(page, newsroom.url)
    page.click("main .actions button:nth-child(2)")
    yield "return"
    page.click(steps.MAIN)
    yield "return-missing"
    slip = numbers[1][:-1] + str((int(numbers[1][-1]) + 1) % 10)
    for index, number in enumerate([numbers[0], slip, numbers[2]]):
        page.locator("input.number").nth(index).fill(number)
    page.click(steps.MAIN)
    page.wait_for_selector(".wrong:not(:empty)")
    yield "return-slip"
    page.click(".tab:nth-child(2)")
    for index, word in enumerate(["body", "sab", "onc", "xxxxx", "gul"]):
        page.locator(".rows input").nth(index).fill(word)
    page.focus(".rows input >> nth=2")
    page.keyboard.press("End")
    page.keyboard.type("o")
    yield "return-words"
    page.click(steps.MAIN)
    yield "return-words-wrong"
    page.click(".tab:nth-child(1)")
    page.locator("input.number").nth(1).fill(numbers[1])
    page.click(steps.MAIN)
    steps.at(page, "confirm")
    yield "confirm"
    page.click("main .plain")
    yield "return-compare"
    page.click(steps.MAIN)
    steps.at(page, "confirm")
    with held(page, "**/letters"):
        page.click(steps.MAIN)
        yield "looking"
    steps.at(page, "thread")
    yield "thread-none"
    newsroom.answer(
        numbers,
        (0, 5, Answer(1, 1, State.OPENED, "")),
        (0, 3, Answer(2, 1, State.TELL_US_MORE, QUESTION)),
        (1, 2, Answer(2, 1, State.BEING_READ, "")),
        (1, 1, Answer(3, 1, State.NOT_FOR_US, "")),
        (0, 1, Answer(3, 1, State.PUBLISHED, "")),
    )
    page.click("main > .actions button")
    steps.at(page, "thread")
    page.click("main > details summary")
    yield "thread"


def _troubles(page: Page, newsroom: PageNewsroom) -> Iterator[str]:
    page.route("**/directory/bundle.json", lambda route: route.abort())
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    yield "trouble-offline"
    page.unroute("**/directory/bundle.json")
    page.route("**/directory/bundle.json", lambda route: route.fulfill(body="{}"))
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    yield "trouble-directory"
    page.unroute("**/directory/bundle.json")
    page.route("**/keys/now", lambda route: route.fulfill(body=newsroom.day_file_of(0)))
    page.goto(newsroom.url)
    steps.at(page, "start")
    page.click(steps.MAIN)
    yield "write-unreachable"
    page.unroute("**/keys/now")
    page.route("**/keys/now", lambda route: route.fulfill(body=b""))
    page.goto(newsroom.url)
    steps.at(page, "start")
    page.click(steps.MAIN)
    steps.at(page, "trouble")
    yield "trouble-no-key"
    page.unroute("**/keys/now")
    _shift_clock(page, -40)
    page.goto(newsroom.url)
    steps.at(page, "clock")
    yield "clock"
    page.click("main .plain >> nth=1")
    steps.at(page, "trouble")
    yield "trouble-wrong-clock"
    _shift_clock(page, 48)
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    yield "trouble-expired"


def _shift_clock(page: Page, days: int) -> None:
    """From the next loading on; shifts add up."""
    page.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {days} * 86400000; }}")
