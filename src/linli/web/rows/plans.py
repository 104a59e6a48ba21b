"""The page of a plan: what a sheet would do, what is wrong with it, and its columns to put right."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.registers.register import Register
from linli.registers.sheets.columns import headers


def shown_plan(
    request: HttpRequest, register: type[Register], shown: dict[str, Any], **more: Any
) -> HttpResponse:
    """The page; `shown` is a plan in words."""
    fields = list(zip(headers(register), (field.name for field in register.fields()), strict=True))
    context = {"register": register, "fields": fields, "shown": shown, **more}
    return render(request, "web/rows/import_plan.html", context, status=422 if shown["error_count"] else 200)


def chosen_columns(request: HttpRequest) -> dict[str, str]:
    """The fields that the person put columns right to, by letter."""
    return {
        key.removeprefix("column-"): str(value) for key, value in request.POST.items() if key.startswith("column-")
    }
