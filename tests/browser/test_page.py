"""The screens of the source's page in real Chromium and Firefox, on a phone of 360 by 640, before the real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from intake.protocol.code import read_numbers
from intake.protocol.reply import Answer, State
from tests.browser import steps
from tests.browser.house import until
from tests.browser.newsroom import PageNewsroom
from tests.browser.sound import FAULTS, LANGUAGES, sound
from tests.corpus.corpus import ALL

FILES = [ALL["phone.jpg"], ALL["unknown.7z"]]
LETTER = "Three times the same forty generators. I have seen the delivery notes."
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie, history: history.length,
  caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "cookies": "", "caches": 0, "databases": 0, "workers": 0}


def test_a_letter_goes_and_its_answer_is_read(page: Page, newsroom: PageNewsroom, said: list[str]) -> None:
    """Every screen of both ways holds in all languages; nothing is kept anywhere, nothing is said to the console."""
    steps.arrive(page, newsroom.url)
    sound(page)
    steps.write(page, LETTER, FILES)
    expect(page.locator(".chip").first).to_be_visible()
    sound(page)
    assert page.input_value("textarea") == LETTER, "changing the language keeps the text"
    page.click(".pair button:nth-child(1)")
    expect(page.locator(".card")).to_have_count(1)
    numbers = steps.draw(page)
    name = page.inner_text("h1 .name")
    assert name == page.inner_text("h1").removeprefix("Here you are").strip()
    sound(page)
    steps.prove(page, numbers)
    page.locator("h1").focus()
    assert not page.evaluate(FAULTS)
    page.click(steps.MAIN)
    steps.at(page, "sent")
    sound(page)
    stored = page.evaluate(STORED)
    assert stored.pop("history") <= 2, "no step of the page is a step back"
    assert stored == NOTHING
    assert LETTER not in page.content()

    newsroom.answer(
        numbers, (0, 2, Answer(1, 1, State.OPENED, "")), (1, 1, Answer(1, 1, State.TELL_US_MORE, "Who signed?"))
    )
    steps.arrive(page, newsroom.url)
    steps.come_back(page, [numbers[2], numbers[0], numbers[1]])
    steps.at(page, "confirm")
    assert page.inner_text("h1 .name") == name
    sound(page)
    page.click(steps.MAIN)
    steps.at(page, "thread")
    sound(page)
    states = page.locator("article").all_inner_texts()
    assert "Asha Verma has opened your letter." in states[0]
    assert "Who signed?" in states[1]
    assert "Samira Khan would like to know more." in states[1]
    page.click("main > details summary")
    assert all(re.fullmatch(r"\d{3} \d{3}", number) for number in page.locator(".meet dd").all_inner_texts())
    page.fill("textarea", "The deputy did.")
    page.click("form .main")
    steps.at(page, "sent")
    page.click(steps.BACK)
    steps.at(page, "thread")
    assert "The deputy did." in page.locator("article").last.inner_text()
    assert not said


def test_a_keyboard_is_enough(page: Page, newsroom: PageNewsroom) -> None:
    """From the first screen to "it has arrived" with Tab, Enter and letters, the focus always to be seen."""
    steps.arrive(page, newsroom.url)

    def reach(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                outline = page.evaluate(
                    "() => getComputedStyle(document.activeElement.closest('.add') ?? document.activeElement).outlineStyle"
                )
                assert outline == "solid"
                return
        pytest.fail(f"no way to {selector}")

    reach(steps.MAIN)
    page.keyboard.press("Enter")
    steps.at(page, "write")
    reach("textarea")
    page.keyboard.type("Written blind.")
    reach("input[type=file]")
    reach("form .main")
    page.keyboard.press("Enter")
    steps.at(page, "name")
    reach("[role=tab]")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".spelled li")).to_have_count(9)
    page.keyboard.press("ArrowLeft")
    numbers = [number.replace(" ", "") for number in page.locator(".numbers li").all_inner_texts()]
    reach(steps.MAIN)
    steps.prove(page, numbers)
    page.locator("input.two").last.focus()
    page.keyboard.press("Enter")
    steps.at(page, "sent")


def test_a_slip_is_told_in_its_very_number(page: Page, newsroom: PageNewsroom) -> None:
    """A wrong digit is told beside its number; digits of other scripts, gaps and any order are read."""
    steps.arrive(page, newsroom.url)
    steps.write(page, "x")
    numbers = steps.draw(page)
    page.click(".tab:nth-child(2)")
    words = page.locator(".spelled li").all_inner_texts()
    name = page.inner_text("h1 .name")
    page.click(".tab:nth-child(1)")
    steps.prove(page, numbers)
    page.locator("input.two").nth(1).fill("x")
    page.click(steps.MAIN)
    assert page.evaluate("document.activeElement === document.querySelectorAll('input.two')[1]")
    expect(page.locator(".wrong:not(:empty)")).to_have_count(1)
    page.click("main .quiet")  # show them again
    steps.at(page, "name")

    wrong = numbers[1][:-1] + str((int(numbers[1][-1]) + 1) % 10)
    steps.arrive(page, newsroom.url)
    steps.come_back(page, [numbers[0], wrong, numbers[2]])
    field = page.locator(".question").nth(1)
    expect(field.locator(".wrong")).to_contain_text("There is a slip")
    expect(field.locator("input")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    devanagari = numbers[1].translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    field.locator("input").fill(f"{devanagari[:3]} {devanagari[3:6]}-{devanagari[6:]}")
    page.click(steps.MAIN)
    steps.at(page, "confirm")
    assert page.inner_text("h1 .name") == name
    page.click("main .plain")  # no, that is not my name
    steps.at(page, "return")
    expect(page.locator(".lacking")).not_to_be_empty()

    page.click(".tab:nth-child(2)")
    for index, word in enumerate(words):
        field = page.locator(".rows input").nth(index)
        field.fill(word[:3].upper())
        if len(word) > 3:
            expect(page.locator(".meant").nth(index)).to_have_text(word)
    page.locator(".rows input").last.blur()
    assert [page.locator(".rows input").nth(index).input_value() for index in range(9)] == words
    page.click(steps.MAIN)
    steps.at(page, "confirm")
    assert page.inner_text("h1 .name") == name


def test_the_source_chooses_for_each_file(page: Page, newsroom: PageNewsroom) -> None:
    """What was found is shown before sending; nothing goes until a choice is made; a file may go untouched, as evidence."""
    steps.arrive(page, newsroom.url)
    page.click(steps.MAIN)
    page.click("form .main")
    expect(page.locator(".writing + .lacking")).to_contain_text("nothing here yet")
    steps.attach(page, FILES)
    assert page.locator(".file").all_inner_texts() == ["photo-1.jpg", "file-2.7z"], "no name of the device's is shown"
    assert {"place", "phone", "time"} <= set(page.locator(".chip").all_inner_texts())
    page.click("form .main")
    expect(page.locator(".people + .lacking")).to_contain_text("your choice")
    steps.at(page, "write")
    page.click(".pair button:nth-child(2)")
    expect(page.locator(".card").nth(1)).to_contain_text("goes as it is")
    page.click(".card summary")
    expect(page.locator(".found dd").first).to_be_visible()
    page.focus(".card .choice input")
    page.keyboard.press("Space")
    expect(page.locator(".chip.warn").first).to_have_text("goes untouched")
    expect(page.locator(".file").first).to_have_text("file-1.jpg")  # the number stays
    expect(page.locator(".card .choice input")).to_be_focused()  # it stays where it was
    page.click(".who summary")
    page.focus(".who input >> nth=1")
    page.keyboard.press("Space")
    expect(page.locator(".who summary")).to_have_text("It goes to Asha Verma.")
    page.keyboard.press("Space")
    expect(page.locator(".who summary")).to_have_text("It goes to Asha Verma and Samira Khan.")
    expect(page.locator("[open] .choice:last-child input")).to_be_focused()
    page.click(".card .head button >> nth=1")
    expect(page.locator(".card")).to_have_count(1)
    page.fill("textarea", "line\n" * 30)
    hidden = "() => { const box = document.querySelector('textarea'); return box.scrollHeight - box.clientHeight; }"
    assert page.evaluate(hidden) <= 4, "the box grows with the text"
    steps.speak(page, "ur")
    until(page, f"({hidden})() <= 4")


def test_two_files_never_share_a_number(modules_page: Page) -> None:
    """A file that is still looked through keeps its number when the others are taken away, and numbers begin anew after."""
    script = """async () => {
      const { attachments: { Attachments } } = await import('/modules.js');
      const files = new Attachments(), file = new File(['words'], 'words.txt'), as = { untouched: false };
      const first = await files.add(file, as);
      const second = files.add(file, as);
      files.remove(first);
      const names = [first.name, (await second).name, (await files.add(file, as)).name];
      const again = await files.add(file, { untouched: true, number: 2 });
      const kept = files.ready().map(({ attachment }) => attachment.name);
      for (const { attachment } of files.ready()) files.remove(attachment);
      return [...names, again.name, kept.join(), (await files.add(file, as)).name];
    }"""
    assert modules_page.evaluate(script) == [
        "document-1.txt",
        "document-2.txt",
        "document-3.txt",
        "file-2.txt",
        "file-2.txt,document-3.txt",
        "document-1.txt",
    ]


def test_the_bar_is_not_full_before_the_letter(page: Page, newsroom: PageNewsroom) -> None:
    """Parcels alone never fill the bar; a cut line is said, goes on by itself, and then it has arrived."""
    held: list[Route] = []
    cut = [True]

    def parcels(route: Route) -> None:
        route.abort() if cut[0] else route.continue_()

    def hold(route: Route) -> None:
        held.append(route)

    steps.arrive(page, newsroom.url)
    steps.write(page, "x", FILES[:1])
    steps.prove(page, steps.draw(page))
    page.route("**/parcels/*", parcels)
    page.route("**/letters", hold)
    page.click(steps.MAIN)
    expect(page.locator(".line")).to_contain_text("The line was cut")
    assert page.evaluate("document.querySelector('progress').position") == 0
    page.click("main .plain")
    expect(page.locator(".line")).to_have_text("Paused. What arrived is safe.")
    page.click("main .plain")
    cut[0] = False
    expect(page.locator(".safe")).to_contain_text("goes last")
    assert 0 < page.evaluate("document.querySelector('progress').position") < 1
    for _ in range(600):
        if held:
            break
        page.wait_for_timeout(100)
    page.unroute("**/letters")
    held[0].continue_()
    steps.at(page, "sent")


def test_leaving_leaves_nothing(page: Page, newsroom: PageNewsroom) -> None:
    """To leave replaces the page; "back" finds the start and no text."""
    steps.arrive(page, newsroom.url)
    steps.write(page, LETTER)
    page.click(".leave")
    page.wait_for_url("about:blank")
    assert LETTER not in page.content()
    page.go_back()
    assert LETTER not in page.content()

    steps.arrive(page, newsroom.url)
    steps.write(page, LETTER)
    page.goto(f"{newsroom.url}/health")
    page.go_back()
    steps.at(page, "start")
    page.click(steps.MAIN)
    assert page.input_value("textarea") == ""


def test_the_guess_at_the_time_is_given_only_when_it_is_steady(modules_page: Page) -> None:
    """No guess at the start or on a line that jumps; on an even line the right one; none after a cut."""
    script = """async () => {
      const { ui_pace: { Pace } } = await import('/modules.js');
      const pace = new Pace(), said = [];
      for (let second = 0; second <= 20; second += 1) { pace.note(second * 1000, second * 8000); said.push(pace.left(80000)); }
      pace.restart();
      said.push(pace.left(80000));
      for (let second = 30; second <= 50; second += 1) { pace.note(second * 1000, second ** 6); said.push(pace.left(80000)); }
      return said;
    }"""
    said = modules_page.evaluate(script)
    assert said[:8] == [None] * 8
    assert said[8:21] == [pytest.approx(10)] * 13
    assert said[21] is None
    assert said[-1] is None


def test_large_letters_fit(fresh_page: Callable[..., Page], newsroom: PageNewsroom) -> None:
    """At twice the size nothing is wider than the screen."""
    page = fresh_page(viewport={"width": 180, "height": 320}, device_scale_factor=2)
    steps.arrive(page, newsroom.url)
    steps.write(page, "x", FILES[:1])
    for language in LANGUAGES:
        steps.speak(page, language)
        assert page.evaluate("document.documentElement.scrollWidth") <= 180, language
    numbers = steps.draw(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 180
    assert read_numbers(numbers).digits
    assert page.evaluate("document.querySelector('.numbers li').scrollWidth <= innerWidth")


def test_more_answers_can_be_looked_for(page: Page, newsroom: PageNewsroom) -> None:
    """Answers in more groups than a look fetches are told of, and each look brings two groups more."""
    steps.arrive(page, newsroom.url)
    steps.write(page, "x")
    numbers = steps.draw(page)
    for number in range(3):
        newsroom.answer(numbers, (0, 3 - number, Answer(number + 1, 1, State.BEING_READ, f"Answer {number + 1}")))
    steps.arrive(page, newsroom.url)
    steps.come_back(page, numbers)
    steps.at(page, "confirm")
    page.click(steps.MAIN)
    steps.at(page, "thread")
    end = time.monotonic() + 20
    while page.locator(".ours").count() < 3:
        assert time.monotonic() < end
        expect(page.locator(".line").first).to_contain_text("More answers")
        page.click("main > .actions .main")
        steps.at(page, "thread")
    assert page.locator(".ours .said").all_inner_texts() == ["Answer 1", "Answer 2", "Answer 3"]
