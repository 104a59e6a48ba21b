"""Facts of the structure chart: who answers for how many households, down from a unit to each doctor."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from linli.almanac import today
from linli.people.coverage import households_of, load
from linli.reports.charts import Node
from linli.reports.facts import Asked, gathers
from linli.reports.templates.structure_chart import StructureChart
from linli.tree.models import Unit


@gathers("structure-chart")
def gather(asked: Asked) -> StructureChart:
    """The chart of a centre, a team or the whole district as of the end of the period."""
    day = min(asked.period.end, today())
    return StructureChart(
        root=tree_of(asked.unit, day),
        written=day,
        project=asked.programme.title,
        issuer=asked.unit.name,
        households=households_of(asked.unit, day).count(),
    )


def tree_of(unit: Unit, day: date) -> Node:
    """The units below that have somebody in charge, and these persons with their households."""
    by_unit = defaultdict(list)
    for one in load(unit, day):
        by_unit[one.unit.pk].append(one)

    def node(at: Unit, under: str) -> Node | None:
        people = [Node(one.holder.name, "", one.households) for one in by_unit[at.pk]]
        below = [found for child in at.children(day).order_by("code") if (found := node(child, at.name))]
        name = at.name.removeprefix(under[:2]) if under else at.name
        return Node(name, "", None, (*below, *people)) if people or below else None

    return node(unit, "") or Node(unit.name, "", 0)
