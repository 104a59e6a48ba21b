"""Where to write down what an occurrence counts: which register, and what is known of the row beforehand."""

from __future__ import annotations

from typing import Any

from linli.almanac import today
from linli.duties.occurrences import Occurrence
from linli.programmes.language.conditions import AnyOf
from linli.registers.register import Register, register_named
from linli.tree.models import Unit


def entry(occurrence: Occurrence) -> tuple[type[Register], dict[str, Any]] | None:
    """The register that is counted and what is known of its next row; nothing for a rate or an average."""
    formula = occurrence.window.formula
    if formula.kind in ("rate", "average"):
        return None
    if formula.over is not None and formula.over.measure.register == formula.of.measure.register:
        return None  # rows are there already and want something done to them
    register = register_named(formula.of.measure.register)
    if occurrence.tally and occurrence.tally.register is register:
        return None
    names = {field.name for field in register.fields()}
    known: dict[str, Any] = {}
    for condition in formula.of.where:
        if isinstance(condition, AnyOf) and not condition.negated and len(condition.values) == 1:
            known[condition.field] = condition.values[0]
    period = occurrence.window.period
    day = register.when or (register.valid[0] if register.valid else "")
    if day and today() > period.end:
        known[day] = period.end.isoformat()
    if "title" in names and occurrence.obligation.submit:
        known["title"] = f"{occurrence.unit}{occurrence.item}"
    if "to" in names and (above := receiver(occurrence)):
        known["to"] = above.pk
    known["unit"] = occurrence.unit.pk
    return register, {name: value for name, value in known.items() if name in names}


def receiver(occurrence: Occurrence) -> Unit | None:
    """The unit that it is filed with: the nearest above of the kind that is named, else the issuer."""
    to = occurrence.obligation.to
    if not to:
        return None
    issuer = occurrence.adoption.programme.unit
    if issuer.kind == to:
        return issuer
    return occurrence.unit.path().filter(kind=to).last() or issuer
