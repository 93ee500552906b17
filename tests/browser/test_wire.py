"""What somebody on the wire sees of the page: writing, answering and looking for replies are one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from intake.protocol import wire
from intake.protocol.code import Code
from intake.protocol.reply import Answer, State
from tests.browser import steps
from tests.browser.newsroom import PageNewsroom, page_newsroom
from tests.corpus.corpus import ALL
from tests.support.browser import WEB
from tests.support.recorder import Exchanged, Recorder, recording

SHAPES = ("/letters", "/board", "/groups/<n>/<n>")
AN_EXCHANGE = ["POST /letters", "GET /board", "GET /groups/<n>/<n>", "GET /groups/<n>/<n>"]


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageNewsroom]:
    """A newsroom with the page as it is built now."""
    with page_newsroom(tmp_path_factory.mktemp("wire"), WEB / "dist") as serving:
        yield serving


@pytest.fixture
def recorder(newsroom: PageNewsroom) -> Iterator[Recorder]:
    """Everything that is said to the server."""
    with recording(newsroom.url) as made:
        yield made


def _exchanges(said: list[Exchanged]) -> list[list[Exchanged]]:
    """The exchanges of a visit: four requests each. Anything left over is one too many."""
    asked = [each for each in said if each.shape in SHAPES]
    assert len(asked) % 4 == 0, [each.shape for each in asked]
    return [asked[at : at + 4] for at in range(0, len(asked), 4)]


def _new_source(page: Page, url: str, text: str) -> list[str]:
    steps.arrive(page, url)
    steps.write(page, text)
    numbers = steps.draw(page)
    steps.prove(page, numbers)
    page.click(steps.MAIN)
    steps.at(page, "sent")
    return numbers


def test_writing_answering_and_looking_are_one_act(
    fresh_page: Callable[..., Page], newsroom: PageNewsroom, recorder: Recorder
) -> None:
    """The same requests with the same headers, sizes and order, whoever the source is and whatever it does."""
    page = fresh_page()
    numbers = _new_source(page, recorder.address, "Twelve words or twelve hundred, it makes no difference to anybody.")
    wrote = _exchanges(recorder.take())
    assert len(wrote) == 2  # the early one, with cover only, and the one that wrote

    newsroom.answer(numbers, (0, 1, Answer(1, 1, State.TELL_US_MORE, "Tell us more.")))
    back = fresh_page()
    steps.arrive(back, recorder.address)
    steps.come_back(back, numbers)
    steps.at(back, "confirm")
    back.click(steps.MAIN)
    steps.at(back, "thread")
    looked = _exchanges(recorder.take())
    assert len(looked) == 1

    back.fill("textarea", "More.")
    back.locator("main.thread form .main, main.thread .again .main").first.click()
    steps.at(back, "sent")
    answered = _exchanges(recorder.take())
    assert len(answered) == 1

    stranger = fresh_page()
    steps.arrive(stranger, recorder.address)
    steps.come_back(stranger, list(Code.draw().numbers()))
    steps.at(stranger, "confirm")
    stranger.click(steps.MAIN)
    steps.at(stranger, "thread")
    nothing = _exchanges(recorder.take())
    assert len(nothing) == 1

    for exchange in (*wrote, *looked, *answered, *nothing):
        assert [f"{each.method} {each.shape}" for each in exchange] == AN_EXCHANGE
        assert [len(each.body) for each in exchange] == [wire.EXCHANGE_SIZE, 0, 0, 0]
        assert [each.status for each in exchange] == [201, 200, 200, 200]
        assert [each.answer_size for each in exchange[2:]] == [wire.GROUP_SIZE] * 2
        assert exchange[2].path != exchange[3].path
    headers = {tuple(each.headers for each in exchange) for exchange in (*wrote, *looked, *answered, *nothing)}
    assert len(headers) == 1
    boards = {exchange[1].answer_size for exchange in (*looked, *answered, *nothing)}
    assert len(boards) == 1


def test_a_file_shows_only_its_rounded_number_of_parcels(
    fresh_page: Callable[..., Page], newsroom: PageNewsroom, recorder: Recorder, tmp_path: Path
) -> None:
    """Three parcels' worth goes as four of one size, before the letter that names them; nothing else is said."""
    file = tmp_path / "notes.7z"
    file.write_bytes(ALL["unknown.7z"].read_bytes().ljust(2 * wire.PARCEL_SIZE + 1, b"\0"))
    page = fresh_page()
    steps.arrive(page, recorder.address)
    steps.write(page, "With a file.", [file])
    page.click(".pair button:nth-child(2)")  # send it as it is
    numbers = steps.draw(page)
    steps.prove(page, numbers)
    page.click(steps.MAIN)
    steps.at(page, "sent")
    shapes = [f"{each.method} {each.shape}" for each in recorder.take() if each.method in ("PUT", "POST")]
    assert shapes == ["POST /letters", *["PUT /parcels/<id>"] * 4, "POST /letters"]


def _fetched(said: list[Exchanged]) -> list[str]:
    """What was fetched beside the exchanges and the parcels. What the browser fetches side by side ends in any order."""
    fetched = [f"{each.method} {each.path}" for each in said if each.shape not in (*SHAPES, "/parcels/<id>")]
    return [*sorted(fetched[:-1]), fetched[-1]]


def _until_all_is_fetched(recorder: Recorder, page: Page) -> None:
    """What cleans files comes in the background, when the first screen stands."""
    while not any("families.js" in each.path for each in recorder.said):
        page.wait_for_timeout(50)


def test_what_is_fetched_does_not_tell_who_adds_a_file(
    fresh_page: Callable[..., Page], newsroom: PageNewsroom, recorder: Recorder
) -> None:
    """Whether somebody only looks, comes back, writes, adds a PDF or a film: the same files, the large one last."""
    page = fresh_page()
    steps.arrive(page, recorder.address)
    _until_all_is_fetched(recorder, page)
    seen = [_fetched(recorder.take())]

    page = fresh_page()
    numbers = _new_source(page, recorder.address, "Without a file.")
    _until_all_is_fetched(recorder, page)
    seen.append(_fetched(recorder.take()))

    back = fresh_page()
    steps.arrive(back, recorder.address)
    steps.come_back(back, numbers)
    steps.at(back, "confirm")
    back.click(steps.MAIN)
    steps.at(back, "thread")
    _until_all_is_fetched(recorder, back)
    seen.append(_fetched(recorder.take()))

    for name in ("report.pdf", "fast.mp4"):
        page = fresh_page()
        steps.arrive(page, recorder.address)
        steps.write(page, "With a file.", [ALL[name]])
        assert page.locator(".card .chip").count() > 0
        seen.append(_fetched(recorder.take()))

    assert [each for each in seen if each != seen[0]] == []
    assert seen[0][-1] == "GET /families.js"


def test_a_part_that_does_not_come_is_said_and_asked_for_again(
    fresh_page: Callable[..., Page], recorder: Recorder
) -> None:
    """The file waits beside the text; "try again" fetches the rest and looks through it. Nothing goes unclean."""
    page = fresh_page()
    page.route("**/families.js*", lambda route: route.abort())
    steps.arrive(page, recorder.address)
    page.click(steps.MAIN)
    page.fill("textarea", "With a file.")
    page.set_input_files("input[type=file]", [ALL["report.pdf"]])
    page.wait_for_selector(".card.amber .pair")
    assert page.input_value("textarea") == "With a file."
    page.unroute("**/families.js*")
    page.click(".card.amber .pair button:nth-child(2)")
    page.wait_for_selector(".card .chip")
    assert page.locator(".card.amber").count() == 0
