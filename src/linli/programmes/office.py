"""What an office does with programmes: draft, publish, adopt, end, compare with the superior's numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.catalogue import catalogue
from linli.programmes.language.checks import check
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.errors import PackErrors
from linli.programmes.language.lint import Finding, lint
from linli.programmes.language.loader import load
from linli.programmes.models import FOREVER, Adoption, Programme, Version
from linli.tree.models import Account, Dated, Span, Unit
from linli.tree.roles import May

# Whoever keeps figures and occurrences hears when an adoption begins, changes or ends.
listeners: list[Callable[[Adoption], None]] = []


def visible(by: Account) -> models.QuerySet[Programme]:
    """The programmes that concern the account: issued by its units, by units above them or below them."""
    reach = by.reach(May.READ)
    above = Span.objects.filter(Dated.on(today()), descendant_id__in=reach.roots).values("ancestor_id")
    return Programme.objects.filter(models.Q(unit__in=reach.units) | models.Q(unit_id__in=above))


def draft(text: str, *, unit: Unit, by: Account, programme: Programme | None = None, note: str = "") -> Version:
    """Write the draft of a programme (a new one, or the next version of one).

    Raises:
        PackErrors: the text is no programme; with line, and what would have been right.
        PermissionDenied: the account writes no programmes at the unit.
    """
    _demand(by, unit)
    definition = load(text)
    with transaction.atomic():
        if programme is None:
            programme, _made = Programme.objects.get_or_create(
                key=definition.programme, defaults={"title": definition.title, "unit": unit}
            )
        if programme.unit_id != unit.pk:
            raise ValidationError(
                _("“%(key)s” is a programme of %(unit)s: give yours another key.")
                % {"key": programme.key, "unit": programme.unit}
            )
        if definition.programme != programme.key:
            raise ValidationError(_("The key must stay “%(key)s”.") % {"key": programme.key})
        version = programme.draft()
        if version is None:
            last = programme.versions.aggregate(last=Max("number"))["last"] or 0
            version = Version(programme=programme, number=last + 1)
        version.text, version.note, version.written_by, version.written_at = text, note, by, timezone.now()
        version.save()
    return version


def publish(version: Version, *, by: Account, overrides: Mapping[str, str] | None = None) -> Version:
    """Publish a draft; units can adopt it from now on, and those that carry the programme out go over to it.

    Raises:
        PackErrors: it names what this site does not have.
        ValidationError: the lint found something and no reason was given for it.
    """
    _demand(by, version.programme.unit)
    if version.published_at:
        raise ValidationError(_("This version is published already."))
    definition = version.definition
    if problems := check(definition, catalogue()):
        raise PackErrors(problems)
    reasons = dict(overrides or {})
    open_findings = [f for f in lint(definition) if not reasons.get(f.rule, "").strip()]
    if open_findings:
        raise ValidationError(
            [f"{finding.title}: {finding.text}" for finding in open_findings]
            + [_("Change the programme, or write for each rule why it stays.")]
        )
    with transaction.atomic():
        version.overrides, version.published_by, version.published_at = reasons, by, timezone.now()
        version.save()
        programme = version.programme
        programme.title = definition.title
        programme.save()
        for adoption in programme.adoptions.filter(ends=FOREVER).select_related("unit"):
            adoption.version = version
            adoption.save()
            _tell(adoption)
    return version


def findings(version: Version) -> list[Finding]:
    """What the lint says of a version."""
    return lint(version.definition)


def eligible(programme: Programme, day: date | None = None) -> models.QuerySet[Unit]:
    """The units that the programme is for: of its kinds, at or below the unit that issued it, and working."""
    day = day or today()
    version = programme.current() or programme.draft()
    audience = version.definition.units if version else None
    units = programme.unit.below(day).filter(models.Q(closed__isnull=True) | models.Q(closed__gt=day))
    if audience is not None:
        units = units.filter(kind__in=audience.units)
    return units.distinct()


@transaction.atomic
def adopt(
    programme: Programme,
    unit: Unit,
    *,
    by: Account,
    starts: date | None = None,
    parameters: Mapping[str, Any] | None = None,
    targets: Mapping[str, Any] | None = None,
    extra: str = "",
) -> Adoption:
    """Carry a programme out at a unit, or change the unit's own numbers.

    Raises:
        ValidationError: nothing is published, or the unit is not one the programme is for.
        PackErrors: a parameter, target or own obligation does not fit.
    """
    _demand(by, unit)
    version = programme.current()
    if version is None:
        raise ValidationError(_("The programme has no published version yet."))
    if not eligible(programme).filter(pk=unit.pk).exists():
        raise ValidationError(_("The programme is not for %(unit)s.") % {"unit": unit})
    adoption = Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).first()
    if adoption is None:
        first = version.definition.period.start if version.definition.period else date(today().year, 1, 1)
        adoption = Adoption(programme=programme, unit=unit, starts=starts or first)
    adoption.version, adoption.by = version, by
    if parameters is not None:
        adoption.parameters = dict(parameters)
    if targets is not None:
        adoption.targets = dict(targets)
    adoption.extra = extra or adoption.extra
    _ = adoption.definition
    adoption.save()
    _tell(adoption)
    return adoption


def end(adoption: Adoption, *, by: Account, on: date) -> None:
    """The unit stops carrying the programme out on the day."""
    _demand(by, adoption.unit)
    if on <= adoption.starts:
        raise ValidationError({"ends": _("The end must be after the beginning.")})
    adoption.ends = on
    adoption.save()
    _tell(adoption)


def in_force(span: Period, units: models.QuerySet[Unit] | list[Unit] | None = None) -> list[Adoption]:
    """The adoptions that touch a span of days; broken ones are left out (`broken` names them)."""
    rows = Adoption.objects.filter(starts__lte=span.end, ends__gt=span.start).select_related(
        "programme__unit", "version", "unit"
    )
    if units is not None:
        rows = rows.filter(unit__in=units)
    return [adoption for adoption in rows if _sound(adoption)]


def broken() -> list[tuple[Adoption, str]]:
    """The adoptions whose programme no longer fits the code, with the reason."""
    found = []
    for adoption in Adoption.objects.filter(ends__gt=today()).select_related("version", "unit", "programme"):
        try:
            _ = adoption.definition
        except PackErrors as error:
            found.append((adoption, str(error)))
    return found


@dataclass(frozen=True)
class SumCheck:
    """The number that a superior asks of all units together, beside the sum of the units' own numbers."""

    obligation: str
    title: str
    wanted: Decimal
    promised: Decimal
    units: int

    @property
    def short(self) -> Decimal:
        """How much is missing to the superior's number."""
        return max(Decimal(0), self.wanted - self.promised)


def sum_checks(programme: Programme) -> list[SumCheck]:
    """For each total that the superior's parameters set (`<obligation>_total`): do the units' numbers add up to it?"""
    version = programme.current()
    if version is None:
        return []
    adoptions = [a for a in programme.adoptions.filter(ends__gt=today()).select_related("version", "unit") if _sound(a)]
    checks = []
    for name, obligation in version.definition.obligations.items():
        total = version.definition.parameters.get(f"{name.replace('-', '_')}_total")
        if total is None or total.value is None:
            continue
        lows = [a.definition.obligations[name].target.low for a in adoptions if name in a.definition.obligations]
        promised = sum((Decimal(low.numerator) / low.denominator for low in lows if low is not None), Decimal(0))
        checks.append(SumCheck(name, obligation.title, Decimal(str(total.value)), promised, len(adoptions)))
    return checks


def number(text: str) -> int | str:
    """A parameter or target as people type it: a whole number stays one, else the text is left to the language."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return int(value) if value == value.to_integral_value() else text


def _sound(adoption: Adoption) -> bool:
    try:
        _ = adoption.definition
    except PackErrors:
        return False
    return True


def _demand(by: Account, unit: Unit) -> None:
    if by.seen_by is not None or not by.may(May.AUTHOR, unit):
        raise PermissionDenied(_("You write and adopt no programmes at %(unit)s.") % {"unit": unit})


def _tell(adoption: Adoption) -> None:
    for listener in listeners:
        listener(adoption)
