"""The whole way of a tip with the real commands, each a process of its own, as the README tells people to run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deploy.newsroom import Newsroom, run
from tests.journey.conftest import carry_in
from tests.journey.journey import ANSWER

pytestmark = pytest.mark.xdist_group("journey")  # founded once, and its commands take two cores


def test_each_machine_has_its_folder(played: Path) -> None:
    """Server, courier, stick, two air gaps, admin; and what was opened and seen."""
    there = {path.name for path in played.iterdir()}
    assert {"server", "courier", "stick", "airgap-1", "airgap-2", "admin", "opened", "seen.json"} <= there
    assert not any("code" in name for name in there)


def test_what_the_reporter_saved_is_what_the_source_sent(played: Path, sent: Path, tmp_path: Path) -> None:
    """Text and unknown file byte for byte; photograph and film byte for byte as ``tip clean`` makes them."""
    opened = played / "opened"
    run("tip", "clean", sent / "IMG_0001.jpg", sent / "VID_0002.mp4", "--to", tmp_path / "clean")
    for name in ("photo-1.jpg", "video-2.mp4"):
        assert (opened / name).read_bytes() == (tmp_path / "clean" / name).read_bytes()
    assert (opened / "text.txt").read_bytes() == (sent / "text.txt").read_bytes()
    assert (opened / "file-3").read_bytes() == (sent / "ledger.xyz").read_bytes()
    saved = {path.name for path in opened.rglob("*") if path.is_file()}
    assert not saved & {"IMG_0001.jpg", "VID_0002.mp4", "ledger.xyz"}


def test_the_source_saw_the_answer_under_its_name(played: Path) -> None:
    """The text of one reader, and by itself "opened" from the other."""
    seen = json.loads((played / "seen.json").read_text())
    said = {reply["reporter"]: reply for reply in seen["replies"]}
    assert said["Ada"]["text"] == ANSWER
    assert said["Samira"]["state"] == "opened"
    assert len(seen["pseudonym"].split()) == 2


def test_both_readers_see_one_thread_under_one_code(newsroom: Newsroom, tmp_path: Path) -> None:
    """A second source writes twice under the same code: both machines hold both letters in one thread."""
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("It goes on at night.")
    second.write_text("At the north gate.")
    with newsroom.serving():
        where = (newsroom.url, "--pin", newsroom.pin())
        tip = run("tip", "send", *where, "--text", first)
        carry_in(newsroom)
        code = " ".join(tip["words"])
        again = run("tip", "send", *where, "--again", "--code-file", "-", "--text", second, text=code)
        assert again["pseudonym"] == tip["pseudonym"]
        carry_in(newsroom)
    texts: dict[int, list[str]] = {}

    def read(reader: int) -> None:
        told: dict[str, Any] = run("reporter", "read", newsroom.airgap(reader), tip["pseudonym"], *newsroom.passphrase)
        texts[reader] = [message["text"] for message in told["messages"]]

    newsroom.each(read)
    assert texts == {reader: ["It goes on at night.", "At the north gate."] for reader in (1, 2)}
