"""A health centre adopts the plan of its district in the browser."""

from html import unescape

import pytest

from linli.programmes import office
from linli.programmes.models import Adoption

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OWN = "walks:\n  title: 入户宣传\n  count: visits.made\n  every: quarter\n"


def text_of(answer):
    """What the page says."""
    return unescape(answer.content.decode())


@pytest.fixture
def zhou(world, signed_in):
    """The director of the centre in her browser."""
    return signed_in(world.zhou)


@pytest.fixture
def form(world):
    """The address of her centre's form."""
    return f"/programmes/visits/adopt/?unit={world.cuihu_centre.pk}"


def test_one_unit_is_not_asked_which(world, issued, zhou, form, signed_in):
    assert zhou.get("/programmes/visits/adopt/").url == form
    page = text_of(signed_in(world.everybody).get("/programmes/visits/adopt/"))
    assert "由哪个单位采用" in page and "翠湖社区卫生服务中心" in page and "长桥社区卫生服务中心" in page


def test_the_programmes_numbers_stand_beside_the_own_ones(world, issued, zhou, form):
    page = text_of(zhou.get(form))
    assert "云溪区规定" in page
    assert "每月走访" in page
    assert "1 至 9" in page
    assert "2026年5月" in page and "5月25日" in page
    assert not Adoption.objects.exists()


@pytest.mark.proves("S1-02")
def test_a_centre_adopts_with_numbers_and_obligations_of_its_own(world, issued, zhou, form, signed_in):
    numbers = {
        "p-visits_per_month": "4",
        "t-contracts": "60",
        "extra": OWN.replace("\n", "\r\n"),
        "starts": "",
        "begun": "",
    }
    look = zhou.post(form, {**numbers, "do": "preview"})
    assert "按所填数值" in text_of(look) and "不少于 4" in text_of(look) and "入户宣传" in text_of(look)
    assert not Adoption.objects.exists()

    answer = zhou.post(form, {**numbers, "do": "save"})
    assert answer.url == f"/programmes/visits/?unit={world.cuihu_centre.pk}"
    adoption = Adoption.objects.get()
    assert (adoption.parameters, adoption.targets, adoption.extra) == ({"visits_per_month": 4}, {"contracts": 60}, OWN)
    assert "入户宣传" in text_of(zhou.get(answer.url))
    assert "已采用1个，未采用1个" in text_of(signed_in(world.wu).get("/programmes/visits/"))


def test_an_emptied_field_goes_back_to_the_programme(world, issued, zhou, form):
    office.adopt(issued, world.cuihu_centre, by=world.zhou, parameters={"visits_per_month": 4}, extra=OWN)
    begun = Adoption.objects.get().stamp
    zhou.post(form, {"p-visits_per_month": "", "extra": "", "do": "save", "begun": begun, "starts": "2026-02-01"})
    adoption = Adoption.objects.get()
    assert (adoption.parameters, adoption.extra, adoption.starts.isoformat()) == ({}, "", "2026-02-01")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"p-visits_per_month": "12"}, "12"),
        ({"p-visits_per_month": "很多"}, "很多"),
        ({"t-contracts": "一百"}, "一百"),
        ({"extra": "walks:\n  title: 宣传\n  count: visits.mad"}, "自订任务:3:3"),
        ({"extra": "walks: [1"}, "自订任务:"),
        ({"extra": "a: &a x\nb: *a"}, "自订任务:1:4"),
        ({"extra": "x" * 70_000}, "自订任务内容过长"),
        ({"extra": "a: \0"}, "自订任务内容过长"),
        ({"starts": "2026-13-01"}, "“2026-13-01”不是有效日期"),
    ],
)
def test_what_does_not_fit_stands_at_its_place_and_nothing_is_kept(world, issued, zhou, form, typed, said):
    answer = zhou.post(form, {"do": "save", "begun": "", **typed})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Adoption.objects.exists()
    for name, value in typed.items():
        if len(value) < 100 and "\0" not in value:
            assert value.splitlines()[-1] in text_of(answer), name


def test_a_wrong_number_is_said_at_its_field(world, issued, zhou, form):
    page = text_of(zhou.post(form, {"do": "preview", "p-visits_per_month": "很多"}))
    assert 'id="id_p-visits_per_month_error"' in page
    assert "请先改正表单" in page


def test_two_people_change_the_numbers_of_a_unit(world, issued, zhou, form, signed_in):
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    begun = Adoption.objects.get().stamp
    assert signed_in(world.wu).post(form, {"do": "save", "begun": begun, "p-visits_per_month": "3"}).status_code == 302
    answer = zhou.post(form, {"do": "save", "begun": begun, "p-visits_per_month": "5"})
    assert answer.status_code == 409 and "吴静怡" in text_of(answer)
    assert Adoption.objects.get().parameters == {"visits_per_month": 3}
    begun = answer.context["shown"].begun
    zhou.post(form, {"do": "save", "begun": begun, "p-visits_per_month": "5"})
    assert Adoption.objects.get().parameters == {"visits_per_month": 5}


def test_the_same_form_sent_twice_adopts_once(world, issued, zhou, form):
    for _time in range(2):
        assert zhou.post(form, {"do": "save", "begun": "", "p-visits_per_month": "5"}).status_code == 302
    assert Adoption.objects.count() == 1


def test_a_unit_that_it_is_not_for_and_a_unit_of_somebody_else(world, issued, zhou, signed_in):
    address = "/programmes/visits/adopt/?unit={}"
    assert zhou.get(address.format(world.team_one.pk)).status_code == 404
    for unit in (world.changqiao_centre, world.hehua):
        assert zhou.get(address.format(unit.pk)).status_code == 404
        assert zhou.post(address.format(unit.pk), {"do": "save"}).status_code == 404
    assert zhou.get(address.format("x")).status_code == 404
    assert not Adoption.objects.exists()


def test_adopting_is_the_directors_business(world, issued, form, signed_in):
    for account in (world.lin, world.chen, world.he):
        answer = signed_in(account).post(form, {"do": "save"})
        assert answer.status_code in (403, 404)
    assert signed_in(world.he).get("/programmes/visits/adopt/").status_code == 403
    assert not Adoption.objects.exists()


def test_what_only_the_issuer_adds_up_is_no_field_of_the_units(world, plan, zhou, form):
    text = plan.replace("parameters:\n", "parameters:\n  all_contracts: {title: 全区签约, value: 100}\n")
    text = text.replace("total: 100", "total: $all_contracts")
    office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu)
    page = text_of(zhou.get(form))
    assert 'name="p-visits_per_month"' in page and 'name="p-all_contracts"' not in page


def test_an_adoption_ends_on_a_day_for_a_reason(world, issued, zhou, form, signed_in):
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    address = f"/programmes/visits/end?unit={world.cuihu_centre.pk}"
    for data in ({}, {"ends": "2026-05-20"}, {"ends": "gestern", "reason": "x"}, {"ends": "2025-01-01", "reason": "x"}):
        assert zhou.post(address, data).url == form
        assert Adoption.objects.get().open_ended
    assert signed_in(world.lin).post(address, {"ends": "2026-05-20", "reason": "x"}).status_code in (403, 404)

    for _time in range(2):
        zhou.post(address, {"ends": "2026-05-20", "reason": "并入家庭医生工程"})
    adoption = Adoption.objects.get()
    assert (adoption.ends.isoformat(), adoption.end_reason) == ("2026-05-20", "并入家庭医生工程")
    page = text_of(zhou.get("/programmes/visits/"))
    assert "2026年5月20日终止" in page and "并入家庭医生工程" in page and "未采用" in page

    zhou.post(form, {"do": "save", "begun": ""})
    assert Adoption.objects.count() == 2
