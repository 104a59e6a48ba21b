"""An activity is planned and then held or cancelled; what is written down afterwards was held."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.almanac import living
from linli.records.activities.actions import cancel, hold
from linli.records.activities.models import Activity
from linli.records.activities.register import Activities
from linli.registers.action import actions_for
from tests.world import World

pytestmark = pytest.mark.database


def activity(world: World, **fields: Any) -> Activity:
    given = {
        "unit": world.team_one,
        "title": "荷花社区义诊",
        "held_on": date(2026, 5, 8),
        "form": "consultation",
        "community": world.hehua,
        **fields,
    }
    return world.keep(Activity(**given), by=world.chen)


def counted(name: str) -> int:
    return Activity.objects.filter(**Activities.measures[name].where).count()


def test_one_written_down_afterwards_counts_at_once(world: World) -> None:
    assert activity(world).state == "held"
    assert (counted("held"), counted("planned")) == (1, 1)


def test_a_plan_counts_once_it_was_held(world: World) -> None:
    planned = activity(world, held_on=date(2026, 6, 5))
    assert (planned.state, counted("held"), counted("planned")) == ("planned", 0, 1)
    with pytest.raises(ValidationError, match="未到"):
        hold(planned, by=world.chen, participants=30)

    with living(date(2026, 6, 6)):
        hold(world.refreshed(planned), by=world.chen, participants=30, summary="到场三十人，测血压二十六人。")

    held = world.refreshed(planned)
    assert (held.state, held.participants, counted("held")) == ("held", 30, 1)
    assert actions_for(held, world.chen) == []


def test_a_cancelled_one_counts_nowhere_and_says_why(world: World) -> None:
    planned = activity(world, held_on=date(2026, 6, 5))
    cancel(planned, by=world.chen, reason="台风")
    assert (world.refreshed(planned).cancelled_because, counted("planned")) == ("台风", 0)


def test_what_was_held_stays_in_the_past(world: World) -> None:
    held = activity(world)
    held.held_on = date(2026, 7, 1)
    with pytest.raises(ValidationError) as error:
        world.keep(held, by=world.chen)
    assert set(error.value.error_dict) == {"held_on"}


def test_it_is_good_when_all_five_criteria_are_met(world: World) -> None:
    five = dict.fromkeys(("focused", "distinctive", "rich", "lively", "inventive"), True)
    activity(world, **five)
    activity(world, title="缺新意", **five | {"inventive": False})
    assert (counted("held"), counted("good")) == (2, 1)


def test_nobody_benefits_less_than_those_who_came(world: World) -> None:
    with pytest.raises(ValidationError, match="受益人数"):
        activity(world, participants=50, beneficiaries=20)
