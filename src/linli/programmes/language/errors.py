"""What is wrong with a pack, said so that its author finds the place and the right word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext as _

#: Where something stands in a pack: ("obligations", "notes", "by").
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, and the names that would have been right."""

    message: str
    path: Path = ()
    file: str = ""
    line: int = 0
    column: int = 0
    near: tuple[str, ...] = ()
    warning: bool = False

    @property
    def where(self) -> str:
        """file:line:column, as editors understand it."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        if self.near:
            text += " " + _("Did you mean: %(names)s?") % {"names": ", ".join(self.near)}
        return text


class PackErrors(Exception):
    """A pack that cannot be used; `problems` lists everything found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__("\n".join(map(str, self.problems)))


def near(name: object, known: Iterable[str]) -> tuple[str, ...]:
    """The known names that look like this one, best first."""
    names, text = sorted(set(known)), str(name)
    longer = [one for one in names if len(text) > 2 and one.startswith(text)]
    return tuple(dict.fromkeys([*get_close_matches(text, names, n=3, cutoff=0.55), *longer]))[:3]


def unknown(name: object, known: Iterable[str], path: Path, what: str) -> Problem:
    """The problem of a name that nothing answers to; `what` is the word for such a thing."""
    known = sorted(set(known))
    message = _("There is no %(what)s “%(name)s”.") % {"what": what, "name": name}
    found = near(name, known)
    if not found and known and len(known) <= 12:
        message += " " + _("Known: %(names)s.") % {"names": ", ".join(known)}
    return Problem(message, path, near=found)
