"""Parameters: `$name` in a pack becomes the value of the parameter, before anything else is understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.programmes.language.errors import Path, Problem, unknown

_REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)")

#: Stand for something else in each occurrence; only filters and titles may hold them.
LOOP_VARIABLES = ("item", "topic", "day", "month")

#: Sections and entries whose text is quoted or explained, never computed.
_VERBATIM = ("source", "note", "overrides", "quote", "document")


def substitute(tree: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The pack with every `$name` replaced, and the references that lead nowhere or round in a circle."""
    problems: list[Problem] = []
    given = tree.get("parameters")
    raw = {name: _raw(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    for name in raw:
        if name in LOOP_VARIABLES:
            message = _("“%(name)s” is a loop variable; call the parameter something else.") % {"name": name}
            problems.append(Problem(message, ("parameters", name)))
    values: dict[str, Any] = {}
    for name in raw:
        _settle(name, raw, values, (), problems)
    filled = {
        key: value if key in _VERBATIM else _fill(value, values, (key,), problems)
        for key, value in tree.items()
        if key != "parameters"
    }
    if "parameters" in tree:
        filled["parameters"] = _settled(given, values)
    return filled, problems


def _raw(value: Any) -> Any:
    return value.get("value") if isinstance(value, Mapping) else value


def _settled(given: Any, values: Mapping[str, Any]) -> Any:
    if not isinstance(given, Mapping):
        return given
    return {
        name: {**value, "value": values[name]} if isinstance(value, Mapping) else {"value": values[name]}
        for name, value in given.items()
    }


def _settle(
    name: str, raw: Mapping[str, Any], values: dict[str, Any], chain: tuple[str, ...], problems: list[Problem]
) -> None:
    """Work out one parameter after those it refers to."""
    if name in values:
        return
    if name in chain:
        circle = " → ".join((*chain[chain.index(name) :], name))
        message = _("The parameters refer to each other in a circle: %(circle)s.") % {"circle": circle}
        problems.append(Problem(message, ("parameters", name)))
        values[name] = None
        return
    for other in _REFERENCE.findall(raw[name]) if isinstance(raw[name], str) else ():
        if other in raw:
            _settle(other, raw, values, (*chain, name), problems)
    if name not in values:
        values[name] = _fill(raw[name], values, ("parameters", name), problems)


def _fill(value: Any, values: Mapping[str, Any], path: Path, problems: list[Problem]) -> Any:
    if isinstance(value, Mapping):
        filled = {}
        for key, part in value.items():
            name = _fill_text(key, values, (*path, key), problems) if "$" in key else key
            verbatim = key in _VERBATIM and not isinstance(part, list)
            filled[str(name)] = part if verbatim else _fill(part, values, (*path, key), problems)
        return filled
    if isinstance(value, list):
        return [_fill(part, values, (*path, place), problems) for place, part in enumerate(value)]
    return _fill_text(value, values, path, problems) if isinstance(value, str) and "$" in value else value


def _fill_text(text: str, values: Mapping[str, Any], path: Path, problems: list[Problem]) -> Any:
    """A text that is one reference becomes the value itself, whatever its type; others hold it as text."""

    def found(name: str) -> Any:
        if name in LOOP_VARIABLES:
            return f"${name}"
        if name not in values:
            problems.append(unknown(f"${name}", [f"${known}" for known in values], path, _("parameter")))
            return None
        return values[name]

    if whole := _REFERENCE.fullmatch(text):
        return found(whole[1])
    return _REFERENCE.sub(lambda match: str(found(match[1])), text)
