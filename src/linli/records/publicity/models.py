"""Manuscripts: notes, news and analyses on their way from the writer to the reader."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Person
from linli.registers.records import Record
from linli.tree.models import Unit


class Kind(models.TextChoices):
    """What kind of writing it is."""

    DOCTOR_NOTE = "doctor-note", _("family doctor's note")
    NEWS = "news", _("news item")
    ANALYSIS = "analysis", _("public-opinion analysis")
    EXPERIENCE = "experience", _("experience")
    WORK_SUMMARY = "work-summary", _("work summary")
    RESEARCH = "research", _("research article")
    EXPOSURE = "exposure", _("criticism")
    STUDY = "study", _("study notes")
    ART = "art", _("literature and art")


class State(models.TextChoices):
    """The gates that a manuscript passes."""

    COLLECTED = "collected", _("collected")
    PROOFREAD = "proofread", _("proof-read")
    REVIEWED = "reviewed", _("reviewed")
    PUBLISHED = "published", _("published")
    DECLINED = "declined", _("declined")


class Manuscript(Record):
    """One piece of writing, filed by being entered; `for_month` is any day of the month it is written for."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    author = models.ForeignKey(Person, models.PROTECT, related_name="manuscripts", verbose_name=_("author"))
    text = models.TextField(_("text"))
    for_month = models.DateField(
        _("written for the month"), default=today, help_text=_("Any day of the month it is written for.")
    )
    filed_on = models.DateField(_("filed on"), default=today)
    to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("filed with")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.COLLECTED, editable=False
    )
    outlet = models.CharField(_("published in"), max_length=80, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, editable=False)
    declined_because = models.CharField(_("declined because"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("manuscript")
        verbose_name_plural = _("manuscripts")
        indexes = [
            models.Index(fields=["unit", "for_month", "kind", "state"], name="publicity_unit"),
            models.Index(fields=["for_month", "id"], name="publicity_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="published", published_on__isnull=False)
                | (~Q(state="published") & Q(published_on__isnull=True)),
                name="publicity_published_on_with_state",
                violation_error_message=_("A manuscript that was published has its day, another has none."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Manuscripts go upward, and not before they are written."""
        if self.filed_on > today():
            raise ValidationError({"filed_on": gettext("The day lies in the future.")})
        if self.to is not None and not self.unit.path(self.filed_on).filter(pk=self.to.pk).exists():
            raise ValidationError(
                {"to": gettext("%(to)s does not stand above %(unit)s.") % {"to": self.to, "unit": self.unit}}
            )
