"""Periods: years, half-years, quarters, months, ISO weeks, days and any other span of days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

#: The kinds of period that repeat, from the longest to the shortest. Any other span is a "range".
KINDS = ("year", "half-year", "quarter", "month", "week", "day")

_MONTHS_IN = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
_DAY = timedelta(days=1)
_NAME = re.compile(
    r"(?P<year>\d{4})(?:-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-W(?P<week>\d{2})"
    r"|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)


@dataclass(frozen=True, order=True)
class Period:
    """A span of days, both ends included. Two periods with the same days are the same period."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(
                _("A period ends before it starts: %(start)s..%(end)s")
                % {"start": self.start, "end": self.end}
            )

    @classmethod
    def parse(cls, name: str) -> Period:
        """The period of a name: 2026, 2026-H1, 2026-Q2, 2026-05, 2026-W21, 2026-05-07 or FROM..TO."""
        first, dots, last = str(name).strip().partition("..")
        if dots:
            return cls(cls.parse(first).start, cls.parse(last).end)
        match = _NAME.fullmatch(first)
        if match is None:
            raise ValueError(_("Not a period: %(name)s") % {"name": name})
        part = {key: int(value) for key, value in match.groupdict().items() if value}
        try:
            return cls._named(**part)
        except ValueError as error:
            raise ValueError(_("No such period: %(name)s") % {"name": name}) from error

    @classmethod
    def _named(
        cls, year: int, half: int = 0, quarter: int = 0, week: int = 0, month: int = 0, day: int = 0
    ) -> Period:
        if day:
            return cls.containing(date(year, month, day), "day")
        if week:
            return cls.containing(date.fromisocalendar(year, week, 1), "week")
        if month:
            return cls.containing(date(year, month, 1), "month")
        if quarter:
            return cls.containing(date(year, 3 * quarter, 1), "quarter")
        if half:
            return cls.containing(date(year, 6 * half, 1), "half-year")
        return cls.containing(date(year, 1, 1), "year")

    @classmethod
    def containing(cls, day: date, kind: str) -> Period:
        """The period of this kind that the day lies in."""
        if kind == "day":
            return cls(day, day)
        if kind == "week":
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + timedelta(days=6))
        length = _MONTHS_IN[kind]
        first = (day.month - 1) // length * length + 1
        return cls.of_months(day.year, first, length)

    @classmethod
    def of_months(cls, year: int, month: int, count: int = 1) -> Period:
        """`count` whole months from a month on; month 13 is the next January."""
        last = _first_of(year, month + count - 1)
        return cls(_first_of(year, month), last.replace(day=monthrange(last.year, last.month)[1]))

    @property
    def kind(self) -> str:
        """One of KINDS, or "range"."""
        for kind in KINDS:
            if self == Period.containing(self.start, kind):
                return kind
        return "range"

    def __str__(self) -> str:
        """The canonical name, which `parse` reads back."""
        year, month = self.start.year, self.start.month
        match self.kind:
            case "year":
                return f"{year:04}"
            case "half-year":
                return f"{year:04}-H{(month + 5) // 6}"
            case "quarter":
                return f"{year:04}-Q{(month + 2) // 3}"
            case "month":
                return f"{year:04}-{month:02}"
            case "week":
                iso = self.start.isocalendar()
                return f"{iso.year:04}-W{iso.week:02}"
            case "day":
                return self.start.isoformat()
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def title(self) -> str:
        """The name for people, in their language: 2026年5月, 2026年第二季度, 2026年第21周."""
        year = self.start.year
        match self.kind:
            case "year":
                return _("Year %(year)d") % {"year": year}
            case "half-year" if self.start.month == 1:
                return _("First half of %(year)d") % {"year": year}
            case "half-year":
                return _("Second half of %(year)d") % {"year": year}
            case "quarter":
                quarters = (
                    _("First quarter of %(year)d"),
                    _("Second quarter of %(year)d"),
                    _("Third quarter of %(year)d"),
                    _("Fourth quarter of %(year)d"),
                )
                return quarters[self.start.month // 3] % {"year": year}
            case "month":
                return date_format(self.start, "YEAR_MONTH_FORMAT")
            case "week":
                iso = self.start.isocalendar()
                return _("Week %(week)d of %(year)d") % {"week": iso.week, "year": iso.year}
            case "day":
                return date_format(self.start)
        ending = "MONTH_DAY_FORMAT" if self.start.year == self.end.year else "DATE_FORMAT"
        first, last = date_format(self.start), date_format(self.end, ending)
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def overlaps(self, other: Period) -> bool:
        """Whether a day lies in both."""
        return self.start <= other.end and other.start <= self.end

    def covers(self, other: Period) -> bool:
        """Whether every day of the other lies in this one."""
        return self.start <= other.start and other.end <= self.end

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    @property
    def previous(self) -> Period:
        """The period of the same kind before it; for a range, as many days before it."""
        if self.kind == "range":
            return Period(self.start - self.days * _DAY, self.start - _DAY)
        return Period.containing(self.start - _DAY, self.kind)

    @property
    def next(self) -> Period:
        """The period of the same kind after it; for a range, as many days after it."""
        if self.kind == "range":
            return Period(self.end + _DAY, self.end + self.days * _DAY)
        return Period.containing(self.end + _DAY, self.kind)

    @property
    def months(self) -> list[Period]:
        """The months that it touches."""
        return list(self.split("month"))

    def split(self, kind: str) -> Iterator[Period]:
        """The whole periods of a kind that it touches, in order."""
        part = Period.containing(self.start, kind)
        while part.start <= self.end:
            yield part
            part = Period.containing(part.end + _DAY, kind)


def _first_of(year: int, month: int) -> date:
    years, index = divmod(month - 1, 12)
    return date(year + years, index + 1, 1)
