"""A reporter is revoked and the admins change their keys, by the real commands: what stops, and what goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deploy.newsroom import READERS, Newsroom, run
from tests.journey.conftest import carry_in

pytestmark = pytest.mark.xdist_group("journey")

OLD, NEW = "Before she left.", "After she left."
ANSWER = "I read it on Tuesday."
STAYS, LEAVES = READERS


def _texts(newsroom: Newsroom, reader: int, name: str) -> list[str]:
    told: dict[str, Any] = run("reporter", "read", newsroom.airgap(reader), name, *newsroom.passphrase)
    return [message["text"] for message in told["messages"]]


def test_a_revoked_reporter_gets_no_new_letter_and_codes_outlive_rotations(newsroom: Newsroom, tmp_path: Path) -> None:
    """Revoked: no letter is sealed to her from then on; her old answers are found, her old letters read.

    Rotated root, two more signings of targets: the same code is the same name, and the pin is the one printed first.
    """
    text, admin, pin = tmp_path / "text.txt", newsroom.folder / "admin", newsroom.pin()
    where = (newsroom.url, "--pin", pin)
    with newsroom.serving():
        text.write_text(OLD)
        first = run("tip", "send", *where, "--text", text)
        name, code = first["pseudonym"], " ".join(first["numbers"])
        assert sorted(first["readers"]) == sorted(READERS)
        carry_in(newsroom)
        run("reporter", "reply", newsroom.airgap(2), name, "--text", ANSWER, *newsroom.passphrase)
        newsroom.each(newsroom.outbox)
        newsroom.sync()

        run("keys", "reporter", "revoke", admin, LEAVES)
        run("keys", "root", "rotate", admin, *newsroom.passphrase)
        run("keys", "targets", "sign", admin, newsroom.stick, *newsroom.passphrase)
        newsroom.sync()
        assert newsroom.pin() == pin

        text.write_text(NEW)
        second = run("tip", "send", *where, "--again", "--code-file", "-", "--text", text, text=code)
        assert (second["pseudonym"], second["readers"]) == (name, [STAYS])
        run("keys", "targets", "sign", admin, newsroom.stick, *newsroom.passphrase)
        carry_in(newsroom)

        seen = run("tip", "check", *where, "--code-file", "-", "--looks", 6, text=code)
    assert seen["pseudonym"] == name
    assert (LEAVES, ANSWER) in [(reply["reporter"], reply["text"]) for reply in seen["replies"]]
    assert _texts(newsroom, 1, name) == [OLD, NEW]
    assert _texts(newsroom, 2, name) == [OLD]
