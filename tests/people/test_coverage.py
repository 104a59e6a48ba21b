"""Who answers for which household, who for none, who for too many, and how that passes on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.people.actions import hand_over
from linli.people.coverage import coverage, gaps, load, overload, structure
from linli.people.models import Assignment, Group, Household, Person, Post, Responsibility
from linli.registers.door import Refused, keep_many, undo
from linli.registers.records import Batch, Change
from linli.tree.models import FOREVER
from tests.world import World

pytestmark = pytest.mark.database

NEW_YEAR, MAY = date(2026, 1, 1), date(2026, 5, 1)


def answers(world: World, home: Household, holder: Person, **fields: Any) -> Responsibility:
    given = {
        "unit": holder.unit,
        "kind": "doctor",
        "starts": NEW_YEAR,
        "household": home,
        "holder": holder,
        **fields,
    }
    return world.keep(Responsibility(**given))


def test_coverage_and_gaps_follow_the_areas_served(world: World) -> None:
    homes = [world.household() for _ in range(4)]
    world.household(unit=world.fenglin)
    chen = world.doctor()
    for home in homes[:3]:
        answers(world, home, chen)

    for unit in (world.team_one, world.cuihu_centre, world.hehua, world.cuihu_street):
        found = coverage(unit)
        assert (found.households, found.covered, found.missing) == (4, 3, 1), unit
        assert list(gaps(unit)) == [homes[3]]
    assert coverage(world.district).missing == 2
    assert coverage(world.team_one, date(2025, 12, 31)).covered == 0
    assert coverage(world.team_two).households == 0


def test_load_per_doctor_against_what_one_can_do(world: World) -> None:
    chen, lin = world.doctor(), world.doctor("林若谷")
    for holder, number in ((chen, 3), (lin, 1)):
        for _ in range(number):
            home = world.household()
            world.resident(household=home)
            world.resident(household=home, ends=date(2026, 2, 1))
            answers(world, home, holder)

    assert [(one.holder, one.households, one.residents) for one in load(world.cuihu_centre)] == [
        (chen, 3, 3),
        (lin, 1, 1),
    ]
    assert [one.holder for one in overload(world.cuihu_centre, 2)] == [chen]
    assert overload(world.cuihu_centre, 3, of="residents") == []
    assert [(unit, len(loads)) for unit, loads in structure(world.cuihu_centre)] == [(world.team_one, 2)]


def test_one_household_has_one_doctor_at_a_time(world: World) -> None:
    home, chen, lin = world.household(), world.doctor(), world.doctor("林若谷")
    first = answers(world, home, chen)
    with pytest.raises(ValidationError, match="陈雨禾"):
        answers(world, home, lin, starts=MAY)
    assert answers(world, home, lin, kind="pair").pk
    first.ends = MAY
    world.keep(first)
    assert answers(world, home, lin, starts=MAY).pk


def test_rows_of_one_batch_may_not_contradict_each_other(world: World) -> None:
    home, chen = world.household(), world.doctor()

    def row(starts: date, ends: date = FOREVER) -> Responsibility:
        return Responsibility(
            unit=world.team_one, kind="doctor", household=home, holder=chen, starts=starts, ends=ends
        )

    with pytest.raises(ValidationError) as error:
        keep_many([row(NEW_YEAR), row(MAY)], by=world.everybody, title="导入")
    assert set(error.value.error_dict) == {"1"}
    keep_many([row(NEW_YEAR, MAY), row(MAY)], by=world.everybody, title="导入")
    assert Responsibility.objects.count() == 2


def test_one_target_and_a_holder_of_the_unit(world: World) -> None:
    home, chen = world.household(), world.doctor()
    for fields in ({"household": None}, {"subject": "宣传"}, {"person": world.resident()}):
        with pytest.raises(ValidationError, match="其中一项"):
            answers(world, home, chen, **fields)
    with pytest.raises(ValidationError) as error:
        answers(world, home, world.doctor("冯晓岚", world.team_three), unit=world.team_one)
    assert set(error.value.error_dict) == {"holder"}


def test_work_is_handed_over_on_a_day_and_taken_back_as_one(world: World) -> None:
    homes = [world.household() for _ in range(3)]
    chen, lin = world.doctor(), world.doctor("林若谷")
    for home in homes:
        answers(world, home, chen)
    later = answers(world, world.household(), chen, starts=date(2026, 6, 1))
    group = world.keep(Group(unit=world.team_one, name="第一团队", kind="team"))
    post = world.keep(
        Post(unit=world.team_one, group=group, title="团队长", code="leader", prefers="gp-training")
    )
    world.keep(
        Assignment(unit=world.team_one, person=chen, post=post, starts=NEW_YEAR, exception_reason="暂代")
    )

    with pytest.raises(Refused):
        hand_over(chen, by=world.chen, to=lin, on=MAY, reason="调离")
    with pytest.raises(ValidationError, match="全科医学岗位培训"):
        hand_over(chen, by=world.lin, to=lin, on=MAY, reason="调离")
    assert Responsibility.objects.filter(holder=lin).count() == 0

    hand_over(chen, by=world.lin, to=lin, on=MAY, reason="调离", exception="正在培训")

    assert Responsibility.objects.filter(holder=chen, ends=MAY).count() == 3
    assert Responsibility.objects.filter(holder=lin, starts=MAY, ends=FOREVER).count() == 3
    assert world.refreshed(later).holder == lin
    assert [(a.person, a.starts, a.ends) for a in post.assignments.order_by("starts")] == [
        (chen, NEW_YEAR, MAY),
        (lin, MAY, FOREVER),
    ]
    assert coverage(world.team_one).missing == 1
    last = Change.objects.filter(register="residents", row=chen.pk).first()
    assert (last.doing, last.reason, last.by) == ("residents.hand_over", "调离", world.lin)

    for batch in Batch.objects.filter(title__contains="林若谷"):
        undo(batch, by=world.lin)
    assert Responsibility.objects.filter(holder=chen, ends=FOREVER).count() == 4
    assert post.assignments.get().ends == FOREVER


def test_a_director_hands_over_the_posts_that_hang_on_the_office(world: World) -> None:
    unit = world.cuihu_centre
    zhou, chen = world.doctor("周向东", unit), world.doctor("陈雨禾", unit)
    head = world.keep(Post(unit=unit, title="组长", code="head", holder="centre-director"))
    director = world.keep(Post(unit=unit, title="中心主任", code="centre-director"))
    world.keep(Assignment(unit=unit, person=zhou, post=director, starts=NEW_YEAR))
    world.keep(Assignment(unit=unit, person=zhou, post=head, starts=NEW_YEAR))

    hand_over(zhou, by=world.zhou, to=chen, on=MAY, reason="退休")

    assert {a.post for a in Assignment.objects.filter(person=chen, ends=FOREVER)} == {director, head}


def test_nobody_hands_over_to_themselves(world: World) -> None:
    chen = world.doctor()
    with pytest.raises(ValidationError):
        hand_over(chen, by=world.lin, to=chen, on=MAY, reason="误操作")


def test_the_form_of_an_action_asks_in_words(world: World) -> None:
    asked = hand_over.form_fields(world.lin)
    assert {name: str(field.label) for name, field in asked.items()} == {
        "to": "接替人",
        "on": "移交日期",
        "reason": "理由",
        "exception": "接替人不具备资格时的理由",
    }
    lin, feng = world.doctor("林若谷"), world.doctor("冯晓岚", world.team_three)
    assert asked["to"].clean("lrg") == lin
    for unseen in ("冯晓岚", f"#{feng.pk}"):
        with pytest.raises(ValidationError):
            asked["to"].clean(unseen)
