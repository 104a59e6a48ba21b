"""责任制结构图: centre, teams, doctors and the households each of them answers for, as one paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from linli.reports.charts import Node, Structure
from linli.reports.document import (
    SPECIAL_LIMIT,
    Attachment,
    Block,
    Column,
    Document,
    Figure,
    Paragraph,
    Table,
)
from linli.reports.templates.prose import listed
from linli.reports.words import number, percent


@dataclass(frozen=True)
class StructureChart:
    """The tree: `root` is the centre (or the district), the ends are doctors with their households."""

    root: Node
    written: date
    project: str = "家庭健康医生责任制工程"
    to: str = ""
    issuer: str = ""
    levels: tuple[str, ...] = ("中心", "团队", "家庭健康医生")
    unit: str = "户"
    households: int | None = None  # of the area, to say how many have nobody


def chart(facts: StructureChart) -> Structure:
    """The chart alone, for a page or a picture."""
    return Structure(f"{facts.root.name}{facts.project}结构图", facts.root, facts.unit, facts.levels)


def write(facts: StructureChart) -> Document:
    """A sentence, the chart, and the list of who answers for how many as an attachment."""
    picture = chart(facts)
    blocks: list[Block] = [Paragraph(_overview(facts)), Figure(picture, picture.title)]
    return Document(
        title=f"{facts.root.name}\n{facts.project}结构图",
        issuer=facts.issuer or facts.root.name,
        to=facts.to,
        date=facts.written,
        blocks=tuple(blocks),
        attachments=(Attachment("责任对应关系一览表", (_list(facts, picture.table()),)),),
        limit=SPECIAL_LIMIT,
    )


def _list(facts: StructureChart, table: Table) -> Table:
    """The chart's table without the column of the root, whom the title names."""
    columns = (*table.columns[1:-1], Column(f"责任家庭（{facts.unit}）", "right"))
    return Table(columns, tuple(row[1:] for row in table.rows))


def _overview(facts: StructureChart) -> str:
    doctors = list(_ends(facts.root))
    if not doctors:
        return f"{facts.root.name}尚未落实责任对应关系。"
    counts = [doctor.count or 0 for doctor in doctors]
    total = sum(counts)
    name = facts.levels[-1]
    middle = [
        f"{level}{count}个" for level, count in zip(facts.levels[1:-1], _widths(facts.root), strict=False)
    ]
    said = "、".join([*middle, f"{name}{len(doctors)}名"])
    text = f"{facts.root.name}设{said}，责任家庭共{total}{facts.unit}"
    busy = [(doctor, count) for doctor, count in zip(doctors, counts, strict=True) if count]
    if len(busy) > 1:
        most, least = max(busy, key=lambda item: item[1]), min(busy, key=lambda item: item[1])
        text += (
            f"，平均每名{name}负责{number(total / len(doctors), 0)}{facts.unit}，"
            f"最多{most[1]}{facts.unit}（{most[0].name}），最少{least[1]}{facts.unit}（{least[0].name}）"
        )
    text += "。"
    idle = [doctor.name for doctor, count in zip(doctors, counts, strict=True) if not count]
    if idle:
        text += f"{listed(idle, unit='名医生')}尚未落实责任家庭。"
    if facts.households:
        left = facts.households - total
        rate = percent(total, facts.households)
        text += f"辖区常住家庭{facts.households}{facts.unit}，落实责任医生的占{rate}"
        text += f"，尚有{left}{facts.unit}未落实。" if left > 0 else "。"
    return text


def _ends(node: Node, top: bool = True) -> Iterator[Node]:
    if not node.children and not top:
        yield node
    for child in node.children:
        yield from _ends(child, top=False)


def _widths(node: Node) -> list[int]:
    """How many nodes each level below the root has, the ends left out."""
    counts = []
    level = list(node.children)
    while level and any(child.children for child in level):
        counts.append(len(level))
        level = [grandchild for child in level for grandchild in child.children]
    return counts
