"""Whom or what a row is about: the path from the rows of one register to those of another."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext as _

from linli.registers.register import Register

DEPTH = 3


def path_to(register: type[Register], measure: str, subject: type[Register], via: str = "") -> str:
    """The path from a row that a measure counts to the row that it is about.

    That is the row itself, else its foreign key, else that of its lines (those on the list of a training, if the
    measure counts lines), else a path over other records that the register itself uses. `via` names the path where
    there are several.

    Raises:
        LookupError: there is none, or it cannot be told which; says what there is.
    """
    words = {"what": f"{register.name}.{measure}", "register": subject.name}
    if via:
        try:
            field = register.field(via)
        except LookupError:
            field = None
        if field is None or field.related_model is not subject.model:
            raise LookupError(_("%(what)s: “%(via)s” leads to no row of %(register)s.") % {**words, "via": via})
        return via
    if register is subject:
        return "pk"
    for near in _candidates(register, subject):
        found = near if len(near) == 1 else [path for path in near if path in _named(register)] or near
        if len(found) > 1:
            message = _("%(what)s: its rows lead to %(register)s by %(paths)s; say by which with “via”.")
            raise LookupError(message % {**words, "paths": "、".join(found)})
        line = found[0].partition("__")[0]
        if line in register.lines() and not _runs_over(register, measure, line):
            message = _("%(what)s counts whole rows, not who stands on their list; take a measure of the list.")
            raise LookupError(message % words)
        return found[0]
    raise LookupError(_("%(what)s: its rows lead to no row of %(register)s.") % words)


def _candidates(register: type[Register], subject: type[Register]) -> Iterator[list[str]]:
    """The paths to the subject, the nearest together: keys of the row, keys of its lines, keys further off."""
    near: list[tuple[str, type[models.Model]]] = [("", register.model)]
    for depth in range(DEPTH):
        keys = [
            (f"{prefix}{field.name}", field.related_model)
            for prefix, model in near
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
        ]
        # A way over other records is meant only if the register itself goes it: the household of whoever led a
        # meeting is no household that the meeting is about.
        named = _named(register) if depth else {path for path, _model in keys}
        if found := [path for path, model in keys if model is subject.model and path in named]:
            yield found
        if depth == 0 and (found := _by_lines(register, subject)):
            yield found
        near = [(f"{path}__", model) for path, model in keys]  # type: ignore[misc]


def _by_lines(register: type[Register], subject: type[Register]) -> list[str]:
    return [
        f"{line}__{field.name}"
        for line, model in register.lines().items()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is subject.model
    ]


def _named(register: type[Register]) -> set[str]:
    """The paths that the register itself uses."""
    return {*register.columns, *register.filters, *(measure.of for measure in register.measures.values())}


def _runs_over(register: type[Register], measure: str, line: str) -> bool:
    meant = register.measures[measure]
    return meant.of.partition("__")[0] == line
