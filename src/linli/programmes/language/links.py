"""Names inside a pack that refer to other parts of it: each must lead somewhere, and none in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.programmes.language.conditions import AnyOf
from linli.programmes.language.definitions import Obligation, Programme
from linli.programmes.language.errors import Path, Problem, unknown
from linli.programmes.language.fields import NAME
from linli.programmes.language.lint import RULES

#: Consequences that need no entry of their own. The first two are messages; the others are proposals.
STANDARD_CONSEQUENCES = ("remind", "warn", "propose-circular", "propose-award")

#: What an appraisal may be linked to.
LINKS = ("pay", "bonus", "honours", "appointment")

_CALENDAR_PARTS = ("calendar", "calendar.topics", "calendar.days")
_SECTIONS = (
    "parameters",
    "rules",
    "lists",
    "groups",
    "obligations",
    "indicators",
    "scores",
    "awards",
    "reports",
    "consequences",
)


def check(programme: Programme) -> Iterator[Problem]:
    """All references of a programme to its own parts that are wrong."""
    for section in _SECTIONS:
        for name in getattr(programme, section):
            if not NAME.fullmatch(name):
                message = _("Not a name: %(name)s. Names are small letters, digits, - and _") % {"name": name}
                yield Problem(f"{message}.", (section, name))
    for name, obligation in programme.obligations.items():
        yield from _obligation(programme, obligation, ("obligations", name))
    for name in programme.obligations.keys() & programme.indicators.keys():
        yield Problem(_("An obligation has the same name: %(name)s.") % {"name": name}, ("indicators", name))
    yield from _scores(programme)
    yield from _circles(
        {
            name: [sheet.combine, *(line.origin for line in sheet.lines)]
            for name, sheet in programme.scores.items()
        },
        "scores",
    )
    yield from _awards(programme)
    yield from _known(programme.overrides, RULES, ("overrides",), _("rule of the lint"))
    for name, report in programme.reports.items():
        yield from _known(
            report.show, _figures(programme), ("reports", name, "show"), _("obligation or indicator")
        )


def _obligation(programme: Programme, part: Obligation, path: Path) -> Iterator[Problem]:
    if part.rule:
        yield from _known([part.rule], programme.rules, (*path, "rule"), _("rule"))
    if part.report:
        yield from _known([part.report], programme.reports, (*path, "report"), _("report"))
    yield from _known(part.then, _consequences(programme), (*path, "then"), _("consequence"))
    kind, _dot, name = part.members_of.partition(".")
    if kind == "group":
        yield from _known([name], programme.groups, (*path, "in"), _("group"))
    elif part.members_of and kind not in ("role", "post"):
        message = _("“in” names a group, role or post of the subjects, such as group.cadres.")
        yield Problem(message, (*path, "in"))
    if part.calendar:
        yield from _known([part.each], _CALENDAR_PARTS, (*path, "each"), _("part of the calendar"))
        if not programme.calendar:
            yield Problem(_("The programme has no calendar."), (*path, "each"))
    elif isinstance(part.each, str) and part.each:
        yield from _known([part.each], programme.lists, (*path, "each"), _("list"))
    yield from _variables(part, path)


def _variables(part: Obligation, path: Path) -> Iterator[Problem]:
    """Loop variables that nothing binds, and loops that every occurrence would count alike."""
    conditions = [condition for rows in part.formula.sides for condition in rows.where]
    used = [name for condition in conditions if isinstance(condition, AnyOf) for name in condition.variables]
    known = [f"${name}" for name in part.variables]
    yield from _known([f"${name}" for name in used], known, (*path, "where"), _("loop variable"))
    if part.each and not used and part.calendar != "entries":
        message = _("Each occurrence would count the same rows: use %(names)s in “where”.")
        yield Problem(message % {"names": ", ".join(known)}, (*path, "each"))


def _scores(programme: Programme) -> Iterator[Problem]:
    sources = [*_figures(programme), *programme.scores]
    for name, sheet in programme.scores.items():
        path: Path = ("scores", name)
        for place, line in enumerate(sheet.lines):
            if line.origin and not line.wanted:
                yield from _known(
                    [line.origin],
                    sources,
                    (*path, "lines", place, "from"),
                    _("obligation, indicator or score sheet"),
                )
        if sheet.combine:
            yield from _known([sheet.combine], programme.scores, (*path, "combine"), _("score sheet"))
        for _bound, names in sheet.below:
            yield from _known(names, _consequences(programme), (*path, "below"), _("consequence"))
        yield from _known(sheet.linked_to, LINKS, (*path, "linked_to"), _("link"))


def _awards(programme: Programme) -> Iterator[Problem]:
    for name, award in programme.awards.items():
        path: Path = ("awards", name)
        if award.origin and not award.wanted:
            yield from _known([award.origin], programme.scores, (*path, "from"), _("score sheet"))
        same = award.places.same_as if award.places else ""
        if same and "." not in same:
            yield from _known([same], programme.awards, (*path, "places", "same_as"), _("award"))
    graph = {name: [award.places.same_as] for name, award in programme.awards.items() if award.places}
    yield from _circles(graph, "awards")


def _circles(graph: Mapping[str, list[str]], section: str) -> Iterator[Problem]:
    """Each circle of references once, at the first name that stands in it."""
    reported: set[str] = set()
    for start in graph:
        chain = _circle(start, graph, (start,))
        if chain and not reported & set(chain):
            reported |= set(chain)
            circle = " → ".join(chain)
            yield Problem(
                _("These refer to each other in a circle: %(circle)s.") % {"circle": circle}, (section, start)
            )


def _circle(goal: str, graph: Mapping[str, list[str]], chain: tuple[str, ...]) -> tuple[str, ...]:
    for name in graph.get(chain[-1], ()):
        if name == goal:
            return (*chain, name)
        if name in graph and name not in chain and (found := _circle(goal, graph, (*chain, name))):
            return found
    return ()


def _figures(programme: Programme) -> list[str]:
    return [*programme.obligations, *programme.indicators]


def _consequences(programme: Programme) -> list[str]:
    return [*programme.consequences, *STANDARD_CONSEQUENCES]


def _known(names: Any, known: Any, path: Path, what: str) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield unknown(name, known, path, what)
