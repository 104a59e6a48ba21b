"""What a definition depends on: the paths that it reads, and the other records that these lead through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from linli.almanac import today
from linli.figures.expressions import Definition, Expression
from linli.registers.records import Record
from linli.registers.register import register_of


@dataclass(frozen=True)
class Through:
    """That an expression reads `column` of the record to which `path` leads."""

    expression: Expression
    path: str
    register: str
    column: str
    protected: bool


def paths(expression: Expression) -> set[str]:
    """Every path of its register that it reads."""
    register, measure = expression.rows, expression.meaning
    found = {*register.valid} if expression.stock else {register.when, expression.done}
    found |= {condition.path for condition in expression.conditions_on(today())} | set(measure.where)
    return found | ({measure.of} if measure.of else set())


def columns(expression: Expression) -> set[str] | None:
    """The columns of its own rows that it reads; nothing if it reads lines, which have no column."""
    found = {"unit_id"}
    for path in paths(expression):
        field = expression.rows.model._meta.get_field(path.partition("__")[0])
        if not field.concrete or field.many_to_many:
            return None
        found.add(field.attname)  # type: ignore[union-attr]
    return found


def through(expression: Expression) -> Iterator[Through]:
    """The other records that its paths lead through."""
    for path in paths(expression):
        model: type[models.Model] = expression.rows.model
        walked: list[str] = []
        steps = path.split("__")
        for step, following in pairwise(steps):
            field = model._meta.get_field(step)
            if not field.is_relation:
                break  # a look-up follows
            walked.append(step)
            model = field.related_model  # type: ignore[assignment]
            try:
                column = model._meta.get_field(following)
            except FieldDoesNotExist:  # a look-up follows
                break
            if issubclass(model, Record) and column.concrete:
                on_delete = getattr(field.remote_field, "on_delete", None)
                yield Through(expression, "__".join(walked), register_of(model).name, column.attname,
                              on_delete is models.PROTECT)  # fmt: skip


def registers_read(definition: Definition) -> set[str]:
    """The registers whose rows it depends on."""
    found = {part.register for part in definition.parts}
    return found | {step.register for part in definition.parts for step in through(part)}
