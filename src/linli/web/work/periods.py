"""The period that a page is about, as people pick it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.almanac import Period, today

LONGEST = 1100
NAMES = {
    "year": gettext_lazy("Year"),
    "half-year": gettext_lazy("Half-year"),
    "quarter": gettext_lazy("Quarter"),
    "month": gettext_lazy("Month"),
}


@dataclass(frozen=True)
class Picker:
    """The period shown, and those one step away from it."""

    period: Period
    kinds: list[dict[str, object]]

    @property
    def free(self) -> bool:
        """Whether it is a span of days of no kind."""
        return self.period.kind not in NAMES

    @property
    def before(self) -> str:
        """The name of the period before."""
        return str(self.period.previous)

    @property
    def after(self) -> str:
        """The name of the period after."""
        return str(self.period.next)


def pick(request: HttpRequest, kinds: Sequence[str] = tuple(NAMES), default: str = "year") -> Picker:
    """Read the period from the address.

    Raises:
        BadRequest: it makes no sense; says what would.
    """
    period = asked(request) or Period.containing(today(), default)
    anchor = today() if today() in period else period.start
    shown = [
        {
            "title": NAMES[kind],
            "name": str(Period.containing(anchor, kind)),
            "here": period.kind == kind,
        }
        for kind in kinds
    ]
    return Picker(period, shown)


def asked(request: HttpRequest) -> Period | None:
    """The period of the address: `period`, or `from` and `to`; nothing where it names none."""
    name = request.GET.get("period", "").strip()
    first, last = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    if first and last:
        name = f"{first}..{last}"
    if not name:
        return None
    try:
        period = Period.parse(name[:40])
    except (ValueError, OverflowError) as error:
        hint = _("Write such as 2026, 2026-H1, 2026-Q2, 2026-05 or 2026-05-07..2026-05-13.")
        raise BadRequest(f"{error}。{hint}") from error
    if period.days > LONGEST or not 2000 <= period.start.year <= 2100:
        raise BadRequest(_("Pick a period of at most three years between 2000 and 2100."))
    return period
