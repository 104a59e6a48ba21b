"""Plans that were read: the text, what the reader found in it, and what a person made of that."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.reader.model import Obligation, Value
from linli.tree.models import Unit

#: What a person may correct, in the order of the form.
VALUES = ("kind", "what", "who", "op", "value", "unit", "per", "frequency", "deadline", "period")


class State(models.TextChoices):
    """What became of an obligation that was found."""

    PROPOSED = "proposed", _("proposed")
    ACCEPTED = "accepted", _("taken")
    CORRECTED = "corrected", _("corrected")
    ADDED = "added", _("added")
    REJECTED = "rejected", _("left out")


class PlanText(models.Model):
    """A plan as it came in. Every span counts in characters of `text`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"))
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("read at"), default=timezone.now)
    # Headings [text, level, start, end] and passages set aside [start, end, why], as the reader gave them.
    headings = models.JSONField(default=list)
    aside = models.JSONField(default=list)
    # What a document that Linli wrote carries beside its words.
    carried = models.JSONField(null=True)

    class Meta:
        verbose_name = _("plan that was read")
        verbose_name_plural = _("plans that were read")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "digest"], name="reader_plan_once_a_unit")]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def title(self) -> str:
        """The plan's own title, where it has one."""
        return next((text for text, level, _start, _end in self.headings if level == 0 and text), "")


def digest(text: str) -> str:
    """What tells a text from any other."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class PlanItem(models.Model):
    """One obligation of a plan: where it stands, what was read, and how it stands now."""

    plan = models.ForeignKey(PlanText, models.CASCADE, related_name="items", verbose_name=_("plan"))
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    # The reader's values and those that stand now; the first are empty where a person added the obligation.
    read = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    # register.measure, wanted:title, submit:kinds, score, award or left; by whom, and how sure that is.
    binding = models.CharField(_("proved by"), max_length=200, blank=True)
    bound_by_hand = models.BooleanField(default=False)
    confidence = models.FloatField(_("confidence"), default=0)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")

    class Meta:
        verbose_name = _("obligation that was read")
        ordering = ["start", "end", "pk"]

    def __str__(self) -> str:
        return str(self.values.get("what") or self.quote[:40])

    @property
    def quote(self) -> str:
        """The words of the plan."""
        return self.plan.text[self.start : self.end]

    @property
    def stands(self) -> bool:
        """Whether it goes into the pack."""
        return self.state != State.REJECTED

    @property
    def obligation(self) -> Obligation:
        """As the reader's kind of thing, with the values that stand."""
        given: dict[str, Any] = {name: self.values.get(name) for name in VALUES}
        value: Value = given.pop("value")
        kind, what = given.pop("kind") or "deadline", given.pop("what") or ""
        return Obligation(
            kind=kind, quote=self.quote, start=self.start, end=self.end, what=what, rule=self.rule, value=value, **given
        )


class Correction(models.Model):
    """One step of a person: who changed what of an obligation, when, from what to what."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="corrections")
    what = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what}: {self.item}"
