"""The persons, requests and absences behind a number, on the pages and in the terminal."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from linli.cli.main import main
from linli.records.health.models import HealthRecord
from linli.registers.records import Access
from tests.duties.plans import plan
from tests.duties.test_subjects import RECORDS, REQUESTS, request
from tests.web_work.conftest import row_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_page_lists_who_is_overdue_late_and_open_with_their_due_days(world, visit):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 4, 27), date(2026, 5, 11), subject="迟到的答复")
    overdue = request(world, date(2026, 4, 29), subject="至今未办")
    request(world, date(2026, 4, 7), date(2026, 4, 8), subject="按时的答复")
    page = visit(world.wu).page(f"/explain/{adoption.pk}/requests/2026-04/")
    assert "共涉及3个，每个不少于 1：按期完成1个，逾期完成1个，尚未到期0个，逾期未完成1个。" in page
    assert "2026-05-09" in row_of(page, "至今未办") and reverse("row", args=["requests", overdue.pk]) in page
    assert "2026-05-07" in row_of(page, "迟到的答复")
    assert "按时的答复" not in page


def test_a_long_list_has_pages_and_can_be_narrowed_to_a_unit(world, visit):
    adoption = plan(world, REQUESTS)
    for place in range(30):
        request(world, date(2026, 4, 7), subject=f"第一团队{place:02d}号")
    request(world, date(2026, 4, 7), subject="第二团队的事", unit=world.team_two)
    browser, address = visit(world.zhou), f"/explain/{adoption.pk}/requests/2026-04/"
    first = browser.page(address)
    assert first.count('class="row-link"') == 25
    mark = first.partition("?missed=")[2].partition("#")[0]
    assert browser.page(address, missed=mark).count('class="row-link"') == 6
    narrowed = browser.page(address, at=world.team_two.code)
    assert "第二团队的事" in narrowed and "第一团队00号" not in narrowed


def test_today_names_what_waits_one_by_one(world, visit):
    plan(world, REQUESTS)
    for place in range(7):
        request(world, date(2026, 5, 18), subject=f"需求{place}")
    page = visit(world.zhou).words("/")
    assert "需求0" in page and "需求4" in page and "需求5" not in page
    assert "05-25" in page


def test_the_board_shows_a_share(world, visit):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 2, 3), date(2026, 2, 4))
    request(world, date(2026, 3, 3))
    page = visit(world.wu).page(f"/board/{adoption.programme.key}/", period="2026")
    assert "50%" in row_of(page, "翠湖社区卫生服务中心")


def test_of_a_private_register_the_superior_sees_the_counts_and_who_works_there_the_rows(world, visit):
    adoption = plan(world, RECORDS)
    world.resident(name="沈万年")
    person = world.resident(name="王桂兰")
    world.keep(HealthRecord(unit=world.team_one, person=person, opened_on=date(2026, 3, 2)))
    address = f"/explain/{adoption.pk}/records/2026/"
    superior = visit(world.wu).page(address)
    assert "共涉及2个" in superior and "沈万年" not in superior
    page = visit(world.zhou).page(address)
    assert "沈万年" in page and "王桂兰" not in page.partition("<main")[2]
    assert Access.objects.filter(by=world.zhou).exists()


def test_progress_and_the_page_of_a_unit_show_them(world, visit):
    plan(world, REQUESTS)
    request(world, date(2026, 5, 18))
    assert "诉求办结" in visit(world.zhou).words("/progress/")
    assert "诉求办结" in visit(world.wu).words(f"/units/{world.cuihu_centre.code}/", period="2026")


def test_the_terminal_tells_the_same(world, capsys):
    adoption = plan(world, REQUESTS)
    request(world, date(2026, 4, 29), subject="至今未办")
    key = adoption.programme.key
    assert main(["figures", "--programme", key, "--period", "2026-04", "--format", "csv"]) == 0
    assert "0,1,0%" in capsys.readouterr().out
    unit = world.cuihu_centre.code
    assert main(["explain", key, "requests", "--unit", unit, "--period", "2026-04", "--by", "zhou"]) == 0
    said = capsys.readouterr().out
    assert "至今未办" in said and "2026-05-09" in said
