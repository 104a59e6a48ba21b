"""Checks a programme against what the site knows: registers, measures, filters, units, roles, actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from linli.programmes.language.catalogue import Catalogue, FilterInfo, RegisterInfo
from linli.programmes.language.conditions import PSEUDO_FILTERS, AnyOf, Condition, Formula, Range, Rows
from linli.programmes.language.definitions import Indicator, Obligation, Programme
from linli.programmes.language.errors import Path, Problem, unknown
from linli.programmes.language.parts import Audience
from linli.programmes.language.windows import loop_values

_FITTING = {
    "count": ("count", "distinct"),
    "sum": ("sum",),
    "average": ("average",),
    "coverage": ("count", "distinct"),
}
_BIRTH = ("born", "birth_date", "date_of_birth")


def check(programme: Programme, catalogue: Catalogue) -> list[Problem]:
    """All that does not fit, each with its line. What is `wanted` may be missing from the site."""
    found = [*_figures(programme, catalogue), *_people(programme, catalogue), *_rest(programme, catalogue)]
    return sorted(map(programme.origin.place, found), key=lambda problem: (problem.line, problem.column))


def _figures(programme: Programme, catalogue: Catalogue) -> Iterator[Problem]:
    for name, obligation in programme.obligations.items():
        path: Path = ("obligations", name)
        formula = obligation.formula.bind(loop_values(obligation, programme))
        yield from _counted(obligation, formula, path, catalogue)
        if obligation.per and not obligation.wanted:
            yield from _each(obligation, programme, path, catalogue)
    for name, indicator in programme.indicators.items():
        yield from _counted(indicator, indicator.formula, ("indicators", name), catalogue)


def _counted(
    part: Obligation | Indicator, formula: Formula, path: Path, catalogue: Catalogue
) -> Iterator[Problem]:
    found: list[Problem] = []
    entry = "submit" if isinstance(part, Obligation) and part.submit else part.counted
    for side, rows in zip(("of", "over"), formula.sides, strict=False):
        place = (*path, entry, side) if formula.over else (*path, entry)
        found.extend(_rows(rows, formula.kind, path, place, catalogue))
    if not part.wanted:
        yield from found
    elif not found and not (isinstance(part, Obligation) and part.done_by):
        message = _("This is no longer only wanted: the site has it. Leave “wanted” out.")
        yield Problem(message, (*path, "wanted"), warning=True)


def _each(obligation: Obligation, programme: Programme, path: Path, catalogue: Catalogue) -> Iterator[Problem]:
    """What cannot be counted for each subject: a wrong name, rows that lead to none, an age of the wrong rows."""
    unknown_names = list(_one_of([obligation.per], _subjects(catalogue), (*path, "per"), _("register")))
    yield from unknown_names
    name = subject_register(obligation)
    register = catalogue.registers.get(name)
    if unknown_names or register is None:
        return
    for condition in obligation.among:
        yield from _condition(condition, register, (*path, "among", condition.field))
        if condition.variables:
            message = _("The subjects are the same for each turn: no loop variable can stand here.")
            yield Problem(message, (*path, "among", condition.field))
    if obligation.members_of and name != SUBJECTS["person"]:
        yield Problem(_("“in” narrows persons: write “per: person”."), (*path, "in"))
    kind, _dot, group = obligation.members_of.partition(".")
    if kind == "group" and group in programme.groups and programme.groups[group].many:
        message = _("A unit has several of these groups, so their members cannot be told: name a post or role.")
        yield Problem(message, (*path, "in"))
    entry = "submit" if obligation.submit else obligation.counted
    for rows in obligation.formula.sides:
        if any(condition.field in PSEUDO_FILTERS for condition in rows.where):
            message = _("With “per” the age is that of the subjects: write it under “among”.")
            yield Problem(message, (*path, "where", "age"))
        counted = catalogue.registers.get(rows.measure.register)
        if catalogue.about and counted and rows.measure.measure in counted.measures:
            dated = bool(obligation.within) and obligation.counted == "count"
            if sentence := catalogue.about(rows.measure, name, obligation.via, dated):
                yield Problem(sentence, (*path, entry))


def _rows(rows: Rows, kind: str, path: Path, place: Path, catalogue: Catalogue) -> Iterator[Problem]:
    register = catalogue.registers.get(rows.measure.register)
    if register is None:
        yield unknown(rows.measure.register, catalogue.registers, place, _("register"))
        return
    measure = register.measures.get(rows.measure.measure)
    if measure is None:
        yield unknown(rows.measure.measure, register.measures, place, _("measure of “%s”") % register.title)
    elif kind in _FITTING and measure.kind not in _FITTING[kind]:
        message = _("“%(measure)s” is a measure of kind %(kind)s; it does not go with “%(entry)s”.")
        words = {"measure": rows.measure, "kind": measure.kind, "entry": kind}
        yield Problem(message % words, place)
    for condition in rows.where:
        yield from _condition(condition, register, (*path, "where", condition.field))


def _condition(condition: Condition, register: RegisterInfo, path: Path) -> Iterator[Problem]:
    if condition.field in PSEUDO_FILTERS and any(name in register.filters for name in _BIRTH):
        info = FilterInfo(kind="number")
    elif condition.field in register.filters:
        info = register.filters[condition.field]
    else:
        yield unknown(condition.field, register.filters, path, _("filter of “%s”") % register.title)
        return
    if isinstance(condition, Range):
        if info.kind not in ("number", "date"):
            message = _("“%(name)s” has no order; a range cannot stand here.")
            yield Problem(message % {"name": condition.field}, path)
        return
    yield from _values(condition, info, path)


def _values(condition: AnyOf, info: FilterInfo, path: Path) -> Iterator[Problem]:
    for value in condition.values:
        if isinstance(value, str) and value.startswith("$"):
            continue
        if info.kind == "choice":
            if str(value) not in info.choices:
                yield unknown(value, info.choices, path, _("value"))
        elif info.kind == "boolean" and not isinstance(value, bool):
            yield Problem(_("“%(name)s” is true or false.") % {"name": condition.field}, path)
        elif info.kind == "number" and (not isinstance(value, int) or isinstance(value, bool)):
            yield Problem(_("“%(name)s” is a number.") % {"name": condition.field}, path)


def _subjects(catalogue: Catalogue) -> set[str]:
    return {*catalogue.registers, *SUBJECTS}


#: Singular words for subjects that read better than the name of their register.
SUBJECTS = {"person": "residents", "household": "households"}


def subject_register(obligation: Obligation) -> str:
    """The register whose rows are the subjects of an obligation; nothing if units are."""
    return SUBJECTS.get(obligation.per, obligation.per)


def _people(programme: Programme, catalogue: Catalogue) -> Iterator[Problem]:
    kinds = catalogue.unit_kinds
    yield from _audience(programme.units, ("for",), kinds)
    for name, group in programme.groups.items():
        path: Path = ("groups", name)
        yield from _audience(group.units, (*path, "for"), kinds)
    for name, obligation in programme.obligations.items():
        path = ("obligations", name)
        yield from _audience(obligation.units, (*path, "for"), kinds)
        for entry, kind in (("to", obligation.to), ("done_by", obligation.done_by)):
            yield from _one_of([kind] if kind else [], kinds, (*path, entry), _("kind of unit"))
        if obligation.done_by in kinds and not obligation.wanted:
            message = _("Who did it is not on record, so “done_by” cannot be counted yet: add “wanted”.")
            yield Problem(message, (*path, "done_by"))


def _audience(audience: Audience | None, path: Path, kinds: Iterable[str]) -> Iterator[Problem]:
    if audience:
        under = [audience.under] if audience.under else []
        yield from _one_of([*audience.units, *under], kinds, path, _("kind of unit"))


def _rest(programme: Programme, catalogue: Catalogue) -> Iterator[Problem]:
    for name, report in programme.reports.items():
        if not report.wanted:
            yield from _one_of(
                [report.template], catalogue.templates, ("reports", name, "template"), _("template")
            )
    for name, consequence in programme.consequences.items():
        actions = [consequence.action] if consequence.action and not consequence.wanted else []
        yield from _one_of(actions, catalogue.actions, ("consequences", name, "action"), _("action"))
        deciders = [consequence.decided_by] if consequence.decided_by else []
        yield from _one_of(deciders, catalogue.roles, ("consequences", name, "decided_by"), _("role"))


def _one_of(names: Iterable[str], known: Iterable[str], path: Path, what: str) -> Iterator[Problem]:
    """Names that the site does not know. Where it lists none at all, there is nothing to check against."""
    known = set(known)
    for name in names:
        if known and name not in known:
            yield unknown(name, known, path, what)
