"""Households and persons. Every human being stands here once; what they do is said by assignments."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.registers.fields import BlindIndex, IdNumberField, PhoneField, PinyinField
from linli.registers.records import Record
from linli.registers.spans import SinceField, UntilField
from linli.tree.models import FOREVER, Dated, Span, Unit


class Care(models.TextChoices):
    """Why a household is called on more often."""

    NEEDY = "needy", _("household in need")
    PETITION = "petition", _("petitioning household")
    VETERAN = "veteran", _("retired cadre")
    MIGRANT = "migrant", _("migrants")
    ALONE = "alone", _("old person living alone")


class Household(Record):
    """A household of a community."""

    number = models.CharField(_("household number"), max_length=24)
    address = models.CharField(_("address"), max_length=120)
    building = models.CharField(_("building"), max_length=24, blank=True)
    room = models.CharField(_("room"), max_length=24, blank=True)
    care = models.CharField(_("care"), max_length=8, choices=Care, blank=True)
    starts = SinceField(_("living here since"))
    ends = UntilField(_("gone since"))

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        indexes = [models.Index(fields=["unit", "starts", "ends"])]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "number"],
                name="people_household_number",
                violation_error_message=_("This household number is taken in the community."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.address}{self.building}{self.room}"


class Sex(models.TextChoices):
    """As in the identity number."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")


class Relation(models.TextChoices):
    """What a person is to the head of the household."""

    HEAD = "head", _("head of the household")
    SPOUSE = "spouse", _("spouse")
    CHILD = "child", _("child")
    GRANDCHILD = "grandchild", _("grandchild")
    PARENT = "parent", _("parent")
    OTHER = "other", _("other relation")


class HealthGroup(models.TextChoices):
    """The groups by which health education is organised."""

    HEALTHY = "healthy", _("healthy")
    SUB_HEALTHY = "sub-healthy", _("sub-healthy")
    HIGH_RISK = "high-risk", _("at high risk")
    KEY_CARE = "key-care", _("needing key care")


class Standing(models.TextChoices):
    """Membership of party or league, as far as the community manages it."""

    REGISTERED = "registered", _("party member registered here")
    IN_SERVICE = "in-service", _("party member in service elsewhere")
    EXTERNAL = "external", _("party member from outside")
    LEAGUE = "league", _("league member")


class Person(Record):
    """One human being, once: a resident, or somebody who works in a unit, or both."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=40)
    name_pinyin = PinyinField(source="name")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    born = models.DateField(
        _("date of birth"), blank=True, help_text=_("Taken from the identity number if left empty.")
    )
    id_number = IdNumberField(_("identity number"), blank=True)
    id_index = BlindIndex(source="id_number")
    phone = PhoneField(_("telephone"), blank=True)
    phone_index = BlindIndex(source="phone")
    resident = models.BooleanField(_("lives here"), default=True, help_text=_("Not ticked: works here only."))
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("household")
    )
    relation = models.CharField(_("relation to the head"), max_length=10, choices=Relation, blank=True)
    health_group = models.CharField(_("health group"), max_length=12, choices=HealthGroup, blank=True)
    standing = models.CharField(_("party and league"), max_length=12, choices=Standing, blank=True)
    strengths = models.CharField(
        _("strengths"), max_length=120, blank=True, help_text=_("Skills and hobbies.")
    )
    starts = SinceField(_("here since"))
    ends = UntilField(_("gone since"))
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="person",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("residents and staff")
        indexes = [
            models.Index(fields=["unit", "resident", "starts", "ends"]),
            models.Index(fields=["household"], name="people_person_household"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["id_index"],
                condition=Q(ends=FOREVER),
                name="people_person_once",
                violation_error_message=_("Somebody with this identity number is on record already."),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="head", ends=FOREVER),
                name="people_one_head",
                violation_error_message=_("The household has a head already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The identity number says birth and sex; whoever lives in a household lives in its community."""
        if self.id_number:
            said = self.id_number[6:14]
            born = date(int(said[:4]), int(said[4:6]), int(said[6:]))
            sex = Sex.MALE if int(self.id_number[16]) % 2 else Sex.FEMALE
            self.born, self.sex = self.born or born, self.sex or sex
            if self.born != born:
                sentence = gettext("The identity number says %(born)s.") % {"born": born}
                raise ValidationError({"born": sentence})
            if self.sex != sex:
                sentence = gettext("The identity number says %(sex)s.") % {"sex": sex.label}
                raise ValidationError({"sex": sentence})
        if self.born is None:
            raise ValidationError({"born": gettext("Give the date of birth or the identity number.")})
        if self.born > today():
            raise ValidationError({"born": gettext("The day lies in the future.")})
        if self.household is not None and self.household.unit_id != self.unit_id:
            raise ValidationError({"household": gettext("The household belongs to another community.")})

    def works_at(self, unit: Unit | int, day: date) -> bool:
        """Whether the person works there on the day: it is their unit, or above it, or they are assigned."""
        pk = unit.pk if isinstance(unit, Unit) else unit
        if self.unit_id == pk:
            return True
        below = Span.objects.filter(Dated.on(day), ancestor_id=pk).values("descendant_id")
        assigned = self.assignments.filter(Dated.on(day), unit_id__in=below)
        return below.filter(descendant_id=self.unit_id).exists() or assigned.exists()
