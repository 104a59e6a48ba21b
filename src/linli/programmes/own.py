"""From a text to a programme that this site can carry out, with the numbers and obligations of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from textwrap import indent
from typing import Any

from django.utils.translation import gettext as _

from linli.programmes.catalogue import catalogue
from linli.programmes.language.checks import check
from linli.programmes.language.definitions import Programme
from linli.programmes.language.errors import PackErrors, Problem
from linli.programmes.language.loader import load, resolve
from linli.programmes.language.source import Source, read

_INDENT = "  "


def usable(text: str) -> Programme:
    """The programme of a text, all of whose names this site has.

    Raises:
        PackErrors: everything that is wrong, with its line.
    """
    programme = load(text)
    _refuse(check(programme, catalogue()))
    return programme


def examined(text: str) -> tuple[Programme | None, tuple[Problem, ...]]:
    """A text as far as it can be read, and everything that can be said against it, warnings too, by line."""
    try:
        programme = load(text)
    except PackErrors as error:
        return None, error.problems
    return programme, tuple(check(programme, catalogue()))


def resolved(text: str, parameters: Mapping[str, Any], targets: Mapping[str, Any], extra: str) -> Programme:
    """The programme of a text as a unit carries it out. `extra` is YAML: obligations by their names.

    Raises:
        PackErrors: the text is no programme here, a number does not fit, or an own obligation is wrong (with
            the lines of `extra`).
    """
    programme, own = usable(text), _own(extra)
    names = own.tree["obligations"] if own else {}
    try:
        made = resolve(programme, parameters, targets=targets, obligations=names)
        _refuse(check(made, catalogue()))
    except PackErrors as error:
        if own is None:
            raise
        raise PackErrors(_placed(problem, own) for problem in error.problems) from None
    return made


def _own(extra: str) -> Source | None:
    """The own obligations of a unit as data, set under the heading that they would have in a pack."""
    if not extra.strip():
        return None
    try:
        source = read(f"obligations:\n{indent(extra, _INDENT)}\n")
    except PackErrors as error:
        raise PackErrors(map(_moved, error.problems)) from None
    found = source.tree.get("obligations")
    if set(source.tree) != {"obligations"} or not isinstance(found, dict | None):
        message = _("Write the name of each obligation and, below it, its entries.")
        raise PackErrors([Problem(message, ("obligations",), _where(), 1, 1)])
    return source if found else None


def _placed(problem: Problem, own: Source) -> Problem:
    """The problem at its place in the own obligations, if that is where it stands."""
    if problem.path[:1] == ("obligations",) and problem.path[1:2] and problem.path[1] in own.tree["obligations"]:
        return _moved(own.place(problem))
    return problem


def _moved(problem: Problem) -> Problem:
    """The problem with the line and column that the author sees: the heading is ours."""
    line, column = max(1, problem.line - 1), max(1, problem.column - len(_INDENT))
    return replace(problem, file=_where(), line=line, column=column)


def _where() -> str:
    return _("own obligations")


def _refuse(found: Iterable[Problem]) -> None:
    wrong = [problem for problem in found if not problem.warning]
    if wrong:
        raise PackErrors(wrong)
