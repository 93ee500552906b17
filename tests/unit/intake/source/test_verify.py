"""``tip verify``: what a server serves against what was signed, and each way to serve something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from intake.protocol import wire
from intake.protocol.directory import Versions, unpack_bundle
from intake.source.errors import MemoryFileError, OfflineError
from intake.source.sightings import Sightings
from intake.source.stranger import Fetched, Stranger
from intake.source.verify import Verified, verify
from tests.support.served import Served

NOW = datetime.now(UTC)
TODAY = wire.day_of(NOW.timestamp())
MISSING = Fetched(404, {}, b"", b"")
Told = Callable[..., dict[str, Any]]


class Recorded(Stranger):
    """Answers as a real server did, but for what a test changes."""

    def __init__(self, answers: Mapping[str, Fetched], changed: Mapping[str, Fetched]) -> None:
        self.answers = {**answers, **changed}

    def fetch(self, path: str) -> Fetched:
        """What was answered, or the answer of what is not there."""
        return self.answers.get(path, MISSING)


class Recorder(Stranger):
    """Remembers every answer."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.answers: dict[str, Fetched] = {}

    def fetch(self, path: str) -> Fetched:
        """Ask, and remember."""
        self.answers[path] = super().fetch(path)
        return self.answers[path]


@pytest.fixture(scope="session")
def recorded(newsroom: Served) -> tuple[dict[str, Fetched], bytes]:
    """Every answer of the real server to one run, and the pin."""
    recorder = Recorder(newsroom.url)
    found = verify(recorder, bytes.fromhex(newsroom.pin), NOW)
    assert not found.differences
    return recorder.answers, bytes.fromhex(newsroom.pin)


Recording = tuple[dict[str, Fetched], bytes]


def body(content: bytes, of: Fetched | None = None) -> Fetched:
    """An answer with other bytes, and with the headers of another answer."""
    return Fetched(200, of.headers if of else {}, hashlib.sha256(content).digest(), content)


def look(recording: Recording, changed: Mapping[str, Fetched], seen: Sightings | None = None, **how: Any) -> Verified:
    """Verify the recording with changes."""
    answers, pin = recording
    return verify(Recorded(answers, changed), how.get("pin", pin), how.get("now", NOW), seen)


def codes(found: Verified) -> set[tuple[str, str]]:
    """Where and what differs."""
    return {(difference.where, difference.code) for difference in found.differences}


def test_a_stranger_finds_every_byte_as_it_was_signed(newsroom: Served, told: Told, tmp_path: Path) -> None:
    """With both commands, against the real server: exit 0, counts and hashes for comparing, a memory for the next run."""
    memory = tmp_path / "memory"
    said = told("verify", newsroom.url, "--pin", newsroom.pin, "--memory", memory)
    assert said["differences"] == []
    assert said["compared"] > 40
    assert "page/index.html" in said["targets"]
    assert any("Eve has no key today" in note for note in said["notes"])
    again = told("verify", newsroom.url, "--memory", memory)
    assert again["root_sha256"] == newsroom.pin
    from keys.cli import keys

    quiet = CliRunner().invoke(keys, ["verify", newsroom.url, "--memory", str(memory), "--quiet"])
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_a_difference_is_named_and_the_command_ends_with_1(
    newsroom: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The file is named, the memory stays as it was, JSON carries the list."""
    from intake.source.tip import tip

    memory = tmp_path / "memory"
    honest = Stranger.fetch

    def altered(self: Stranger, path: str) -> Fetched:
        answer = honest(self, path)
        return body(b"<script>evil()</script>", answer) if path == "index.html" else answer

    monkeypatch.setattr(Stranger, "fetch", altered)
    arguments = ["verify", newsroom.url, "--pin", newsroom.pin, "--memory", str(memory)]
    done = CliRunner().invoke(tip, arguments)
    assert done.exit_code == 1
    assert "tip: differs: index.html: its bytes are not the ones that were signed" in done.output
    assert not memory.exists()
    said = json.loads(CliRunner().invoke(tip, [*arguments, "--json"]).stdout)
    assert said["error"] == "differs"
    assert [row["where"] for row in said["differences"]] == ["index.html"]


def test_whoever_could_not_look_is_told_apart_from_a_difference(
    newsroom: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A dead line ends with 3, whether it was dead from the first or went in between; so does a memory that is none."""
    from intake.source.tip import tip

    monkeypatch.setattr("intake.source.stranger.TRIES", 1)
    dead = CliRunner().invoke(tip, ["verify", "http://127.0.0.1:9", "--json"])
    assert (dead.exit_code, json.loads(dead.stdout)["error"]) == (3, "offline")
    memory = tmp_path / "memory"
    memory.write_text("{")
    assert CliRunner().invoke(tip, ["verify", newsroom.url, "--memory", str(memory)]).exit_code == 3
    honest = Stranger.fetch

    def cut(self: Stranger, path: str) -> Fetched:
        if path == "board":
            raise OfflineError
        return honest(self, path)

    monkeypatch.setattr(Stranger, "fetch", cut)
    assert CliRunner().invoke(tip, ["verify", newsroom.url, "--pin", newsroom.pin]).exit_code == 3
    assert CliRunner().invoke(tip, ["verify", newsroom.url, "--pin", "12"]).exit_code == 2
    assert "3: it could not be compared" in " ".join(CliRunner().invoke(tip, ["verify", "--help"]).output.split())


def test_a_server_that_falls_silent_after_serving_something_else_is_no_dead_line(recorded: Recording) -> None:
    """What differs is told, though nothing was answered after the page and the directory."""
    answers, pin = recorded

    class Silent(Recorded):
        def fetch(self, path: str) -> Fetched:
            if path not in ("", "directory/bundle.json"):
                raise OfflineError
            return super().fetch(path)

    found = verify(Silent(answers, {"": body(b"evil", answers[""])}), pin, NOW)
    assert codes(found) == {("/", "bytes")}
    assert found.notes == ["the server stopped answering before everything was compared"]
    with pytest.raises(OfflineError):
        verify(Silent(answers, {}), pin, NOW)


def test_every_file_that_is_altered_or_missing_is_named(recorded: Recording) -> None:
    """One byte more in any answer that was compared, or no answer, and exactly that file is told."""
    answers, _ = recorded
    asked = [path for path, answer in answers.items() if answer.status == 200 and path != "keys/now"]
    assert len(asked) > 40
    for path in asked:
        more = (answers[path].body or b"") + b" "
        named = {where.strip("/") for where, _ in codes(look(recorded, {path: body(more, answers[path])}))}
        also = {"keys/now"} if path == f"keys/{TODAY}" else set()  # the same file at two addresses
        assert named == {path.strip("/"), *also} or (path == "directory/bundle.json" and not named), path
        if not path.startswith("keys/"):
            assert look(recorded, {path: MISSING}).differences, path


def test_another_newsroom_and_a_directory_that_is_none(recorded: Recording) -> None:
    """A pin that is another's, damage, and a directory that is not there are three different things."""
    bundle = "directory/bundle.json"
    assert codes(look(recorded, {}, pin=bytes(32))) == {(bundle, "directory")}
    assert codes(look(recorded, {bundle: body(b"{")})) == {(bundle, "directory")}
    assert codes(look(recorded, {bundle: MISSING})) == {(bundle, "missing")}
    found = verify(Recorded(recorded[0], {}), None, NOW)
    assert "compare it with print" in found.notes[0]


def test_a_frozen_directory_is_told_when_it_runs_out_and_the_rest_is_still_compared(recorded: Recording) -> None:
    """Eight days later the timestamp has run out; a changed file beside it is named as well."""
    found = look(recorded, {"": body(b"evil")}, now=NOW + timedelta(days=8))
    assert {("directory/bundle.json", "expired"), ("/", "bytes")} <= codes(found)


def test_a_rollback_is_noticed_by_its_memory(recorded: Recording) -> None:
    """Whoever saw a newer directory or board is told that an older one is served."""
    seen = look(recorded, {}).sightings
    newer = replace(seen, versions=replace(seen.versions, timestamp=seen.versions.timestamp + 1))
    assert ("directory/bundle.json", "older") in codes(look(recorded, {}, newer))
    board = replace(seen, versions=replace(seen.versions, board=seen.versions.board + 1))
    assert ("board", "older") in codes(look(recorded, {}, board))


def test_two_of_one_number_are_noticed_by_its_memory(recorded: Recording) -> None:
    """A server that shows one list to some and another to others under one version is caught by whoever saw the other."""
    seen = look(recorded, {}).sightings
    for name in seen.metadata:
        other = replace(seen, metadata={**seen.metadata, name: "0" * 64})
        where = "board" if name.endswith("board") else f"directory/{name}"
        assert codes(look(recorded, {}, other)) == {(where, "two")}


def test_a_key_of_a_day_never_changes_and_never_goes(recorded: Recording) -> None:
    """A day's file that was published is remembered until its day has passed."""
    seen = look(recorded, {}).sightings
    day = f"keys/{TODAY + 3}"
    assert codes(look(recorded, {day: MISSING}, seen)) == {(day, "key-changed")}
    assert not look(recorded, {day: MISSING}).differences
    swapped = recorded[0][f"keys/{TODAY + 4}"]
    assert (day, "keys") in codes(look(recorded, {day: swapped}))
    assert codes(look(recorded, {"keys/now": swapped})) == {("keys/now", "keys")}


def test_headers_that_bring_in_what_nobody_signed_are_told(recorded: Recording) -> None:
    """No policy, a weaker one, a cookie, a preloaded file: the bytes are right, and the page is not what it was."""
    front = recorded[0][""]
    policy = front.headers["content-security-policy"]
    for changed, code in (
        ({"content-security-policy": ""}, "policy"),
        ({"content-security-policy": policy.replace("'self'", "*")}, "policy"),
        ({"content-security-policy": f"{policy}; script-src-elem *"}, "policy"),
        ({"content-security-policy": f"script-src 'self' https://example.org; {policy}"}, "policy"),
        ({"content-security-policy": policy.replace("connect-src 'self';", "")}, "policy"),
        ({"set-cookie": "a=b"}, "header"),
        ({"link": "<https://example.org/x.js>; rel=preload"}, "header"),
    ):
        assert codes(look(recorded, {"": replace(front, headers={**front.headers, **changed})})) == {("/", code)}


def test_a_newer_root_that_the_one_file_directory_leaves_out_is_told(recorded: Recording) -> None:
    """Pages read the one file, TUF's clients the single ones: both have to see the same root."""
    assert codes(look(recorded, {"directory/2.root.json": body(b"{}")})) == {("directory/2.root.json", "left-out")}


def test_a_server_that_does_not_answer_is_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut line is told as one, after a few tries."""
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(OfflineError):
        verify(Stranger("http://127.0.0.1:9"), bytes(32), NOW)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"root": 1}', b'{"versions": {"root": -1}}', b"\xff"])
def test_a_memory_that_is_none_is_refused(damage: bytes) -> None:
    """What was seen is never guessed."""
    with pytest.raises(MemoryFileError):
        Sightings.parse(damage)
    seen = Sightings(bytes(range(32)), Versions(1, 2, 3, 4, 5), {"1.root.json": "0" * 64}, {"20000 aa": "1" * 64})
    assert Sightings.parse(seen.pack()) == seen


def test_what_is_recorded_is_a_real_directory(recorded: Recording) -> None:
    """The recording holds what the tests above change."""
    metadata, _ = unpack_bundle(recorded[0]["directory/bundle.json"].body or b"")
    assert {"1.root.json", "timestamp.json"} <= set(metadata)
