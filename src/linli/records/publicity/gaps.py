"""What is posted where, and what is left in stock: plain queries over a unit and a day."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Count, Sum

from linli.almanac import today
from linli.records.publicity.models import POSTED, Distribution, Item, Material, Place, Posting
from linli.tree.models import Unit

PLACES = (Place.CENTRE, Place.STATION, Place.COMMITTEE, Place.STAIRWELL)


def matrix(
    unit: Unit, day: date | None = None, places: tuple[str, ...] = PLACES, items: tuple[str, ...] = POSTED
) -> dict[tuple[str, str], int]:
    """How many postings hang, by kind of place and item, the gaps (0) among them."""
    day = day or today()
    hanging = Posting.objects.filter(unit__in=unit.below(day), posted_on__lte=day, taken_down__gt=day)
    counted = hanging.values_list("place", "item").annotate(number=Count("pk"))
    found = {(place, item): number for place, item, number in counted}
    return {(place, item): found.get((place, item), 0) for place in places for item in items}


def gaps(unit: Unit, day: date | None = None) -> list[tuple[str, str]]:
    """The kinds of place at which an item is missing, in words."""
    return [
        (str(Place(place).label), str(Item(item).label))
        for (place, item), number in matrix(unit, day).items()
        if not number
    ]


def stock(unit: Unit, day: date | None = None) -> dict[str, int]:
    """Copies left of each material: what came in less what was handed out, in the unit and those below it."""
    day = day or today()
    left: Counter[str] = Counter()
    for model, field, sign in ((Material, "received_on", 1), (Distribution, "given_on", -1)):
        rows = model.objects.filter(unit__in=unit.below(day), **{f"{field}__lte": day})
        for material, copies in rows.values_list("material").annotate(copies=Sum("copies")):
            left[material] += sign * copies
    return dict(left)
