"""A programme as typed, frozen definitions: what a pack may say, and nothing else."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext as _
from pydantic import Field, PrivateAttr, model_validator

from linli.programmes.language import fields as f
from linli.programmes.language.conditions import Formula, Rows
from linli.programmes.language.parts import (
    COUNTS,
    Audience,
    Bounded,
    Counting,
    DatedRule,
    Entry,
    Group,
    Parameter,
    Quotation,
    Timed,
)
from linli.programmes.language.scoring import Award, Line, Sheet
from linli.programmes.language.source import Source
from linli.programmes.language.values import Amount, MeasureRef, Target

SUBMISSIONS = MeasureRef("submissions", "filed")


class Obligation(Counting, Bounded, Timed):
    """Who must reach which number of which measure, in which window."""

    title: f.Text
    units: Audience | None = Field(None, alias="for")
    submit: f.Names = ()
    to: f.Name = ""
    report: f.Name = ""
    length: f.Whole | None = None
    each: f.Each = ""
    around: f.LengthOfTime | None = None
    per: f.Name = ""
    members_of: str = Field("", alias="in")
    among: f.Filters = ()
    via: f.Name = ""
    share: f.OptionalNumber = None
    within: f.LengthOfTime | None = None
    done_by: f.Name = ""
    total: f.OptionalNumber = None
    then: f.Names = ()
    note: str = ""
    source: Quotation | None = None

    @property
    def counted(self) -> str:
        """Which of COUNTS it is; a submission is a count."""
        return "count" if self.submit else super().counted

    @property
    def formula(self) -> Formula:
        """What is computed. `submit` is short for counting filed submissions of each kind."""
        if self.submit:
            kind = f.parse_where({"kind": "$item"})
            return Formula("count", Rows(SUBMISSIONS, kind + self.where))
        return super().formula

    @property
    def target(self) -> Target:
        """The number to reach. Where none is written: once, and a coverage in full."""
        if self.bound:
            return super().target
        if self.counted == "count":
            return Target(low=Amount(1))
        if self.counted == "coverage":
            return Target(low=Amount("100%"))
        return Target()

    @model_validator(mode="after")
    def _whole_sentence(self) -> Obligation:
        given = [name for name in (*COUNTS, "submit") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(
                _("Say what is counted: exactly one of %(names)s") % {"names": ", ".join((*COUNTS, "submit"))}
            )
        if self.within and not self.per:
            raise ValueError(_("“within” counts from the day of a subject: say which with “per”"))
        if self.within and (self.every or self.window or self.by or self.on):
            raise ValueError(_("“within” is a time of its own: leave out every, window, by and on"))
        if self.each and self.submit:
            raise ValueError(_("“submit” is already one for each kind: leave out “each”"))
        if self.calendar and (self.every or self.window):
            raise ValueError(_("The calendar says when: leave out every and window"))
        if self.members_of and not self.per:
            raise ValueError(_("“in” narrows the subjects: say which with “per”"))
        for name in ("among", "via", "share"):
            if name in self.model_fields_set and not self.per:
                raise ValueError(_("“%(name)s” speaks of the subjects: say which with “per”") % {"name": name})
        if self.per and self.counted in ("average", "coverage"):
            raise ValueError(_("With “per” goes count, sum or rate: a number that each subject reaches"))
        if self.per and self.trend:
            raise ValueError(_("With “per” goes a number that each subject reaches, no trend"))
        if self.share is not None and not 0 < self.share <= 1:
            raise ValueError(_("“share” is the part of the subjects that must reach it, such as 95%"))
        if self.around and not (self.on or self.calendar == "days"):
            raise ValueError(_("“around” goes with “on” or “each: calendar.days”"))
        if self.total is not None and self.counted not in ("count", "sum"):
            raise ValueError(_("“total” adds the units' numbers up: it goes with count or sum"))
        if self.length is not None and not self.submit:
            raise ValueError(_("“length” is for papers: it needs “submit”"))
        return self

    @property
    def calendar(self) -> str:
        """What of the calendar it runs through: entries, topics, days; nothing if it does not."""
        if isinstance(self.each, str) and self.each.partition(".")[0] == "calendar":
            return self.each.partition(".")[2] or "entries"
        return ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The loop variables that its filters may use."""
        loops = {"entries": ("topic", "day", "month"), "topics": ("topic", "month"), "days": ("day", "month")}
        if self.calendar:
            return loops.get(self.calendar, ())
        return ("item",) if self.each or self.submit else ()


class Indicator(Counting, Bounded):
    """A measure or ratio that is watched, by unit and period. A bound on it is a wish, not a duty."""

    title: f.Text
    units: Audience | None = Field(None, alias="for")
    every: f.Frequency | None = None
    unit: str = ""
    note: str = ""
    source: Quotation | None = None

    @model_validator(mode="after")
    def _something_counted(self) -> Indicator:
        if sum(getattr(self, name) is not None for name in COUNTS) != 1:
            raise ValueError(
                _("Say what is counted: exactly one of %(names)s") % {"names": ", ".join(COUNTS)}
            )
        return self


class Report(Timed):
    """A document made from the figures: its template, what it shows, and when it is due to whom."""

    template: f.Text
    title: str = ""
    units: Audience | None = Field(None, alias="for")
    show: f.Names = ()
    to: f.Name = ""
    length: f.Whole | None = None
    wanted: f.Wanted = False
    source: Quotation | None = None


class Consequence(f.Definition):
    """What follows from a miss or a low score. What weighs on a person is proposed; `decided_by` decides."""

    title: f.Text
    action: str = ""
    values: dict[str, f.PlainValue] = Field({}, alias="with")
    decided_by: f.Name = ""
    wanted: f.Wanted = False
    source: Quotation | None = None


class Programme(f.Definition):
    """A whole plan as data."""

    programme: f.Name
    title: f.Text
    issuer: str = ""
    issued: f.Day | None = None
    period: f.PeriodName | None = None
    units: Audience = Field(alias="for")
    source: Quotation | None = None
    holidays: Literal["keep", "next-workday", "previous-workday"] = "keep"
    inclusive: f.Flag = True
    parameters: dict[str, Parameter] = {}
    rules: dict[str, tuple[DatedRule, ...]] = {}
    lists: dict[str, f.Items] = {}
    groups: dict[str, Group] = {}
    calendar: tuple[Entry, ...] = ()
    obligations: dict[str, Obligation] = {}
    indicators: dict[str, Indicator] = {}
    scores: dict[str, Sheet] = {}
    awards: dict[str, Award] = {}
    reports: dict[str, Report] = {}
    consequences: dict[str, Consequence] = {}
    overrides: f.Reasons = {}

    _origin: Source = PrivateAttr()

    @property
    def origin(self) -> Source:
        """The text that it was read from, with its lines."""
        return self._origin

    def quotation(self, part: Obligation | Indicator | Line | Sheet | Award | Report | Group) -> Quotation:
        """Where the plan says a part, with the programme's document where the part names none."""
        document = self.source.document if self.source else ""
        found = part.source or Quotation(quote="", document="")
        return found if found.document else Quotation(quote=found.quote, document=document)
