"""The JSON Schema of the pack language, for editors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.programmes.language.definitions import Programme
from linli.programmes.language.fields import Definition

_PARAMETER = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"}
_SCALARS = ("integer", "number", "boolean")


def schema() -> dict[str, Any]:
    """Draft 2020-12 schema of a pack. Wherever a value stands, a `$parameter` may stand."""
    made = Programme.model_json_schema(by_alias=True)
    shorts = {model.__name__: model.short for model in _models(Definition) if model.short}
    for name, definition in made["$defs"].items():
        for entry, part in definition.get("properties", {}).items():
            definition["properties"][entry] = _or_parameter(part)
        if name in shorts:
            aliases = {field: info.alias or field for field, info in _by_name(name).model_fields.items()}
            plain = definition["properties"][aliases[shorts[name]]]
            made["$defs"][name] = {"anyOf": [definition, plain]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _or_parameter(part: dict[str, Any]) -> dict[str, Any]:
    if "anyOf" in part and any(_is_scalar(option) for option in part["anyOf"]):
        return {**part, "anyOf": [*part["anyOf"], _PARAMETER]}
    if _is_scalar(part):
        about = ("title", "default", "description")
        core = {key: value for key, value in part.items() if key not in about}
        return {**{key: value for key, value in part.items() if key in about}, "anyOf": [core, _PARAMETER]}
    return part


def _is_scalar(part: dict[str, Any]) -> bool:
    return part.get("type") in _SCALARS or "enum" in part


def _models(model: type[Definition]) -> Iterator[type[Definition]]:
    for child in model.__subclasses__():
        yield child
        yield from _models(child)


def _by_name(name: str) -> type[Definition]:
    return next(model for model in _models(Definition) if model.__name__ == name)
