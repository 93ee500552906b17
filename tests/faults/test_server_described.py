"""docs/openapi.yaml is true: schemathesis draws requests from it and holds the running server's answers against it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask

from intake.server.app import create_app
from intake.server.settings import Settings
from intake.server.store.engine import migrate
from tests.support.served import Served, served

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = ROOT / "docs" / "openapi.yaml"
GENEROUS = "exchanges_per_client_ten_minutes = 1000000\n"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Served]:
    """A newsroom that has published: files of every kind are there."""
    with served(tmp_path, ("Ada",), settings=GENEROUS) as newsroom:
        yield newsroom


def examine(opened: Served, examples: int) -> None:
    """All checks but one: a verb that is not there is 404 here, not 405, since all else is 404 (docs/protocol.md)."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", str(DESCRIPTION), "--url", opened.url, "--max-examples", str(examples), "--seed", "1"]
    command += ["--checks", "all", "--exclude-checks", "unsupported_method", "--phases", "examples,coverage,fuzzing"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.support.described", "COURIER_TOKEN": opened.token, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env={**os.environ, **hooks}, cwd=opened.folder, capture_output=True, text=True, check=False
    )
    print(done.stdout[-3_000:])
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr
    assert opened.server.output.read_bytes() == b""


def test_the_running_server_answers_as_it_is_described(opened: Served) -> None:
    """Every operation, good requests and bad ones: status, type, headers and form of every answer stand there."""
    examine(opened, 10)


@pytest.mark.long
def test_the_running_server_answers_many_strange_requests_as_it_is_described(opened: Served) -> None:
    """The same with three hundred examples an operation."""
    examine(opened, 300)


def test_every_route_is_described_and_nothing_else(tmp_path: Path) -> None:
    """A new route without a description fails here, and so does a description of nothing."""
    migrate(Settings(folder=tmp_path))
    app = create_app(Settings(folder=tmp_path))
    described = {
        (method.upper(), path.replace("{file}", "<>").replace("{name}", "<>"))
        for path, verbs in yaml.safe_load(DESCRIPTION.read_text())["paths"].items()
        for method in verbs
        if method != "parameters"
    }
    assert {(method, _shape(path)) for method, path in described} == set(_routes(app))
    app.extensions["asterism"].database.close()


def _shape(path: str) -> str:
    return "/".join("<>" if part.startswith(("{", "<")) else part for part in path.split("/"))


def _routes(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"OPTIONS"}
        if "GET" in methods:
            methods -= {"HEAD"}
        for method in methods:
            yield method, _shape(rule.rule)
