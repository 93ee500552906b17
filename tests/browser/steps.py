"""What a person does on the page, step by step, in any language: nothing here looks at words."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

MAIN = "main .main"
BACK = "main .quiet"


def arrive(page: Page, url: str) -> None:
    """Open the page and wait for its first screen."""
    page.goto(url)
    at(page, "start")


def at(page: Page, *screens: str) -> None:
    """Wait until one of these screens is there (flow.js)."""
    page.wait_for_selector(", ".join(f"main.{screen}" for screen in screens))


def speak(page: Page, language: str) -> None:
    """Change the language."""
    page.click(f".language[lang={language}]")
    page.wait_for_function("language => document.documentElement.lang === language", arg=language)


def write(page: Page, text: str, files: list[Path] | None = None) -> None:
    """From the start to a written letter, its files looked through."""
    page.click(MAIN)
    page.fill("textarea", text)
    if files:
        attach(page, files)


def attach(page: Page, files: list[Path]) -> None:
    """Add files and wait until they are looked through."""
    page.set_input_files("input[type=file]", files)
    page.wait_for_function("count => document.querySelectorAll('.card:not(.busy)').length >= count", arg=len(files))


def draw(page: Page) -> list[str]:
    """Go on to the name; the code's three numbers as they are shown, without gaps."""
    page.click(MAIN)
    at(page, "name")
    page.wait_for_selector(".numbers li")
    return [number.replace(" ", "") for number in page.locator(".numbers li").all_inner_texts()]


def prove(page: Page, numbers: list[str]) -> None:
    """Answer the question for two digits of each number."""
    page.click(MAIN)
    at(page, "check")
    for index, number in enumerate(numbers):
        asked = page.locator(".mask").nth(index)
        script = "mask => [...mask.childNodes].map(n => n.nodeType === 3 ? n.data : '_').join('').replaceAll(' ', '')"
        place = asked.evaluate(script).index("_")
        page.locator("input.two").nth(index).fill(number[place : place + 2])


def come_back(page: Page, numbers: list[str]) -> None:
    """From the start to the question for the name."""
    page.click("main .actions button:nth-child(2)")
    at(page, "return")
    for index, number in enumerate(numbers):
        page.locator("input.number").nth(index).fill(number)
    page.click(MAIN)
