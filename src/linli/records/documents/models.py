"""What a unit files with its superior: plans, lists, charts, summaries."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.registers.records import Record
from linli.tree.models import Unit


class Kind(models.TextChoices):
    """What is filed."""

    PLAN = "plan", _("plan")
    MEMBERS = "members", _("list of members")
    DIVISION = "division", _("division of work")
    CHART = "chart", _("structure chart")
    SUMMARY = "summary", _("summary")
    REPORT = "report", _("report")
    NOTES = "notes", _("notes")
    RULES = "rules", _("rules and duties")
    OTHER = "other", _("other paper")


class State(models.TextChoices):
    """Where a paper stands. It counts from being filed, unless it was sent back."""

    DRAFT = "draft", _("draft")
    FILED = "filed", _("filed")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned for correction")
    REFILED = "refiled", _("filed again")


COUNTED = (State.FILED, State.ACCEPTED, State.REFILED)
CONTENT = ("unit_id", "kind", "title", "for_date", "to_id", "body")


class Submission(Record):
    """One paper filed upward.

    `for_date` is any day of the period that it is for. Lateness is judged by the day it was first filed;
    while it is sent back it does not count.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    for_date = models.DateField(
        _("for the period of"), help_text=_("Any day of the period that the paper is for.")
    )
    to = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("filed with"))
    body = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT, editable=False)
    filed_on = models.DateField(_("filed on"), null=True, editable=False)
    refiled_on = models.DateField(_("filed again on"), null=True, editable=False)
    receipt = models.CharField(_("receipt number"), max_length=32, blank=True, editable=False)
    received_at = models.DateTimeField(_("received at"), null=True, editable=False)
    returned_because = models.CharField(_("returned because"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            models.Index(fields=["unit", "for_date", "kind", "state"], name="documents_sub_unit"),
            models.Index(fields=["for_date", "id"], name="documents_sub_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", filed_on__isnull=True)
                | (~Q(state="draft") & Q(filed_on__isnull=False)),
                name="documents_filed_on_with_state",
                violation_error_message=_("A paper that was filed has its day, a draft has none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def settled(self) -> str:
        """A paper stays as the superior received it, until it is sent back."""
        if self.state not in COUNTED:
            return ""
        return gettext("The paper was filed: withdraw it, or have it sent back, before you change it.")

    def clean(self) -> None:
        """Papers go upward, and are not changed behind the superior's back."""
        stored = Submission.objects.filter(pk=self.pk).first()
        if stored and stored.settled() and self.changed(*CONTENT):
            raise ValidationError(stored.settled())
        above = self.unit.path(self.for_date).exclude(pk=self.unit_id)
        if not above.filter(pk=self.to_id).exists():
            raise ValidationError(
                {"to": gettext("%(to)s does not stand above %(unit)s.") % {"to": self.to, "unit": self.unit}}
            )
