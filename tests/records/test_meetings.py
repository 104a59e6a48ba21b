"""A meeting is written down with its lines; lines come and go with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from linli.records.meetings.models import Attendance, Decision, Meeting
from linli.registers.door import remove, restore
from linli.registers.records import Change
from tests.world import World

pytestmark = pytest.mark.database


def meeting(world: World, **fields: object) -> Meeting:
    given = {
        "unit": world.team_one,
        "kind": "work",
        "title": "四月工作例会",
        "held_on": date(2026, 4, 10),
        **fields,
    }
    return Meeting(**given)


def test_a_meeting_with_its_lines_is_one_write(world: World) -> None:
    chen, lin = world.doctor(), world.doctor("林若谷")
    attendances = [Attendance(person=chen), Attendance(person=lin, came="leave")]
    decisions = [Decision(text="五月底前走访独居老人", in_charge=chen, due=date(2026, 5, 31))]
    kept = world.keep(
        meeting(world), by=world.chen, lines={"attendances": attendances, "decisions": decisions}
    )
    assert (kept.attendances.count(), kept.decisions.get().in_charge) == (2, chen)

    first = kept.decisions.get()
    first.done_on = date(2026, 5, 18)
    world.keep(kept, by=world.chen, lines={"decisions": [first]})
    change = Change.objects.filter(register="meetings", row=kept.pk).first()
    assert set(change.after) == {"lines:decisions", "version"}
    assert kept.attendances.count() == 2


def test_a_person_is_on_the_list_once_or_nothing_is_written(world: World) -> None:
    chen = world.doctor()
    with pytest.raises(ValidationError, match="名单中已有此人"):
        world.keep(meeting(world), lines={"attendances": [Attendance(person=chen), Attendance(person=chen)]})
    assert not Meeting.objects.exists()


def test_a_removed_meeting_comes_back_with_its_lines(world: World) -> None:
    kept = world.keep(meeting(world), lines={"decisions": [Decision(text="布置签约周")]})
    change = remove(kept, by=world.lin, reason="录错了")
    assert not Decision.objects.exists()
    assert restore(change, by=world.lin).decisions.get().text == "布置签约周"


def test_a_meeting_is_recorded_once_it_was_held(world: World) -> None:
    with pytest.raises(ValidationError, match="晚于今天"):
        world.keep(meeting(world, held_on=date(2026, 5, 21)))


def test_nobody_out_of_sight_is_put_on_the_list(world: World) -> None:
    feng = world.doctor("冯晓岚", world.team_three)
    for line in (
        {"attendances": [Attendance(person=feng)]},
        {"decisions": [Decision(text="走访", in_charge=feng)]},
    ):
        with pytest.raises(ValidationError) as error:
            world.keep(meeting(world), by=world.chen, lines=line)
        assert "冯晓岚" not in str(error.value)
    assert not Meeting.objects.exists()
