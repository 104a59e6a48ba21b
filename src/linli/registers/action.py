"""Actions: the only way from one state of a record to the next.

An action is a plain function with the record first and a keyword-only `by`; further keyword-only parameters are asked
from the person: `reason: Annotated[str, _("reason")]` says what and under which label. It changes the record that it
is given; the decorator checks, writes and remembers.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from linli.registers.door import Refused, carried_out, keep, opened
from linli.registers.records import Record
from linli.registers.register import Register, unknown
from linli.tree.models import Account
from linli.tree.roles import May

_actions: dict[str, Action] = {}


@dataclass(frozen=True)
class Action:
    """A registered action. Calling it carries it out.

    `moment` maps a field to the values in which the action is possible; `asks` are the parameters that a person
    fills in, by name: what they are and what people call them.
    """

    name: str
    title: Any
    register: type[Register]
    do: Callable[..., Any]
    may: str
    moment: Mapping[str, Any]
    asks: Mapping[str, tuple[Any, Any]]

    do_not_call_in_templates = True

    def __call__(
        self, record: Record, *, by: Account, key: str = "", version: int | None = None, **inputs: Any
    ) -> Record:
        """Carry the action out.

        Raises:
            Refused: no duty for it at the record's unit.
            ValidationError: not at this moment, or an input is missing or wrong.
        """
        if key and (earlier := carried_out(key, by, self.register, record.pk)) is not None:
            return earlier
        if not self.allowed(by, record):
            raise Refused(_("You have no duty for this at the unit."))
        if not self.possible(record):
            raise ValidationError(_("“%(title)s” is not possible in the present state.") % {"title": self.title})
        with transaction.atomic(), opened():
            self.do(record, by=by, **inputs)
            reason = str(inputs.get("reason") or "")
            return keep(record, by=by, doing=self.name, may=self.may, key=key, version=version, reason=reason)

    def allowed(self, by: Account, record: Record) -> bool:
        """Whether the account has the duty for it at the record's unit."""
        return self.register.open_to(by, record.unit_id, self.may)

    def possible(self, record: Record) -> bool:
        """Whether the record is at the right moment."""
        return all(getattr(record, field) in _several(values) for field, values in self.moment.items())

    def form_fields(self, by: Account) -> dict[str, forms.Field]:
        """A form field for each input asked."""
        return {name: _asked(kind, label, by) for name, (kind, label) in self.asks.items()}


def action(
    register: type[Register], title: Any, *, may: str = May.WRITE, moment: Mapping[str, Any] | None = None
) -> Callable[[Callable[..., Any]], Action]:
    """Register a function as the action `<register>.<function>`."""

    def registered(do: Callable[..., Any]) -> Action:
        hints = typing.get_type_hints(do, include_extras=True)
        asks = {
            name: _described(name, hints[name])
            for name, parameter in inspect.signature(do).parameters.items()
            if parameter.kind is parameter.KEYWORD_ONLY and name != "by"
        }
        name = f"{register.name}.{do.__name__.rstrip('_')}"
        made = Action(name, title, register, wraps(do)(do), may, moment or {}, asks)
        _actions[name] = made
        return made

    return registered


def actions_of(register: type[Register]) -> list[Action]:
    """The actions of a register."""
    return [found for found in _actions.values() if found.register is register]


def actions_for(record: Record, by: Account) -> list[Action]:
    """The actions that the account can carry out on the record now."""
    register = record.register  # type: ignore[attr-defined]
    return [found for found in actions_of(register) if found.possible(record) and found.allowed(by, record)]


def action_named(name: str) -> Action:
    """The action of that name (`submissions.send_back`).

    Raises:
        LookupError: there is none; says which are near.
    """
    try:
        return _actions[name]
    except KeyError:
        raise LookupError(unknown(name, _actions)) from None


def all_actions() -> dict[str, Action]:
    """Every action, by name."""
    return dict(sorted(_actions.items()))


def _several(values: Any) -> tuple:
    return tuple(values) if isinstance(values, (list, tuple, set)) else (values,)


def _described(name: str, hint: Any) -> tuple[Any, Any]:
    """`Annotated[str, _("reason")]` → (str, "reason")."""
    if typing.get_origin(hint) is typing.Annotated:
        kind, label = typing.get_args(hint)[:2]
        return kind, label
    return hint, hint._meta.verbose_name if hasattr(hint, "_meta") else name


def _asked(kind: Any, label: Any, by: Account) -> forms.Field:
    from linli.registers.forms import RowField

    arguments = typing.get_args(kind)
    required = type(None) not in arguments
    base = next((a for a in arguments if a is not type(None)), kind)
    if isinstance(base, type) and issubclass(base, Record):
        return RowField(base.register, by, required=required, label=label)  # type: ignore[attr-defined]
    if isinstance(base, type) and issubclass(base, models.Choices):
        return forms.ChoiceField(choices=base.choices, required=required, label=label)
    if base is date:
        return forms.DateField(required=required, label=label, widget=forms.DateInput(attrs={"type": "date"}))
    if base is int:
        return forms.IntegerField(required=required, label=label)
    if base is bool:
        return forms.BooleanField(required=False, label=label)
    return forms.CharField(required=required, label=label, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
