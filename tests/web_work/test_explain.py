"""A number down to its facts, the pages of units, progress, and excuses."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from linli.almanac import living
from linli.duties.models import Excuse
from linli.people.models import Responsibility
from linli.records.meetings.register import Meetings
from linli.registers.records import Access
from linli.tree import change
from tests.duties.plans import family_doctor, meeting, note, paper

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def adoption(world):
    """The notice, adopted by 翠湖社区卫生服务中心."""
    return family_doctor(world, world.cuihu_centre).adoptions.get()


def test_an_occurrence_says_its_sentence_its_number_and_why(world, visit, adoption):
    note(world, date(2026, 4, 3), date(2026, 4, 6))
    page = visit(world.wu).words(f"/explain/{adoption.pk}/notes/2026-04/")
    assert "各中心每月30日前将2篇家庭健康医生手记报" in page
    assert "关于加快推进家庭健康医生责任制工程实施的通知" in page
    assert "已过2026年4月30日的期限，目前为1，目标不少于 2，还差1" in page
    assert "雨天里的一次上门" in page


def test_what_was_entered_afterwards_is_marked_and_counts_in_time(world, visit, adoption):
    with living(date(2026, 5, 8)):
        note(world, date(2026, 4, 3), date(2026, 4, 6), title="补录的一篇")
        note(world, date(2026, 4, 3), date(2026, 5, 7), title="迟到的一篇")
    page = visit(world.zhou).page(f"/explain/{adoption.pk}/notes/2026-04/")
    entered_late = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if "补录的一篇" in row)
    done_late = next(row for row in re.findall(r"<tr.*?</tr>", page, re.S) if "迟到的一篇" in row)
    assert "补录" in entered_late.replace("补录的一篇", "") and "逾期" not in entered_late
    assert "逾期" in done_late and "2026-05-07" in done_late
    assert "逾期完成" in page


@pytest.mark.proves("S1-09")
def test_the_households_without_a_doctor_are_listed_page_by_page(world, visit, adoption):
    homes = [world.household(address=f"翠湖路{place}号") for place in range(30)]
    doctor = world.doctor()
    for home in homes[:2]:
        world.keep(Responsibility(unit=world.team_one, kind="doctor", holder=doctor, household=home,
                                  starts=date(2026, 1, 5)))  # fmt: skip
    browser = visit(world.zhou)
    address = f"/explain/{adoption.pk}/households/2026/"
    first = browser.page(address)
    assert "6.6% / 100%" in browser.words(address)
    missing = first.partition('id="missing"')[2].partition("</section>")[0]
    assert missing.count("翠湖路") == 25
    following = unescape(re.search(r'rel="next" href="(\?[^"]*)#missing"', missing)[1])
    second = browser.page(address + following).partition('id="missing"')[2].partition("</section>")[0]
    assert second.count("翠湖路") == 3
    for home in homes[:2]:
        assert f"{home.address}<" not in missing + second
    assert browser.get(address, {"missing": "broken"}).status_code == 400


def test_rows_behind_a_number_stay_in_scope_while_the_number_is_whole(world, visit, adoption):
    meeting(world, date(2026, 4, 3), unit=world.team_one, title="一团队例会")
    meeting(world, date(2026, 4, 4), unit=world.team_two, title="二团队例会")
    page = visit(world.chen).words(f"/explain/{adoption.pk}/meetings/2026-04/")
    assert "2 / 1" in page
    assert "一团队例会" in page and "二团队例会" not in page


def test_pages_of_foreign_units_are_not_there(world, visit, adoption):
    for account in (world.zheng, world.feng, world.sun, world.stranger):
        browser = visit(account)
        assert browser.get(f"/explain/{adoption.pk}/notes/2026-04/").status_code == 404
        assert browser.get(f"/units/{world.cuihu_centre.code}/").status_code == 404
        assert browser.get(f"/figure/family-doctor/signing-rate/{world.cuihu_centre.code}/").status_code == 404


@pytest.mark.parametrize("tail", ["nothing/2026-04/", "notes/2026-4/", "notes/gestern/", "notes/2031-04/x/"])
def test_an_occurrence_that_does_not_exist_is_not_there(world, visit, adoption, tail):
    assert visit(world.wu).get(f"/explain/{adoption.pk}/{tail}").status_code == 404


def test_the_superior_excuses_on_the_page_and_everybody_reads_why(world, visit, adoption):
    address = f"/explain/{adoption.pk}/notes/2026-04/"
    refused = visit(world.wu).post(f"{address}excuse", {"reason": " "})
    assert refused.status_code == 400 and "请写明理由" in refused.content.decode()
    assert visit(world.zhou).post(f"{address}excuse", {"reason": "忙"}).status_code == 403
    assert visit(world.zheng).post(f"{address}excuse", {"reason": "忙"}).status_code == 404
    assert visit(world.wu).post(f"{address}excuse", {"reason": "人员抽调防汛"}).status_code == 302
    assert "经吴静怡同意免除：人员抽调防汛" in visit(world.zhou).words(address)
    assert visit(world.wu).post(f"{address}excuse", {"do": "back", "reason": "已返岗"}).status_code == 302
    assert "撤销免除" in visit(world.zhou).words(address) and "已返岗" in visit(world.zhou).words(address)
    assert Excuse.objects.count() == 1
    assert visit(world.wu).get(f"{address}excuse").status_code == 405


def test_an_indicator_shows_both_numbers_its_course_and_the_units_below(world, visit, adoption):
    contract = world.contract()
    world.household()
    page = visit(world.wu).page(f"/figure/family-doctor/signing-rate/{world.cuihu_centre.code}/", period="2026")
    assert "50%" in page and "<svg" in page
    assert str(contract.household) in unescape(page)
    assert "翠湖第一团队" in page and "100%" not in page.partition("<svg")[0]
    assert visit(world.wu).get("/figure/family-doctor/nothing/330199/").status_code == 404


def test_a_private_register_gives_its_number_and_keeps_its_rows(world, visit, adoption, monkeypatch):
    meeting(world, date(2026, 4, 3), title="一次谈心")
    monkeypatch.setattr(Meetings, "private", ["*"])
    address = f"/explain/{adoption.pk}/meetings/2026-04/"
    above = visit(world.wu).words(address)
    assert "1 / 1" in above and "该数值来自非公开台账" in above and "一次谈心" not in above
    assert not Access.objects.filter(by=world.wu).exists()
    assert "一次谈心" in visit(world.zhou).words(address)
    assert Access.objects.get(by=world.zhou).register == "meetings"


# The unit page


def test_a_unit_shows_what_it_owes_who_is_below_and_who_in_charge(world, visit, adoption):
    meeting(world, date(2026, 4, 3))
    page = visit(world.wu).words(f"/units/{world.cuihu_centre.code}/", period="2026")
    assert "云溪区" in page and "工作例会和每月总结 1/12" in page
    assert "翠湖第一团队" in page and "周向东" in page and "家庭健康医生责任制工程" in page
    team = visit(world.wu).words(f"/units/{world.team_one.code}/")
    assert "服务范围" in team and "荷花社区" in team


def test_a_community_knows_who_serves_it(world, visit):
    assert "翠湖第一团队" in visit(world.sun).words(f"/units/{world.hehua.code}/")


def test_a_unit_that_was_closed_says_so(world, visit, adoption):
    change.close(world.team_two, on=date(2026, 5, 1))
    assert "2026年5月1日起撤销" in visit(world.wu).words(f"/units/{world.team_two.code}/")


# My progress


@pytest.mark.parametrize("period", ["2026-05", "2026-Q2", "2026-H1", "2026"])
def test_my_progress_by_period(world, visit, adoption, period):
    world.contract()
    page = visit(world.chen).page("/progress/", period=period)
    assert "家庭签约率" in page and page.count("<svg") >= 3 and " style=" not in page.partition("<main")[2]


def test_progress_without_a_programme_says_so(world, visit):
    assert "本单位尚未采用方案" in visit(world.sun).words("/progress/")


@pytest.mark.proves("S1-31")
def test_the_summary_of_the_week_is_filed_before_its_day_and_then_counts(world, visit, adoption):
    assert "今天到期" in visit(world.zhou).words("/")
    paper(world, "summary", date(2026, 5, 20))
    page = visit(world.zhou).words(f"/explain/{adoption.pk}/summary/2026/summary/")
    assert "截至2026年5月20日为1，目标不少于 1，按时完成" in page
