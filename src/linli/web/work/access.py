"""Finding units, programmes and occurrences through the person: what is not open to them is not there."""

from __future__ import annotations

from django.http import Http404

from linli.duties.worklist import workplaces
from linli.programmes.language.errors import PackErrors
from linli.programmes.models import Adoption, Programme
from linli.programmes.office import visible
from linli.tree.models import Account, Unit
from linli.tree.roles import May


def unit_or_404(code: str, by: Account) -> Unit:
    """The unit with that code, if the person may look at it."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not open_to(unit, by):
        raise Http404
    return unit


def open_to(unit: Unit, by: Account) -> bool:
    """Whether figures of the unit are open: it lies in the person's scope, or the person works below it."""
    if by.reach(May.READ).covers(unit):
        return True
    roots = workplaces(by)
    return bool(roots) and unit.below().filter(pk__in=roots).exists()


def programme_or_404(key: str, by: Account) -> Programme:
    """The programme with that key, if it concerns the person."""
    programme = visible(by).filter(key=key).select_related("unit").distinct().first()
    if programme is None:
        raise Http404
    return programme


def adoption_or_404(pk: int, by: Account) -> Adoption:
    """The adoption, if its unit is open to the person and its programme is sound."""
    adoption = Adoption.objects.filter(pk=pk).select_related("programme__unit", "version", "unit").first()
    if adoption is None or not open_to(adoption.unit, by):
        raise Http404
    try:
        _ = adoption.definition
    except PackErrors:
        raise Http404 from None
    return adoption
