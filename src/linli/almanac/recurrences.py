"""How often, on which day, how long after: the small rules that plans are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from linli.almanac.feasts import THEME_DAYS, lunar_date, theme_day
from linli.almanac.periods import KINDS, Period
from linli.almanac.workdays import add_workdays, nth_workday

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTHS_IN = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
_ANCHOR = date(2024, 1, 1)  # a Monday and the first of a year: steps of more than one are counted from it


@dataclass(frozen=True)
class Every:
    """How often: every month, every 2 weeks, every half-year."""

    kind: str
    step: int = 1

    @classmethod
    def parse(cls, text: str) -> Every:
        """Read "month", "half-year", "2 weeks", "2 years"."""
        match = re.fullmatch(r"(?:([1-9]\d?)\s+)?([a-z-]+?)s?", str(text).strip())
        if match is None or match[2] not in KINDS:
            raise ValueError(
                _("Not a frequency: %(text)s. One of %(known)s, or such as “2 weeks”")
                % {"text": text, "known": ", ".join(KINDS)}
            )
        return cls(match[2], int(match[1] or 1))

    def __str__(self) -> str:
        return self.kind if self.step == 1 else f"{self.step} {self.kind}s"

    def periods(self, span: Period, origin: date = _ANCHOR) -> Iterator[Period]:
        """The periods that touch a span, in order; steps of more than one are counted from the origin."""
        day = span.start
        while day <= span.end:
            try:
                part = self._containing(day, origin)
            except (OverflowError, ValueError):  # it would end after the last day that there is
                return
            yield part
            if part.end == date.max:
                return
            day = part.end + timedelta(days=1)

    def _containing(self, day: date, origin: date) -> Period:
        if self.step == 1:
            return Period.containing(day, self.kind)
        if self.kind in _MONTHS_IN:
            length = self.step * _MONTHS_IN[self.kind]
            first = Period.containing(origin, self.kind).start
            months = (day.year - first.year) * 12 + day.month - first.month
            return Period.of_months(first.year, first.month + months // length * length, length)
        length = self.step * (7 if self.kind == "week" else 1)
        first = Period.containing(origin, self.kind).start
        start = first + timedelta(days=(day - first).days // length * length)
        return Period(start, start + timedelta(days=length - 1))


@dataclass(frozen=True)
class Duration:
    """How long: 2 workdays, 15 days, 1 month."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read "2 workdays", "0 days", "3 months"."""
        match = re.fullmatch(r"(\d{1,4})\s+(day|workday|week|month|year)s?", str(text).strip())
        if match is None:
            raise ValueError(
                _("Not a length of time: %(text)s. Write such as “15 days” or “2 workdays”") % {"text": text}
            )
        return cls(int(match[1]), match[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, day: date) -> date:
        """The day that lies this long after a day."""
        if self.unit == "workday":
            return add_workdays(day, self.count)
        return day + relativedelta(**{self.unit + "s": self.count})

    def before(self, day: date) -> date:
        """The day that lies this long before a day."""
        if self.unit == "workday":
            return add_workdays(day, -self.count)
        return day - relativedelta(**{self.unit + "s": self.count})


@dataclass(frozen=True)
class DayRule:
    """Which day of a period: its end, the 30th, 05-01, a Friday, the last workday, lunar 09-09, a named day.

    `next` looks for the day in the period that follows ("the 5th of the next month").
    """

    kind: str = "end"
    month: int = 0
    day: int = 0
    year: int = 0
    name: str = ""
    next: bool = False

    @classmethod
    def parse(cls, value: str | Mapping[str, Any]) -> DayRule:
        """Read "05-01", "2026-05-01", "start", "end" or a mapping such as {day: 30}, {workday: last}."""
        return _parse_mapping(value) if isinstance(value, Mapping) else _parse_text(str(value).strip())

    def on(self, period: Period) -> date:
        """The day in a period (or the one after it). The 30th of February is its last day."""
        if self.next:
            period = period.next
        match self.kind:
            case "start":
                return period.start
            case "fixed":
                return date(self.year, self.month, self.day)
            case "day":
                return self._day_of_month(period)
            case "date":
                year = period.start.year
                found = _clipped(year, self.month, self.day)
                return found if found >= period.start else _clipped(year + 1, self.month, self.day)
            case "weekday":
                if self.day >= 0:
                    return period.end - timedelta(days=(period.end.weekday() - self.day) % 7)
            case "workday":
                return nth_workday(period.start, period.end, self.day)
            case "lunar":
                return lunar_date(period.start.year, self.month, self.day)
            case "feast":
                return theme_day(self.name, period.start.year).start
        return period.end

    def _day_of_month(self, period: Period) -> date:
        """The 10th of a quarter lies in its last month; the 10th after it, in the first month of the next."""
        months = period.months
        place = self.month or (1 if self.next else len(months))
        month = months[min(place, len(months)) - 1]
        return _clipped(month.start.year, month.start.month, self.day)

    def __str__(self) -> str:
        match self.kind:
            case "fixed":
                text = f"{self.year:04}-{self.month:02}-{self.day:02}"
            case "date":
                text = f"{self.month:02}-{self.day:02}"
            case "lunar":
                text = f"lunar {self.month:02}-{self.day:02}"
            case "weekday":
                text = WEEKDAYS[self.day]
            case "workday":
                text = f"workday {self.day}"
            case "day":
                text = f"day {self.day}" + (f" of month {self.month}" if self.month else "")
            case "feast":
                text = self.name
            case _:
                text = self.kind
        return text + (", next period" if self.next else "")


@dataclass(frozen=True)
class Span:
    """A span of days that may leave the year open: 05-07..05-13 each year, or 2026-05-07..2026-05-13 once."""

    first: str
    last: str

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read "05-07..05-13", "10" (October), a period name or the name of a theme day."""
        text = str(text).strip()
        if text in THEME_DAYS:
            return cls(text, text)
        if re.fullmatch(r"0?[1-9]|1[0-2]", text):
            last_day = Period.of_months(2024, int(text)).end.day  # of a leap year
            return cls(f"{int(text):02}-01", f"{int(text):02}-{last_day}")
        first, _dots, last = text.partition("..")
        span = cls(first.strip(), (last or first).strip())
        if re.fullmatch(r"\d{2}-\d{2}", span.first):
            _month_day(span.first)
            _month_day(span.last)
        else:
            Period.parse(f"{span.first}..{span.last}")
        return span

    @property
    def yearly(self) -> bool:
        """Whether it comes back every year."""
        return self.first in THEME_DAYS or bool(re.fullmatch(r"\d{2}-\d{2}", self.first))

    def in_year(self, year: int) -> Period:
        """Its days in a year; a span over New Year starts in that year. A dated span is always itself."""
        if self.first in THEME_DAYS:
            return theme_day(self.first, year)
        if not self.yearly:
            return Period.parse(f"{self.first}..{self.last}")
        start = _clipped(year, *_month_day(self.first))
        end = _clipped(year, *_month_day(self.last))
        return Period(start, end if end >= start else _clipped(year + 1, *_month_day(self.last)))

    def __str__(self) -> str:
        return self.first if self.first == self.last else f"{self.first}..{self.last}"


def _parse_text(text: str) -> DayRule:
    if text in ("start", "end"):
        return DayRule(text)
    if text in THEME_DAYS:
        return DayRule("feast", name=text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            found = date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_("There is no such day: %(text)s") % {"text": text}) from error
        return DayRule("fixed", month=found.month, day=found.day, year=found.year)
    if re.fullmatch(r"\d{2}-\d{2}", text):
        month, day = _month_day(text)
        return DayRule("date", month=month, day=day)
    raise ValueError(_not_a_day() % {"text": text})


def _parse_mapping(value: Mapping[str, Any]) -> DayRule:
    given = dict(value)
    following = given.pop("of", "this")
    month = given.pop("month", 0) if "day" in given else 0
    if len(given) != 1 or following not in ("this", "next") or not _whole(month, 0, 12):
        raise ValueError(_not_a_day() % {"text": dict(value)})
    [(kind, what)] = given.items()
    after = following == "next"
    if kind == "day" and _whole(what, 1, 31):
        return DayRule("day", day=what, month=month, next=after)
    if kind == "weekday" and what in WEEKDAYS:
        return DayRule("weekday", day=WEEKDAYS.index(what), next=after)
    if kind == "workday" and (what in ("first", "last") or _whole(what, 1, 23)):
        return DayRule("workday", day={"first": 1, "last": -1}.get(what, what), next=after)
    if kind == "lunar":
        lunar_month, lunar_day = _numbers(str(what))
        if 1 <= lunar_month <= 12 and 1 <= lunar_day <= 30:
            return DayRule("lunar", month=lunar_month, day=lunar_day, next=after)
    if kind == "feast" and what in THEME_DAYS:
        return DayRule("feast", name=what, next=after)
    raise ValueError(_("There is no such day: %(text)s") % {"text": f"{kind}: {what}"})


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _numbers(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _month_day(text: str) -> tuple[int, int]:
    """Month and day of "02-29"; ValueError if no year has that day."""
    month, day = _numbers(text)
    try:
        date(2024, month, day)  # a leap year, so that 29 February passes
    except ValueError as error:
        raise ValueError(_("There is no such day: %(text)s") % {"text": text}) from error
    return month, day


def _clipped(year: int, month: int, day: int) -> date:
    return min(date(year, month, 1) + timedelta(days=day - 1), Period.of_months(year, month).end)


def _not_a_day() -> str:
    return _("Not a day: %(text)s. Write such as 05-01, 2026-05-01 or {day: 30}")
