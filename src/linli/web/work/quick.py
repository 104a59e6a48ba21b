"""The short way to the forms that somebody fills in most."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from linli.registers.records import Receipt
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import my_registers

QUICK = 3


def quick_forms(by: Account, wanted: Sequence[type[Register]] = ()) -> list[type[Register]]:
    """Registers to write in: those written to last, those that duties count, the first ones that count by day."""
    if by.seen_by is not None or not by.may(May.WRITE):
        return []
    open_registers = {register.name: register for register in my_registers(by)}
    used = Receipt.objects.filter(by=by).values("register").annotate(last=Max("id")).order_by("-last")
    names = [entry["register"] for entry in used]
    names += [register.name for register in wanted]
    names += [name for name, register in open_registers.items() if register.when]
    return [open_registers[name] for name in dict.fromkeys(names) if name in open_registers][:QUICK]
