"""The store: grouped, durable, idempotent, and after a compaction without any order of arrivals."""

from __future__ import annotations

import random
import secrets
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, insert, text

from intake.protocol import wire
from intake.server import clock, limits, upkeep
from intake.server.errors import ConflictError, FullError, NotInitialisedError
from intake.server.health import look
from intake.server.limits import Room
from intake.server.store import publication, queries, state
from intake.server.store.database import Database
from intake.server.store.engine import migrate
from intake.server.store.models import REVISION, Base, Letter, Parcel
from intake.server.store.puts import Put
from tests.support import sealed
from tests.support.order import noise, places, rank_correlation

DAY = 20_000
ONLY_SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize(
    "settings", [pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))], indirect=True
)


def arrive(database: Database, n: int) -> list[bytes]:
    """``n`` letters, each in a transaction of its own; returns them in the order of their arrival."""
    letters = [sealed.letter(DAY) for _ in range(n)]
    for letter in letters:
        database.writer.put_letters((letter,))
    return letters


@ONLY_SQLITE
@pytest.mark.parametrize("part", [slice(5, 69), slice(-64, None)], ids=["first bytes", "last bytes"])
def test_after_a_compaction_no_file_tells_the_order_of_arrivals(database: Database, part: slice) -> None:
    """Bodies lie in the files in the order in which they came, and after the compaction in one that says nothing."""
    folder = database.settings.folder
    letters = arrive(database, 300)
    # Whichever file: the test must be able to see the order that it says is gone.
    before = [
        rank_correlation(found)
        for path in folder.iterdir()
        if len(found := places(path.read_bytes(), letters, part)) == 300
    ]
    assert max(before) > 0.9
    upkeep.compact(database)
    after = {path.name: places(path.read_bytes(), letters, part) for path in folder.iterdir()}
    assert len(after.pop("intake.db")) == 300
    assert not any(after.values()), "and in no other file they lie at all"
    found = places((folder / "intake.db").read_bytes(), letters, part)
    assert abs(rank_correlation(found)) < noise(300)
    more = arrive(database, 50)
    upkeep.compact_for_pull(database)
    found = places((folder / "intake.db").read_bytes(), letters + more, part)
    assert len(found) == 350
    assert abs(rank_correlation(found)) < noise(350)


@ONLY_SQLITE
def test_what_expired_is_in_no_byte_of_any_file(database: Database, day: Callable[[int], None]) -> None:
    """Deleting overwrites: thirty-one days later neither database nor log holds a piece of it."""
    old = arrive(database, 20)
    parcel, key = sealed.parcel(), secrets.token_bytes(16)
    database.writer.put_parcel(key, parcel)
    day(DAY + 31)
    new = arrive(database, 5)
    kept = upkeep.run(database)
    assert (kept.letters, kept.parcels) == (20, 1)
    raw = b"".join(path.read_bytes() for path in database.settings.folder.iterdir())
    for body in [*old, parcel]:
        assert not any(body[at : at + 24] in raw for at in range(0, len(body), 1_000))
    assert all(body[100:124] in raw for body in new)


@ONLY_POSTGRESQL
def test_after_a_compaction_postgresql_tells_the_order_neither_by_place_nor_by_transaction(database: Database) -> None:
    """Rows and their outside bodies lie in the order of ids, all under one transaction's number."""
    letters = arrive(database, 200)
    arrival = {wire.object_id(letter): index for index, letter in enumerate(letters)}

    def seen() -> tuple[list[int], int, list[int]]:
        with database.read() as connection:
            rows = connection.execute(text("SELECT id, xmin::text FROM letters ORDER BY ctid")).all()
            name = connection.execute(
                text("SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = 'letters'")
            ).scalar_one()
            toast = connection.execute(
                text(f"SELECT chunk_data FROM {name} WHERE chunk_seq = 0 ORDER BY chunk_id")  # noqa: S608
            ).scalars()
            heads = {letter[:200]: index for index, letter in enumerate(letters)}
            outside = [heads[bytes(chunk)[:200]] for chunk in toast]
        return [arrival[bytes(key)] for key, _ in rows], len({xmin for _, xmin in rows}), outside

    by_place, transactions, outside = seen()
    assert rank_correlation(by_place) > 0.9
    assert transactions == 200
    assert rank_correlation(outside) > 0.9
    upkeep.compact(database)
    by_place, transactions, outside = seen()
    assert len(by_place) == len(outside) == 200
    assert transactions == 1
    assert abs(rank_correlation(by_place)) < noise(200)
    assert abs(rank_correlation(outside)) < noise(200)


def test_a_group_gives_each_its_own_answer(database: Database) -> None:
    """Same bytes twice, other bytes under one id, letters between: one transaction, and every one is told the truth."""
    key, other, body = secrets.token_bytes(16), secrets.token_bytes(16), sealed.parcel()
    assert database.writer.put_parcel(key, body)
    letter = sealed.letter(DAY)
    group = [
        Put(Parcel, {key: body}),
        Put(Parcel, {key: sealed.parcel()}),
        Put(Letter, {wire.object_id(letter): letter}),
        Put(Parcel, {other: body}),
        Put(Parcel, {other: body}),
        Put(Parcel, {other: sealed.parcel()}),
        Put(Letter, {wire.object_id(letter): letter}),
    ]
    database.writer._write(group)
    answers = ["conflict" if put.done.exception() else put.done.result() for put in group]
    assert answers == [False, "conflict", True, True, False, "conflict", True]
    with database.read() as connection:
        assert queries.body(connection, Parcel, other) == body


def test_racing_uploads_of_one_parcel_leave_one_body(database: Database) -> None:
    """Two processes, many threads, two bodies, one id: one body wins, the others hear of a conflict."""
    second = Database(database.settings)
    writers = [database.writer, second.writer]
    try:
        for _ in range(20):
            key, bodies = secrets.token_bytes(16), [sealed.parcel(), sealed.parcel()]

            def put(turn: int, key: bytes = key, bodies: Sequence[bytes] = bodies) -> tuple[int, str]:
                try:
                    return turn % 2, "new" if writers[turn // 2 % 2].put_parcel(key, bodies[turn % 2]) else "there"
                except ConflictError:
                    return turn % 2, "conflict"

            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(put, range(8)))
            with database.read() as connection:
                winner = bodies.index(queries.body(connection, Parcel, key) or b"")
            assert {body for body, answer in answers if answer == "conflict"} == {1 - winner}
            assert {body for body, answer in answers if answer != "conflict"} == {winner}
    finally:
        second.close()


@ONLY_POSTGRESQL
def test_a_parcel_that_another_host_is_storing_is_waited_for(database: Database) -> None:
    """Its own bytes are there already, other bytes are in conflict: nobody hears 201 for what is not stored."""
    body, other, key = sealed.parcel(), sealed.parcel(), secrets.token_bytes(16)
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for mine, answer in ((other, "conflict"), (body, "there")):
        with ThreadPoolExecutor(1) as pool, database.read() as host, database.read() as onlooker:
            with host.begin():
                host.execute(delete(Parcel).where(Parcel.id == key))
                host.execute(insert(Parcel).values(id=key, day=DAY, listed=False, body=body))
                put = pool.submit(database.writer.put_parcel, key, mine)
                while not onlooker.execute(waiting).scalar_one():
                    onlooker.rollback()
            error = put.exception()
            told = "conflict" if isinstance(error, ConflictError) else "new" if put.result() else "there"
        assert told == answer
        with database.writer.engine.begin() as connection:
            assert queries.body(connection, Parcel, key) == body
            connection.execute(delete(Parcel))


def test_many_uploads_at_once_are_all_there(database: Database) -> None:
    """What was acknowledged can be read at once, by any connection."""
    bodies = {secrets.token_bytes(16): sealed.parcel() for _ in range(60)}
    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(database.writer.put_parcel, bodies.keys(), bodies.values()))
    with database.read() as connection:
        assert all(queries.body(connection, Parcel, key) == body for key, body in bodies.items())


def test_expiry_is_by_age_alone(database: Database, day: Callable[[int], None]) -> None:
    """Thirty days after it came a letter is there, on the thirty-first it is gone; keys go after thirty-five."""
    ages = {age: sealed.letter(DAY - age) for age in (0, 1, 29, 30, 31, 60)}
    for age, letter in ages.items():
        day(DAY - age)
        database.writer.put_letters((letter,))
    day(DAY)
    keys = {f"keys/{DAY - age}": sealed.key_record(DAY - age) for age in (0, 35, 36, 100)}
    database.writer.transaction(lambda c: publication.publish(c, keys))
    assert upkeep.run(database).letters == 2
    with database.read() as connection:
        assert set(queries.ids(connection, Letter, 0)) == {wire.object_id(ages[age]) for age in (0, 1, 29, 30)}
        assert queries.key_days(connection) == [DAY - 35, DAY]
        assert state.get(connection, state.UPKEEP) == DAY


@ONLY_SQLITE
def test_a_compaction_that_would_not_fit_is_not_begun(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room keeps what it has; the courier gets what lay there before."""
    letters = arrive(database, 3)
    upkeep.compact(database)
    arrive(database, 3)
    monkeypatch.setattr(limits, "COPIES", 1 << 40)
    with pytest.raises(FullError):
        upkeep.compact(database)
    upkeep.compact_for_pull(database)
    with database.read() as connection:
        assert queries.ids(connection, Letter, 0) == sorted(map(wire.object_id, letters))


@ONLY_SQLITE
def test_a_compaction_that_was_cut_is_taken_up_by_the_next_pull(database: Database) -> None:
    """Marked as listed but not yet sorted: the next pull sorts, though nothing new arrived."""
    letters = arrive(database, 100)

    database.writer.transaction(upkeep._mark)
    upkeep.compact_for_pull(database)
    found = places((database.settings.folder / "intake.db").read_bytes(), letters, slice(-64, None))
    assert len(found) == 100
    assert abs(rank_correlation(found)) < noise(100)


@ONLY_SQLITE
def test_every_connection_syncs_each_commit_and_overwrites_what_it_deletes(database: Database) -> None:
    """WAL, FULL, secure_delete: on the writer's connections and on the readers'."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "page_size": 8192}
    for engine in (database.readers, database.writer.engine):
        with engine.connect() as connection:
            for name, value in wanted.items():
                assert connection.execute(text(f"PRAGMA {name}")).scalar() == value


def test_the_migrations_build_what_the_models_say(database: Database) -> None:
    """Nothing is missing on either side, and the version that the code asks for is the last one."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == REVISION


@ONLY_SQLITE
def test_a_database_of_another_version_is_not_served(database: Database) -> None:
    """The start stops; migrating again brings it back."""
    with database.writer.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(NotInitialisedError):
        Database(database.settings)


@ONLY_SQLITE
def test_migrating_twice_changes_nothing(database: Database) -> None:
    """``intake init`` can be run again."""
    letters = arrive(database, 2)
    migrate(database.settings)
    with database.read() as connection:
        assert queries.body(connection, Letter, wire.object_id(letters[0])) == letters[0]


@ONLY_SQLITE
def test_no_table_has_a_column_that_could_hold_a_time_or_a_name(database: Database) -> None:
    """The whole schema: ids, days, bodies, paths, counters; and no row numbers that would count arrivals."""
    with sqlite3.connect(database.settings.folder / "intake.db") as file:
        tables = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        columns = {name: [row[1] for row in file.execute(f"PRAGMA table_info({name})")] for name in tables}
    file.close()
    assert tables.pop("alembic_version")
    del columns["alembic_version"]
    assert all("WITHOUT ROWID" in sql for sql in tables.values())
    assert columns == {
        "letters": ["id", "day", "listed", "body"],
        "parcels": ["id", "day", "listed", "body"],
        "published": ["path", "body"],
        "tokens": ["sha256", "name"],
        "state": ["name", "number"],
    }


def test_the_measure_of_order_sees_order() -> None:
    """One for sorted, minus one for reversed, noise for shuffled."""
    places = list(range(400))
    assert rank_correlation(places) == 1
    assert rank_correlation(places[::-1]) == -1
    random.Random(1).shuffle(places)
    assert abs(rank_correlation(places)) < noise(400)


def test_a_clock_that_was_wrong_ends_with_the_mistake(database: Database, day: Callable[[int], None]) -> None:
    """After a day a year ahead upkeep runs again, says so only when it did, and what came then lives its own time."""

    def claim() -> bool:
        return database.writer.transaction(lambda c: state.claim(c, state.UPKEEP, clock.today()))

    def health() -> bool:
        return look(database, Room(database)).upkeep

    day(DAY + 365)
    assert claim()
    database.writer.put_letters((sealed.letter(DAY),))
    database.writer.put_parcel(bytes(16), sealed.parcel())
    day(DAY)
    assert not health()
    assert claim()
    assert not claim()
    assert health()
    upkeep.run(database)
    day(DAY - 1)  # another host's yesterday
    assert not claim()
    for later in range(1, database.settings.keep_days + 2):
        left = 1 if later <= database.settings.keep_days else 0
        day(DAY + later)
        upkeep.run(database)
        with database.read() as connection:
            assert {len(queries.ids(connection, table, 0)) for table in (Letter, Parcel)} == {left}


@pytest.mark.parametrize("what", ["letter", "parcel"])
def test_what_is_sent_again_after_it_expired_is_stored_again(
    database: Database, day: Callable[[int], None], what: str
) -> None:
    """Upkeep has not come by yet: 201 is for a whole time from now on, not for the row that goes with the next one."""
    letter, parcel = sealed.letter(DAY), sealed.parcel()

    def send() -> None:
        if what == "letter":
            database.writer.put_letters((letter,))
        else:
            database.writer.put_parcel(bytes(16), parcel)

    send()
    later = DAY + database.settings.keep_days + 1
    day(later)
    send()
    upkeep.run(database)
    with database.read() as connection:
        assert len(queries.ids(connection, Letter if what == "letter" else Parcel, later)) == 1
