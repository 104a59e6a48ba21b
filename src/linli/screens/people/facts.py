"""What the pages of responsibility show: parts of a unit, and its doctors beside residents and a limit."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from linli.almanac import Period
from linli.people.coverage import DOCTOR, Load, households_of, load
from linli.people.models import Assignment, Person, Responsibility
from linli.programmes.office import in_force
from linli.tree.models import Dated, Service, Span, Unit

#: The parameter by which a programme says how many residents one doctor may answer for.
RATIO = "residents_per_doctor"


def per_cent(part: int, whole: int) -> str:
    """A share with one place, rounded down: 99.9 is never said to be all."""
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}" if tenths < 1000 else "100"


@dataclass(frozen=True)
class Part:
    """A part of a unit (one below it, an area, a building) with its households, and those that have a doctor."""

    title: str
    households: int
    covered: int
    unit: Unit | None = None
    building: str = ""

    @property
    def missing(self) -> int:
        """Households without a doctor."""
        return self.households - self.covered

    @property
    def share(self) -> str:
        """Per cent covered with one place, rounded down, so that 100 means all."""
        return per_cent(self.covered, self.households)


@dataclass(frozen=True)
class Parts:
    """Parts of one kind, under their heading."""

    heading: str
    rows: list[Part]


def territory(units: Iterable[Unit], day: date) -> dict[int, set[int]]:
    """For each unit the units whose households are its own: those below it, and those that these serve."""
    pairs = list(
        Span.objects.filter(Dated.on(day), ancestor__in=[u.pk for u in units]).values_list(
            "ancestor_id", "descendant_id"
        )
    )
    served = defaultdict(set)
    for provider, area in Service.objects.filter(Dated.on(day)).values_list("provider_id", "area_id"):
        served[provider].add(area)
    found: dict[int, set[int]] = defaultdict(set)
    for above, below in pairs:
        found[above] |= {below, *served[below]}
    return found


def covered_by_area(unit: Unit, day: date) -> dict[int, tuple[int, int]]:
    """Households, and those with a doctor, of each area that is the unit's."""
    return _by(unit, day, "unit")


def parts_of(unit: Unit, day: date, counted: dict[int, tuple[int, int]]) -> list[Parts]:
    """The unit's parts: units below it by kind; the areas that it serves; the buildings of one area."""
    if not counted:
        return []
    below = _below(unit, day, set(counted))
    if not below:
        areas = Unit.objects.in_bulk(counted)
        if set(areas) == {unit.pk}:
            rows = [Part(name or "—", n, c, building=name) for name, (n, c) in _by(unit, day, "building").items()]
            return [Parts(_("building"), sorted(rows, key=lambda part: (len(part.title), part.title)))]
        below = sorted(areas.values(), key=lambda area: area.code)
    own = territory(below, day)
    groups: dict[str, list[Part]] = defaultdict(list)
    for child in below:
        numbers = [counted[pk] for pk in own[child.pk] if pk in counted]
        if numbers:
            part = Part(child.name, sum(n for n, _c in numbers), sum(c for _n, c in numbers), unit=child)
            groups[str(child.get_kind_display())].append(part)
    return [Parts(heading, rows) for heading, rows in groups.items()]


def _below(unit: Unit, day: date, areas: set[int]) -> list[Unit]:
    """The units directly below; one that stands for the whole (a bureau beside streets) is opened up."""
    children = list(unit.children(day).order_by("code"))
    own = territory(children, day)
    found: list[Unit] = []
    for child in children:
        whole = len(children) > 1 and areas <= own[child.pk]
        found += (_below(child, day, areas) if whole else []) or [child]
    return found


def _by(unit: Unit, day: date, field: str) -> dict:
    answered = Responsibility.objects.filter(Dated.on(day), kind=DOCTOR, household=OuterRef("pk"))
    rows = (
        households_of(unit, day)
        .values(field)
        .annotate(n=Count("pk"), covered=Count("pk", filter=Q(Exists(answered))))
        .values_list(field, "n", "covered")
        .order_by(field)
    )
    return {key: (number, covered) for key, number, covered in rows}


# Doctors


@dataclass(frozen=True)
class Limit:
    """How many residents one doctor may answer for, and who says so."""

    number: int
    said_by: str = ""


@dataclass(frozen=True)
class Doctor:
    """A doctor's load beside the limit of the unit."""

    load: Load
    limit: int | None

    @property
    def over(self) -> int:
        """Residents above the limit."""
        return max(0, self.load.residents - self.limit) if self.limit else 0


@dataclass(frozen=True)
class Staffing:
    """A doctor team beside the residents of the area that it serves."""

    unit: Unit
    residents: int
    doctors: int
    limit: int | None

    @property
    def per_doctor(self) -> int | None:
        """Residents for each doctor, rounded up."""
        return math.ceil(self.residents / self.doctors) if self.doctors else None

    @property
    def needed(self) -> int | None:
        """Doctors that the residents ask for."""
        return math.ceil(self.residents / self.limit) if self.limit else None

    @property
    def short(self) -> int:
        """Doctors that are missing."""
        return max(0, (self.needed or 0) - self.doctors)


def loads(unit: Unit, day: date) -> tuple[list[Load], bool]:
    """What each doctor answers for, and whether it is all they answer for.

    Of the unit's own doctors everything, and those without households too; of an area, what lies inside it.

    Whoever lives in an area may know its doctors: their names hang in every stairwell.
    """
    found = load(unit, day)
    if not found:
        return _loads_inside(unit, day), False
    busy = {one.holder.pk for one in found}
    teams = Unit.objects.filter(pk__in=_teams(unit, day))
    idle = (
        Assignment.objects.filter(Dated.on(day), unit__in=teams)
        .exclude(person__in=busy)
        .select_related("person", "unit")
        .order_by("unit__code", "person__name")
    )
    found += list({a.person_id: Load(a.person, a.unit, 0, 0) for a in idle}.values())
    return sorted(found, key=lambda one: (one.unit.code, -one.households, one.holder.name)), True


def _loads_inside(unit: Unit, day: date) -> list[Load]:
    members = Q(household__members__resident=True) & Dated.on(day, "household__members__")
    rows = (
        Responsibility.objects.filter(Dated.on(day), kind=DOCTOR, household__unit__in=unit.below(day).values("pk"))
        .values("unit", "holder")
        .annotate(
            households=Count("household", distinct=True),
            residents=Count("household__members", filter=members, distinct=True),
        )
    )
    people = Person.objects.in_bulk({row["holder"] for row in rows})
    units = Unit.objects.in_bulk({row["unit"] for row in rows})
    found = [Load(people[r["holder"]], units[r["unit"]], r["households"], r["residents"]) for r in rows]
    return sorted(found, key=lambda one: (one.unit.code, -one.households, one.holder.name))


def _teams(unit: Unit, day: date) -> set[int]:
    """The units at or below the unit that serve areas."""
    below = unit.below(day).values("pk")
    return set(Service.objects.filter(Dated.on(day), provider__in=below).values_list("provider_id", flat=True))


def teams_for(unit: Unit, day: date) -> list[Unit]:
    """The teams of a unit, or those that serve the area."""
    own = _teams(unit, day) or set(
        Service.objects.filter(Dated.on(day), area__in=unit.below(day).values("pk")).values_list(
            "provider_id", flat=True
        )
    )
    return list(Unit.objects.filter(pk__in=own).order_by("code"))


def limits(units: Iterable[Unit], day: date) -> dict[int, Limit]:
    """For each unit the number that it or the nearest unit above has adopted, where one has."""
    said: dict[int, Limit] = {}
    for adoption in in_force(Period(day, day)):
        parameter = adoption.definition.parameters.get(RATIO)
        if parameter is not None and isinstance(parameter.value, int) and parameter.value > 0:
            said[adoption.unit_id] = Limit(parameter.value, f"{adoption.unit} · {adoption.programme}")
    above = (
        Span.objects.filter(Dated.on(day), descendant__in=[u.pk for u in units], ancestor__in=said)
        .order_by("-depth")
        .values_list("descendant_id", "ancestor_id")
    )
    return {unit: said[ancestor] for unit, ancestor in above}


def staffing(teams: list[Unit], doctors: list[Load], day: date, known: dict[int, Limit]) -> list[Staffing]:
    """Each team with the permanent residents of the area that it serves and its doctors."""
    own = territory(teams, day)
    everywhere = set().union(*own.values()) if own else set()
    residents = dict(
        Person.objects.filter(Dated.on(day), resident=True, unit__in=everywhere)
        .values("unit")
        .annotate(n=Count("pk"))
        .values_list("unit", "n")
    )
    return [
        Staffing(
            team,
            sum(residents.get(pk, 0) for pk in own[team.pk]),
            sum(one.unit.pk == team.pk for one in doctors),
            known[team.pk].number if team.pk in known else None,
        )
        for team in teams
    ]
