"""Upkeep by itself: what fails is taken up again, and a clock that leaps deletes nothing by itself."""

from __future__ import annotations

import resource
import secrets
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from intake.server import upkeep
from intake.server.cli import intake
from intake.server.doctor import look
from intake.server.errors import ClockLeaptError
from intake.server.health import look as look_at_health
from intake.server.limits import Room
from intake.server.store import publication, queries, state
from intake.server.store.database import Database
from intake.server.store.models import Letter
from tests.support import sealed
from tests.support.waiting import until

DAY = 20_000
ONLY_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def number(database: Database, name: str) -> int | None:
    """What the server remembers under a name."""
    with database.read() as connection:
        return state.get(connection, name)


def letters(database: Database) -> int:
    """How many lie there."""
    with database.read() as connection:
        return sum(queries.counts(connection)["letters"].values())


@ONLY_SQLITE
def test_upkeep_that_fails_is_taken_up_again_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A disk that has no room just then costs one try and a line; the thread goes on, on the same day."""
    monkeypatch.setattr(upkeep, "LOOK_S", 0.05)
    for _ in range(40):
        database.writer.put_parcel(secrets.token_bytes(16), sealed.parcel())
    upkeep._outside_transaction(database.writer.engine, upkeep._truncate_log)  # so that the day can still be taken
    upkeeper = upkeep.Upkeeper(database)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, limit[1]))
    try:
        upkeeper.start()
        said: list[str] = []

        def has_failed() -> bool:
            said.append(capfd.readouterr().err)
            return "intake: upkeep: " in "".join(said)

        until(has_failed, "a failure that is told")
        assert number(database, state.COMPACTED) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    try:
        until(lambda: number(database, state.COMPACTED) == DAY, "upkeep once there is room")
    finally:
        upkeeper.stop()


def test_upkeep_that_another_process_did_not_end_is_ended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day was taken, and then its process was killed: after some looks another one goes on."""
    database.writer.put_letters((sealed.letter(DAY),))
    database.writer.transaction(lambda c: state.claim(c, state.UPKEEP, DAY))
    monkeypatch.setattr(upkeep, "LOOK_S", 0.01)
    upkeeper = upkeep.Upkeeper(database)
    upkeeper.start()
    try:
        until(lambda: number(database, state.COMPACTED) == DAY, "the compaction that was left")
    finally:
        upkeeper.stop()


def test_a_clock_that_leaps_ahead_deletes_nothing(database: Database, day: Callable[[int], None]) -> None:
    """Upkeep, by itself or typed, refuses; health and doctor say so; when the clock is right again all is there."""
    database.writer.put_letters((sealed.letter(DAY),))
    upkeep.run(database)
    for leap in (upkeep.LEAP_DAYS + 1, 31, 5_000):
        day(DAY + leap)
        with pytest.raises(ClockLeaptError):
            upkeep.run(database)
        with pytest.raises(ClockLeaptError):
            upkeep.Upkeeper(database)._look()
        assert not look_at_health(database, Room(database)).is_well
        assert [found.mend for found in look(database) if found.what == "the clock has not leapt"] != [""]
    day(DAY + 1)
    upkeep.run(database)
    with database.read() as connection:
        assert len(queries.ids(connection, Letter, DAY - 30)) == 1
    assert [found.mend for found in look(database) if found.what == "the clock has not leapt"] == [""]


def test_a_server_that_was_off_for_a_week_expires_unasked(database: Database, day: Callable[[int], None]) -> None:
    """A week is no leap."""
    database.writer.put_letters((sealed.letter(DAY),))
    day(DAY + database.settings.keep_days + 1 - upkeep.LEAP_DAYS)
    upkeep.run(database)
    day(DAY + database.settings.keep_days + 1)
    upkeep.run(database)
    assert not letters(database)


@pytest.mark.parametrize(("board_day", "confirms"), [(60, True), (54, True), (61, True), (52, False), (900, False)])
def test_a_server_that_was_off_for_long_expires_when_a_courier_has_come(
    database: Database, day: Callable[[int], None], board_day: int, confirms: bool
) -> None:
    """The board's day confirms the clock, one that is old or ahead of it does not."""
    database.writer.put_letters((sealed.letter(DAY),))
    upkeep.run(database)
    day(DAY + 60)
    with pytest.raises(ClockLeaptError):
        upkeep.run(database)
    section = sealed.section(1, DAY + board_day)
    publish = {"board": sealed.board(1, DAY + board_day, section), **sealed.groups(section)}
    database.writer.transaction(lambda c: publication.publish(c, publish))
    if confirms:
        upkeep.run(database)
    else:
        with pytest.raises(ClockLeaptError):
            upkeep.run(database)
    assert letters(database) == (0 if confirms else 1)


@ONLY_SQLITE
def test_an_operator_who_has_looked_at_the_clock_says_so(database: Database, day: Callable[[int], None]) -> None:
    """The command refuses with the option's name, and with the option it expires."""
    (database.settings.folder / "intake.toml").write_text("disk_floor_bytes = 0\n", encoding="utf-8")
    database.writer.put_letters((sealed.letter(DAY),))
    upkeep.run(database)
    day(DAY + 60)
    folder = str(database.settings.folder)
    refused = CliRunner().invoke(intake, ["upkeep", folder])
    assert refused.exit_code == 1
    assert "intake upkeep FOLDER --clock-is-right" in refused.stderr
    assert CliRunner().invoke(intake, ["upkeep", folder, "--clock-is-right"]).exit_code == 0
    assert not letters(database)
