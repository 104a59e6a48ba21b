"""Paging by the last row seen, so that page 10,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.registers.fields import EncryptedField
from linli.registers.register import Register, unknown

SIZE = 50
COUNTED = 10_000


@dataclass(frozen=True)
class Page:
    """One page of rows. `before` and `after` are the marks of the neighbouring pages, empty where there is none."""

    rows: list
    before: str
    after: str


def sortable(register: type[Register]) -> list[str]:
    """The columns that a list can be sorted by."""
    return [
        name
        for name in register.columns
        if "__" not in name and not (field := register.field(name)).is_relation and not field.null
        and not isinstance(field, EncryptedField)
    ]


def default_sort(register: type[Register]) -> str:
    """Newest day first where rows are dated, else newest row first."""
    day = register.when or (register.valid[0] if register.valid else "")
    return f"-{day}" if day and not register.field(day).null else "-id"


def page(register: type[Register], rows: models.QuerySet, *, sort: str = "", mark: str = "", size: int = SIZE) -> Page:
    """The page of rows that a mark points at (`""`: the first).

    Raises:
        ValidationError: the sort or the mark makes no sense.
    """
    sort = sort or default_sort(register)
    name = sort.removeprefix("-")
    if name not in {*sortable(register), default_sort(register).removeprefix("-"), "id"}:
        raise ValidationError(unknown(name, sortable(register)))
    descending = sort.startswith("-")
    backwards, edge = _read(mark, register, name)
    if edge is not None:
        further = "lt" if descending != backwards else "gt"
        value, pk = edge
        beyond = Q(**{f"pk__{further}": pk})
        if name != "id":
            # Written so that a database may walk the (name, id) order from the edge on.
            beyond = Q(**{f"{name}__{further}e": value}) & (Q(**{f"{name}__{further}": value}) | beyond)
        rows = rows.filter(beyond)
    sign = "-" if descending != backwards else ""
    order = [f"{sign}id"] if name == "id" else [f"{sign}{name}", f"{sign}id"]
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size][::-1] if backwards else found[:size]
    has_before = (more if backwards else edge is not None) and bool(found)
    has_after = (True if backwards else more) and bool(found)
    return Page(
        found,
        _mark("b", found[0], name) if has_before else "",
        _mark("a", found[-1], name) if has_after else "",
    )


def counted(rows: models.QuerySet) -> tuple[int, bool]:
    """How many rows there are, counted up to 10,000; and whether there are more."""
    number = rows.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number > COUNTED


def _mark(way: str, row: models.Model, name: str) -> str:
    value = getattr(row, name)
    text = value.isoformat() if hasattr(value, "isoformat") else value
    raw = json.dumps([way, str(text) if not isinstance(text, (int, str)) else text, row.pk], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(mark: str, register: type[Register], name: str) -> tuple[bool, tuple[Any, int] | None]:
    if not mark:
        return False, None
    try:
        way, value, pk = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if "\x00" in str(value):
            raise ValueError("no database keeps this")
        field = register.model._meta.pk if name == "id" else register.field(name)
        return way == "b", (field.to_python(value), int(pk))
    except (ValueError, TypeError, UnicodeDecodeError, ValidationError) as error:
        raise ValidationError(_("This page mark is broken: go back to the first page.")) from error
