"""The SQL of the compiler, kept in snapshots: a change of the compiler shows in review as a change of SQL.

Write them anew with UPDATE_SNAPSHOTS=1.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import connection

from linli.almanac import Period
from linli.figures.evaluate import explain_sql
from linli.figures.expressions import Coverage, Question
from linli.tree.models import Unit
from tests.figures.tables import measure

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the snapshots are SQLite's"),
]

FOLDER = Path(__file__).parent / "snapshots"
Q1 = [Period.parse(name) for name in ("2026-01", "2026-02", "2026-03", "2026-Q1")]
VISITED, HOMES = measure("visits.households"), measure("households.living")
NOTES = measure("manuscripts.filed", kind="doctor-note")
ASKED = {
    "flow": [Question(d, p) for d in (measure("visits.made"), measure("visits.made", kind="home")) for p in Q1],
    "late": [Question(NOTES, Q1[0], due) for due in (None, Q1[0].end, Q1[1].end)],
    "stock": [Question(measure("residents.living", age=(60, None)), p) for p in Q1[:2]],
    "distinct": [Question(d, p) for d in (VISITED, measure("visits.households", kind="home")) for p in Q1],
    "coverage": [Question(Coverage(VISITED, HOMES), p) for p in Q1[:2]],
}


@pytest.mark.parametrize("name", ASKED)
def test_the_query_is_the_one_that_was_reviewed(world, name):
    text = "\n\n".join(map(_readable, explain_sql(ASKED[name], Unit.objects.all()))) + "\n"
    path = FOLDER / f"{name}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def _readable(query: str) -> str:
    query = re.sub(r"IN \(\d+(, \d+)*\)", "IN (units)", query.replace('"', ""))
    query = re.sub(r"\b\w+_(visit|manuscript|person|household|contract)\.", r"\1.", query)
    return re.sub(r" (FROM|INNER JOIN|LEFT OUTER JOIN|WHERE|GROUP BY|AND) ", r"\n\1 ", query)
