"""Changing the tree: planting, moving and closing units. Whoever keeps figures hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linli.tree.models import ALWAYS, FOREVER, Parentage, Span, Unit


@dataclass(frozen=True)
class TreeChange:
    """From `since` on, the units above and below these may have other figures."""

    units: frozenset[int]
    since: date


listeners: list[Callable[[TreeChange], None]] = []


def plant(rows: Iterable[tuple[Unit, Unit | None]], *, since: date = ALWAYS) -> list[Unit]:
    """Save new units below their parents (parents first), all at once."""
    planted = []
    with transaction.atomic():
        for unit, parent in rows:
            unit.full_clean()
            unit.save()
            if parent is not None:
                Parentage.objects.create(unit=unit, parent=parent, starts=since)
            planted.append(unit)
        rebuild()
        _tell(planted, since)
    return planted


def move(unit: Unit, parent: Unit, *, on: date) -> None:
    """From the day on, the unit stands below another parent; earlier days keep the old one.

    Raises:
        ValidationError: a loop, a day before the unit's latest move, or one on which either unit does not work.
    """
    with transaction.atomic():
        for one in (unit, parent):
            if not one.works_on(on):
                raise ValidationError(_("%(unit)s does not work on %(day)s.") % {"unit": one, "day": on})
        if later := unit.parentages.filter(starts__gt=on).order_by("-starts").first():
            raise ValidationError(
                _("%(unit)s moved on %(day)s already: it moves again from that day on.")
                % {"unit": unit, "day": later.starts}
            )
        if parent.pk == unit.pk or unit.below(on).filter(pk=parent.pk).exists():
            raise ValidationError(_("%(unit)s cannot stand below itself.") % {"unit": unit})
        concerned = set(unit.path(on).values_list("pk", flat=True)) | set(parent.path(on).values_list("pk", flat=True))
        unit.parentages.filter(starts__gte=on).delete()
        unit.parentages.filter(ends__gt=on).update(ends=on)
        Parentage.objects.create(unit=unit, parent=parent, starts=on)
        rebuild()
        _tell(concerned, on)


def close(unit: Unit, *, on: date) -> None:
    """The unit stops working on the day; what it did before stays counted where it was."""
    with transaction.atomic():
        open_below = unit.below(on).exclude(pk=unit.pk).filter(closed__isnull=True)
        if open_below.exists():
            names = "、".join(str(child) for child in open_below[:5])
            raise ValidationError(_("Close or move the units below first: %(names)s.") % {"names": names})
        unit.closed = on
        unit.full_clean()
        unit.save()
        _tell(unit.path(on).values_list("pk", flat=True), on)


def rebuild() -> None:
    """Compute the closure anew from the parentages."""
    links: dict[int, list[tuple[int, date, date]]] = {}
    for unit_id, parent_id, starts, ends in Parentage.objects.values_list("unit_id", "parent_id", "starts", "ends"):
        links.setdefault(unit_id, []).append((parent_id, starts, ends))
    known: dict[int, list[tuple[int, int, date, date]]] = {}

    def above(unit_id: int, trail: tuple[int, ...] = ()) -> list[tuple[int, int, date, date]]:
        if unit_id in trail:
            raise ValidationError(_("The tree has a loop at unit %(unit)s.") % {"unit": unit_id})
        if unit_id not in known:
            spans = [(unit_id, 0, ALWAYS, FOREVER)]
            for parent_id, starts, ends in links.get(unit_id, ()):
                for ancestor, depth, since, until in above(parent_id, (*trail, unit_id)):
                    if max(starts, since) < min(ends, until):
                        spans.append((ancestor, depth + 1, max(starts, since), min(ends, until)))
            known[unit_id] = spans
        return known[unit_id]

    spans = [
        Span(ancestor_id=ancestor, descendant_id=unit_id, depth=depth, starts=starts, ends=ends)
        for unit_id in Unit.objects.values_list("pk", flat=True)
        for ancestor, depth, starts, ends in above(unit_id)
    ]
    Span.objects.all().delete()
    Span.objects.bulk_create(spans, batch_size=2000)


def _tell(units: Iterable, since: date) -> None:
    ids = frozenset(unit.pk if isinstance(unit, Unit) else unit for unit in units)
    for listener in listeners:
        listener(TreeChange(ids, since))
