"""What this site knows, for checking packs: registers, measures, filters, roles, actions, templates."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.programmes.language.catalogue import Catalogue, FilterInfo, MeasureInfo, RegisterInfo
from linli.programmes.language.values import MeasureRef
from linli.registers.action import all_actions
from linli.registers.paths import path_to
from linli.registers.register import Register, all_registers, register_named
from linli.tree.models import Kind
from linli.tree.roles import ROLES

_KINDS = {"count": "count", "distinct": "distinct", "total": "sum", "average": "average"}

# Report templates are known by the floor above; it adds their names here when it starts.
templates: set[str] = set()


def catalogue() -> Catalogue:
    """The names that a pack may use, with their titles in the language of the moment."""
    return _catalogue(get_language() or "", frozenset(templates))


@cache
def _catalogue(language: str, templates: frozenset[str]) -> Catalogue:
    return Catalogue(
        registers={name: _register(found) for name, found in all_registers().items()},
        unit_kinds=frozenset(Kind.values),
        roles=frozenset(ROLES),
        actions=frozenset(all_actions()),
        templates=templates,
        about=_about,
    )


def _about(measure: MeasureRef, subject: str, via: str, dated: bool) -> str:
    register = register_named(measure.register)
    try:
        path = path_to(register, measure.measure, register_named(subject), via)
    except LookupError as error:
        return str(error)
    if dated and path == "pk" and (register.measures[measure.measure].done or register.done_field()) == register.when:
        message = _("“%(measure)s” has no day on which it was done, so “within” cannot tell what is late.")
        return message % {"measure": measure}
    return ""


def _register(found: type[Register]) -> RegisterInfo:
    measures = {
        name: MeasureInfo(str(measure.title or name), _KINDS[measure.how], measure.stock)  # type: ignore[arg-type]
        for name, measure in found.measures.items()
    }
    return RegisterInfo(found.title(), measures, {name: _filter(found, name) for name in found.filters})


def _filter(found: type[Register], name: str) -> FilterInfo:
    field = found.field(name)
    title = str(field.verbose_name)
    if field.choices:
        return FilterInfo(title, "choice", {str(value): str(words) for value, words in field.flatchoices})
    if field.is_relation:
        return FilterInfo(title, "reference")
    if isinstance(field, models.BooleanField):
        return FilterInfo(title, "boolean")
    if isinstance(field, models.DateField):
        return FilterInfo(title, "date")
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return FilterInfo(title, "number")
    return FilterInfo(title, "text")
