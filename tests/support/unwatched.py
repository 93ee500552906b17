"""A browser that is steered and not watched, for measuring its memory: one page, its scripts, its file field.

Playwright listens to the network, and a browser that is listened to keeps what it sends. Here nobody listens.
Chromium speaks its DevTools protocol, Firefox WebDriver BiDi, each over one WebSocket on loopback.
"""

from __future__ import annotations

import json
import re
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import websocket

from tests.support.browser import CHROMIUM_ARGUMENTS, FIREFOX_PREFERENCES

START_S = 60


class Unwatched:
    """One page of a browser. ``pid``: the browser's first process, whose children are its others."""

    def __init__(self, pid: int, socket: websocket.WebSocket) -> None:
        self.pid = pid
        self._socket = socket
        self._count = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command; its result."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._count:
                assert "result" in answer, answer
                return dict(answer["result"])

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def open(self, url: str) -> None:
        """Go to a page."""
        raise NotImplementedError

    def run(self, script: str) -> Any:
        """The value of an expression."""
        raise NotImplementedError

    def choose(self, selector: str, file: Path) -> None:
        """Put a file into a file field, as a person would."""
        raise NotImplementedError

    def until(self, script: str, seconds: float) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            assert time.monotonic() < end, f"not in {seconds} s: {script}"
            time.sleep(0.25)


class _Chromium(Unwatched):
    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def choose(self, selector: str, file: Path) -> None:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[str(file)], nodeId=node)


class _Firefox(Unwatched):
    def __init__(self, pid: int, socket: websocket.WebSocket) -> None:
        super().__init__(pid, socket)
        self.call("session.new", capabilities={})
        self._context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        self.call("browsingContext.setViewport", context=self._context, viewport={"width": 360, "height": 640})

    def open(self, url: str) -> None:
        self.call("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def run(self, script: str) -> Any:
        target = {"context": self._context}
        return self.call("script.evaluate", expression=script, target=target, awaitPromise=False)["result"].get("value")

    def choose(self, selector: str, file: Path) -> None:
        locator = {"type": "css", "value": selector}
        node = self.call("browsingContext.locateNodes", context=self._context, locator=locator)["nodes"][0]
        self.call("input.setFiles", context=self._context, element={"sharedId": node["sharedId"]}, files=[str(file)])


@contextmanager
def unwatched(name: str, profile: Path) -> Iterator[Unwatched]:
    """A new browser with an empty profile in a folder; "chromium" or "firefox"."""
    profile.mkdir()
    if name == "chromium":
        command = ["/usr/bin/chromium", "--headless", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        command += [*CHROMIUM_ARGUMENTS, "--window-size=360,640", "about:blank"]
    else:
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in FIREFOX_PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines))
        command = ["/usr/bin/firefox-esr", "--headless", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen([*command], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            page = _connected(name, process)
            try:
                yield page
            finally:
                page.close()
        finally:
            process.kill()


def _connected(name: str, process: subprocess.Popen[str]) -> Unwatched:
    address = ""
    timer = threading.Timer(START_S, process.kill)
    timer.start()
    for line in process.stderr or ():
        if found := re.search(r"ws://\S+", line):
            address = found[0]
            break
    timer.cancel()
    assert address, f"{name} did not say where it listens"
    threading.Thread(target=_drain, args=(process,), daemon=True).start()
    if name == "firefox":
        return _Firefox(process.pid, websocket.create_connection(f"{address}/session", suppress_origin=True))
    port = re.search(r":(\d+)/", address)
    assert port
    with urllib.request.urlopen(f"http://127.0.0.1:{port[1]}/json") as answer:
        page = next(target for target in json.load(answer) if target["type"] == "page")
    return _Chromium(process.pid, websocket.create_connection(page["webSocketDebuggerUrl"], suppress_origin=True))


def _drain(process: subprocess.Popen[str]) -> None:
    with suppress(ValueError):  # it was closed
        for _ in process.stderr or ():
            pass
