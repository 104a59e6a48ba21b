"""Scope: the units that an account's duties open to it. No duty, no units."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.almanac import today
from linli.tree.models import Account, Dated, Service, Span, Unit
from linli.tree.roles import roles_with

FEW = 60


def few(ids: QuerySet) -> list[int] | QuerySet:
    """The ids of a query as a list where they are few: a database plans better when it knows the values."""
    found = list(ids[: FEW + 1])
    return found if len(found) <= FEW else ids


class Reach:
    """The units where one account has one capability today."""

    def __init__(self, account: Account, may: str) -> None:
        self.account = account
        self.may = may
        self.day = today()

    @cached_property
    def roots(self) -> list[int]:
        """The units at which the account holds a role with the capability."""
        roles = roles_with(self.may)
        return sorted({unit for role, unit in self.account.held if role in roles})

    @cached_property
    def everywhere(self) -> bool:
        """Whether the roots cover the whole tree, so that a query needs no condition."""
        if not self.roots:
            return False
        above = Span.objects.filter(Dated.on(self.day), descendant=OuterRef("pk"), depth__gt=0)
        return not Unit.objects.exclude(pk__in=self.roots).filter(~Exists(above)).exists()

    @cached_property
    def ids(self) -> list[int] | QuerySet:
        """The ids of the units reached, for a condition: a list, or a sub-query where they are many."""
        spans = Span.objects.filter(Dated.on(self.day), ancestor_id__in=self.roots)
        return few(spans.values_list("descendant_id", flat=True).distinct())

    @cached_property
    def served_ids(self) -> list[int] | QuerySet:
        """The ids of the units whose residents the units reached serve, for a condition."""
        services = Service.objects.filter(Dated.on(self.day), provider_id__in=self.ids)
        return few(services.values_list("area_id", flat=True).distinct())

    @cached_property
    def above_ids(self) -> list[int] | QuerySet:
        """The ids of the units above those reached, and above those that serve them, for a condition."""
        serving = Service.objects.filter(Dated.on(self.day), area_id__in=self.ids).values("provider_id")
        low = Q(descendant_id__in=self.roots) | Q(descendant_id__in=serving)
        return few(Span.objects.filter(Dated.on(self.day), low).values_list("ancestor_id", flat=True).distinct())

    @cached_property
    def units(self) -> QuerySet[Unit]:
        """The units reached."""
        return Unit.objects.all() if self.everywhere else Unit.objects.filter(pk__in=self.ids)

    def covers(self, unit: Unit | int) -> bool:
        """Whether the unit is among those reached."""
        pk = unit.pk if isinstance(unit, Unit) else unit
        return pk in self._known

    @cached_property
    def _known(self) -> set[int]:
        return set(self.units.values_list("pk", flat=True) if self.everywhere else self.ids)

    def serves(self, unit: Unit | int) -> bool:
        """Whether a unit reached serves the residents of the given one."""
        pk = unit.pk if isinstance(unit, Unit) else unit
        return pk in self._served

    @cached_property
    def _served(self) -> set[int]:
        return set(self.served_ids)
