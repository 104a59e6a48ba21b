"""Whose rows a unit counts: those of the units below it, and of the areas that it or they serve, on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from linli.tree.models import Service, Span

#: More ids than this are not written into a query; all rows are read instead.
NAMED = 500

Link = tuple[int, int, date, date]


class Territories:
    """The territories of some units on some days, read from the tree at once."""

    def __init__(self, units: Collection[int], days: Collection[date], *, served: bool) -> None:
        self.units = frozenset(units)
        self.first, self.last = min(days), max(days)
        self._below = self._links(Span.objects, "ancestor_id", "descendant_id", self.units)
        providers = {low for _high, low, _starts, _ends in self._below}
        self._services = self._links(Service.objects, "provider_id", "area_id", providers) if served else []
        areas = {area for _provider, area, _starts, _ends in self._services}
        self._areas = self._links(Span.objects, "ancestor_id", "descendant_id", areas) if areas else []
        links = [*self._below, *self._services, *self._areas]
        self._changes = sorted({day for link in links for day in link[2:] if self.first < day <= self.last})
        self._known: dict[tuple[int, bool], Mapping[int, tuple[int, ...]]] = {}

    @property
    def leaves(self) -> frozenset[int]:
        """Every unit that lies in one of the territories on one of the days."""
        return frozenset(low for _high, low, _starts, _ends in (*self._below, *self._areas))

    def counted_by(self, day: date, served: bool) -> Mapping[int, tuple[int, ...]]:
        """For each unit with rows, the asked units that count them on the day."""
        key = (bisect_right(self._changes, day), served)
        if key not in self._known:
            self._known[key] = self._on(day, served)
        return self._known[key]

    def _on(self, day: date, served: bool) -> Mapping[int, tuple[int, ...]]:
        found: dict[int, set[int]] = defaultdict(set)
        for high, low in _holding(self._below, day):
            found[low].add(high)
        if served:
            within = defaultdict(list)
            for area, low in _holding(self._areas, day):
                within[area].append(low)
            serving = [
                (tuple(found.get(provider, ())), area) for provider, area in _holding(self._services, day)
            ]
            for units, area in serving:
                for low in within[area]:
                    found[low].update(units)
        return {low: tuple(units) for low, units in found.items()}

    def _links(self, rows, high: str, low: str, highs: Collection[int]) -> list[Link]:
        rows = rows.filter(starts__lte=self.last, ends__gt=self.first)
        if len(highs) <= NAMED:
            rows = rows.filter(**{f"{high}__in": sorted(highs)})
        links = rows.values_list(high, low, "starts", "ends")
        return [link for link in links if link[0] in highs]


def _holding(links: Iterable[Link], day: date) -> Iterable[tuple[int, int]]:
    return ((high, low) for high, low, starts, ends in links if starts <= day < ends)
