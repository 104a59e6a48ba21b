"""Obligations that each person, resident, request or absence must meet: told as stories of one centre."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.almanac import Period, living
from linli.duties import excuses
from linli.duties.board import board
from linli.duties.entry import entry
from linli.duties.occurrences import find, not_counted, occurrences
from linli.duties.states import State
from linli.duties.worklist import worklist
from linli.people.models import Assignment, Group, Post
from linli.programmes import office
from linli.records.health.models import HealthRecord
from linli.records.services.actions import answer, reopen
from linli.records.services.models import Request
from linli.records.training.actions import explain as explain_absence
from linli.records.training.models import Absence, Attendance, Training
from linli.tree import change
from linli.tree.models import Account, Kind, Service, Unit
from tests.duties.plans import plan

pytestmark = [pytest.mark.django_db, pytest.mark.database]
YEAR = Period.parse("2026")
CADRES = "days: {title: 干部培训, sum: trainings.days_attended, per: person, in: group.cadres, at_least: 2}"
HEAD = "for: centre\ngroups: {cadres: {title: 社区干部}}"
RECORDS = "records: {title: 老年人建档, count: health_records.residents, per: person, among: {age: 60..}, by: 06-30}"
REQUESTS = "requests: {title: 诉求办结, count: requests.settled, per: requests, within: 5 workdays}"
ABSENCES = "absences: {title: 缺课问因, count: absences.explained, per: absences, within: 2 workdays}"


def one(adoption, name: str, key: str = "2026"):
    """One occurrence that must be there."""
    found = find(adoption, name, key)
    assert found is not None
    return found


def stand(found) -> tuple[str, dict[str, int]]:
    """The state of the whole, and how many subjects are in which."""
    return found.state.value, {state.value: number for state, number in found.tally.counts.items() if number}


def cadre(world, name: str, group: Group, **fields):
    """Somebody of the first team who belongs to the group."""
    person = world.doctor(name)
    given = {"starts": date(2026, 1, 1), **fields}
    world.keep(Assignment(unit=world.cuihu_centre, person=person, role="成员", group=group, **given))
    return person


def lesson(world, day: date, *there, days: str = "1", away=()) -> Training:
    """A lesson, with those who came and those who did not."""
    lines = [Attendance(person=person) for person in there]
    lines += [Attendance(person=person, before=False, after=False) for person in away]
    training = Training(unit=world.cuihu_centre, title=f"{day:%m}月培训", held_on=day, days=days)
    return world.keep(training, lines={"attendances": lines})


def request(world, raised: date, answered: date | None = None, **fields) -> Request:
    """A request raised on a day, and answered on another."""
    given = {"unit": world.team_one, "subject": f"{raised:%m-%d}的需求", "raised_on": raised, **fields}
    with living(raised):
        kept = world.keep(Request(**given))
    if answered:
        with living(answered):
            answer(kept, by=world.everybody, text="已上门办理")
    return kept


# Training days of each cadre


def test_every_cadre_reaches_the_days_and_who_was_away_earns_none(world):
    adoption = plan(world, CADRES, head=HEAD)
    group = world.keep(Group(unit=world.cuihu_centre, name="社区干部", kind="working"))
    ann, bo = cadre(world, "安宁", group), cadre(world, "薄云", group)
    outsider = world.doctor("外人")
    lesson(world, date(2026, 2, 3), ann, bo, outsider, days="1.5")
    lesson(world, date(2026, 3, 3), ann, days="0.5", away=[bo])
    found = one(adoption, "days")
    assert stand(found) == ("open", {"met": 1, "open": 1})
    assert [(s.subject, s.number) for s in found.tally.waiting] == [(bo.pk, 1.5)]
    assert (found.whole.numerator, found.whole.denominator, found.value_words) == (1, 2, "50%")
    lesson(world, date(2026, 4, 7), bo, days="0.5")
    assert stand(one(adoption, "days")) == ("met", {"met": 2})


def test_who_left_the_group_or_died_is_no_longer_asked(world):
    adoption = plan(world, CADRES, head=HEAD)
    group = world.keep(Group(unit=world.cuihu_centre, name="社区干部", kind="working"))
    cadre(world, "留任", group)
    cadre(world, "离任", group, ends=date(2026, 4, 1))
    dead = cadre(world, "故去", group)
    dead.ends = date(2026, 5, 2)
    world.keep(dead)
    assert one(adoption, "days").tally.number == 1


def test_persons_are_narrowed_by_post_and_role(world):
    texts = """
        post: {title: 例会, count: meetings.held, per: person, in: post.head, via: host, every: year}
        """
    with pytest.raises(Exception, match="host"):
        plan(world, texts)
    post = world.keep(Post(unit=world.cuihu_centre, title="主任", code="head"))
    world.keep(Assignment(unit=world.cuihu_centre, person=world.doctor("主任甲"), post=post, starts=date(2026, 1, 1)))
    for role in ("联络员", "联络员", "医生"):
        world.keep(Assignment(unit=world.team_one, person=world.doctor(f"{role}{world.number()}"), role=role,
                              starts=date(2026, 1, 1)))  # fmt: skip
    adoption = plan(
        world,
        """
        head: {title: 负责人培训, count: trainings.attended, per: person, in: post.head, every: year}
        role: {title: 联络员培训, count: trainings.attended, per: person, in: role.联络员, every: year}
        """,
        key="narrow",
    )
    assert [one(adoption, name).tally.number for name in ("head", "role")] == [1, 2]


# A health record for everybody of sixty and more


def test_each_resident_of_sixty_has_a_record(world):
    adoption = plan(world, RECORDS)
    old, young = world.resident(name="王桂兰"), world.resident(name="周小雨", born=date(2001, 1, 1))
    turning = world.resident(name="将满", born=date(1966, 8, 1))  # sixty in August
    without = world.resident(name="沈万年")
    world.doctor("老医生", born=date(1950, 1, 1))  # works here only
    for person in (old, young, turning):
        world.keep(HealthRecord(unit=world.team_one, person=person, opened_on=date(2026, 3, 2)))
    found = one(adoption, "records")
    assert stand(found) == ("open", {"met": 1, "open": 1})
    with living(date(2026, 7, 10)):
        assert stand(one(adoption, "records")) == ("missed", {"met": 1, "missed": 1})
        world.keep(HealthRecord(unit=world.team_one, person=without, opened_on=date(2026, 7, 9)))
        assert stand(one(adoption, "records")) == ("late", {"met": 1, "late": 1})
    with living(date(2026, 8, 2)):
        assert one(adoption, "records").tally.number == 3


def test_a_share_of_the_subjects_is_enough_where_the_plan_says_so(world):
    adoption = plan(world, RECORDS.replace("by:", "share: 50%, by:"))
    for name in ("甲一", "乙二"):
        person = world.resident(name=name)
    world.keep(HealthRecord(unit=world.team_one, person=person, opened_on=date(2026, 3, 2)))
    found = one(adoption, "records")
    assert (found.state, found.target_words) == (State.MET, "at least 50%")


def test_who_moved_away_or_died_in_the_year_is_not_missing(world):
    adoption = plan(world, RECORDS)
    stays, moves = world.resident(name="留下"), world.resident(name="搬走")
    world.keep(HealthRecord(unit=world.team_one, person=stays, opened_on=date(2026, 3, 2)))
    assert one(adoption, "records").state == State.OPEN
    moves.ends = date(2026, 4, 12)
    world.keep(moves)
    assert stand(one(adoption, "records")) == ("met", {"met": 1})


def test_nobody_to_ask_is_not_judged(world):
    adoption = plan(world, RECORDS)
    found = one(adoption, "records")
    assert (found.state, found.why) == (
        State.WAITING, "It concerns nobody and nothing here, so there is nothing to judge."
    )  # fmt: skip
    assert not worklist(world.zhou).count


# Requests, each within five workdays of its own day


def test_each_request_is_settled_within_five_workdays_of_its_day(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 4, 27), date(2026, 5, 7))  # 5 workdays after: 7 May, past the Labour Day holidays
    request(world, date(2026, 4, 28), date(2026, 5, 11))  # due 8 May
    request(world, date(2026, 4, 29))  # due 9 May, a working Saturday
    request(world, date(2026, 5, 18))
    april = one(adoption, "requests", "2026-04")
    assert stand(april) == ("missed", {"met": 1, "late": 1, "missed": 1})
    assert (april.whole.numerator, april.timely.numerator, april.whole.denominator) == (2, 1, 3)
    assert [s.due for s in april.tally.waiting] == [date(2026, 5, 9)]
    may = one(adoption, "requests", "2026-05")
    assert stand(may) == ("open", {"open": 1})
    assert may.window.due == date(2026, 5, 25)
    assert one(adoption, "requests", "2026-03").state == State.WAITING
    assert entry(may) is None  # the row is there already


def test_a_month_is_met_only_when_it_is_over(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 5, 11), date(2026, 5, 12))
    assert one(adoption, "requests", "2026-05").state == State.OPEN
    with living(date(2026, 6, 1)):
        assert one(adoption, "requests", "2026-05").state == State.MET


def test_midnight_turns_an_open_request_into_an_overdue_one(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 5, 11))
    with living(date(2026, 5, 18)):
        assert one(adoption, "requests", "2026-05").state == State.OPEN
    with living(date(2026, 5, 19)):
        assert one(adoption, "requests", "2026-05").state == State.MISSED


def test_a_reopened_request_waits_again(world):
    adoption = plan(world, REQUESTS)
    asked = request(world, date(2026, 4, 27), date(2026, 4, 28))
    assert one(adoption, "requests", "2026-04").state == State.MET
    reopen(asked, by=world.everybody, reason="药还没送到")
    assert stand(one(adoption, "requests", "2026-04")) == ("missed", {"missed": 1})


def test_the_superior_excuses_a_month_of_requests(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 4, 27))
    excuses.excuse(one(adoption, "requests", "2026-04"), by=world.wu, reason="系统停机")
    found = one(adoption, "requests", "2026-04")
    assert (found.state, found.why) == (State.EXCUSED, "Excused by 吴静怡: 系统停机")


def test_requests_from_before_the_adoption_are_not_owed(world):
    adoption = plan(world, REQUESTS, starts=date(2026, 4, 15))
    request(world, date(2026, 4, 1))
    request(world, date(2026, 4, 20))
    assert one(adoption, "requests", "2026-04").tally.number == 1


# Absences, asked about within two workdays


def test_each_absence_is_explained_within_two_workdays(world):
    adoption = plan(world, ABSENCES)
    pupil = world.doctor("学员甲")
    days = [date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 12)]
    absences = []
    for day in days:
        training = lesson(world, day, away=[pupil])
        known = Absence.objects.filter(training=training, person=pupil).first()
        absences.append(known or world.keep(Absence(unit=world.cuihu_centre, training=training, person=pupil,
                                                    missed_on=day)))  # fmt: skip
    for absence, day in zip(absences, (date(2026, 3, 10), date(2026, 3, 20)), strict=False):
        with living(day):
            explain_absence(absence, by=world.everybody, why="sick", explanation="发烧")
    found = one(adoption, "absences", "2026-03")
    assert stand(found) == ("missed", {"met": 1, "late": 1, "missed": 1})
    assert found.tally.waiting[0].subject == absences[2].pk


def test_a_ceiling_holds_for_each(world):
    adoption = plan(
        world,
        "misses: {title: 无故缺课, count: absences.noted, per: person, in: group.cadres, at_most: 0, every: quarter}",
        head=HEAD,
    )
    group = world.keep(Group(unit=world.cuihu_centre, name="社区干部", kind="working"))
    cadre(world, "安宁", group)
    absent = cadre(world, "薄云", group)
    training = lesson(world, date(2026, 4, 8), away=[absent])
    if not Absence.objects.filter(person=absent).exists():
        world.keep(Absence(unit=world.cuihu_centre, training=training, person=absent, missed_on=date(2026, 4, 8)))
    assert stand(one(adoption, "misses", "2026-Q1")) == ("met", {"met": 2})
    assert stand(one(adoption, "misses", "2026-Q2")) == ("missed", {"open": 1, "missed": 1})


# Units


def test_a_unit_closed_in_mid_year_owes_no_request_afterwards(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 2, 3), date(2026, 2, 4))
    for team in (world.team_one, world.team_two):
        change.close(team, on=date(2026, 3, 15))
    change.close(world.cuihu_centre, on=date(2026, 3, 15))
    adoption.refresh_from_db()
    assert [o.window.key for o in occurrences([adoption], YEAR)] == ["2026-01", "2026-02"]


def test_the_board_shows_a_share_over_the_months(world):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 2, 3), date(2026, 2, 4))
    for _three in range(3):
        request(world, date(2026, 3, 3))
    [row] = [row for row in board(adoption.programme, YEAR, by=world.wu).rows if row.adopted]
    cell = row.cells["requests"]
    assert (cell.state, cell.share) == (State.MISSED, 1 / 4)


def test_the_worklist_holds_what_is_overdue_and_what_is_open(world):
    plan(world, REQUESTS)
    request(world, date(2026, 4, 1))
    request(world, date(2026, 5, 19))
    work = worklist(world.zhou)
    assert [o.window.key for o in work.late] == ["2026-04"]
    assert [o.window.key for o in work.due] == ["2026-05"]
    assert work.due[0].days_in_words == "6 days left"


def test_more_units_and_more_subjects_make_no_more_queries(world):
    adoption = plan(world, f"{RECORDS}\n{REQUESTS}\n{ABSENCES}")
    request(world, date(2026, 4, 1))
    world.resident()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            board(adoption.programme, YEAR, by=Account.objects.get(pk=world.wu.pk))
        return len(captured)

    few = queries()
    rows = [
        (Unit(kind=Kind.CENTRE, name=f"新建{n}中心", code=f"330199-X{n}"), world.district) for n in range(6)
    ]
    change.plant(rows)
    for unit, _above in rows:
        Service.objects.create(provider=unit, area=world.guihua)
        office.adopt(adoption.programme, unit, by=Account.objects.get(pk=world.everybody.pk))
    for day in range(1, 20):
        request(world, date(2026, 3, day))
        world.resident(unit=world.guihua, name=f"居民{day}")
    assert queries() == few


# What cannot be counted is said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x: {title: 甲, sum: trainings.days, per: person, every: year}", "take a measure of the list"),
        ("x: {title: 甲, count: follow_ups.made, per: person, every: year}", "say by which with “via”"),
        ("x: {title: 甲, count: meetings.held, per: households, every: year}", "lead to no row of households"),
        ("x: {title: 甲, count: absences.noted, per: absences, within: 1 day}", "no day on which it was done"),
        ("x: {title: 甲, count: visits.made, per: contracts, within: 1 day, among: {color: red}}", "color"),
        ("x: {title: 甲, count: health_records.opened, per: person, where: {age: 60..}}", "under “among”"),
        ("x: {title: 甲, count: meetings.held, done_by: street}", "add “wanted”"),
        ("x: {title: 甲, count: requests.settled, per: requests, in: role.x}", "write “per: person”"),
    ],
)
def test_a_pack_that_would_count_something_else_is_refused(world, line, said):
    with pytest.raises(Exception, match=said) as error:
        plan(world, line)
    assert not isinstance(error.value, ValidationError) or said in str(error.value)


def test_what_another_unit_does_waits_and_is_said(world):
    adoption = plan(world, "x: {title: 检查, count: meetings.held, done_by: street, wanted: 检查台账}")
    assert [name for name, _o in not_counted(adoption)] == ["x"]
    assert not occurrences([adoption], YEAR)
