"""Which reports there are for a person: of which programme, for which units, for which periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.language.definitions import Obligation, Report
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.errors import PackErrors
from linli.programmes.language.windows import report_windows
from linli.programmes.models import Adoption, Programme
from linli.programmes.office import visible
from linli.reports.facts import definition_for, last_period
from linli.reports.templates import KINDS
from linli.tree.models import Account, Dated, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Offer:
    """A report of a programme with the units that it can be made for."""

    programme: Programme
    name: str
    report: Report
    units: list[Unit]
    period: Period

    @property
    def title(self) -> str:
        """What people call the report."""
        kind = KINDS.get(self.report.template)
        return self.report.title or (kind.title if kind else self.name)


def offers(by: Account) -> list[Offer]:
    """The reports of all programmes that concern the person, each with the units open to them."""
    found = []
    for programme in visible(by).distinct():
        definition = _sound(programme)
        if definition is None:
            continue
        for name, report in definition.reports.items():
            units = units_for(programme, definition, report, by)
            if units and not report.wanted:
                found.append(Offer(programme, name, report, units, last_period(definition, report)))
    return found


def _sound(programme: Programme) -> Definition | None:
    version = programme.current()
    try:
        return version.definition if version else None
    except PackErrors:
        return None


def units_for(programme: Programme, definition: Definition, report: Report, by: Account) -> list[Unit]:
    """The units whose report it is: those of the audience that carry the programme out, or stand over those that do."""
    day = today()
    carrying = Adoption.objects.filter(Dated.on(day), programme=programme).values("unit")
    kinds = (report.units or definition.units).units
    units = by.reach(May.READ).units.filter(kind__in=kinds)
    above = Unit.objects.filter(Dated.on(day, "spans_down__"), spans_down__descendant__in=carrying)
    return list(units.filter(pk__in=above.values("pk")).order_by("code"))


def offer_or_404(key: str, name: str, unit: Unit, by: Account) -> tuple[Programme, Definition, Report]:
    """The report of a programme for a unit, if it is offered to the person."""
    programme = visible(by).filter(key=key).distinct().first()
    if programme is None:
        raise Http404
    try:
        definition = definition_for(programme, unit)
    except (LookupError, PackErrors):
        raise Http404 from None
    report = definition.reports.get(name)
    if report is None or report.wanted or unit not in units_for(programme, definition, report, by):
        raise Http404
    return programme, definition, report


@dataclass(frozen=True)
class Choice:
    """A period for which the report can be made, and the day it is due."""

    period: Period
    due: date | None
    here: bool

    @property
    def title(self) -> str:
        """As it stands in the picker."""
        if self.due is None:
            return self.period.title
        return _("%(period)s (due %(due)s)") % {"period": self.period.title, "due": self.due.isoformat()}


def choices(definition: Definition, report: Report, wanted: Period | None) -> list[Choice]:
    """The periods begun this year and last, the newest first; one that was asked for besides."""
    this = Period.containing(today(), "year")
    known = {
        period: due
        for year in (this.previous, this)
        for period, due in report_windows(report, definition, year)
        if period.start <= today()
    }
    chosen = wanted or last_period(definition, report)
    known.setdefault(chosen, None)  # type: ignore[arg-type]
    ordered = sorted(known, key=lambda period: (period.start, period.end), reverse=True)
    return [Choice(period, known[period], period == chosen) for period in ordered]


def filed_as(definition: Definition, name: str) -> tuple[str, Obligation] | None:
    """The kind of paper and the obligation that ask for the report to be filed upward."""
    for obligation in definition.obligations.values():
        if obligation.report == name and obligation.submit and not obligation.wanted:
            return obligation.submit[0], obligation
    return None
