"""Which parcel goes next: a state machine without a clock or a network."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from intake.source.client import LONGEST_QUIET_S, QUIET_S, Busy, Cut
from intake.source.errors import FullError
from intake.source.upload import AT_ONCE, Upload


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.sampled_from(["arrived", "cut", "quiet", "busy"]), st.integers(0, 5)), max_size=200),
)
def test_whatever_the_line_does_every_parcel_arrives_once(count: int, events: list[tuple[str, int]]) -> None:
    """Never more than six are held, none is sent twice at once, and when the line is well again all arrive."""
    upload, now, under_way, held = Upload(count), 0.0, list[int](), set[int]()
    arrived: list[int] = []
    for what, which in [*events, *[("arrived", 0)] * (count + AT_ONCE)]:
        now += upload.wait_s(now) or 0.0
        started = upload.next(now)
        assert not set(started) & (set(under_way) | set(arrived))
        under_way += started
        held |= set(started)
        assert len(held) <= AT_ONCE
        if not under_way:
            assert upload.done
            break
        index = under_way.pop(which % len(under_way))
        if what == "arrived":
            upload.arrived(index)
            arrived.append(index)
            held.discard(index)
        else:
            upload.failed(index, now, Busy(FullError(), 7) if what == "busy" else Cut(quiet=what == "quiet"))
        assert upload.safe == len(arrived)
    assert upload.done
    assert sorted(arrived) == list(range(count))


def test_after_a_cut_one_parcel_tries_the_line() -> None:
    """Six at once on a bad line would each get a sixth of the way."""
    upload = Upload(20)
    first = upload.next(0.0)
    assert len(first) == AT_ONCE
    for index in first:
        upload.failed(index, 0.0, Cut())
    assert upload.next(0.0) == []
    assert upload.wait_s(0.0) == 1.0
    assert upload.next(1.0) == [0]
    upload.arrived(0)
    assert upload.next(1.0) == [1], "and one is enough until some have arrived in a row"


def test_the_pause_grows_and_goes() -> None:
    """1, 2, 4 … seconds while it stays cut; none after the first arrival."""
    upload, now, pauses = Upload(3, at_once=1), 0.0, []
    for _ in range(8):
        (index,) = upload.next(now)
        upload.failed(index, now, Cut())
        pauses.append(upload.wait_s(now))
        now += pauses[-1] or 0.0
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    (index,) = upload.next(now)
    upload.arrived(index)
    assert upload.wait_s(now) is None
    assert upload.trouble is None


def test_a_slow_line_gets_more_time() -> None:
    """What was quiet for too long may be quiet twice as long next time, up to a quarter of an hour."""
    upload, now = Upload(1), 0.0
    assert upload.quiet_s == QUIET_S
    for _ in range(6):
        (index,) = upload.next(now)
        upload.failed(index, now, Cut(quiet=True))
        now += upload.wait_s(now) or 0.0
    assert upload.quiet_s == LONGEST_QUIET_S


def test_a_busy_server_is_left_alone_as_long_as_it_asks() -> None:
    """Retry-After holds for all parcels."""
    upload = Upload(9)
    index, *others = upload.next(0.0)
    upload.failed(index, 0.0, Busy(FullError(), 30.0))
    for other in others:
        upload.arrived(other)
    upload = Upload(2, at_once=1)
    upload.failed(upload.next(0.0)[0], 0.0, Busy(FullError(), 30.0))
    assert upload.next(29.0) == []
    assert upload.next(30.0) == [0]
