"""Dates as offices use them: periods, recurrences, workdays, theme days, lunar feasts. No models."""

from linli.almanac.clock import living, now, today
from linli.almanac.feasts import THEME_DAYS, lunar_date, theme_day, theme_days
from linli.almanac.periods import KINDS, Period
from linli.almanac.recurrences import DayRule, Duration, Every, Span
from linli.almanac.workdays import (
    SHIFTS,
    add_workdays,
    is_workday,
    nth_workday,
    shift,
    workday,
    workday_years_missing,
)

__all__ = [
    "KINDS",
    "SHIFTS",
    "THEME_DAYS",
    "DayRule",
    "Duration",
    "Every",
    "Period",
    "Span",
    "add_workdays",
    "is_workday",
    "living",
    "lunar_date",
    "now",
    "nth_workday",
    "shift",
    "theme_day",
    "theme_days",
    "today",
    "workday",
    "workday_years_missing",
]
