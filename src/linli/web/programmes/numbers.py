"""The numbers of a programme as a form: parameters and targets, read from its text and written back into it.

Writing touches the one value and nothing else: comments, order and layout of the text stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from linli.programmes.language import Programme
from linli.programmes.language.parts import BOUNDS
from linli.programmes.language.values import Target
from linli.programmes.office import number

_PLAIN = re.compile(r"[^\W_][\w.%/-]*(?: [\w.%/-]+)*")


@dataclass(frozen=True)
class Number:
    """One value that can be set: a parameter, or the number of an obligation that no parameter gives."""

    section: str
    name: str
    title: str
    value: Any
    path: tuple[str, ...]
    shown: str = ""
    words: str = ""
    unit: str = ""
    bounds: str = ""

    @property
    def field(self) -> str:
        """The name of its field in forms."""
        return f"{self.section}-{self.name}"

    @property
    def text(self) -> str:
        """The value as people type it."""
        return typed(self.value)

    def read(self, text: str) -> Any:
        """The value of what somebody typed; nothing for an empty field."""
        text = text.strip()
        if not text:
            return None
        if isinstance(self.value, list):
            return [number(part.strip()) for part in re.split(r"\.\.|[,，、]", text) if part.strip()]
        if isinstance(self.value, bool) and text in ("true", "false"):
            return text == "true"
        return number(text)


def typed(value: Any) -> str:
    """A value as people type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def parameters(programme: Programme) -> list[Number]:
    """The parameters that are not worked out from others."""
    found = []
    for name, raw in (programme.origin.tree.get("parameters") or {}).items():
        part = programme.parameters[name]
        value = raw.get("value") if isinstance(raw, Mapping) else raw
        if isinstance(value, str) and "$" in value:
            continue
        path = ("parameters", name, "value") if isinstance(raw, Mapping) else ("parameters", name)
        range_ = Target(part.min, part.max)
        bounds = "" if range_.open else str(range_)
        title = part.title or name
        found.append(Number("p", name, title, value, path, typed(value), unit=part.unit, bounds=bounds))
    return found


def targets(programme: Programme) -> list[Number]:
    """The numbers of obligations that are written in the obligation itself."""
    found = []
    for name, raw in (programme.origin.tree.get("obligations") or {}).items():
        part = programme.obligations[name]
        bound = part.bound or "at_least"
        value = raw.get(bound)
        if bound in ("trend", "rule") or (isinstance(value, str) and "$" in value):
            continue
        path = ("obligations", name, bound)
        found.append(Number("t", name, part.title, value, path, shown=str(part.target), words=_bound(bound)))
    return found


def issuers_own(programme: Programme) -> set[str]:
    """Parameters that only say what all units together should reach: none of an adopting unit's business."""
    raw = (programme.origin.tree.get("obligations") or {}).values()
    return {part["total"][1:] for part in raw if str(part.get("total", "")).startswith("$")}


def _bound(name: str) -> str:
    words = {
        "exactly": _("exactly"),
        "at_least": _("at least"),
        "more_than": _("more than"),
        "at_most": _("at most"),
        "less_than": _("less than"),
        "between": _("from, to"),
    }
    return words[name]


def numbers(programme: Programme) -> list[Number]:
    """All values that can be set."""
    return [*parameters(programme), *targets(programme)]


def of_path(programme: Programme, path: tuple[Any, ...]) -> str:
    """The field to which something said about an entry of the programme belongs; nothing if to none."""
    section = {"parameters": "p", "obligations": "t"}.get(str(path[0]) if path else "")
    if section is None or len(path) < 2:
        return ""
    raw: Any = programme.origin.tree
    for name in path:
        raw = raw.get(name) if isinstance(raw, Mapping) else None
    if isinstance(raw, str) and (reference := re.search(r"\$([a-z][a-z0-9_]*)", raw)):
        return f"p-{reference[1]}"
    if section == "t" and len(path) > 2 and path[2] not in BOUNDS:
        return ""
    return f"{section}-{path[1]}"


# Writing into the text


def put(text: str, path: tuple[str, ...], value: Any) -> str:
    """The text with one value set; the text must be a sound pack.

    Raises:
        LookupError: the value is written in a way that only its author can change.
    """
    node: Node = YAML(typ="rt", pure=True).compose(text)
    for name in path[:-1]:
        entry = _entry(node, name)
        if entry is None:
            raise LookupError(name)
        node = entry
    there = _entry(node, path[-1])
    if there is None:
        return _insert(text, node, path[-1], value)
    if not isinstance(there, ScalarNode) and not (isinstance(there, SequenceNode) and there.flow_style):
        raise LookupError(path[-1])
    start, end = there.start_mark.index, there.end_mark.index
    space = " " if start == end and text[start - 1 : start] == ":" else ""
    return text[:start] + space + written(value) + text[end:]


def _entry(node: Node, name: str) -> Node | None:
    return next((value for key, value in _pairs(node) if key.value == name), None)


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(node, MappingNode):
        yield from node.value


def _insert(text: str, node: Node, name: str, value: Any) -> str:
    entry = f"{name}: {written(value)}"
    keys = [key for key, _value in _pairs(node)]
    if not keys or not isinstance(node, MappingNode):
        raise LookupError(name)
    if node.flow_style:
        end = node.end_mark.index - 1
        kept = text[:end].rstrip()
        return f"{kept}, {entry}{text[len(kept) :]}"
    mark = keys[min(1, len(keys) - 1)].start_mark
    return f"{text[: mark.index]}{entry}\n{' ' * mark.column}{text[mark.index :]}"


def written(value: Any) -> str:
    """A value as YAML writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    text = str(value)
    return text if isinstance(value, int) or _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
