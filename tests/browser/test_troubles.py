"""Where the page does not work: what is the matter, what is kept and what to do next, and nothing to type into."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Playwright, expect

from tests.browser import steps
from tests.browser.newsroom import PageNewsroom
from tests.browser.sound import sound
from tests.support.browser import PHONE, launched

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


def _shift_clock(page: Page, days: int) -> None:
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {days} * 86400000;")


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


def test_a_trouble_says_what_to_do(page: Page, newsroom: PageNewsroom) -> None:
    """No locks, no line, nobody to reach: two sentences and one button, in every language."""
    page.route("**/directory/bundle.json", lambda route: route.abort())
    page.goto(newsroom.url)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("There is no connection")
    sound(page, ("en", "ur"))
    page.unroute("**/directory/bundle.json")
    page.route("**/keys/now", lambda route: route.fulfill(body=b""))
    page.click(steps.MAIN)  # try again
    steps.at(page, "start")
    page.click(steps.MAIN)
    steps.at(page, "trouble")
    expect(page.locator("h1")).to_have_text("Nobody can be reached today")
    sound(page, ("en", "ur"))


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
    sound(page, ("en", "ru"))
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
