"""Who may take a post, and what must be written down for an exception."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.people.models import Assignment, Group, Post, Qualification
from tests.world import World

pytestmark = pytest.mark.database

NEW_YEAR = date(2026, 1, 1)


@pytest.fixture
def leader(world: World) -> Post:
    """The team leader, who should in principle have passed general-practice training."""
    team = world.keep(Group(unit=world.team_one, name="第一团队", kind="team", planned=5))
    return world.keep(
        Post(unit=world.team_one, group=team, title="团队长", code="leader", prefers="gp-training")
    )


def assign(world: World, post: Post | None, **fields: Any) -> Assignment:
    given = {"unit": world.team_one, "person": world.doctor(), "post": post, "starts": NEW_YEAR, **fields}
    return world.keep(Assignment(**given))


def test_a_missing_qualification_takes_a_written_reason(world: World, leader: Post) -> None:
    with pytest.raises(ValidationError) as error:
        assign(world, leader)
    assert set(error.value.error_dict) == {"exception_reason"}
    assert "没有“全科医学岗位培训”记录" in str(error.value)

    kept = assign(world, leader, exception_reason="九月参加培训")
    assert kept.exception_reason == "九月参加培训"


def test_a_qualification_must_hold_on_the_day(world: World, leader: Post) -> None:
    chen = world.doctor()
    learnt = Qualification(unit=world.team_one, person=chen, kind="gp-training", obtained_on=date(2026, 3, 1))
    world.keep(learnt)
    with pytest.raises(ValidationError):
        assign(world, leader)
    assert assign(world, leader, starts=date(2026, 3, 1)).group == leader.group


def test_the_head_must_be_the_centre_director(world: World) -> None:
    unit = world.cuihu_centre
    chen, zhou = world.doctor("陈雨禾", unit), world.doctor("周向东", unit)
    director = world.keep(Post(unit=unit, title="中心主任", code="centre-director"))
    group = world.keep(Group(unit=unit, name="工作小组", kind="working"))
    head = world.keep(Post(unit=unit, group=group, title="组长", code="head", holder="centre-director"))
    assign(world, director, unit=unit, person=zhou)

    with pytest.raises(ValidationError) as error:
        assign(world, head, unit=unit, person=chen, exception_reason="主任太忙")
    assert set(error.value.error_dict) == {"person"}
    assert "中心主任" in str(error.value)
    assert assign(world, head, unit=unit, person=zhou).pk


def test_a_post_is_one_seat(world: World, leader: Post) -> None:
    assign(world, leader, exception_reason="暂代", ends=date(2026, 3, 1))
    zhao = world.doctor("赵明远")
    with pytest.raises(ValidationError, match="陈雨禾"):
        assign(world, leader, person=zhao, exception_reason="暂代", starts=date(2026, 2, 28))
    assert assign(world, leader, person=zhao, exception_reason="暂代", starts=date(2026, 3, 1)).pk


def test_an_assignment_names_a_post_or_a_role(world: World) -> None:
    with pytest.raises(ValidationError, match="岗位或角色"):
        assign(world, None)
    assert assign(world, None, role="家庭医生").pk


def test_a_post_of_another_unit_is_not_given_away(world: World, leader: Post) -> None:
    with pytest.raises(ValidationError) as error:
        assign(world, leader, unit=world.team_two, exception_reason="借调")
    assert set(error.value.error_dict) == {"post"}


def test_whoever_is_assigned_to_a_team_works_there(world: World) -> None:
    zhao = world.doctor("赵明远", world.team_two)
    assert not zhao.works_at(world.team_one, NEW_YEAR)
    assign(world, None, person=zhao, role="家庭医生", ends=date(2026, 4, 1))
    assert zhao.works_at(world.team_one, NEW_YEAR)
    assert zhao.works_at(world.cuihu_centre, NEW_YEAR)
    assert not zhao.works_at(world.team_one, date(2026, 4, 1))
    assert not zhao.works_at(world.changqiao_centre, NEW_YEAR)
