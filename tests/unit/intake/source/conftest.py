"""A newsroom on the real server, once a worker, and the command ``tip`` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.served import Served, served

GROUP = "source"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks the newsroom goes to one worker, so that it is founded once."""
    for item in items:
        if "newsroom" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group(GROUP))


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Ada and Ben read, and Eve, who is certified and has handed over no keys yet; after the first trip."""
    with served(tmp_path_factory.mktemp("newsroom"), ("Ada", "Ben", "Eve"), without=("Eve",)) as founded:
        yield founded


Tip = Callable[..., Result]


@pytest.fixture(scope="session")
def tip() -> Tip:
    """Run ``tip`` with arguments; ``text``: what is typed."""
    from intake.source.tip import tip as command

    def run(*arguments: object, text: str | None = None) -> Result:
        return CliRunner().invoke(command, [str(each) for each in arguments], input=text)

    return run


@pytest.fixture(scope="session")
def told(tip: Tip) -> Callable[..., dict[str, Any]]:
    """Run ``tip`` with ``--json``; its one object."""

    def run(*arguments: object, status: int = 0, text: str | None = None) -> dict[str, Any]:
        done = tip(*arguments, "--json", text=text)
        assert done.exit_code == status, done.output
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        assert found["ok"] == (status == 0)
        return found

    return run


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A short text in three scripts."""
    path = tmp_path / "text.txt"
    path.write_text("Они платят наличными. वे नकद देते हैं۔ They pay in cash.\r\n", newline="")
    return path
