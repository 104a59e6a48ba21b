"""Figures that were worked out and kept, and marks for what was written since."""

from __future__ import annotations

from django.db import models

from linli.tree.models import FOREVER, Unit


class Kept(models.Model):
    """A definition of which figures are kept. `digest` names it together with what its measures mean."""

    digest = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    spec = models.JSONField()

    def __str__(self) -> str:
        return self.text


class Reading(models.Model):
    """That a kept definition depends on rows of a register."""

    kept = models.ForeignKey(Kept, models.CASCADE, related_name="readings")
    register = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return f"{self.kept} ← {self.register}"


class Figure(models.Model):
    """One figure: of a definition, for a unit and a period, as it stood on the due day (FOREVER: none).

    Whole numbers; decimals in their smallest unit. `marked` counts how often something was written that it may
    depend on, `fresh` is what `marked` was before the facts were read: it is good while both are equal.
    """

    kept = models.ForeignKey(Kept, models.CASCADE, related_name="figures")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    start = models.DateField()
    end = models.DateField()
    due = models.DateField(default=FOREVER)
    numerator = models.BigIntegerField(default=0)
    denominator = models.BigIntegerField(null=True)
    as_of = models.DateField(null=True)
    marked = models.PositiveIntegerField(default=1)
    fresh = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kept", "unit", "start", "end", "due"], name="figures_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kept} · {self.unit_id} · {self.start}..{self.end}"


class Mark(models.Model):
    """That rows of a register in a unit (none: in any), dated from first to last, were written.

    Writers only add marks; whoever reads figures heeds them first, and then they go. `stock` marks concern what
    holds from `first` on. An empty register stands for the tree: every figure may have changed since `first`.
    """

    register = models.CharField(max_length=60, blank=True)
    stock = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    first = models.DateField()
    last = models.DateField()

    def __str__(self) -> str:
        return f"{self.register} · {self.unit_id} · {self.first}..{self.last}"
