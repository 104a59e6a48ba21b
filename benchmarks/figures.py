"""The figures of the whole pack for the whole demo district: one fused evaluation against one query a cell.

The naive way is what one writes first: a query for each obligation, unit and month, by the same database, indexes and
day. 500 of its queries are drawn by lot and timed, and the rest reckoned from them; the list of units that each needs
is given to it for nothing. Every answer is compared. BENCH_SIZE=small builds a smaller world.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from random import Random
from typing import Any

SIZE = os.environ.get("BENCH_SIZE", "district")
SAMPLE = 500


def main() -> None:
    """Build the demo world in a folder of its own, then time."""
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        os.environ.update(LINLI_ENV="development", LINLI_VAR=folder, LOG_LEVEL="ERROR",
                          DJANGO_SETTINGS_MODULE="linli.config.settings")  # fmt: skip
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from linli.demo.world import build

        build(SIZE)
        for name, value in measure().items():
            print(f"{name:<28} {value}")


def measure() -> dict[str, Any]:
    """The measurements, by name, on the site that is set up."""
    from linli.figures.evaluate import evaluate
    from linli.figures.store import read
    from linli.records.health.models import Visit
    from linli.tree.models import Unit

    asked, units = questions_of_pack(), list(Unit.objects.order_by("pk"))
    cells = [(question, unit.pk) for question in asked for unit in units]
    fused, live = _timed(lambda: evaluate(asked, units), 3)
    whose = _territories(asked, units)
    sample = Random(1).sample(cells, min(SAMPLE, len(cells)))
    naive, answers = _timed(lambda: [_naive(question, whose[question, unit]) for question, unit in sample], 1)
    wrong = sum(
        (live[cell].numerator, live[cell].denominator) != answer for cell, answer in zip(sample, answers, strict=True)
    )
    extrapolated = naive / len(sample) * len(cells)
    first, _stored = _timed(lambda: read(asked, units), 1)
    again, _stored = _timed(lambda: read(asked, units), 3)
    write = _write_ms()
    after, _stored = _timed(lambda: read(asked, units), 1)
    return {
        "visits": Visit.objects.count(),
        "definitions": len({question.definition for question in asked}),
        "cells": len(cells),
        "fused_s": round(fused, 3),
        "naive_s (extrapolated)": round(extrapolated, 1),
        "times_naive": round(extrapolated / fused, 1),
        "wrong answers": wrong,
        "stored_first_s": round(first, 3),
        "stored_again_s": round(again, 3),
        "write_ms": round(write["written"], 2),
        "of which marking_ms": round(write["written"] - write["unmarked"], 2),
        "stored_after_writes_s": round(after, 3),
    }


def questions_of_pack() -> list:
    """Everything the pack counts on this site, for each month of the year and each of its windows."""
    from linli.almanac import Period, today
    from linli.figures.expressions import Question, definition_of
    from linli.programmes.language.windows import windows
    from linli.programmes.models import Programme

    year = Period.containing(today(), "year")
    asked = {}
    for programme in Programme.objects.all():
        version = programme.current()
        if version is None:
            continue
        definition = version.definition
        for obligation in definition.obligations.values():
            if obligation.wanted:
                continue
            for window in windows(obligation, definition, year):
                counted = definition_of(window.formula)
                asked[Question(counted, window.period)] = asked[Question(counted, window.period, window.due)] = None
                asked |= {Question(counted, month): None for month in year.months}
        for indicator in definition.indicators.values():
            if not indicator.wanted:
                asked |= {Question(definition_of(indicator.formula), month): None for month in year.months}
    return list(asked)


def _territories(asked: list, units: list) -> dict:
    """For each cell, the units whose rows each side of its definition counts."""
    from linli.almanac import today
    from linli.figures.territory import Territories

    day = today()
    territories = Territories([unit.pk for unit in units], {question.day(day) for question in asked}, served=True)
    found: dict[tuple, dict[bool, list[int]]] = {}
    below: dict[tuple, dict[int, list[int]]] = {}
    for question in asked:
        for served in (False, True):
            key = (question.day(day), served)
            if key not in below:
                below[key] = {unit.pk: [] for unit in units}
                for leaf, whose in territories.counted_by(*key).items():
                    for unit in whose:
                        below[key][unit].append(leaf)
            for unit in units:
                found.setdefault((question, unit.pk), {})[served] = below[key][unit.pk]
    return found


def _naive(question: Any, leaves: dict[bool, list[int]]) -> tuple:
    """One cell by queries of its own: one for a number, two for a share."""
    from django.db.models import Exists, OuterRef, Sum

    from linli.almanac import today
    from linli.figures.expressions import Coverage, Ratio
    from linli.figures.scan import day_of, not_ended, passing

    def rows(part: Any) -> Any:
        register, held_on = part.rows, question.held_on(today())
        found = register.model.objects.filter(passing(register, part.measure, part.conditions_on(held_on)))
        if part.stock:
            starts = day_of(register, register.valid[0])
            return found.filter(not_ended(register, held_on), **{f"{starts}__lte": held_on})
        when, done = day_of(register, register.when), day_of(register, register.done_field())
        found = found.filter(**{f"{when}__range": (question.period.start, question.period.end)})
        return found.filter(**{f"{done}__lte": question.due}) if question.due else found

    def number(part: Any, found: Any) -> int:
        if part.how == "distinct":
            return found.values(part.of).filter(**{f"{part.of}__isnull": False}).distinct().count()
        return found.aggregate(sum=Sum(part.of))["sum"] or 0 if part.how == "total" else found.count()

    def own(part: Any) -> Any:
        return rows(part).filter(unit_id__in=leaves[part.rows.served])

    definition = question.definition
    if isinstance(definition, Ratio):
        return tuple(number(part, own(part)) for part in definition.parts)
    if isinstance(definition, Coverage):
        path = definition.over.told_apart()[1]
        matched = Exists(rows(definition.of).filter(**{definition.of.of: OuterRef(path)}))
        over = own(definition.over)
        return number(definition.over, over.filter(matched)), number(definition.over, over)
    if definition.how == "average":
        filled = own(definition).filter(**{f"{definition.of}__isnull": False})
        return filled.aggregate(sum=Sum(definition.of))["sum"] or 0, filled.count()
    return number(definition, own(definition)), None


def _write_ms() -> dict[str, float]:
    """The median time of writing one visit through the door, with figures listening and without."""
    from linli.almanac import today
    from linli.figures import marks
    from linli.records.health.models import Contract, Visit
    from linli.registers import door
    from linli.tree.models import Account, Grant

    contract = Contract.objects.filter(starts__lte=today(), ends__gt=today()).first()
    assert contract is not None
    writer = Account.objects.filter(pk__in=Grant.objects.filter(unit=contract.unit).values("account_id")).first()
    assert writer is not None

    def write() -> None:
        visit = Visit(unit=contract.unit, contract=contract, doctor=contract.doctor, visited_on=today(), kind="home")
        door.keep(visit, by=writer)

    times: dict[str, list[float]] = {"written": [], "unmarked": []}
    for _turn in range(40):
        times["written"].append(_timed(write, 1)[0] * 1000)
        door.listeners.remove(marks.written)
        times["unmarked"].append(_timed(write, 1)[0] * 1000)
        door.listeners.append(marks.written)
    return {name: statistics.median(found) for name, found in times.items()}


def _timed(work: Callable[[], Any], times: int) -> tuple[float, Any]:
    taken = []
    for _turn in range(times):
        begun = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken), result


if __name__ == "__main__":
    main()
