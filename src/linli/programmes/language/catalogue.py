"""What the site knows, so that a pack can be checked against it. The kernel fills it from its registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from linli.programmes.language.values import MeasureRef


@dataclass(frozen=True)
class MeasureInfo:
    """A measure of a register. A stock is taken at the end of a period, a flow is counted within it."""

    title: str
    kind: Literal["count", "distinct", "sum", "average"] = "count"
    stock: bool = False


@dataclass(frozen=True)
class FilterInfo:
    """A filter of a register; `choices` (value → title) for the kind "choice"."""

    title: str = ""
    kind: Literal["choice", "text", "number", "date", "boolean", "reference"] = "text"
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RegisterInfo:
    """A register: what can be counted on it, and by what its rows can be told apart."""

    title: str
    measures: Mapping[str, MeasureInfo] = field(default_factory=dict)
    filters: Mapping[str, FilterInfo] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All names that a pack may use from outside itself. An empty set of names is not checked."""

    registers: Mapping[str, RegisterInfo] = field(default_factory=dict)
    unit_kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    #: The sentence that says why a measure cannot be counted for each row of a register, or nothing: measure,
    #: register, `via`, and whether it must be known on which day it was done.
    about: Callable[[MeasureRef, str, str, bool], str] | None = None
