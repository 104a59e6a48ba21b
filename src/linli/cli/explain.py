"""A figure down to its facts: where the plan asks for it, its number and state, and the rows behind it."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from linli.cli.common import account_named, add_by, programme_named, unit_named
from linli.cli.printing import PERIODS, aligned, period_named

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.duties.occurrences import Occurrence
    from linli.figures.expressions import Question
    from linli.programmes.language.definitions import Indicator, Obligation
    from linli.tree.models import Account, Unit

EXAMPLES = """examples:
  linli explain family-doctor notes --unit 东街社区卫生服务中心 --period 2026-05 --by weijian
  linli explain family-doctor signing-rate --unit 东街社区卫生服务中心 --period 2026 --by weijian --rows 200

NAME is an obligation or an indicator of the programme. Rows are shown as the account may see them."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("programme", metavar="PROGRAMME", help="the key of the programme")
    parser.add_argument("name", metavar="NAME", help="an obligation or an indicator of it")
    parser.add_argument("--unit", required=True, metavar="UNIT", help="a unit, by name or code")
    parser.add_argument("--period", required=True, metavar="PERIOD", help=PERIODS)
    parser.add_argument("--rows", type=int, default=50, metavar="N", help="show at most so many rows of each list")
    add_by(parser)


def run(options: argparse.Namespace) -> int:
    from linli.duties.occurrences import occurrences
    from linli.figures.expressions import Question, definition_of
    from linli.programmes.office import in_force
    from linli.registers.register import unknown
    from linli.tree.roles import May

    by, unit = account_named(options.by), unit_named(options.unit)
    period, programme = period_named(options.period), programme_named(options.programme)
    if not by.may(May.READ, unit):
        raise LookupError(f"{by.username} has no duty at {unit}")
    adoptions = [one for one in in_force(period) if one.programme_id == programme.pk]
    if not adoptions:
        raise LookupError(f"nobody carries {programme.key} out in {period}")
    terms = next((one for one in adoptions if one.unit_id == unit.pk), adoptions[0]).definition
    parts: dict[str, Obligation | Indicator] = {**terms.obligations, **terms.indicators}
    if options.name not in parts:
        raise LookupError(unknown(options.name, parts))
    part = parts[options.name]
    if part.wanted:
        print(f"{part.title}: waits for a register that this site does not have ({part.wanted})", file=sys.stderr)
        return 1
    quotation = terms.quotation(part)
    print(part.title)
    if quotation.quote:
        print(f"“{quotation.quote}” {quotation.document}".strip())
    found = occurrences(adoptions, period, names=[options.name], units={unit.pk}, touching=True)
    if options.name in terms.obligations and found:
        for one in found:
            _say(one)
            if one.tally is not None:
                _subjects(one, by, options.rows)
                continue
            _facts(Question(one.definition, one.window.period), unit, by, options.rows, one.window.due)
        return 0
    if options.name in terms.obligations and terms.obligations[options.name].per:
        print(f"nothing of it is due in {period} at {unit}")
        return 0
    _facts(Question(definition_of(part.formula.bind({})), period), unit, by, options.rows, None)
    return 0


def _say(one: Occurrence) -> None:
    print(f"\n{one.unit} · {one.title} · {one.window.period} · {one.state.label}")
    print(one.why)


def _subjects(one: Occurrence, by: Account, limit: int) -> None:
    from linli.duties.occurrences import subject_rows
    from linli.registers.display import shown

    assert one.tally is not None
    rows, register = subject_rows(one, by), one.tally.register
    if rows is None:
        print("  The rows are private: this account has no duty there.")
        return
    waiting = one.tally.wanting[:limit]
    known = rows.in_bulk([standing.subject for standing in waiting])
    table = [
        [f"    #{s.subject}", *(shown(register, known[s.subject], path, by=by) for path in register.columns[:3]),
         s.due.isoformat(), str(s.state.label)]
        for s in waiting
        if s.subject in known
    ]  # fmt: skip
    print(f"  not reached in time: {len(one.tally.wanting)} {register.title()}")
    for line in aligned(table):
        print(line)


def _facts(question: Question, unit: Unit, by: Account, limit: int, due: Any) -> None:
    from linli.figures.explain import explain

    found = explain(question, unit, by)
    value = found.value
    if value.denominator is None:
        print(f"{unit} · {question.period}: {value.numerator}")
    else:
        number = "—" if value.number is None else f"{float(value.number):.4g}"
        print(f"{unit} · {question.period}: {value.numerator} / {value.denominator} = {number}")
    print(f"  {question.definition}")
    if found.closed:
        print("  The rows are private: this account has no duty there.")
        return
    parts = question.definition.parts
    lists = [("counted", parts[0].rows, found.of)]
    if found.missing is not None:
        lists.append(("missing", parts[1].rows, found.missing))
    elif found.over is not None:
        lists.append(("compared with", parts[1].rows, found.over))
    for heading, register, rows in lists:
        if rows is not None:
            _list(heading, register, rows, by, limit, due)


def _list(heading: str, register: Any, rows: QuerySet, by: Account, limit: int, due: Any) -> None:
    from django.utils import timezone

    from linli.duties.occurrences import is_late_entry
    from linli.registers.display import related, shown

    paths = register.columns[:4]
    number = rows.order_by().count()
    print(f"  {heading}: {number} {register.title()}")
    table = []
    for row in rows.select_related(*related(register, [*paths, "unit"])).order_by("pk")[:limit]:
        cells = [f"    #{row.pk}", *(shown(register, row, path, by=by) for path in paths), str(row.unit)]
        done = getattr(row, register.done_field()) if register.when else None
        entered = timezone.localtime(row.entered_at).date()
        late = due is not None and done is not None and hasattr(done, "year")
        day = timezone.localtime(done).date() if hasattr(done, "hour") else done
        if late and day > due:
            cells.append("late")
        elif late and is_late_entry(entered, day, due):
            cells.append("entered later")
        else:
            cells.append("")
        table.append(cells)
    for line in aligned(table):
        print(line)
    if number > limit:
        print(f"    … {number - limit} more (--rows {number})")
