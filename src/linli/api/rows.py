"""Rows as JSON, and JSON into rows, by the same form fields as on the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.api.schemas import line_fields
from linli.registers.display import log_access
from linli.registers.fields import EncryptedField
from linli.registers.forms import RowField, field_of, unit_choice_is_plain
from linli.registers.records import Access, Evidence, Line, Record
from linli.registers.register import Register, unknown
from linli.tree.models import Account
from linli.tree.roles import May


def with_names(register: type[Register], rows: models.QuerySet) -> models.QuerySet:
    """The rows together with what naming the rows that they refer to takes."""
    paths = ["entered_by"]
    for field in register.fields():
        if field.is_relation:
            paths.append(field.name)
            other: Any = field.related_model
            deeper = other._meta.concrete_fields if issubclass(other, Record) else ()
            paths += [
                f"{field.name}__{f.name}" for f in deeper if f.is_relation and f.editable and f.name != "unit"
            ]
    together = []
    for name, model in register.lines().items():
        together += [name, *(f"{name}__{f.name}" for f in line_fields(model) if f.is_relation)]
    return rows.select_related(*paths).prefetch_related(*together)


def shown(register: type[Register], row: Record, *, by: Account, reveal: bool = False) -> dict[str, Any]:
    """A row as JSON. Hidden values are masked, and named in `masked`, unless revealed to somebody with the duty."""
    opened = reveal and register.open_to(by, row.unit_id, May.PRIVATE)
    answer: dict[str, Any] = {"id": row.pk, "version": row.version}
    masked = []
    for field in register.fields():
        value = plain(field, row)
        hidden = isinstance(field, EncryptedField) or field.name in register.private
        if hidden and not opened and value not in (None, ""):
            masked.append(field.name)
            value = field.mask(value) if isinstance(field, EncryptedField) else None
        answer[field.name] = value
    for name, model in register.lines().items():
        answer[name] = [
            {"id": line.pk} | {f.name: plain(f, line) for f in line_fields(model)}
            for line in getattr(row, name).all()
        ]
    answer |= {"entered_by": str(row.entered_by), "entered_at": row.entered_at.isoformat(), "masked": masked}
    return answer


def plain(field: models.Field, row: models.Model) -> Any:
    """A value as JSON has it."""
    if field.is_relation:
        other = getattr(row, field.name)
        return None if other is None else {"id": other.pk, "name": str(other)}
    value = field.value_from_object(row)
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def logged(
    register: type[Register], *, by: Account, row: Record | None = None, count: int = 1, reveal: bool
) -> None:
    """Remember who read private rows, or had values unmasked."""
    what = Access.What.REVEAL if reveal else Access.What.READ
    if register.private == ["*"] or (register.private and (reveal or row is not None)):
        log_access(register, by=by, what=what, row=row, count=count)


def filled(
    register: type[Register], record: Record, values: Mapping[str, Any], *, by: Account
) -> dict[str, list[Line]]:
    """Put the values sent into the record; the lines sent, by related name.

    Raises:
        ValidationError: by field, in words.
    """
    problems: dict[str, Any] = {}
    lines: dict[str, list[Line]] = {}
    kinds = register.lines()
    for name, value in values.items():
        try:
            if name in kinds:
                lines[name] = _lines(register, record, name, kinds[name], value, by)
            else:
                _put(register, record, register.model._meta.get_field(name), value, by)
        except ValidationError as error:
            problems[name] = error.messages
    if not record.unit_id and "unit" not in problems:
        record.unit = unit_choice_is_plain(by)  # type: ignore[assignment]
    if problems:
        raise ValidationError(problems)
    return lines


def asked(fields: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """What an action asks, cleaned by its form fields."""
    problems: dict[str, Any] = {}
    found: dict[str, Any] = {}
    for name, field in fields.items():
        try:
            found[name] = _cleaned(field, values.get(name))
        except ValidationError as error:
            problems[name] = error.messages
    if problems:
        raise ValidationError(problems)
    return found


def file_json(evidence: Evidence, url: str) -> dict[str, Any]:
    """A file as JSON."""
    return {
        "id": evidence.pk,
        "name": evidence.name,
        "content_type": evidence.content_type,
        "size": evidence.size,
        "by": str(evidence.by),
        "at": evidence.at.isoformat(),
        "url": url,
    }


def _put(register: type[Register], row: models.Model, field: Any, value: Any, by: Account) -> None:
    if field.is_relation and value is not None and getattr(row, field.attname) == value:
        return  # unchanged: it may be out of the person's sight
    setattr(row, field.name, _cleaned(field_of(register, field, by), value))


def _cleaned(field: forms.Field, value: Any) -> Any:
    """A value as a form would send it, cleaned; JSON tells numbers and truth apart from text, forms do not."""
    if isinstance(field, (forms.BooleanField, forms.NullBooleanField)):
        if not isinstance(value, bool) and (value is not None or field.required):
            raise ValidationError(_("This takes true or false."))
        return field.clean(value)
    if isinstance(value, (list, dict, bool)):
        raise ValidationError(_("This takes a text or a number."))
    if isinstance(value, int) and isinstance(field, RowField):
        value = f"#{value}"
    return field.clean(str(value) if isinstance(value, (int, float)) else value)


def _lines(
    register: type[Register], record: Record, name: str, model: type[Line], sent: Any, by: Account
) -> list[Line]:
    if (
        not isinstance(sent, Sequence)
        or isinstance(sent, str)
        or not all(isinstance(one, dict) for one in sent)
    ):
        raise ValidationError(_("This takes a list of lines."))
    present = {line.pk: line for line in getattr(record, name).all()} if record.pk else {}
    fields = {field.name: field for field in line_fields(model)}
    found = []
    for number, one in enumerate(sent, 1):
        line = present.get(one.get("id")) if "id" in one else model()
        if line is None:
            raise ValidationError(_("Line %(line)d belongs to another row.") % {"line": number})
        for key, value in one.items():
            if key == "id":
                continue
            if key not in fields:
                raise ValidationError(unknown(key, fields))
            try:
                _put(register, line, fields[key], value, by)
            except ValidationError as error:
                text = _("Line %(line)d: %(text)s") % {"line": number, "text": " ".join(error.messages)}
                raise ValidationError(text) from error
        found.append(line)
    return found
