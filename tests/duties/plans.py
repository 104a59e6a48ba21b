"""Programmes for the tests: published by the district 云溪区 and adopted by its health centres."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from linli.programmes import office
from linli.programmes.models import Adoption, Programme
from linli.records.documents.actions import file
from linli.records.documents.models import Submission
from linli.records.meetings.models import Meeting
from linli.records.publicity.models import Manuscript

PACK = Path(__file__).parents[2] / "packs" / "family-doctor.yaml"


def publish(world: Any, text: str) -> Programme:
    """The text, published by the district whatever the rules say of it."""
    version = office.draft(text, unit=world.district, by=world.wu)
    reasons = {finding.rule: "按通知原文执行。" for finding in office.findings(version)}
    return office.publish(version, by=world.wu, overrides=reasons).programme


def plan(
    world: Any, obligations: str, *, key: str = "small", head: str = "for: centre", adopt: bool = True, **how: Any
) -> Adoption:
    """A small programme with these obligations, adopted by 翠湖社区卫生服务中心."""
    lines = f"programme: {key}\ntitle: 小方案\n{head}\nobligations:\n{indent(dedent(obligations).strip(), '  ')}\n"
    programme = publish(world, lines)
    return office.adopt(programme, world.cuihu_centre, by=world.zhou, **how)


def family_doctor(world: Any, *units: Any, **how: Any) -> Programme:
    """The notice of the packs, adopted by the centres named (both, if none is)."""
    programme = publish(world, PACK.read_text(encoding="utf-8"))
    for unit in units or (world.cuihu_centre, world.changqiao_centre):
        office.adopt(programme, unit, by=world.everybody, **how)
    return Programme.objects.get(pk=programme.pk)


def meeting(world: Any, day: date, *, unit: Any = None, **fields: Any) -> Meeting:
    """A work meeting of a centre."""
    given = {"unit": unit or world.cuihu_centre, "kind": "work", "title": f"{day:%m}月工作例会", "held_on": day}
    how = {name: fields.pop(name) for name in ("by", "key") if name in fields}
    return world.keep(Meeting(**{**given, "minutes": "通报进展。", "summary": "下月重点：走访。", **fields}), **how)


def note(world: Any, month: date, filed: date, *, unit: Any = None, **fields: Any) -> Manuscript:
    """A doctor's note for a month, filed on a day."""
    unit = unit or world.cuihu_centre
    given = {"unit": unit, "kind": "doctor-note", "title": "雨天里的一次上门", "text": "早上七点半。"}
    author = fields.pop("author", None) or world.doctor()
    return world.keep(Manuscript(**{**given, "author": author, "for_month": month, "filed_on": filed, **fields}))


def paper(world: Any, kind: str, filed: date | None, *, unit: Any = None, **fields: Any) -> Submission:
    """A paper filed with the district on a day; a draft, if there is no day."""
    unit = unit or world.cuihu_centre
    given = {"unit": unit, "kind": kind, "title": f"{unit}{kind}", "to": world.district, "body": "一、总体要求"}
    kept = world.keep(Submission(**{**given, "for_date": filed or date(2026, 4, 20), **fields}))
    if filed:
        file(kept, by=world.everybody, on=filed)
    return kept
