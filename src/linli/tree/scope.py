"""Scope: the units that an account's duties open to it. No duty, no units."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.almanac import today
from linli.tree.models import Account, Dated, Service, Span, Unit
from linli.tree.roles import roles_with


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
    def ids(self) -> QuerySet:
        """Sub-query of the ids of the units reached."""
        return Span.objects.filter(Dated.on(self.day), ancestor_id__in=self.roots).values("descendant_id")

    @cached_property
    def served_ids(self) -> QuerySet:
        """Sub-query of the ids of the units whose residents the units reached serve."""
        return Service.objects.filter(Dated.on(self.day), provider_id__in=self.ids).values("area_id")

    @cached_property
    def above_ids(self) -> QuerySet:
        """Sub-query of the ids of the units above those reached, and above those that serve them."""
        serving = Service.objects.filter(Dated.on(self.day), area_id__in=self.ids).values("provider_id")
        low = Q(descendant_id__in=self.roots) | Q(descendant_id__in=serving)
        return Span.objects.filter(Dated.on(self.day), low).values("ancestor_id")

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
        return set(self.units.values_list("pk", flat=True))

    def serves(self, unit: Unit | int) -> bool:
        """Whether a unit reached serves the residents of the given one."""
        pk = unit.pk if isinstance(unit, Unit) else unit
        return pk in self._served

    @cached_property
    def _served(self) -> set[int]:
        return set(self.served_ids.values_list("area_id", flat=True))
