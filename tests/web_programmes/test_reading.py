"""What a page of a programme tells to whom."""

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from linli.programmes import office
from linli.programmes.models import Version
from linli.tree.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PACK = (Path(__file__).parents[2] / "packs" / "family-doctor.yaml").read_text(encoding="utf-8")


def text_of(answer):
    """What the page says."""
    return unescape(answer.content.decode())


@pytest.fixture
def notice(world):
    """The family-doctor notice, issued by the district."""
    version = office.draft(PACK, unit=world.district, by=world.wu)
    return office.publish(version, by=world.wu).programme


@pytest.mark.proves("S1-01")
def test_every_duty_stands_beside_its_clause_of_the_source_document(world, notice, signed_in):
    page = text_of(signed_in(world.zhou).get("/programmes/family-doctor/"))
    definition = notice.current().definition
    assert "关于加快推进家庭健康医生责任制工程实施的通知" in page
    assert len(definition.obligations) > 20
    for obligation in definition.obligations.values():
        assert obligation.title in page
        assert f"“{obligation.source.quote}”" in page
    assert "各项任务均已注明出处" in page


def test_a_duty_without_a_quotation_is_named(world, plan, signed_in):
    text = plan.replace("    source: 每月25日前上门走访2次\n", "")
    office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu)
    page = text_of(signed_in(world.wu).get("/programmes/visits/"))
    assert "1项任务未注明出处" in page


@pytest.mark.proves("S1-02")
def test_the_district_sees_who_has_adopted_and_who_has_not(world, notice, signed_in):
    office.adopt(notice, world.cuihu_centre, by=world.zhou, parameters={"notes_per_month": 4})
    district = text_of(signed_in(world.wu).get("/programmes/family-doctor/"))
    assert "已采用1个，未采用1个" in district
    assert district.index("翠湖社区卫生服务中心") < district.index("尚未采用") < district.index("长桥社区卫生服务中心")
    assert "每月手记篇数 2 → 4" in district

    own = text_of(signed_in(world.zhou).get(f"/programmes/family-doctor/?unit={world.cuihu_centre.pk}"))
    assert "翠湖社区卫生服务中心执行口径" in own
    assert "不少于 4" in own and "（方案：不少于 2）" in own
    assert "长桥社区卫生服务中心" not in own


def test_due_days_and_targets_are_said_in_words(world, issued, signed_in):
    page = text_of(signed_in(world.chen).get("/programmes/visits/"))
    assert "每月25日前" in page
    assert "不少于 2" in page
    assert "5月25日" in page and "共12次" in page
    assert "走访次数" in page


def test_the_numbers_of_the_units_are_added_up_for_the_issuer_only(world, issued, signed_in):
    office.adopt(issued, world.cuihu_centre, by=world.zhou, targets={"contracts": 60})
    office.adopt(issued, world.changqiao_centre, by=world.zheng)
    page = text_of(signed_in(world.wu).get("/programmes/visits/"))
    assert "要求合计100，各单位目标合计60" in page and "还差40" in page
    assert "合计核对" not in text_of(signed_in(world.zhou).get("/programmes/visits/"))


def test_versions_say_what_changed(world, issued, plan, signed_in):
    text = plan.replace("value: 2", "value: 3").replace("at_least: null", "at_least: 40")
    office.publish(office.draft(text, unit=world.district, by=world.wu, note="每月改为三次"), by=world.wu)
    page = text_of(signed_in(world.zhou).get("/programmes/visits/"))
    assert "每月改为三次" in page and "值 2 → 3" in page
    old = text_of(signed_in(world.zhou).get("/programmes/visits/?version=1"))
    assert "当前查看第1版" in old and "不少于 2" in old


def test_a_broken_version_is_shown_so_and_the_site_goes_on(world, issued, signed_in):
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    text = issued.current().text
    Version.objects.update(text=text.replace("visits.made", "visits.gone"))
    client = signed_in(world.wu)
    page = text_of(client.get("/programmes/visits/"))
    assert "方案有误，本版本无法执行" in page and "gone" in page and "上门走访" in page
    assert "方案有误" in text_of(client.get("/programmes/"))
    assert client.get("/").status_code == 200

    Version.objects.update(text="programme: [")
    page = text_of(client.get("/programmes/visits/"))
    assert "方案有误，本版本无法执行" in page and "programme: [" in page
    assert client.get("/programmes/visits/edit").status_code == 200
    assert client.get(f"/programmes/visits/adopt/?unit={world.cuihu_centre.pk}").status_code == 404


def test_the_list_has_what_concerns_somebody_each_in_its_place(world, issued, plan, signed_in):
    office.draft(plan.replace("programme: visits", "programme: walks"), unit=world.district, by=world.wu)
    mine = text_of(signed_in(world.wu).get("/programmes/"))
    assert "本单位制定" in mine and "已发布 第1版" in mine and "草稿 第1版" in mine

    could = text_of(signed_in(world.zhou).get("/programmes/"))
    assert "可以采用" in could and "草稿 第" not in could
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    assert "本级已采用" in text_of(signed_in(world.zhou).get("/programmes/"))


def test_nothing_yet(world, signed_in):
    assert "从方案模板开始" in text_of(signed_in(world.wu).get("/programmes/"))
    assert "上级单位发布方案后" in text_of(signed_in(world.chen).get("/programmes/"))


def test_the_navigation_leads_authors_there(world, signed_in):
    link = 'href="/programmes/"'
    assert link in text_of(signed_in(world.zhou).get("/me"))
    assert link not in text_of(signed_in(world.chen).get("/me"))


def test_what_does_not_concern_somebody_does_not_exist_for_them(world, plan, signed_in):
    text = plan.replace("programme: visits", "programme: own").replace("centre, under: district", "team")
    office.publish(office.draft(text, unit=world.cuihu_centre, by=world.zhou), by=world.zhou)
    for path in ("", "edit", "publish", "text.yaml", "adopt/"):
        assert signed_in(world.zheng).get(f"/programmes/own/{path}").status_code == 404
    for path in ("discard", "end"):
        assert signed_in(world.zheng).post(f"/programmes/own/{path}").status_code == 404
    assert signed_in(world.stranger).get("/programmes/own/").status_code == 404
    assert signed_in(world.chen).get("/programmes/own/").status_code == 200


@pytest.mark.parametrize("query", ["version=2", "version=x", "version=99999999999", "unit=x", "unit=99", "unit=٣"])
def test_addresses_that_make_no_sense(world, issued, signed_in, query):
    assert signed_in(world.zhou).get(f"/programmes/visits/?{query}").status_code == 404


def test_a_foreign_unit_is_not_there(world, issued, signed_in):
    office.adopt(issued, world.changqiao_centre, by=world.zheng)
    answer = signed_in(world.zhou).get(f"/programmes/visits/?unit={world.changqiao_centre.pk}")
    assert answer.status_code == 404


def test_drafts_are_for_authors(world, issued, plan, signed_in):
    office.draft(plan + "# 二稿\n", unit=world.district, by=world.wu)
    assert signed_in(world.zhou).get("/programmes/visits/?version=2").status_code == 404
    assert signed_in(world.he).get("/programmes/visits/?version=2").status_code == 404
    assert signed_in(world.wu).get("/programmes/visits/?version=2").status_code == 200


def test_the_text_can_be_taken_away(world, issued, plan, signed_in):
    answer = signed_in(world.zhou).get("/programmes/visits/text.yaml")
    assert answer.content.decode() == plan
    assert "visits-1.yaml" in answer["Content-Disposition"]


def test_editors_get_the_schema(world, signed_in):
    schema = signed_in(world.chen).get("/programmes/schema.json").json()
    assert schema["$schema"].startswith("https://json-schema.org")
    assert "obligations" in schema["properties"]


def test_nobody_reads_without_signing_in(world, issued, client):
    for path in ("", "visits/", "new", "begin", "schema.json", "visits/edit", "visits/adopt/"):
        assert client.get(f"/programmes/{path}").status_code == 302


def test_a_page_asks_no_more_for_many_units_than_for_few(world, issued, signed_in, django_assert_max_num_queries):
    Grant.objects.filter(account=world.wu).update(starts=date(2020, 1, 1))
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    office.adopt(issued, world.changqiao_centre, by=world.zheng)
    client = signed_in(world.wu)
    with django_assert_max_num_queries(60):
        assert client.get("/programmes/visits/").status_code == 200
