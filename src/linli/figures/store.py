"""Stored figures: read them, and work out first what is missing, marked, or not of this day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from linli.almanac import today as current_day
from linli.figures.depends import registers_read
from linli.figures.evaluate import Cell, added_up
from linli.figures.expressions import Definition, Question, Value, digest, timely, value_of
from linli.figures.marks import alone, heed
from linli.figures.models import Figure, Kept, Reading
from linli.figures.territory import NAMED
from linli.tree.models import ALWAYS, FOREVER, Parentage, Service, Unit


def read(asked: Iterable[Question], units: Iterable[Unit | int], today: date | None = None) -> dict[Cell, Value]:
    """The figures of every question for every unit. Never a stale one: those are worked out anew, in one pass."""
    day = today or current_day()
    wanted = list(dict.fromkeys(asked))
    ids = sorted({unit.pk if isinstance(unit, Unit) else unit for unit in units})
    if not wanted or not ids:
        return {}
    heed()
    known = _kept([question.definition for question in wanted])
    cells = {(question, unit) for question in wanted for unit in ids}
    figures = _stored(wanted, ids, known)
    if missing := cells - figures.keys():
        # Made before the facts are read, so that a mark that comes meanwhile finds them.
        with alone(Figure):
            Figure.objects.bulk_create([_figure(cell, known) for cell in missing], ignore_conflicts=True)
        figures = _stored(wanted, ids, known)
    changes = _tree_changes(figures, day)
    if stale := {cell: figure for cell, figure in figures.items() if _stale(cell, figure, day, changes)}:
        _renew(stale, known, day)
    return {
        cell: value_of(cell[0].definition, figure.numerator, figure.denominator) for cell, figure in figures.items()
    }


def _renew(stale: dict[Cell, Figure], known: dict[Definition, int], day: date) -> None:
    """Work the stale figures out in one pass and store them as fresh as they were marked before."""
    found = added_up({question for question, _unit in stale}, {unit for _question, unit in stale}, day)
    for (question, unit), figure in stale.items():
        figure.numerator, figure.denominator = found[question, unit]
        figure.as_of, figure.fresh, figure.pk = question.day(day), figure.marked, None
    with alone(Figure):
        Figure.objects.bulk_create(
            stale.values(),
            update_conflicts=True,
            unique_fields=["kept", "unit", "start", "end", "due"],
            update_fields=["numerator", "denominator", "as_of", "fresh"],
        )


def _stale(cell: Cell, figure: Figure, today: date, changes: list[date]) -> bool:
    if figure.fresh != figure.marked or figure.as_of is None:
        return True
    question = cell[0]
    day = question.day(today)
    if figure.as_of == day:
        return False
    earlier, later = sorted((figure.as_of, day))
    return timely(question.definition) or any(earlier < change <= later for change in changes)


def _tree_changes(figures: dict[Cell, Figure], today: date) -> list[date]:
    """The days on which the tree changed, between the days that figures were worked out and those they are for."""
    days = [
        day
        for (question, _unit), figure in figures.items()
        if figure.as_of and figure.as_of != question.day(today)
        for day in (figure.as_of, question.day(today))
    ]
    if not days:
        return []
    ends = [
        model.objects.filter(**{f"{name}__gt": max(min(days), ALWAYS), f"{name}__lte": max(days)}).values_list(name)
        for model in (Parentage, Service)
        for name in ("starts", "ends")
    ]
    return [day for (day,) in ends[0].order_by().union(*(rows.order_by() for rows in ends[1:]))]


def _stored(wanted: list[Question], units: list[int], known: dict[Definition, int]) -> dict[Cell, Figure]:
    spans: dict[tuple[date, date, date], dict[int, Question]] = defaultdict(dict)
    for question in wanted:
        spans[_span(question)][known[question.definition]] = question
    figures = Figure.objects.filter(kept_id__in=set(known.values()))
    if len(units) <= NAMED:
        figures = figures.filter(unit_id__in=units)
    among = set(units)
    found: dict[Cell, Figure] = {}
    starts, ends = {start for start, _end, _due in spans}, {end for _start, end, _due in spans}
    for figure in figures.filter(start__in=starts, end__in=ends):
        known_here = spans.get((figure.start, figure.end, figure.due), {})
        if figure.kept_id in known_here and figure.unit_id in among:
            found[known_here[figure.kept_id], figure.unit_id] = figure
    return found


def _kept(definitions: Iterable[Definition]) -> dict[Definition, int]:
    digests = {digest(definition): definition for definition in definitions}
    known = dict(Kept.objects.filter(digest__in=digests).values_list("digest", "pk"))
    if missing := digests.keys() - known.keys():
        # A writer that looked for readers of its register and found none is waited for; the next one finds this.
        with alone(Reading, "ACCESS EXCLUSIVE"):
            for name in sorted(missing):
                definition = digests[name]
                kept, made = Kept.objects.get_or_create(
                    digest=name, defaults={"text": str(definition), "spec": definition.spec}
                )
                if made:
                    Reading.objects.bulk_create(
                        Reading(kept=kept, register=register) for register in registers_read(definition)
                    )
                known[name] = kept.pk
    return {definition: known[name] for name, definition in digests.items()}


def _figure(cell: Cell, known: dict[Definition, int]) -> Figure:
    question, unit = cell
    start, end, due = _span(question)
    return Figure(kept_id=known[question.definition], unit_id=unit, start=start, end=end, due=due)


def _span(question: Question) -> tuple[date, date, date]:
    return question.period.start, question.period.end, question.due or FOREVER
