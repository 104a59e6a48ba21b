"""Facts of the plain report: the figures it shows, for the unit and the units below it."""

from __future__ import annotations

from fractions import Fraction

from linli.almanac import today
from linli.figures.expressions import Definition, Question, Value, definition_of
from linli.figures.store import read
from linli.programmes.language.definitions import Indicator, Obligation
from linli.reports.charts import Bar, Bars
from linli.reports.document import Column
from linli.reports.facts import Asked, gathers
from linli.reports.templates.figures import Figures
from linli.reports.words import number
from linli.tree.models import Unit


@gathers("figures")
def gather(asked: Asked) -> Figures:
    """A row a unit (those directly below, then the whole), a column a figure; the first as a chart."""
    shown = shown_figures(asked)
    below = list(asked.unit.children(min(asked.period.end, today())).order_by("code"))
    questions = [Question(definition, asked.period) for _title, definition in shown]
    values = read(questions, [asked.unit, *below])

    def cells(unit: Unit) -> tuple[str, ...]:
        return tuple(in_words(values[question, unit.pk]) for question in questions)

    chart = None
    if shown and below:
        first = questions[0]
        numbers = [(unit, values[first, unit.pk].number) for unit in below]
        scale = 100 if is_share(values[first, asked.unit.pk]) else 1
        items = tuple(Bar(unit.name, float(found * scale)) for unit, found in numbers if found is not None)
        if items:
            chart = Bars(shown[0][0], items, unit="%" if scale == 100 else "")
    return Figures(
        title=f"{asked.report.title or asked.programme.title}（{asked.period.title}）",
        issuer=asked.unit.name,
        written=today(),
        columns=(Column("单位", "left"), *(Column(title, "right") for title, _definition in shown)),
        rows=(*((unit.name, *cells(unit)) for unit in below), (asked.unit.name, *cells(asked.unit))),
        period=asked.period.title,
        totals=bool(below),
        chart=chart,
    )


def shown_figures(asked: Asked) -> list[tuple[str, Definition]]:
    """The obligations and indicators that the report shows, with their titles, as far as they can be counted."""
    known: dict[str, Obligation | Indicator] = {**asked.definition.obligations, **asked.definition.indicators}
    names = asked.report.show or tuple(asked.definition.indicators)
    found: list[tuple[str, Definition]] = []
    for name in names:
        part = known[name]
        if part.wanted or (isinstance(part, Obligation) and (part.submit or part.each)):
            continue
        found.append((part.title, definition_of(part.formula)))
    return found


def is_share(value: Value) -> bool:
    """Whether a figure is a part of a whole and is said in per cent."""
    return value.denominator is not None and value.scale == 1


def in_words(value: Value) -> str:
    """A figure as people write it: 12, 63.5%, 2.4; a dash where there is nothing to divide by."""
    found: Fraction | None = value.number
    if found is None:
        return "—"
    if is_share(value) and found <= 1:
        return f"{number(float(found * 100), 1)}%"
    return number(float(found))
