"""Facts drawn as tables, and what each unit's figure must be."""

from datetime import date

import pytest

from linli.almanac import living
from linli.figures.expressions import Coverage, Ratio
from linli.records.meetings.models import Meeting
from linli.records.publicity.models import Manuscript
from linli.registers.door import remove
from linli.tree import change
from tests.figures.tables import Drawn, measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def drawn(world):
    drawn = Drawn(world)
    drawn.draw("home", """
        name | unit
        甲   | 荷花社区
        乙   | 荷花社区
        丙   | 桂花社区
        丁   | 枫林社区
    """)
    drawn.draw("contract", """
        home | team         | since      | until
        甲   | 翠湖第一团队 | 2026-01-05 | 2026-12-31
        丙   | 翠湖第二团队 | 2026-03-10 | 2026-12-31
        丁   | 长桥第一团队 | 2026-02-01 | 2026-05-01
    """)
    return drawn


def test_a_count_adds_up_the_tree(drawn):
    drawn.draw("visit", """
        home | on         | kind
        甲   | 2026-03-01 | home
        甲   | 2026-03-31 | phone
        丙   | 2026-03-15 | home
        丙   | 2026-04-01 | home
        丁   | 2026-02-28 | home
    """)
    drawn.answers(measure("visits.made"), "2026-03", "", """
        翠湖第一团队         | 2
        翠湖第二团队         | 1
        翠湖社区卫生服务中心 | 3
        长桥第一团队         | 0
        荷花社区             | 0
        云溪区               | 3
    """)
    drawn.answers(measure("visits.made", kind=["phone", "clinic"]), "2026-Q1", "", "云溪区 | 1")
    drawn.answers(measure("visits.made", visited_on=("2026-03-02", None)), "2026-Q1", "", "云溪区 | 2")


def test_a_household_visited_twice_counts_once_at_every_level(drawn):
    visits = drawn.draw("visit", """
        home | on
        甲   | 2026-03-01
        甲   | 2026-04-01
        丁   | 2026-03-02
    """)
    drawn.answers(measure("visits.households"), "2026-H1", "", """
        翠湖第一团队 | 1
        长桥第一团队 | 1
        云溪区       | 2
    """)
    remove(visits[0], by=drawn.world.everybody, reason="entered twice")
    drawn.answers(measure("visits.households"), "2026-H1", "", "云溪区 | 2")
    remove(visits[1], by=drawn.world.everybody, reason="entered twice")
    drawn.answers(measure("visits.households"), "2026-H1", "", "云溪区 | 1")


def test_a_stock_counts_what_holds_on_the_last_day(drawn):
    contracts = measure("contracts.households")
    drawn.answers(contracts, "2026-02", "", "云溪区 | 2")
    drawn.answers(contracts, "2026-04", "", "云溪区 | 3")
    drawn.answers(contracts, "2026-05", "", "云溪区 | 2")
    drawn.answers(contracts, "2026", "", "云溪区 | 2")
    # On the 20th of May nobody knows who will be under contract in December; as of the due day it is known.
    drawn.answers(contracts, "2026", "2026-02-15", "云溪区 | 2")


def test_health_centres_count_the_households_that_they_serve(drawn):
    drawn.answers(measure("households.living"), "2026-05", "", """
        荷花社区             | 2
        翠湖街道             | 3
        翠湖第一团队         | 2
        翠湖第二团队         | 1
        翠湖社区卫生服务中心 | 3
        云溪区               | 4
    """)


def test_coverage_counts_the_rows_of_over_that_are_matched(drawn):
    drawn.draw("visit", """
        home | on
        甲   | 2026-03-01
        甲   | 2026-03-02
        丁   | 2026-03-02
    """)
    visited = Coverage(measure("visits.households"), measure("households.living"))
    drawn.answers(visited, "2026-03", "", """
        荷花社区             | 1 / 2
        桂花社区             | 0 / 1
        翠湖第一团队         | 1 / 2
        翠湖社区卫生服务中心 | 1 / 3
        云溪区               | 2 / 4
    """)
    drawn.answers(visited, "2026-03", "2026-03-01", "云溪区 | 1 / 4")
    under_contract = Coverage(measure("visits.households"), measure("contracts.households"))
    drawn.answers(under_contract, "2026-03", "", """
        翠湖第一团队 | 1 / 1
        翠湖第二团队 | 0 / 1
        云溪区       | 2 / 3
    """)
    drawn.draw("visit", """
        home | on
        丙   | 2026-03-11
    """)
    drawn.answers(visited, "2026-03", "", """
        桂花社区     | 1 / 1
        翠湖第二团队 | 1 / 1
    """)


def test_a_rate_divides_last(drawn):
    drawn.draw("visit", """
        home | on
        甲   | 2026-03-01
        丙   | 2026-03-12
    """)
    drawn.answers(Ratio(measure("visits.made"), measure("households.living"), 1000), "2026-03", "", """
        翠湖第一团队 | 1 / 2
        云溪区       | 2 / 4
    """)


def test_ages_are_full_years_on_the_last_day_of_the_period_or_today(drawn):
    drawn.draw("resident", """
        name   | home | born
        王桂兰 | 甲   | 1966-05-20
        李建国 | 甲   | 1966-05-21
        周小雨 | 乙   | 2020-02-29
    """)
    drawn.answers(measure("residents.living", age=(60, None)), "2026-05", "", "云溪区 | 1")
    drawn.answers(measure("residents.living", age=(60, None)), "2026-04", "", "云溪区 | 0")
    drawn.answers(measure("residents.living", age=[59, 6]), "2026-05", "", "荷花社区 | 2")
    with living(date(2026, 5, 21)):
        drawn.answers(measure("residents.living", age=(60, None)), "2026-05", "", "云溪区 | 2")


def test_a_note_counts_for_its_month_and_is_late_by_the_day_it_was_filed(drawn):
    doctor = drawn.world.doctor("翠湖第一团队医生", drawn.unit("翠湖第一团队"))
    for month, filed in ((4, "2026-04-28"), (4, "2026-05-02"), (5, "2026-05-03")):
        drawn.world.keep(Manuscript(
            unit=doctor.unit, kind="doctor-note", title="手记", author=doctor, text="一",
            for_month=date(2026, month, 1), filed_on=date.fromisoformat(filed),
        ))
    notes = measure("manuscripts.filed", kind="doctor-note")
    drawn.answers(notes, "2026-04", "", "翠湖第一团队 | 2")
    drawn.answers(notes, "2026-04", "2026-04-30", "翠湖第一团队 | 1")
    drawn.answers(notes, "2026-04", "2026-05-02", "翠湖第一团队 | 2")


def test_sums_leave_out_what_is_not_known(drawn):
    for present in (9, None, 4):
        drawn.world.keep(Meeting(
            unit=drawn.unit("翠湖第一团队"), kind="work", title="例会", held_on=date(2026, 4, 10), present=present,
        ))
    drawn.answers(measure("meetings.present"), "2026-04", "", "云溪区 | 13")
    drawn.answers(measure("meetings.held"), "2026-04", "", "云溪区 | 3")
    drawn.answers(measure("meetings.held", present=(5, None)), "2026-04", "", "云溪区 | 1")


def test_each_month_keeps_the_tree_of_its_last_day(drawn):
    homes = measure("households.living")
    drawn.answers(homes, "2026-03", "", "翠湖街道 | 3")
    change.move(drawn.unit("桂花社区"), drawn.unit("长桥街道"), on=date(2026, 4, 15))
    drawn.answers(homes, "2026-03", "", "翠湖街道 | 3\n长桥街道 | 1")
    drawn.answers(homes, "2026-04", "", "翠湖街道 | 2\n长桥街道 | 2")
    change.move(drawn.unit("荷花社区"), drawn.unit("长桥街道"), on=date(2026, 5, 25))
    drawn.answers(homes, "2026-05", "", "翠湖街道 | 2\n长桥街道 | 2")
    with living(date(2026, 5, 25)):
        drawn.answers(homes, "2026-05", "", "翠湖街道 | 0\n长桥街道 | 4")
        drawn.answers(homes, "2026-04", "", "翠湖街道 | 2\n长桥街道 | 2")


def test_a_corrected_contract_moves_the_visits_made_under_it(drawn):
    drawn.draw("visit", """
        home | on
        甲   | 2026-03-01
    """)
    visited = Coverage(measure("visits.households"), measure("households.living"))
    drawn.answers(visited, "2026-03", "", "荷花社区 | 1 / 2\n桂花社区 | 0 / 1")
    drawn.answers(measure("visits.made", contract__package="basic"), "2026-03", "", "翠湖第一团队 | 1")
    other = drawn.world.household(unit=drawn.unit("桂花社区"))
    contract = drawn.contracts["甲"]
    contract.household, contract.package = other, "elderly"
    drawn.world.keep(contract)
    drawn.answers(visited, "2026-03", "", "荷花社区 | 0 / 2\n桂花社区 | 1 / 2")
    drawn.answers(measure("visits.made", contract__package="basic"), "2026-03", "", "翠湖第一团队 | 0")
