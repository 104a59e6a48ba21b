"""Facts of the bulletin on papers filed: units against papers, from the same occurrences as the board."""

from __future__ import annotations

from linli.almanac import today
from linli.duties.board import Row, matrix
from linli.duties.occurrences import Occurrence
from linli.duties.states import State
from linli.figures.explain import first_reached
from linli.figures.expressions import Expression
from linli.reports.facts import Asked, gathers
from linli.reports.templates.submission_matrix import Paper, Submission, SubmissionMatrix

STATES = {
    State.MET: "on-time", State.LATE: "late", State.MISSED: "missing", State.OPEN: "open", State.EXCUSED: "excused",
    State.WAITING: "none",
}  # fmt: skip


@gathers("submission-matrix")
def gather(asked: Asked) -> SubmissionMatrix:
    """A column a paper and window whose due day lies in the period."""
    found = matrix(asked.programme, asked.period, by=asked.by)
    columns: dict[tuple[str, str], Occurrence] = {}
    for row in found.rows:
        for occurrence in _due(row, asked):
            columns.setdefault((occurrence.name, occurrence.window.key), occurrence)
    ordered = sorted(columns, key=lambda key: (columns[key].window.due, key))
    cells = []
    for row in found.rows:
        own = {(o.name, o.window.key): o for o in _due(row, asked)}
        cells.append(tuple(submission(own[key]) if key in own else Submission() for key in ordered))
    return SubmissionMatrix(
        programme=asked.programme.title,
        issuer=asked.programme.unit.name,
        as_of=min(today(), asked.period.end),
        units=tuple(row.unit.name for row in found.rows),
        papers=tuple(Paper(_title(columns[key]), columns[key].window.due) for key in ordered),
        cells=tuple(cells),
        written=today(),
    )


def submission(occurrence: Occurrence) -> Submission:
    """What became of one paper: when the number was reached, and how late."""
    state = STATES[occurrence.state]
    if state not in ("on-time", "late") or not isinstance(occurrence.definition, Expression):
        return Submission(state)  # type: ignore[arg-type]
    low = occurrence.window.target.low or 1
    sent = first_reached(occurrence.definition, occurrence.unit, occurrence.window.period, low)
    late = (sent - occurrence.window.due).days if sent and sent > occurrence.window.due else 0
    return Submission(state, sent, late)  # type: ignore[arg-type]


def _due(row: Row, asked: Asked) -> list[Occurrence]:
    return [o for cell in row.cells.values() for o in cell.occurrences if o.window.due in asked.period]


def _title(occurrence: Occurrence) -> str:
    """The item of a list stands for itself; something that comes back says its month."""
    title = occurrence.title.partition("（")[2].rstrip("）") or occurrence.title.removeprefix("报送")
    period = occurrence.window.period
    if not occurrence.obligation.every:
        return title
    return f"{title}（{period.start.month}月）" if period.kind == "month" else f"{title}（{period.title}）"
