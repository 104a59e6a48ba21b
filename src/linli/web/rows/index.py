"""My registers: what can be read and written, by domain; and one search over everything that has a name."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.registers.display import shown
from linli.registers.fields import pinyin_of
from linli.registers.paging import counted
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, my_registers, named, page
from linli.web.words import exposed, sent, with_words

FOUND = 5


@page
@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: HttpRequest) -> HttpResponse:
    """The registers open to the person; after a search, those so called and the rows so named."""
    by = account_of(request)
    if request.method == "POST" or exposed(request, {"q"}):
        return sent(request, {"q"}, request.POST if request.method == "POST" else request.GET)
    values, forgotten = with_words(request)
    if forgotten:
        messages.info(request, _("What was searched for is no longer kept here: search again."))
    words = values.get("q", "").strip()[:80]
    open_registers = my_registers(by)
    wanted = [register for register in open_registers if _called(register, words)]
    found = [hit for register in open_registers if (hit := rows_named(register, by, words))] if words else []
    context = {"groups": by_domain(wanted, by), "found": found, "words": words, "key": request.GET.get("found", "")}
    return render(request, "web/rows/index.html", context)


def by_domain(registers: list[type[Register]], by: Account, *, count: bool = True) -> list[dict[str, Any]]:
    """Registers grouped by the app they belong to, in the order of the installed apps."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for register in registers:
        number, more = counted(register.rows(by)) if count else (0, False)
        groups.setdefault(register.model._meta.app_label, []).append(
            {
                "register": register,
                "number": number,
                "more": more,
                "writable": by.seen_by is None and by.may(May.WRITE),
                "private": register.private == ["*"],
            }
        )
    configs = [config for config in apps.get_app_configs() if config.label in groups]
    return [{"title": config.verbose_name, "entries": groups[config.label]} for config in configs]


def rows_named(register: type[Register], by: Account, words: str) -> dict[str, Any] | None:
    """The first rows of a register whose names match, where rows of it have names."""
    if not register.known_by or not register.search or not words:
        return None
    rows = list(named(register, register.found(register.rows(by), words, by))[: FOUND + 1])
    if not rows:
        return None
    entries = [
        {
            "row": row,
            "about": [text for path in register.columns[1:4] if (text := shown(register, row, path, by=by))],
        }
        for row in rows[:FOUND]
    ]
    return {"register": register, "entries": entries, "more": len(rows) > FOUND}


def _called(register: type[Register], words: str) -> bool:
    title = register.title()
    return all(word in title or word.lower() in pinyin_of(title) for word in words.split())
