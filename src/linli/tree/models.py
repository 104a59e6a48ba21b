"""The organisation: units with dated parents, accounts and what each may do where.

All spans of dates are half-open, `starts <= day < ends`; `FOREVER` stands for no end.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.almanac import today
from linli.tree.roles import ROLES, May

ALWAYS = date(1900, 1, 1)
FOREVER = date(9999, 12, 31)


class Kind(models.TextChoices):
    """What a unit is. Packs name these in `for: {units: …}`."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    DISTRICT = "district", _("district")
    BUREAU = "bureau", _("bureau")
    STREET = "street", _("street office")
    TOWN = "town", _("town")
    COMMUNITY = "community", _("community")
    VILLAGE = "village", _("village")
    CENTRE = "centre", _("health centre")
    STATION = "station", _("station")
    TEAM = "team", _("team")
    COLLEGE = "college", _("college")
    SCHOOL = "school", _("school")
    SITE = "site", _("learning site")
    COMPANY = "company", _("company")
    BRANCH = "branch", _("branch")
    DEPARTMENT = "department", _("department")
    ESTATE = "estate", _("estate")
    BUILDING = "building", _("building")


# Length of the statistical division code of each level; other units have codes of their own.
DIVISION_DIGITS: dict[str, int] = {
    Kind.PROVINCE: 2,
    Kind.CITY: 4,
    Kind.DISTRICT: 6,
    Kind.STREET: 9,
    Kind.TOWN: 9,
    Kind.COMMUNITY: 12,
    Kind.VILLAGE: 12,
}


class Dated(models.Model):
    """Something valid for a span of days."""

    starts = models.DateField(_("from"), default=ALWAYS)
    ends = models.DateField(_("until"), default=FOREVER)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")),
                name="%(app_label)s_%(class)s_span",
                violation_error_message=_("The end must be after the beginning."),
            )
        ]

    @staticmethod
    def on(day: date, prefix: str = "") -> Q:
        """The condition that a span holds on a day; `prefix` walks to it (`"spans__"`)."""
        return Q(**{f"{prefix}starts__lte": day, f"{prefix}ends__gt": day})


class Unit(models.Model):
    """A node of the organisation tree."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    code = models.CharField(
        _("code"), max_length=24, unique=True, help_text=_("Statistical division code, or the unit's own code.")
    )
    opened = models.DateField(_("opened"), default=ALWAYS)
    closed = models.DateField(
        _("closed"), null=True, blank=True, help_text=_("First day on which it no longer worked.")
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        indexes = [models.Index(fields=["kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(closed__gt=F("opened")),
                name="tree_unit_closed_after_opened",
                violation_error_message=_("A unit closes after it opened."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A place with a code of digits has a statistical division code, of the length of its level (GB/T 2260)."""
        digits = DIVISION_DIGITS.get(self.kind)
        if digits and self.code.isdigit() and len(self.code) not in (digits, 12):
            raise ValidationError(
                {
                    "code": _now("The division code of a unit of this kind has %(digits)d digits, or 12 with zeros.")
                    % {"digits": digits}
                }
            )

    def works_on(self, day: date) -> bool:
        """Whether the unit had opened and not yet closed on the day."""
        return self.opened <= day and (self.closed is None or day < self.closed)

    def parent(self, day: date | None = None) -> Unit | None:
        """The unit above on the day (today)."""
        return Unit.objects.filter(
            Dated.on(day or today(), "spans_down__"), spans_down__descendant=self, spans_down__depth=1
        ).first()

    def children(self, day: date | None = None) -> models.QuerySet[Unit]:
        """The units directly below on the day (today)."""
        return Unit.objects.filter(Dated.on(day or today(), "spans_up__"), spans_up__ancestor=self, spans_up__depth=1)

    def path(self, day: date | None = None) -> models.QuerySet[Unit]:
        """The units above, the top first, with the unit itself last."""
        return Unit.objects.filter(Dated.on(day or today(), "spans_down__"), spans_down__descendant=self).order_by(
            "-spans_down__depth"
        )

    def below(self, day: date | None = None) -> models.QuerySet[Unit]:
        """The unit itself and all units below it on the day (today)."""
        return Unit.objects.filter(Dated.on(day or today(), "spans_up__"), spans_up__ancestor=self)


class Parentage(Dated):
    """That a unit belongs to another for a span of days."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="parentages", verbose_name=_("unit"))
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="child_parentages", verbose_name=pgettext_lazy("of a unit", "parent")
    )

    class Meta(Dated.Meta):
        verbose_name = pgettext_lazy("of a unit", "parent")
        ordering = ["starts"]


class Span(Dated):
    """Closure of the parentages: on these days the descendant stood `depth` steps below the ancestor (0: itself)."""

    ancestor = models.ForeignKey(Unit, models.CASCADE, related_name="spans_down")
    descendant = models.ForeignKey(Unit, models.CASCADE, related_name="spans_up")
    depth = models.PositiveSmallIntegerField()

    class Meta(Dated.Meta):
        indexes = [
            models.Index(fields=["ancestor", "descendant"]),
            models.Index(fields=["descendant", "ancestor"]),
        ]


class Service(Dated):
    """That a unit serves the residents of another one (a doctor team its communities), for a span of days."""

    provider = models.ForeignKey(Unit, models.CASCADE, related_name="services", verbose_name=_("serving unit"))
    area = models.ForeignKey(Unit, models.CASCADE, related_name="served_by", verbose_name=_("area"))

    class Meta(Dated.Meta):
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")


class Account(AbstractUser):
    """Somebody who can sign in. The person behind it is kept in `people`."""

    first_name = last_name = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=40)
    large_type = models.BooleanField(_("large type"), default=False)

    # Set for one request while an administrator looks at the site as this account; the write door then refuses.
    seen_by: Account | None = None

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def held(self) -> list[tuple[str, int]]:
        """The roles that the account holds today, each with its unit; asked once, whatever the capability."""
        if not self.pk or not self.is_active:
            return []
        return list(Grant.objects.filter(Dated.on(today()), account=self).values_list("role", "unit_id"))

    @cached_property
    def _reaches(self) -> dict:
        return {}

    def reach(self, may: str):
        """The units where the account has the capability today, as a `Reach`.

        Private records stay with those who have the duty: whoever looks as this account sees only what is theirs.
        """
        from linli.tree.scope import Reach

        if self.seen_by is not None and may == May.PRIVATE:
            return self.seen_by.reach(may)
        if may not in self._reaches:
            made = Reach(self, may)
            # Most roles carry several capabilities: what was asked for one is not asked again for another.
            self._reaches[may] = next((known for known in self._reaches.values() if known.roots == made.roots), made)
        return self._reaches[may]

    def may(self, may: str, unit: Unit | int | None = None) -> bool:
        """Whether the account has the capability at the unit (or anywhere)."""
        reach = self.reach(may)
        return bool(reach.roots) if unit is None else reach.covers(unit)


class Grant(Dated):
    """A role of an account at a unit and below it."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants", verbose_name=_("account"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=16, choices=[(name, role.title) for name, role in ROLES.items()])

    class Meta(Dated.Meta):
        verbose_name = _("role at a unit")
        verbose_name_plural = _("roles at units")

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"
