"""What can be measured on a person: units, what is possible at all, and what is usual for an adult.

A value that no living body has is refused; one outside the usual range is kept and said in a sentence. The usual
ranges are those by which the national basic public health service specification (third edition, 2017) has adults
followed up: blood pressure below 140/90 mmHg, fasting glucose 3.9 to 6.9 mmol/L, body-mass index 18.5 to 23.9
(WS/T 428-2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reading:
    """One thing that is measured."""

    unit: str
    possible: tuple[Decimal, Decimal]
    usual: tuple[Decimal, Decimal] | None = None


def _reading(unit: str, possible: tuple[str, str], usual: tuple[str, str] | None = None) -> Reading:
    ends = [(Decimal(low), Decimal(high)) for low, high in (possible, usual or possible)]
    return Reading(unit, ends[0], ends[1] if usual else None)


READINGS = {
    "systolic": _reading("mmHg", ("40", "300"), ("90", "139")),
    "diastolic": _reading("mmHg", ("20", "200"), ("60", "89")),
    "pulse": _reading("次/分", ("20", "250"), ("60", "100")),
    "glucose": _reading("mmol/L", ("0.5", "60"), ("3.9", "6.9")),
    "height": _reading("cm", ("40", "230")),
    "weight": _reading("kg", ("2", "300")),
    "waist": _reading("cm", ("20", "250")),
}
BODY_MASS = (Decimal("18.5"), Decimal("23.9"))


class Measured(models.Model):
    """Readings taken on one occasion; `remarks` says what is out of the usual, and is written with the row."""

    systolic = models.PositiveSmallIntegerField(_("systolic pressure (mmHg)"), null=True, blank=True)
    diastolic = models.PositiveSmallIntegerField(_("diastolic pressure (mmHg)"), null=True, blank=True)
    pulse = models.PositiveSmallIntegerField(_("pulse (a minute)"), null=True, blank=True)
    glucose = models.DecimalField(_("fasting glucose (mmol/L)"), max_digits=4, decimal_places=1, null=True, blank=True)
    weight = models.DecimalField(_("weight (kg)"), max_digits=4, decimal_places=1, null=True, blank=True)
    remarks = models.CharField(_("out of the usual"), max_length=400, blank=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse what no living body has; remark on the rest."""
        values = {name: getattr(self, name, None) for name in READINGS}
        impossible = {}
        for name, value in values.items():
            low, high = READINGS[name].possible
            if value is not None and not low <= value <= high:
                impossible[name] = gettext("%(value)s %(unit)s is not possible: check the entry.") % {
                    "value": value,
                    "unit": READINGS[name].unit,
                }
        if values["systolic"] and values["diastolic"] and values["diastolic"] >= values["systolic"]:
            impossible.setdefault(
                "diastolic", gettext("The diastolic pressure lies below the systolic: have they been exchanged?")
            )
        if impossible:
            raise ValidationError(impossible)
        self.remarks = "；".join(_remarks(self, values))[:400]


def body_mass(height: Any, weight: Any) -> Decimal | None:
    """Body-mass index from centimetres and kilograms, to one place."""
    if not height or not weight:
        return None
    metres = Decimal(height) / 100
    return round(Decimal(weight) / (metres * metres), 1)


def _remarks(row: models.Model, values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        usual = READINGS[name].usual
        if value is not None and usual and not usual[0] <= value <= usual[1]:
            yield _sentence(_label(row, name), value, usual)
    index = body_mass(values["height"], values["weight"])
    if index is not None and not BODY_MASS[0] <= index <= BODY_MASS[1]:
        yield _sentence(gettext("body-mass index"), index, BODY_MASS)


def _label(row: models.Model, name: str) -> str:
    return next(str(field.verbose_name) for field in row._meta.concrete_fields if field.name == name)


def _sentence(what: str, value: Any, usual: tuple[Decimal, Decimal]) -> str:
    words = {"what": what, "value": value, "low": usual[0], "high": usual[1]}
    if value < usual[0]:
        return gettext("%(what)s %(value)s, below the usual %(low)s to %(high)s") % words
    return gettext("%(what)s %(value)s, above the usual %(low)s to %(high)s") % words
