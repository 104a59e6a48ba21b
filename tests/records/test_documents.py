"""Papers go upward, are received, sent back and sent again; each step has its people and its moment."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from linli.records.documents.actions import accept, file, refile, send_back, withdraw
from linli.records.documents.models import Submission
from linli.records.documents.register import Submissions
from linli.registers.action import actions_for
from linli.registers.door import Refused, remove
from linli.registers.evidence import attach, detach
from linli.registers.records import Change
from tests.world import World

pytestmark = pytest.mark.database


def paper(world: World, **fields: Any) -> Submission:
    given = {
        "unit": world.cuihu_centre,
        "to": world.district,
        "kind": "plan",
        "title": "实施方案",
        "for_date": date(2026, 4, 20),
        "body": "一、总体要求",
        **fields,
    }
    return world.keep(Submission(**given), by=world.zhou)


def moves(world: World, one: Submission, who: Any) -> set[str]:
    return {action.name.removeprefix("submissions.") for action in actions_for(world.refreshed(one), who)}


def test_a_paper_goes_to_a_unit_above(world: World) -> None:
    for wrong in (world.changqiao_centre, world.cuihu_centre, world.team_one):
        with pytest.raises(ValidationError) as error:
            paper(world, to=wrong)
        assert set(error.value.error_dict) == {"to"}
    assert paper(world).state == "draft"


def test_from_draft_to_accepted(world: World) -> None:
    plan = paper(world)
    assert moves(world, plan, world.zhou) == {"file"}
    assert moves(world, plan, world.wu) == set(), "a superior files nothing for the units below"
    assert moves(world, plan, world.he) == set()

    file(plan, by=world.zhou)
    plan = world.refreshed(plan)
    assert (plan.state, plan.filed_on, plan.receipt) == ("filed", date(2026, 5, 20), f"2026-{plan.pk:06d}")
    assert plan.received_at
    assert moves(world, plan, world.zhou) == {"withdraw"}
    with pytest.raises(Refused):
        accept(plan, by=world.zhou)

    accept(plan, by=world.wu)
    assert moves(world, plan, world.zhou) == set()


def test_what_was_filed_earlier_keeps_its_day(world: World) -> None:
    plan = paper(world)
    with pytest.raises(ValidationError, match="晚于今天"):
        file(plan, by=world.zhou, on=date(2026, 5, 21))
    file(world.refreshed(plan), by=world.zhou, on=date(2026, 4, 28))
    plan = world.refreshed(plan)
    assert plan.filed_on == date(2026, 4, 28)
    assert plan.entered_at.date() > plan.filed_on


def test_sent_back_and_filed_again_keeps_the_first_day(world: World) -> None:
    plan = paper(world)
    with override_settings(LINLI_TODAY="2026-04-29"):
        file(plan, by=world.zhou)
    send_back(world.refreshed(plan), by=world.wu, reason="缺少分工")
    plan = world.refreshed(plan)
    assert (plan.state, plan.returned_because) == ("returned", "缺少分工")
    filed = Submissions.measures["filed"].where
    assert not Submission.objects.filter(**filed).exists()

    plan.body += "\n二、分工"
    world.keep(plan, by=world.zhou)
    refile(plan, by=world.zhou)

    plan = world.refreshed(plan)
    assert (plan.state, plan.filed_on, plan.refiled_on) == ("refiled", date(2026, 4, 29), date(2026, 5, 20))
    assert Submission.objects.filter(**filed).count() == 1
    history = [c.doing for c in Change.objects.filter(register="submissions", row=plan.pk)]
    assert history == ["submissions.refile", "change", "submissions.send_back", "submissions.file"]


def test_an_empty_paper_is_not_filed(world: World) -> None:
    plan = paper(world, body="  ")
    with pytest.raises(ValidationError, match="材料为空"):
        file(plan, by=world.zhou)
    assert world.refreshed(plan).state == "draft"


def test_a_paper_nobody_dealt_with_is_withdrawn(world: World) -> None:
    plan = paper(world)
    file(plan, by=world.zhou)
    withdraw(world.refreshed(plan), by=world.zhou, reason="附错文件")
    plan = world.refreshed(plan)
    assert (plan.state, plan.filed_on, plan.receipt) == ("draft", None, "")

    file(plan, by=world.zhou)
    accept(world.refreshed(plan), by=world.wu)
    with pytest.raises(ValidationError):
        withdraw(world.refreshed(plan), by=world.zhou, reason="附错文件")


def test_filing_twice_files_once(world: World) -> None:
    plan = paper(world)
    file(plan, by=world.zhou, key="f-1")
    file(world.refreshed(plan), by=world.zhou, key="f-1")
    assert world.refreshed(plan).version == 2
    with pytest.raises(ValidationError):
        file(world.refreshed(plan), by=world.zhou, key="f-2")


def test_the_superior_of_another_tree_sees_nothing(world: World) -> None:
    plan = paper(world)
    file(plan, by=world.zhou)
    assert not Submissions.rows(world.zheng).exists()
    with pytest.raises(Refused):
        send_back(world.refreshed(plan), by=world.zheng, reason="越权")


def test_a_paper_stays_as_the_superior_received_it(world: World, settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    plan = paper(world)
    plan.body = "一、总体要求（修改稿）"
    plan = world.refreshed(world.keep(plan, by=world.zhou))
    attached = attach(plan, BytesIO("附件".encode()), by=world.zhou, name="附件.txt")
    file(plan, by=world.zhou)

    for name, value in (("body", "偷换的正文"), ("kind", "summary"), ("for_date", date(2026, 5, 1))):
        filed = world.refreshed(plan)
        setattr(filed, name, value)
        with pytest.raises(ValidationError, match="请先撤回"):
            world.keep(filed, by=world.zhou)
    with pytest.raises(ValidationError, match="请先撤回"):
        remove(world.refreshed(plan), by=world.zhou, reason="不要了")
    with pytest.raises(ValidationError, match="请先撤回"):
        detach(attached, by=world.zhou, reason="换一份")
    assert world.refreshed(plan).body == "一、总体要求（修改稿）"

    send_back(world.refreshed(plan), by=world.wu, reason="缺少分工")
    returned = world.refreshed(plan)
    returned.body = "一、总体要求 二、分工"
    world.keep(returned, by=world.zhou)
    refile(world.refreshed(plan), by=world.zhou)
    accept(world.refreshed(plan), by=world.wu)
    assert (world.refreshed(plan).state, world.refreshed(plan).body) == ("accepted", "一、总体要求 二、分工")
