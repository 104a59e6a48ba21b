"""Checks at start: a register that names something that is not there stops the site, with the names that are."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, register
from django.db import models

from linli.registers.action import all_actions
from linli.registers.records import Record
from linli.registers.register import BELOW, SERVING, Register, all_registers, register_of

ATTRIBUTES = 12


@register()
def registers_are_sound(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Every path of every register leads to a field, and every foreign key to a register."""
    problems = []
    for found in all_registers().values():
        problems += [Error(f"{found.name}: {text}", obj=found.model, id="linli.E001") for text in faults(found)]
    for act in all_actions().values():
        for name in act.moment:
            try:
                act.register.field(name)
            except LookupError as error:
                problems.append(Error(f"action {act.name}: {error}", id="linli.E002"))
    return problems


def faults(found: type[Register]) -> list[str]:
    """What is wrong with a register, in sentences."""
    sentences = []
    paths = [*found.columns, *found.filters, *found.search, *found.known_by, *found.valid]
    paths += [p for p in (found.when, found.done) if p]
    paths += [name for name in found.private if name != "*"]
    for measure in found.measures.values():
        paths += [path for path in (measure.of, measure.done) if path]
        paths += [_path_of_lookup(found, lookup) for lookup in measure.where]
        if measure.stock and not found.valid:
            sentences.append("a stock measure needs `valid`")
        if not measure.stock and not found.when:
            sentences.append("a flow measure needs `when`")
    for path in paths:
        try:
            found.field(path)
        except LookupError as error:
            sentences.append(str(error))
    for field in found.model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.editable and issubclass(field.related_model, Record):  # type: ignore[arg-type]
            try:
                register_of(field.related_model)
            except LookupError as error:
                sentences.append(str(error))
    own = [name for name in vars(found) if not name.startswith("_") and name != "name"]
    if len(own) > ATTRIBUTES:
        sentences.append(f"{len(own)} attributes; at most {ATTRIBUTES} keep a register readable")
    if found.shared not in ("", SERVING, BELOW):
        sentences.append(f"shared is {found.shared!r}; it may be {SERVING!r} or {BELOW!r}")
    if not found.example:
        sentences.append("no example of a valid row")
    return sentences


def _path_of_lookup(found: type[Register], lookup: str) -> str:
    steps = lookup.split("__")
    while len(steps) > 1:
        try:
            found.field("__".join(steps))
            break
        except LookupError:
            steps.pop()
    return "__".join(steps)
