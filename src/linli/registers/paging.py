"""Paging by the last row seen, so that page 10,000 costs what page 1 costs.

A page is found in two steps: which rows, by columns that an index holds; then those few with all that showing them
needs. How the first step goes depends on how many rows there are, counted up to a limit:

- a handful: found once by their conditions, then sorted;
- few: sorted by whatever column after collecting them. Walking an index of the sort could pass a million rows of
  others to find them;
- more: left to the database;
- very many: only in an order that an index carries.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Max, Q, When
from django.utils.translation import gettext as _

from linli.registers.fields import EncryptedField
from linli.registers.register import Register, unknown

SIZE = 50
HANDFUL = 1000
COUNTED = 10_000
SORTED = 100_000


@dataclass(frozen=True)
class Page:
    """One page of rows, and the marks of the neighbouring pages, empty where there is none.

    `number` counts all rows up to 10,000, `more` says whether there are more; `sorts` holds what so many rows can
    be sorted by.
    """

    rows: list
    before: str
    after: str
    number: int = 0
    more: bool = False
    sorts: tuple[str, ...] = ()


def sortable(register: type[Register]) -> list[str]:
    """The columns that a list can be sorted by, as long as it is not very long."""
    return [
        name
        for name in register.columns
        if "__" not in name and not (field := register.field(name)).is_relation and not field.null
        and not isinstance(field, EncryptedField) and name not in register.private
    ]


def carried(register: type[Register], name: str) -> bool:
    """Whether an index holds all rows in the order of the column, so that a list of any length can follow it."""
    meta = register.model._meta
    field: Any = meta.pk if name == "id" else register.field(name)
    if field.primary_key or field.unique or field.db_index:
        return True
    return any(index.fields in ([name], [name, "id"]) for index in meta.indexes)


def default_sort(register: type[Register], *, long: bool = False) -> str:
    """Newest day first where rows are dated, else newest row first; so too where no index would carry the day."""
    day = register.when or (register.valid[0] if register.valid else "")
    dated = day and not register.field(day).null and not (long and not carried(register, day))
    return f"-{day}" if dated else "-id"


def page(register: type[Register], rows: models.QuerySet, *, sort: str = "", mark: str = "", size: int = SIZE) -> Page:
    """The page of rows that a mark points at (`""`: the first).

    Raises:
        ValidationError: the sort or the mark makes no sense, or there are too many rows for the sort.
    """
    rows, number = _at_hand(rows)
    few = number <= COUNTED
    long = not few and _last(register) > SORTED
    sorts = [column for column in sortable(register) if not long or carried(register, column)]
    sort = sort or default_sort(register, long=long)
    name = sort.removeprefix("-")
    if name not in {*sortable(register), default_sort(register).removeprefix("-"), "id"}:
        raise ValidationError(unknown(name, sorts))
    if long and not carried(register, name) and rows.order_by()[: SORTED + 1].count() > SORTED:
        raise ValidationError(
            _("More than %(most)s rows cannot be sorted by “%(what)s”: narrow the list by a filter first.")
            % {"most": f"{SORTED:,}", "what": register.field(name).verbose_name}
        )
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
    # What no index holds cannot be walked: the rows are collected first.
    key: Any = Case(When(pk__gt=0, then=F(name))) if few else F(name)
    order = [key.desc(), "-pk"] if descending != backwards else [key.asc(), "pk"]
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[: size + 1]) if number else []
    more = len(keys) > size
    keys = keys[:size][::-1] if backwards else keys[:size]
    known = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
    found = [known[pk] for pk in keys if pk in known]
    has_before = (more if backwards else edge is not None) and bool(found)
    has_after = (True if backwards else more) and bool(found)
    return Page(
        found,
        _mark("b", found[0], name) if has_before else "",
        _mark("a", found[-1], name) if has_after else "",
        min(number, COUNTED),
        number > COUNTED,
        tuple(sorts),
    )


def _at_hand(rows: models.QuerySet) -> tuple[models.QuerySet, int]:
    """The rows, named one by one where they are a handful, and their number up to one more than is counted."""
    keys = list(rows.order_by().values_list("pk", flat=True)[: HANDFUL + 1])
    if len(keys) <= HANDFUL:
        return rows.filter(pk__in=keys), len(keys)
    return rows, rows.order_by()[: COUNTED + 1].count()


def _last(register: type[Register]) -> int:
    """No register holds more rows than its last key says; asked of an index, whatever the length."""
    return register.model.objects.aggregate(last=Max("pk"))["last"] or 0


def counted(rows: models.QuerySet) -> tuple[int, bool]:
    """How many rows there are, counted up to 10,000; and whether there are more."""
    number = rows.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number > COUNTED


def _mark(way: str, row: models.Model, name: str) -> str:
    value = getattr(row, name)
    text = value.isoformat() if hasattr(value, "isoformat") else value
    text = text if isinstance(text, (int, str)) else str(text)
    raw = json.dumps([way, name, text, row.pk], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(mark: str, register: type[Register], name: str) -> tuple[bool, tuple[Any, int] | None]:
    if not mark:
        return False, None
    try:
        way, sorted_by, value, pk = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if "\x00" in str(value) or sorted_by != name:
            raise ValueError("no database keeps this, or it marks a place in another order")
        field = register.model._meta.pk if name == "id" else register.field(name)
        return way == "b", (field.to_python(value), int(pk))
    except (ValueError, TypeError, UnicodeDecodeError, ValidationError) as error:
        raise ValidationError(_("This page mark is broken: go back to the first page.")) from error
