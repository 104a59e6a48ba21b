"""The page of a programme: what it says, its versions, who carries it out, what the rules say of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.programmes import office
from linli.programmes.language import PackErrors, Problem, diff, json_schema, load
from linli.programmes.language import Programme as Definition
from linli.programmes.models import Adoption, Programme, Version
from linli.programmes.own import examined
from linli.tree.models import Account, Unit
from linli.tree.roles import May
from linli.web.programmes import describe, words
from linli.web.programmes.access import adopting_units, programme_or_404, unit_or_404, writes
from linli.web.rows.access import account_of, page


@page
@require_safe
def reading(request: HttpRequest, key: str) -> HttpResponse:
    """The present version; `version` shows another one, `unit` the programme with that unit's own numbers."""
    by = account_of(request)
    programme = programme_or_404(key, by)
    version = _version(request, programme, by)
    adoption = _adoption(request, programme, by)
    if adoption is not None:
        version = adoption.version
    issued, wrong = examined(version.text)
    definition = issued
    if adoption is not None and issued is not None:
        try:
            definition = adoption.definition
        except PackErrors as error:
            definition, wrong = None, (*wrong, *error.problems)
    context: dict[str, Any] = {
        "programme": programme,
        "version": version,
        "adoption": adoption,
        "definition": definition,
        "problems": [(problem, _place(issued, problem)) for problem in wrong],
        "broken": any(not problem.warning for problem in wrong),
        "versions": _versions(programme, by),
        "may_write": writes(by, programme),
        "draft": programme.draft() if writes(by, programme) else None,
        **_adoptions(programme, by),
    }
    if definition is not None:
        context |= sections(definition, issued if adoption else None)
    if definition is not None and not context["broken"]:
        context["findings"] = [
            (finding, describe.place(definition, finding.where)) for finding in office.findings(version)
        ]
        context["sums"] = office.sum_checks(programme) if context["all_units"] else []
    return render(request, "web/programmes/programme.html", context)


def sections(definition: Definition, issued: Definition | None = None) -> dict[str, Any]:
    """Everything that a definition says, in words."""
    return {
        "duties": describe.duties(definition, issued),
        "indicators": describe.indicators(definition),
        "scores": describe.scores(definition),
        "groups": describe.groups(definition),
        "calendar": describe.calendar(definition),
        "awards": describe.awards(definition),
        "consequences": describe.consequences(definition),
        "reports": describe.reports(definition),
        "wanted": describe.wanted(definition),
        "without_source": describe.without_source(issued or definition),
        "audience": words.audience(definition.units),
        "holidays": words.holidays(definition),
    }


def _place(definition: Definition | None, problem: Problem) -> str:
    """The title of the part that something is said of."""
    where = ".".join(map(str, problem.path))
    title = describe.place(definition, where) if definition else ""
    return title if title != where else ""


def _version(request: HttpRequest, programme: Programme, by: Account) -> Version:
    number = request.GET.get("version", "")
    found = programme.current() or programme.draft()
    if number:
        rows = programme.versions.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else None
        found = rows.first() if rows is not None else None
    if found is None or (found.published_at is None and not by.may(May.AUTHOR, programme.unit_id)):
        raise Http404
    return found


def _adoption(request: HttpRequest, programme: Programme, by: Account) -> Adoption | None:
    if "unit" not in request.GET:
        return None
    unit = unit_or_404(request.GET["unit"], by)
    rows = programme.adoptions.filter(unit=unit, ends__gt=today()).select_related("version", "unit")
    if (found := rows.order_by("starts").first()) is None:
        raise Http404
    return found


def _versions(programme: Programme, by: Account) -> list[dict[str, Any]]:
    """Each version with what changed in it, the newest first."""
    rows = list(programme.versions.select_related("written_by", "published_by").order_by("number"))
    if not by.may(May.AUTHOR, programme.unit_id):
        rows = [version for version in rows if version.published_at]
    shown, before = [], None
    for version in rows:
        shown.append({"version": version, "changes": changes(before, version), "first": before is None})
        before = version
    return shown[::-1]


def changes(before: Version | None, after: Version) -> list[str]:
    """What changed between two versions, in words; nothing where one of them cannot be read."""
    if before is None:
        return []
    try:
        return [str(change) for change in diff(load(before.text), load(after.text))]
    except PackErrors:
        return []


def _adoptions(programme: Programme, by: Account) -> dict[str, Any]:
    """Who carries it out, as far as the account's duties reach, and who could and does not."""
    reach = by.reach(May.READ).units
    rows = programme.adoptions.filter(unit__in=reach).select_related("unit", "version", "by")
    adoptions = list(rows.order_by("unit__code", "starts"))
    current = programme.current()
    carrying = {adoption.unit_id for adoption in adoptions if adoption.ends > today()}
    missing: list[Unit] = []
    if current is not None:
        missing = list(office.eligible(programme).filter(pk__in=reach.values("pk")).exclude(pk__in=carrying))
    mine = {unit.pk for unit in adopting_units(by, programme)}
    return {
        "adoptions": [
            {
                "adoption": adoption,
                "mine": adoption.unit_id in mine and adoption.open_ended,
                "behind": current is not None and adoption.ends > today() and adoption.version_id != current.pk,
                "own": own_numbers(adoption),
            }
            for adoption in adoptions
        ],
        "missing": [{"unit": unit, "mine": unit.pk in mine} for unit in missing],
        "adopted_number": len(carrying),
        "all_units": by.may(May.READ, programme.unit_id),
        "current": current,
    }


def own_numbers(adoption: Adoption) -> list[str]:
    """The numbers that a unit has set for itself, in words."""
    try:
        issued, own = adoption.version.definition, adoption.definition
    except PackErrors:
        return []
    told = []
    for name in adoption.parameters:
        parameter, mine = issued.parameters[name], own.parameters[name]
        if parameter.value != mine.value:
            told.append(f"{parameter.title or name} {_said(parameter.value)} → {_said(mine.value)}")
    for name in adoption.targets:
        before, after = issued.obligations[name], own.obligations[name]
        if str(before.target) != str(after.target):
            told.append(f"{before.title} {before.target} → {after.target}")
    told += [f"+ {part.title}" for name, part in own.obligations.items() if name not in issued.obligations]
    return told


def _said(value: Any) -> str:
    return "—" if value is None else "、".join(map(str, value)) if isinstance(value, list) else str(value)


@page
@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The text of a version as a file."""
    by = account_of(request)
    version = _version(request, programme_or_404(key, by), by)
    answer = HttpResponse(version.text, content_type="application/yaml; charset=utf-8")
    name = f"{version.programme.key}-{version.number}.yaml"
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@page
@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of the pack language, for editors."""
    return JsonResponse(json_schema(), json_dumps_params={"ensure_ascii": False})
