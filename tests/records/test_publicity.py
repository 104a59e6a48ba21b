"""A manuscript passes its gates; each gate has its people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.records.publicity.actions import decline, proofread, publish, review, rewrite
from linli.records.publicity.models import Manuscript
from linli.records.publicity.register import Manuscripts
from linli.registers.action import actions_for
from linli.registers.door import Refused
from tests.world import World

pytestmark = pytest.mark.database


def note(world: World, **fields: Any) -> Manuscript:
    given = {
        "unit": world.team_one,
        "to": world.district,
        "kind": "doctor-note",
        "title": "雨天里的一次上门",
        "author": world.doctor(),
        "text": "早上七点半，电话响了。",
        **fields,
    }
    return world.keep(Manuscript(**given), by=world.chen)


def test_entering_is_filing(world: World) -> None:
    written = note(world)
    assert (written.state, written.filed_on, written.for_month) == (
        "collected",
        date(2026, 5, 20),
        date(2026, 5, 20),
    )
    assert Manuscript.objects.filter(**Manuscripts.measures["filed"].where).count() == 1


def test_collected_proofread_reviewed_published(world: World) -> None:
    written = note(world)
    with pytest.raises(ValidationError, match="本人录入"):
        proofread(written, by=world.chen)
    with pytest.raises(ValidationError):
        review(world.refreshed(written), by=world.lin)
    proofread(world.refreshed(written), by=world.lin)
    with pytest.raises(Refused):
        review(world.refreshed(written), by=world.chen)
    review(world.refreshed(written), by=world.lin)
    publish(world.refreshed(written), by=world.zhou, outlet="卫生信息平台")

    written = world.refreshed(written)
    assert (written.state, written.outlet, written.published_on) == (
        "published",
        "卫生信息平台",
        date(2026, 5, 20),
    )
    assert actions_for(written, world.zhou) == []
    assert Manuscript.objects.filter(**Manuscripts.measures["published"].where).count() == 1


def test_rewritten_it_stays_filed_declined_it_does_not(world: World) -> None:
    written = note(world)
    proofread(written, by=world.lin)
    rewrite(world.refreshed(written), by=world.lin, reason="写得更具体些")
    filed = Manuscripts.measures["filed"].where
    assert Manuscript.objects.filter(**filed).count() == 1
    decline(world.refreshed(written), by=world.lin, reason="内容重复")
    assert Manuscript.objects.filter(**filed).count() == 0
    assert world.refreshed(written).declined_because == "内容重复"


def test_a_note_goes_upward_and_not_before_it_is_written(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        note(world, to=world.changqiao_centre)
    assert set(error.value.error_dict) == {"to"}
    with pytest.raises(ValidationError) as error:
        note(world, filed_on=date(2026, 6, 1))
    assert set(error.value.error_dict) == {"filed_on"}
