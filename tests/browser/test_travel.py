"""A tip travels from a phone's browser to the air gap, and an answer comes back: the real commands, the real machines.

One newsroom, founded as ``make run`` founds it, serves both browsers and ``tip``; the air-gapped machines have no network.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deploy.newsroom import Newsroom, can_unshare, free_port, run
from tests.browser import steps
from tests.corpus.corpus import ALL
from tests.support.proxy import line_to

TEXT = "मेरे पास एक फ़ाइल है।\nОни знают, кто я. Прошу, будьте осторожны."
ANSWER = "Спасибо. हम इसे पढ़ रहे हैं. Thank you."
AGAIN = "یہ مزید تفصیل ہے"
PHOTO = ALL["phone.jpg"]
VIDEO_BYTES = 40 * 1_024 * 1_024
LINE_BYTES_A_SECOND = 6 * 1_024 * 1_024


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Two readers, a courier, admins and the server, after their first trip."""
    founded = Newsroom(tmp_path_factory.mktemp("travel") / "newsroom", free_port())
    founded.found()
    with founded.serving():
        founded.sync()
        for reader in (1, 2):
            founded.receive(reader)
            founded.outbox(reader)
        yield founded


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 40 MiB as a phone writes it, with a place and a time in it."""
    path = tmp_path_factory.mktemp("video") / "VID_20261123_181500.mp4"
    subprocess.run(
        [
            *("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=18"),
            *("-c:v", "mpeg4", "-b:v", "16M", "-minrate", "16M", "-maxrate", "16M", "-bufsize", "8M", "-g", "25"),
            *("-metadata", "location=+23.7806+090.4193/", "-metadata", "creation_time=2026-11-23T18:15:00Z"),
            str(path),
        ],
        check=True,
    )
    with path.open("ab") as film:  # a free box to the full size: what ffmpeg makes of a rate is not exact
        missing = VIDEO_BYTES - film.tell()
        assert missing > 8, "the film came out larger than 40 MiB"
        film.write(missing.to_bytes(4, "big") + b"free" + bytes(missing - 8))
    return path


def _conversation(newsroom: Newsroom, reader: int, name: str) -> dict[str, Any]:
    return run("reporter", "read", newsroom.airgap(reader), name, *newsroom.passphrase, offline=True)


def _carried(newsroom: Newsroom) -> None:
    """A trip: what lies on the server is in both vaults, which have no network; their outboxes lie on the stick."""
    newsroom.sync()
    for reader in (1, 2):
        newsroom.receive(reader, offline=True)
        newsroom.outbox(reader, offline=True)


def _answered(newsroom: Newsroom, name: str, text: str) -> None:
    """Reader 1 answers; the outboxes are carried; the next bundle names them, so that the next trip takes new ones."""
    run("reporter", "reply", newsroom.airgap(1), name, "--text", text, *newsroom.passphrase, offline=True)
    for reader in (1, 2):
        newsroom.outbox(reader, offline=True)
    newsroom.sync()


def _find(page: Page, text: str) -> None:
    """Look until the answer is there: two groups come with every look, and ours may lie in a third."""
    for _ in range(6):
        if page.get_by_text(text).count():
            return
        page.locator("main.thread .actions button").first.click()
        steps.at(page, "thread", "looking")
        steps.at(page, "thread")
    expect(page.get_by_text(text)).to_be_visible()


def test_a_tip_travels_and_an_answer_comes_back(
    fresh_page: Callable[..., Page], newsroom: Newsroom, video: Path, tmp_path: Path, browser_name: str
) -> None:
    """Two languages, a photograph, a film, a line that is slow and cut; both readers get the very bytes; both sides talk."""
    assert can_unshare(), "the air gap must be tested without a network: unshare is refused here"
    page = fresh_page()
    with line_to(newsroom.port) as line:
        line.rate = LINE_BYTES_A_SECOND
        steps.arrive(page, line.address)
        steps.speak(page, "hi")
        steps.write(page, TEXT, [PHOTO, video])
        numbers = steps.draw(page)
        name = page.locator("h1 .name, h1 bdi").first.inner_text()
        steps.prove(page, numbers)
        line.cuts_after = [9_000_000, 12_000_000, 9_000_000]
        page.click(steps.MAIN)
        steps.at(page, "sending", "sent")
        page.wait_for_selector("main.sent", timeout=120_000)
        assert line.cuts >= 3
    page.context.close()

    _carried(newsroom)
    cleaned = tmp_path / "cleaned"
    told = run("tip", "clean", PHOTO, video, "--to", cleaned)
    assert {"place", "time"} <= {found["kind"] for found in told["files"][1]["removed"]}
    for reader in (1, 2):
        seen = _conversation(newsroom, reader, name)
        assert [message["text"] for message in seen["messages"]] == [TEXT]
        opened = tmp_path / f"opened-{reader}"
        run("reporter", "save", newsroom.airgap(reader), name, "--to", opened, *newsroom.passphrase, offline=True)
        assert sorted(path.name for path in opened.iterdir()) == ["photo-1.jpg", "text.txt", "video-2.mp4"]
        for file in ("photo-1.jpg", "video-2.mp4"):
            assert (opened / file).read_bytes() == (cleaned / file).read_bytes()

    newsroom.sync()
    for reader in (1, 2):
        newsroom.receive(reader, offline=True)
    _answered(newsroom, name, ANSWER)

    back = fresh_page(locale="ur-PK")
    steps.arrive(back, newsroom.url)
    steps.come_back(back, list(reversed(numbers)))
    steps.at(back, "confirm")
    assert name in back.locator("h1").inner_text()
    back.click(steps.MAIN)
    steps.at(back, "thread")
    _find(back, ANSWER)
    back.fill("textarea", AGAIN)
    back.locator("main.thread form button[type=submit], main.thread .again .main").first.click()
    back.wait_for_selector("main.sent", timeout=60_000)
    back.context.close()

    newsroom.sync()
    for reader in (1, 2):
        newsroom.receive(reader, offline=True)
        texts = [message["text"] for message in _conversation(newsroom, reader, name)["messages"]]
        assert texts == [TEXT, AGAIN]
        newsroom.outbox(reader, offline=True)

    code = tmp_path / "code.txt"
    code.write_text("\n".join(numbers))
    replies: list[dict[str, Any]] = []
    for _ in range(6):  # crosswise: what the page sealed for, tip opens
        found = run("tip", "check", newsroom.url, "--code-file", code, "--pin", newsroom.pin())
        assert found["pseudonym"] == name
        replies += found["replies"]
        if ANSWER in [reply["text"] for reply in replies]:
            break
    assert ANSWER in [reply["text"] for reply in replies], json.dumps(replies)


def test_what_tip_sent_the_page_reads(
    fresh_page: Callable[..., Page], newsroom: Newsroom, tmp_path: Path, browser_name: str
) -> None:
    """Sealed by one, read by the other: a code that tip drew opens the same conversation in a browser, by its words."""
    text = tmp_path / "text.txt"
    text.write_text(TEXT)
    sent = run("tip", "send", newsroom.url, PHOTO, "--text", text, "--pin", newsroom.pin())
    _carried(newsroom)
    newsroom.sync()
    for reader in (1, 2):
        newsroom.receive(reader, offline=True)
    _answered(newsroom, sent["pseudonym"], ANSWER)
    page = fresh_page()
    steps.arrive(page, newsroom.url)
    page.click("main .actions button:nth-child(2)")
    steps.at(page, "return")
    page.get_by_role("tab").nth(1).click()
    for index, word in enumerate(sent["words"]):
        page.locator(".typing input").nth(index).fill(word[:3])
    page.click(steps.MAIN)
    steps.at(page, "confirm")
    assert sent["pseudonym"] in page.locator("h1").inner_text()
    page.click(steps.MAIN)
    steps.at(page, "thread")
    _find(page, ANSWER)
