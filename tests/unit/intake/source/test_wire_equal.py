"""What somebody on the wire, or the server itself, sees of a source who writes, one who answers, and one who only looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from intake.protocol import wire
from tests.support.recorder import Exchanged, Recorder, recording
from tests.support.served import Served

Told = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def visits(newsroom: Served, told: Told, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Exchanged]]:
    """All that was said in visits of seven sorts, under one board."""
    tmp_path = tmp_path_factory.mktemp("visits")
    text_file = tmp_path / "text.txt"
    text_file.write_text("They pay in cash.")
    sent = told("send", newsroom.url, "--pin", newsroom.pin, "--text", text_file, "--to", "Ada")
    newsroom.carry_in()
    newsroom.answer("Ada", sent["pseudonym"], "An answer waits")
    newsroom.carry_out()
    code, nobodys = tmp_path / "code", tmp_path / "nobodys"
    code.write_text("\n".join(sent["numbers"]))
    nobodys.write_text("000000000000000000130000000021")
    file = tmp_path / "file.bin"
    file.write_bytes(bytes(150_000))
    pin = ("--pin", newsroom.pin)
    said: dict[str, list[Exchanged]] = {}
    with recording(newsroom.url) as line:

        def visit(name: str, verb: str, *arguments: object) -> None:
            told(verb, line.address, *pin, *arguments)
            said[name] = line.take()

        visit("writes", "send", "--text", text_file)
        visit("writes without a pin", "send", "--text", text_file)
        visit("writes to one", "send", "--text", text_file, "--to", "Ben")
        visit("answers", "send", "--text", text_file, "--again", "--code-file", code)
        visit("looks, an answer waits", "check", "--code-file", code)
        visit("looks, nothing waits", "check", "--code-file", nobodys)
        visit("writes with a file", "send", file, "--untouched", file, "--text", text_file, "--as-is")
    return said


def exchanges(said: list[Exchanged]) -> list[list[Exchanged]]:
    """The exchanges of a visit: each begins with four letters; parcels are no part of one."""
    found: list[list[Exchanged]] = []
    for each in said:
        if each.shape == "/letters":
            found.append([])
        if found and each.method != "PUT":
            found[-1].append(each)
    return found


def test_writing_answering_and_looking_are_one_act_on_the_wire(visits: dict[str, list[Exchanged]]) -> None:
    """Methods, shapes of paths, sizes up and down, headers, order: every exchange of every visit is the same."""
    (first, *_) = exchanges(visits["writes"])
    assert [(each.method, each.shape, len(each.body), each.status) for each in first] == [
        ("POST", "/letters", wire.EXCHANGE_SIZE, 201),
        ("GET", "/board", 0, 200),
        ("GET", "/groups/<n>/<n>", 0, 200),
        ("GET", "/groups/<n>/<n>", 0, 200),
    ]
    for name, said in visits.items():
        for exchange in exchanges(said):
            assert [each.seen for each in exchange] == [each.seen for each in first], name
            assert exchange[2].path != exchange[3].path, f"{name}: two groups"


def test_a_visit_that_writes_begins_as_one_that_looks(visits: dict[str, list[Exchanged]]) -> None:
    """Directory, keys, one exchange: so far nobody can tell; who writes text makes one exchange more, and no request else."""
    looks = [each.seen for each in visits["looks, nothing waits"]]
    for name, said in visits.items():
        assert [each.seen for each in said[: len(looks)]] == looks, name
    (first, *_) = exchanges(visits["writes"])
    for name in ("writes", "writes without a pin", "writes to one", "answers"):
        assert [each.seen for each in visits[name]] == looks + [each.seen for each in first], name
    assert [each.seen for each in visits["looks, an answer waits"]] == looks


def test_files_show_as_a_rounded_number_of_parcels_of_one_size(visits: dict[str, list[Exchanged]]) -> None:
    """300,000 bytes in two files are eight parcels; names, number of files and their sizes are not to be seen."""
    said = visits["writes with a file"]
    parcels = [each for each in said if each.shape == "/parcels/<id>"]
    assert [(each.method, len(each.body), each.status) for each in parcels] == [("PUT", wire.PARCEL_SIZE, 201)] * 8
    assert len({each.path for each in parcels}) == 8
    assert len({each.headers for each in parcels}) == 1
    assert [each.shape for each in said if each not in parcels] == [each.shape for each in visits["writes"]]


def test_four_letters_differ_in_nothing_that_is_open(visits: dict[str, list[Exchanged]]) -> None:
    """Real or cover: suite and day are the same, all else is sealed, and no letter comes twice."""
    letters = [
        each.body[at : at + wire.LETTER_SIZE]
        for said in visits.values()
        for each in said
        if each.shape == "/letters"
        for at in range(0, wire.EXCHANGE_SIZE, wire.LETTER_SIZE)
    ]
    assert len({letter[:5] for letter in letters}) == 1
    assert len({letter[5:37] for letter in letters}) == len(letters)


def test_no_header_names_a_person_a_place_or_a_program(visits: dict[str, list[Exchanged]]) -> None:
    """The agent is everybody's, there is no language, no cookie, no referrer; the code and the name are in no byte."""
    for said in visits.values():
        for each in said:
            names = {name for name, _ in each.headers}
            assert names <= {"user-agent", "accept", "accept-encoding", "connection", "content-length", "content-type"}
            agent = dict(each.headers)["user-agent"]
            assert "python" not in agent.lower()


def test_the_recorder_notes_what_would_differ(newsroom: Served) -> None:
    """A request more, a header more or another size is seen: the comparison above is not an empty one."""
    import requests

    with recording(newsroom.url) as line:
        recorder: Recorder = line
        requests.get(f"{line.address}/board", timeout=60)
        requests.get(f"{line.address}/board", headers={"Accept-Language": "ur"}, timeout=60)
        requests.put(f"{line.address}/parcels/{'0' * 32}", b"x", timeout=60)
    plain, with_language, parcel = recorder.said
    assert plain.seen != with_language.seen
    assert (parcel.shape, parcel.status, len(parcel.body)) == ("/parcels/<id>", 400, 1)
