"""The first page: what this person writes most, and their registers."""

from __future__ import annotations

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.registers.records import Receipt
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, my_registers, page
from linli.web.rows.index import by_domain

QUICK = 3


@page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Quick forms and registers."""
    by = account_of(request)
    context = {"quick": quick_forms(by), "groups": by_domain(my_registers(by), by)}
    return render(request, "web/home.html", context)


def quick_forms(by: Account, number: int = QUICK) -> list[type[Register]]:
    """The registers that the person wrote to last; for a newcomer, the first ones that count by day."""
    if by.seen_by is not None or not by.may(May.WRITE):
        return []
    open_registers = {register.name: register for register in my_registers(by)}
    used = Receipt.objects.filter(by=by).values("register").annotate(last=Max("id")).order_by("-last")
    names = [entry["register"] for entry in used if entry["register"] in open_registers]
    names += [name for name, register in open_registers.items() if register.when and name not in names]
    return [open_registers[name] for name in names[:number]]
