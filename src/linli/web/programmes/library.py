"""Where a new programme may begin: an empty frame, a shipped pack, another programme, a plan that was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from linli.programmes import office
from linli.programmes.language import PackErrors, load
from linli.programmes.models import Programme
from linli.reader import keeping
from linli.reader.models import PlanText
from linli.reader.packs import written
from linli.tree.models import Account
from linli.web.programmes.numbers import put

PACKS = Path(__file__).resolve().parents[4] / "packs"

FRAME = """\
programme: {key}
title: {title}
for: centre
period: {year}
source: {{document: {document}}}

parameters:
  visits_per_month: {{title: {parameter}, value: 2, min: 1}}

obligations:
  visits:
    title: {visits}
    count: visits.made
    at_least: $visits_per_month
    every: month
    source: {quotation}
"""


@dataclass(frozen=True)
class Pack:
    """A pack that comes with the house."""

    name: str
    title: str
    obligations: int


def packs() -> list[Pack]:
    """The packs of the house that can be read."""
    found = []
    for path in sorted(PACKS.glob("*.yaml")):
        try:
            programme = load(path)
        except PackErrors:
            continue
        found.append(Pack(path.stem, programme.title, len(programme.obligations)))
    return found


def text_of(origin: str, by: Account, year: int) -> str | None:
    """The text to begin with: `pack:name`, `programme:key`, `plan:number` or nothing for the frame; None: no such."""
    kind, _sign, name = origin.partition(":")
    if not origin:
        return frame(year)
    if kind == "pack":
        if name not in {pack.name for pack in packs()}:
            return None
        return with_free_key((PACKS / f"{name}.yaml").read_text(encoding="utf-8-sig"))
    if kind == "programme":
        found = office.visible(by).filter(key=name).first()
        version = found.current() if found else None
        return with_free_key(version.text) if version else None
    plan = plan_of(origin, by)
    return with_free_key(written(keeping.pack(plan))) if plan else None


def plan_of(origin: str, by: Account) -> PlanText | None:
    """The plan that `plan:number` names, if the account works on it."""
    kind, _sign, name = origin.partition(":")
    if kind != "plan" or not name.isdecimal() or len(name) > 17:
        return None
    return keeping.visible(by).filter(pk=int(name)).first()


def next_text(origin: str, by: Account, programme: Programme) -> str | None:
    """The text of a plan as the next version of a programme."""
    plan = plan_of(origin, by)
    return put(written(keeping.pack(plan)), ("programme",), programme.key) if plan else None


def frame(year: int) -> str:
    """A small sound programme to write on."""
    return FRAME.format(
        key=_free("new-programme"),
        title=_("New programme"),
        year=year,
        document=_("the notice that this programme comes from"),
        parameter=_("visits a month"),
        visits=_("Visits"),
        quotation=_("a short quotation of the notice"),
    )


def with_free_key(text: str) -> str:
    """The text with a key that no programme has yet."""
    try:
        key = load(text).programme
    except PackErrors:
        return text
    free = _free(key)
    return text if free == key else put(text, ("programme",), free)


def _free(key: str) -> str:
    taken = set(Programme.objects.filter(key__startswith=key).values_list("key", flat=True))
    number, found = 2, key
    while found in taken:
        found, number = f"{key[:55]}-{number}", number + 1
    return found
