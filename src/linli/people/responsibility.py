"""Who answers for whom or for what, and since when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people.groups import Group
from linli.people.persons import Household, Person
from linli.registers.records import Record
from linli.registers.spans import NoOverlap, UntilField
from linli.tree.models import Dated

TARGETS = ("household", "person", "group", "subject")


def _exactly_one_target() -> Q:
    said = {name: Q(**{f"{name}__isnull": False}) for name in TARGETS[:-1]} | {"subject": ~Q(subject="")}
    condition = Q()
    for chosen in TARGETS:
        one = Q()
        for name in TARGETS:
            one &= said[name] if name == chosen else ~said[name]
        condition |= one
    return condition


class Responsibility(Record):
    """That a person answers for a household, a person, a group or a matter for a span of days.

    The unit is the holder's: the doctor team, the school, the committee.
    """

    class Kind(models.TextChoices):
        DOCTOR = "doctor", _("family doctor")
        CLASS_TEACHER = "class-teacher", _("class teacher")
        PAIR = "pair", _("pairing")
        CLAIMED_POST = "claimed-post", _("claimed duty post")
        MENTOR = "mentor", _("mentor")
        DUTY = "duty", _("named duty")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    holder = models.ForeignKey(
        Person, models.PROTECT, related_name="responsibilities", verbose_name=_("person in charge")
    )
    household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responsibilities",
        verbose_name=_("household"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cared_for_by",
        verbose_name=_("person cared for"),
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="answered_for_by", verbose_name=_("group")
    )
    subject = models.CharField(_("matter"), max_length=80, blank=True)
    starts = models.DateField(_("from"))
    ends = UntilField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        indexes = [
            models.Index(fields=["household", "kind", "starts"], name="people_resp_household"),
            models.Index(fields=["holder", "kind", "starts"], name="people_resp_holder"),
            models.Index(fields=["unit", "kind", "starts"], name="people_resp_unit"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=_exactly_one_target(),
                name="people_responsibility_target",
                violation_error_message=_("Name either a household, a person, a group or a matter."),
            ),
            NoOverlap(
                fields=["kind", "household"],
                name="people_one_responsible",
                violation_error_message=_("Somebody answers for this household then: %(other)s."),
            ),
        ]

    def __str__(self) -> str:
        target = self.household or self.person or self.group or self.subject
        return f"{self.get_kind_display()}：{self.holder} → {target}"

    def clean(self) -> None:
        """Whoever answers for it belongs to the unit."""
        if not self.holder.works_at(self.unit_id, self.starts) and self.changed("holder_id", "unit_id"):
            raise ValidationError(
                {"holder": gettext("%(person)s does not work in this unit.") % {"person": self.holder}}
            )
