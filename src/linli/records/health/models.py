"""Family-doctor contracts, and the visits made under them; what is kept of a resident's health stands in `care`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Household, Person
from linli.records.health.care import CheckUp, FollowUp, HealthRecord
from linli.registers.records import Record
from linli.registers.spans import NoOverlap
from linli.tree.models import Dated

__all__ = ["CheckUp", "Contract", "FollowUp", "HealthRecord", "Occasion", "Package", "State", "Visit"]


class Package(models.TextChoices):
    """What the household signs for."""

    BASIC = "basic", _("basic package")
    ELDERLY = "elderly", _("package for the elderly")
    CHRONIC = "chronic", _("package for chronic diseases")
    MOTHER_CHILD = "mother-child", _("package for mothers and children")
    DISABLED = "disabled", _("package for the disabled")


class Occasion(models.TextChoices):
    """Where a contract was signed."""

    CLINIC = "clinic", _("at the clinic")
    HOME = "home", _("at home")
    EVENT = "event", _("at a signing event in the community")


class State(models.TextChoices):
    """Whether a contract runs its course."""

    RUNNING = "running", _("in force")
    ENDED = "ended", _("ended early")


class Contract(Record):
    """A service contract between a household and a family doctor. The unit is the doctor's team."""

    number = models.CharField(_("contract number"), max_length=32, blank=True, help_text=_("As on the paper."))
    household = models.ForeignKey(Household, models.PROTECT, related_name="contracts", verbose_name=_("household"))
    doctor = models.ForeignKey(Person, models.PROTECT, related_name="contracts", verbose_name=_("family doctor"))
    package = models.CharField(_("package"), max_length=12, choices=Package, default=Package.BASIC)
    signed_on = models.DateField(_("signed on"))
    occasion = models.CharField(_("signed where"), max_length=8, choices=Occasion, default=Occasion.CLINIC)
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), help_text=_("First day on which it no longer holds."))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING, editable=False)
    ended_because = models.CharField(_("ended because"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            models.Index(fields=["unit", "signed_on"], name="health_contract_unit"),
            models.Index(fields=["household", "starts"], name="health_contract_household"),
            models.Index(fields=["signed_on", "id"], name="health_contract_day"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            NoOverlap(
                fields=["household"],
                name="health_contract_once",
                violation_error_message=_("The household has a contract for these days: %(other)s."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.doctor}（{self.starts}–{self.ends}）"

    def clean(self) -> None:
        """Signed by a doctor of the team, not in the future, before it ends."""
        if self.signed_on > today():
            raise ValidationError({"signed_on": gettext("The day lies in the future.")})
        if self.signed_on >= self.ends:
            raise ValidationError({"signed_on": gettext("A contract is signed before it ends.")})
        taken_over = today() if self.pk else self.starts
        if not self.doctor.works_at(self.unit_id, taken_over) and self.changed("doctor_id", "unit_id"):
            raise ValidationError(
                {"doctor": gettext("%(person)s does not work in this unit.") % {"person": self.doctor}}
            )


class Visit(Record):
    """One service of a family doctor to a household under its contract."""

    class Kind(models.TextChoices):
        HOME = "home", _("at home")
        PHONE = "phone", _("by telephone")
        CLINIC = "clinic", _("at the clinic")
        COMMUNITY = "community", _("in the community")

    class Purpose(models.TextChoices):
        FOLLOW_UP = "follow-up", _("follow-up")
        CHECK_UP = "check-up", _("check-up")
        EDUCATION = "education", _("health education")
        CHRONIC = "chronic", _("chronic disease care")
        MOTHER_CHILD = "mother-child", _("mother and child care")
        NEED = "need", _("need of the resident")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="visits", verbose_name=_("contract"))
    doctor = models.ForeignKey(Person, models.PROTECT, related_name="visits", verbose_name=_("family doctor"))
    visited_on = models.DateField(_("date"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.FOLLOW_UP)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["unit", "visited_on", "kind"], name="health_visit_unit"),
            models.Index(fields=["contract", "visited_on"], name="health_visit_contract"),
            models.Index(fields=["visited_on", "id"], name="health_visit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.get_kind_display()} · {self.contract.household}"

    def clean(self) -> None:
        """A visit is made by the team of the contract, while it holds, and recorded afterwards."""
        contract = self.contract
        if self.visited_on > today():
            raise ValidationError({"visited_on": gettext("The day lies in the future.")})
        if not contract.starts <= self.visited_on < contract.ends:
            raise ValidationError(
                {
                    "visited_on": gettext(
                        "The visit lies outside its contract, which holds from %(starts)s until %(ends)s."
                    )
                    % {"starts": contract.starts, "ends": contract.ends}
                }
            )
        if self.unit_id != contract.unit_id and self.changed("unit_id", "contract_id"):
            raise ValidationError({"unit": gettext("The contract belongs to %(unit)s.") % {"unit": contract.unit}})
        elsewhere = not self.doctor.works_at(self.unit_id, self.visited_on)
        if elsewhere and self.changed("doctor_id", "unit_id", "visited_on"):
            raise ValidationError(
                {"doctor": gettext("%(person)s does not work in this unit.") % {"person": self.doctor}}
            )
