"""The courier's own files: whatever lies there is read as it was written, or said to be damaged."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from keys.courier import cli
from keys.courier.errors import BadAddressError, DamagedCourierError, NotACourierError
from keys.courier.state import CourierFolder, Settings, State
from keys.vault.alone import alone
from keys.vault.errors import AlreadyThereError, WrongPassphraseError
from tests.support.anyjson import spoiled
from tests.support.newsroom import CHEAP, PASSPHRASE, Newsroom

GOOD = Settings("Laptop", "http://127.0.0.1:8080", "ab" * 32, "cd" * 32, "socks5h://127.0.0.1:9050")
STATE = State(3, 4, 2, 20_000, {"aa": 1}, {"aa": 2}, {"aa": "ff"}, {"aa": 3}, ["ee"], "x", 1, [2])


@given(st.binary(max_size=200) | spoiled(asdict(STATE)).map(lambda fields: json.dumps(fields).encode()))
def test_any_bytes_give_a_state_or_our_error(untrusted: bytes) -> None:
    """What parses is of the right kinds through and through, so it can be written again."""
    with suppress(DamagedCourierError):
        state = State.parse(untrusted)
        assert State.parse(json.dumps(asdict(state)).encode()) == state


@given(st.binary(max_size=200) | spoiled(asdict(GOOD)).map(lambda fields: json.dumps(fields).encode()))
def test_any_bytes_give_settings_or_our_error(untrusted: bytes) -> None:
    """Every address has its form, so that a request goes where it should or nowhere."""
    with suppress(DamagedCourierError):
        settings = Settings.parse(untrusted)
        assert settings.server.startswith(("http://", "https://"))
        assert len(settings.own_key) == 32


@pytest.mark.parametrize(
    "wrong",
    [
        {"server": "127.0.0.1:8080"},
        {"server": "file:///etc/passwd"},
        {"server": "http://user:word@host"},
        {"server": "http://host/?x"},
        {"token": "ab" * 31},
        {"token": "AB" * 32},
        {"proxy": "socks5://127.0.0.1:9050"},
        {"proxy": ""},
    ],
)
def test_addresses_that_are_not_written_well_are_refused_at_once(tmp_path: Path, wrong: dict[str, str]) -> None:
    """Also a proxy that would look names up outside Tor; and nothing is made."""
    with pytest.raises(BadAddressError):
        CourierFolder.create(tmp_path / "c", replace(GOOD, **wrong), bytes(32), PASSPHRASE, cost=CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_whole_and_never_over_another(tmp_path: Path) -> None:
    """Its key opens with its passphrase alone."""
    folder = tmp_path / "c"
    made = CourierFolder.create(folder, GOOD, bytes(range(32)), PASSPHRASE, cost=CHEAP)
    assert CourierFolder(folder).settings == GOOD
    assert made.seed(PASSPHRASE) == bytes(range(32))
    with pytest.raises(WrongPassphraseError):
        made.seed("another")
    with pytest.raises(AlreadyThereError):
        CourierFolder.create(folder, GOOD, bytes(32), PASSPHRASE, cost=CHEAP)
    with pytest.raises(NotACourierError):
        CourierFolder(tmp_path)
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir() if path.is_file()} == {0}


def test_the_state_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    """Numbers only rise, so a lost state would be noticed by everybody."""
    made = CourierFolder.create(tmp_path / "c", GOOD, bytes(32), PASSPHRASE, cost=CHEAP)
    made.state = STATE
    made.save()
    assert CourierFolder(tmp_path / "c").state == STATE
    (tmp_path / "c" / "newsroom").write_bytes(b"\xff")
    with pytest.raises(DamagedCourierError):
        made.newsroom_files()


def test_two_trips_at_once_are_refused_the_second_time(newsroom: Newsroom, courier: CourierFolder) -> None:
    """Both would sign a bundle of one number; status only reads, and says what there is meanwhile."""
    with alone(courier.folder):
        for verb in ("take", "carry", "sync"):
            done = CliRunner().invoke(
                cli.courier, [verb, str(courier.folder), str(newsroom.stick), "--json"], "words\n"
            )
            assert (done.exit_code, json.loads(done.stdout)["error"]) == (1, "folder-in-use")
        assert CliRunner().invoke(cli.courier, ["status", str(courier.folder)]).exit_code == 0
    assert CliRunner().invoke(cli.courier, ["take", str(courier.folder), str(newsroom.stick)]).exit_code == 0
