"""Score sheets and awards: how figures become points, and points become honours."""

from __future__ import annotations

from typing import ClassVar, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from linli.programmes.language import fields as f
from linli.programmes.language.parts import Audience, Quotation, at_most_one
from linli.programmes.language.values import Amount

SHAPES = ("full_at", "each_missing", "each", "bands", "by_hand", "veto")


class Line(f.Definition):
    """A line of a score sheet: points from an obligation, an indicator or another sheet.

    Its shape is the one of SHAPES that is written; without any, full points when the number is reached.
    """

    title: f.Text
    origin: f.Name = Field("", alias="from")
    take: Literal["sum", "average", "last", "best"] = Field("sum", alias="as")
    points: f.Number | None = None
    pace: Literal["share", "due"] = "due"
    full_at: f.Number | None = None
    zero_at: f.Number | None = None
    each_missing: f.Number | None = None
    each: f.Number | None = None
    bands: f.Bands | None = None
    by_hand: f.Flag = False
    veto: f.Number | None = None
    late: f.OptionalNumber = None
    floor: f.Number | None = None
    cap: f.Number | None = None
    bonus: f.Flag = False
    when_none: Literal["drop", "zero", "full"] = "zero"
    wanted: f.Wanted = False
    source: Quotation | None = None

    @property
    def shape(self) -> str:
        """full_at, each_missing, each, bands, by_hand, veto, or "reached"."""
        return next((name for name in SHAPES if name in self.model_fields_set), "reached")

    @model_validator(mode="after")
    def _one_shape(self) -> Line:
        at_most_one(self, SHAPES)
        if self.by_hand == bool(self.origin):
            raise ValueError(_("A line takes its points “from” something, or is scored “by_hand”"))
        if self.points is None and self.shape not in ("veto", "each"):
            raise ValueError(_("“points” is missing"))
        if self.each_missing is not None and self.each_missing > 0:
            raise ValueError(_("“each_missing” takes points away: write a number below zero"))
        if self.zero_at is not None and (self.full_at is None or self.zero_at == self.full_at):
            raise ValueError(_("“zero_at” goes with another “full_at”"))
        if self.bands and self.points is not None and self.bands[0][1] > self.points:
            raise ValueError(_("A step gives more than the points of the line"))
        return self


class Sheet(f.Definition):
    """A score sheet: lines, how often, and what follows from a low score."""

    title: str = ""
    units: Audience | None = Field(None, alias="for")
    every: f.Frequency = f.Every("year")
    lines: tuple[Line, ...] = ()
    combine: f.Name = ""
    take: Literal["sum", "average", "last", "best"] = Field("sum", alias="as")
    below: f.Below = ()
    grades: f.Grades = ()
    rank: f.Flag = False
    about: str = ""
    linked_to: f.Names = ()
    wanted: f.Wanted = False
    source: Quotation | None = None

    @property
    def total(self) -> Amount | None:
        """The points of all lines together, without bonus; nothing for a combined sheet."""
        if not self.lines:
            return None
        points = [line.points for line in self.lines if line.points is not None and not line.bonus]
        return Amount(str(sum(points)))

    @model_validator(mode="after")
    def _something_scored(self) -> Sheet:
        if bool(self.lines) == bool(self.combine):
            raise ValueError(_("A score sheet has lines, or combines another sheet"))
        return self


class Places(f.Definition):
    """How many may win: a number, a range, or as many as another award has."""

    short: ClassVar[str] = "number"
    number: f.OneOrTwoNumbers | None = None
    same_as: str = ""
    times: f.Number = Amount(1)

    @model_validator(mode="after")
    def _some(self) -> Places:
        if ("number" in self.model_fields_set) == bool(self.same_as):
            raise ValueError(
                _("Write how many places there are: a number, a range, or same_as another award")
            )
        return self


class Award(f.Definition):
    """An honour with a number of places, given by ranking or in stages."""

    title: f.Text
    places: Places | None = None
    origin: f.Name = Field("", alias="from")
    among: str = ""
    every: f.Frequency = f.Every("year")
    stages: f.Names = ()
    level: str = ""
    wanted: f.Wanted = False
    source: Quotation | None = None
