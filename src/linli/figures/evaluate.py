"""Figures from the facts: plan the scans, run each once, add up the tree in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from linli.almanac import today as current_day
from linli.figures.expressions import Coverage, Expression, Question, Ratio, Value, value_of
from linli.figures.scan import Pick, Scan, fan_of, slots_of
from linli.figures.territory import Territories
from linli.registers.register import Register
from linli.tree.models import Unit

Cell = tuple[Question, int]
Added = tuple[int, int | None]


@dataclass
class Tally:
    """What was counted, by the unit of the rows; `shared` counts values seen in several units, by these."""

    leaves: Counter[int] = field(default_factory=Counter)
    shared: Counter[frozenset[int]] = field(default_factory=Counter)

    def summed(self, counted_by: Mapping[int, tuple[int, ...]]) -> Counter[int]:
        """The count of every asked unit; a value seen in several units of its territory counts once."""
        total: Counter[int] = Counter()
        for leaf, number in self.leaves.items():
            for unit in counted_by.get(leaf, ()):
                total[unit] += number
        for leaves, number in self.shared.items():
            for unit in {unit for leaf in leaves for unit in counted_by.get(leaf, ())}:
                total[unit] += number
        return total

    def saw(self, units: Collection[int]) -> None:
        """One value more, in these units."""
        if len(units) == 1:
            self.leaves[next(iter(units))] += 1
        else:
            self.shared[frozenset(units)] += 1


def evaluate(
    asked: Iterable[Question], units: Iterable[Unit | int], today: date | None = None
) -> dict[Cell, Value]:
    """The figures of every question for every unit, from the facts as they are now."""
    found = added_up(asked, units, today or current_day())
    return {
        (question, unit): value_of(question.definition, *added) for (question, unit), added in found.items()
    }


def added_up(asked: Iterable[Question], units: Iterable[Unit | int], today: date) -> dict[Cell, Added]:
    """As `evaluate`, as the whole numbers that are stored."""
    wanted = list(dict.fromkeys(asked))
    ids = {unit.pk if isinstance(unit, Unit) else unit for unit in units}
    if not wanted or not ids:
        return {}
    plan = Plan(wanted, ids, today)
    tallies = plan.tallies()
    found = {}
    for question in wanted:
        above, below = plan.totals[question]
        numerator, denominator = above(tallies), below(tallies) if below else None
        for unit in ids:
            found[question, unit] = (numerator[unit], None if denominator is None else denominator[unit])
    return found


def explain_sql(
    asked: Iterable[Question], units: Iterable[Unit | int], today: date | None = None
) -> list[str]:
    """The queries on registers that would be run, one text each."""
    ids = {unit.pk if isinstance(unit, Unit) else unit for unit in units}
    plan = Plan(list(asked), ids, today or current_day())
    leaves = plan.territories.leaves
    return [str(scan.query(leaves).query) for scan in plan.scans.values()]


Total = Callable[[Mapping[tuple, Tally]], Counter[int]]


class Plan:
    """Which scans answer the questions, and what of them each question takes."""

    def __init__(self, asked: list[Question], units: Collection[int], today: date) -> None:
        self.today = today
        self.scans: dict[tuple, Scan] = {}
        self.covered: dict[tuple[Scan, Scan], set[tuple[int, int]]] = defaultdict(set)
        parts = [part for question in asked for part in question.definition.parts]
        days = {question.day(today) for question in asked}
        self.territories = Territories(units, days, served=any(part.rows.served for part in parts))
        self.totals: dict[Question, tuple[Total, Total | None]] = {q: self._planned(q) for q in asked}
        for scan in self.scans.values():
            scan.close()

    def tallies(self) -> dict[tuple, Tally]:
        """Run every scan once and count; by scan and slot, for coverages by both scans and both slots."""
        found: dict[tuple, Tally] = defaultdict(Tally)
        seen: dict[Scan, dict] = {}
        leaves = self.territories.leaves
        for scan in self.scans.values():
            if scan.kind == "sum":
                _add(scan, leaves, found)
            else:
                seen[scan] = _seen(scan, leaves)
        for scan, values in seen.items():
            if scan.kind == "seen":
                _tell_apart(scan, values, found)
        for (over, of), pairs in self.covered.items():
            _cover((over, of), pairs, seen[over], seen[of], found)
        return found

    def _planned(self, question: Question) -> tuple[Total, Total | None]:
        definition = question.definition
        if isinstance(definition, Ratio):
            return self._simple(definition.of, question), self._simple(definition.over, question)
        if isinstance(definition, Coverage):
            return self._share(definition, question)
        if definition.how == "average":
            return self._simple(definition, question), self._simple(definition, question, "filled")
        return self._simple(definition, question), None

    def _simple(self, expression: Expression, question: Question, adds: str = "") -> Total:
        if expression.how == "distinct":
            scan, slot = self._slot(expression, question, "seen", expression.of, "value")
        else:
            fan = fan_of(expression.rows, expression.of) if expression.of else ""
            adds = adds or ("rows" if expression.how == "count" else "sum")
            scan, slot = self._slot(expression, question, "sum", fan, adds)
        return self._total((scan, slot), expression, question)

    def _share(self, coverage: Coverage, question: Question) -> tuple[Total, Total]:
        over_path, of_path = coverage.over.told_apart()[1], coverage.of.told_apart()[1]
        over, over_slot = self._slot(coverage.over, question, "seen", over_path, "value")
        of, of_slot = self._slot(coverage.of, question, "match", of_path, "value")
        of.within.add((coverage.over.rows, over_path))
        self.covered[over, of].add((over_slot, of_slot))
        return (
            self._total((over, over_slot, of, of_slot), coverage.over, question),
            self._total((over, over_slot), coverage.over, question),
        )

    def _slot(
        self, expression: Expression, question: Question, kind: str, path: str, adds: str
    ) -> tuple[Scan, int]:
        register: type[Register] = expression.rows
        key = (register, expression.stock, kind, path, expression.done)
        if key not in self.scans:
            self.scans[key] = Scan(*key)
        day = question.held_on(self.today)
        pick = (
            Pick(day, day)
            if expression.stock
            else Pick(question.period.start, question.period.end, question.due)
        )
        return self.scans[key], self.scans[key].slot(expression, adds, pick, day)

    def _total(self, key: tuple, expression: Expression, question: Question) -> Total:
        counted_by = self.territories.counted_by(question.day(self.today), expression.rows.served)
        nothing = Tally()
        return lambda tallies: tallies.get(key, nothing).summed(counted_by)


def _add(scan: Scan, leaves: Collection[int], found: dict[tuple, Tally]) -> None:
    for unit, one, other, *numbers in scan.rows(leaves):
        for slot, column in scan.hits(one, other):
            if number := numbers[column]:
                found[scan, slot].leaves[unit] += int(number)


def _seen(scan: Scan, leaves: Collection[int]) -> dict:
    """The slots in which each value was seen, as bits: by unit of a "seen" scan, over all of a "match"."""
    masks: dict[tuple[int, int, int], int] = {}

    def mask(one: int, other: int, passed: int) -> int:
        if (one, other, passed) not in masks:
            hits = scan.hits(one, other)
            masks[one, other, passed] = sum(1 << slot for slot, column in hits if passed >> column & 1)
        return masks[one, other, passed]

    values: dict = {}
    rows = scan.rows(leaves)
    if scan.kind == "match":
        for value, one, other, passed in rows:
            values[value] = values.get(value, 0) | mask(one, other, passed)
        return values
    for value, unit, one, other, passed in rows:
        units = values.setdefault(value, {})
        units[unit] = units.get(unit, 0) | mask(one, other, passed)
    return values


def _tell_apart(scan: Scan, values: dict, found: dict[tuple, Tally]) -> None:
    alone: Counter[tuple[int, int]] = Counter()
    for units in values.values():
        if len(units) == 1:
            alone[next(iter(units.items()))] += 1
            continue
        for slot in slots_of(_either(units.values())):
            found[scan, slot].saw([unit for unit, mask in units.items() if mask >> slot & 1])
    for (unit, mask), number in alone.items():
        for slot in slots_of(mask):
            found[scan, slot].leaves[unit] += number


def _cover(scans: tuple[Scan, Scan], pairs: set[tuple[int, int]], over: dict, of: dict, found: dict) -> None:
    alone: Counter[tuple[int, int, int]] = Counter()
    keys = [(1 << one, 1 << other, found[scans[0], one, scans[1], other]) for one, other in sorted(pairs)]
    for value, units in over.items():
        if not (matched := of.get(value, 0)):
            continue
        if len(units) == 1:
            alone[(*next(iter(units.items())), matched)] += 1
            continue
        for one, other, tally in keys:
            if matched & other and (where := [unit for unit, mask in units.items() if mask & one]):
                tally.saw(where)
    for (unit, mask, matched), number in alone.items():
        for one, other, tally in keys:
            if mask & one and matched & other:
                tally.leaves[unit] += number


def _either(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole
