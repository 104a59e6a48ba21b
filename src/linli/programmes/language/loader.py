"""From a pack to a programme, and from there to the one that a unit has adopted with its own numbers."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from linli.programmes.language import links, wording
from linli.programmes.language.definitions import Programme
from linli.programmes.language.errors import PackErrors, Problem, unknown
from linli.programmes.language.parameters import substitute
from linli.programmes.language.parts import BOUNDS
from linli.programmes.language.source import Source, read

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def load(pack: FilePath | str, name: str = "") -> Programme:
    """The programme of a pack: a file (a Path) or its text (a str); `name` stands for the file in messages.

    Raises PackErrors with everything that is wrong, each with its line.
    """
    return _build(read(pack, name))


def resolve(
    programme: Programme,
    parameters: Mapping[str, Any] = _NOTHING,
    *,
    targets: Mapping[str, Any] = _NOTHING,
    lists: Mapping[str, Any] = _NOTHING,
    obligations: Mapping[str, Any] = _NOTHING,
) -> Programme:
    """The programme as a unit has adopted it: its own parameters, targets and lists, and extra obligations.

    Raises PackErrors where a name does not exist or a value does not fit.
    """
    tree = copy.deepcopy(dict(programme.origin.tree))
    problems: list[Problem] = []
    _override(tree, "parameters", parameters, problems, _("parameter"))
    _override(tree, "lists", lists, problems, _("list"))
    _set_targets(tree, targets, problems)
    own = tree.setdefault("obligations", {})
    for name, obligation in obligations.items():
        if name in own:
            message = _("There is already an obligation “%(name)s”.") % {"name": name}
            problems.append(Problem(message, ("obligations", name)))
        own[name] = obligation
    if problems:
        raise PackErrors(map(programme.origin.place, problems))
    return _build(replace(programme.origin, tree=tree))


def _override(
    tree: dict, section: str, values: Mapping[str, Any], problems: list[Problem], what: str
) -> None:
    known = tree.get(section) or {}
    for name, value in values.items():
        if name not in known:
            problems.append(unknown(name, known, (section,), what))
        elif section == "parameters" and isinstance(known[name], Mapping):
            known[name] = {**known[name], "value": value}
        else:
            known[name] = value


def _set_targets(tree: dict, targets: Mapping[str, Any], problems: list[Problem]) -> None:
    known = tree.get("obligations") or {}
    for name, number in targets.items():
        if name not in known:
            problems.append(unknown(name, known, ("obligations",), _("obligation")))
            continue
        bound = next((bound for bound in BOUNDS if bound in known[name]), "at_least")
        if bound in ("trend", "rule"):
            del known[name][bound]
            bound = "at_least"
        known[name][bound] = number


def _build(source: Source) -> Programme:
    tree, problems = substitute(source.tree)
    if problems:  # what follows would only repeat them
        raise PackErrors(map(source.place, problems))
    try:
        programme = Programme.model_validate(tree)
    except ValidationError as errors:
        raise PackErrors(source.place(problem) for problem in wording.problems(errors)) from None
    if problems := list(links.check(programme)):
        raise PackErrors(map(source.place, problems))
    programme._origin = source
    return programme
