"""The small values that packs are written with: amounts, targets, measure references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _


class Amount(Fraction):
    """An exact number that remembers how it was written: 10, 0.5, 1/2, 90%."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, value: object) -> Amount:
        """Read a number as a plan writes it."""
        if isinstance(value, Amount):
            return value
        text = str(value).strip()
        match = re.fullmatch(r"([-+]?\d{1,15}(?:\.\d{1,12})?)(%|/[1-9]\d{0,8})?", text)
        if match is None or isinstance(value, bool):
            raise ValueError(
                _("Not a number: %(text)s. Write such as 10, 0.5, 1/2 or 90%%") % {"text": value}
            )
        number = Fraction(match[1])
        if match[2]:
            number /= 100 if match[2] == "%" else int(match[2][1:])
        self = super().__new__(cls, number)
        self.text = text
        return self

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Amount({self.text!r})"

    def __reduce__(self) -> tuple[type[Amount], tuple[str]]:
        return (Amount, (self.text,))

    def __copy__(self) -> Amount:
        return self

    def __deepcopy__(self, memo: object) -> Amount:
        return self


@dataclass(frozen=True)
class Target:
    """The number that an obligation must reach: at least `low`, at most `high`, or a direction.

    A target without any of them is open: the plan gives no number, and whoever adopts it may set one.
    """

    low: Amount | None = None
    high: Amount | None = None
    strict: bool = False
    trend: str = ""

    @property
    def open(self) -> bool:
        """Whether no number has been set."""
        return self.low is None and self.high is None and not self.trend

    def reached(self, value: Fraction | Decimal | int | None, before: Fraction | int | None = None) -> bool:
        """Whether a value reaches it; `before` is the value of the period before, for a trend."""
        if value is None or self.open:
            return self.open
        if self.trend:
            if before is None:
                return True
            return value < before if self.trend == "down" else value > before
        if self.strict:
            return (self.low is None or value > self.low) and (self.high is None or value < self.high)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def missing(self, value: Fraction | int | None) -> Fraction:
        """How much is missing to the lower bound; 0 if nothing is."""
        if self.low is None:
            return Fraction(0)
        return max(Fraction(0), self.low - Fraction(value or 0))

    def __str__(self) -> str:
        """The target in words: at least 10."""
        if self.trend:
            return _("falling") if self.trend == "down" else _("rising")
        if self.open:
            return _("not set")
        if self.low is not None and self.high is not None:
            if self.low == self.high:
                return _("exactly %(number)s") % {"number": self.low}
            return _("%(low)s to %(high)s") % {"low": self.low, "high": self.high}
        if self.low is not None:
            words = _("more than %(number)s") if self.strict else _("at least %(number)s")
            return words % {"number": self.low}
        words = _("less than %(number)s") if self.strict else _("at most %(number)s")
        return words % {"number": self.high}


@dataclass(frozen=True, order=True)
class MeasureRef:
    """A measure of a register, by name: visits.made."""

    register: str
    measure: str

    @classmethod
    def parse(cls, text: object) -> MeasureRef:
        """Read "register.measure"."""
        match = re.fullmatch(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)", str(text))
        if match is None:
            raise ValueError(
                _("Not a measure: %(text)s. Write register.measure, such as visits.made") % {"text": text}
            )
        return cls(match[1], match[2])

    def __str__(self) -> str:
        return f"{self.register}.{self.measure}"


def between(value: Any) -> tuple[Amount, Amount]:
    """Read [30, 40] or "30..40"."""
    parts = value if isinstance(value, list) else str(value).split("..")
    if len(parts) != 2:
        raise ValueError(_("Write two numbers, such as [30, 40]"))
    low, high = Amount(parts[0]), Amount(parts[1])
    if high < low:
        raise ValueError(_("The second number is smaller than the first"))
    return low, high
