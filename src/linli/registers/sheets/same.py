"""Which row on record a row of a file is: by number, by natural key, or by being equal in every column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from linli.registers.fields import Derived, EncryptedField, TagsField
from linli.registers.records import Record
from linli.registers.register import Register
from linli.registers.secrets import blind
from linli.tree.models import FOREVER, Account

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Key:
    """Fields whose values stand on record only once: always, or (`present`) among rows without an end."""

    fields: tuple[models.Field, ...]
    present: Q

    def of(self, values: Values) -> tuple | None:
        """The key of a row, or nothing where a part of it is not given."""
        found = tuple(values.get(field.attname) for field in self.fields)
        return None if any(value in (None, "") for value in found) else found


def natural_keys(register: type[Register]) -> list[Key]:
    """The natural keys of a register, those that it is known by first."""
    meta = register.model._meta
    found: list[tuple[tuple, Q]] = [
        ((field,), Q()) for field in meta.concrete_fields if field.unique and not field.primary_key
    ]
    without_end = Q(**{register.valid[1]: FOREVER}) if register.valid else None
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            fields = tuple(meta.get_field(name) for name in constraint.fields)
            if not constraint.condition:
                found.append((fields, Q()))
            elif constraint.condition == without_end:
                found.append((fields, without_end))
    keys = []
    for fields, present in found:
        sources: Any = tuple(meta.get_field(f.source) if isinstance(f, Derived) else f for f in fields)
        if all(source.editable for source in sources):
            keys.append(Key(sources, present))
    return sorted(keys, key=lambda key: key.fields[0].name not in register.known_by)


def by_number(register: type[Register], by: Account, numbers: Sequence[int]) -> dict[int, Record]:
    """The rows of these ids that are open to the person."""
    return register.rows(by).in_bulk([number for number in numbers if number < 2**62])


def by_key(register: type[Register], by: Account, key: Key, rows: Sequence[Values]) -> dict[tuple, Record]:
    """The rows on record that have one of the wanted values of a natural key."""
    wanted = {found for values in rows if (found := key.of(values)) is not None}
    if not wanted:
        return {}
    condition = key.present
    for position, field in enumerate(key.fields):
        condition &= _among(field, {one[position] for one in wanted})
    rows_found = register.rows(by).filter(condition)
    return {tuple(getattr(row, field.attname) for field in key.fields): row for row in rows_found}


def _among(field: models.Field, values: Iterable[Any]) -> Q:
    if isinstance(field, EncryptedField):
        return Q(**{f"{_index(field).name}__in": {blind(value) for value in values}})
    return Q(**{f"{field.attname}__in": set(values)})


def _index(field: models.Field) -> models.Field:
    return next(f for f in field.model._meta.concrete_fields if getattr(f, "source", "") == field.name)


class Alike:
    """Finds rows equal in every given column, each once, so that two equal rows of a file stay two."""

    def __init__(self, register: type[Register], by: Account, columns: Sequence[str]) -> None:
        self.register, self.by, self.columns = register, by, list(columns)
        self.claimed: set[int] = set()
        self.cleans = register.model.clean is not models.Model.clean

    def match(self, rows: Sequence[Record]) -> list[Record | None]:
        """For each row of the file the equal one on record, or nothing."""
        there: dict[tuple, list[Record]] = {}
        for row in self._near(rows):
            if row.pk not in self.claimed:
                there.setdefault(self._values(row), []).append(row)
        return [self._claim(there, row) for row in rows] if there else [None] * len(rows)

    def _near(self, rows: Sequence[Record]) -> models.QuerySet:
        """The rows on record that may be equal: those with a value of the column that tells them best."""
        best, worth = None, -1
        for field in self.register.model._meta.concrete_fields:
            if field.attname in self.columns and self._worth(field) > worth:
                values = {getattr(row, field.attname) for row in rows}
                if not values & {None, ""}:
                    best, worth, wanted = field, self._worth(field), values
        if best is None:
            return self.register.rows(self.by).filter(unit_id__in={row.unit_id for row in rows})
        return self.register.rows(self.by).filter(_among(best, wanted))

    def _worth(self, field: models.Field) -> int:
        """How well equal values of a field tell rows apart."""
        if isinstance(field, EncryptedField):
            return (
                5
                if any(getattr(f, "source", "") == field.name for f in field.model._meta.concrete_fields)
                else -1
            )
        if field.is_relation:
            return 1 if field.name == "unit" else 4
        if field.name == self.register.when:
            return 3
        if isinstance(field, TagsField):
            return -1  # equal to one of several names is not equal
        return 2 if isinstance(field, models.CharField) and not field.choices else 0

    def _claim(self, there: dict[tuple, list[Record]], row: Record) -> Record | None:
        equal = there.get(self._values(row))
        if not equal and self.cleans:
            equal = there.get(self._values(cleaned(row)))
        if not equal:
            return None
        found = equal.pop()
        self.claimed.add(found.pk)
        return found

    def _values(self, row: Record) -> tuple:
        return tuple(getattr(row, column) for column in self.columns)


def cleaned(row: Record) -> Record:
    """The row with what its own `clean` fills in; what is wrong with it is found elsewhere."""
    with suppress(ValidationError, TypeError, models.ObjectDoesNotExist):
        row.clean()
    return row


def differs(old: Record, new: Record) -> list[models.Field]:
    """The fields that a person filled in differently."""
    return [
        field
        for field in old._meta.concrete_fields
        if field.editable and getattr(old, field.attname) != getattr(new, field.attname)
    ]
