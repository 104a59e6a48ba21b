"""Says in people's words what pydantic found, with the names that would have been right."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from linli.programmes.language.definitions import Programme
from linli.programmes.language.errors import Path, Problem, near


def problems(errors: ValidationError) -> Iterator[Problem]:
    """One problem for each error of a validation."""
    for error in errors.errors(include_url=False):
        path: Path = tuple(part for part in error["loc"] if part != "[key]")
        yield _problem(error["type"], path, error.get("ctx", {}), error["input"])


def _problem(kind: str, path: Path, context: dict[str, Any], value: Any) -> Problem:
    name = path[-1] if path else ""
    match kind:
        case "extra_forbidden":
            known = _entries(path[:-1])
            found = near(name, known)
            message = _("“%(name)s” is not known here.") % {"name": name}
            if not found:
                message += " " + _("Known: %(names)s.") % {"names": ", ".join(sorted(known))}
            return Problem(message, path, near=found)
        case "missing":
            return Problem(_("“%(name)s” is missing.") % {"name": name}, path[:-1])
        case "value_error":
            return Problem(_("%(sentence)s.") % {"sentence": context["error"]}, path)
        case "literal_error":
            expected = str(context["expected"]).replace(" or ", ", ")
            known = [choice.strip("'") for choice in expected.split(", ")]
            message = _("“%(value)s” cannot stand at “%(name)s”: one of %(known)s.")
            words = {"value": value, "name": name, "known": ", ".join(known)}
            return Problem(message % words, path, near=near(value, known))
        case "string_type":
            return Problem(
                _("“%(name)s” is a text; write it in quotes if it is a number.") % {"name": name}, path
            )
        case "string_too_long":
            words = {"name": name, "most": context["max_length"]}
            return Problem(_("“%(name)s” is longer than %(most)d characters.") % words, path)
        case "string_too_short":
            return Problem(_("“%(name)s” is empty.") % {"name": name}, path)
        case "dict_type" | "model_type" | "mapping_type":
            return Problem(
                _("“%(name)s” holds entries of its own, such as “title: …”.") % {"name": name}, path
            )
        case "tuple_type" | "list_type":
            return Problem(_("“%(name)s” is a list: write [ … ] or lines with “-”.") % {"name": name}, path)
    return Problem(_("“%(name)s” is not right here.") % {"name": name}, path)


def _entries(path: Path) -> list[str]:
    """The entries that may stand at a path."""
    model = _model_at(path)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_at(path: Path) -> type[BaseModel] | None:
    current: Any = Programme
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            fields = current.model_fields.items()
            current = next(
                (field.annotation for name, field in fields if (field.alias or name) == part), None
            )
        else:
            current = typing.get_args(current)[-1 if typing.get_origin(current) is dict else 0]
        current = _without_none(current)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _without_none(annotation: Any) -> Any:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return next(part for part in typing.get_args(annotation) if part is not type(None))
    return annotation
