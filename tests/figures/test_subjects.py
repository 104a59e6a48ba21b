"""Figures of many subjects at once, against the plain reading of the same facts; and whom a row is about."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.utils import translation

from linli.almanac import Period
from linli.figures.expressions import Question
from linli.figures.reference import figure, world_of
from linli.figures.subjects import number_of, numbers
from linli.people.register import Households, Residents
from linli.records.health.register import Contracts, FollowUps, Visits
from linli.records.services.register import Requests
from linli.records.training.models import Attendance, Training
from linli.records.training.register import Trainings
from linli.registers.paths import path_to
from linli.registers.register import register_named
from tests.figures.tables import Drawn, measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TODAY = date(2026, 5, 20)
YEAR = Period.parse("2026")


@pytest.fixture
def drawn(world):
    drawn = Drawn(world)
    drawn.draw("home", """
        name | unit
        甲   | 荷花社区
        乙   | 荷花社区
        丙   | 桂花社区
    """)
    drawn.draw("contract", """
        home | team
        甲   | 翠湖第一团队
        乙   | 翠湖第一团队
        丙   | 翠湖第二团队
    """)
    drawn.draw("visit", """
        home | on
        甲   | 2026-03-05
        甲   | 2026-03-09
        丙   | 2026-03-07
        甲   | 2026-04-01
    """)
    return drawn


@pytest.mark.parametrize("due", [None, date(2026, 3, 5), date(2026, 3, 7)])
@pytest.mark.parametrize("period", ["2026-03", "2026-04", "2026"])
@pytest.mark.parametrize("name", ["visits.made", "visits.doctors", "contracts.households"])
def test_each_subject_has_what_the_reference_counts_on_its_rows_alone(
    drawn, django_assert_num_queries, name, period, due
):
    asked, subject = measure(name), Contracts if name.startswith("visits") else Households
    path = path_to(asked.rows, asked.measure, subject)
    with django_assert_num_queries(1):
        found = numbers(asked, path, YEAR, None, TODAY)
    question = Question(asked, Period.parse(period), due)
    everything = world_of([asked])
    about = dict(asked.rows.model.objects.values_list("pk", path))
    for pk in subject.model.objects.values_list("pk", flat=True):
        rows = [row for row in everything.rows[asked.register] if about[row["pk"]] == pk]
        alone = type(everything)({asked.register: rows}, everything.parents, everything.services)
        expected = figure(question, drawn.world.district.pk, TODAY, alone).number
        number = number_of(asked, [found], pk, question.period, question.due, question.held_on(TODAY))
        assert number == expected, pk


def test_days_of_a_training_go_to_those_who_were_there(world):
    here, away = world.doctor("陈雨禾"), world.doctor("赵明远")
    lesson = Training(unit=world.team_one, title="急救", held_on=date(2026, 3, 3), days="1.5")
    lines = {"attendances": [Attendance(person=here), Attendance(person=away, before=False, after=False)]}
    world.keep(lesson, lines=lines)
    asked = measure("trainings.days_attended")
    found = numbers(asked, path_to(Trainings, "days_attended", Residents), YEAR, None, TODAY)
    have = {person: found.of(person.pk, YEAR, None, TODAY) for person in (here, away)}
    assert have == {here: Fraction(3, 2), away: 0}


def test_rows_lead_to_the_nearest_subject():
    assert path_to(Visits, "made", Contracts) == "contract"
    assert path_to(Visits, "made", Households) == "contract__household"
    assert path_to(Visits, "made", Visits) == "pk"
    assert path_to(Trainings, "days_attended", Residents) == "attendances__person"
    assert path_to(FollowUps, "made", Residents, "doctor") == "doctor"


@pytest.mark.parametrize(
    ("register", "name", "subject", "via", "said"),
    [
        (Visits, "made", "submissions", "", "lead to no row of submissions"),
        (FollowUps, "made", "residents", "", "person、doctor"),
        (Requests, "settled", "residents", "", "person、assigned_to"),
        (Trainings, "days", "residents", "", "not who stands on their list"),
        (FollowUps, "made", "residents", "nurse", "“nurse” leads to no row"),
        (FollowUps, "made", "residents", "unit", "“unit” leads to no row"),
    ],
)
def test_rows_that_lead_nowhere_or_to_several_are_refused(register, name, subject, via, said):
    with translation.override("en"), pytest.raises(LookupError, match=said):
        path_to(register, name, register_named(subject), via)
