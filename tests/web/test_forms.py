"""Forms: writing a row on a page, twice by mistake, at the same time as somebody else, and with mistakes."""

from __future__ import annotations

import re
from datetime import date

import pytest

from linli.people.models import Household, Person
from linli.records.health.models import Visit
from linli.records.meetings.models import Meeting
from linli.registers.records import Access, Change

pytestmark = pytest.mark.database


@pytest.fixture
def contract(world):
    """A contract of the first team, and with it its doctor."""
    return world.contract()


def filled(signed, /, **values):
    """A visit as the form takes it."""
    return {
        "contract": f"#{signed.pk}",
        "doctor": f"#{signed.doctor_id}",
        "visited_on": "2026-03-02",
        "kind": "home",
        "purpose": "follow-up",
        **values,
    }


def test_a_doctor_writes_a_visit_and_reads_it_back(world, visit, contract, text_of):
    visitor = visit(world.chen)
    answer = visitor.send("/r/visits/new", **filled(contract, note="血压平稳。"))
    row = Visit.objects.get()
    assert answer["Location"] == f"/r/visits/{row.pk}"
    assert (row.unit, row.entered_by, row.visited_on) == (world.team_one, world.chen, date(2026, 3, 2))
    assert "已保存" in text_of(visitor.page(f"/r/visits/{row.pk}"))


def test_who_writes_for_one_unit_is_not_asked_which(world, visit):
    assert '<input type="hidden" name="unit"' in visit(world.chen).page("/r/visits/new")
    assert '<select name="unit"' in visit(world.zhou).page("/r/visits/new")


def test_the_form_is_prefilled_from_the_address_and_with_today(world, visit, contract):
    page = visit(world.chen).page("/r/visits/new", contract=contract.pk, kind="phone")
    assert f"#{contract.pk}" in page
    assert 'value="2026-05-20"' in page
    assert re.search(r'value="phone" selected', page)


def test_the_same_form_sent_twice_writes_once(world, visit, contract):
    visitor = visit(world.chen)
    values = filled(contract, key="one-form", unit=world.team_one.pk)
    first, second = (visitor.post("/r/visits/new", values) for _time in range(2))
    assert Visit.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_going_back_and_changing_the_form_is_another_row_not_a_lost_one(world, visit, contract):
    visitor = visit(world.chen)
    for day in ("2026-03-02", "2026-03-09"):
        values = filled(contract, key="one-form", unit=world.team_one.pk, visited_on=day)
        visitor.post("/r/visits/new", values)
    assert [row.visited_on.day for row in Visit.objects.order_by("visited_on")] == [2, 9]


def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(world, visit, contract, text_of):
    answer = visit(world.chen).send("/r/visits/new", **filled(contract, visited_on="2025-01-01", note="留下这句话"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_visited_on_error"' in page
    assert "尚未保存" in text_of(page)
    assert "留下这句话" in page
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("wrong", ["#999999", "没有这一户", "#99999999999999999999999999", "\x00"])
def test_a_row_that_cannot_be_named_is_refused_in_words(wrong, world, visit, contract):
    answer = visit(world.chen).send("/r/visits/new", **filled(contract, contract=wrong))
    assert answer.status_code == 422
    assert 'id="id_contract_error"' in answer.content.decode()


def test_a_doctor_of_another_team_is_refused(world, visit, contract, text_of):
    other = world.doctor("赵明远", unit=world.team_two)
    answer = visit(world.chen).send("/r/visits/new", **filled(contract, doctor=f"#{other.pk}"))
    assert answer.status_code == 422
    assert Visit.objects.count() == 0


def test_nobody_writes_into_a_unit_of_somebody_else(world, visit, contract):
    values = filled(contract, unit=world.team_two.pk, key="k")
    assert visit(world.chen).post("/r/visits/new", values).status_code == 422
    assert Visit.objects.count() == 0


def test_a_viewer_has_no_form(world, visit):
    assert visit(world.he).get("/r/visits/new").status_code == 403


def test_two_people_change_one_row_and_both_versions_are_shown(world, visit, contract, text_of):
    row = world.visit(contract=contract)
    chen, lin = visit(world.chen), visit(world.lin)
    address = f"/r/visits/{row.pk}/edit"
    form = filled(contract, unit=world.team_one.pk, version=1)
    assert lin.post(address, {**form, "kind": "phone", "key": "lin"}).status_code == 302

    answer = chen.post(address, {**form, "kind": "clinic", "key": "chen"})

    assert answer.status_code == 409
    page = text_of(answer)
    assert "林若谷" in page
    assert "电话" in page and "门诊" in page
    assert 'name="version" value="2"' in answer.content.decode()
    assert Visit.objects.get().kind == "phone"
    assert chen.post(address, {**form, "kind": "clinic", "key": "chen-2", "version": 2}).status_code == 302
    assert Visit.objects.get().kind == "clinic"


def test_an_encrypted_value_stays_when_its_field_is_left_empty(world, visit):
    person = world.resident(name="王桂兰", phone="13812345678")
    visitor, address = visit(world.sun), f"/r/residents/{person.pk}/edit"
    page = visitor.page(address)
    assert "13812345678" not in page
    assert "138****5678" in page
    values = {"name": "王桂兰", "sex": "female", "born": "1950-06-01", "resident": "on", "strengths": "剪纸"}

    assert visitor.send(address, **values).status_code == 302
    assert Person.objects.get().phone == "13812345678"
    assert visitor.send(address, **values, phone="13900000000").status_code == 302
    assert Person.objects.get().phone == "13900000000"
    assert visitor.send(address, **values, **{"phone-empty": "on"}).status_code == 302
    assert Person.objects.get().phone == ""


def test_a_form_that_shows_private_fields_is_remembered(world, visit):
    person = world.resident(health_group="high-risk")
    visit(world.sun).page(f"/r/residents/{person.pk}/edit")
    entry = Access.objects.get()
    assert (entry.by, entry.register, entry.row) == (world.sun, "residents", person.pk)


def test_who_may_write_but_not_read_private_fields_leaves_them_as_they_are(world, visit):
    person = world.resident(name="王桂兰", health_group="high-risk")
    clerk = world.account("clerk", "录入员小罗", "clerk", world.district)
    visitor, address = visit(clerk), f"/r/residents/{person.pk}/edit"
    assert "health_group" not in visitor.page(address)
    values = {"name": "王桂芳", "sex": "female", "born": "1950-06-01", "resident": "on"}
    assert visitor.send(address, **values, unit=world.hehua.pk, health_group="healthy").status_code == 302
    person = Person.objects.get()
    assert (person.name, person.health_group) == ("王桂芳", "high-risk")


def test_a_team_writes_for_the_community_it_serves(world, visit):
    values = {"number": "0001", "address": "翠湖路12号", "unit": world.hehua.pk}
    assert visit(world.chen).send("/r/households/new", **values).status_code == 302
    assert Household.objects.get().unit == world.hehua
    assert visit(world.zhao).send("/r/households/new", **values).status_code == 422


MEETING = {"kind": "work", "title": "工作例会", "held_on": "2026-04-10"}


def test_lines_are_written_with_their_row_changed_and_taken_away(world, visit):
    visitor = visit(world.chen)
    chen, other = world.doctor(), world.doctor("林若谷")
    lines = {
        "attendances-TOTAL_FORMS": 2,
        "attendances-0-person": f"#{chen.pk}",
        "attendances-0-came": "present",
        "attendances-1-person": f"#{other.pk}",
        "attendances-1-came": "leave",
    }
    assert visitor.send("/r/meetings/new", **MEETING, **lines).status_code == 302
    meeting = Meeting.objects.get()
    assert [line.came for line in meeting.attendances.order_by("pk")] == ["present", "leave"]

    first, second = meeting.attendances.order_by("pk")
    lines |= {
        "attendances-INITIAL_FORMS": 2,
        "attendances-0-id": first.pk,
        "attendances-0-came": "absent",
        "attendances-1-id": second.pk,
        "attendances-1-DELETE": "on",
    }
    assert visitor.send(f"/r/meetings/{meeting.pk}/edit", **MEETING, **lines).status_code == 302
    assert [(line.pk, line.came) for line in meeting.attendances.all()] == [(first.pk, "absent")]


def test_add_a_line_works_without_script_and_keeps_what_was_typed(world, visit):
    answer = visit(world.chen).send(
        "/r/meetings/new", **MEETING, **{"attendances-TOTAL_FORMS": 1, "add-line": "attendances"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="attendances-1-person"' in page
    assert "工作例会" in page
    assert Meeting.objects.count() == 0


@pytest.mark.parametrize("total", ["-1", "abc", "99999999", ""])
def test_a_number_of_lines_that_makes_no_sense_is_answered(total, world, visit):
    answer = visit(world.chen).send("/r/meetings/new", **MEETING, **{"attendances-TOTAL_FORMS": total})
    assert answer.status_code in (302, 422)


def test_save_and_fill_in_another_keeps_the_day(world, visit, contract):
    answer = visit(world.chen).send("/r/visits/new", **filled(contract), next="another")
    assert answer["Location"].startswith("/r/visits/new?")
    assert "visited_on=2026-03-02" in answer["Location"]


def test_a_change_stands_in_the_history_with_old_and_new(world, visit, contract, text_of):
    row = world.visit(contract=contract)
    visitor = visit(world.chen)
    visitor.send(f"/r/visits/{row.pk}/edit", **filled(contract, kind="phone"))
    assert Change.objects.get(register="visits").by == world.chen
    page = text_of(visitor.page(f"/r/visits/{row.pk}"))
    assert re.search(r"陈雨禾 修改 .*类别： 上门 → 电话", page)
