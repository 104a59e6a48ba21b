"""Finding a register and a row through the person: what is not open to them does not exist for them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from linli.registers.display import related
from linli.registers.records import Record
from linli.registers.register import Register, all_registers, register_named
from linli.tree.models import Account, Unit
from linli.tree.roles import May

page = login_required


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def readable(register: type[Register], by: Account) -> bool:
    """Whether the account may read rows of the register anywhere."""
    return by.may(May.PRIVATE if register.private == ["*"] else May.READ)


def my_registers(by: Account) -> list[type[Register]]:
    """The registers that the account may read somewhere."""
    return [register for register in all_registers().values() if readable(register, by)]


def register_or_404(name: str, by: Account) -> type[Register]:
    """The register of that name, if it is open to the account."""
    try:
        register = register_named(name)
    except LookupError as error:
        raise Http404(str(error)) from None
    if not readable(register, by):
        raise Http404
    return register


def row_or_404(register: type[Register], pk: int, by: Account) -> Record:
    """The row, if it is open to the account."""
    row = fetched(register, register.rows(by)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def fetched(register: type[Register], rows: QuerySet, paths: list[str] | None = None) -> QuerySet:
    """The rows with everything that showing them needs."""
    wanted = paths if paths is not None else [field.name for field in register.fields()]
    return rows.select_related(*related(register, [*wanted, "unit"]))


def named(register: type[Register], rows: QuerySet) -> QuerySet:
    """The rows with what their names are made of: the rows they refer to, and those that these refer to."""
    paths = []
    for field in register.fields():
        if isinstance(field, models.ForeignKey):
            paths.append(field.name)
            deeper = field.related_model._meta.concrete_fields
            paths += [f"{field.name}__{f.name}" for f in deeper if f.is_relation and f.editable]
    return rows.select_related(*paths)


def writable(register: type[Register], row: Record, by: Account) -> bool:
    """Whether the account may change the row."""
    return by.seen_by is None and register.open_to(by, row.unit_id, May.WRITE)


def one_unit(register: type[Register], by: Account) -> Unit | None:
    """The unit that the person writes for in this register, where there is only one."""
    reach = by.reach(May.WRITE)
    if len(reach.roots) != 1 or (register.served and len(reach.served_ids)):
        return None
    found = list(reach.units[:2])
    return found[0] if len(found) == 1 else None
