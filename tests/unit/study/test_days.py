from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from quizrnn.study.days import offset_of, start_of, study_day, zone_of

offsets = st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
moments = st.datetimes(datetime(2000, 1, 3), datetime(2099, 1, 1))  # noqa: DTZ001


@given(moments, offsets, st.integers(0, 23))
def test_a_moment_lies_within_its_study_day(moment, zone, hour):
    now = moment.replace(tzinfo=zone)
    day = study_day(now, hour)
    start = start_of(day, offset_of(now), hour)
    assert start.tzinfo is UTC
    assert start <= now < start + timedelta(days=1)


@given(offsets)
def test_an_offset_survives_being_written(zone):
    now = datetime(2031, 3, 10, tzinfo=zone)
    assert zone_of(offset_of(now)).utcoffset(None) == now.utcoffset()
