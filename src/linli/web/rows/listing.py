"""The list of a register: filters, search, sort and pages, the same number of queries whatever it shows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_filters import CharFilter, FilterSet

from linli.registers import paging
from linli.registers.display import label, log_access, shown
from linli.registers.filters import RowFilter, filters_of
from linli.registers.records import Access
from linli.registers.register import Register
from linli.registers.search import reads_texts, too_long
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web import words
from linli.web.rows.access import account_of, fetched, page, register_or_404

PLAIN = {"sort", "mark"}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, register: str) -> HttpResponse:
    """One page of rows; a value that makes no sense is answered beside its field, with status 400.

    Filters are sent, so that what was typed does not stand in the address.
    """
    by = account_of(request)
    found = register_or_404(register, by)
    typed = typed_filters(found, by)
    if request.method == "POST" or words.exposed(request, typed):
        return words.sent(request, typed, request.POST if request.method == "POST" else request.GET)
    values, forgotten = words.with_words(request)
    rows, filters = filtered(found, by, values)
    status, problem = 200, _("What was searched for is no longer kept here: search again.") if forgotten else ""
    shown_page = paging.Page([], "", "")
    if filters.is_valid() and not forgotten:
        try:
            shown_page = paging.page(
                found,
                fetched(found, rows, found.columns),
                sort=values.get("sort", ""),
                mark=values.get("mark", ""),
            )
        except ValidationError as error:
            problem = " ".join(error.messages)
    if problem or not filters.is_valid():
        status = 400
    elif found.private == ["*"] and shown_page.rows:
        log_access(found, by=by, what=Access.What.READ, count=len(shown_page.rows))
    context = {
        "register": found,
        "columns": headings(found, request.GET.get("sort", ""), shown_page.sorts),
        "rows": [(row, cells(found, row, by)) for row in shown_page.rows],
        "page": shown_page,
        "number": shown_page.number,
        "more": shown_page.more,
        "filters": filters.form,
        "filtering": sum(1 for name, value in values.items() if value and name not in PLAIN),
        "search": filters.form["q"] if "q" in filters.form.fields else None,
        "writable": by.seen_by is None and by.may(May.WRITE),
        "may_reveal": bool(found.private) and found.private != ["*"] and by.may(May.PRIVATE) and by.seen_by is None,
        "problem": problem,
        "partly": bool(values.get("q")) and reads_texts(found) and too_long(found.rows(by)),
        "sort": request.GET.get("sort", ""),
        "sorts": [(path, f"-{path}", label(found, path)) for path in shown_page.sorts],
    }
    return render(request, [f"{found.name}/list.html", "web/rows/list.html"], context, status=status)


def typed_filters(register: type[Register], by: Account) -> set[str]:
    """The filters in which people write words, among them names of persons."""
    filters = filters_of(register, by).base_filters
    return {name for name, found in filters.items() if isinstance(found, (CharFilter, RowFilter))}


def filtered(register: type[Register], by: Account, values: Any) -> tuple[QuerySet, FilterSet]:
    """The rows that the person's filters leave, and the filters; no rows where a filter is wrong."""
    filters = filters_of(register, by)(values, queryset=register.rows(by))
    return (filters.qs if filters.is_valid() else register.model.objects.none()), filters


def headings(register: type[Register], sort: str, can: tuple[str, ...]) -> list[dict[str, Any]]:
    """The columns with their headings and, where they sort, the sort that a click asks for."""
    present = sort or paging.default_sort(register)
    found = []
    for path in register.columns:
        way = {path: "ascending", f"-{path}": "descending"}.get(present, "")
        found.append(
            {
                "path": path,
                "label": label(register, path),
                "sort": (f"-{path}" if way == "ascending" else path) if path in can else "",
                "way": way,
                "number": isinstance(register.field(path), NUMBERS),
            }
        )
    return found


NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


def cells(register: type[Register], row: Any, by: Account) -> list[dict[str, Any]]:
    """The texts of a row, by column."""
    return [
        {
            "label": label(register, path),
            "text": shown(register, row, path, by=by),
            "number": isinstance(register.field(path), NUMBERS),
            "choice": _choice(register, row, path),
        }
        for path in register.columns
    ]


def _choice(register: type[Register], row: Any, path: str) -> str:
    """The stored value of a choice named `state`, by which a page may colour it."""
    return str(getattr(row, path)) if path == "state" and path not in register.private else ""
