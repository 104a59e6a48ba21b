"""What happened: to the lines of a row, to accounts and their roles, to units."""

from __future__ import annotations

from datetime import date

import pytest

from linli.records.meetings.models import Attendance, Meeting
from linli.registers.display import history
from linli.registers.records import Change
from linli.registers.register import register_of
from linli.tree.models import Account

pytestmark = pytest.mark.database


def test_lines_that_came_went_and_changed_are_told_in_words(world, visit, text_of):
    li, he, sun = (world.doctor(name) for name in ("李医生", "何医生", "孙医生"))
    meeting = Meeting(unit=world.team_one, title="四月例会", kind="work", held_on=date(2026, 4, 2))
    world.keep(meeting, lines={"attendances": [Attendance(person=li), Attendance(person=he)]})
    first, second = meeting.attendances.order_by("pk")
    second.person = sun
    world.keep(meeting, lines={"attendances": [second, Attendance(person=he)]})

    told = history(register_of(Meeting), meeting, by=world.chen)[0]["fields"]
    said = {(one["label"].partition("（")[2].rstrip("）"), one["old"][:3], one["new"][:3]) for one in told}
    assert said == {("删除一行", "李医生", "—"), ("修改一行", "何医生", "孙医生"), ("新增一行", "—", "何医生")}
    assert "删除一行" in text_of(visit(world.chen).page(f"/r/meetings/{meeting.pk}"))
    assert first.pk is not None


def test_roles_that_were_given_and_ended_are_remembered(world, visit, text_of):
    visitor = visit(world.root)
    address = f"/office/accounts/{world.sun.pk}"
    visitor.post(f"{address}/grant", {"unit": world.guihua.pk, "role": "viewer", "starts": "2026-05-01"})
    held = world.sun.grants.get(unit=world.guihua)
    visitor.post(f"{address}/grant/{held.pk}/end")
    visitor.post(f"{address}/password", {"password": ""})
    page = text_of(visitor.page(address))
    for words in ("授予角色", "终止角色", "重设密码", "桂花社区", "管理员"):
        assert words in page
    assert [change.doing for change in Change.objects.filter(register="tree.account")] == [
        "password", "role-ended", "role-given",
    ]  # fmt: skip


def test_a_new_account_and_its_later_name_are_remembered(world, visit, text_of):
    visitor = visit(world.root)
    given = {"username": "xu", "name": "徐静", "role": "worker", "starts": "2026-05-01", "unit": world.hehua.pk}
    visitor.post("/office/accounts/new", given)
    account = Account.objects.get(username="xu")
    visitor.post(f"/office/accounts/{account.pk}", {"name": "徐静怡", "is_active": "on"})
    visitor.post(f"/office/accounts/{account.pk}", {"name": "徐静怡", "is_active": ""})
    page = text_of(visitor.page(f"/office/accounts/{account.pk}"))
    assert "徐静 → 徐静怡" in page
    assert "是 → 否" in page
    assert "password" not in str(list(Change.objects.values_list("before", "after")))


def test_units_that_were_named_moved_and_set_up_are_remembered(world, visit, text_of):
    visitor = visit(world.root)
    address = f"/office/units/{world.hehua.pk}"
    visitor.post(address, {"do": "name", "name": "荷花新村", "kind": "community", "code": world.hehua.code})
    move = {"do": "move", "move-parent": world.changqiao_street.pk, "move-on": "2026-06-01"}
    visitor.post(address, move)
    page = text_of(visitor.page(address))
    assert "荷花社区 → 荷花新村" in page
    assert "翠湖街道 → 长桥街道" in page
