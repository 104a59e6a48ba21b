"""What the write door asks of a record before it is written: duty, validity, references in scope, no conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.almanac import today
from linli.registers.records import Change, Record
from linli.registers.register import Register, register_of
from linli.registers.spans import NoOverlap
from linli.tree.models import ALWAYS, Account, Unit
from linli.tree.roles import May

CHUNK = 2000


class Conflict(ValidationError):
    """Somebody else changed the row meanwhile; nothing was written."""


class Refused(PermissionDenied):
    """The account may not do this to the row; says why."""


def demand_duty(register: type[Register], record: Record, before: Record | None, by: Account, may: str) -> None:
    if by.seen_by is not None:
        raise Refused(_("You are looking at the site as somebody else: nothing can be changed."))
    for unit_id in {record.unit_id, before.unit_id if before else record.unit_id}:
        if unit_id is None:
            raise ValidationError({"unit": _("Say which unit this belongs to.")})
        if not register.open_to(by, unit_id, may):
            raise Refused(_("You have no duty for this at the unit."))


def demand_duties(register: type[Register], rows: Sequence[Record], by: Account) -> None:
    for record in {row.unit_id: row for row in rows}.values():
        demand_duty(register, record, None, by, May.WRITE)


def validate(register: type[Register], record: Record, before: Record | None, by: Account) -> None:
    """Each field first, then the row as a whole, so that a record's `clean` may rely on its fields."""
    problems: dict[str, list] = {}
    try:
        record.clean_fields()
    except ValidationError as error:
        problems = error.error_dict
    for field in references_of(register.model):
        if field.name in problems:
            continue
        value = getattr(record, field.attname)
        if value is None or (before is not None and getattr(before, field.attname) == value):
            continue
        if not register_of(field.related_model).rows(by).filter(pk=value).exists():
            problems[field.name] = [ValidationError(no_such(field))]
    if problems:
        raise ValidationError(problems)
    closed_unit(register, record, Unit.objects.get(pk=record.unit_id))
    for check in (record.clean, record.validate_unique, record.validate_constraints):
        try:
            check()
        except ValidationError as error:
            problems = error.update_error_dict(problems)
    if problems:
        raise ValidationError(problems)


def references_of(model: type[models.Model]) -> list[models.ForeignKey]:
    """Foreign keys to other records; the tree's own tables are checked by duty instead."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.editable and issubclass(field.related_model, Record)  # type: ignore[arg-type]
    ]


def no_such(field: models.Field) -> str:
    what = field.related_model._meta.verbose_name  # type: ignore[union-attr]
    return _("There is no such %(what)s within your duties.") % {"what": what}


def references_missing(
    register: type[Register], rows: Sequence[Record], by: Account, befores: Mapping[int, Record]
) -> dict[str, list]:
    """What is wrong with the foreign keys, by position; the rows named are attached, so that `clean` need not ask."""
    problems: dict[str, list] = {}
    for field in references_of(register.model):
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        known = among(register_of(field.related_model).rows(by), wanted)
        kept = {getattr(row, field.attname) for row in befores.values()}
        for position, row in enumerate(rows):
            value = getattr(row, field.attname)
            if value in known:
                field.set_cached_value(row, known[value])
            elif value is None and not field.null:
                problems.setdefault(str(position), []).append(
                    ValidationError(f"{field.verbose_name}: {field.error_messages['null']}", code=field.name)
                )
            elif value is not None and value not in kept:
                problems.setdefault(str(position), []).append(ValidationError(no_such(field), code=field.name))
    return problems


def among(rows: models.QuerySet, wanted: set[int]) -> dict[int, Record]:
    ids = sorted(wanted)
    known: dict[int, Record] = {}
    for start in range(0, len(ids), CHUNK):
        known |= rows.in_bulk(ids[start : start + CHUNK])
    return known


def closed_unit(register: type[Register], record: Record, unit: Unit) -> None:
    day = getattr(record, register.when or (register.valid[0] if register.valid else "pk"))
    if day == ALWAYS and not record.pk:
        day = today()
    if hasattr(day, "year") and day != ALWAYS and not unit.works_on(day):
        raise ValidationError(
            {
                "unit": _("%(unit)s did not work on %(day)s: it opened on %(opened)s and closed on %(closed)s.")
                % {"unit": unit, "day": day, "opened": unit.opened, "closed": unit.closed or "—"}
            }
        )


def overlaps(rows: Sequence[Record], start: int, problems: dict[str, list]) -> None:
    for constraint in rows[0]._meta.constraints:
        if isinstance(constraint, NoOverlap):
            for position, sentence in constraint.clashes(rows):
                problems.setdefault(str(start + position), []).append(ValidationError(sentence))


def worded(record: Record, error: ValidationError) -> list[ValidationError]:
    """The errors as sentences that name their field; `code` is the field's name."""
    if not hasattr(error, "error_dict"):
        return error.error_list
    found = []
    fields: Any = record._meta
    for name, errors in error.error_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{fields.get_field(name).verbose_name}: "
        found += [ValidationError(f"{label}{text}", code=name) for single in errors for text in single.messages]
    return found


def constraint_problems(chunk: Sequence[Record], start: int, befores: Mapping[int, Record]) -> dict[str, list]:
    """Which rows the database refused, found by asking the constraints one row at a time."""
    problems: dict[str, list] = {}
    seen: dict[tuple, int] = {}
    fields: Any = chunk[0]._meta
    uniques = [c for c in chunk[0]._meta.constraints if isinstance(c, models.UniqueConstraint) and c.fields]
    for position, record in enumerate(chunk, start):
        for constraint in uniques:
            values = (
                constraint.name,
                *(getattr(record, fields.get_field(f).attname) for f in constraint.fields),
            )
            if None in values or not _applies(constraint, record):
                continue
            if values in seen:
                problems.setdefault(str(position), []).append(
                    ValidationError(_("The same as row %(row)d of this batch.") % {"row": seen[values] + 1})
                )
            seen.setdefault(values, position)
        if str(position) not in problems:
            record.pk = record.pk if record.pk in befores else None
            record._state.adding = record.pk is None
            try:
                record.validate_unique()
                record.validate_constraints()
            except ValidationError as error:
                problems.setdefault(str(position), []).extend(worded(record, error))
    return problems or {str(start): [ValidationError(_("The database refused this: such a row is there already."))]}


def _applies(constraint: models.UniqueConstraint, record: Record) -> bool:
    """Whether a unique constraint is about this record at all."""
    values = record._get_field_expression_map(meta=record._meta)  # type: ignore[attr-defined]
    return constraint.condition is None or constraint.condition.check(values)


def conflict_sentence(register: type[Register], before: Record) -> str:
    last = Change.objects.filter(register=register.name, row=before.pk).first()
    if last is None:
        return _("The row was changed meanwhile. Look at the new state and enter your change again.")
    return _("%(who)s changed this row at %(at)s. Look at the new state and enter your change again.") % {
        "who": last.by,
        "at": timezone.localtime(last.at).strftime("%H:%M"),
    }
