"""工作方案 and 任务分解表: a programme as the paper that it could have come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.reports.document import Block, Column, Document, Heading, Listing, Paragraph, Table
from linli.reports.words import ordinal

#: The columns of the task table. The last holds the name of the obligation, by which it is known again.
COLUMNS = (
    Column("序号", weight=1.5),
    Column("工作任务", "left", weight=5),
    Column("目标要求", weight=3),
    Column("完成时限", weight=3),
    Column("责任单位", weight=3),
    Column("佐证台账", weight=2.6),
    Column("任务编号", weight=3.8),
)


@dataclass(frozen=True)
class Task:
    """One obligation: its name in the pack, the sentence of the plan and the cells of the table."""

    name: str
    title: str
    sentence: str
    amount: str
    times: str
    who: str
    proof: str


@dataclass(frozen=True)
class Chapter:
    """Tasks under a heading."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Plan:
    """A programme with everything that its paper says."""

    title: str
    issuer: str
    written: date | None
    opening: str
    chapters: tuple[Chapter, ...]
    groups: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    to: str = ""

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Every task, in order."""
        return tuple(task for chapter in self.chapters for task in chapter.tasks)


def write(facts: Plan) -> Document:
    """The plan: chapters 一、, tasks （一） each with its sentence."""
    blocks: list[Block] = [Paragraph(facts.opening)] if facts.opening else []
    for chapter in facts.chapters:
        blocks.append(Heading(chapter.title))
        blocks += [paragraph(place, task) for place, task in enumerate(chapter.tasks, 1)]
    if facts.groups:
        blocks += [Heading("组织保障"), *(Paragraph(text) for text in facts.groups)]
    if facts.reports:
        blocks += [Heading("材料与通报"), Listing(facts.reports)]
    return Document(facts.title, facts.issuer, to=facts.to, date=facts.written, blocks=tuple(blocks))


def paragraph(place: int, task: Task) -> Paragraph:
    """（一）各中心每月30日前要报送手记不少于2篇。"""
    return Paragraph(f"（{ordinal(place)}）{task.sentence}")


def table(facts: Plan) -> Table:
    """The task table."""
    return Table(COLUMNS, tuple((place, *cells(task)) for place, task in enumerate(facts.tasks, 1)))


def cells(task: Task) -> tuple[str, ...]:
    """The cells of a task after its number."""
    return (task.title, task.amount or "按要求完成", task.times, task.who, task.proof, task.name)


def write_tasks(facts: Plan) -> Document:
    """The task table as a paper of its own."""
    return Document(f"{facts.title}\n任务分解表", facts.issuer, date=facts.written, blocks=(table(facts),))
