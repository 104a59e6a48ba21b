"""The structure chart of a unit, drawn from who answers for whom: on a page and as a file."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.people.coverage import households_of
from linli.people.models import Person, Responsibility
from linli.reports.charts import Node
from linli.reports.facts.structure import tree_of
from linli.reports.markup import figure
from linli.reports.templates import build
from linli.reports.templates.structure_chart import StructureChart
from linli.reports.templates.structure_chart import chart as drawn
from linli.screens.files import file_of, no_font
from linli.screens.people.overview import frame
from linli.screens.scope import account_of, page, unit_or_404
from linli.tree.models import Dated, Unit

KINDS = {"docx": "Word", "pdf": "PDF", "svg": "SVG", "png": "PNG"}
# As on paper, whoever asks for it: documents are Chinese.
DOCTOR = "家庭健康医生"
LEVELS = {
    "district": "区", "bureau": "局", "street": "街道", "town": "镇", "community": "社区", "village": "村",
    "centre": "中心", "station": "站", "team": "团队",
}  # fmt: skip


@page
@require_safe
def chart_page(request: HttpRequest, code: str) -> HttpResponse:
    """The chart, and its files."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    facts = facts_of(unit, today())
    context = frame(unit, by, "chart") | {
        "figure": figure(drawn(facts)) if facts.root.children else "",
        "kinds": KINDS,
    }
    return render(request, "screens/people/chart.html", context)


@page
@require_safe
def chart_file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The chart as a document or picture."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    if kind not in KINDS:
        raise Http404
    document = build("structure-chart", facts_of(unit, today()))
    response = file_of(document, kind, f"{unit}{_('structure chart')}")
    if response is None:
        messages.error(request, no_font())
        return redirect("structure_chart", unit.code)
    return response


def facts_of(unit: Unit, day: date) -> StructureChart:
    """The unit with its teams and doctors; an area with its communities and the doctors in them."""
    root = tree_of(unit, day)
    inside = [] if root.children else _inside(unit, day)
    first = Responsibility.objects.filter(
        Dated.on(day),
        kind=Responsibility.Kind.DOCTOR,
        household__isnull=False,
        unit__in=unit.below(day).values("pk"),
    ).select_related("unit")
    at = first[0].unit if root.children else inside[0][0] if inside else unit
    path = list(at.path(day))
    kinds = [one.kind for one in path[next(i for i, one in enumerate(path) if one.pk == unit.pk) :]]
    return StructureChart(
        root=root if root.children else _area(unit, inside),
        written=day,
        issuer=unit.name,
        households=households_of(unit, day).count(),
        levels=(*(LEVELS.get(kind, "单位") for kind in kinds), DOCTOR),
    )


def _inside(unit: Unit, day: date) -> list[tuple[Unit, Person, int]]:
    """The areas inside a unit, each with its doctors and the households that these have there."""
    rows = (
        Responsibility.objects.filter(
            Dated.on(day), kind=Responsibility.Kind.DOCTOR, household__unit__in=unit.below(day).values("pk")
        )
        .values_list("household__unit", "holder")
        .annotate(n=Count("household", distinct=True))
        .order_by("household__unit__code", "-n", "holder")
    )
    units = Unit.objects.in_bulk({row[0] for row in rows})
    people = Person.objects.in_bulk({row[1] for row in rows})
    return [(units[area], people[holder], number) for area, holder, number in rows]


def _area(unit: Unit, inside: list[tuple[Unit, Person, int]]) -> Node:
    by_area: dict[str, list[Node]] = {}
    for area, doctor, number in inside:
        by_area.setdefault(area.name, []).append(Node(doctor.name, "", number))
    if set(by_area) == {unit.name}:
        return Node(unit.name, "", None, tuple(by_area[unit.name]))
    return Node(unit.name, "", None if by_area else 0, tuple(Node(a, "", None, tuple(d)) for a, d in by_area.items()))
