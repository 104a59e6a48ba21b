"""Health records of residents, their check-ups and the follow-ups with their readings."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Person
from linli.records.health.readings import Measured
from linli.registers.fields import TagsField
from linli.registers.records import Record
from linli.registers.spans import UntilField


class Risk(models.TextChoices):
    """How closely somebody is followed, by the condition that asks for it most."""

    GENERAL = "general", _("general")
    ELDERLY = "elderly", _("65 and older")
    CHRONIC = "chronic", _("hypertension or diabetes, controlled")
    UNCONTROLLED = "uncontrolled", _("hypertension or diabetes, not controlled")
    FRAIL = "frail", _("old, weak, ill or disabled")
    MENTAL = "mental", _("severe mental disorder")
    MATERNAL = "maternal", _("pregnancy, childbed or infancy")


#: Days from one follow-up to the next. The specification asks for a yearly one of the elderly, for four a year of
#: patients with chronic or mental disorders, and for another within two weeks where readings are not controlled.
DAYS = {
    Risk.GENERAL: 365,
    Risk.ELDERLY: 365,
    Risk.CHRONIC: 90,
    Risk.UNCONTROLLED: 14,
    Risk.FRAIL: 60,
    Risk.MENTAL: 90,
    Risk.MATERNAL: 30,
}


class HealthRecord(Record):
    """The health record of a resident. The unit is the team that keeps it."""

    number = models.CharField(_("record number"), max_length=32, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="health_records", verbose_name=_("resident"))
    opened_on = models.DateField(_("opened on"))
    closed_on = UntilField(_("closed on"))
    risk = models.CharField(_("followed as"), max_length=12, choices=Risk, default=Risk.GENERAL)
    conditions = TagsField(_("conditions"), max_length=200, blank=True, help_text=_("Several with “、”."))
    allergies = models.CharField(_("allergies"), max_length=200, blank=True)
    disabled = models.BooleanField(_("has a disability"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("health record")
        verbose_name_plural = _("health records")
        indexes = [models.Index(fields=["unit", "opened_on"], name="health_record_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__gt=F("opened_on")),
                name="health_record_span",
                violation_error_message=_("It is closed after it was opened."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_on=date(9999, 12, 31)),
                name="health_record_once",
                violation_error_message=_("This resident has a health record."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_risk_display()}"

    def clean(self) -> None:
        """It has been opened."""
        if self.opened_on > today():
            raise ValidationError({"opened_on": gettext("The day lies in the future.")})


class CheckUp(Measured, Record):
    """A check-up of a resident."""

    class Kind(models.TextChoices):
        YEARLY = "yearly", _("yearly check-up")
        ELDERLY = "elderly", _("check-up of the elderly")
        WOMEN = "women", _("women's screening")
        PUPILS = "pupils", _("check-up of pupils")
        OTHER = "other", _("other check-up")

    person = models.ForeignKey(Person, models.PROTECT, related_name="check_ups", verbose_name=_("resident"))
    checked_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.YEARLY)
    place = models.CharField(_("place"), max_length=80, blank=True)
    height = models.DecimalField(_("height (cm)"), max_digits=4, decimal_places=1, null=True, blank=True)
    waist = models.DecimalField(_("waist (cm)"), max_digits=4, decimal_places=1, null=True, blank=True)
    findings = models.TextField(_("findings"), blank=True)
    advice = models.TextField(_("advice"), blank=True)

    class Meta:
        verbose_name = _("check-up")
        verbose_name_plural = _("check-ups")
        indexes = [
            models.Index(fields=["unit", "checked_on", "kind"], name="health_check_unit"),
            models.Index(fields=["person", "checked_on"], name="health_check_person"),
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.get_kind_display()} · {self.person}"

    def clean(self) -> None:
        """It was done, and its readings are possible."""
        if self.checked_on > today():
            raise ValidationError({"checked_on": gettext("The day lies in the future.")})
        super().clean()


class FollowUp(Measured, Record):
    """That a doctor asked after a resident's health, with what was measured and when the next one is due."""

    class Way(models.TextChoices):
        HOME = "home", _("at home")
        PHONE = "phone", _("by telephone")
        CLINIC = "clinic", _("at the clinic")

    person = models.ForeignKey(Person, models.PROTECT, related_name="follow_ups", verbose_name=_("resident"))
    doctor = models.ForeignKey(Person, models.PROTECT, related_name="follow_ups_made", verbose_name=_("family doctor"))
    followed_on = models.DateField(_("date"))
    way = models.CharField(_("how"), max_length=6, choices=Way, default=Way.HOME)
    medication = models.CharField(_("medication"), max_length=200, blank=True)
    advice = models.TextField(_("advice"), blank=True)
    next_on = models.DateField(
        _("next due on"), blank=True, help_text=_("Left empty, it follows from the health record.")
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [
            models.Index(fields=["unit", "followed_on"], name="health_follow_unit"),
            models.Index(fields=["person", "followed_on"], name="health_follow_person"),
        ]

    def __str__(self) -> str:
        return f"{self.followed_on} {self.get_way_display()} · {self.person}"

    def clean(self) -> None:
        """It was done; the next one is due by the risk of the resident, sooner where a reading is too high."""
        if self.followed_on > today():
            raise ValidationError({"followed_on": gettext("The day lies in the future.")})
        super().clean()
        if self.next_on is None:
            self.next_on = self.followed_on + timedelta(days=self._days())
        if self.next_on <= self.followed_on:
            raise ValidationError({"next_on": gettext("The next one comes after this one.")})
        if not self.doctor.works_at(self.unit_id, self.followed_on) and self.changed("doctor_id", "unit_id"):
            raise ValidationError(
                {"doctor": gettext("%(person)s does not work in this unit.") % {"person": self.doctor}}
            )

    def _days(self) -> int:
        kept = HealthRecord.objects.filter(person=self.person_id, closed_on__gt=self.followed_on).first()
        days = DAYS[Risk(kept.risk)] if kept else DAYS[Risk.GENERAL]
        chronic = kept is not None and kept.risk in (Risk.CHRONIC, Risk.UNCONTROLLED)
        return DAYS[Risk.UNCONTROLLED] if chronic and self.uncontrolled else days

    @property
    def uncontrolled(self) -> bool:
        """Whether a reading lies where a patient is seen again within two weeks."""
        return (self.systolic or 0) >= 140 or (self.diastolic or 0) >= 90 or (self.glucose or 0) >= 7
