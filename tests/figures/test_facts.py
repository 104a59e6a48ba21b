"""From a figure down to its facts."""

from datetime import date, datetime

import pytest

from linli.almanac import Period
from linli.almanac.clock import CHINA
from linli.figures.explain import explain, first_reached
from linli.figures.expressions import Coverage, Question
from linli.records.health.models import Visit
from linli.records.health.register import Visits
from linli.records.publicity.models import Manuscript
from linli.registers.records import opened
from tests.figures.tables import Drawn, measure

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
