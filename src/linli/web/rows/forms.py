"""The form of a row as a page shows it: prefilled, with its lines, private values left where they are."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from linli.almanac import today
from linli.registers.fields import EncryptedField
from linli.registers.forms import field_of, form_of
from linli.registers.records import Line, Record
from linli.registers.register import Register
from linli.tree.models import Account
from linli.tree.roles import May
from linli.web.rows.access import one_unit

OWN = {"csrfmiddlewaretoken", "key", "version", "next", "add-line"}
LINES = 100


class Sealed:
    """For a form over a row with encrypted values: an empty field keeps a value, a ticked box empties it."""

    sealed: list[str]

    def clean(self: Any) -> Any:
        cleaned = super().clean() or self.cleaned_data  # type: ignore[misc]
        for name in self.sealed:
            if cleaned.pop(f"{name}-empty", False):
                cleaned[name] = ""
            elif not cleaned.get(name):
                cleaned.pop(name, None)
        return cleaned


def row_form(register: type[Register], by: Account, row: Record | None, data: QueryDict | None, initial: Any) -> Any:
    """The form of a register for a new row (`row` None) or a row that is there."""
    kept = (
        []
        if row is None
        else [f for f in register.fields() if isinstance(f, EncryptedField) and getattr(row, f.attname)]
    )
    base = form_of(register, by)
    made = type(base.__name__, (Sealed, base), {"sealed": [field.name for field in kept]})
    form = made(data, instance=row if row is not None else register.model(), initial=None if row else initial)
    for field in kept:
        entry = form.fields[field.name]
        form.initial.pop(field.name, None)
        entry.required = False
        entry.widget.attrs["placeholder"] = field.mask(getattr(row, field.attname))
        entry.help_text = _("Leave empty to keep the present value.")
        if field.blank:
            form.fields[f"{field.name}-empty"] = forms.BooleanField(
                required=False,
                label=_("remove the present value of “%(what)s”") % {"what": field.verbose_name},
            )
    for secret in register.fields():
        if isinstance(secret, EncryptedField):
            form.fields[secret.name].widget.attrs |= {"data-secret": "", "autocomplete": "off"}
    hidden = _private_fields_out_of_reach(register, by, row)
    for name in hidden:
        del form.fields[name]
    _settle_unit(form, register, by, row)
    return form


def _private_fields_out_of_reach(register: type[Register], by: Account, row: Record | None) -> list[str]:
    """Private fields of a row whose values the person may not read; they stay as they are."""
    if row is None or register.open_to(by, row.unit_id, May.PRIVATE):
        return []
    plain = {field.name for field in register.fields() if not isinstance(field, EncryptedField)}
    return [name for name in register.private if name in plain]


def _settle_unit(form: Any, register: type[Register], by: Account, row: Record | None) -> None:
    """Who writes for one unit only is not asked which."""
    only = one_unit(register, by)
    if only is None or (row is not None and row.unit_id != only.pk):
        return
    form.fields["unit"].widget = forms.HiddenInput()
    form.initial["unit"] = only.pk


def prefilled(register: type[Register], values: QueryDict) -> dict[str, Any]:
    """What an empty form begins with: today for the day it counts on, and whatever the address names."""
    begin: dict[str, Any] = {}
    names = {field.name for field in register.fields() if not isinstance(field, EncryptedField)}
    day = register.when or (register.valid[0] if register.valid else "")
    if day in names and not register.field(day).blank:
        begin[day] = today()
    for name in names & set(values):
        value = str(values[name])
        if value:
            reference = register.field(name).is_relation and value.isdecimal() and len(value) < 19
            begin[name] = int(value) if reference else value[:200]
    return begin


# Lines


class LineSet(forms.BaseFormSet):
    """The lines of a row: empty ones are passed over, ticked ones go."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("remove this line")
        form.fields["id"] = forms.IntegerField(required=False, widget=forms.HiddenInput)


def line_sets(register: type[Register], by: Account, row: Record | None, data: QueryDict | None) -> dict[str, Any]:
    """The line forms of a row, by related name."""
    return {name: _line_set(register, name, model, by, row, data) for name, model in register.lines().items()}


def _line_set(
    register: type[Register],
    name: str,
    model: type[Line],
    by: Account,
    row: Record | None,
    data: QueryDict | None,
) -> Any:
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name != "record"
    ]
    declared = {field.name: field_of(register, field, by) for field in fields}
    for field in fields:
        if field.has_default() and not callable(field.default):
            declared[field.name].initial = field.default
    form = type(f"{model.__name__}Form", (forms.Form,), {**declared, "required_css_class": "must"})
    made = forms.formset_factory(
        form, formset=LineSet, extra=0 if row is not None and row.pk else 1, can_delete=True,
        max_num=LINES, validate_max=True, absolute_max=LINES * 2,
    )  # fmt: skip
    initial = []
    if data is None and row is not None and row.pk:
        for line in getattr(row, name).order_by("pk"):
            initial.append({field.name: getattr(line, field.attname) for field in fields} | {"id": line.pk})
    lines: Any = made(_one_more(data, name), initial=initial, prefix=name)
    lines.title = model._meta.verbose_name_plural
    lines.model = model
    return lines


def _one_more(data: QueryDict | None, name: str) -> QueryDict | None:
    """The data with an empty line added, where the person asked for one."""
    if data is None or data.get("add-line") != name:
        return data
    data = data.copy()
    number = data.get(f"{name}-TOTAL_FORMS", "0")
    data[f"{name}-TOTAL_FORMS"] = str(min(int(number) if number.isdecimal() else 0, LINES) + 1)
    return data


def lines_written(sets: dict[str, Any], row: Record) -> dict[str, list[Line]]:
    """The lines as the write door takes them; a known line keeps its identity."""
    written: dict[str, list[Line]] = {}
    for name, lines in sets.items():
        known = {line.pk: line for line in getattr(row, name).all()} if row.pk else {}
        written[name] = []
        for form in lines.forms:
            values = dict(form.cleaned_data)
            pk = values.pop("id", None)
            if values.pop("DELETE", False) or (not form.has_changed() and not pk):
                continue
            line = known.get(pk) or lines.model()
            for field, value in values.items():
                setattr(line, field, value)
            written[name].append(line)
    return written


# The request


def new_key() -> str:
    """A key for a form that is shown; sent twice, it writes once."""
    return uuid.uuid4().hex


def request_key(request: HttpRequest) -> str:
    """The key of a request: of the form and of what was filled in.

    Somebody who goes back and changes the form has written something new, so the same form with other values
    is another request.
    """
    shown = request.POST.get("key", "")
    if not shown:
        return ""
    filled = sorted((name, values) for name, values in request.POST.lists() if name not in OWN - {"key"})
    return hashlib.sha256(repr((request.path, filled)).encode()).hexdigest()


def version_of(request: HttpRequest) -> int | None:
    """The version that the person saw when the form was shown."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def put_errors(form: Any, error: ValidationError) -> None:
    """What the write door refused, at the fields it speaks of and else on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        visible = name in form.fields and not form.fields[name].widget.is_hidden
        if name == NON_FIELD_ERRORS or visible:
            form.add_error(None if name == NON_FIELD_ERRORS else name, errors)
        else:
            label = form.instance._meta.get_field(name).verbose_name
            form.add_error(None, [ValidationError(f"{label}: {message}") for one in errors for message in one.messages])
