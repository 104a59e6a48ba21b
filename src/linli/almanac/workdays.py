"""Workdays of mainland China: the yearly table, or the statutory holidays where it is not out yet."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from chinese_calendar import constants as _table
from chinese_calendar import is_workday as _listed_workday
from lunar_python import Lunar

#: What may happen to a deadline that falls on a day off.
SHIFTS = ("keep", "next-workday", "previous-workday")

_DAY = timedelta(days=1)
_FIRST_YEAR = min(_table.holidays).year
_LAST_YEAR = max(_table.holidays).year


def is_workday(day: date) -> bool:
    """Whether offices work on the day, days worked in exchange for a holiday included."""
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return bool(_listed_workday(day))
    return day.weekday() < 5 and day not in _statutory_holidays(day.year)


def workday_years_missing(today: date) -> list[int]:
    """Which of this year and the next have no published table yet, so that exchanged days are unknown."""
    return [year for year in (today.year, today.year + 1) if not _FIRST_YEAR <= year <= _LAST_YEAR]


def workday(day: date) -> date:
    """The day itself if it is a workday, else the next one."""
    return shift(day, "next-workday")


def shift(day: date, how: str) -> date:
    """The day, moved to a workday where `how` asks for that: one of SHIFTS."""
    if how not in SHIFTS:
        raise ValueError(how)
    step = {"keep": 0, "next-workday": 1, "previous-workday": -1}[how]
    while step and not is_workday(day):
        day += step * _DAY
    return day


def add_workdays(day: date, count: int) -> date:
    """The workday `count` workdays after the day (before it, if negative); the day itself for 0."""
    step = _DAY if count > 0 else -_DAY
    for _unused in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


def nth_workday(start: date, end: date, place: int) -> date:
    """The workday in this place between two days: 1 the first, -1 the last; the nearest if too few."""
    if place > 0:
        day = add_workdays(start - _DAY, place)
        return min(day, add_workdays(end + _DAY, -1))
    day = add_workdays(end + _DAY, place)
    return max(day, add_workdays(start - _DAY, 1))


@cache
def _statutory_holidays(year: int) -> frozenset[date]:
    """The thirteen statutory days (rule of 2025), without the days exchanged around them."""
    new_year = _solar(year, 1, 1)
    return frozenset(
        {
            date(year, 1, 1),
            *(new_year + n * _DAY for n in (-1, 0, 1, 2)),
            _qingming(year),
            date(year, 5, 1),
            date(year, 5, 2),
            _solar(year, 5, 5),
            _solar(year, 8, 15),
            *(date(year, 10, n) for n in (1, 2, 3)),
        }
    )


def _solar(year: int, month: int, day: int) -> date:
    return date.fromisoformat(Lunar.fromYmd(year, month, day).getSolar().toYmd())


def _qingming(year: int) -> date:
    terms = Lunar.fromYmd(year, 2, 15).getJieQiTable()
    return date.fromisoformat(terms["清明"].toYmd())
