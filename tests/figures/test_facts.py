"""From a figure down to its facts, and figures of many subjects at once."""

from datetime import date, datetime

import pytest

from linli.almanac import Period
from linli.almanac.clock import CHINA
from linli.figures.evaluate import evaluate
from linli.figures.explain import by_subject, explain, first_reached, path_to, subjects
from linli.figures.expressions import Coverage, Question
from linli.people.register import Households, Residents
from linli.records.health.models import Visit
from linli.records.health.register import Contracts, Visits
from linli.records.publicity.models import Manuscript
from linli.registers.records import opened
from linli.registers.register import register_named
from tests.figures.tables import Drawn, measure, where

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MARCH = Period.parse("2026-03")


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


def test_a_count_shows_its_rows(drawn):
    facts = explain(Question(measure("visits.made"), MARCH), drawn.unit("翠湖社区卫生服务中心"), drawn.world.wu)
    assert facts.value.numerator == 3
    assert sorted(visit.visited_on.day for visit in facts.of) == [5, 7, 9]


def test_a_person_sees_the_whole_number_but_only_the_rows_in_their_scope(drawn):
    facts = explain(Question(measure("visits.made"), MARCH), drawn.unit("翠湖社区卫生服务中心"), drawn.world.chen)
    assert facts.value.numerator == 3
    assert sorted(visit.visited_on.day for visit in facts.of) == [5, 9]
    nobody = explain(Question(measure("visits.made"), MARCH), drawn.unit("云溪区"), drawn.world.stranger)
    assert nobody.value.numerator == 3 and not nobody.of.exists()


def test_a_coverage_shows_what_is_missing(drawn):
    visited = Coverage(measure("visits.households"), measure("households.living"))
    facts = explain(Question(visited, MARCH), drawn.unit("翠湖社区卫生服务中心"), drawn.world.everybody)
    assert (facts.value.numerator, facts.value.denominator) == (2, 3)
    assert set(facts.missing) == {drawn.homes["乙"]}
    assert set(facts.over) == set(drawn.homes.values())
    assert {visit.contract.household for visit in facts.of} == {drawn.homes["甲"], drawn.homes["丙"]}
    by_day_six = explain(Question(visited, MARCH, date(2026, 3, 6)), drawn.unit("荷花社区"), drawn.world.everybody)
    assert (by_day_six.value.numerator, set(by_day_six.missing)) == (1, {drawn.homes["乙"]})


def test_a_private_register_gives_its_figure_and_no_rows_without_a_duty_there(drawn, monkeypatch):
    monkeypatch.setattr(Visits, "private", ["*"])
    asked, unit = Question(measure("visits.made"), MARCH), drawn.unit("云溪区")
    superior = explain(asked, unit, drawn.world.wu)
    assert superior.closed and superior.of is None and superior.value.numerator == 3
    worker = explain(asked, unit, drawn.world.chen)
    assert not worker.closed and worker.of.count() == 2


def test_rows_done_in_time_but_entered_afterwards_are_marked(drawn):
    early, late = Visit.objects.filter(contract=drawn.contracts["甲"]).order_by("pk")[:2]
    with opened():
        Visit.objects.filter(pk=early.pk).update(entered_at=datetime(2026, 3, 6, 9, tzinfo=CHINA))
        Visit.objects.filter(pk=late.pk).update(entered_at=datetime(2026, 4, 1, 0, 30, tzinfo=CHINA))
    rows = explain(Question(measure("visits.made"), MARCH), drawn.unit("翠湖第一团队"), drawn.world.chen).of
    assert {visit.visited_on.day: visit.entered_late for visit in rows} == {5: False, 9: True}
    due = Question(measure("visits.made"), MARCH, date(2026, 3, 5))
    [counted] = explain(due, drawn.unit("翠湖第一团队"), drawn.world.chen).of
    assert counted.entered_late  # made on the due day, entered on the day after


def test_the_day_on_which_a_number_was_reached(drawn):
    team = drawn.unit("翠湖社区卫生服务中心")
    year = Period.parse("2026")
    assert first_reached(measure("visits.made"), team, year, 3) == date(2026, 3, 9)
    assert first_reached(measure("visits.households"), team, year, 2) == date(2026, 3, 7)
    assert first_reached(measure("visits.made"), team, year, 5) is None
    doctor = drawn.world.doctor("翠湖第一团队医生", drawn.unit("翠湖第一团队"))
    drawn.world.keep(Manuscript(unit=doctor.unit, kind="news", title="一", author=doctor, text="一",
                                for_month=date(2026, 4, 1), filed_on=date(2026, 5, 2)))  # fmt: skip
    assert first_reached(measure("manuscripts.filed"), team, Period.parse("2026-04"), 1) == date(2026, 5, 2)


def test_figures_of_each_household_in_one_query(drawn, django_assert_num_queries):
    centre = drawn.unit("翠湖社区卫生服务中心")
    with django_assert_num_queries(2):  # the territory, the counts
        found = by_subject(Question(measure("visits.made"), MARCH), Households, centre)
    by_home = {name: found[home.pk].numerator for name, home in drawn.homes.items() if home.pk in found}
    assert by_home == {"甲": 2, "丙": 1}
    doctors = by_subject(Question(measure("visits.households"), MARCH), Residents)
    assert sorted(value.numerator for value in doctors.values()) == [1, 1]


def test_subjects_of_a_duty_are_the_rows_that_hold_then(drawn):
    drawn.draw("resident", """
        name   | home | born       | since
        王桂兰 | 甲   | 1950-01-01 | 2020-01-01
        周小雨 | 乙   | 2020-02-29 | 2020-03-01
        沈万年 | 丙   | 1940-02-29 | 2026-04-01
    """)
    centre = drawn.unit("翠湖社区卫生服务中心")
    old = subjects(Residents, centre, MARCH, where(age=(60, None)))
    assert {person.name for person in old} == {"王桂兰"}
    assert {person.name for person in subjects(Residents, centre, Period.parse("2026"), where(age=(60, None)))} == {
        "王桂兰", "沈万年",
    }  # fmt: skip
    assert subjects(Visits, centre, MARCH).count() == 3


def test_rows_lead_to_the_nearest_subject_or_to_none():
    assert path_to(measure("visits.made"), Contracts) == "contract"
    assert path_to(measure("visits.made"), Households) == "contract__household"
    assert path_to(measure("visits.made"), Visits) == "pk"
    with pytest.raises(LookupError, match="submissions"):
        path_to(measure("visits.made"), register_named("submissions"))


def test_an_expression_is_refused_with_the_names_that_would_be_right():
    with pytest.raises(LookupError, match="made"):
        measure("visits.maid")
    with pytest.raises(LookupError, match="kind"):
        measure("visits.made", kinds="home")
    with pytest.raises(LookupError, match="submissions"):
        measure("submissions.filed", age=60)
    with pytest.raises(LookupError, match="visited_on"):
        measure("visits.made", visited_on="someday")
    with pytest.raises(LookupError, match=str(Households.title())):
        Coverage(measure("visits.doctors"), measure("households.living"))


def test_a_definition_has_one_text_however_it_was_written():
    one, other = {"kind": ["phone", "home"], "doctor": "7"}, {"doctor": 7, "kind": ["home", "phone"]}
    assert measure("visits.made", **one) == measure("visits.made", **other)
    assert str(measure("visits.made", kind=["phone", "home"], doctor=7)) == "visits.made[doctor=7;kind=home|phone]"
    assert str(measure("residents.living", age=(60, None))) == "residents.living[age=60..]"


def test_a_week_without_rows_is_nought_and_a_rate_over_nothing_is_no_number(drawn):
    week = Period.parse("2026-W02")
    visited = Coverage(measure("visits.households"), measure("households.living"))
    found = evaluate([Question(measure("visits.made"), week), Question(visited, week)], [drawn.unit("长桥第一团队")])
    assert [value.number for value in found.values()] == [0, None]
