"""What definitions are put together from: bounds, counts, times, audiences, groups, calendar entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from linli.almanac import THEME_DAYS, Period, theme_day
from linli.programmes.language import fields as f
from linli.programmes.language.conditions import Formula, Rows, Where
from linli.programmes.language.values import Amount, MeasureRef, Target

BOUNDS = ("exactly", "at_least", "more_than", "at_most", "less_than", "between", "trend", "rule")
COUNTS = ("count", "sum", "average", "rate", "coverage")


class Quotation(f.Definition):
    """Where the plan says so: the document and a short quotation. A plain text is the quotation."""

    short: ClassVar[str] = "quote"
    quote: str = Field("", max_length=80)
    document: str = Field("", max_length=200)


class Audience(f.Definition):
    """The units that something is for. A plain word is the kind of unit."""

    short: ClassVar[str] = "units"
    units: f.Names
    under: f.Name = ""
    tagged: str = ""


class Parameter(f.Definition):
    """A number or word that an adopting unit may set for itself. Without a value it waits to be set."""

    short: ClassVar[str] = "value"
    value: f.PlainValue = None
    title: str = ""
    unit: str = ""
    min: f.OptionalNumber = None
    max: f.OptionalNumber = None

    @model_validator(mode="after")
    def _within(self) -> Parameter:
        if self.min is None and self.max is None:
            return self
        for value in self.value if isinstance(self.value, list) else [self.value]:
            if value is not None and not Target(self.min, self.max).reached(Amount(value)):
                raise ValueError(
                    _("%(value)s lies outside %(range)s")
                    % {"value": value, "range": Target(self.min, self.max)}
                )
        return self


class Bounded(f.Definition):
    """Something with a number to reach. At most one of these entries; `rule` takes it from a dated rule."""

    exactly: f.OptionalNumber = None
    at_least: f.OptionalNumber = None
    more_than: f.OptionalNumber = None
    at_most: f.OptionalNumber = None
    less_than: f.OptionalNumber = None
    between: f.TwoNumbers | None = None
    trend: Literal["up", "down"] | None = None
    rule: f.Name | None = None

    @property
    def bound(self) -> str:
        """Which of BOUNDS is written, or nothing."""
        return next((name for name in BOUNDS if name in self.model_fields_set), "")

    @property
    def target(self) -> Target:
        """The bound as a target; open where no number is set. A dated rule is looked up by `windows`."""
        match self.bound:
            case "exactly":
                return Target(self.exactly, self.exactly)
            case "at_least" | "more_than":
                return Target(low=getattr(self, self.bound), strict=self.bound == "more_than")
            case "at_most" | "less_than":
                return Target(high=getattr(self, self.bound), strict=self.bound == "less_than")
            case "between" if self.between:
                return Target(*self.between)
            case "trend":
                return Target(trend=self.trend or "")
        return Target()

    @model_validator(mode="after")
    def _one_bound(self) -> Bounded:
        at_most_one(self, BOUNDS)
        return self


class DatedRule(Bounded):
    """A number that law or a bureau sets from a day on (to a day, where it has been replaced)."""

    since: f.Day = Field(alias="from")
    until: f.Day | None = Field(None, alias="to")
    source: Quotation | None = None


class Post(f.Definition):
    """A seat in a group. `require` must be met; `prefer` may be passed over with a written reason."""

    short: ClassVar[str] = "title"
    title: str = ""
    holder: f.Name = ""
    require: f.Names = ()
    prefer: f.Names = ()
    seats: f.Whole = 1


class Headcount(Bounded):
    """How many members a group has. A plain number is exact."""

    short: ClassVar[str] = "exactly"


class Group(f.Definition):
    """A leading group, team or club that each unit sets up: once, or several times (`many`)."""

    title: f.Text
    units: Audience | None = Field(None, alias="for")
    posts: dict[str, Post] = {}
    members: Headcount | None = None
    many: f.Flag = False
    source: Quotation | None = None


class NamedDay(f.Definition):
    """A theme day: its name, and its day where the almanac does not know the name."""

    short: ClassVar[str] = "title"
    title: f.Text
    on: f.SpanOfDays | None = None


class Entry(f.Definition):
    """An entry of the calendar: a month, a day, a span or a lunar day, with theme days and topics."""

    title: str = ""
    month: f.Whole | None = None
    date: f.SpanOfDays | None = None
    lunar: str | None = None
    days: tuple[NamedDay, ...] = ()
    topics: f.Texts = ()

    @model_validator(mode="after")
    def _placed(self) -> Entry:
        at_most_one(self, ("month", "date", "lunar"))
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(_("There is no month %(month)s") % {"month": self.month})
        if self.lunar is not None:
            f.DayRule.parse({"lunar": self.lunar})
        if self.month or self.date or self.lunar:
            return self
        for day in self.days:
            if day.on is None and day.title not in THEME_DAYS:
                raise ValueError(
                    _("The almanac does not know the day “%(day)s”: add its date, or the month")
                    % {"day": day.title}
                )
        if not self.days:
            raise ValueError(_("A calendar entry needs a month, a date, a lunar day or a known theme day"))
        return self


class Side(f.Definition):
    """One side of a ratio: a measure, and filters of its own. A plain measure needs no more."""

    short: ClassVar[str] = "measure"
    measure: f.Measure
    where: f.Filters = ()


class Ratio(f.Definition):
    """`of` in relation to `over`; a rate may be said per 1000."""

    of: Side
    over: Side
    per: f.Whole = 1


class Counting(f.Definition):
    """Something counted: exactly one of count, sum, average, rate, coverage."""

    count: f.Measure | None = None
    sum: f.Measure | None = None
    average: f.Measure | None = None
    rate: Ratio | None = None
    coverage: Ratio | None = None
    where: f.Filters = ()
    wanted: f.Wanted = False

    @property
    def counted(self) -> str:
        """Which of COUNTS is written, or nothing."""
        return next((name for name in COUNTS if getattr(self, name) is not None), "")

    @property
    def formula(self) -> Formula:
        """What is computed, with `where` put on the rows that it is meant for."""
        kind = self.counted
        what = getattr(self, kind)
        if isinstance(what, MeasureRef):
            return Formula(kind, Rows(what, self.where))
        # A coverage counts rows of `over`, so its filters say which of those; a rate compares like with like.
        of_where: Where = () if kind == "coverage" else self.where
        return Formula(
            kind,
            Rows(what.of.measure, of_where + what.of.where),
            Rows(what.over.measure, self.where + what.over.where),
            what.per,
        )


class Timed(f.Definition):
    """When: how often or in which days, and by which day."""

    every: f.Frequency | None = None
    window: f.Spans = ()
    by: f.DayOf | None = None
    on: f.DayOf | None = None

    @model_validator(mode="after")
    def _one_time(self) -> Timed:
        at_most_one(self, ("every", "window"))
        at_most_one(self, ("by", "on"))
        return self


def theme_span(day: NamedDay, year: int) -> Period | None:
    """The days of a theme day in a year, or nothing if neither pack nor almanac knows them."""
    if day.on is not None:
        return day.on.in_year(year)
    return theme_day(day.title, year) if day.title in THEME_DAYS else None


def at_most_one(part: f.Definition, names: Iterable[str]) -> None:
    """Refuse a part in which more than one of the names is written."""
    given = [name for name in names if name in part.model_fields_set]
    if len(given) > 1:
        raise ValueError(_("Only one of these can stand here: %(names)s") % {"names": ", ".join(given)})
