"""The draft pack of a reading as text: bound to the registers of this site, each part with its source."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from linli.programmes.catalogue import catalogue
from linli.programmes.language.parts import BOUNDS, COUNTS
from linli.programmes.language.source import read as read_yaml
from linli.reader.carried import Carried
from linli.reader.draft import Binding, Draft, drafted
from linli.reader.model import Obligation, Reading

SUBMIT, WANTED = "submit:", "wanted:"


def site() -> dict[str, dict[str, Any]]:
    """The registers of this site as `draft` takes them."""
    return {
        name: {"title": found.title, "measures": found.measures, "filters": found.filters}
        for name, found in catalogue().registers.items()
    }


@dataclass(frozen=True)
class Bound:
    """What proves one obligation, as it stands in the draft."""

    place: str
    way: str
    confidence: float


@dataclass(frozen=True)
class Pack:
    """A draft pack as data, and what became of each obligation of the reading."""

    tree: dict[str, Any]
    bounds: tuple[Bound, ...]
    sources: tuple[tuple[Obligation, Bound], ...]
    #: The text that a document of ours carried: its comments and layout stay wherever nothing changed.
    text: str = ""


def pack_of(
    reading: Reading,
    known: Carried | None = None,
    *,
    chosen: Mapping[int, str] | None = None,
    added: Collection[int] = (),
    worked: bool = False,
) -> Pack:
    """The draft pack of a reading.

    Args:
        known: what a document of ours carried beside its words (see `carried`); it leads where the words agree.
        chosen: the bindings that a person chose, by the place of the obligation in the reading.
        added: the places of those that a person added.
        worked: whether a person has changed anything.
    """
    chosen = chosen or {}
    made = drafted(reading, site())
    for number, way in chosen.items():
        _choose(made, made.bindings[number].place, way)
    bounds = tuple(
        Bound(b.place, _way(made, b), 1.0 if number in chosen else b.confidence)
        for number, b in enumerate(made.bindings)
    )
    _shorten_sources(made.pack, reading.doc)
    tree = known.renewed(reading, made, worked=worked, chosen=chosen, added=added) if known else made.pack
    if known:
        entries, places = tree.get("obligations", {}), known.places(reading)
        bounds = tuple(
            Bound(f"obligations.{name}", _way_of(entries[name]), 1.0)
            if (name := places.get(number)) in entries and number not in chosen
            else found
            for number, found in enumerate(bounds)
        )
    sources = tuple(zip(reading.obligations, bounds, strict=True))
    return Pack(tree, bounds, sources, known.text if known else "")


def _shorten_sources(pack: Mapping[str, Any], doc: str) -> None:
    """A quotation from the plan itself needs no document of its own: the head of the pack names it."""
    for section in ("obligations", "awards"):
        for entry in pack.get(section, {}).values():
            source = entry.get("source")
            if isinstance(source, dict) and source.get("document") == doc[:200]:
                entry["source"] = source["quote"]


def _entry(made: Draft, place: str) -> dict[str, Any] | None:
    section, _dot, name = place.partition(".")
    found = made.pack.get(section, {}).get(name)
    return found if isinstance(found, dict) else None


def _way(made: Draft, binding: Binding) -> str:
    if binding.way in ("register", "submit", "wanted"):
        return _way_of(_entry(made, binding.place) or {}) or binding.measure or ""
    return binding.way


def _way_of(entry: Mapping[str, Any]) -> str:
    """What proves an entry, as one word: `meetings.held`, `wanted:…`, `submit:…`."""
    if papers := entry.get("submit"):
        return SUBMIT + ",".join([papers] if isinstance(papers, str) else papers)
    if wanted := entry.get("wanted"):
        return f"{WANTED}{wanted}"
    what = next((entry[name] for name in COUNTS if name in entry), "")
    while isinstance(what, Mapping):  # a rate has sides, a side may have filters of its own
        what = what.get("of") or what.get("measure") or ""
    return str(what)


def _choose(made: Draft, place: str, way: str) -> None:
    """Have an entry proved by what a person chose."""
    entry = _entry(made, place)
    if entry is None or not place.startswith("obligations."):
        return
    if way.startswith(WANTED):
        entry["wanted"] = way.removeprefix(WANTED)
        if "submit" in entry:
            del entry["submit"]
            entry["count"] = "tasks.done"
        return
    sides = {name: entry.pop(name) for name in COUNTS if name in entry}
    entry.pop("wanted", None)
    if way.startswith(SUBMIT):
        papers = way.removeprefix(SUBMIT).split(",")
        for name in (*BOUNDS, "per", "within"):
            entry.pop(name, None)
        entry["submit"] = papers if len(papers) > 1 else papers[0]
        return
    entry.pop("submit", None)
    register, _dot, measure = way.partition(".")
    share = next((name for name in ("rate", "coverage") if name in sides), "")
    if share:
        entry[share] = {"of": way, "over": sides[share]["over"]}
    else:
        kind = catalogue().registers[register].measures[measure].kind
        entry["count" if kind == "distinct" else kind] = way
    if entry.get("within"):
        entry["per"] = register


# --- as text ---

_HEAD = ("programme", "title", "issuer", "for", "period", "issued", "source", "holidays", "inclusive")
#: Plain words of YAML 1.2; anything else is quoted.
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def written(pack: Pack) -> str:
    """The pack as text; beside each obligation, where the plan says it and how it is proved."""
    yaml = YAML()
    yaml.width = 4096  # one entry, one line: that is how the editor shows it
    yaml.indent(mapping=2, sequence=4, offset=2)
    if pack.text:
        return _changed(pack, yaml)
    tree = CommentedMap({key: _plain(pack.tree[key]) for key in _HEAD if key in pack.tree})
    for section, entries in pack.tree.items():
        if section in _HEAD:
            continue
        tree[section] = _block(entries)
        tree.yaml_set_comment_before_after_key(section, before="\n")
    for one, found in pack.sources:
        section, _dot, name = found.place.partition(".")
        entries = tree.get(section)
        if isinstance(entries, CommentedMap) and name in entries:
            note = _("%(start)d to %(end)d, rule %(rule)s, %(sure)d%% sure") % {
                "start": one.start, "end": one.end, "rule": one.rule or "-", "sure": round(found.confidence * 100),
            }  # fmt: skip
            entries.yaml_set_comment_before_after_key(name, before=note, indent=2)
    return _dumped(yaml, tree)


def _dumped(yaml: YAML, tree: Any) -> str:
    text = io.StringIO()
    yaml.dump(tree, text)
    return text.getvalue()


def _changed(pack: Pack, yaml: YAML) -> str:
    """The text that was carried, with what is different now."""
    before = read_yaml(pack.text).tree
    if before == pack.tree:
        return pack.text
    yaml.preserve_quotes = True
    there = yaml.load(pack.text)
    _put(there, before, pack.tree)
    return _dumped(yaml, there)


def _put(there: Any, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for name in [name for name in before if name not in now]:
        del there[name]
    for name, value in now.items():
        old = before.get(name)
        if name not in before:
            there[name] = _part(value)
        elif isinstance(old, Mapping) and isinstance(value, Mapping):
            _put(there[name], old, value)
        elif old != value:
            there[name] = _plain(value)


def _block(value: Any) -> Any:
    """A section: its entries in lines, what is small within them on one line."""
    if isinstance(value, Mapping):
        return CommentedMap({key: _part(part) for key, part in value.items()})
    return _plain(value)


def _part(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return _plain(value)
    found = CommentedMap()
    for key, part in value.items():
        if key == "lines":
            found[key] = CommentedSeq([_plain(line) for line in part])
        else:
            found[key] = _plain(part)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        flow = CommentedMap({key: _plain(part) for key, part in value.items()})
        flow.fa.set_flow_style()
        return flow
    if isinstance(value, list | tuple):
        row = CommentedSeq([_plain(part) for part in value])
        row.fa.set_flow_style()
        return row
    if isinstance(value, str) and "\n" in value:
        return DoubleQuotedScalarString(value)
    return value
