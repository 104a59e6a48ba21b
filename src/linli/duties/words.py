"""Occurrences in words: what people call one, its number, and why it stands as it does."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.duties.states import State
from linli.programmes.language.conditions import AnyOf, Formula
from linli.programmes.language.definitions import Indicator, Obligation
from linli.programmes.language.values import Amount, Target
from linli.registers.register import register_named

if TYPE_CHECKING:
    from linli.duties.occurrences import Occurrence
    from linli.duties.tally import Tally

Counted = Obligation | Indicator


def item_in_words(formula: Formula, item: str, title: str = "") -> str:
    """What people call one turn of a loop: its title, or what the register calls that value."""
    if title and title != item:
        return title
    for side in formula.sides:
        for condition in side.where:
            if isinstance(condition, AnyOf) and item in condition.values:
                field = register_named(side.measure.register).field(condition.field)
                return str(dict(field.flatchoices or ()).get(item, title or item))
    return title or item


def in_percent(counted: Counted, target: Target) -> bool:
    """Whether its number is a share of a hundred."""
    if counted.counted == "coverage" or getattr(counted, "unit", "") == "%" or _is_part(counted.formula):
        return True
    return any(isinstance(end, Amount) and end.text.endswith("%") for end in (target.low, target.high))


def _is_part(formula: Formula) -> bool:
    """Whether a rate compares rows of a register with rows of the same register: a part with its whole."""
    if formula.kind != "rate" or formula.over is None or formula.scale != 1:
        return False
    of, over = formula.of.measure, formula.over.measure
    measures = register_named(of.register).measures
    if of.register != over.register or not {of.measure, over.measure} <= measures.keys():
        return False
    one, other = measures[of.measure], measures[over.measure]
    return (one.how, one.of) == (other.how, other.of)


def number_in_words(value: Fraction | int | None, *, percent: bool = False, up: bool = False) -> str:
    """A number as people write it. Rounded down, so that nothing looks reached that is not; what is missing, up."""
    if value is None:
        return "—"
    places = 1 if percent else 2
    number = Fraction(value) * (100 if percent else 1)
    cut = Fraction((math.ceil if up else math.floor)(number * 10**places), 10**places)
    text = f"{float(cut):,.{places}f}".rstrip("0").rstrip(".") or "0"
    return f"{text}%" if percent else text


def unit_of_measure(counted: Counted) -> str:
    """What is counted, in the words of the register."""
    formula = counted.formula
    measure = register_named(formula.of.measure.register).measures[formula.of.measure.measure]
    return str(measure.title or formula.of.measure)


def days_in_words(days: int) -> str:
    """How far away a due day is."""
    if days == 0:
        return _("due today")
    if days > 0:
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return ngettext("%(n)d day over", "%(n)d days over", -days) % {"n": -days}


def day_in_words(day: date) -> str:
    """A day as people read it."""
    return date_format(day, "DATE_FORMAT")


def everyone() -> str:
    """The target that each subject reaches its number."""
    return _("all of them")


def of_each(tally: Tally) -> str:
    """How many subjects stand how, in one sentence."""
    if not tally.number:
        return _("It concerns nobody and nothing here, so there is nothing to judge.")
    if tally.target.open:
        return _("The programme gives no number here; the unit that carries it out may set one.")
    if tally.target.low is None:
        sentence = _("%(number)d concerned, each %(target)s: %(met)d kept to it, %(open)d so far, %(missed)d did not.")
    else:
        sentence = _("%(number)d concerned, each %(target)s: %(met)d in time, %(late)d late, %(open)d still open, "
                     "%(missed)d missing.")  # fmt: skip
    counts = {"met": State.MET, "late": State.LATE, "open": State.OPEN, "missed": State.MISSED}
    numbers = {name: tally.counts[state] for name, state in counts.items()}
    return sentence % {"number": tally.number, "target": tally.target, **numbers}


def why(occurrence: Occurrence) -> str:
    """Why the occurrence is in its state, in one sentence."""
    if occurrence.tally is not None and occurrence.excuse is None:
        return of_each(occurrence.tally)
    values = {
        "due": day_in_words(occurrence.window.due),
        "value": occurrence.value_words,
        "on_time": occurrence.on_time_words,
        "target": occurrence.target_words,
        "missing": number_in_words(occurrence.missing, percent=occurrence.percent, up=True),
    }
    match occurrence.state:
        case State.MET:
            return _("By %(due)s the number was %(on_time)s (target: %(target)s): met in time.") % values
        case State.LATE:
            return _("By %(due)s the number was %(on_time)s; now it is %(value)s (target: %(target)s): "
                     "met, but late.") % values  # fmt: skip
        case State.EXCUSED if occurrence.excuse:
            return _("Excused by %(by)s: %(reason)s") % {
                "by": occurrence.excuse.by, "reason": occurrence.excuse.reason
            }  # fmt: skip
        case State.WAITING if not occurrence.window.target.open:
            return _("There was nothing to take a share of, so there is nothing to judge.")
        case State.WAITING:
            return _("The programme gives no number here; the unit that carries it out may set one.")
        case State.OPEN if occurrence.missing:
            return _("Due on %(due)s. Now %(value)s, target: %(target)s; %(missing)s to go.") % values
        case State.OPEN:
            return _("Due on %(due)s. Now %(value)s, target: %(target)s.") % values
        case _ if occurrence.missing:
            return _("%(due)s has passed. The number is %(value)s, target: %(target)s; %(missing)s missing. "
                     "It can still be made up for, and then counts as met late.") % values  # fmt: skip
    return _("The number is %(value)s, target: %(target)s: missed.") % values
