"""Numbers with decimals add up exactly; lines of a record neither multiply nor lose it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, models

from linli.almanac import Period
from linli.figures.evaluate import evaluate
from linli.figures.expressions import Expression, Question, Ratio
from linli.figures.store import read
from linli.records.meetings.models import Attendance, Meeting
from linli.registers import register as registers
from linli.registers.door import keep
from linli.registers.measures import average, count, distinct, total
from linli.registers.records import Record, opened
from tests.figures.tables import measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MARCH = Period.parse("2026-03")


@pytest.fixture
def expenses(transactional_db):
    """A register that only this test has."""

    class Expense(Record):
        day = models.DateField()
        amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)

        class Meta:
            app_label = "tried"

    class Expenses(registers.Register):
        model = Expense
        when = "day"
        measures = {"spent": total("amount"), "mean": average("amount"), "made": count()}

    with connection.schema_editor() as editor:
        editor.create_model(Expense)
    yield Expense
    with connection.schema_editor() as editor:
        editor.delete_model(Expense)
    del registers._registers["expenses"]


def test_cents_add_up_exactly(expenses, world):
    amounts = ["0.10", "0.20", "1234567890.07", "-0.03", None] + ["0.01"] * 300
    with opened():
        expenses.objects.bulk_create(
            expenses(unit=world.team_one, entered_by=world.chen, day=date(2026, 3, 1), amount=text and Decimal(text))
            for text in amounts
        )
    spent, mean = Expression("expenses", "spent"), Expression("expenses", "mean")
    asked = [Question(d, MARCH) for d in (spent, mean, Ratio(spent, Expression("expenses", "made"), 100))]
    for way in (evaluate, read):
        values = [way(asked, [world.district])[question, world.district.pk] for question in asked]
        assert values[0].numerator == Decimal("1234567893.34")
        assert values[1].number == Fraction("1234567893.34") / 304
        assert values[2].number == Fraction("123456789334") / 305


@pytest.fixture
def meetings(world, monkeypatch):
    """王 came to both meetings, 李 missed the first, 赵 missed both."""
    made = dict(measure("meetings.held").rows.measures)
    made |= {
        "people": distinct("attendances__person"),
        "missed": distinct("attendances__person", attendances__came="absent"),
        "with_absent": count(attendances__came="absent"),
    }
    monkeypatch.setattr(measure("meetings.held").rows, "measures", made)
    people = [world.doctor(name) for name in ("王", "李", "赵")]
    for day, came in ((2, ("present", "absent", "absent")), (9, ("present", "present", "absent"))):
        lines = [Attendance(person=person, came=how) for person, how in zip(people, came, strict=True)]
        meeting = Meeting(unit=world.team_one, kind="work", title="例会", held_on=date(2026, 3, day), present=5)
        keep(meeting, by=world.chen, lines={"attendances": lines})
    return world


def test_a_condition_on_lines_multiplies_no_rows_and_means_the_same_line(meetings):
    stated = {
        measure("meetings.people"): 3,
        measure("meetings.missed"): 2,
        measure("meetings.people", attendances__came="present"): 2,
        measure("meetings.with_absent"): 2,
        measure("meetings.held", attendances__came=["present", "absent"]): 2,
        measure("meetings.present", attendances__came="absent"): 10,
    }
    asked = [Question(definition, MARCH) for definition in stated]
    found = evaluate(asked, [meetings.district])
    assert {str(q.definition): v.numerator for (q, _unit), v in found.items()} == {str(d): n for d, n in stated.items()}


def test_a_changed_line_changes_the_stored_figure(meetings):
    asked = [Question(measure("meetings.missed"), MARCH)]
    assert read(asked, [meetings.district])[asked[0], meetings.district.pk].numerator == 2
    meeting = Meeting.objects.get(held_on=date(2026, 3, 2))
    lines = list(meeting.attendances.all())
    for line in lines:
        line.came = "present"
    keep(meeting, by=meetings.chen, lines={"attendances": lines})
    assert read(asked, [meetings.district])[asked[0], meetings.district.pk].numerator == 1
