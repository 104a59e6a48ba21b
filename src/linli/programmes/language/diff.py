"""What changed between two versions of a programme, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.programmes.language.definitions import Programme
from linli.programmes.language.parameters import substitute
from linli.programmes.language.parts import BOUNDS

#: The sections of a pack with the word for one of their entries.
SECTIONS = {
    "parameters": gettext_lazy("parameter"),
    "rules": gettext_lazy("rule"),
    "lists": gettext_lazy("list"),
    "groups": gettext_lazy("group"),
    "obligations": gettext_lazy("obligation"),
    "indicators": gettext_lazy("indicator"),
    "scores": gettext_lazy("score sheet"),
    "awards": gettext_lazy("award"),
    "reports": gettext_lazy("report"),
    "consequences": gettext_lazy("consequence"),
}

_WORDS = {
    "title": gettext_lazy("title"),
    "for": gettext_lazy("who it is for"),
    "period": gettext_lazy("period"),
    "value": gettext_lazy("value"),
    "every": gettext_lazy("how often"),
    "window": gettext_lazy("days"),
    "by": gettext_lazy("deadline"),
    "on": gettext_lazy("day"),
    "within": gettext_lazy("time allowed"),
    "where": gettext_lazy("what counts"),
    "submit": gettext_lazy("papers"),
    "to": gettext_lazy("receiver"),
    "source": gettext_lazy("source"),
    "lines": gettext_lazy("lines"),
    "points": gettext_lazy("points"),
    "total": gettext_lazy("total of all units"),
    "places": gettext_lazy("places"),
    "calendar": gettext_lazy("calendar"),
}


@dataclass(frozen=True)
class Change:
    """One change: "added", "removed" or "changed", which entry, and the sentence for people."""

    kind: str
    section: str
    name: str
    text: str

    def __str__(self) -> str:
        return self.text


def diff(old: Programme, new: Programme) -> list[Change]:
    """All changes from the old version to the new one, section by section."""
    before, after = (substitute(programme.origin.tree)[0] for programme in (old, new))
    changes = list(_head(before, after))
    for section in SECTIONS:
        changes += _section(section, before.get(section) or {}, after.get(section) or {}, (old, new))
    return changes


def _head(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for entry in sorted((before.keys() | after.keys()) - SECTIONS.keys()):
        if before.get(entry) != after.get(entry):
            text = _entry(entry, before.get(entry), after.get(entry))
            yield Change("changed", "", entry, text)


def _section(
    section: str, before: Mapping[str, Any], after: Mapping[str, Any], programmes: tuple[Programme, Programme]
) -> Iterator[Change]:
    what = SECTIONS[section]
    for name in [*before, *(name for name in after if name not in before)]:
        words = {"what": what, "title": _title(name, after.get(name, before.get(name)))}
        if name not in after:
            yield Change("removed", section, name, _("Removed: %(what)s “%(title)s”") % words)
        elif name not in before:
            yield Change("added", section, name, _("Added: %(what)s “%(title)s”") % words)
        elif before[name] != after[name]:
            details = "；".join(_details(section, name, before[name], after[name], programmes))
            text = _("Changed: %(what)s “%(title)s”: %(details)s") % {**words, "details": details}
            yield Change("changed", section, name, text)


def _details(
    section: str, name: str, before: Any, after: Any, programmes: tuple[Programme, Programme]
) -> Iterator[str]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield f"{_said(before)} → {_said(after)}"
        return
    bounds = [bound for bound in BOUNDS if before.get(bound) != after.get(bound)]
    if bounds and section == "obligations":
        targets = [programme.obligations[name] for programme in programmes]
        yield _("target") + f" {_target(targets[0])} → {_target(targets[1])}"
    for entry in [*before, *(entry for entry in after if entry not in before)]:
        if before.get(entry) != after.get(entry) and not (section == "obligations" and entry in BOUNDS):
            yield _entry(entry, before.get(entry), after.get(entry))


def _target(obligation: Any) -> str:
    return str(obligation.rule or obligation.target)


def _entry(entry: str, before: Any, after: Any) -> str:
    return f"{_WORDS.get(entry, entry)} {_said(before)} → {_said(after)}"


def _title(name: str, part: Any) -> str:
    title = part.get("title") if isinstance(part, Mapping) else None
    return str(title or name)


def _said(value: Any) -> str:
    """A value of a pack in one line, as YAML would write it."""
    if value is None:
        return _("nothing")
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_said(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_said, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
