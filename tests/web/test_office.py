"""The administrator's pages: accounts, roles, units, looking as somebody else, the access log."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate

from linli.registers.records import Access
from linli.tree.models import Account, Grant, Unit

pytestmark = pytest.mark.database

NEW = {"username": "xu", "name": "徐静", "role": "worker", "starts": "2026-05-01"}
ADDRESSES = ["/office/accounts", "/office/accounts/new", "/office/units", "/office/access"]


@pytest.fixture
def keeper(world):
    """The administrator of 翠湖街道."""
    return world.account("keeper", "管翠湖", "administrator", world.cuihu_street)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_office_is_closed_to_workers(address, world, visit):
    assert visit(world.sun).get(address).status_code == 403
    assert visit(world.root).get(address).status_code == 200


def test_an_account_is_opened_with_its_role_and_a_password_shown_once(world, visit, keeper, text_of):
    answer = visit(keeper).post("/office/accounts/new", {**NEW, "unit": world.hehua.pk})
    password = answer.context["password"]
    assert password in text_of(answer)
    account = Account.objects.get(username="xu")
    assert account.check_password(password)
    assert visit(account).get("/r/households/").status_code == 200


def test_no_role_is_given_outside_the_own_units(world, visit, keeper):
    answer = visit(keeper).post("/office/accounts/new", {**NEW, "unit": world.fenglin.pk})
    assert answer.status_code == 422
    assert not Account.objects.filter(username="xu").exists()
    address = f"/office/accounts/{world.sun.pk}/grant"
    answer = visit(keeper).post(address, {"unit": world.district.pk, "role": "superior", "starts": "2026-05-01"})
    assert answer.status_code == 422
    assert world.sun.grants.count() == 1


def test_nobody_gives_a_role_to_themselves(world, visit):
    values = {"unit": world.district.pk, "role": "manager", "starts": "2026-05-01"}
    assert visit(world.root).post(f"/office/accounts/{world.root.pk}/grant", values).status_code == 403


def test_an_account_with_a_role_elsewhere_is_left_to_the_administrator_above(world, visit, keeper):
    Grant.objects.create(account=world.sun, unit=world.fenglin, role="worker")
    address = f"/office/accounts/{world.sun.pk}"
    assert visit(keeper).post(f"{address}/password", {"password": "mine-now-2026"}).status_code == 403
    assert visit(keeper).post(f"{address}/look").status_code == 403
    assert visit(keeper).post(address, {"name": "别人", "is_active": ""}).status_code == 403
    assert visit(keeper).get(f"/office/accounts/{world.wu.pk}").status_code == 404
    assert visit(world.root).post(f"{address}/look").status_code == 302


def test_a_role_ends_today_and_its_rows_are_gone(world, visit):
    grant = world.sun.grants.get()
    visit(world.root).post(f"/office/accounts/{world.sun.pk}/grant/{grant.pk}/end")
    assert Grant.objects.get(pk=grant.pk).ends == date(2026, 5, 20)
    assert visit(Account.objects.get(pk=world.sun.pk)).get("/r/households/").status_code == 404


def test_a_closed_account_cannot_sign_in(world, visit, rf):
    visit(world.root).post(f"/office/accounts/{world.sun.pk}", {"name": "孙小梅"})
    assert Account.objects.get(pk=world.sun.pk).is_active is False
    assert authenticate(rf.post("/"), username="sun", password="云溪-2026-sunny") is None


def test_a_unit_is_planted_moved_and_closed_with_its_day(world, visit, text_of):
    visitor, address = visit(world.root), f"/office/units/{world.cuihu_street.pk}"
    planted = {"plant-name": "茶园社区", "plant-kind": "community", "plant-code": "330199001003"}
    assert visitor.post(address, {"do": "plant", "plant-since": "2026-05-01", **planted}).status_code == 302
    unit = Unit.objects.get(name="茶园社区")
    assert unit.parent() == world.cuihu_street

    move = {"do": "move", "move-parent": world.changqiao_street.pk, "move-on": "2026-05-10"}
    assert visitor.post(f"/office/units/{unit.pk}", move).status_code == 302
    assert unit.parent(date(2026, 5, 9)) == world.cuihu_street
    assert unit.parent(date(2026, 5, 10)) == world.changqiao_street

    assert visitor.post(f"/office/units/{unit.pk}", {"do": "close", "close-on": "2026-05-15"}).status_code == 302
    assert Unit.objects.get(pk=unit.pk).closed == date(2026, 5, 15)


@pytest.mark.parametrize(
    "values",
    [
        {"do": "plant", "plant-name": "", "plant-kind": "community", "plant-code": "x", "plant-since": "2026-05-01"},
        {"do": "plant", "plant-name": "甲", "plant-kind": "x", "plant-code": "330199", "plant-since": "2026"},
        {"do": "plant", "plant-name": "甲", "plant-kind": "team", "plant-code": "330199", "plant-since": "2026-05-01"},
        {"do": "move", "move-parent": "999999", "move-on": "2026-05-01"},
        {"do": "close", "close-on": "2026-05-01"},
        {"do": "dance"},
    ],
)  # fmt: skip
def test_a_change_of_the_tree_that_makes_no_sense_is_refused(values, world, visit):
    before = Unit.objects.count()
    answer = visit(world.root).post(f"/office/units/{world.cuihu_street.pk}", values)
    assert answer.status_code in (400, 422)
    assert Unit.objects.count() == before


def test_a_unit_cannot_stand_below_itself(world, visit, text_of):
    values = {"do": "move", "move-parent": world.hehua.pk, "move-on": "2026-05-10"}
    answer = visit(world.root).post(f"/office/units/{world.cuihu_street.pk}", values)
    assert answer.status_code == 422
    assert "不能隶属于自身" in text_of(answer)


def test_an_administrator_sees_what_the_person_sees_changes_nothing_and_is_remembered(world, visit, text_of):
    row = world.resident(name="王桂兰", phone="13812345678")
    visitor = visit(world.root)
    assert visitor.get("/r/residents/").status_code == 404
    visitor.post(f"/office/accounts/{world.sun.pk}/look")

    page = text_of(visitor.page("/r/residents/"))
    assert "管理员，您正以孙小梅的身份查看系统" in page
    assert "王桂兰" in page
    entry = Access.objects.get(what="look-as")
    assert (entry.by, entry.row, entry.unit) == (world.root, world.sun.pk, world.hehua)

    assert visitor.post(f"/r/residents/{row.pk}/remove", {"reason": "x"}).status_code == 403
    assert visitor.post(f"/r/residents/{row.pk}/reveal").status_code == 403
    assert visitor.get("/account/password/change/").status_code == 403
    assert visitor.post("/me", {"large_type": "on"}).status_code == 403

    assert visitor.post("/office/stop-looking").status_code == 302
    assert visitor.get("/r/residents/").status_code == 404
    assert visitor.get("/office/accounts").status_code == 200


def test_the_masks_hold_for_whoever_looks_as_somebody_else(world, visit):
    world.root.refresh_from_db()
    sun = Account.objects.get(pk=world.sun.pk)
    assert sun.may("private")
    looked = Account.objects.get(pk=world.sun.pk)
    looked.seen_by = world.root
    assert not looked.may("private")
    assert looked.may("read")


def test_looking_ends_when_the_administrator_may_no_longer(world, visit):
    visitor = visit(world.root)
    visitor.post(f"/office/accounts/{world.sun.pk}/look")
    world.root.grants.update(ends=date(2026, 5, 20))
    assert visitor.get("/r/residents/").status_code == 404


def test_the_access_log_shows_the_own_units_only(world, visit, text_of):
    here, there = (
        world.resident(name="王桂兰", phone="13812345678"),
        world.resident(unit=world.fenglin, phone="13800000009"),
    )
    visit(world.sun).post(f"/r/residents/{here.pk}/reveal")
    visit(world.qian).post(f"/r/residents/{there.pk}/reveal")
    keeper = world.account("keeper", "管翠湖", "administrator", world.cuihu_street)
    page = text_of(visit(keeper).page("/office/access"))
    assert "孙小梅" in page
    assert "钱国栋" not in page
    assert "钱国栋" in text_of(visit(world.root).page("/office/access"))
