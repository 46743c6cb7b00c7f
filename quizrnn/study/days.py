"""Study days: they begin at 4 am local time, so that a late evening belongs to the day it ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone


def study_day(now: datetime, start_hour: int = 4) -> date:
    """Return the study day of a local time, by the wall clock, which is what the learner goes by."""
    return (now.replace(tzinfo=None) - timedelta(hours=start_hour)).date()


def offset_of(now: datetime) -> str:
    """Return the offset from UTC of an aware time, such as ``+08:00``."""
    offset = now.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def zone_of(offset: str) -> timezone:
    """Return the fixed zone of an offset such as ``+08:00``."""
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if offset[0] == "-" else size)


def start_of(day: date, offset: str, start_hour: int = 4) -> datetime:
    """Return when a study day begins at an offset from UTC, in UTC."""
    return datetime.combine(day, time(start_hour), zone_of(offset)).astimezone(UTC)
