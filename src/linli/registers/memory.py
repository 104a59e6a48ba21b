"""What the write door remembers of a row, and how a row is brought back from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from linli.registers.fields import Derived, EncryptedField
from linli.registers.records import Batch, Change, Record
from linli.registers.register import Register
from linli.tree.models import Account

KEPT_BY_DOOR = {"id", "entered_by", "entered_at", "version", "batch"}


def change_of(
    register: type[Register],
    before: Record,
    after: Record,
    by: Account,
    doing: str,
    batch: Batch | None,
    reason: str = "",
    lines: Mapping[str, tuple] | None = None,
) -> Change:
    """What is remembered of a write to a row that was there; not yet saved."""
    old, new = {}, {}
    for field in after._meta.concrete_fields:
        if field.name in KEPT_BY_DOOR or getattr(before, field.attname) == getattr(after, field.attname):
            continue
        old[field.attname], new[field.attname] = _prepared(field, before), _prepared(field, after)
    for name, (was, now) in (lines or {}).items():
        old[name], new[name] = was, now
    new["version"] = after.version
    return Change(
        register=register.name,
        row=after.pk,
        doing=doing,
        by=by,
        batch=batch,
        before=old,
        after=new,
        reason=reason,
    )


def _prepared(field: models.Field, row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return field.get_prep_value(value) if isinstance(field, EncryptedField) else value


def stored_values(row: models.Model) -> dict[str, Any]:
    return {field.attname: _prepared(field, row) for field in row._meta.concrete_fields}


def put_value(row: models.Model, column: str, value: Any) -> None:
    if column.startswith("lines:"):
        return
    field = next(f for f in row._meta.concrete_fields if f.attname == column)
    if isinstance(field, EncryptedField):
        value = field.from_db_value(value, None, None)
    elif not isinstance(field, Derived):
        value = field.to_python(value)
    setattr(row, column, value)


def revived(model: type[models.Model], stored: Mapping[str, Any]) -> Any:
    row = model()
    for column, value in stored.items():
        put_value(row, column, value)
    return row
