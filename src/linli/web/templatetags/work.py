"""What the templates about duties need."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _

from linli.duties.occurrences import Occurrence
from linli.duties.states import State
from linli.duties.words import number_in_words
from linli.web.work.addresses import of_occurrence

register = template.Library()

# Signs that tell the states apart without colour.
SIGNS = {
    State.MET: "✓",
    State.LATE: "◷",
    State.MISSED: "✕",
    State.OPEN: "○",
    State.EXCUSED: "－",
    State.WAITING: "·",
    "returned": "↩",
}


@register.filter
def page_of(occurrence: Occurrence) -> str:
    """The address of the page of an occurrence."""
    return of_occurrence(occurrence)


@register.filter
def sign(state: Any) -> str:
    """The sign of a state."""
    return SIGNS.get(state, "")


@register.filter
def short(occurrence: Occurrence) -> str:
    """What tells an occurrence from the others of its obligation: its item, its month, its period."""
    period = occurrence.window.period
    if occurrence.item:
        return occurrence.item
    return _("M%(n)d") % {"n": period.start.month} if period.kind == "month" else period.title


@register.filter
def number(value: Any) -> str:
    """A number as people write it."""
    return "—" if value is None else number_in_words(Fraction(value))


@register.inclusion_tag("web/work/parts/meter.html")
def meter(occurrence: Occurrence) -> dict[str, Any]:
    """How far an occurrence is on its way to its number."""
    target, share = occurrence.window.target, occurrence.share
    return {
        "o": occurrence,
        "low": target.low,
        "share": None if share is None else int(share * 100),
    }
