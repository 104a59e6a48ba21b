"""When an obligation falls due: its windows, each with its days, due day, target and rows to count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from linli.almanac import DayRule, Period, shift
from linli.programmes.language.conditions import Formula
from linli.programmes.language.definitions import Obligation, Programme, Report
from linli.programmes.language.parts import DatedRule, Entry, Timed, theme_span
from linli.programmes.language.values import Target

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """One time at which an obligation is due.

    Facts count whose day lies in `period`; those done by the end of `due` are on time. `key` is unique within
    the obligation (and subject). `item` says which one of a list, calendar or submission it is.
    """

    key: str
    period: Period
    due: date
    formula: Formula
    target: Target
    item: str = ""
    title: str = ""


@dataclass(frozen=True)
class _Turn:
    """One turn of a loop: which item, its title, what the loop variables stand for."""

    item: str
    title: str
    bindings: Mapping[str, tuple[str, ...]]


def windows(obligation: Obligation, programme: Programme, span: Period) -> list[Window]:
    """All windows whose period touches the span, in order of their due days.

    One that counts from its subject's own day (`within`) has none here: see `subject_windows`.
    """
    if obligation.within:
        return []
    if obligation.calendar:
        found = _calendar_windows(obligation, programme, span)
    else:
        found = (
            _window(obligation, programme, period, due, turn)
            for period, due in occasions(obligation, programme, span)
            for turn in _turns(obligation, programme)
        )
    return sorted(found, key=lambda window: (window.due, window.period))


def subject_windows(obligation: Obligation, programme: Programme, day: date) -> list[Window]:
    """The windows of one subject (an absence, a session, a booking) that came up on a day."""
    assert obligation.within is not None
    due = _due(obligation.within.after(day), programme, Period(day, day), explicit=False)
    last = max(due, Period.containing(day, "year").end)
    return [
        _window(obligation, programme, Period(day, last), due, turn) for turn in _turns(obligation, programme)
    ]


def occasions(timed: Timed, programme: Programme, span: Period) -> Iterator[tuple[Period, date]]:
    """The periods of something that comes back, each with its due day. Reports have them like obligations."""
    rule = timed.by or timed.on
    for period in _periods(timed, programme, span):
        if programme.period is not None and not programme.period.overlaps(period):
            continue
        due = _due((rule or DayRule()).on(period), programme, period, explicit=rule is not None)
        if programme.period is None or due >= programme.period.start:
            yield period, due


def report_windows(report: Report, programme: Programme, span: Period) -> list[tuple[Period, date]]:
    """The periods that a report is made for, each with the day it is due."""
    return list(occasions(report, programme, span))


def loop_values(obligation: Obligation, programme: Programme) -> dict[str, tuple[str, ...]]:
    """Everything that each loop variable of an obligation may stand for."""
    if obligation.calendar:
        entries = programme.calendar
        return {
            "topic": tuple(topic for entry in entries for topic in entry.topics),
            "day": tuple(day.title for entry in entries for day in entry.days),
        }
    return {"item": tuple(turn.item for turn in _turns(obligation, programme))}


def rule_on(programme: Programme, name: str, day: date) -> DatedRule | None:
    """The version of a dated rule that is in force on a day."""
    in_force = [
        rule
        for rule in programme.rules.get(name, ())
        if rule.since <= day and (rule.until is None or day <= rule.until)
    ]
    return max(in_force, key=lambda rule: rule.since, default=None)


def target_on(obligation: Obligation, programme: Programme, day: date) -> Target:
    """The number to reach on a day: a dated rule is looked up, the rest is the obligation's own."""
    if obligation.rule:
        rule = rule_on(programme, obligation.rule, day)
        found = rule.target if rule else Target()
    else:
        found = obligation.target
    if not programme.inclusive and not found.open and found.low != found.high:
        return replace(found, strict=True)
    return found


def _periods(timed: Timed, programme: Programme, span: Period) -> Iterator[Period]:
    if timed.window:
        found = {
            days.in_year(year)
            for days in timed.window
            for year in range(span.start.year - 1, span.end.year + 1)
        }
        yield from sorted(period for period in found if period.overlaps(span))
    elif timed.every:
        origin = {"origin": programme.period.start} if programme.period else {}
        yield from timed.every.periods(span, **origin)
    elif programme.period:
        if programme.period.overlaps(span):
            yield programme.period
    else:
        rule = timed.by or timed.on
        for year in span.split("year"):
            if rule is None or rule.kind != "fixed" or rule.on(year) in year:
                yield year


def _due(day: date, programme: Programme, period: Period, *, explicit: bool) -> date:
    """The due day by the programme's settings: “before” may leave the day out, a holiday may move it."""
    if not explicit:
        return day
    if not programme.inclusive and day > period.start:
        day -= _DAY
    return shift(day, programme.holidays)


def _window(obligation: Obligation, programme: Programme, period: Period, due: date, turn: _Turn) -> Window:
    if obligation.around and obligation.on:
        day = obligation.on.on(period)
        period = _around(obligation, Period(day, day))
        due = max(due, period.end)
    return Window(
        key=f"{period}/{turn.item}" if turn.item else str(period),
        period=period,
        due=due,
        formula=obligation.formula.bind(turn.bindings),
        target=target_on(obligation, programme, due),
        item=turn.item,
        title=turn.title,
    )


def _turns(obligation: Obligation, programme: Programme) -> list[_Turn]:
    items: Mapping[str, str]
    if obligation.submit:
        items = {item: item for item in obligation.submit}
    elif isinstance(obligation.each, tuple):
        items = {item: item for item in obligation.each}
    elif obligation.each:
        items = programme.lists[obligation.each]
    else:
        return [_Turn("", "", {})]
    return [_Turn(item, title, {"item": (item,)}) for item, title in items.items()]


def _calendar_windows(obligation: Obligation, programme: Programme, span: Period) -> Iterator[Window]:
    seen: set[str] = set()
    for year in range(span.start.year - 1, span.end.year + 1):
        for entry in programme.calendar:
            for period, turn in _entry_turns(obligation, entry, year):
                window = _window(
                    obligation, programme, period, _calendar_due(obligation, programme, period), turn
                )
                outside = programme.period is not None and not programme.period.overlaps(period)
                if window.key not in seen and not outside and window.period.overlaps(span):
                    seen.add(window.key)
                    yield window


def _around(obligation: Obligation, period: Period) -> Period:
    """The period with the days around it that count as well."""
    if obligation.around is None:
        return period
    return Period(obligation.around.before(period.start), obligation.around.after(period.end))


def _calendar_due(obligation: Obligation, programme: Programme, period: Period) -> date:
    rule = obligation.by or obligation.on
    return _due((rule or DayRule()).on(period), programme, period, explicit=rule is not None)


def _entry_turns(obligation: Obligation, entry: Entry, year: int) -> Iterator[tuple[Period, _Turn]]:
    """The turns that one calendar entry gives: itself, its topics or its days."""
    days = tuple(day.title for day in entry.days)
    period = entry_period(entry, year)
    month = (str(period.start.month),)
    if obligation.calendar == "topics":
        for topic in entry.topics:
            yield period, _Turn(topic, topic, {"topic": (topic,), "month": month})
    elif obligation.calendar == "days":
        for day in entry.days:
            own = theme_span(day, year) if obligation.around else None
            days_of = _around(obligation, own) if own else period
            yield days_of, _Turn(day.title, day.title, {"day": (day.title,), "month": month})
    else:
        title = entry.title or "、".join(days or entry.topics)
        bindings = {"topic": entry.topics, "day": days, "month": month}
        yield period, _Turn(entry.title or str(entry.lunar or ""), title, bindings)


def entry_period(entry: Entry, year: int) -> Period:
    """The days of a calendar entry in a year: its month, its span, or the month of its (first) day."""
    if entry.month:
        return Period.of_months(year, entry.month)
    if entry.date:
        found = entry.date.in_year(year)
        return found if found.days > 1 else Period.containing(found.start, "month")
    if entry.lunar:
        day = DayRule.parse({"lunar": entry.lunar}).on(Period.of_months(year, 1, 12))
        return Period.containing(day, "month")
    first = min(span for day in entry.days if (span := theme_span(day, year)))
    return first if first.days > 1 else Period.containing(first.start, "month")
