"""The state of an occurrence, from its numbers and the day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from linli.programmes.language.values import Target


class State(TextChoices):
    """Where an occurrence stands."""

    OPEN = "open", pgettext_lazy("duty", "open")
    MET = "met", pgettext_lazy("duty", "met")
    LATE = "late", pgettext_lazy("duty", "met late")
    MISSED = "missed", pgettext_lazy("duty", "missed")
    EXCUSED = "excused", pgettext_lazy("duty", "excused")
    WAITING = "waiting", pgettext_lazy("duty", "not judged")


def state_of(
    target: Target,
    value: Fraction | None,
    on_time: Fraction | None,
    *,
    due: date,
    day: date,
    excused: bool = False,
    before: Fraction | None = None,
) -> State:
    """The state on a day.

    `value` counts the facts of the period, `on_time` those done by the due day. A ceiling (at most) can be
    broken before the due day and is met only when the day has passed; a floor is met as soon as it is reached.
    Where both ends are set, the floor is met early and breaking the ceiling misses it. Where no number is set,
    or nothing was there of which a share could be taken, nobody is judged.
    """
    if target.open:
        return State.EXCUSED if excused else State.WAITING
    passed = day > due
    if passed and value is None:
        return State.EXCUSED if excused else State.WAITING
    reached = target.reached(on_time, before)
    ceiling = target.high is not None and value is not None and not _below_ceiling(target, value)
    only_ceiling = target.low is None and not target.trend
    if ceiling and not excused:
        return State.MISSED
    if reached and (passed or not (only_ceiling or target.trend)):
        return State.MET
    if excused:
        return State.EXCUSED
    if not passed:
        return State.OPEN
    if not only_ceiling and target.reached(value, before):
        return State.LATE
    return State.MISSED


def _below_ceiling(target: Target, value: Fraction) -> bool:
    assert target.high is not None
    return value < target.high if target.strict and target.low != target.high else value <= target.high
