"""The screens of the source's page in real Chromium and Firefox, on a phone of 360 by 640, before the real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from intake.protocol.code import read_numbers
from intake.protocol.reply import Answer, State
from tests.browser import steps
from tests.browser.newsroom import PageNewsroom
from tests.corpus.corpus import ALL
from tests.support.browser import PHONE, launched

FILES = [ALL["phone.jpg"], ALL["unknown.7z"]]
LANGUAGES = ("en", "ru", "hi", "ur")
LETTER = "Three times the same forty generators. I have seen the delivery notes."
ANDROID, IPHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8)", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)"
CHROME, WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0", "AppleWebKit/605.1.15 (KHTML, like Gecko)"
FACEBOOK = f"{ANDROID} {CHROME} Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/488.0;]"
#: Windows of other apps, as they introduce themselves.
IN_APP = [
    FACEBOOK,
    f"{IPHONE} {WEBKIT} Mobile/22B83 [FBAN/FBIOS;FBAV/488.0]",
    f"{IPHONE} {WEBKIT} Mobile/22B83 Instagram 358.0 (iPhone15,2)",
    f"{ANDROID} {CHROME} Mobile Safari/537.36 musical_ly_2023 BytedanceWebview/d8a21c6",
    f"{IPHONE} {WEBKIT} Mobile/22B83",
    f"Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/AP2A; wv) {CHROME} Mobile Safari/537.36",
    f"{IPHONE} {WEBKIT} Mobile/22B83 Safari/604.1 Snapchat/13.1",
    f"{ANDROID} {CHROME} Mobile Safari/537.36 Line/14.1 MicroMessenger/8.0",
]
#: Browsers of their own.
BROWSERS = [
    f"{ANDROID} {CHROME} Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-A125F) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36",
    f"{ANDROID} {CHROME} Mobile Safari/537.36 OPR/85.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    "Mozilla/5.0 (Android 10; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
    f"{IPHONE} {WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1",
    f"{IPHONE} {WEBKIT} CriOS/130.0 Mobile/15E148 Safari/604.1",
    f"{IPHONE} {WEBKIT} FxiOS/132.0 Mobile/15E148 Safari/605.1.15",
    f"{IPHONE} {WEBKIT} Version/18.1 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.1 Safari/605.1.15",
]
#: What must hold on every screen: no overflow, one heading that has the focus, names on everything, room for a thumb.
FAULTS = """() => {
  const faults = [];
  const say = (what, element) => faults.push(`${what}: ${element.outerHTML.slice(0, 90)}`);
  const width = document.documentElement.scrollWidth;
  if (width > innerWidth) faults.push(`wider than the screen: ${width}`);
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one heading');
  if (!document.activeElement?.matches('h1')) say('focus', document.activeElement);
  const levels = [...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName[1]));
  if (levels.some((level, index) => level > (levels[index - 1] ?? 0) + 1)) faults.push(`headings: ${levels}`);
  for (const field of document.querySelectorAll('textarea, input')) {
    if (!field.labels.length || !field.labels[0].textContent.trim()) say('no label', field);
    if (field.getAttribute('autocomplete') !== 'off') say('autocomplete', field);
    if (field.name) say('name', field);
    if (field.matches('textarea, [type=text]') && (field.getAttribute('spellcheck') !== 'false' || field.spellcheck)) say('spellcheck', field);
  }
  for (const form of document.forms) if (form.autocomplete !== 'off') say('autocomplete', form);
  for (const press of document.querySelectorAll('button, summary, .add, .choice')) {
    const { height, width } = press.getBoundingClientRect();
    if (height < 48 || width < 24) say(`${height} high, ${width} wide`, press);
    if (!press.textContent.trim()) say('no words', press);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push('an id twice');
  for (const name of ['aria-controls', 'aria-describedby']) {
    for (const element of document.querySelectorAll(`[${name}]`)) if (!document.getElementById(element.getAttribute(name))) say(name, element);
  }
  for (const element of document.querySelectorAll('[style]')) say('style', element);
  if (/\\{\\w+\\}|undefined|\\[object|null/.test(document.body.innerText)) faults.push(`words: ${document.body.innerText}`);
  if (document.title !== '⁂') faults.push(`title: ${document.title}`);
  return faults;
}"""
STORED = """async () => ({
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie, history: history.length,
  caches: (await caches.keys()).length, databases: (await indexedDB.databases()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "cookies": "", "caches": 0, "databases": 0, "workers": 0}


@pytest.fixture
def said() -> list[str]:
    """What the page told the console or threw."""
    return []


@pytest.fixture
def page(fresh_page: Callable[..., Page], said: list[str]) -> Page:
    """A phone that listens to the console."""
    made = fresh_page()
    made.set_default_timeout(15_000)
    # a header that a browser does not know is no word of the page's
    made.on("console", lambda line: None if "Permissions-Policy" in line.text else said.append(line.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    return made


def _sound(page: Page, languages: tuple[str, ...] = LANGUAGES) -> None:
    """The screen has no fault in any language, and is a mirror in Urdu; it ends in English."""
    for language in (*languages[1:], "en"):
        steps.speak(page, language)
        faults = page.evaluate(FAULTS)
        assert not faults, (language, faults)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ur" else "ltr")


def _shift_clock(page: Page, days: int) -> None:
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {days} * 86400000;")


def test_a_letter_goes_and_its_answer_is_read(page: Page, newsroom: PageNewsroom, said: list[str]) -> None:
    """Every screen of both ways holds in all languages; nothing is kept anywhere, nothing is said to the console."""
    steps.arrive(page, newsroom.url)
    _sound(page)
    steps.write(page, LETTER, FILES)
    expect(page.locator(".chip").first).to_be_visible()
    _sound(page)
    assert page.input_value("textarea") == LETTER, "changing the language keeps the text"
    page.click(".pair button:nth-child(1)")
    expect(page.locator(".card")).to_have_count(1)
    numbers = steps.draw(page)
    name = page.inner_text("h1 .name")
    assert name == page.inner_text("h1").removeprefix("Here you are").strip()
    _sound(page)
    steps.prove(page, numbers)
    page.locator("h1").focus()
    assert not page.evaluate(FAULTS)
    page.click(steps.MAIN)
    steps.at(page, "sent")
    _sound(page)
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
    _sound(page)
    page.click(steps.MAIN)
    steps.at(page, "thread")
    _sound(page)
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
    page.wait_for_timeout(100)
    assert page.evaluate(hidden) <= 4


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
    for _ in range(50):
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


def test_another_apps_window_takes_no_text(fresh_page: Callable[..., Page], newsroom: PageNewsroom) -> None:
    """In the browser inside another app there is nothing to type into, nothing is asked, and the address is shown."""
    page = fresh_page(user_agent=FACEBOOK)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    expect(page.locator("textarea, input")).to_have_count(0)
    expect(page.locator(".address")).to_contain_text(newsroom.url.removeprefix("http://"))
    assert not [url for url in asked if "directory" in url or "letters" in url]


def test_other_apps_are_told_from_browsers(modules_page: Page) -> None:
    """Every app's window is known for one, and no browser is taken for one."""
    script = """async (agents) => {
      const { ui_surroundings: { unfit } } = await import('/modules.js');
      return agents.map((userAgent) => unfit({ userAgent, secure: true, subtle: true }));
    }"""
    assert modules_page.evaluate(script, IN_APP) == ["in-app"] * len(IN_APP)
    assert modules_page.evaluate(script, BROWSERS) == [None] * len(BROWSERS)


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


def test_a_trouble_says_what_to_do(page: Page, newsroom: PageNewsroom) -> None:
    """No locks, no line, nobody to reach: two sentences and one button, in every language."""
    page.route("**/directory/bundle.json", lambda route: route.abort())
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("There is no connection")
    _sound(page, ("en", "ur"))
    page.unroute("**/directory/bundle.json")
    page.route("**/keys/now", lambda route: route.fulfill(body=b""))
    page.click(steps.MAIN)  # try again
    steps.at(page, "start")
    page.click(steps.MAIN)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("Nobody can be reached today")
    _sound(page, ("en", "ur"))


def test_who_has_no_key_today_is_named(page: Page, newsroom: PageNewsroom) -> None:
    """Before anything is sent the page says who of the desk will not get it."""
    body = newsroom.day_file_of(0)
    page.route("**/keys/now", lambda route: route.fulfill(body=body))
    steps.arrive(page, newsroom.url)
    page.click(steps.MAIN)
    expect(page.locator("p.amber")).to_have_text("Can’t be reached today: Samira Khan.")
    expect(page.locator(".people .small")).to_have_text("It goes to Asha Verma.")


def test_a_wrong_clock_is_the_persons_choice(page: Page, newsroom: PageNewsroom) -> None:
    """Both dates are shown; with the newsroom's it goes on, with the device's nothing is sent."""
    _shift_clock(page, -40)
    page.goto(newsroom.url)
    steps.at(page, "clock")
    _sound(page, ("en", "ru"))
    page.click("main .plain >> nth=1")
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("The date of this device is not right")
    page.click(steps.MAIN)
    steps.at(page, "clock")
    page.click("main .plain >> nth=0")
    steps.at(page, "start")


def test_an_expired_directory_sends_nothing(page: Page, newsroom: PageNewsroom) -> None:
    """Eight days after the courier's last signature the page stops."""
    _shift_clock(page, 8)
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("The newsroom has not renewed this page")
    expect(page.locator("main")).to_contain_text(re.compile(r"It ran out on \d+ \w+\."))
    expect(page.locator("textarea, input")).to_have_count(0)


def test_without_webcrypto_it_stops(page: Page, newsroom: PageNewsroom) -> None:
    """A browser that can't lock letters is told so and asked for nothing."""
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });")
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("This browser can’t lock letters")


def test_without_script_the_page_says_so(
    playwright: Playwright, browser_name: str, fresh_page: Callable[..., Page], newsroom: PageNewsroom
) -> None:
    """All four languages say what is the matter, that nothing was sent, and what to do."""

    def read(page: Page) -> None:
        page.goto(newsroom.url)
        text = page.inner_text("main")
        for words in ("Nothing was sent", "Ничего не отправлено", "कुछ भी नहीं भेजा गया", "کچھ بھی نہیں بھیجا گیا"):
            assert words in text
        assert page.locator("noscript").count() == 1

    if browser_name == "chromium":
        read(fresh_page(java_script_enabled=False))
        return
    with launched(playwright, browser_name, {"javascript.enabled": False}) as browser:
        read(browser.new_page(viewport=PHONE))


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
