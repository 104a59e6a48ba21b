"""材料报送情况通报: which unit has sent in what, on time, late or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from linli.reports.charts import HeatCell, HeatGrid
from linli.reports.document import (
    SPECIAL_LIMIT,
    Attachment,
    Block,
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Table,
)
from linli.reports.templates.prose import listed
from linli.reports.words import long_date, percent, short_date

State = Literal["on-time", "late", "missing", "open", "excused", "none"]

_LEVELS: dict[State, int | None] = {
    "on-time": 4,
    "late": 2,
    "missing": 0,
    "open": None,
    "excused": None,
    "none": None,
}
_LEGEND = ((4, "按时报送"), (2, "迟报"), (0, "未报"))
ACROSS = 7  # as many units or papers as stand side by side on A4


@dataclass(frozen=True)
class Paper:
    """Something to be sent in, and its due day where it is the same for all."""

    title: str
    due: date | None = None


@dataclass(frozen=True)
class Submission:
    """What became of one paper of one unit; `none` where the unit does not owe it."""

    state: State = "none"
    sent: date | None = None
    days_late: int = 0

    @property
    def words(self) -> str:
        """What stands in the cell."""
        match self.state:
            case "on-time":
                return short_date(self.sent) if self.sent else "按时"
            case "late":
                return f"迟{self.days_late}天" if self.days_late else "迟报"
            case "missing":
                return "未报"
            case "open":
                return "未到期"
            case "excused":
                return "免报"
        return "—"


@dataclass(frozen=True)
class SubmissionMatrix:
    """Units × papers: `cells[unit][paper]`. With `head` and `number` it goes out as a bulletin."""

    programme: str
    issuer: str
    as_of: date
    units: tuple[str, ...]
    papers: tuple[Paper, ...]
    cells: tuple[tuple[Submission, ...], ...]
    to: str = ""
    head: str = ""
    number: str = ""
    written: date | None = None

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.units) or any(len(row) != len(self.papers) for row in self.cells):
            size = f"{len(self.units)} units and {len(self.papers)} papers"
            raise ValueError(f"the cells do not fit {size}")

    def count(self, *states: State, unit: int | None = None) -> int:
        """How many cells are in one of these states, for one unit or for all."""
        rows = self.cells if unit is None else (self.cells[unit],)
        return sum(cell.state in states for row in rows for cell in row)


def chart(facts: SubmissionMatrix) -> HeatGrid:
    """The matrix as a heat grid, for a page as well."""
    return HeatGrid(
        "材料报送情况",
        facts.units,
        tuple(paper.title for paper in facts.papers),
        tuple(tuple(HeatCell(cell.words, _LEVELS[cell.state]) for cell in row) for row in facts.cells),
        _LEGEND,
        "单位",
    )


def matrix(facts: SubmissionMatrix) -> Table:
    """The whole matrix as one table, for a sheet: a row a unit."""
    columns = (Column("单位", "left"), *(Column(paper.title) for paper in facts.papers))
    rows = tuple(
        (unit, *(cell.words for cell in row)) for unit, row in zip(facts.units, facts.cells, strict=True)
    )
    return Table(columns, rows, caption="材料报送情况")


def write(facts: SubmissionMatrix) -> Document:
    """The bulletin as a document, the matrix as its attachment."""
    blocks: list[Block] = [
        Paragraph(f"现将{facts.programme}截至{long_date(facts.as_of)}的材料报送情况通报如下："),
        Heading("总体情况"),
        Paragraph(_overview(facts)),
        _by_unit(facts),
        Figure(chart(facts), "各单位材料报送情况"),
    ]
    late, missing = _listed(facts, "late"), _listed(facts, "missing")
    if missing:
        blocks += [Heading("未报情况"), Paragraph(f"以下材料已过报送期限，至今未报：{missing}。")]
    if late:
        blocks += [Heading("迟报情况"), Paragraph(f"以下材料未能按时报送：{late}。")]
    return Document(
        title=f"关于{facts.programme}\n材料报送情况的通报",
        issuer=facts.issuer,
        number=facts.number,
        to=facts.to,
        date=facts.written or facts.as_of,
        blocks=tuple(blocks),
        attachments=(Attachment("材料报送情况明细表", _details(facts)),),
        head=facts.head,
        limit=SPECIAL_LIMIT,
    )


def _overview(facts: SubmissionMatrix) -> str:
    owed = facts.count("on-time", "late", "missing")
    if not owed:
        return f"{len(facts.units)}个单位目前没有到期应报的材料。"
    sent, on_time = facts.count("on-time", "late"), facts.count("on-time")
    text = (
        f"{len(facts.units)}个单位到期应报材料{owed}件，已报{sent}件，报送率{percent(sent, owed)}；"
        f"按时报送{on_time}件，按时率{percent(on_time, owed)}；"
        f"迟报{facts.count('late')}件，未报{facts.count('missing')}件。"
    )
    if waived := facts.count("excused"):
        text += f"另有{waived}件经同意免报。"
    if waiting := facts.count("open"):
        text += f"尚未到期{waiting}件。"
    full = [
        unit
        for place, unit in enumerate(facts.units)
        if facts.count("on-time", unit=place) and not facts.count("late", "missing", unit=place)
    ]
    if full:
        text += f"{listed(full, unit='个单位')}全部按时报送。"
    return text


def _by_unit(facts: SubmissionMatrix) -> Table:
    def row(name: str, unit: int | None) -> tuple[str | int, ...]:
        owed = facts.count("on-time", "late", "missing", unit=unit)
        on_time = facts.count("on-time", unit=unit)
        late, missing = facts.count("late", unit=unit), facts.count("missing", unit=unit)
        return (name, owed, on_time, late, missing, percent(on_time, owed))

    rows = [row(unit, place) for place, unit in enumerate(facts.units)]
    numbers = (Column(name, "right") for name in ("应报", "按时", "迟报", "未报", "按时率"))
    columns = (Column("单位", "left"), *numbers)
    return Table(columns, (*rows, row("合计", None)), caption="各单位材料报送统计（件）", totals=True)


def _listed(facts: SubmissionMatrix, state: State) -> str:
    told = []
    for unit, row in zip(facts.units, facts.cells, strict=True):
        papers = [
            f"{paper.title}（{cell.words}）" if state == "late" else paper.title
            for paper, cell in zip(facts.papers, row, strict=True)
            if cell.state == state
        ]
        if papers:
            told.append(f"{unit}{'、'.join(papers)}")
    return "；".join(told)


def _details(facts: SubmissionMatrix) -> tuple[Table, ...]:
    """The matrix on paper: the longer side downwards, the other in parts that fit the width of A4."""
    grid = [[cell.words for cell in row] for row in facts.cells]
    due = [f"{p.title}（{short_date(p.due)}前）" if p.due else p.title for p in facts.papers]
    down, across, corner = list(facts.units), due, "单位"
    if len(facts.papers) > len(facts.units):
        down, across, corner = due, list(facts.units), "材料名称（报送期限）"
        grid = [list(row) for row in zip(*grid, strict=True)]
    parts = [range(start, min(start + ACROSS, len(across))) for start in range(0, len(across), ACROSS)]
    return tuple(
        Table(
            (Column(corner, "left"), *(Column(across[i]) for i in part)),
            tuple((name, *(row[i] for i in part)) for name, row in zip(down, grid, strict=True)),
            caption="报送情况明细" + (f"（{place}/{len(parts)}）" if len(parts) > 1 else ""),
            note="单元格中的日期为实际报送日期。" if place == len(parts) else "",
        )
        for place, part in enumerate(parts, 1)
    )
