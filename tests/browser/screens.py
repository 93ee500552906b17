"""Takes the pictures in docs/screens/: python -m tests.browser.screens [FOLDER]

The real page before the real server, 360 points wide; the names that are drawn and the numbers differ at each run.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from intake.protocol.reply import Answer, State
from tests.browser import steps
from tests.browser.newsroom import PageNewsroom, page_newsroom
from tests.support.browser import PHONE, WEB, launched

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 80_000
Theme = Literal["light", "dark"]
LETTERS = {
    "en": "The ministry bought the same forty generators three times. I have seen the delivery notes.",
    "ru": "Министерство трижды купило одни и те же сорок генераторов. Я видела накладные.",
    "hi": "मंत्रालय ने वही चालीस जनरेटर तीन बार ख़रीदे। मैंने रसीदें देखी हैं।",
    "ur": "وزارت نے وہی چالیس جنریٹر تین بار خریدے۔ میں نے رسیدیں دیکھی ہیں۔",
}
ANSWERS = {
    "en": "Thank you. Do you know who signed the second delivery note, and on which day?",
    "ru": "Спасибо. Вы знаете, кто и когда подписал вторую накладную?",
    "hi": "धन्यवाद। दूसरी रसीद पर किसने और किस दिन दस्तख़त किए, क्या आपको पता है?",
    "ur": "شکریہ۔ کیا آپ کو معلوم ہے کہ دوسری رسید پر کس نے اور کس دن دستخط کیے؟",
}


def phones_files(folder: Path) -> list[Path]:
    """A photograph with what a phone writes into it, and a document of a kind that is not known."""
    photo, note = folder / "IMG_20261121_140322.jpg", folder / "delivery notes.odt"
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "samsung", "SM-A125F", "2026:11:21 14:03:22"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 46.0, 48.0), 3: "E", 4: (90.0, 24.0, 36.0)})
    Image.effect_noise((1200, 900), 60).convert("RGB").save(photo, exif=exif, quality=80)
    note.write_bytes(b"PK" + bytes(48_000))
    return [photo, note]


class Camera:
    """Pictures of one language in one theme."""

    def __init__(self, browser: Browser, newsroom: PageNewsroom, folder: Path, language: str, theme: Theme) -> None:
        """Nothing is opened yet; ``folder``: for the pictures."""
        self.browser, self.newsroom, self.folder, self.language, self.theme = browser, newsroom, folder, language, theme

    @contextmanager
    def phone(self, **options: Any) -> Iterator[Page]:
        """A phone that speaks the language."""
        context = self.browser.new_context(
            viewport=PHONE,
            device_scale_factor=1.5,
            color_scheme=self.theme,
            locale=self.language,
            reduced_motion="reduce",
            **options,
        )
        yield context.new_page()
        context.close()

    def take(self, page: Page, screen: str) -> None:
        """Keep a picture of the whole page, in 32 colours, which a page of two inks does not need."""
        page.evaluate("scrollTo(0, 0)")
        shot = (
            Image.open(io.BytesIO(page.screenshot(full_page=True)))
            .convert("RGB")
            .quantize(32, dither=Image.Dither.NONE)
        )
        path = self.folder / f"{self.language}-{screen}-{self.theme}.png"
        shot.save(path, optimize=True)
        size = path.stat().st_size
        assert size < LARGEST, f"{path.name} has {size} bytes"
        print(f"{path.name}  {size // 1000} kB")

    def tell(self, page: Page, files: list[Path], screens: set[str]) -> list[str]:
        """Write, with files, and send; the code."""
        steps.arrive(page, self.newsroom.url)
        self._maybe(page, "start", screens)
        steps.write(page, LETTERS[self.language], files)
        if self.language == "en":
            page.click(".card:first-child summary")
        page.evaluate("document.activeElement.blur()")
        self._maybe(page, "write", screens)
        page.click(".pair button:nth-child(1)")
        numbers = steps.draw(page)
        self._maybe(page, "name", screens)
        page.click(".tab:nth-child(2)")
        self._maybe(page, "words", screens)
        page.click(".tab:nth-child(1)")
        steps.prove(page, numbers)
        page.evaluate("document.activeElement.blur()")
        self._maybe(page, "check", screens)
        passing = iter(range(4))  # so many parcels arrive before the line is cut
        page.route(
            "**/parcels/*", lambda route: route.continue_() if next(passing, None) is not None else route.abort()
        )
        page.click(steps.MAIN)
        page.wait_for_selector(".line.amber")
        self._maybe(page, "sending", screens)
        page.unroute("**/parcels/*")
        steps.at(page, "sent")
        self._maybe(page, "sent", screens)
        return numbers

    def come_back(self, page: Page, numbers: list[str], screens: set[str]) -> None:
        """Return with a slip, then without, and read."""
        self.newsroom.answer(
            numbers,
            (0, 5, Answer(1, 1, State.OPENED, "")),
            (0, 3, Answer(2, 1, State.TELL_US_MORE, ANSWERS[self.language])),
            (1, 2, Answer(1, 1, State.BEING_READ, "")),
        )
        steps.arrive(page, self.newsroom.url)
        slip = numbers[1][:-1] + str((int(numbers[1][-1]) + 1) % 10)
        steps.come_back(page, [numbers[0], slip, numbers[2]])
        page.wait_for_selector(".wrong:not(:empty)")
        page.evaluate("document.activeElement.blur()")
        self._maybe(page, "return", screens)
        page.locator("input.number").nth(1).fill(numbers[1])
        page.click(steps.MAIN)
        steps.at(page, "confirm")
        self._maybe(page, "confirm", screens)
        page.click(steps.MAIN)
        steps.at(page, "thread")
        page.click("main > details summary")
        self._maybe(page, "thread", screens)

    def troubles(self) -> None:
        """An app's window, a wrong clock, and a reader who has no key today."""
        with self.phone(
            user_agent="Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 [FB_IAB/FB4A;FBAV/488.0;]"
        ) as page:
            page.goto(self.newsroom.url)
            steps.at(page, "trouble")
            page.evaluate("document.querySelector('.address').textContent = 'tips.riverside-courier.example/'")
            self.take(page, "in-app")
        with self.phone() as page:
            page.add_init_script("const now = Date.now; Date.now = () => now() - 40 * 86400000;")
            page.goto(self.newsroom.url)
            steps.at(page, "clock")
            self.take(page, "clock")
        with self.phone() as page:
            body = self.newsroom.day_file_of(0)
            page.route("**/keys/now", lambda route: route.fulfill(body=body))
            steps.arrive(page, self.newsroom.url)
            page.click(steps.MAIN)
            page.wait_for_selector("p.amber")
            self.take(page, "unreachable")

    def _maybe(self, page: Page, screen: str, screens: set[str]) -> None:
        if screen in screens:
            self.take(page, screen)


SETS: list[tuple[str, Theme, set[str]]] = [
    ("en", "light", {"start", "write", "name", "words", "check", "sending", "sent", "return", "confirm", "thread"}),
    ("hi", "dark", {"start", "write", "name", "thread"}),
    ("ru", "light", {"write", "sent"}),
    ("ru", "dark", {"sending"}),
    ("ur", "light", {"start", "name", "thread"}),
    ("ur", "dark", {"return"}),
]


def main(folder: Path) -> None:
    """Make the folder's pictures anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        if re.fullmatch(r"[a-z]{2}-[a-z-]+-(light|dark)\.png", old.name):
            old.unlink()
    with (
        tempfile.TemporaryDirectory() as place,
        page_newsroom(Path(place) / "server", WEB / "dist") as newsroom,
        sync_playwright() as playwright,
        launched(playwright, "chromium") as browser,
    ):
        files = phones_files(Path(place))
        for language, theme, screens in SETS:
            camera = Camera(browser, newsroom, folder, language, theme)
            with camera.phone() as page:
                numbers = camera.tell(page, files, screens)
                camera.come_back(page, numbers, screens)
        Camera(browser, newsroom, folder, "en", "light").troubles()
    _side_by_side(folder)


def _side_by_side(folder: Path) -> None:
    """Three screens in one picture, for the README."""
    gap, height, names = 36, 1_180, ("en-start-light", "en-name-light", "hi-thread-dark")
    screens = [Image.open(folder / f"{name}.png").convert("RGB") for name in names]
    whole = Image.new("RGB", (sum(screen.width + gap for screen in screens) + gap, height + 2 * gap), "#e4e1d9")
    x = gap
    for screen in screens:
        whole.paste(screen.crop((0, 0, screen.width, height)), (x, gap))
        x += screen.width + gap
    whole.quantize(64).save(folder / "phones.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screens")
