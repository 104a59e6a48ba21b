"""The filters of a register's list: validated by django-filter, limited to the person's scope."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_filters.constants import EMPTY_VALUES

from linli.almanac import today
from linli.registers.forms import RowField, UnitField
from linli.registers.records import Record
from linli.registers.register import Register, register_of
from linli.tree.models import Account, Dated, Span, Unit
from linli.tree.roles import May
from linli.tree.scope import few


class UnitFilter(django_filters.Filter):
    """Rows of a unit and of the units below it."""

    field_class = UnitField

    def filter(self, queryset: models.QuerySet, value: Unit | None) -> models.QuerySet:
        if value is None:
            return queryset
        below = Span.objects.filter(Dated.on(today()), ancestor=value).values_list("descendant_id", flat=True)
        return queryset.filter(**{f"{self.field_name}__in": few(below)})


class RowFilter(django_filters.Filter):
    """Rows that refer to one row of another register."""

    field_class = RowField


class DayField(forms.DateField):
    """A day, picked in the browser."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayFilter(django_filters.Filter):
    """From a day, or until one."""

    field_class = DayField


def filters_of(register: type[Register], by: Account) -> type[django_filters.FilterSet]:
    """The filter set of a register for one person: the declared fields and `q`, the search."""
    filters: dict[str, Any] = {}
    for name in register.filters:
        filters |= _filters_for(register, name, by)
    if register.private and register.private != ["*"]:
        for found in filters.values():
            if found.field_name in register.private:
                found.filter = _where_private(register, by, found.filter)
    if register.search:
        filters["q"] = django_filters.CharFilter(method="search", label=_("search"), max_length=80)

    def search(self: Any, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return register.found(queryset, value, by)

    meta = type("Meta", (), {"model": register.model, "fields": []})
    return type(
        f"{register.__name__}Filters",
        (django_filters.FilterSet,),
        {**filters, "search": search, "Meta": meta},
    )


def _where_private(register: type[Register], by: Account, plain: Any) -> Any:
    """A filter by a private value finds rows only where the person may read that value."""

    def narrowed(queryset: models.QuerySet, value: Any) -> models.QuerySet:
        rows = plain(queryset, value)
        return rows if value in EMPTY_VALUES else rows.filter(register.within(by, May.PRIVATE))

    return narrowed


def _filters_for(register: type[Register], name: str, by: Account) -> dict[str, django_filters.Filter]:
    field = register.field(name)
    label = field.verbose_name
    if isinstance(field, models.ForeignKey) and field.related_model is Unit:
        units = by.reach(May.READ).units | by.reach(May.PRIVATE).units
        return {name: UnitFilter(field_name=name, queryset=units.distinct(), label=label)}
    if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Record):
        other = register_of(field.related_model)
        return {name: RowFilter(field_name=name, register=other, by=by, label=label)}
    if isinstance(field, models.DateField):
        return {
            f"{name}_from": DayFilter(field_name=name, lookup_expr="gte", label=_("%(what)s from") % {"what": label}),
            f"{name}_to": DayFilter(field_name=name, lookup_expr="lte", label=_("%(what)s until") % {"what": label}),
        }
    if field.choices:
        return {name: django_filters.ChoiceFilter(field_name=name, choices=field.flatchoices, label=label)}
    if isinstance(field, models.BooleanField):
        return {name: django_filters.BooleanFilter(field_name=name, label=label)}
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return {name: django_filters.NumberFilter(field_name=name, label=label)}
    return {name: django_filters.CharFilter(field_name=name, label=label, max_length=80)}
