"""What is due: days that do not exist, late entries, units that come and go, excuses, the number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.almanac import Period, living
from linli.duties import excuses
from linli.duties.board import board
from linli.duties.occurrences import find, not_counted, occurrences
from linli.duties.states import State
from linli.duties.submissions import submissions
from linli.programmes import office
from linli.programmes.models import Programme
from linli.tree import change
from linli.tree.models import Account, Kind, Unit
from tests.duties.plans import family_doctor, meeting, note, paper, plan

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YEAR = Period.parse("2026")
NOTES = "notes: {title: 手记, count: manuscripts.filed, at_least: 2, every: month, by: {day: 30}}"
MEETINGS = "meetings: {title: 例会, count: meetings.held, every: month}"


def states(adoption, span=YEAR, **how) -> dict[str, str]:
    """The state of each window."""
    return {one.window.key: one.state.value for one in occurrences([adoption], span, **how)}


def one(adoption, name: str, key: str):
    """One occurrence that must be there."""
    found = find(adoption, name, key)
    assert found is not None
    return found


def test_the_thirtieth_of_february_is_its_last_day(world):
    adoption = plan(world, NOTES)
    due = {o.window.key: o.window.due for o in occurrences([adoption], YEAR)}
    assert due["2026-02"] == date(2026, 2, 28)
    assert due["2026-03"] == date(2026, 3, 30)
    leap = {o.window.key: o.window.due for o in occurrences([adoption], Period.parse("2028"))}
    assert leap["2028-02"] == date(2028, 2, 29)


def test_a_deadline_on_a_holiday_stays_or_moves_as_the_programme_says(world):
    line = "papers: {title: 方案, submit: plan, by: 05-01}"
    kept = plan(world, line, key="kept")
    moved = plan(world, line, key="moved", head="for: centre\nholidays: next-workday")
    assert occurrences([kept], YEAR)[0].window.due == date(2026, 5, 1)
    assert occurrences([moved], YEAR)[0].window.due == date(2026, 5, 6)


def test_without_a_year_a_deadline_comes_back_every_year_and_with_one_it_does_not(world):
    line = "papers: {title: 方案, submit: plan, by: 05-01}"
    any_year = plan(world, line, key="any-year")
    one_year = plan(world, line, key="one-year", head="for: centre\nperiod: 2026")
    spans = [Period.parse(year) for year in ("2026", "2027")]
    assert [len(occurrences([any_year], span)) for span in spans] == [1, 1]
    assert [len(occurrences([one_year], span)) for span in spans] == [1, 0]


def test_a_window_belongs_to_the_period_that_it_is_due_in_or_lies_in(world):
    adoption = plan(
        world,
        """
        papers: {title: 方案, submit: plan, by: 05-01}
        bulletin: {title: 通报, count: meetings.held, every: month, by: {day: 5, of: next}}
        weekly: {title: 走访, count: visits.made, every: week}
        """,
    )
    found = [(one.name, one.window.key) for one in occurrences([adoption], Period.parse("2026-05"))]
    assert ("papers", "2026/plan") in found and ("bulletin", "2026-05") in found
    assert [key for name, key in found if name == "weekly"] == [
        "2026-W18",
        "2026-W19",
        "2026-W20",
        "2026-W21",
        "2026-W22",
    ]
    assert not [name for name, _key in found if name == "bulletin"][1:]
    october = {one.name for one in occurrences([adoption], Period.parse("2026-10"))}
    assert october == {"bulletin", "weekly"}


def test_what_is_done_late_counts_as_late_and_what_is_only_entered_late_counts_as_in_time(world):
    adoption = plan(world, NOTES)
    with living(date(2026, 4, 10)):
        for _two in range(2):
            note(world, date(2026, 3, 5), date(2026, 4, 2))  # for March, done in April
            note(world, date(2026, 2, 5), date(2026, 2, 20))  # done in February, entered in April
    found = states(adoption)
    assert found["2026-03"] == State.LATE
    assert found["2026-02"] == State.MET
    assert found["2026-01"] == State.MISSED
    assert found["2026-05"] == State.OPEN


def test_midnight_turns_what_is_open_into_missed(world):
    adoption = plan(world, MEETINGS)
    with living(date(2026, 4, 30)):
        assert one(adoption, "meetings", "2026-04").state == State.OPEN
    with living(date(2026, 5, 1)):
        assert one(adoption, "meetings", "2026-04").state == State.MISSED
        meeting(world, date(2026, 4, 29))
        assert one(adoption, "meetings", "2026-04").state == State.MET


def test_a_unit_closed_in_mid_year_owes_nothing_afterwards(world):
    adoption = plan(world, MEETINGS)
    for team in (world.team_one, world.team_two):
        change.close(team, on=date(2026, 3, 15))
    change.close(world.cuihu_centre, on=date(2026, 3, 15))
    adoption.refresh_from_db()
    assert list(states(adoption)) == ["2026-01", "2026-02"]
    rows = board(adoption.programme, YEAR, by=world.wu).rows
    assert [row.unit for row in rows if row.adopted] == [world.cuihu_centre]
    late = board(adoption.programme, Period.parse("2026-05"), by=world.wu)
    assert not late.columns


def test_a_unit_that_opens_in_mid_year_owes_nothing_from_before(world):
    adoption = plan(world, "meetings: {title: 例会, for: team, count: meetings.held, every: month}")
    new = Unit(kind=Kind.TEAM, name="翠湖第三团队", code="330199-W1-3", opened=date(2026, 4, 1))
    change.plant([(new, world.cuihu_centre)], since=date(2026, 4, 1))
    due = [o.window.key for o in occurrences([adoption], YEAR) if o.unit == new]
    assert due[0] == "2026-04" and len(due) == 9


def test_an_adoption_that_ends_leaves_what_was_due_before(world):
    adoption = plan(world, MEETINGS, starts=date(2026, 2, 1))
    office.end(adoption, by=world.zhou, on=date(2026, 4, 1), reason="工作调整")
    adoption.refresh_from_db()
    assert list(states(adoption)) == ["2026-02", "2026-03"]


def test_obligations_of_the_units_below_are_each_theirs(world):
    adoption = plan(world, "meetings: {title: 例会, for: team, count: meetings.held, every: quarter}")
    meeting(world, date(2026, 2, 3), unit=world.team_one)
    found = {(o.unit, o.window.key): o.state for o in occurrences([adoption], YEAR)}
    assert found[world.team_one, "2026-Q1"] == State.MET
    assert found[world.team_two, "2026-Q1"] == State.MISSED
    assert (world.team_three, "2026-Q1") not in found


def test_a_coverage_with_nobody_to_cover_judges_nobody(world):
    line = "homes: {title: 到户, coverage: {of: responsibilities.households, over: households.living}, by: 03-31}"
    adoption = plan(world, line)
    assert one(adoption, "homes", "2026").state == State.WAITING
    world.household()
    assert one(adoption, "homes", "2026").state == State.MISSED


def test_a_number_must_fall(world):
    adoption = plan(world, "talks: {title: 会议减少, count: meetings.held, every: month, trend: down}")
    for day in (date(2026, 2, 2), date(2026, 2, 3), date(2026, 3, 2)):
        meeting(world, day)
    found = states(adoption)
    assert (found["2026-03"], found["2026-02"]) == (State.MET, State.MISSED)
    assert found["2026-05"] == State.OPEN


def test_a_unit_sets_its_own_number(world):
    programme = family_doctor(world, world.cuihu_centre, parameters={"notes_per_month": 3})
    adoption = programme.adoptions.get()
    for _two in range(2):
        note(world, date(2026, 4, 5), date(2026, 4, 6))
    found = one(adoption, "notes", "2026-04")
    assert (found.state, found.missing, str(found.window.target)) == (State.MISSED, 1, "at least 3")


def test_what_waits_for_a_register_is_said_and_not_judged(world):
    adoption = family_doctor(world, world.cuihu_centre).adoptions.get()
    names = {name for name, _obligation in not_counted(adoption)}
    assert not names & {o.name for o in occurrences([adoption], YEAR)}


# Excuses


def test_the_superior_excuses_with_a_reason_and_takes_it_back(world):
    adoption = plan(world, MEETINGS)
    excuses.excuse(one(adoption, "meetings", "2026-03"), by=world.wu, reason="主任住院")
    excused = one(adoption, "meetings", "2026-03")
    assert (excused.state, excused.why) == (State.EXCUSED, "Excused by 吴静怡: 主任住院")
    assert one(adoption, "meetings", "2026-04").state == State.MISSED
    with pytest.raises(ValidationError, match="excused already"):
        excuses.excuse(one(adoption, "meetings", "2026-03"), by=world.wu, reason="再次")
    excuses.take_back(excused, by=world.wu, reason="主任已出院")
    assert one(adoption, "meetings", "2026-03").state == State.MISSED
    with pytest.raises(ValidationError, match="not excused"):
        excuses.take_back(excused, by=world.wu, reason="再次")
    record = excuses.history(one(adoption, "meetings", "2026-03")).get()
    assert (record.reason, record.ended_because, record.ended_by) == ("主任住院", "主任已出院", world.wu)


@pytest.mark.parametrize("reason", ["", "   ", "长" * 401])
def test_an_excuse_needs_a_reason_of_sensible_length(world, reason):
    adoption = plan(world, MEETINGS)
    with pytest.raises(ValidationError):
        excuses.excuse(one(adoption, "meetings", "2026-03"), by=world.wu, reason=reason)


def test_nobody_excuses_themselves(world):
    adoption = plan(world, MEETINGS)
    for account in (world.zhou, world.zheng, world.he, world.root, world.stranger):
        with pytest.raises(PermissionDenied):
            excuses.excuse(one(adoption, "meetings", "2026-03"), by=account, reason="忙")


# How many queries


def grown(world, number: int) -> None:
    """More centres that carry the programmes out."""
    known = Unit.objects.filter(kind=Kind.CENTRE).count()
    rows = []
    for place in range(known, known + number):
        unit = Unit(kind=Kind.CENTRE, name=f"新建{place}社区卫生服务中心", code=f"330199-X{place}")
        rows.append((unit, world.district))
    change.plant(rows)
    anew = Account.objects.get(pk=world.everybody.pk)  # an account knows its reach for one request
    for programme in Programme.objects.all():
        for unit, _above in rows:
            office.adopt(programme, unit, by=anew)


@pytest.mark.parametrize("read", [board, submissions])
def test_more_units_make_no_more_queries(world, read):
    programme = family_doctor(world)

    def queries() -> int:
        read(programme, YEAR, by=Account.objects.get(pk=world.wu.pk))  # figures are worked out once
        account = Account.objects.get(pk=world.wu.pk)
        with CaptureQueriesContext(connection) as captured:
            read(programme, YEAR, by=account)
        return len(captured)

    few = queries()
    grown(world, 6)
    note(world, date(2026, 3, 1), date(2026, 3, 2))
    paper(world, "plan", date(2026, 4, 28))
    assert queries() == few
