"""The form of a register: every editable field, foreign keys named in words, limited to what the person may see."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.registers.fields import EncryptedField
from linli.registers.records import Record
from linli.registers.register import Register, register_of
from linli.registers.search import equal_secret
from linli.tree.models import Account, Unit
from linli.tree.roles import May

FEW = 60


class RowField(forms.Field):
    """Names one row of a register by its `known_by` fields, by `#id`, or by words that only one row has."""

    default_error_messages = {
        "none": gettext_lazy("There is no such %(what)s within your duties: “%(text)s”."),
        "many": gettext_lazy("“%(text)s” may be %(names)s: say which (%(ways)s)."),
    }

    def __init__(self, register: type[Register], by: Account, **kwargs: Any) -> None:
        self.register, self.by = register, by
        kwargs.setdefault("widget", RowInput(register.name))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return f"{value} #{value.pk}"
        named = re.fullmatch(r"#(\d{1,18})", value) if isinstance(value, str) else None
        if named or isinstance(value, int):
            found = self.register.rows(self.by).filter(pk=int(named[1] if named else value)).first()
            return f"{found} #{found.pk}" if found else value
        return value

    def to_python(self, value: Any) -> Record | None:
        if value in self.empty_values:
            return None
        if isinstance(value, self.register.model):
            return value
        text = f"#{value}" if isinstance(value, int) else str(value).strip()
        found = row_named(self.register, self.by, text)
        if len(found) == 1:
            return found[0]
        what = self.register.singular()
        if not found:
            raise ValidationError(self.error_messages["none"], "none", {"what": what, "text": text})
        names = "、".join(f"{row} #{row.pk}" for row in found[:5])
        ways = "、".join(str(self.register.field(name).verbose_name) for name in self.register.known_by) or "#"
        raise ValidationError(self.error_messages["many"], "many", {"text": text, "names": names, "ways": ways})


class RowInput(forms.TextInput):
    """A text input; the page may offer rows to choose from while the person types."""

    template_name = "registers/row_input.html"

    def __init__(self, register_name: str) -> None:
        super().__init__({"data-register": register_name, "autocomplete": "off"})


def row_named(register: type[Register], by: Account, text: str) -> list[Record]:
    """The rows open to the person that the text may mean, six at most; exact names win over found words."""
    rows, text = register.rows(by), text.replace("\x00", "").strip()
    if not text:
        return []
    _words, hash_sign, number = text.rpartition("#")
    if hash_sign and number.isdecimal() and len(number) < 19:
        return list(rows.filter(pk=int(number))[:1])
    for name in register.known_by:
        exact = list(rows.filter(_equal(register, name, text))[:6])
        if exact:
            return exact
    return list(register.found(rows, text, by)[:6])


def _equal(register: type[Register], name: str, text: str) -> Q:
    field = register.field(name)
    if isinstance(field, EncryptedField):
        return equal_secret(field, text)
    try:
        return Q(**{name: field.to_python(text)})
    except ValidationError:
        return Q(pk__in=[])


class UnitField(forms.ModelChoiceField):
    """A unit, given by its id, code or name."""

    def to_python(self, value: Any) -> Unit | None:
        if value in self.empty_values or isinstance(value, Unit):
            return value or None
        units: Any = self.queryset
        text = str(value).replace("\x00", "").strip()
        known = units.filter(pk=int(text)) if text.isdecimal() and len(text) < 12 else units.none()
        if not known:
            known = units.filter(Q(code=text) | Q(name=text))[:2]
        if len(known) != 1:
            raise ValidationError(_("There is no such unit within your duties: “%(text)s”."), params={"text": text})
        return known[0]


def field_of(register: type[Register], field: models.Field, by: Account) -> forms.Field:
    """The form field for one field of a register, limited to the person's scope."""
    label = field.verbose_name
    common: dict[str, Any] = {"required": not field.blank, "label": label, "help_text": field.help_text}
    if isinstance(field, models.ForeignKey):
        if field.related_model is Unit:
            units = _written_for(register, by) if field.name == "unit" else Unit.objects.all()
            return UnitField(queryset=units, **common)
        if issubclass(field.related_model, Record):
            return RowField(register_of(field.related_model), by, **common)
    made: Any = field.formfield()
    if isinstance(made, forms.DateField):
        made.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(made, forms.DateTimeField):
        made.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    if isinstance(made.widget, forms.Textarea):
        made.widget.attrs["rows"] = 4
    return made


def _written_for(register: type[Register], by: Account) -> models.QuerySet[Unit]:
    """The units for which the person may write rows of the register, those served among them."""
    reach = by.reach(May.WRITE)
    if not register.served or reach.everywhere:
        return reach.units
    return Unit.objects.filter(Q(pk__in=reach.ids) | Q(pk__in=reach.served_ids))


def form_of(register: type[Register], by: Account) -> type[forms.ModelForm]:
    """The form class of a register for one person. `form.instance` goes through the write door, never `form.save()`."""
    fields = {field.name: field_of(register, field, by) for field in register.fields()}
    meta = type("Meta", (), {"model": register.model, "fields": list(fields)})

    def _post_clean(self: Any) -> None:
        """Carry the values over; whether the record is valid is the write door's to say."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)

    def save(self: Any, *args: Any, **kwargs: Any) -> None:
        raise TypeError("a record is written through linli.registers.door")

    return type(
        f"{register.__name__}Form",
        (forms.ModelForm,),
        {**fields, "Meta": meta, "_post_clean": _post_clean, "save": save},
    )


def unit_choice_is_plain(by: Account) -> Unit | None:
    """The one unit that the person writes for, where there is only one."""
    found = list(by.reach(May.WRITE).units[:2])
    return found[0] if len(found) == 1 else None
