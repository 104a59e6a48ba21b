"""Figures of a programme by unit: obligations with their targets and states, indicators, over any period."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from linli.cli.common import programme_named, unit_named
from linli.cli.printing import PERIODS, aligned, period_named

if TYPE_CHECKING:
    from linli.almanac import Period
    from linli.programmes.models import Adoption, Programme
    from linli.tree.models import Unit

EXAMPLES = """examples:
  linli figures --programme family-doctor --period 2026
  linli figures --programme family-doctor --period 2026-05 --level centre --format csv > may.csv
  linli figures --programme family-doctor --period 2026-W21 --level team --format json
  linli figures --programme family-doctor --period 2026-05-07..2026-05-13 --unit 东街社区卫生服务中心

An obligation of a unit is shown for each of its windows that are due in the period or lie in it. For units of a
level that owes nothing itself, obligations and indicators are counted over the period, without target and state."""

COLUMNS = ("code", "unit", "kind", "name", "title", "window", "due", "numerator", "denominator", "value", "target",
           "state")  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", required=True, metavar="P", help="the key of the programme")
    parser.add_argument("--period", required=True, help=PERIODS)
    parser.add_argument("--level", metavar="KIND", help="the kind of unit (default: those that carry it out)")
    parser.add_argument("--unit", action="append", metavar="UNIT", help="only this unit, by name or code")
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")


def run(options: argparse.Namespace) -> int:
    from linli.tree.models import Kind

    period, programme = period_named(options.period), programme_named(options.programme)
    if options.level and options.level not in Kind.values:
        from linli.registers.register import unknown

        raise LookupError(unknown(options.level, Kind.values))
    only = {unit_named(name).pk for name in options.unit or ()}
    rows = list(rows_of(programme, period, level=options.level or "", only=only))
    if not rows:
        print("no unit of this kind carries the programme out in this period", file=sys.stderr)
        return 1
    {"table": _table, "csv": _csv, "json": _json}[options.format](rows)
    return 0


def rows_of(
    programme: Programme, period: Period, *, level: str = "", only: Iterable[int] = ()
) -> Iterable[dict[str, Any]]:
    """One row a figure: first what units owe, then what is only counted."""
    from linli.almanac import today
    from linli.duties.occurrences import occurrences
    from linli.programmes.office import in_force

    adoptions = [one for one in in_force(period) if one.programme_id == programme.pk]
    if not adoptions:
        return
    units = units_of(programme, adoptions, level, min(period.end, today()))
    wanted = {unit.pk for unit in units} & set(only) if only else {unit.pk for unit in units}
    units = [unit for unit in units if unit.pk in wanted]
    found = occurrences(adoptions, period, units=wanted)
    owing = {one.unit.pk for one in found}
    for one in sorted(found, key=lambda o: (o.unit.code, o.window.due, o.name, o.window.key)):
        yield _row(one.unit, "obligation", one.name, one.title, str(one.window.period), one.whole,
                   one.value_words, due=one.window.due.isoformat(), target=one.target_words,
                   state=one.state.value)  # fmt: skip
    yield from _counted(programme, adoptions, period, units, owing)


def units_of(programme: Programme, adoptions: list[Adoption], level: str, day: Any) -> list[Unit]:
    """The units of the level at or below the issuer; without a level those that carry the programme out."""
    if not level:
        return sorted({one.unit for one in adoptions}, key=lambda unit: unit.code)
    top = programme.unit
    around = [top, *(top.path(day))]
    units = {unit.pk: unit for unit in around if unit.kind == level}
    units |= {unit.pk: unit for unit in top.below(day).filter(kind=level)}
    return sorted(units.values(), key=lambda unit: unit.code)


def _counted(
    programme: Programme, adoptions: list[Adoption], period: Period, units: list[Unit], owing: set[int]
) -> Iterable[dict[str, Any]]:
    from linli.duties.indicators import watched
    from linli.duties.words import in_percent, number_in_words
    from linli.figures.expressions import Question, definition_of
    from linli.figures.store import read
    from linli.programmes.language.values import Target

    terms = adoptions[0].definition
    indicators = watched(programme, terms)
    plain = {
        name: (o, definition_of(o.formula))
        for name, o in terms.obligations.items()
        if not (o.wanted or o.done_by or o.per or o.each or o.submit)
    }
    asked = [one.definition for one in indicators] + [definition for _o, definition in plain.values()]
    values = read([Question(definition, period) for definition in asked], units)
    for unit in units:
        for name, (o, definition) in plain.items() if unit.pk not in owing else ():
            value = values[Question(definition, period), unit.pk]
            text = number_in_words(value.number, percent=in_percent(o, Target()))
            yield _row(unit, "obligation", name, o.title, str(period), value, text)
        for one in indicators:
            value = values[Question(one.definition, period), unit.pk]
            yield _row(unit, "indicator", one.name, one.indicator.title, str(period), value,
                       one.in_words(value), target=one.target_words)  # fmt: skip


def _row(
    unit: Unit, kind: str, name: str, title: str, window: str, value: Any, text: str, **more: str
) -> dict[str, Any]:
    row = {"code": unit.code, "unit": unit.name, "kind": kind, "name": name, "title": title, "window": window}
    row |= {"numerator": value.numerator, "denominator": value.denominator, "value": text}
    return {column: {**row, **more}.get(column, "") for column in COLUMNS}


def _table(rows: list[dict[str, Any]]) -> None:
    columns = [column for column in COLUMNS if column not in ("code", "kind")]
    print("\n".join(aligned([columns, *([_text(row[column]) for column in columns] for row in rows)])))


def _csv(rows: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS)
    writer.writeheader()
    writer.writerows({column: _text(value) for column, value in row.items()} for row in rows)


def _json(rows: list[dict[str, Any]]) -> None:
    print(json.dumps(rows, ensure_ascii=False, indent=1, default=str))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
