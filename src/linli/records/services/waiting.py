"""Open requests as a worklist: the most urgent first, with the level that they have reached."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from linli.almanac import today
from linli.records.services.models import GRACE, OPEN, Request
from linli.records.services.register import Requests
from linli.tree.models import Account


def waiting(by: Account, *, level: int = 0, day: date | None = None) -> QuerySet[Request]:
    """The open requests within the account's scope that have reached the level, the earliest due first."""
    day = day or today()
    rows = Requests.rows(by).filter(state__in=OPEN).select_related("household", "assigned_to", "unit")
    if level:
        late = day - timedelta(days=GRACE if level > 1 else 0)
        rows = rows.filter(Q(due__lt=late) | Q(sent_up__gte=level))
    return rows.order_by("due", "pk")
