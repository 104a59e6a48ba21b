"""The field types of the definitions: how each is read, and how it looks in the JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from linli.almanac import DayRule, Duration, Every, Period, Span
from linli.programmes.language.conditions import Where, parse_where
from linli.programmes.language.values import Amount, MeasureRef, between

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")


class Definition(BaseModel):
    """A typed part of a pack. `short` names the one field that a plain value in its place stands for."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    short: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, value: Any) -> Any:
        if cls.short and value is not None and not isinstance(value, dict | BaseModel):
            return {cls.short: value}
        return value


def _as(parse: Callable[[Any], Any], **schema: Any) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(parse), WithJsonSchema(schema)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise ValueError(
            _("Not a name: %(name)s. Names are small letters, digits, - and _") % {"name": value}
        )
    return value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(_name(part) for part in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(_("Not a day: %(text)s. Write such as 2026-01-31") % {"text": value}) from None


def _spans(value: Any) -> tuple[Span, ...]:
    return tuple(Span.parse(part) for part in _listed(value))


def _optional_amount(value: Any) -> Amount | None:
    return None if value is None else Amount(value)


def _one_or_two(value: Any) -> tuple[Amount, Amount] | None:
    """A number of places: 10, [30, 40], or not set."""
    if value is None:
        return None
    return between(value if isinstance(value, list) or ".." in str(value) else [value, value])


def _steps(value: Any) -> tuple[tuple[Amount, Any], ...]:
    """A ladder of lower bounds, highest first: {90%: 30, 80%: 20}."""
    if not isinstance(value, dict) or not value:
        raise ValueError(_("Write steps as number and value, such as {90%%: 30, 80%%: 20}") % {})
    steps = sorted(((Amount(bound), what) for bound, what in value.items()), key=lambda step: -step[0])
    if len({bound for bound, _what in steps}) < len(steps):
        raise ValueError(_("The same step stands here twice"))
    return tuple(steps)


def _bands(value: Any) -> tuple[tuple[Amount, Amount], ...]:
    bands = tuple((bound, Amount(points)) for bound, points in _steps(value))
    if any(higher[1] < lower[1] for higher, lower in pairwise(bands)):
        raise ValueError(_("A higher step gives fewer points than a lower one"))
    return bands


def _below(value: Any) -> tuple[tuple[Amount, tuple[str, ...]], ...]:
    return tuple((bound, _names(names)) for bound, names in _steps(value))


def _grades(value: Any) -> tuple[tuple[str, Amount], ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError(_("Write grades as name and lowest score, such as {good: 80}"))
    grades = ((str(name), Amount(bound)) for name, bound in value.items())
    return tuple(sorted(grades, key=lambda grade: -grade[1]))


def _list_of_items(value: Any) -> dict[str, str]:
    """Items with their titles. A plain list is its own titles."""
    if isinstance(value, dict) and value:
        return {str(item): str(title) for item, title in value.items()}
    if isinstance(value, list) and value and all(isinstance(item, str | int) for item in value):
        items = {str(item): str(item) for item in value}
        if len(items) == len(value):
            return items
        raise ValueError(_("An item stands here twice"))
    raise ValueError(_("Write a list of items, or items with their titles"))


def _texts(value: Any) -> tuple[str, ...]:
    parts = _listed(value)
    if not all(isinstance(part, str) for part in parts):
        raise ValueError(_("Write text, or a list of texts"))
    return tuple(parts)


def _each(value: Any) -> str | tuple[str, ...]:
    return tuple(_texts(value)) if isinstance(value, list) else str(value)


def _wanted(value: Any) -> str | bool:
    if isinstance(value, bool | str):
        return value
    raise ValueError(_("Write true, or say what is wanted"))


def _true_or_false(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(_("Write true or false (in YAML 1.2 yes, no, on and off are plain words)"))


def _whole(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(_("Not a whole number: %(text)s") % {"text": value})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        raise ValueError(_("Write a number, a text or a list"))
    return value


def _texts_by_name(value: Any) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(text, str) and text.strip() for text in value.values()):
        return dict(value)
    raise ValueError(_("Write the name of each rule and the reason for passing it"))


_TEXT = {"type": "string"}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_NUMBER = {"anyOf": [{"type": "number"}, _TEXT]}
_STEPS = {"type": "object", "minProperties": 1}
_MAPPING = {"type": "object"}

Text = Annotated[str, Field(min_length=1, max_length=400)]
Name = Annotated[str, *_as(_name, **_TEXT)]
Names = Annotated[tuple[str, ...], *_as(_names, **_TEXTS)]
Texts = Annotated[tuple[str, ...], *_as(_texts, **_TEXTS)]
Items = Annotated[dict[str, str], *_as(_list_of_items, anyOf=[{"type": "array", "items": _TEXT}, _MAPPING])]
Each = Annotated[str | tuple[str, ...], *_as(_each, **_TEXTS)]
Flag = Annotated[bool, *_as(_true_or_false, type="boolean")]
Wanted = Annotated[str | bool, *_as(_wanted, anyOf=[{"type": "boolean"}, _TEXT])]
Whole = Annotated[int, *_as(_whole, type="integer")]
Number = Annotated[Amount, *_as(Amount, **_NUMBER)]
OptionalNumber = Annotated[Amount | None, *_as(_optional_amount, anyOf=[{"type": ["number", "null"]}, _TEXT])]
TwoNumbers = Annotated[tuple[Amount, Amount], *_as(between, anyOf=[{"type": "array"}, _TEXT])]
OneOrTwoNumbers = Annotated[
    tuple[Amount, Amount] | None, *_as(_one_or_two, anyOf=[{"type": "number"}, {"type": "array"}, _TEXT])
]
PlainValue = Annotated[Any, *_as(_plain, type=["number", "string", "boolean", "null", "array"])]
Bands = Annotated[tuple[tuple[Amount, Amount], ...], *_as(_bands, **_STEPS)]
Below = Annotated[tuple[tuple[Amount, tuple[str, ...]], ...], *_as(_below, **_STEPS)]
Grades = Annotated[tuple[tuple[str, Amount], ...], *_as(_grades, **_STEPS)]
Reasons = Annotated[dict[str, str], *_as(_texts_by_name, **_MAPPING)]
Day = Annotated[date, *_as(_day, type="string", format="date")]
PeriodName = Annotated[Period, *_as(Period.parse, anyOf=[_TEXT, {"type": "integer"}])]
Frequency = Annotated[Every, *_as(Every.parse, **_TEXT)]
LengthOfTime = Annotated[Duration, *_as(Duration.parse, **_TEXT)]
DayOf = Annotated[DayRule, *_as(DayRule.parse, anyOf=[_TEXT, _MAPPING])]
SpanOfDays = Annotated[Span, *_as(Span.parse, anyOf=[_TEXT, {"type": "integer"}])]
Spans = Annotated[tuple[Span, ...], *_as(_spans, anyOf=[_TEXT, {"type": "integer"}, {"type": "array"}])]
Measure = Annotated[
    MeasureRef, *_as(MeasureRef.parse, type="string", pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
]
Filters = Annotated[Where, *_as(parse_where, **_MAPPING)]
