"""A training is planned, held, called twice; whoever was missing is asked why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.almanac import living
from linli.figures.expressions import Expression
from linli.records.training.actions import cancel, care, close_roll, explain, hold
from linli.records.training.models import Absence, Attendance, Course, Training
from linli.records.training.register import Courses, Trainings
from linli.registers.action import actions_for
from linli.registers.door import Refused, keep
from tests.figures.tables import Drawn, measure
from tests.world import World

pytestmark = pytest.mark.database


def training(world: World, **fields: Any) -> Training:
    lines, by = {"attendances": fields.pop("attendances", [])}, fields.pop("by", world.lin)
    given = {"unit": world.team_one, "title": "规范培训", "held_on": date(2026, 5, 12), **fields}
    return world.keep(Training(**given), by=by, lines=lines)


def called(world: World) -> Training:
    """Four people: one there, one late, one on leave, one missing."""
    people = [world.doctor(name) for name in ("陈雨禾", "林若谷", "马晓燕", "何建军")]
    calls = [(True, True, False), (False, True, False), (False, False, True), (False, False, False)]
    return training(
        world,
        attendances=[
            Attendance(person=person, before=before, after=after, on_leave=leave)
            for person, (before, after, leave) in zip(people, calls, strict=True)
        ],
    )


def test_two_roll_calls_say_who_came(world: World) -> None:
    lesson = called(world)
    assert list(lesson.attendances.order_by("pk").values_list("came", flat=True)) == [
        "present",
        "late",
        "leave",
        "absent",
    ]
    Drawn(world).answers(measure("trainings.people"), "2026", "", "翠湖第一团队 | 2")
    Drawn(world).answers(measure("trainings.attended"), "2026", "", "翠湖第一团队 | 2")


def test_whoever_was_missing_is_asked_why(world: World) -> None:
    close_roll(called(world), by=world.lin)
    late, leave, missing = Absence.objects.order_by("pk")
    assert [(a.how, a.verdict) for a in (late, leave, missing)] == [
        ("late", "open"),
        ("leave", "excused"),
        ("absent", "open"),
    ]

    explain(late, by=world.chen, why="duty", explanation="急诊出诊")
    explain(missing, by=world.chen, why="none")

    drawn = Drawn(world)
    for name, number in {"noted": 3, "explained": 3, "excused": 2, "unexcused": 1}.items():
        drawn.answers(Expression("absences", name), "2026-05", "", f"翠湖社区卫生服务中心 | {number}")


def test_the_roll_is_closed_once_and_not_without_a_list(world: World) -> None:
    lesson = called(world)
    close_roll(lesson, by=world.lin)
    with pytest.raises(ValidationError):
        close_roll(world.refreshed(lesson), by=world.lin)
    with pytest.raises(ValidationError, match="没有点名名单"):
        close_roll(training(world, slot="morning"), by=world.lin)


def test_the_sick_are_called_on(world: World) -> None:
    close_roll(called(world), by=world.lin)
    sick = Absence.objects.get(how="absent")
    assert "absences.care" not in [action.name for action in actions_for(sick, world.chen)]
    explain(sick, by=world.chen, why="sick")
    with pytest.raises(ValidationError, match="之间"):
        care(world.refreshed(sick), by=world.chen, on=date(2026, 5, 11))
    care(world.refreshed(sick), by=world.chen, on=date(2026, 5, 14))
    Drawn(world).answers(measure("absences.cared"), "2026", "", "翠湖第一团队 | 1")


def test_a_plan_counts_once_it_was_held(world: World) -> None:
    planned = training(world, held_on=date(2026, 6, 9), topic="规范第1项、规范第2项")
    dropped = training(world, held_on=date(2026, 6, 10), topic="规范第3项")
    drawn = Drawn(world)
    drawn.answers(measure("trainings.planned"), "2026", "", "翠湖第一团队 | 2")
    drawn.answers(measure("trainings.held"), "2026", "", "翠湖第一团队 | 0")
    cancel(dropped, by=world.lin, reason="讲师有事")
    with living(date(2026, 6, 10)):
        hold(world.refreshed(planned), by=world.lin, present=12)
        drawn.answers(measure("trainings.held", topic="规范第2项"), "2026", "", "翠湖第一团队 | 1")
        drawn.answers(measure("trainings.held", topic="规范第3项"), "2026", "", "翠湖第一团队 | 0")
        drawn.answers(measure("trainings.present"), "2026", "", "翠湖第一团队 | 12")


def test_days_add_up_for_one_person(world: World) -> None:
    lin = world.doctor("林若谷")
    training(world, days="0.5", attendances=[Attendance(person=lin)])
    training(world, days="1.5", held_on=date(2026, 5, 13), attendances=[Attendance(person=lin)])
    training(world, days="3", held_on=date(2026, 5, 14))
    days = measure("trainings.days", attendances__person=lin.pk)
    Drawn(world).answers(days, "2026", "", "翠湖第一团队 | 2.0")


def test_no_lecturer_is_at_two_places_at_once(world: World) -> None:
    training(world, lecturer="李文博")
    training(world, lecturer="李文博", slot="morning")
    with pytest.raises(ValidationError, match="同一时段"):
        training(world, lecturer="李文博", unit=world.team_two, by=world.everybody)
    with pytest.raises(ValidationError, match="同一时段"):
        training(world, lecturer="李文博", slot="day")
    training(world, lecturer="")
    training(world, lecturer="")


def test_a_course_of_the_centre_takes_lessons_of_its_teams_within_its_days(world: World) -> None:
    course = Course(unit=world.cuihu_centre, title="岗位培训班", starts=date(2026, 5, 1), ends=date(2026, 5, 31))
    course = world.keep(course, by=world.zhou)
    assert training(world, course=course, by=world.chen).course == course
    with pytest.raises(ValidationError, match="自2026-05-01至2026-05-31"):
        training(world, course=course, held_on=date(2026, 4, 30))
    with pytest.raises(ValidationError, match="同一时段"):
        training(world, course=course)


def test_what_is_handed_down_is_read_below_and_nowhere_else(world: World) -> None:
    course = world.example(Courses, unit=world.cuihu_centre)
    for account in (world.chen, world.zhao, world.zhou, world.wu, world.sun, world.he):
        assert course in Courses.rows(account)
    for account in (world.feng, world.zheng, world.qian, world.root, world.stranger):
        assert course not in Courses.rows(account)
    course.title = "改名"
    with pytest.raises(Refused):
        keep(course, by=world.chen)
    assert course not in Courses.rows(world.chen, "write")
    assert world.example(Trainings, unit=world.team_one) not in Trainings.rows(world.zhao)
