"""Every error of ``tip`` that a person can meet, as it is said (tests/unit/transcripts/tip.txt)."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from intake.protocol.directory import Versions
from intake.protocol.errors import AsterismError
from intake.source import client
from intake.source.memory import Memory, remember
from tests.corpus.corpus import ALL
from tests.support import transcripts
from tests.support.scripted import Says, scripted
from tests.support.served import Served
from tests.support.server import running_server
from tests.support.transcripts import Transcript

TRANSCRIPTS = transcripts.read("tip.txt")


class Scene:
    """A folder with a text, a photograph and what else is there; ``address``: of the newsroom as it stands."""

    def __init__(self, newsroom: Served, opened: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything is well."""
        self.newsroom, self.opened, self.monkeypatch = newsroom, opened, monkeypatch
        self.address, self.pin = newsroom.url, newsroom.pin
        Path("text.txt").write_text("They pay in cash.")
        shutil.copy(ALL["phone.jpg"], "photo.jpg")
        Path("code.txt").write_text("1160095459\n4877133870\n9614018385")

    def serving(self, *answers: Says) -> None:
        """Another machine stands at the address."""
        self.address = self.opened.enter_context(scripted(answers)).address

    def files(self) -> None:
        """Files that cannot be cleaned, and one cleaned before."""
        Path("ledger.xyz").write_bytes(b"\0strange")
        Path("cut.jpg").write_bytes(Path("photo.jpg").read_bytes()[:900])
        Path("latin.txt").write_bytes(b"caf\xe9")
        Path("empty.txt").touch()
        Path("folder").mkdir()
        Path("cleaned").mkdir()
        Path("cleaned/photo-1.jpg").touch()

    def slip(self) -> None:
        """Two digits changed places."""
        Path("code.txt").write_text("1160095459\n4877138370\n9614018385")

    def word(self) -> None:
        """A word that is none."""
        Path("code.txt").write_text("body sabotage oncoming fanfare gullible update xxxxx civilian lavender")

    def offline(self) -> None:
        """Nobody listens."""
        self.monkeypatch.setattr(client, "FIRST_PAUSE_S", 0.01)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"

    def elsewhere(self) -> None:
        """A machine that is no newsroom's."""
        self.serving(Says(404))

    def full(self) -> None:
        """The server has no room, and the desk is as always."""
        bundle, keys = self.newsroom.newsroom.directory(), self._keys()
        self.serving(Says(200, bundle), Says(200, keys), Says(503, b'{"error": "full"}', (("Retry-After", "3600"),)))

    def expired(self) -> None:
        """Nobody has renewed the directory for eight days."""
        from tests.support import newsroom as support

        self.monkeypatch.setattr(support, "NOW", datetime.now(UTC) - timedelta(days=8))
        self.serving(Says(200, self.newsroom.newsroom.directory()), Says(200, self._keys()))

    def older(self) -> None:
        """A newer directory was seen before."""
        remember(Path("seen"), Memory(self.newsroom.newsroom.pin, Versions(timestamp=10_000)))

    def strange_memory(self) -> None:
        """Something else has the memory's name."""
        Path("seen").write_text(json.dumps({"root": "x"}))

    def ahead(self) -> None:
        """The newsroom's day is three ahead of this device's."""
        self.address = self.opened.enter_context(running_server(self.newsroom.folder, day_shift=3)).url

    def nobody(self) -> None:
        """No key of the day has come."""
        self.serving(Says(200, self.newsroom.newsroom.directory()), Says(404))

    def well(self) -> None:
        """Nothing is wrong."""

    def _keys(self) -> bytes:
        import requests

        return requests.get(f"{self.newsroom.url}/keys/now", timeout=60).content


@contextmanager
def set_up(transcript: Transcript, scene: Scene) -> Iterator[Scene]:
    """Let things stand as the transcript's scene says."""
    getattr(scene, transcript.scene.replace(" ", "_"))()
    yield scene


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=str)
def test_tip_says_what_the_transcript_says(
    newsroom: Served,
    tip: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    transcript: Transcript,
) -> None:
    """What happened, what is kept, what to do next, and the exit status."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as opened, set_up(transcript, Scene(newsroom, opened, monkeypatch)) as scene:
        program, *words = (
            word.replace("ADDRESS", scene.address).replace("PIN", scene.pin) for word in transcript.words
        )
        assert program == "tip"
        done = tip(*words)
    assert transcripts.masked(done.stderr, (scene.address, "ADDRESS"), (scene.pin, "PIN")) == transcript.lines
    assert done.exit_code == transcript.status


def test_every_error_of_ours_is_in_a_transcript() -> None:
    """A new error comes with the words that a person reads."""
    import inspect

    from intake.source import errors

    said = "\n".join(line for each in TRANSCRIPTS for line in each.lines)
    shown_elsewhere = {
        errors.SourceError,  # roots are never raised
        errors.BusyError,
        errors.SlowDownError,  # test_client.py
        errors.FileChangedError,  # test_stream.py
        errors.RefusedError,  # test_client.py
        errors.StoppedSendingError,  # test_interrupted.py
        errors.NotTextError,
    }
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, AsterismError) and kind.__module__ == errors.__name__ and kind not in shown_elsewhere:
            assert kind.todo in said or kind.kept in said, kind
