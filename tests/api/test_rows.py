"""Rows by the API: what a program may do, and what it is told when it may not."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from linli.people.models import Household
from linli.records.health.models import Visit
from linli.records.meetings.models import Meeting
from linli.registers.records import Access, Change, Evidence
from linli.registers.register import all_registers
from tests.world import id_number

pytestmark = [pytest.mark.django_db, pytest.mark.database]

every_register = pytest.mark.parametrize("register", all_registers().values(), ids=lambda r: r.name)


def visit_of(world, **more):
    """A visit as it is sent."""
    contract = world.contract()
    return {
        "contract": contract.pk,
        "doctor": contract.doctor.pk,
        "visited_on": "2026-03-02",
        "kind": "home",
        **more,
    }


def test_an_address_that_is_none_answers_every_method_alike():
    program = Client(enforce_csrf_checks=True)
    for method in ("get", "post", "patch", "delete"):
        answer = getattr(program, method)("/api/visits/")
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# Every register


@every_register
def test_every_register_is_entered_read_changed_and_removed(register, world, program):
    ask = program(world.everybody)
    sample = world.sample(register)
    sent = {"unit": sample.unit_id}
    for field in register.fields():
        if field.name in register.example or field.is_relation:
            sent[field.name] = getattr(sample, field.attname)

    entered = ask("post", f"/{register.name}", sent)
    assert entered.status_code == 201, entered.content.decode()
    row = entered.json()
    where = f"/{register.name}/{row['id']}"
    assert entered["Location"] == f"/api{where}" and entered["ETag"] == '"1"'
    assert ask("get", where).json()["id"] == row["id"]
    assert row["id"] in [one["id"] for one in ask("get", f"/{register.name}").json()["rows"]]
    assert ask("get", f"{where}/history").json()[-1]["doing"] == "enter"
    assert ask("get", f"{where}/evidence").json() == []

    changed = ask("patch", where, {"unit": sample.unit_id}, If_Match='"1"')
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert ask("delete", where).status_code == 422
    assert ask("delete", f"{where}?reason=错").status_code == 204
    assert ask("get", where).status_code == 404


@every_register
def test_somebody_elses_unit_answers_404(register, world, program):
    row = world.example(register)
    where = f"/{register.name}/{row.pk}"
    for account in (world.feng, world.stranger, world.root):
        ask = program(account)
        for method, path, body in (
            ("get", where, None),
            ("get", f"{where}/history", None),
            ("get", f"{where}/evidence", None),
            ("patch", where, {"version": 1}),
            ("delete", f"{where}?reason=x", None),
        ):
            answer = ask(method, path, body)
            assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert ask("get", f"/{register.name}").json()["rows"] == []


# Reading


def test_a_list_is_filtered_sorted_and_paged_like_the_site(world, program):
    contract = world.contract()
    for day in range(1, 6):
        world.visit(contract=contract, visited_on=date(2026, 3, day), kind="phone" if day % 2 else "home")
    ask = program(world.chen)

    first = ask("get", "/visits?kind=phone&sort=visited_on&size=2").json()
    assert [row["visited_on"] for row in first["rows"]] == ["2026-03-01", "2026-03-03"]
    assert (first["count"], first["more"], first["before"]) == (3, False, "")
    second = ask("get", f"/visits?kind=phone&sort=visited_on&size=2&mark={first['after']}").json()
    assert [row["visited_on"] for row in second["rows"]] == ["2026-03-05"]
    assert ask("get", "/visits?visited_on_from=2026-03-04").json()["count"] == 2


@pytest.mark.parametrize(
    "query",
    [
        "unit=abc",
        "unit=999999",
        "visited_on_from=2026-02-30",
        "kind=flying",
        "doctor=nobody",
        "sort=weather",
        "mark=%%%",
        "mark=eHg",
        "size=0",
        "size=100000",
        "size=-1",
        "size=²",
        "weather=fine",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(world, program, query):
    answer = program(world.chen)("get", f"/visits?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == 400 and (problem["detail"] or problem["errors"])


def test_a_row_number_beyond_all_numbers_is_not_there(world, program):
    assert program(world.chen)("get", "/visits/99999999999999999999").status_code == 404
    assert program(world.chen)("get", "/visits/abc").status_code == 404
    assert program(world.chen)("get", "/weather").status_code == 404


def test_private_values_are_masked_unless_revealed_by_duty_and_that_is_logged(world, program):
    number = id_number("1950-06-01")
    person = world.resident(id_number=number)
    ask = program(world.sun)

    row = ask("get", f"/residents/{person.pk}").json()
    assert row["id_number"] != number and "id_number" in row["masked"]
    assert number not in ask("get", "/residents").content.decode()
    assert Access.objects.get().what == "read"

    assert ask("get", f"/residents/{person.pk}?reveal=true").json()["id_number"] == number
    assert Access.objects.filter(what="reveal", row=person.pk, by=world.sun).exists()
    assert program(world.wu)("get", f"/residents/{person.pk}?reveal=true").json()["id_number"] != number


# Writing


def test_a_visit_is_entered_with_names_as_well_as_numbers(world, program):
    sent = visit_of(world) | {"doctor": "陈雨禾"}
    answer = program(world.chen)("post", "/visits", sent)
    assert answer.status_code == 201
    row = answer.json()
    assert (row["doctor"]["name"], row["unit"]["name"], row["kind"]) == ("陈雨禾", "翠湖第一团队", "home")


def test_errors_come_by_field_in_the_readers_language(world, program):
    ask = program(world.chen)
    sent = visit_of(world) | {"visited_on": "2026-02-30", "kind": "flying", "doctor": 999999}
    problem = ask("post", "/visits", sent).json()
    assert problem["status"] == 422
    assert set(problem["errors"]) == {"visited_on", "kind", "doctor"}
    chinese = ask("post", "/visits", sent, accept_language="zh-hans").json()
    assert chinese["errors"]["visited_on"] != problem["errors"]["visited_on"]
    assert not Visit.objects.exists()


def test_what_the_record_refuses_the_api_refuses(world, program):
    problem = program(world.chen)("post", "/visits", visit_of(world, visited_on="2025-01-01")).json()
    assert problem["status"] == 422 and "contract" in problem["errors"]["visited_on"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("note", ["a"]),
        ("note", {"a": 1}),
        ("visited_on", 20260301),
        ("contract", True),
        ("contract", "x" * 5000),
        ("unit", "枫林社区"),
    ],
)
def test_wrong_types_are_refused_at_their_field(world, program, field, value):
    answer = program(world.chen)("post", "/visits", visit_of(world, **{field: value}))
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_an_unknown_field_is_refused_by_name(world, program):
    problem = program(world.chen)("post", "/visits", visit_of(world, weather="fine")).json()
    assert problem["status"] == 422 and "weather" in problem["errors"]
    # what the house keeps itself cannot be sent
    assert (
        "entered_by" in program(world.chen)("post", "/visits", visit_of(world, entered_by=1)).json()["errors"]
    )


def test_the_same_request_sent_twice_writes_once(world, program):
    ask, sent = program(world.chen), visit_of(world)
    first = ask("post", "/visits", sent, Idempotency_Key="a1")
    again = ask("post", "/visits", sent, Idempotency_Key="a1")
    assert first.json()["id"] == again.json()["id"]
    assert Visit.objects.count() == 1
    assert ask("post", "/visits", sent, Idempotency_Key="x" * 65).status_code == 400


def test_two_people_change_one_row_and_the_second_is_told(world, program):
    visit = world.visit()
    chen, lin = program(world.chen), program(world.lin)
    assert chen("patch", f"/visits/{visit.pk}", {"kind": "phone"}, If_Match='"1"').status_code == 200
    late = lin("patch", f"/visits/{visit.pk}", {"kind": "clinic", "version": 1})
    assert (late.status_code, late["Content-Type"]) == (409, "application/problem+json")
    assert "陈雨禾" in late.json()["detail"]
    assert world.refreshed(visit).kind == "phone"
    assert lin("patch", f"/visits/{visit.pk}", {"kind": "clinic"}).status_code == 422  # no version at all
    assert lin("patch", f"/visits/{visit.pk}", {"kind": "clinic"}, If_Match="*").status_code == 400
    assert lin("delete", f"/visits/{visit.pk}?reason=错", If_Match='"1"').status_code == 409


def test_a_change_leaves_what_is_not_sent(world, program):
    visit = world.visit(note="血压平稳")
    program(world.chen)("patch", f"/visits/{visit.pk}", {"kind": "phone", "version": 1})
    now = world.refreshed(visit)
    assert (now.note, now.kind, now.contract_id) == ("血压平稳", "phone", visit.contract_id)
    assert set(Change.objects.get().after) == {"kind", "version"}


def test_lines_are_sent_with_their_row(world, program):
    ask, person = program(world.chen), world.doctor()
    sent = {"kind": "work", "title": "例会", "held_on": "2026-03-01", "attendances": [{"person": person.pk}]}
    row = ask("post", "/meetings", sent).json()
    assert [line["person"]["name"] for line in row["attendances"]] == ["陈雨禾"]
    line = row["attendances"][0]
    changed = ask(
        "patch",
        f"/meetings/{row['id']}",
        {"attendances": [{"id": line["id"], "came": "leave"}], "version": 1},
    )
    assert changed.json()["attendances"][0]["came"] == "leave"
    for wrong in ([{"weather": 1}], [{"id": 99999}], "x", [1], [{"person": 999999}]):
        answer = ask("patch", f"/meetings/{row['id']}", {"attendances": wrong, "version": 2})
        assert answer.status_code == 422 and "attendances" in answer.json()["errors"]
    assert Meeting.objects.get().attendances.get().came == "leave"


def test_an_action_asks_its_questions(world, program):
    contract = world.contract()
    ask, where = program(world.chen), f"/contracts/{contract.pk}/actions/end"
    assert set(ask("post", where, {}).json()["errors"]) == {"on", "reason"}
    assert ask("post", where, {"on": "2026-13-01", "reason": "搬走"}).json()["errors"].keys() == {"on"}
    done = ask("post", where, {"on": "2026-05-01", "reason": "搬走", "version": 1})
    assert (done.status_code, done.json()["ends"]) == (200, "2026-05-01")
    assert ask("post", where, {"on": "2026-04-01", "reason": "搬走"}).status_code == 422
    assert program(world.he)("post", where, {"on": "2026-04-01", "reason": "搬走"}).status_code == 403


def test_whoever_only_looks_may_not_write(world, program):
    visit = world.visit()
    answer = program(world.he)("patch", f"/visits/{visit.pk}", {"kind": "phone", "version": 1})
    assert answer.status_code == 403
    assert program(world.he)("post", "/visits", visit_of(world)).status_code in (403, 422)


# Bodies


def test_a_body_that_is_not_json_or_does_not_say_so(world, program):
    ask = program(world.chen)
    broken = ask.client.post("/api/visits", "{broken", content_type="application/json", headers=ask.headers)
    assert broken.status_code == 400
    form = ask.client.post("/api/visits", {"kind": "home"}, headers=ask.headers)
    assert form.status_code == 415
    assert ask("post", "/visits", [1, 2]).status_code == 422
    assert ask("post", "/visits", None).status_code in (400, 415, 422)


def test_a_body_that_is_too_large(world, program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = program(world.chen)("post", "/visits", visit_of(world, note="长" * 2000))
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_too_many_requests_in_a_minute(world, program, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    chen, zhao = program(world.chen), program(world.zhao)
    assert [chen("get", "/visits").status_code for _ in range(4)] in (
        [200, 200, 429, 429],
        [200, 200, 429, 200],
    )
    answer = chen("get", "/visits")
    if answer.status_code == 429:
        assert int(answer["Retry-After"]) <= 60
    assert zhao("get", "/visits").status_code == 200


# Evidence


def _photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "JPEG")
    file.seek(0)
    file.name = "现场.jpg"
    return file


def test_a_photo_is_attached_served_and_taken_away(world, program):
    visit = world.visit()
    ask = program(world.chen)
    sent = ask.client.post(f"/api/visits/{visit.pk}/evidence", {"file": _photo()}, headers=ask.headers)
    assert sent.status_code == 201, sent.content
    url = sent.json()["url"].removeprefix("/api")
    served = ask("get", url)
    assert (served.status_code, served["X-Content-Type-Options"], served["Content-Type"]) == (
        200,
        "nosniff",
        "image/jpeg",
    )
    assert program(world.feng)("get", url).status_code == 404
    assert program(world.feng)("delete", f"{url}?reason=x").status_code == 404
    assert ask("delete", url).status_code == 422
    assert ask("delete", f"{url}?reason=错图").status_code == 204
    assert not Evidence.objects.exists()


def test_files_that_are_not_kept(world, program, settings):
    where = f"/api/visits/{world.visit().pk}/evidence"
    ask = program(world.chen)

    def sent(name: str, content: bytes) -> int:
        file = BytesIO(content)
        file.name = name
        return ask.client.post(where, {"file": file}, headers=ask.headers).status_code

    assert sent("页.html", b"<html>") == 415
    assert sent("现场.jpg", b"<svg onload=alert(1)>") == 415
    settings.EVIDENCE_MB = 0
    assert sent("记录.txt", b"x") == 413
    assert ask.client.post(where, {}, headers=ask.headers).status_code == 422


def test_the_house_fills_in_the_only_unit_that_somebody_writes_for(world, program):
    row = program(world.sun)("post", "/households", {"number": "0001", "address": "翠湖路"}).json()
    assert row["unit"]["name"] == "荷花社区"
    problem = program(world.everybody)("post", "/households", {"number": "0001", "address": "翠湖路"}).json()
    assert "unit" in problem["errors"]
    assert Household.objects.count() == 1
