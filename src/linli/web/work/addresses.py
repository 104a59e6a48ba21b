"""Where the pages of occurrences and figures are."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from linli.almanac import Period
from linli.duties.occurrences import Occurrence
from linli.tree.models import Unit


def of_occurrence(occurrence: Occurrence, page: str = "occurrence") -> str:
    """The page of an occurrence; a unit below the adopting one is named beside it."""
    address = reverse(page, args=[occurrence.adoption.pk, occurrence.name, occurrence.window.key])
    if occurrence.unit.pk == occurrence.adoption.unit_id:
        return address
    return f"{address}?{urlencode({'unit': occurrence.unit.code})}"


def of_indicator(programme: str, name: str, unit: Unit, period: Period) -> str:
    """The page of an indicator."""
    return f"{reverse('figure', args=[programme, name, unit.code])}?{urlencode({'period': str(period)})}"
