"""A request is raised, assigned, done, answered and rated; reopened its clock starts anew, overdue it goes up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.almanac import Period, living
from linli.figures.expressions import Coverage, Expression, Question
from linli.records.services.actions import answer, assign, finish, rate, reopen, send_up
from linli.records.services.models import Request
from linli.records.services.waiting import waiting
from linli.registers.action import actions_for
from linli.registers.door import Refused
from tests.figures.tables import Drawn, evaluate, measure
from tests.world import World

pytestmark = pytest.mark.database


def need(world: World, **fields: Any) -> Request:
    given = {"unit": world.team_one, "subject": "希望上门换药", "raised_on": date(2026, 5, 6), **fields}
    return world.keep(Request(**given), by=world.chen)


def names(record: Request, by: Any) -> list[str]:
    return sorted(action.name.partition(".")[2] for action in actions_for(record, by))


def test_from_need_to_rating(world: World) -> None:
    asked = need(world, household=world.household())
    assert (asked.state, asked.due, asked.since) == ("raised", date(2026, 5, 13), date(2026, 5, 6))
    assert names(asked, world.chen) == ["answer", "send_up"]

    assign(asked, by=world.lin, to=world.doctor())
    finish(world.refreshed(asked), by=world.chen, result="已上门换药两次")
    answer(world.refreshed(asked), by=world.chen, text="已完成，下周复查。")
    rate(world.refreshed(asked), by=world.chen, score="5")

    done = world.refreshed(asked)
    assert (done.state, done.rating, done.answered_on) == ("rated", 5, date(2026, 5, 20))
    assert names(done, world.chen) == ["reopen"]


def test_only_the_leader_assigns_and_only_to_own_people(world: World) -> None:
    asked = need(world)
    with pytest.raises(Refused):
        assign(asked, by=world.chen, to=world.doctor())
    with pytest.raises(ValidationError, match="不在本单位工作"):
        assign(world.refreshed(asked), by=world.lin, to=world.doctor("赵明远", world.team_two))


def test_reopened_it_has_as_many_days_again_and_no_rating(world: World) -> None:
    asked = need(world)
    assign(asked, by=world.lin, to=world.doctor())
    answer(world.refreshed(asked), by=world.chen, text="已办")
    rate(world.refreshed(asked), by=world.chen, score="2")
    with living(date(2026, 6, 1)):
        reopen(world.refreshed(asked), by=world.chen, reason="伤口又化脓")
    again = world.refreshed(asked)
    assert (again.state, again.since, again.due) == ("assigned", date(2026, 6, 1), date(2026, 6, 8))
    assert (again.rating, again.reopened) == (None, 1)


def test_overdue_it_goes_to_the_leader_and_then_to_the_centre(world: World) -> None:
    asked = need(world)  # due on the 13th
    levels = [asked.level(date(2026, 5, day)) for day in (13, 14, 16, 17)]
    assert levels == [0, 1, 1, 2]
    lists = [list(waiting(world.zhou, level=2, day=date(2026, 5, day))) for day in (16, 17)]
    assert lists == [[], [asked]]
    assert list(waiting(world.zheng, level=0)) == []


def test_what_cannot_be_solved_is_sent_up_before_it_is_late(world: World) -> None:
    asked = need(world, raised_on=date(2026, 5, 19))
    send_up(asked, by=world.chen, reason="需要中心协调专科")
    asked = world.refreshed(asked)
    assert (asked.level(), list(waiting(world.lin, level=1))) == (1, [asked])


def test_a_person_brings_their_household_and_no_other(world: World) -> None:
    home = world.household()
    granny = world.resident(household=home)
    assert need(world, person=granny).household == home
    with pytest.raises(ValidationError, match="不住在"):
        need(world, person=granny, household=world.household())


def test_a_message_is_due_sooner_and_nothing_before_it_was_raised(world: World) -> None:
    assert need(world, kind="message").due == date(2026, 5, 8)
    with pytest.raises(ValidationError) as error:
        need(world, due=date(2026, 5, 1))
    assert set(error.value.error_dict) == {"due"}


def test_settled_among_raised_and_overdue_on_a_day(world: World) -> None:
    first, _second = need(world), need(world, subject="配药")
    with living(date(2026, 5, 16)):
        answer(first, by=world.chen, text="已办")
    share = Coverage(measure("requests.settled"), measure("requests.raised"))
    drawn = Drawn(world)
    drawn.answers(share, "2026-Q2", "", "翠湖第一团队 | 1 / 2\n翠湖社区卫生服务中心 | 1 / 2")
    assert overdue(world, "2026-05-01..2026-05-13") == 0
    assert overdue(world, "2026-05-01..2026-05-14") == 2
    assert overdue(world, "2026-05-01..2026-05-16") == 1


def overdue(world: World, period: str) -> int:
    question = Question(Expression("requests", "overdue"), Period.parse(period))
    return int(evaluate([question], [world.team_one])[question, world.team_one.pk].numerator)
