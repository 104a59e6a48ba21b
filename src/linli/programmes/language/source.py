"""From YAML 1.2 text to plain data, with the line and column of every entry.

Anchors, aliases, tags and merges are refused: a pack needs none, and they turn a small file into a huge one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from linli.programmes.language.errors import PackErrors, Path, Problem

LONGEST = 512 * 1024  # bytes; the longest real plan is under a tenth of it
DEEPEST = 12
_PREFIX = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Source:
    """A pack as plain data, and where each entry stands in its text."""

    file: str
    text: str
    tree: Mapping[str, Any]
    marks: Mapping[Path, tuple[int, int]]

    def place(self, problem: Problem) -> Problem:
        """The problem with file, line and column of its entry, or of the nearest entry around it."""
        path = problem.path
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (1, 1))
        return replace(problem, file=self.file, line=line, column=column)


def read(pack: FilePath | str, name: str = "") -> Source:
    """Read a pack from a file (a Path) or from its text (a str). PackErrors says what is no good YAML."""
    if isinstance(pack, FilePath):
        name = name or str(pack)
        if pack.stat().st_size > LONGEST:
            raise _refused(_too_long(), name)
        try:
            text = pack.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise _refused(_("The file is not UTF-8 text."), name) from None
    else:
        text = pack
        check_length(text, name)
    return _Reader(name, text).source()


def check_length(text: str, name: str = "") -> None:
    """Raise PackErrors for a text that is longer than any pack, before anything is done with it."""
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise _refused(_too_long(), name)


class _Reader:
    """Turns YAML nodes into data, remembering marks and refusing what a pack must not use."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.marks: dict[Path, tuple[int, int]] = {(): (1, 1)}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def source(self) -> Source:
        root = self._compose()
        if not isinstance(root, MappingNode):
            raise _refused(_("A pack is a list of entries such as “title: …”."), self.file)
        tree = self._value(root, ())
        if self.problems:
            raise PackErrors(self.problems)
        return Source(self.file, self.text, tree, self.marks)

    def _compose(self) -> Node | None:
        if directive := re.search(r"^%\w+.*$", self.text, re.MULTILINE):
            line = self.text.count("\n", 0, directive.start()) + 1
            raise _refused(
                _("A pack is YAML 1.2; leave out “%(line)s”.") % {"line": directive[0]}, self.file, line
            )
        try:
            return YAML(typ="rt", pure=True).compose(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise _refused(_yaml_words(error), self.file, line, column) from None
        except (YAMLError, ValueError) as error:
            raise _refused(_("Not readable as YAML: %(reason)s") % {"reason": error}, self.file) from None
        except RecursionError:
            raise _refused(_too_deep(), self.file) from None

    def _refuse(self, node: Node, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(message, (), self.file, mark.line + 1, mark.column + 1))

    def _value(self, node: Node, path: Path) -> Any:
        if id(node) in self.seen or node.anchor:
            self._refuse(node, _("Anchors and aliases (& and *) are not used in packs."))
            return None
        self.seen.add(id(node))
        if len(path) > DEEPEST:
            self._refuse(node, _too_deep())
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if str(node.tag).removeprefix(_PREFIX) not in ("map", "seq"):
            self._refuse(node, _tags())
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        return [self._item(item, (*path, place)) for place, item in enumerate(node.value)]

    def _item(self, node: Node, path: Path) -> Any:
        self.marks[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        return self._value(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._refuse(key_node, _("The name of an entry is a single word."))
                continue
            key = key_node.value
            if key in found:
                first = self.marks[(*path, key)][0]
                self._refuse(
                    key_node,
                    _("“%(key)s” stands here twice; first in line %(line)d.") % {"key": key, "line": first},
                )
                continue
            mark = key_node.start_mark
            self.marks[(*path, key)] = (mark.line + 1, mark.column + 1)
            found[key] = self._value(value_node, (*path, key))
        return found

    def _scalar(self, node: ScalarNode) -> Any:
        tag, text = str(node.tag or "").removeprefix(_PREFIX), node.value
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() == "true"
        if tag == "int" and re.fullmatch(r"[-+]?\d{1,18}", text):
            return int(text)
        if tag == "float" and re.fullmatch(r"[-+]?\d{1,18}\.\d{1,18}", text):
            return Decimal(text)
        if tag not in ("str", "timestamp", "int", "float", "merge"):
            self._refuse(node, _tags())
        return text


def _yaml_words(error: MarkedYAMLError) -> str:
    said = str(error.problem or error.context or "")
    if "tab" in said or "\\t" in said:
        return _("A tab stands where spaces belong; indent with spaces.")
    if "alias" in said or "anchor" in said:
        return _("Anchors and aliases (& and *) are not used in packs.")
    if "expected a single document" in str(error) or "another document" in said:
        return _("A pack is one document; “---” stands in the middle of it.")
    return _("Not readable as YAML: %(reason)s") % {"reason": said}


def _tags() -> str:
    return _("Tags (!) are not used in packs.")


def _too_long() -> str:
    return _("The pack is longer than %(size)d kB.") % {"size": LONGEST // 1024}


def _too_deep() -> str:
    return _("Entries stand too deep inside each other.")


def _refused(message: str, file: str, line: int = 1, column: int = 1) -> PackErrors:
    return PackErrors([Problem(message, (), file, line, column)])
