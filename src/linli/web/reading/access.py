"""Finding plans through the person."""

from __future__ import annotations

from django.http import Http404

from linli.reader import keeping
from linli.reader.models import PlanItem, PlanText
from linli.tree.models import Account


def plan_or_404(pk: int, by: Account) -> PlanText:
    """The plan, if it belongs to a unit for which the account writes programmes."""
    found = keeping.visible(by).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def item_or_404(plan: PlanText, pk: int) -> PlanItem:
    """The obligation of the plan."""
    found = plan.items.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.plan = plan
    return found
