"""From a programme's report to its document: each kind of report has its gatherer of facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.definitions import Report
from linli.programmes.models import Adoption, Programme
from linli.registers.register import unknown
from linli.reports.document import Document
from linli.reports.templates import build
from linli.tree.models import FOREVER, Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Asked:
    """One report of a programme, for a unit and a period, for somebody who may see the unit."""

    programme: Programme
    definition: Definition
    name: str
    report: Report
    unit: Unit
    period: Period
    by: Account


Gatherer = Callable[[Asked], object]
_gatherers: dict[str, Gatherer] = {}


def gathers(template: str) -> Callable[[Gatherer], Gatherer]:
    """Register the function that gathers the facts of a kind of report."""

    def registered(function: Gatherer) -> Gatherer:
        _gatherers[template] = function
        return function

    return registered


def templates() -> frozenset[str]:
    """The kinds of report that packs may name."""
    return frozenset(_gatherers)


def definition_for(programme: Programme, unit: Unit) -> Definition:
    """The programme as the unit carries it out, or as it was issued."""
    adoption = Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).select_related("version").first()
    version = programme.current()
    if adoption is not None:
        return adoption.definition
    if version is None:
        raise LookupError(_("The programme has no published version yet."))
    return version.definition


def report(programme: Programme, name: str, *, unit: Unit, period: Period | None, by: Account) -> Document:
    """The document of a programme's report.

    Args:
        name: as in the programme's `reports:`; empty where it has only one.
        period: the period that it is about; without one, the last that has begun.

    Raises:
        LookupError: no such report; says which there are.
        PermissionDenied: the unit is not within the person's duties.
    """
    if not by.may(May.READ, unit):
        raise PermissionDenied(_("There is no such unit within your duties."))
    definition = definition_for(programme, unit)
    if not name and len(definition.reports) == 1:
        name = next(iter(definition.reports))
    if name not in definition.reports:
        raise LookupError(unknown(name, definition.reports))
    wanted = definition.reports[name]
    asked = Asked(programme, definition, name, wanted, unit, period or last_period(definition, wanted), by)
    template = wanted.template if wanted.template in _gatherers else "figures"
    return build(template, _gatherers[template](asked))


def last_period(definition: Definition, wanted: Report) -> Period:
    """The last period of the report that has begun."""
    from linli.programmes.language.windows import report_windows

    year = Period.containing(today(), "year")
    begun = [period for period, _due in report_windows(wanted, definition, year) if period.start <= today()]
    return begun[-1] if begun else year
