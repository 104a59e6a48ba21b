"""The shared domains as people use them: through the generic pages, without a page of their own."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from linli.records.activities.models import Activity
from linli.records.publicity.models import Posting
from linli.records.services.models import Request
from linli.records.training.models import Absence, Training
from tests.web.conftest import Visitor
from tests.world import World

pytestmark = pytest.mark.database


def signed_in(account: object) -> Visitor:
    visitor = Visitor(headers={"accept-language": "zh-hans"})
    visitor.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    return visitor


def problems(answer: HttpResponse) -> list[str]:
    return re.findall(r'class="[^"]*(?:error|problem)[^"]*"[^>]*>(.*?)</', answer.content.decode(), re.S)


def sent(visitor: Visitor, register: str, **values: object) -> None:
    answer = visitor.send(f"/r/{register}/new", **values)
    assert answer.status_code == 302, problems(answer)


def done(visitor: Visitor, register: str, pk: int, action: str, **values: object) -> None:
    named = {f"{register}-{action}-{name}": value for name, value in values.items()}
    answer = visitor.post(f"/r/{register}/{pk}/do/{action}", named)
    assert answer.status_code == 302, problems(answer)


@pytest.mark.proves("S1-15")
def test_a_need_goes_from_doctor_to_leader_and_back_to_the_resident(world: World) -> None:
    chen, lin = signed_in(world.chen), signed_in(world.lin)
    home, doctor = world.household(), world.doctor()
    sent(chen, "requests", kind="need", subject="希望上门换药", raised_on="2026-05-18", channel="doctor",
         household=f"#{home.pk}", unit=world.team_one.pk)  # fmt: skip
    asked = Request.objects.get()
    assert "2026-05-25" in chen.page(f"/r/requests/{asked.pk}")  # due by the usual number of days

    assert chen.post(f"/r/requests/{asked.pk}/do/assign", {"to": f"#{doctor.pk}"}).status_code == 403
    done(lin, "requests", asked.pk, "assign", to=f"#{doctor.pk}")
    done(chen, "requests", asked.pk, "finish", result="已上门换药")
    done(chen, "requests", asked.pk, "answer", text="每三天换一次，直到痊愈。")
    assert '<option value="5"' in chen.page(f"/r/requests/{asked.pk}")
    done(chen, "requests", asked.pk, "rate", score="5")

    page = lin.page("/r/requests/", state="rated")
    assert "希望上门换药" in page and "已评价" in page
    assert signed_in(world.zhao).get(f"/r/requests/{asked.pk}").status_code == 404


@pytest.mark.proves("S2-16", "S2-17", "S3-25", "S3-26")
def test_two_roll_calls_and_the_reason_of_an_absence(world: World) -> None:
    lin = signed_in(world.lin)
    here, gone = world.doctor(), world.doctor("马晓燕")
    sent(
        lin,
        "trainings",
        **{
            "title": "服务规范培训",
            "held_on": "2026-05-12",
            "slot": "afternoon",
            "kind": "theory",
            "mode": "internal",
            "topic": "规范第1项，沟通技巧",
            "days": "0.5",
            "unit": world.team_one.pk,
            "attendances-TOTAL_FORMS": 2,
            "attendances-0-person": f"#{here.pk}",
            "attendances-0-before": "on",
            "attendances-0-after": "on",
            "attendances-1-person": f"#{gone.pk}",
        },
    )
    lesson = Training.objects.get()
    assert (lesson.state, lesson.topic) == ("held", "规范第1项、沟通技巧")
    assert "服务规范培训" in lin.find("/r/trainings/", topic="沟通技巧")
    assert "服务规范培训" not in lin.find("/r/trainings/", topic="沟通")

    done(lin, "trainings", lesson.pk, "close_roll")
    absence = Absence.objects.get()
    assert "马晓燕" in lin.page("/r/absences/", verdict="open")
    done(lin, "absences", absence.pk, "explain", why="none", explanation="电话询问，无正当理由")
    assert "马晓燕" in lin.page("/r/absences/", verdict="unexcused")


@pytest.mark.proves("S1-28")
def test_an_activity_is_planned_against_the_five_criteria(world: World) -> None:
    chen = signed_in(world.chen)
    page = chen.page("/r/activities/new")
    for criterion in ("突出重点、讲求实效", "主题有特色", "内容丰富", "形式生动", "宣传有创新", "针对的需求"):
        assert criterion in page
    sent(chen, "activities", title="荷花社区健康宣教", held_on="2026-06-05", field="health", form="health-education",
         level="own", focused="on", lively="on", needs="老人血压控制差", unit=world.team_one.pk)  # fmt: skip
    planned = Activity.objects.get()
    assert (planned.state, planned.focused, planned.rich) == ("planned", True, False)
    done(chen, "activities", planned.pk, "cancel", reason="台风")
    assert "台风" in chen.page(f"/r/activities/{planned.pk}")


@pytest.mark.proves("S1-21", "S7-04", "S10-09")
def test_a_posting_has_its_place_item_owner_and_day(world: World) -> None:
    chen, owner = signed_in(world.chen), world.doctor()
    for item in ("content", "staff"):
        sent(chen, "postings", place="stairwell", item=item, position="百合路18号3幢1单元", posted_on="2026-05-04",
             owner=f"#{owner.pk}", unit=world.team_one.pk)  # fmt: skip
    page = chen.page("/r/postings/", place="stairwell", item="staff")
    assert "百合路18号3幢1单元" in page and page.count("人员信息</") >= 1
    hung = Posting.objects.get(item="staff")
    done(chen, "postings", hung.pk, "take_down", on="2026-05-19")
    assert "2026-05-19" in chen.page(f"/r/postings/{hung.pk}")


def test_health_records_leave_a_trace_of_whoever_reads_them(world: World) -> None:
    from linli.records.health.register import HealthRecords
    from linli.registers.records import Access

    row = world.example(HealthRecords)
    signed_in(world.chen).page("/r/health_records/")
    signed_in(world.chen).page(f"/r/health_records/{row.pk}")
    assert {(entry.by, entry.register) for entry in Access.objects.all()} == {(world.chen, "health_records")}
    assert signed_in(world.wu).get(f"/r/health_records/{row.pk}").status_code == 404
