"""How the values of a row are shown: choices in words, names instead of ids, private fields masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.registers.fields import EncryptedField
from linli.registers.records import Access, Change
from linli.registers.register import Register, register_of
from linli.tree.models import ALWAYS, FOREVER, Account
from linli.tree.roles import May


def label(register: type[Register], path: str) -> str:
    """The heading of a column."""
    return str(register.field(path).verbose_name)


def shown(register: type[Register], row: models.Model, path: str, *, by: Account, reveal: bool = False) -> str:
    """The text that the person sees for a path of a row.

    A private or encrypted field is masked in lists; `reveal` shows it to whoever has the private duty at the
    unit (the caller logs it with `log_access`).
    """
    *steps, last = path.split("__")
    for step in steps:
        row = getattr(row, step)
        if row is None:
            return ""
    if steps:
        register = register_of(type(row))
    field = register.field(last)
    value = getattr(row, field.attname)
    if value in (None, ""):
        return ""
    if isinstance(field, EncryptedField) or field.name in register.private:
        if reveal and register.open_to(by, row.unit_id, May.PRIVATE):  # type: ignore[attr-defined]
            return text_of(field, row)
        return field.mask(value) if isinstance(field, EncryptedField) else "＊＊＊"
    if field.is_relation and _closed(getattr(row, field.name), by):
        return "＊＊＊"
    return text_of(field, row)


def _closed(referred: Any, by: Account) -> bool:
    """Whether the row referred to belongs to a private register that the person has no duty in."""
    register = getattr(referred, "register", None)
    if register is None or register.private != ["*"]:
        return False
    return not register.open_to(by, referred.unit_id, May.PRIVATE)


def text_of(field: models.Field, row: models.Model) -> str:
    """A field's value in words."""
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    value = getattr(row, field.attname)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return "" if value in (ALWAYS, FOREVER) else value.isoformat()
    return "" if value is None else str(value)


def related(register: type[Register], paths: Iterable[str]) -> list[str]:
    """What a list must fetch along with its rows so that showing the paths asks nothing more."""
    wanted = set()
    for path in paths:
        steps = path.split("__")
        if not register.field(path).is_relation:
            steps = steps[:-1]
        if steps:
            wanted.add("__".join(steps))
    return sorted(wanted)


def history(register: type[Register], row: models.Model, *, by: Account) -> list[dict[str, Any]]:
    """What happened to the row, the newest first: who, when, what, and each field's old and new value in words."""
    entries = []
    for change in Change.objects.filter(register=register.name, row=row.pk).select_related("by", "batch"):
        fields = []
        for column, new in change.after.items():
            field = next((f for f in register.model._meta.concrete_fields if f.attname == column and f.editable), None)
            if field is None or column == "version":
                continue
            masked = isinstance(field, EncryptedField) or field.name in register.private
            old = change.before.get(column)
            fields.append(
                {
                    "label": str(field.verbose_name),
                    "old": "＊＊＊" if masked and old else _in_words(field, old),
                    "new": "＊＊＊" if masked and new else _in_words(field, new),
                }
            )
        for name, model in register.lines().items():
            old, new = (side.get(f"lines:{name}") for side in (change.before, change.after))
            fields += _lines_in_words(register, model, old, new)
        entries.append(
            {"by": change.by, "at": change.at, "doing": change.doing, "reason": change.reason, "fields": fields}
        )
    entries.append({"by": row.entered_by, "at": row.entered_at, "doing": "enter", "reason": "",  # type: ignore[attr-defined]
                    "fields": [], "batch": row.batch})  # type: ignore[attr-defined]
    return entries


def _lines_in_words(register: type[Register], model: Any, old: Any, new: Any) -> list[dict[str, str]]:
    """Which lines came, went or changed between two states of them, each as a whole in words."""
    before, after = ({line["id"]: _line_in_words(register, model, line) for line in side or ()} for side in (old, new))
    found = []
    for pk in [*before, *(pk for pk in after if pk not in before)]:
        was, now = before.get(pk, ""), after.get(pk, "")
        if was != now:
            doing = _("line added") if pk not in before else _("line removed") if pk not in after else _("line changed")
            label = f"{model._meta.verbose_name_plural}（{doing}）"
            found.append({"label": label, "old": was or "—", "new": now or "—"})
    return found


def _line_in_words(register: type[Register], model: Any, stored: Mapping[str, Any]) -> str:
    texts = []
    for field in model._meta.concrete_fields:
        value = stored.get(field.attname)
        if field.primary_key or field.name == "record" or not field.editable or value in (None, "", False):
            continue
        secret = isinstance(field, EncryptedField) or register.private == ["*"]
        text = "＊＊＊" if secret else _in_words(field, value)
        texts.append(str(field.verbose_name) if value is True else text)
    return " · ".join(texts)


def _in_words(field: models.Field, stored: Any) -> str:
    if stored in (None, ""):
        return "—"
    if field.is_relation:
        found = field.related_model._base_manager.filter(pk=stored).first()  # type: ignore[union-attr]
        return str(found or stored)
    blank = field.model()
    setattr(blank, field.attname, field.to_python(stored))
    return text_of(field, blank)


def log_access(register: type[Register], *, by: Account, what: str, row: Any = None, count: int = 1) -> None:
    """Remember that somebody saw private data."""
    Access.objects.create(
        by=by, what=what, register=register.name, row=row.pk if row else None, count=count,
        unit_id=row.unit_id if row else None,
    )


def is_private(register: type[Register]) -> bool:
    """Whether reading a row of the register is logged."""
    return bool(register.private)
