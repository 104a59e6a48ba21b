"""Today, as the people of 云溪区 find it on the 20th of May 2026."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from linli.programmes import office
from linli.programmes.models import Programme, Version
from linli.records.publicity.models import Manuscript
from linli.tree import change
from linli.tree.models import Kind, Unit
from tests.duties.plans import family_doctor, meeting, note, paper, plan

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_first_page_asks_who_one_is(client):
    answer = client.get("/")
    assert answer.status_code == 302 and "/account/login/" in answer["Location"]


def test_a_head_of_centre_sees_what_is_late_and_what_is_due(world, visit):
    family_doctor(world, world.cuihu_centre)
    note(world, date(2026, 5, 5), date(2026, 5, 6))
    found = visit(world.zhou).words("/")
    assert "逾期" in found and "待办" in found
    assert "报送家庭健康医生手记 2026年5月 05-30 还有10天 50% 1 / 2" in found
    assert "2026年4月 04-30 已过20天" in found


@pytest.mark.proves("S1-05")
def test_the_monthly_meeting_is_due_until_its_minutes_are_written_down(world, visit):
    family_doctor(world, world.cuihu_centre)
    browser = visit(world.zhou)
    page = browser.page("/")
    form = unescape(re.search(r'href="(/r/meetings/new\?[^"]*)"[^>]*>记录', page)[1])
    assert browser.get(form).status_code == 200
    answer = browser.post(form, {
        "unit": world.cuihu_centre.pk, "kind": "work", "title": "五月工作例会", "held_on": "2026-05-18",
        "minutes": "通报签约进度。", "summary": "下月重点：走访。", "key": "k1",
        **{f"{lines}-{name}": value for lines in ("attendances", "decisions")
           for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))},
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    found = visit(world.zhou).words("/")
    assert "工作例会和每月总结 2026年5月 05-31 按时完成" in found
    meeting(world, date(2026, 3, 10), unit=world.changqiao_centre)
    assert "2026年3月 03-31 已过50天" in found  # what another centre did does not count here


@pytest.mark.proves("S1-26")
def test_two_notes_a_month_are_due_on_the_30th_or_the_last_day_of_a_shorter_month(world, visit):
    family_doctor(world, world.cuihu_centre)
    browser = visit(world.zhou)
    page = browser.page("/")
    found = browser.words(f"/explain/{world.cuihu_centre.adoptions.get().pk}/notes/2026-02/")
    assert "2026年2月28日" in found and "还差2" in found
    form = unescape(re.search(r'href="(/r/manuscripts/new\?[^"]*)"[^>]*>记录', page)[1])
    shown = browser.page(form)
    assert '<option value="doctor-note" selected>' in shown
    for title in ("雨天里的一次上门", "小区里的体检车"):
        answer = browser.post(form, {
            "unit": world.cuihu_centre.pk, "kind": "doctor-note", "title": title, "text": "早上七点半。",
            "author": f"#{world.doctor().pk}", "for_month": "2026-05-20", "filed_on": "2026-05-20",
            "to": world.district.pk, "key": title,
        })  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()[:3000]
    assert Manuscript.objects.count() == 2
    assert "报送家庭健康医生手记 2026年5月 05-30 按时完成 100% 2 / 2" in visit(world.zhou).words("/")


def test_a_form_sent_from_the_list_never_names_a_unit_that_is_not_mine(world, visit):
    family_doctor(world, world.cuihu_centre)
    page = visit(world.chen).page("/")
    forms = [unescape(form) for form in re.findall(r'href="(/r/manuscripts/new\?[^"]*)"', page)]
    assert forms and not any("unit=" in form for form in forms)


def test_a_superior_sees_how_the_programme_stands_and_what_waits(world, visit):
    family_doctor(world)
    paper(world, "plan", date(2026, 4, 28))
    paper(world, "members", date(2026, 5, 3))
    found = visit(world.wu).words("/")
    assert "家庭健康医生责任制工程" in found and "需要关注的单位" in found
    assert re.search(r"长桥社区卫生服务中心 缺\d+项", found)
    assert re.search(r"报送材料 · 已报送\D+ 2 ", found), found
    assert "补记" not in found


def test_nobody_else_sees_what_waits_for_the_superior(world, visit):
    family_doctor(world)
    paper(world, "plan", date(2026, 4, 28))
    for account in (world.zhou, world.chen, world.he):
        assert "待您处理" not in visit(account).words("/")


def test_who_has_nothing_to_do_is_told_so(world, visit):
    assert "目前没有需要您完成的任务" in visit(world.sun).words("/")
    assert "您在各单位尚无岗位" in visit(world.stranger).words("/")


def test_three_quick_forms_lead_with_what_one_writes(world, visit):
    family_doctor(world, world.cuihu_centre)
    meeting(world, date(2026, 5, 6), by=world.zhou, key="once")
    page = visit(world.zhou).page("/")
    quick = re.search(r'<div class="quick">(.*?)</div>', page, re.S)[1]
    assert re.findall(r"/r/(\w+)/new", quick)[0] == "meetings" and quick.count("<a ") == 3


def test_a_programme_that_no_longer_fits_is_named_and_the_page_stands(world, visit):
    adoption = plan(world, "meetings: {title: 例会, count: meetings.held, every: month}")
    Version.objects.filter(pk=adoption.version_id).update(
        text="programme: small\ntitle: 小方案\nfor: centre\nnonsense: 1\n"
    )
    for account in (world.wu, world.zhou):
        found = visit(account).words("/")
        assert "与当前版本不符的方案" in found and "nonsense" in found
    assert visit(world.wu).get("/board/small/").status_code == 200


def test_administrators_hear_that_next_years_workdays_are_missing(world, visit, settings):
    settings.LINLI_TODAY = "2026-11-20"
    assert "2027年的放假调休安排尚未收入本软件" in visit(world.root).words("/")
    assert "放假调休" not in visit(world.zhou).words("/")
    settings.LINLI_TODAY = "2025-03-20"
    assert "放假调休" not in visit(world.root).words("/")


def test_the_page_speaks_english_too(world, visit):
    family_doctor(world, world.cuihu_centre)
    browser = visit(world.zhou)
    browser.post("/language/setlang/", {"language": "en"})
    found = browser.words("/")
    assert "10 days left" in found and "Make up" in found
    translation.activate("zh-hans")


def test_more_units_make_no_more_queries(world, visit):
    family_doctor(world)

    def queries() -> int:
        visit(world.wu).page("/")
        browser = visit(world.wu)
        with CaptureQueriesContext(connection) as captured:
            browser.page("/")
        return len(captured)

    few = queries()
    new = [Unit(kind=Kind.CENTRE, name=f"新建{n}中心", code=f"330199-X{n}") for n in range(6)]
    change.plant([(unit, world.district) for unit in new])
    world.everybody = type(world.everybody).objects.get(pk=world.everybody.pk)

    for unit in new:
        office.adopt(Programme.objects.get(), unit, by=world.everybody)
    assert queries() == few
