"""Facts of the plan and of its task table: from a programme back to the paper it could have come from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

from django.utils import translation

from linli.programmes.language import Group, Programme, Report
from linli.programmes.models import Version
from linli.reader.carried import packed
from linli.reports import official
from linli.reports.carrying import carrying
from linli.reports.facts import sentences
from linli.reports.tables import write_table
from linli.reports.templates import plan as paper
from linli.reports.templates.plan import Chapter, Plan, Task

#: What a programme can be written as: the plan, its task table, the table as a sheet.
FORMS = ("plan.docx", "tasks.docx", "tasks.xlsx")
#: A comment of the pack that names a chapter of its plan.
_CHAPTER = re.compile(r"^\s*#\s*(?:[一二三四五六七八九十]+、)\s*(\S.{0,30}?)\s*$")


def plan_of(programme: Programme, *, issuer: str = "", written: date | None = None) -> Plan:
    """Everything that the paper of a programme says."""
    with translation.override("zh-hans"):
        audience = sentences.audience(None, programme)
        source = programme.source.document if programme.source else ""
        period = programme.period.title if programme.period else ""
        opening = f"根据《{source.strip('《》')}》，现就{audience}{period}各项任务安排如下。" if source else ""
        return Plan(
            title=programme.title,
            issuer=issuer or programme.issuer,
            written=written or programme.issued,
            opening=opening,
            chapters=tuple(_chapters(programme)),
            groups=tuple(_group(group) for group in programme.groups.values()),
            reports=tuple(_report(name, part) for name, part in programme.reports.items()),
            to=audience,
        )


def written(version: Version, form: str) -> bytes:
    """A version of a programme as one of FORMS. It carries the pack it was written from.

    Raises:
        LookupError: no such form.
        PackErrors: the version is broken.
    """
    day = version.published_at.date() if version.published_at else None
    return written_from(version.text, version.definition, form, issuer=version.programme.unit.name, day=day)


def written_from(
    text: str, definition: Programme, form: str, *, issuer: str = "", day: date | None = None
) -> bytes:
    """The text of a pack, and what it defines, as one of FORMS."""
    from linli.registers.register import unknown

    if form not in FORMS:
        raise LookupError(unknown(form, FORMS))
    facts = plan_of(definition, issuer=issuer, written=day)
    if form == "plan.docx":
        lines = [(task.name, task.sentence) for task in facts.tasks]
        return carrying(official.docx(paper.write(facts)), packed(text, lines))
    lines = [(task.name, "\t".join(paper.cells(task))) for task in facts.tasks]
    if form == "tasks.docx":
        return carrying(official.docx(paper.write_tasks(facts)), packed(text, lines))
    file = io.BytesIO()
    table = paper.table(facts)
    write_table(file, f"{facts.title}任务分解表", table.columns, table.rows)
    return carrying(file.getvalue(), packed(text, lines))


def _chapters(programme: Programme) -> Iterator[Chapter]:
    """The chapters that the pack's own comments name (# 一、健全组织); else all tasks under one heading."""
    titles = _titles(programme)
    chapter = titles.get(next(iter(programme.obligations), ""), "目标任务")
    tasks: list[Task] = []
    for name in programme.obligations:
        if tasks and name in titles:
            yield Chapter(chapter, tuple(tasks))
            chapter, tasks = titles[name], []
        tasks.append(_task(name, programme))
    if tasks:
        yield Chapter(chapter, tuple(tasks))


def _titles(programme: Programme) -> dict[str, str]:
    lines = programme.origin.text.split("\n")
    found = {}
    for name in programme.obligations:
        line = programme.origin.marks.get(("obligations", name), (1, 1))[0] - 2
        while line >= 0 and (not lines[line].strip() or lines[line].lstrip().startswith("#")):
            if match := _CHAPTER.match(lines[line]):
                found[name] = match[1]
                break
            line -= 1
    return found


def _task(name: str, programme: Programme) -> Task:
    part = programme.obligations[name]
    return Task(
        name=name,
        title=part.title,
        sentence=sentences.sentence(part, programme),
        amount=sentences.amount(part, programme),
        times=sentences.times(part, programme),
        who=sentences.audience(part.units, programme),
        proof=sentences.proof(part),
    )


def _group(group: Group) -> str:
    posts = "、".join(post.title or name for name, post in group.posts.items())
    return f"{group.title}{'由' + posts + '组成' if posts else '的人员由各单位确定'}。"


def _report(name: str, report: Report) -> str:
    return f"{report.title or name}。"
