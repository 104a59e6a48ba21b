"""Spans of validity: fields for an open beginning or end, and the rule that alike rows do not overlap.

Spans are half-open, `starts <= day < ends`. A beginning or end that nobody knows is left empty by people and
kept as ALWAYS or FOREVER, so that spans compare plainly everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections, models

from linli.tree.models import ALWAYS, FOREVER

CHUNK = 2000


class _OpenDate(models.DateField):
    """A date that may be left empty; `open` is kept then and never shown."""

    open: date
    empty_values: tuple = ()  # so that an emptied field is cleaned, not skipped

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": self.open, "blank": True, **kwargs})

    def to_python(self, value: Any) -> Any:
        return self.open if value in (None, "") else super().to_python(value)

    def pre_save(self, record: models.Model, add: bool) -> Any:
        if getattr(record, self.attname) is None:
            setattr(record, self.attname, self.open)
        return super().pre_save(record, add)

    def value_from_object(self, record: models.Model) -> Any:
        value = super().value_from_object(record)
        return None if value == self.open else value

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "initial": None, "required": False})


class SinceField(_OpenDate):
    """The first day of a span; empty: it held ever since."""

    open = ALWAYS


class UntilField(_OpenDate):
    """The first day on which a span no longer holds; empty: it has no end."""

    open = FOREVER


class NoOverlap(models.BaseConstraint):
    """Of rows alike in `fields` no two are valid on the same day; rows with an empty one are left alone.

    Neither database can say this with an index that the other has, so the write door does: it locks the row
    that the first foreign key names, then looks. The message may name `%(other)s`, the row already there.
    """

    def __init__(
        self, *, fields: Sequence[str], span: Sequence[str] = ("starts", "ends"), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.fields, self.span = tuple(fields), tuple(span)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing: see above."""

    create_sql = remove_sql = constraint_sql  # type: ignore[assignment]

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields, "span": self.span}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        """Refuse the row if another like it is valid on one of its days."""
        key = self._key(instance)
        starts, ends = (getattr(instance, name) for name in self.span)
        if None in key:
            return
        field = self._named(model)
        if field is not None and connections[using].in_atomic_block:
            list(
                field.related_model._base_manager.select_for_update().filter(
                    pk=getattr(instance, field.attname)
                )
            )
        other = (
            model._base_manager.using(using)
            .filter(**dict(zip(self.fields, key, strict=True)))
            .filter(**{f"{self.span[0]}__lt": ends, f"{self.span[1]}__gt": starts})
            .exclude(pk=instance.pk)
            .first()
        )
        if other is not None:
            raise ValidationError(self._sentence(other), code=self.violation_error_code)

    def clashes(self, rows: Sequence[Any]) -> Iterator[tuple[int, str]]:
        """Positions of rows that overlap another of them or one that is there, each with its sentence."""
        model = type(rows[0])
        own = {row.pk for row in rows}
        spans: dict[tuple, list[tuple[date, date, int, Any]]] = {}
        for position, row in enumerate(rows):
            key = self._key(row)
            if None not in key:
                starts, ends = (getattr(row, name) for name in self.span)
                spans.setdefault(key, []).append((starts, ends, position, row))
        field = self._named(model)
        lead = self.fields.index(field.name) if field is not None else 0
        wanted = sorted({key[lead] for key in spans})
        for start in range(0, len(wanted), CHUNK):
            named = wanted[start : start + CHUNK]
            if field is not None:
                list(
                    field.related_model._base_manager.select_for_update()
                    .filter(pk__in=named)
                    .values_list("pk")
                )
            for present in model._base_manager.filter(**{f"{self.fields[lead]}__in": named}):
                if present.pk not in own and (key := self._key(present)) in spans:
                    spans[key].append((*(getattr(present, name) for name in self.span), -1, present))
        for alike in spans.values():
            alike.sort(key=lambda span: span[:3])
            last: tuple[date, int, Any] | None = None
            for starts, ends, position, row in alike:
                if last is not None and starts < last[0] and max(position, last[1]) >= 0:
                    mine, other = (position, last[2]) if position >= 0 else (last[1], row)
                    yield mine, self._sentence(other)
                if last is None or ends > last[0]:
                    last = (ends, position, row)

    def _key(self, row: Any) -> tuple:
        return tuple(getattr(row, row._meta.get_field(name).attname) for name in self.fields)

    def _named(self, model: Any) -> models.ForeignKey | None:
        found = (model._meta.get_field(name) for name in self.fields)
        return next((field for field in found if isinstance(field, models.ForeignKey)), None)

    def _sentence(self, other: Any) -> str:
        return str(self.violation_error_message) % {"name": self.name, "other": other}
