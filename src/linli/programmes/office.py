"""What an office does with programmes: draft, publish, adopt, end, add up the units' numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.errors import PackErrors
from linli.programmes.language.lint import Finding, lint
from linli.programmes.language.loader import load
from linli.programmes.language.source import LONGEST
from linli.programmes.models import FOREVER, Adoption, Programme, Version, stamp
from linli.registers.door import Conflict
from linli.tree.models import Account, Dated, Span, Unit
from linli.tree.roles import May

# Whoever keeps figures and occurrences hears when an adoption begins, changes or ends.
listeners: list[Callable[[Adoption], None]] = []


def visible(by: Account) -> models.QuerySet[Programme]:
    """The programmes that concern the account: issued within its duties or above, or carried out there.

    A programme that has never been published concerns its authors only.
    """
    reach = by.reach(May.READ)
    above = Span.objects.filter(Dated.on(today()), descendant_id__in=reach.roots).values("ancestor_id")
    near = models.Q(unit__in=reach.units) | models.Q(unit_id__in=above)
    carried = models.Q(pk__in=Adoption.objects.filter(unit__in=reach.units).values("programme_id"))
    published = models.Q(pk__in=Version.objects.filter(published_at__isnull=False).values("programme_id"))
    return Programme.objects.filter(
        published & (near | carried) | models.Q(unit__in=by.reach(May.AUTHOR).units)
    ).select_related("unit")


# Writing


@transaction.atomic
def draft(
    text: str,
    *,
    unit: Unit,
    by: Account,
    programme: Programme | None = None,
    note: str = "",
    begun: str | None = None,
    unfinished: bool = False,
) -> Version:
    """Write the draft of a programme (a new one, or the next version of one).

    `begun` is the stamp of the text that the author began with ("" for none), so that somebody else's work is
    not written over. An `unfinished` text of a programme that is there may still be wrong; then it cannot be
    published.

    Raises:
        PackErrors: the text is no programme; with line, and what would have been right.
        PermissionDenied: the account writes no programmes at the unit.
        Conflict: somebody else has written meanwhile.
    """
    _demand(by, unit)
    definition = _read(text, may_fail=unfinished and programme is not None)
    if programme is None:
        assert definition is not None
        programme, _made = Programme.objects.get_or_create(
            key=definition.programme, defaults={"title": definition.title[:120], "unit": unit}
        )
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if programme.unit_id != unit.pk:
        raise ValidationError(
            _("“%(key)s” is the key of another unit's programme: give yours another one.")
            % {"key": programme.key}
        )
    if definition is not None and definition.programme != programme.key:
        raise ValidationError(_("The key must stay “%(key)s”.") % {"key": programme.key})
    version = programme.draft()
    if begun is not None:
        _not_overtaken(programme, version, text, begun)
    if version is None:
        last = programme.versions.aggregate(last=Max("number"))["last"] or 0
        version = Version(programme=programme, number=last + 1)
    version.text, version.note, version.written_by, version.written_at = text, note, by, timezone.now()
    version.save()
    return version


def _read(text: str, *, may_fail: bool) -> Definition | None:
    too_long = len(text.encode("utf-8", "surrogatepass")) > LONGEST
    try:
        return load(text)
    except PackErrors:
        if may_fail and not too_long:
            return None
        raise


def _not_overtaken(programme: Programme, version: Version | None, text: str, begun: str) -> None:
    there = version or programme.current()
    if there is not None and there.stamp not in (begun, stamp(text)):
        raise Conflict(
            _("%(who)s has written on this draft since you opened it.") % {"who": there.written_by}
        )


@transaction.atomic
def discard(version: Version, *, by: Account) -> None:
    """Throw a draft away; a programme that has nothing else goes with it.

    Raises:
        ValidationError: the version is published, and stays.
    """
    _demand(by, version.programme.unit)
    if version.published_at:
        raise ValidationError(_("A published version stays on record."))
    programme = version.programme
    version.delete()
    if not programme.versions.exists():
        programme.delete()


@transaction.atomic
def publish(
    version: Version, *, by: Account, overrides: Mapping[str, str] | None = None, begun: str | None = None
) -> Version:
    """Publish a draft; units can adopt it from now on, and those that carry the programme out go over to it.

    A unit whose own numbers do not fit the new version stays with the one it has until it adopts anew.

    Raises:
        PackErrors: it is no programme, or names what this site does not have.
        ValidationError: the lint found something and no reason was given for it.
        Conflict: the draft is no longer the one that was read.
    """
    version = (
        Version.objects.select_for_update(of=("self",)).select_related("programme__unit").get(pk=version.pk)
    )
    programme = version.programme
    _demand(by, programme.unit)
    if version.published_at:
        raise ValidationError(_("This version is published already."))
    if begun is not None and version.stamp != begun:
        raise Conflict(
            _("%(who)s has written on this draft since you opened it.") % {"who": version.written_by}
        )
    definition = version.definition
    version.overrides = {rule: reason.strip() for rule, reason in (overrides or {}).items() if reason.strip()}
    unexplained = [finding for finding in findings(version) if not finding.reason.strip()]
    if unexplained:
        raise ValidationError(
            [f"{finding.title}: {finding.text}" for finding in unexplained]
            + [_("Change the programme, or write for each rule why it stays.")]
        )
    version.published_by, version.published_at = by, timezone.now()
    version.save()
    programme.title = definition.title[:120]
    programme.save()
    staying = {adoption.pk for adoption in left_behind(version)}
    for adoption in programme.adoptions.filter(ends__gt=today()).exclude(pk__in=staying).select_related("unit"):
        adoption.version = version
        adoption.save()
        _tell(adoption)
    return version


def left_behind(version: Version) -> list[Adoption]:
    """The adoptions whose own numbers or obligations have no place in a version."""
    behind = []
    for adoption in version.programme.adoptions.filter(ends__gt=today()).select_related("unit", "version"):
        adoption.version = version
        if adoption.fault:
            behind.append(adoption)
    return behind


def findings(version: Version) -> list[Finding]:
    """What the lint says of a version, each with the reason for which it stays, if one is given."""
    found = lint(version.definition, in_force_beside(version.programme, version.definition))
    return [
        replace(finding, reason=version.overrides.get(finding.rule) or finding.reason) for finding in found
    ]


def in_force_beside(programme: Programme, definition: Definition) -> list[Definition]:
    """The other programmes that units carry out for which this one is, in the same years."""
    units = _audience(programme.unit, definition, today())
    rows = (
        Version.objects.filter(adoptions__unit__in=units, adoptions__ends__gt=today())
        .exclude(programme=programme)
        .distinct()
    )
    others = [version.definition for version in rows if not version.fault]
    return [o for o in others if not (o.period and definition.period) or o.period.overlaps(definition.period)]


# Adopting


def eligible(programme: Programme, day: date | None = None) -> models.QuerySet[Unit]:
    """The units that the programme is for: of its kinds, at or below the unit that issued it, and working."""
    version = programme.current() or programme.draft()
    if version is None or version.fault:
        return Unit.objects.none()
    return _audience(programme.unit, version.definition, day or today())


def _audience(issuer: Unit, definition: Definition, day: date) -> models.QuerySet[Unit]:
    units = issuer.below(day).filter(
        models.Q(closed__isnull=True) | models.Q(closed__gt=day),
        opened__lte=day,
        kind__in=definition.units.units,
    )
    if definition.units.under:
        above = Span.objects.filter(
            Dated.on(day), descendant=OuterRef("pk"), depth__gt=0, ancestor__kind=definition.units.under
        )
        units = units.filter(Exists(above))
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
    extra: str | None = None,
    begun: str | None = None,
    save: bool = True,
) -> Adoption:
    """Carry a programme out at a unit, or change the unit's own numbers. What is None stays as it is.

    `begun` is the stamp of the adoption that the author began with ("" for none). With `save` false nothing is
    written: what the adoption would be can be looked at.

    Raises:
        ValidationError: nothing is published, or the unit is not one the programme is for.
        PackErrors: a parameter, target or own obligation does not fit.
        Conflict: somebody else has changed the unit's numbers meanwhile.
    """
    _demand(by, unit)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    version = programme.current()
    if version is None:
        raise ValidationError(_("The programme has no published version yet."))
    if not eligible(programme).filter(pk=unit.pk).exists():
        raise ValidationError(_("The programme is not for %(unit)s.") % {"unit": unit})
    adoption = Adoption.objects.filter(programme=programme, unit=unit, ends=FOREVER).first()
    earlier = Adoption.objects.filter(programme=programme, unit=unit).exclude(ends=FOREVER)
    ended = earlier.aggregate(last=Max("ends"))["last"]
    if adoption is None:
        first = _first_day(version.definition)
        adoption = Adoption(programme=programme, unit=unit, starts=max(first, ended) if ended else first)
    there = adoption.stamp if adoption.pk else ""
    adoption.starts = starts or adoption.starts
    if ended and adoption.starts < ended:
        message = _("The unit carried it out until %(day)s already: begin then or later.")
        raise ValidationError({"starts": message % {"day": ended.isoformat()}})
    wrote = adoption.by if adoption.pk else None
    adoption.version, adoption.by, adoption.at = version, by, timezone.now()
    if parameters is not None:
        adoption.parameters = dict(parameters)
    if targets is not None:
        adoption.targets = dict(targets)
    if extra is not None:
        adoption.extra = extra
    if begun is not None and there not in (begun, adoption.stamp):
        raise Conflict(_("%(who)s has changed these numbers since you opened them.") % {"who": wrote})
    assert adoption.definition
    if save:
        adoption.save()
        _tell(adoption)
    return adoption


def _first_day(definition: Definition) -> date:
    """The day from which a programme is carried out: the first of its period, else of the year."""
    return definition.period.start if definition.period else date(today().year, 1, 1)


@transaction.atomic
def end(adoption: Adoption, *, by: Account, on: date, reason: str = "") -> None:
    """The unit stops carrying the programme out on the day; what it did until then stays counted.

    Raises:
        ValidationError: it has ended already, or would end before it began.
    """
    _demand(by, adoption.unit)
    adoption.refresh_from_db()
    if not adoption.open_ended:
        raise ValidationError(_("This adoption has ended already."))
    if on <= adoption.starts:
        raise ValidationError({"ends": _("The end must be after the beginning.")})
    adoption.ends, adoption.end_reason = on, reason
    adoption.ended_by, adoption.ended_at = by, timezone.now()
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
    rows = Adoption.objects.filter(ends__gt=today()).select_related("version", "unit", "programme")
    return [(adoption, fault) for adoption in rows if (fault := adoption.fault)]


# Adding up


@dataclass(frozen=True)
class SumCheck:
    """The number that a superior asks of all units together, beside the sum of the units' own numbers."""

    obligation: str
    title: str
    wanted: Fraction
    parts: tuple[tuple[Unit, Fraction | None], ...]
    most: bool = False

    @property
    def promised(self) -> Fraction:
        """The units' numbers together."""
        return sum((part for _unit, part in self.parts if part is not None), Fraction(0))

    @property
    def units(self) -> int:
        """How many units carry it out."""
        return len(self.parts)

    @property
    def unset(self) -> list[Unit]:
        """The units that have not set their number."""
        return [unit for unit, part in self.parts if part is None]

    @property
    def short(self) -> Fraction:
        """How much is missing to the superior's number; for a limit, by how much it is passed."""
        return max(Fraction(0), self.promised - self.wanted if self.most else self.wanted - self.promised)


def sum_checks(programme: Programme) -> list[SumCheck]:
    """For each obligation with a `total`: do the numbers of the units that carry it out add up to it?"""
    version = programme.current()
    if version is None or version.fault:
        return []
    rows = programme.adoptions.filter(starts__lte=today(), ends__gt=today()).select_related("version", "unit")
    adoptions = [adoption for adoption in rows.order_by("unit__code") if _sound(adoption)]
    checks = []
    for name, obligation in version.definition.obligations.items():
        if obligation.total is None:
            continue
        most = obligation.target.low is None and obligation.target.high is not None
        parts = []
        for adoption in adoptions:
            own = adoption.definition.obligations.get(name)
            amount = None if own is None else own.target.high if most else own.target.low
            parts.append((adoption.unit, None if amount is None else Fraction(amount)))
        checks.append(SumCheck(name, obligation.title, Fraction(obligation.total), tuple(parts), most))
    return checks


def number(text: str) -> int | str:
    """A parameter or target as people type it: a whole number, or a text that the language reads."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    whole = value.is_finite() and abs(value) < 10**15 and value == value.to_integral_value()
    return int(value) if whole else text


def _sound(adoption: Adoption) -> bool:
    return not adoption.fault


def _demand(by: Account, unit: Unit) -> None:
    if by.seen_by is not None or not by.may(May.AUTHOR, unit):
        raise PermissionDenied(_("You write and adopt no programmes at %(unit)s.") % {"unit": unit})


def _tell(adoption: Adoption) -> None:
    for listener in listeners:
        listener(adoption)
