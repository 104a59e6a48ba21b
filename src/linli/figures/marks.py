"""Which stored figures a write may have changed.

A write adds a few marks (register, unit, days) in its own transaction and touches no figure, so that writers neither
wait for one another nor for readers. A reader first heeds the marks that were committed: it marks the figures of the
units above, of the units that serve them, and of the periods around.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Max, Min
from django.db.models.signals import post_delete, post_save

from linli.almanac import Period
from linli.figures.depends import Through, columns, through
from linli.figures.expressions import Coverage, Definition, Expression, definition_from, digest
from linli.figures.models import Figure, Kept, Mark, Reading
from linli.registers import door
from linli.registers.records import Record
from linli.registers.register import Register
from linli.tree import change
from linli.tree.models import ALWAYS, FOREVER, Service, Span

#: More changed rows than this are not looked up one by one: the figures of all units are marked.
MANY = 2000

Where = tuple[str, bool, int | None]


def listen() -> None:
    """Hear of every write to a record, of every change of the tree, and of who serves whom."""
    door.listeners.append(written)
    change.listeners.append(lambda told: tree_changed(told.since))
    for signal in (post_save, post_delete):
        signal.connect(_service_changed, sender=Service, dispatch_uid="figures", weak=False)


@contextmanager
def alone(model: type[models.Model], mode: str = "SHARE ROW EXCLUSIVE") -> Iterator[None]:
    """A transaction that is the only one to write the table (in SQLite every transaction is)."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN {mode} MODE")
        yield


def written(notice: door.Notice) -> None:
    """Mark what the rows of a notice touch."""
    definitions = [definition for _pk, definition in kept(readings__register=notice.register.name)]
    if not definitions:
        return
    marks = Marks()
    parts = {part for definition in definitions for part in definition.parts}
    own = [part for part in parts if part.register == notice.register.name]
    rows = _changed_rows(notice, own) if own else []
    if rows:
        for stock in {part.stock for part in own}:
            marks.rows(notice.register, stock, rows)
    for definition in definitions:
        if rows and isinstance(definition, Coverage) and definition.of in own:
            marks.covered(definition, rows)
    for step in {step for part in parts for step in through(part) if step.register == notice.register.name}:
        marks.led_through(step, notice.pairs, [d for d in definitions if step.expression in d.parts])
    marks.save()


def tree_changed(since: date) -> None:
    """Mark every figure whose period ends on the day or later."""
    if Reading.objects.exists():
        Mark.objects.create(register="", first=since, last=FOREVER)


def heed() -> None:
    """Mark the figures that committed marks speak of."""
    if not Mark.objects.exists():
        return
    with alone(Figure):
        marks = list(Mark.objects.order_by("pk"))
        _mark_figures(marks)
        for start in range(0, len(marks), MANY):
            Mark.objects.filter(pk__in=[mark.pk for mark in marks[start : start + MANY]]).delete()


def kept(**which: Any) -> list[tuple[int, Definition]]:
    """The kept definitions that the code still understands, as it did when they were kept."""
    found = []
    for pk, known, spec in Kept.objects.filter(**which).order_by("pk").distinct().values_list("pk", "digest", "spec"):
        try:
            definition = definition_from(spec)
        except LookupError:
            continue
        if digest(definition) == known:
            found.append((pk, definition))
    return found


def tidy() -> int:
    """Forget the figures of definitions that the code no longer understands; how many definitions that were."""
    good = [pk for pk, _definition in kept()]
    with alone(Reading, "ACCESS EXCLUSIVE"):
        return Kept.objects.exclude(pk__in=good).delete()[1].get("figures.Kept", 0)


class Marks:
    """Marks gathered from one notice: by register, kind and unit the days from first to last."""

    def __init__(self) -> None:
        self._days: dict[Where, tuple[date, date]] = {}

    def add(self, register: str, stock: bool, unit: int | None, first: date, last: date) -> None:
        """Mark days of a unit."""
        key = (register, stock, unit)
        known = self._days.get(key, (first, last))
        self._days[key] = (min(first, known[0]), max(last, known[1]))

    def save(self) -> None:
        """Write the marks."""
        Mark.objects.bulk_create(
            Mark(register=register, stock=stock, unit_id=unit, first=first, last=last)
            for (register, stock, unit), (first, last) in self._days.items()
        )

    def rows(self, register: type[Register], stock: bool, rows: Iterable[Record]) -> None:
        """Mark the days of rows in their own units."""
        for row in rows:
            if days := _days_of(register, stock, row):
                self.add(register.name, stock, row.unit_id, *days)

    def covered(self, coverage: Coverage, rows: list[Record]) -> None:
        """Rows of a coverage's `of` touch the units of the rows of `over` that they are about."""
        register, stock = coverage.of.rows, coverage.of.stock
        days = [found for row in rows if (found := _days_of(register, stock, row))]
        if not days:
            return
        first, last = min(day for day, _last in days), max(day for _first, day in days)
        about = _ends_of(register, coverage.of.of, rows)
        over, path = coverage.over.rows.model, coverage.over.told_apart()[1]
        units: Collection[int | None] = [None]
        if len(about) <= MANY:
            units = set(over._base_manager.filter(**{f"{path}__in": about}).values_list("unit_id", flat=True))
        for unit in units:
            self.add(register.name, stock, unit, first, last)

    def led_through(self, step: Through, pairs: Iterable[tuple], definitions: list[Definition]) -> None:
        """Rows that lead to changed records count differently where the column they read has changed."""
        register, stock = step.expression.rows, step.expression.stock
        changed = set()
        for before, after in pairs:
            if before is None:
                continue  # nothing leads to a new row yet
            if after is None:
                if not step.protected:
                    self.add(register.name, stock, None, ALWAYS, FOREVER)
            elif getattr(before, step.column) != getattr(after, step.column):
                changed.add(after.pk)
        elsewhere = any(isinstance(d, Coverage) and d.of == step.expression for d in definitions)
        if changed and (elsewhere or len(changed) > MANY):
            self.add(register.name, stock, None, ALWAYS, FOREVER)
        elif changed:
            day = register.valid[0] if stock else register.when
            leading = register.model._base_manager.filter(**{f"{step.path}__in": changed}).order_by()
            for unit, first, last in leading.values_list("unit_id").annotate(Min(day), Max(day)):
                if first is not None:
                    self.add(register.name, stock, unit, _date(first), FOREVER if stock else _date(last))


def _changed_rows(notice: door.Notice, parts: list[Expression]) -> list[Record]:
    """Rows before and after, without those that changed in nothing that is read."""
    read = [columns(part) for part in parts]
    names = None if None in read else {name for found in read if found for name in found}
    rows = []
    for before, after in notice.pairs:
        both = before is not None and after is not None
        if both and names is not None and all(getattr(before, n) == getattr(after, n) for n in names):
            continue
        rows += [row for row in (before, after) if row is not None]
    return rows


def _days_of(register: type[Register], stock: bool, row: Record) -> tuple[date, date] | None:
    path = register.valid[0] if stock else register.when
    if "__" in path:
        return ALWAYS, FOREVER
    day = _date(getattr(row, path))
    if day is None:
        return None
    return (day, FOREVER) if stock else (day, day)


def _ends_of(register: type[Register], path: str, rows: list[Record]) -> set:
    """The values to which a path leads from the rows, some of which may be gone."""
    first, _sep, rest = path.partition("__")
    field = register.model._meta.get_field(first)
    if not field.concrete:
        return set(register.model._base_manager.filter(pk__in=[row.pk for row in rows]).values_list(path, flat=True))
    values = {getattr(row, field.attname) for row in rows} - {None}  # type: ignore[union-attr]
    if not rest or len(values) > MANY:
        return values
    return set(field.related_model._base_manager.filter(pk__in=values).values_list(rest, flat=True)) - {None}  # type: ignore[union-attr]


def _mark_figures(marks: list[Mark]) -> None:
    readers: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for pk, definition in kept():
        for key in {(part.register, part.stock) for part in definition.parts}:
            readers[key].append(pk)
    units: dict[tuple[str, bool, date, date], set[int | None]] = defaultdict(set)
    for mark in marks:
        # By whole months, so that many marks become few updates.
        first = mark.first if mark.first == ALWAYS else Period.containing(mark.first, "month").start
        last = mark.last if mark.last == FOREVER else Period.containing(mark.last, "month").end
        units[mark.register, mark.stock, first, last].add(mark.unit_id)
    whose = _whose({unit for found in units.values() for unit in found if unit is not None})
    for (register, stock, first, last), leaves in units.items():
        figures = Figure.objects.filter(end__gte=first, start__lte=FOREVER if stock else last)
        if register:
            figures = figures.filter(kept_id__in=readers[register, stock])
        if register and None not in leaves:
            figures = figures.filter(unit_id__in={unit for leaf in leaves for unit in whose(leaf)})
        figures.update(marked=F("marked") + 1)


def _whose(leaves: Collection[int]) -> Callable[[int | None], set[int]]:
    """For a unit, all that ever stood above it, and above a unit that ever served one of these."""
    above: dict[int, set[int]] = defaultdict(set)
    for low, high in Span.objects.filter(descendant_id__in=leaves).values_list("descendant_id", "ancestor_id"):
        above[low].add(high)
    areas = {high for found in above.values() for high in found}
    providers: dict[int, set[int]] = defaultdict(set)
    serving = Service.objects.filter(area_id__in=areas).values_list("area_id", "provider__spans_up__ancestor_id")
    for area, unit in serving:
        providers[area].add(unit)
    known = {leaf: found.union(*(providers[area] for area in found)) for leaf, found in above.items()}
    return lambda leaf: known.get(leaf or 0, set())


def _service_changed(**_kwargs: Any) -> None:
    tree_changed(ALWAYS)


def _date(moment: Any) -> Any:
    return moment.date() if hasattr(moment, "hour") else moment
