"""The shapes of a register's rows for OpenAPI, made from its fields.

The shapes of what is sent describe; whether a value is right is said by the same form fields as on the site, so that
the sentence is the same and in the reader's language.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import ConfigDict, Field, WithJsonSchema, create_model

from linli.registers.action import Action
from linli.registers.fields import EncryptedField
from linli.registers.filters import filters_of
from linli.registers.records import Line
from linli.registers.register import Register
from linli.tree.models import Account


class Strict(Schema):
    """A body without other fields than those named."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class Loose(Schema):
    """What is answered."""

    model_config = ConfigDict(protected_namespaces=())


class Problem(Schema):
    """What went wrong (RFC 9457); `errors` has the sentences by field."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] = {}


class Named(Schema):
    """A row or unit that another one refers to."""

    id: int
    name: str


class Entry(Schema):
    """One entry of a row's history."""

    at: str
    by: str
    doing: str
    reason: str
    fields: list[dict[str, str]]


class File(Schema):
    """A file that shows a fact; its content is at `url`."""

    id: int
    name: str
    content_type: str
    size: int
    by: str
    at: str
    url: str


def in_words(text: Any) -> str:
    """A label in the site's own language, whoever asks first."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(text)


def row_schema(register: type[Register]) -> type[Schema]:
    """A row as it is answered."""
    fields: dict[str, Any] = {"id": (int, ...), "version": (int, ...)}
    for field in register.fields():
        fields[field.name] = _shown(field, hidden=field.name in register.private)
    for name, model in register.lines().items():
        line = create_model(
            f"{model.__name__}Line",
            __base__=Loose,
            id=(int, ...),
            **{f.name: _shown(f) for f in line_fields(model)},
        )
        fields[name] = (list[line], [])  # type: ignore[valid-type]
    fields |= {"entered_by": (str, ...), "entered_at": (str, ...)}
    fields["masked"] = (list[str], Field([], title=in_words(_("fields that are masked for the reader"))))
    return create_model(f"{register.__name__}Row", __base__=Loose, **fields)


def page_schema(register: type[Register], row: type[Schema]) -> type[Schema]:
    """One page of rows, with the marks of its neighbours."""
    return create_model(
        f"{register.__name__}Page",
        __base__=Loose,
        rows=(list[row], ...),  # type: ignore[valid-type]
        before=(str, ...),
        after=(str, ...),
        count=(int, ...),
        more=(bool, ...),
    )


def new_schema(register: type[Register]) -> type[Schema]:
    """What a new row takes."""
    return create_model(f"{register.__name__}New", __base__=Strict, **_taken(register))


def change_schema(register: type[Register]) -> type[Schema]:
    """What a change takes: the fields that change and the version that was seen."""
    fields = _taken(register) | {"version": (int | None, None)}
    return create_model(f"{register.__name__}Change", __base__=Strict, **fields)


def query_schema(register: type[Register]) -> type[Schema]:
    """What a list can be asked: the filters of the site, sort, mark and size."""
    fields: dict[str, Any] = {
        name: (str, Field("", title=in_words(one.label)))
        for name, one in filters_of(register, Account()).base_filters.items()
    }
    fields |= {"sort": (str, ""), "mark": (str, ""), "size": (str, ""), "reveal": (str, "")}
    return create_model(f"{register.__name__}Query", __base__=Loose, **fields)


def action_schema(action: Action) -> type[Schema]:
    """What an action asks."""
    fields: dict[str, Any] = {
        name: (Annotated[Any, WithJsonSchema({"title": in_words(label)})], None)
        for name, (_kind, label) in action.asks.items()
    }
    fields["version"] = (int | None, None)
    return create_model(
        "".join(p.title() for p in action.name.split(".")) + "Inputs", __base__=Strict, **fields
    )


def line_fields(model: type[Line]) -> list[models.Field]:
    """The fields of a line that people fill in."""
    return [f for f in model._meta.concrete_fields if f.editable and not f.primary_key and f.name != "record"]


def _taken(register: type[Register]) -> dict[str, Any]:
    fields: dict[str, Any] = {f.name: _asked(f) for f in register.fields()}
    for name, model in register.lines().items():
        properties = {"id": {"type": "integer"}} | {f.name: _form(f) for f in line_fields(model)}
        line = {
            "type": "array",
            "items": {"type": "object", "properties": properties, "additionalProperties": False},
        }
        fields[name] = (Annotated[Any, WithJsonSchema(line)], None)
    return fields


def _asked(field: models.Field) -> Any:
    return (Annotated[Any, WithJsonSchema(_form(field))], None)


def _form(field: models.Field) -> dict[str, Any]:
    """The JSON schema of a value that is sent."""
    said: dict[str, Any] = {"title": in_words(field.verbose_name)}
    if field.help_text:
        said["description"] = in_words(field.help_text)
    if field.is_relation:
        return said | {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}]}
    if field.choices:
        values = [value for value, _label in field.flatchoices if value not in ("", None)]
        return said | {"enum": [*values, *([""] if field.blank else [])]}
    kind, form = _kind(field)
    said |= {"type": kind if not field.null else [kind, "null"]}
    if form:
        said["format"] = form
    if isinstance(field, models.CharField) and field.max_length:
        said["maxLength"] = field.max_length
    return said


def _shown(field: models.Field, *, hidden: bool = False) -> Any:
    title = in_words(field.verbose_name)
    if field.is_relation:
        return (Named | None, Field(None, title=title))
    kind, form = _kind(field)
    said: dict[str, Any] = {"title": title, "type": kind if not (field.null or hidden) else [kind, "null"]}
    if form:
        said["format"] = form
    return (Annotated[Any, WithJsonSchema(said)], None)


def _kind(field: models.Field) -> tuple[str, str]:
    if isinstance(field, EncryptedField):
        return "string", ""
    if isinstance(field, models.BooleanField):
        return "boolean", ""
    if isinstance(field, models.IntegerField):
        return "integer", ""
    if isinstance(field, models.FloatField):
        return "number", ""
    if isinstance(field, models.DateTimeField):
        return "string", "date-time"
    if isinstance(field, models.DateField):
        return "string", "date"
    return "string", ""
