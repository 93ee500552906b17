"""Real browsers for tests: Debian's Chromium and Firefox, as phones, with no way out but loopback.

Fixtures: ``browser_page`` (one blank phone page a browser), ``fresh_page`` (as many as wanted, each in its own empty
profile), ``modules_page`` (a page that has all modules of the source's page at /modules.js), ``kept_profile`` (a profile
in a folder, to look into afterwards). A test that takes ``browser_name`` or any of them runs once in each browser.
In Firefox a request's body cannot be read: look at the server. Take screenshots last, they inject a style.
"""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, sync_playwright

WEB = Path(__file__).resolve().parents[2] / "intake" / "source" / "web"
PHONE: ViewportSize = {"width": 360, "height": 640}
Preferences = dict[str, str | float | bool]
BROWSERS = ("chromium", "firefox")

#: The policy that the server sends with the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # tests run as root in containers, where Chromium's sandbox does not start
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
]
#: Firefox sends everything but loopback to a port where nobody listens, and is told not to ask for updates at all.
FIREFOX_PREFERENCES: Preferences = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "toolkit.telemetry.enabled": False,
}


def _options(name: str, preferences: Preferences) -> dict[str, Any]:
    """What `launch` and `launch_persistent_context` are given alike."""
    if name == "chromium":
        return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM_ARGUMENTS}
    return {
        "executable_path": "/usr/bin/firefox-esr",
        "channel": "moz-firefox",
        "firefox_user_prefs": FIREFOX_PREFERENCES | preferences,
    }


@contextmanager
def launched(playwright: Playwright, name: str, preferences: Preferences | None = None) -> Iterator[Browser]:
    """A browser of its own; ``preferences`` are Firefox's (no script: ``{"javascript.enabled": False}``)."""
    browser = getattr(playwright, name).launch(**_options(name, preferences or {}))
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def served(folder: Path, policy: str = POLICY) -> Iterator[str]:
    """Serve a folder on a free port of loopback under the page's policy; yields the address without a slash at its end."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, policy=policy, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files as they are, under the policy, kept by nobody, logged nowhere."""

    def __init__(self, *arguments: Any, policy: str, directory: str) -> None:
        self.policy = policy
        super().__init__(*arguments, directory=directory)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: pytest's output is for failures."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver, once a run."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session", params=BROWSERS)
def browser_name(request: pytest.FixtureRequest) -> str:
    """Each browser in turn; what one run shares is grouped by it."""
    return str(request.param)


@pytest.fixture(scope="session")
def browser(playwright: Playwright, browser_name: str) -> Iterator[Browser]:
    """The browser itself, started once; pages come in profiles of their own."""
    with launched(playwright, browser_name) as started:
        yield started


@pytest.fixture
def fresh_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes phone pages, each in a new empty profile; keywords are those of playwright's ``new_context``."""
    with ExitStack() as opened:

        def make(**options: Any) -> Page:
            context = browser.new_context(**{"viewport": PHONE, "locale": "en-US", **options})
            opened.callback(context.close)
            return context.new_page()

        yield make


@pytest.fixture
def browser_page(fresh_page: Callable[..., Page]) -> Page:
    """One blank page of 360 by 640 in an empty profile."""
    return fresh_page()


@pytest.fixture
def kept_profile(playwright: Playwright, browser_name: str) -> Callable[[Path], AbstractContextManager[BrowserContext]]:
    """Opens a phone's profile that stays in a folder when it is closed, for tests that look into the folder."""

    @contextmanager
    def opened(folder: Path) -> Iterator[BrowserContext]:
        options = _options(browser_name, {})
        context = getattr(playwright, browser_name).launch_persistent_context(str(folder), viewport=PHONE, **options)
        try:
            yield context
        finally:
            context.close()

    return opened


@pytest.fixture(scope="session")
def modules_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty page and /modules.js: every module of the page but main.js, as one (build.mjs)."""
    folder = tmp_path_factory.mktemp("modules")
    (folder / "index.html").write_text(
        '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>-</title>'
    )
    subprocess.run(["node", "build.mjs", "--test-bundle", str(folder / "modules.js")], cwd=WEB, check=True)
    return folder


@pytest.fixture
def modules_page(browser_page: Page, modules_folder: Path) -> Iterator[Page]:
    """A page where ``const {code} = await import('/modules.js')`` gives the module src/code.js, under the policy."""
    with served(modules_folder) as address:
        browser_page.goto(address)
        yield browser_page
