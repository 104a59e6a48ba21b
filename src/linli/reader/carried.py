"""What our own documents carry beside their words: the pack they were written from, line by line.

It sits in the document's own properties (docProps/custom.xml), which Word, WPS, Excel and LibreOffice keep when
somebody edits the text. Read back, a line that nobody touched stands for exactly the entry it was written from; one
that was touched changes in that entry what its words changed; one that is gone takes its entry with it.
"""

from __future__ import annotations

import base64
import copy
import io
import json
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from lxml import etree

from linli.programmes.language.errors import PackErrors
from linli.programmes.language.parts import BOUNDS, COUNTS
from linli.programmes.language.source import LONGEST
from linli.programmes.language.source import read as read_yaml
from linli.reader.read import read

if TYPE_CHECKING:
    from linli.reader.draft import Draft
    from linli.reader.model import Reading

#: A property holds 255 characters, so the text is spread over as many as it needs: linli-1, linli-2, …
PROPERTY, PIECE = "linli-", 240
CUSTOM = "docProps/custom.xml"
_NUMBER = re.compile(r"^\s*(?:\d{1,3}(?:\t|[.、])|[（(][一二三四五六七八九十百\d]+[）)]|[一二三四五六七八九十]+、)")
_TIMES = ("every", "window", "by", "on", "within", "per")
_PROOFS = (*COUNTS, "submit", "wanted")
#: More lines than any pack has obligations: whoever writes them means no plan.
MOST_LINES = 1000
#: From this likeness on, a line is the old one rewritten, not another.
ALIKE = 0.6


@dataclass(frozen=True)
class Carried:
    """A pack, and the line of the document that each of its obligations became."""

    text: str
    lines: tuple[tuple[str, str], ...]

    def renewed(
        self,
        reading: Reading,
        made: Draft,
        *,
        worked: bool = False,
        chosen: Collection[int] = (),
        added: Collection[int] = (),
    ) -> dict[str, Any]:
        """The pack as the document's words have it now.

        Args:
            worked: whether a person has changed or left out what was read of it.
            chosen: the obligations of the reading whose proof a person chose.
            added: those that a person added.
        """
        tree: dict[str, Any] = copy.deepcopy(dict(read_yaml(self.text).tree))
        here = _paired(self.lines, _lines(reading.text))
        entries = tree.setdefault("obligations", {})
        before = _Before(self.lines, reading, here)
        known = []
        for name, line in self.lines:
            if name not in here:
                entries.pop(name, None)
                continue
            start, found = here[name]
            known.append(range(start, start + len(found) + 1))
            if name not in entries or (found == line and not worked):
                continue
            number, now = _entry_at(made, start, found, added)
            then = before.entry(name)
            if worked and then and number is None:
                del entries[name]
                continue
            _renew(entries[name], then, now, tree, by_hand=number in chosen)
            if found != line and (title := _retitled(str(entries[name].get("title", "")), line, found)):
                entries[name]["title"] = title
            elif found == line and now.get("title") != then.get("title"):
                entries[name]["title"] = now["title"]
        for number, binding in enumerate(made.bindings):
            section, _dot, name = binding.place.partition(".")
            inside = number not in added and any(binding.obligation.start in span for span in known)
            if section == "obligations" and not inside:
                entries[_free(name, entries)] = made.pack["obligations"][name]
        return tree


    def places(self, reading: Reading) -> dict[int, str]:
        """Which obligation of the pack stands where in a reading; the first of a line only."""
        found: dict[int, str] = {}
        for name, (start, line) in _paired(self.lines, _lines(reading.text)).items():
            inside = (n for n, one in enumerate(reading.obligations) if start <= one.start < start + len(line))
            if (first := next(inside, None)) is not None:
                found[first] = name
        return found


def carried(content: bytes) -> Carried | None:
    """What a file carries; nothing where it is not one of ours, or no longer whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if parts.getinfo(CUSTOM).file_size > LONGEST:
                return None
            xml = parts.read(CUSTOM)
        return unpacked(_properties(xml))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError):
        return None


def _properties(xml: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(xml, parser)
    return {str(one.get("name")): "".join(one.itertext()) for one in root if isinstance(one.tag, str)}


def packed(text: str, lines: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The properties of a document that was written from a pack."""
    body = json.dumps([text, [list(line) for line in lines]], ensure_ascii=False).encode()
    letters = base64.b64encode(zlib.compress(body, 9)).decode()
    pieces = [letters[place : place + PIECE] for place in range(0, len(letters), PIECE)]
    return {f"{PROPERTY}{number}": piece for number, piece in enumerate(pieces, 1)}


def unpacked(properties: Mapping[str, str]) -> Carried | None:
    """What `packed` made."""
    found = [re.fullmatch(PROPERTY + r"(\d{1,4})", name) for name in properties]
    numbers = sorted(int(match[1]) for match in found if match)
    letters = "".join(properties[f"{PROPERTY}{number}"] for number in numbers)
    try:
        packer = zlib.decompressobj()
        body = packer.decompress(base64.b64decode(letters), 4 * LONGEST)
        text, lines = json.loads(body)
        if len(lines) > MOST_LINES:
            return None
        read_yaml(text)
        return Carried(text, tuple((str(name), str(line)) for name, line in lines))
    except (ValueError, zlib.error, TypeError, PackErrors):
        return None


def bare(line: str) -> str:
    """A line without its number, which changes when another line goes."""
    return _NUMBER.sub("", line.strip("\n ")).strip()


def _lines(text: str) -> Iterator[tuple[int, str]]:
    place = 0
    for line in text.split("\n"):
        found = bare(line)
        if found:
            yield place + line.index(found), found
        place += len(line) + 1


def _paired(lines: Sequence[tuple[str, str]], there: Iterator[tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Each old line with the one that it is now: the same words, the same code, or nearly the same words."""
    left = list(there)
    found: dict[str, tuple[int, str]] = {}
    for name, line in lines:
        for one in left:
            if one[1] == line or (line.endswith(f"\t{name}") and one[1].endswith(f"\t{name}")):
                found[name] = one
                left.remove(one)
                break
    for name, line in lines:
        if name not in found and left:
            likeness, best = max((_likeness(line, one[1]), one) for one in left)
            if likeness >= ALIKE:
                found[name] = best
                left.remove(best)
    return found


def _likeness(one: str, other: str) -> float:
    """How alike two lines are; nought where a short look already says no."""
    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


class _Before:
    """The document as it was: the touched lines put back, read and drafted once, when first asked for."""

    def __init__(self, lines: Sequence[tuple[str, str]], reading: Reading, here: Mapping[str, tuple[int, str]]) -> None:
        self.lines = dict(lines)
        self.reading = reading
        self.here = here
        self.made: Draft | None = None
        self.places: dict[str, int] = {}

    def entry(self, name: str) -> dict[str, Any]:
        """What the line of an obligation gave before it was touched."""
        from linli.reader.draft import drafted

        if self.made is None:
            from linli.reader.packs import site

            text, shift = self.reading.text, 0
            for other, (start, found) in sorted(self.here.items(), key=lambda pair: pair[1][0]):
                place = start + shift
                text = text[:place] + self.lines[other] + text[place + len(found) :]
                shift += len(self.lines[other]) - len(found)
                self.places[other] = place
            self.made = drafted(replace(read(text, doc=self.reading.doc), doc=self.reading.doc), site())
        return _entry_at(self.made, self.places[name], self.lines[name])[1]


def _entry_at(
    made: Draft, start: int, line: str, but: Collection[int] = ()
) -> tuple[int | None, dict[str, Any]]:
    """The first obligation that a line gave, with its place in the reading."""
    for number, binding in enumerate(made.bindings):
        section, _dot, name = binding.place.partition(".")
        inside = start <= binding.obligation.start < start + len(line)
        if section == "obligations" and inside and number not in but:
            return number, made.pack["obligations"][name]
    return None, {}


def _renew(
    entry: dict[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], tree: dict[str, Any], *, by_hand: bool
) -> None:
    """Write into an entry what differs between what its words gave before and what they give now."""
    proofs = [{name: side[name] for name in _PROOFS if name in side} for side in (entry, before, after)]
    # What the words led to before was not what the pack had: then they do not lead now either, but a person does.
    if proofs[1] != proofs[2] and proofs[2] and (by_hand or proofs[0] == proofs[1]):
        for name in proofs[0]:
            del entry[name]
        entry.update(proofs[2])
        if "submit" in entry:
            for name in (*BOUNDS, "where", "per", "within"):
                entry.pop(name, None)
    for names in (BOUNDS, _TIMES):
        old, new = ({name: side[name] for name in names if name in side} for side in (before, after))
        if old == new or not new:
            continue
        written = [name for name in names if name in entry]
        value = next(iter(new.values()))
        if len(written) == 1 and list(new) == list(old) and _set_parameter(tree, entry[written[0]], value):
            continue
        for name in written:
            del entry[name]
        entry.update(new)


def _set_parameter(tree: dict[str, Any], there: Any, value: Any) -> bool:
    """Where an entry takes its number from a parameter that nothing else uses, the parameter changes."""
    if not isinstance(there, str) or not re.fullmatch(r"\$[a-z][a-z0-9_-]*", there):
        return False
    parameters, name = tree.get("parameters", {}), there[1:]
    if name not in parameters or json.dumps(tree, default=str).count(f'"{there}"') != 1:
        return False
    if isinstance(parameters[name], Mapping):
        parameters[name] = {**parameters[name], "value": value}
    else:
        parameters[name] = value
    return True


def _retitled(title: str, line: str, found: str) -> str:
    """What stands now where the title stood: the first cell of a row, or between the same words as before."""
    if "\t" in line:
        return found.split("\t")[0]
    before, there, after = line.partition(title)
    if not there or not found.startswith(before) or not found.endswith(after) or len(found) <= len(before + after):
        return ""
    return found[len(before) : len(found) - len(after)]


def _free(name: str, taken: Mapping[str, Any]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found
