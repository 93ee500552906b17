"""Texts that show commands and what they say, run from start to end: the guide for admins, and whole ceremonies.

A fenced ``console`` block is one command and its output. Comments set the scene: ``<!-- day: 2026-11-24 -->`` what day it
is, ``<!-- card: Ada reporter -->`` a card that came on the stick (Ada/2: of another machine of hers), ``<!-- sheet: FILE
FOLDER root -->`` the words of a key, copied from its paper, ``<!-- typed: no -->`` what is typed at the next command
(else every question is answered with "y", which is every passphrase as well), ``<!-- lost: path -->`` a file or folder
that is gone, ``<!-- run: keys … -->`` a command that is run and not shown.

``python -m tests.unit.keys.ceremony.transcript FILE`` writes the outputs anew; read the difference before it is kept.
"""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from keys.ceremony import founding, rotate
from keys.ceremony.cli import keys
from keys.ceremony.own import OwnFolder
from keys.ceremony.paper import key_words
from keys.stick import layout
from keys.vault import passphrase
from keys.vault.files import DISK
from tests.unit.keys.ceremony.office import CHEAP, INDEX, card_bytes

_STEP = re.compile(r"<!-- (day|card|sheet|typed|lost|run): (.+?) -->|```console\n\$ (.+?)\n(.*?)```", re.DOTALL)
_ANSWERS = "y\n" * 30
_WORDS = r"(?:[a-z-]{3,10} ){5}[a-z-]{3,10}"


def same(text: str) -> str:
    """A text without what is drawn at random: hashes, and six words that stand for one."""
    text = re.sub(r"[0-9a-f]{64}", "<hash>", text)
    text = re.sub(rf"(in words: |\"|^    ){_WORDS}(\"|$)", r"\1<six words>\2", text, flags=re.MULTILINE)
    text = re.sub(r"^(?: +\d+ [a-z-]+)+ *$", "<words of a sheet>", text, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def cheapen(patch: pytest.MonkeyPatch, *functions: Callable[..., object]) -> None:
    """Let these functions make keys that open quickly."""
    for function in functions:
        patch.setattr(function, "__kwdefaults__", {**(function.__kwdefaults__ or {}), "cost": CHEAP})


@contextmanager
def office_day(top: Path) -> Iterator[pytest.MonkeyPatch]:
    """A scratch office: keys that open quickly, a page of three files, a stick, the folder ``top`` as the current one."""
    page = top / "page"
    page.mkdir()
    (top / "stick").mkdir()
    (page / "index.html").write_text(INDEX)
    (page / "app.js").write_text("export {};\n")
    (page / "style.css").write_text("body {}\n")
    with pytest.MonkeyPatch.context() as patch:
        cheapen(patch, passphrase.write_key_file, passphrase.replace_key_file, passphrase.change_passphrase)
        cheapen(patch, founding.found, rotate.rotate)
        patch.setattr("keys.ceremony.page.built_page", lambda: page)
        patch.setattr(DISK, "sync", lambda _path: None)
        patch.chdir(top)
        yield patch


def play(text: str, top: Path, told: Callable[[str, str, str], None]) -> None:
    """Run every step of a text in ``top``; ``told`` gets each command, what the text says and what the command said."""
    typed = _ANSWERS
    with office_day(top) as patch:
        for found in _STEP.finditer(text):
            kind, given, command, said = found.groups()
            if kind == "day":
                seconds = (date.fromisoformat(given) - date(1970, 1, 1)).days * 86_400
                patch.setattr("keys.ceremony.asking._now", lambda seconds=seconds: seconds)
            elif kind == "card":
                _lay_card(top, *given.split())
            elif kind == "sheet":
                _copy_sheet(top, *given.split())
            elif kind == "typed":
                typed = given.replace(" / ", "\n") + "\n" + _ANSWERS
            elif kind == "lost":
                _lose(top / given)
            elif kind == "run":
                ended = CliRunner().invoke(keys, shlex.split(given)[1:], input=_ANSWERS)
                assert ended.exit_code == 0, ended.output
            else:
                result = CliRunner().invoke(keys, shlex.split(command)[1:], input=typed)
                typed = _ANSWERS
                assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
                told(command, said, result.output)


def _lay_card(top: Path, name: str, role: str) -> None:
    seed = hashlib.sha256(name.encode()).digest()
    cards = layout.stick_folder(top / "stick", layout.CARDS, make=True)
    body = card_bytes(name.partition("/")[0], role, seed, seed[:16] if role == "reporter" else b"")
    (cards / f"{seed.hex()[:16]}.{role}").write_bytes(body)


def _copy_sheet(top: Path, file: str, folder: str, role: str) -> None:
    (held,) = [held for held in OwnFolder.open(top / folder).held() if held.role == role and "new" not in held.called]
    (top / file).write_text(" ".join(key_words(role, held.seed("y"))))


def _lose(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def check(path: Path, top: Path) -> int:
    """Run a text; every output is the one that it shows. Returns how many commands it has."""
    commands = []

    def compare(command: str, said: str, output: str) -> None:
        commands.append(command)
        assert same(output) == same(said), f"{command}\n{output}"

    play(path.read_text(encoding="utf-8"), top, compare)
    return len(commands)


def record(path: Path) -> None:
    """Write the outputs anew."""
    text = path.read_text(encoding="utf-8")
    outputs: list[str] = []
    with tempfile.TemporaryDirectory() as top:
        play(text, Path(top), lambda _command, _said, output: outputs.append(output))
    fresh = iter(outputs)

    def renew(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        lines = "\n".join(line.rstrip() for line in next(fresh).strip("\n").split("\n"))
        return f"```console\n$ {found[3]}\n{lines}\n```"

    path.write_text(_STEP.sub(renew, text), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name))
