"""A programme in plain words: when something is due, what counts, how points are given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.almanac import DayRule, Duration, Every, Period, Span, today
from linli.programmes.catalogue import catalogue
from linli.programmes.language import Audience, Indicator, Line, Obligation, Programme, Report, Rows, Where
from linli.programmes.language.catalogue import RegisterInfo
from linli.programmes.language.conditions import AnyOf, Condition
from linli.programmes.language.definitions import SUBMISSIONS
from linli.programmes.language.windows import windows
from linli.tree.models import Kind

_EVERY = {
    "day": gettext_lazy("every day"),
    "week": gettext_lazy("every week"),
    "month": gettext_lazy("every month"),
    "quarter": gettext_lazy("every quarter"),
    "half-year": gettext_lazy("every half-year"),
    "year": gettext_lazy("every year"),
}
_NEXT = {
    "day": gettext_lazy("%(day)s of the next day"),
    "week": gettext_lazy("%(day)s of the next week"),
    "month": gettext_lazy("%(day)s of the next month"),
    "quarter": gettext_lazy("%(day)s of the next quarter"),
    "half-year": gettext_lazy("%(day)s of the next half-year"),
    "year": gettext_lazy("%(day)s of the next year"),
}
_KINDS = {
    "sum": gettext_lazy("sum of %(what)s"),
    "average": gettext_lazy("mean of %(what)s"),
}
_HOLIDAYS = {
    "keep": gettext_lazy("deadlines on a day off stay"),
    "next-workday": gettext_lazy("deadlines on a day off move to the next workday"),
    "previous-workday": gettext_lazy("deadlines on a day off move to the workday before"),
}
_LOOPS = {
    "entries": gettext_lazy("each entry of the calendar"),
    "topics": gettext_lazy("each topic of the calendar"),
    "days": gettext_lazy("each theme day of the calendar"),
}


def holidays(programme: Programme) -> str:
    """What happens to a deadline on a day off."""
    return str(_HOLIDAYS[programme.holidays])


def kinds(names: Iterable[str]) -> str:
    """Kinds of units by their titles."""
    titles = {kind.value: str(kind.label) for kind in Kind}
    return _(", ").join(titles.get(name, name) for name in names)


def audience(part: Audience | None) -> str:
    """The units that something is for."""
    if part is None:
        return ""
    if part.under:
        return _("%(units)s under a %(kind)s") % {"units": kinds(part.units), "kind": kinds([part.under])}
    return kinds(part.units)


def when(part: Obligation | Report) -> str:
    """How often and by which day."""
    if isinstance(part, Obligation) and part.within:
        return _("within %(time)s each time") % {"time": duration(part.within)}
    if isinstance(part, Obligation) and part.calendar:
        period = _("by the calendar")
    elif part.window:
        period = _(", ").join(map(span, part.window))
    elif part.every:
        period = every(part.every)
    else:
        period = ""
    rule = part.by or part.on
    if rule:
        kind = part.every.kind if part.every else "year"
        words = {"period": period, "day": day(rule, kind)}
        apart = bool(period) and (part.every is None or rule.next)
        if part.by:
            period = (_("%(period)s, by %(day)s") if apart else _("%(period)s by %(day)s")) % words
        else:
            period = (_("%(period)s, on %(day)s") if apart else _("%(period)s on %(day)s")) % words
    return period.strip() or _("within the year")


def every(frequency: Every) -> str:
    """How often."""
    if frequency.step == 1:
        return str(_EVERY[frequency.kind])
    words = {
        "day": ngettext("every %(n)d day", "every %(n)d days", frequency.step),
        "week": ngettext("every %(n)d week", "every %(n)d weeks", frequency.step),
        "month": ngettext("every %(n)d month", "every %(n)d months", frequency.step),
        "quarter": ngettext("every %(n)d quarter", "every %(n)d quarters", frequency.step),
        "half-year": ngettext("every %(n)d half-year", "every %(n)d half-years", frequency.step),
        "year": ngettext("every %(n)d year", "every %(n)d years", frequency.step),
    }
    return words[frequency.kind] % {"n": frequency.step}


def duration(length: Duration) -> str:
    """How long."""
    words = {
        "day": ngettext("%(n)d day", "%(n)d days", length.count),
        "workday": ngettext("%(n)d workday", "%(n)d workdays", length.count),
        "week": ngettext("%(n)d week", "%(n)d weeks", length.count),
        "month": ngettext("%(n)d month", "%(n)d months", length.count),
        "year": ngettext("%(n)d year", "%(n)d years", length.count),
    }
    return words[length.unit] % {"n": length.count}


def span(days: Span) -> str:
    """A span of days; one that comes back every year without the year."""
    period = days.in_year(today().year)
    if not days.yearly:
        return period.title
    first, last = (date_format(end, "MONTH_DAY_FORMAT") for end in (period.start, period.end))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def day(rule: DayRule, kind: str = "year") -> str:
    """A day of a period of some kind, or of the period after it."""
    words = _day(rule)
    return _NEXT[kind] % {"day": words} if rule.next else words


def _day(rule: DayRule) -> str:
    match rule.kind:
        case "start":
            return _("the first day")
        case "fixed":
            return date_format(date(rule.year, rule.month, rule.day))
        case "date":
            return date_format(date(2024, rule.month, rule.day), "MONTH_DAY_FORMAT")
        case "day" if rule.month:
            return _("day %(day)d of month %(month)d") % {"day": rule.day, "month": rule.month}
        case "day":
            return _("day %(day)d") % {"day": rule.day}
        case "weekday":
            return str(WEEKDAYS[rule.day])
        case "workday" if rule.day < 0:
            return _("the last workday")
        case "workday":
            return _("workday %(n)d") % {"n": rule.day}
        case "lunar":
            return _("lunar month %(month)d day %(day)d") % {"month": rule.month, "day": rule.day}
        case "feast":
            return rule.name
    return _("the last day")


def loop(part: Obligation, programme: Programme) -> str:
    """What an obligation repeats itself for."""
    if part.calendar:
        return str(_LOOPS[part.calendar])
    if isinstance(part.each, tuple):
        return _(", ").join(part.each)
    if part.each:
        return _(", ").join(programme.lists[part.each].values())
    return ""


def counted(part: Obligation | Indicator) -> str:
    """What is counted, in the words of the registers."""
    if isinstance(part, Obligation) and part.submit:
        known = catalogue().registers.get(SUBMISSIONS.register)
        titles = known.filters["kind"].choices if known and "kind" in known.filters else {}
        words = _(", ").join(titles.get(item, item) for item in part.submit)
        text = _("papers filed: %(papers)s") % {"papers": words}
        return _("%(text)s, to the %(kind)s") % {"text": text, "kind": kinds([part.to])} if part.to else text
    formula = part.formula
    if any(rows.measure.register not in catalogue().registers for rows in formula.sides):
        return ""
    if formula.over is None:
        phrase = _KINDS.get(formula.kind)
        return phrase % {"what": rows(formula.of)} if phrase else rows(formula.of)
    sides = {"of": rows(formula.of), "over": rows(formula.over)}
    if formula.kind == "coverage":
        return _("share of %(over)s that have %(of)s") % sides
    if formula.scale != 1:
        return _("%(of)s per %(scale)d of %(over)s") % {**sides, "scale": formula.scale}
    return _("%(of)s divided by %(over)s") % sides


def rows(part: Rows) -> str:
    """A measure with its conditions."""
    register = catalogue().registers.get(part.measure.register)
    measure = register.measures.get(part.measure.measure) if register else None
    if register is None or measure is None:
        return str(part.measure)
    title = measure.title
    if register.title not in title:
        title = _("%(register)s: %(measure)s") % {"register": register.title, "measure": title}
    told = conditions(part.where, register)
    return _("%(title)s (%(conditions)s)") % {"title": title, "conditions": told} if told else title


def conditions(where: Where, register: RegisterInfo) -> str:
    """Which rows count."""
    return _("; ").join(_condition(condition, register) for condition in where)


def _condition(condition: Condition, register: RegisterInfo) -> str:
    info = register.filters.get(condition.field)
    title = info.title if info else _("age") if condition.field == "age" else condition.field
    if isinstance(condition, AnyOf):
        choices = info.choices if info else {}
        values = [_value(value, choices) for value in condition.values]
        text = _(", ").join(values)
    elif condition.low is None:
        text = _("up to %(number)s") % {"number": condition.high}
    elif condition.high is None:
        text = _("%(number)s or more") % {"number": condition.low}
    else:
        text = _("%(low)s to %(high)s") % {"low": condition.low, "high": condition.high}
    if condition.negated:
        text = _("not %(values)s") % {"values": text}
    return _("%(field)s %(values)s") % {"field": title, "values": text}


def _value(value: object, choices: object) -> str:
    if isinstance(value, str) and value.startswith("$"):
        return _("one by one")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return choices.get(str(value), str(value)) if isinstance(choices, dict) else str(value)


def line(part: Line) -> str:
    """How a line of a score sheet gives its points."""
    words: list[str] = []
    match part.shape:
        case "full_at" if part.zero_at is not None:
            words.append(
                _("in proportion from %(zero)s, all at %(full)s") % {"zero": part.zero_at, "full": part.full_at}
            )
        case "full_at":
            words.append(_("in proportion, all at %(full)s") % {"full": part.full_at})
        case "each_missing":
            words.append(_("%(points)s for each that is missing") % {"points": part.each_missing})
        case "each":
            words.append(_("%(points)s for each") % {"points": part.each})
        case "bands":
            steps = (_("%(points)s from %(bound)s") % {"points": p, "bound": b} for b, p in part.bands or ())
            words.append(_(", ").join(steps))
        case "by_hand":
            words.append(_("given by a person"))
        case "veto":
            words.append(_("missed: the whole sheet has at most %(points)s") % {"points": part.veto})
        case _:
            words.append(_("all when the number is reached"))
    if part.late is not None:
        words.append(_("late: %(points)s") % {"points": part.late})
    if part.floor is not None:
        words.append(_("at least %(number)s") % {"number": part.floor})
    if part.cap is not None:
        words.append(_("at most %(number)s") % {"number": part.cap})
    if part.pace == "share":
        words.append(_("by the share that is due so far"))
    return _("; ").join(words)


def month(number: int) -> str:
    """The name of a month."""
    return str(MONTHS[number])


def dues(part: Obligation, programme: Programme, year: int) -> list[date]:
    """The days of a year on which an obligation is due, each once."""
    found = windows(part, programme, Period.parse(str(year)))
    return sorted({window.due for window in found if window.due.year == year})
