"""One row: its values, lines, evidence and history, what refers to it, and what can be done with it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from linli.registers.action import Action, action_named, actions_for
from linli.registers.display import history, log_access, shown, text_of
from linli.registers.evidence import accepted, evidence_of
from linli.registers.fields import EncryptedField
from linli.registers.records import Access, Change, Record
from linli.registers.register import Register, register_of
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import account_of, named, page, readable, register_or_404, row_or_404, writable
from linli.web.rows.forms import new_key

RELATED = 5
DOINGS = {
    "enter": gettext_noop("entered"),
    "change": gettext_noop("changed"),
    "remove": gettext_noop("removed"),
    "restore": gettext_noop("restored"),
    "undo": gettext_noop("import undone"),
    "import": gettext_noop("changed by import"),
    "attach": gettext_noop("attached a file"),
    "detach": gettext_noop("took a file away"),
}


@page
@require_safe
def row(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """The row; one that was removed says so and can be brought back."""
    by = account_of(request)
    found = register_or_404(register, by)
    try:
        record = row_or_404(found, pk, by)
    except Http404:
        return _removed_or_404(request, found, pk, by)
    if found.private == ["*"]:
        log_access(found, by=by, what=Access.What.READ, row=record)
    return shown_row(request, found, record, by)


@page
@require_POST
def reveal(request: HttpRequest, register: str, pk: int) -> HttpResponse:
    """The row with its masked values readable, once; remembered in the access log."""
    by = account_of(request)
    found = register_or_404(register, by)
    record = row_or_404(found, pk, by)
    if not found.open_to(by, record.unit_id, May.PRIVATE):
        raise PermissionDenied(_("You have no duty to read the masked values."))
    log_access(found, by=by, what=Access.What.REVEAL, row=record)
    response = shown_row(request, found, record, by, revealed=True)
    response["Cache-Control"] = "no-store"
    return response


def shown_row(
    request: HttpRequest,
    register: type[Register],
    record: Record,
    by: Account,
    *,
    revealed: bool = False,
    asked: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a row. `asked` are forms of actions that were sent back with errors, by action name."""
    masked = _masked(register, record)
    context = {
        "register": register,
        "row": record,
        "facts": facts(register, record, by, revealed=revealed),
        "masked": bool(masked) and not revealed,
        "may_reveal": bool(masked) and register.open_to(by, record.unit_id, May.PRIVATE),
        "lines": lines_of(register, record),
        "evidence": evidence_of(record),
        "accepted": accepted(),
        "limit": settings.EVIDENCE_MB,
        "history": told(register, record, by),
        "actions": offered(record, by, asked or {}) if by.seen_by is None else [],
        "related": referring(record, by),
        "writable": writable(register, record, by),
        "key": new_key(),
    }
    return render(request, [f"{register.name}/row.html", "web/rows/row.html"], context, status=status)


def facts(register: type[Register], record: Record, by: Account, *, revealed: bool = False) -> list[dict[str, Any]]:
    """Each field with its label and text; a reference to another row carries its address where it is open."""
    editable = [field for field in record._meta.concrete_fields if not field.primary_key and _worth_showing(field)]
    editable.sort(key=lambda field: field.name == "unit")
    found = []
    for field in editable:
        if not field.editable and getattr(record, field.attname) in (None, ""):
            continue
        target = None
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Record):
            other = register_of(field.related_model)
            value = getattr(record, field.attname)
            if value is not None and readable(other, by) and field.name not in register.private:
                target = (other.name, value)
        found.append(
            {
                "label": field.verbose_name,
                "text": shown(register, record, field.name, by=by, reveal=revealed),
                "row": target,
                "long": isinstance(field, models.TextField) and not isinstance(field, EncryptedField),
                "state": getattr(record, field.name) if field.name == "state" else "",
            }
        )
    return found


def _worth_showing(field: models.Field) -> bool:
    """Fields that people know: those they fill in, and states and dates that actions set."""
    own = {"entered_by", "entered_at", "version", "batch"}
    return field.name not in own and not hasattr(field, "derive")


def _masked(register: type[Register], record: Record) -> list[str]:
    return [
        field.name
        for field in record._meta.concrete_fields
        if (isinstance(field, EncryptedField) or field.name in register.private) and getattr(record, field.attname)
    ]


def lines_of(register: type[Register], record: Record) -> list[dict[str, Any]]:
    """The lines of a row as small tables."""
    tables = []
    for name, model in register.lines().items():
        fields = [
            f for f in model._meta.concrete_fields if not f.primary_key and f.name != "record" and _worth_showing(f)
        ]
        foreign = [f.name for f in fields if f.is_relation]
        rows = getattr(record, name).select_related(*foreign).order_by("pk")
        tables.append(
            {
                "title": model._meta.verbose_name_plural,
                "labels": [field.verbose_name for field in fields],
                "rows": [[(field.verbose_name, _line_text(field, line)) for field in fields] for line in rows],
            }
        )
    return tables


def _line_text(field: models.Field, line: models.Model) -> str:
    value = getattr(line, field.attname)
    if isinstance(field, EncryptedField):
        return field.mask(value) if value else ""
    return text_of(field, line)


def told(register: type[Register], record: Record, by: Account) -> list[dict[str, Any]]:
    """The history with each doing in words."""
    return [entry | {"doing": doing_in_words(entry["doing"])} for entry in history(register, record, by=by)]


def doing_in_words(doing: str) -> str:
    """What people call a change: the title of its action, or a plain word."""
    try:
        return str(action_named(doing).title)
    except LookupError:
        return _(DOINGS.get(doing, doing))


def offered(record: Record, by: Account, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The actions possible now, each with its form."""
    return [
        {
            "action": act,
            "short": act.name.partition(".")[2],
            "form": asked.get(act.name) or action_form(act, by),
            "open": act.name in asked,
        }
        for act in actions_for(record, by)
    ]


def action_form(act: Action, by: Account, data: Any = None) -> Any:
    """The form of an action: what it asks."""
    form = type("ActionForm", (forms.Form,), act.form_fields(by))
    return form(data, prefix=act.name.replace(".", "-"))


def referring(record: Record, by: Account) -> dict[str, list[dict[str, Any]]]:
    """Rows of other registers that refer to this one, the newest few of each, and the registers with none."""
    found = []
    for relation in record._meta.related_objects:
        model = relation.related_model
        if not issubclass(model, Record) or not hasattr(model, "register") or not readable(register_of(model), by):
            continue
        other, name = register_of(model), relation.field.name
        if name in other.private:
            continue
        rows = named(other, other.rows(by)).filter(**{name: record.pk}).order_by("-pk")
        newest = list(rows[: RELATED + 1])
        found.append(
            {
                "register": other,
                "by": name,
                "title": other.title(),
                "label": relation.field.verbose_name,
                "rows": newest[:RELATED],
                "more": len(newest) > RELATED,
                "listed": name in other.filters,
                "writable": by.seen_by is None and by.may(May.WRITE),
            }
        )
        if other.private == ["*"] and newest:
            log_access(other, by=by, what=Access.What.READ, count=len(newest[:RELATED]))
    _tell_apart(found)
    return {"filled": [g for g in found if g["rows"]], "empty": [g for g in found if not g["rows"]]}


def _tell_apart(groups: list[dict[str, Any]]) -> None:
    """Rows of one register may refer to a row in two ways; then the title says which."""
    often = Counter(group["title"] for group in groups)
    for group in groups:
        if often[group["title"]] > 1:
            group["title"] = f"{group['title']}（{group['label']}）"


def _removed_or_404(request: HttpRequest, register: type[Register], pk: int, by: Account) -> HttpResponse:
    change = last_removal(register, pk)
    may = May.PRIVATE if register.private == ["*"] else May.READ
    if change is None or not register.open_to(by, change.before.get("unit_id"), may):
        raise Http404
    restorable = by.seen_by is None and register.open_to(by, change.before.get("unit_id"), May.WRITE)
    context = {"register": register, "change": change, "restorable": restorable}
    return render(request, "web/rows/removed.html", context, status=410)


def last_removal(register: type[Register], pk: int) -> Change | None:
    """The removal of a row that is gone."""
    change = Change.objects.filter(register=register.name, row=pk).select_related("by").first()
    return change if change is not None and change.doing == "remove" else None
