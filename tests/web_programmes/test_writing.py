"""An author writes, checks and publishes a programme in the browser."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.programmes import office
from linli.programmes.models import Programme, Version

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def text_of(answer):
    """What the page says."""
    return unescape(answer.content.decode())


def typed(answer):
    """The text in the editor."""
    return answer.context["form"]["text"].value()


@pytest.fixture
def wu(world, signed_in):
    """The district's officer in her browser."""
    return signed_in(world.wu)


def write(client, text, *, path="new", do="save", **more):
    """Send the editor's form."""
    unit = more.pop("unit", None) or Programme.objects.values_list("unit", flat=True).first()
    return client.post(f"/programmes/{path}", {"text": text, "do": do, "note": "", "unit": unit or "", **more})


def test_a_new_programme_from_a_pack_of_the_house(world, wu):
    begin = text_of(wu.get("/programmes/begin"))
    assert "方案模板" in begin and "家庭健康医生责任制工程" in begin
    text = typed(wu.get("/programmes/new?from=pack:family-doctor"))
    answer = write(wu, text, unit=world.district.pk)
    assert answer.url == "/programmes/family-doctor/edit"
    assert Programme.objects.get().draft().text == text

    again = typed(wu.get("/programmes/new?from=pack:family-doctor"))
    assert "programme: family-doctor-2" in again and "# 家庭健康医生责任制工程" in again


def test_the_frame_is_sound(world, wu):
    assert "正文无误" in text_of(wu.get("/programmes/new"))


def test_a_copy_of_a_programme_gets_a_key_of_its_own(world, issued, plan, wu):
    assert typed(wu.get("/programmes/new?from=programme:visits")) == plan.replace(
        "programme: visits", "programme: visits-2"
    )


@pytest.mark.parametrize("origin", ["pack:../../etc/passwd", "pack:nothing", "programme:nothing", "x", "pack:"])
def test_beginnings_that_do_not_exist(world, wu, origin):
    assert wu.get("/programmes/new", {"from": origin}).status_code == 404


def test_mistakes_stand_beside_the_text_with_line_column_and_near_names(world, plan, wu):
    wrong = plan.replace("visits.made", "visits.mad").replace("{day: 25}", "{day: 45}")
    page = text_of(write(wu, wrong, do="check", unit=world.district.pk))
    assert "第15行第5列" in page and "以下内容有误" in page
    page = text_of(write(wu, plan.replace("visits.made", "visits.mad"), do="check", unit=world.district.pk))
    assert "第12行第5列" in page and "<code>made</code>" in page
    assert not Version.objects.exists()


def test_while_typing_only_the_findings_are_sent(world, plan, wu):
    answer = wu.post("/programmes/check", {"text": plan.replace("contracts.signed", "contract.signed")})
    assert "<code>contracts</code>" in text_of(answer) and "<html" not in text_of(answer)
    assert "正文无误" in text_of(wu.post("/programmes/check", {"text": plan}))
    assert wu.get("/programmes/check").status_code == 405


def test_a_new_programme_with_mistakes_is_not_kept_and_nothing_typed_is_lost(world, plan, wu):
    answer = write(wu, plan + "wrong: 1\n", unit=world.district.pk)
    assert answer.status_code == 422 and typed(answer) == plan + "wrong: 1\n"
    assert not Programme.objects.exists()


def test_a_draft_may_be_kept_unfinished(world, issued, plan, wu):
    form = {"do": "publish", "begun": issued.current().stamp, "unit": world.district.pk}
    answer = wu.post("/programmes/visits/edit", {**form, "text": plan + "wrong: 1\n"})
    assert issued.draft().fault
    assert answer.url == "/programmes/visits/publish"
    assert wu.get(answer.url).url == "/programmes/visits/edit"
    assert issued.current().number == 1


def test_draft_publish_and_the_page_says_so(world, issued, plan, wu):
    form = {"do": "save", "begun": issued.current().stamp, "unit": world.district.pk, "note": "三次"}
    wu.post("/programmes/visits/edit", {**form, "text": plan.replace("value: 2", "value: 3")})
    page = wu.get("/programmes/visits/publish")
    assert "值 2 → 3" in text_of(page) and "未发现与规定相抵触之处" in text_of(page)
    answer = wu.post("/programmes/visits/publish", {"begun": issued.draft().stamp})
    assert answer.url == "/programmes/visits/"
    assert issued.current().number == 2 and issued.current().note == "三次"
    assert wu.post("/programmes/visits/publish", {"begun": "x"}).url == "/programmes/visits/", "sent twice"


def test_publishing_waits_for_the_reasons_that_the_rules_want(world, issued, plan, wu):
    text = plan + "scores:\n  a: {title: 考核, linked_to: pay, lines: [{title: 走访, from: visits, points: 100}]}\n"
    office.draft(text, unit=world.district, by=world.wu)
    begun = issued.draft().stamp
    answer = wu.post("/programmes/visits/publish", {"begun": begun, "reason-pay": " "})
    assert answer.status_code == 422 and "具名人员" in text_of(answer)
    assert issued.current().number == 1
    wu.post("/programmes/visits/publish", {"begun": begun, "reason-pay": "通知原文要求。"})
    assert issued.current().overrides == {"pay": "通知原文要求。"}
    assert "通知原文要求。" in text_of(wu.get("/programmes/visits/"))


def test_units_whose_numbers_have_no_place_are_named_before(world, issued, plan, wu):
    office.adopt(issued, world.cuihu_centre, by=world.zhou, parameters={"visits_per_month": 4})
    office.draft(plan.replace("visits_per_month", "monthly"), unit=world.district, by=world.wu)
    page = text_of(wu.get("/programmes/visits/publish"))
    assert "仍执行原版本" in page and "翠湖社区卫生服务中心" in page


def test_two_people_write_on_one_draft(world, issued, plan, wu, signed_in):
    begun = wu.get("/programmes/visits/edit").context["form"]["begun"].value()
    other = signed_in(world.everybody)
    theirs, mine = plan + "# 书记\n", plan + "# 吴静怡\n"
    form = {"do": "save", "begun": begun, "unit": world.district.pk}
    assert other.post("/programmes/visits/edit", {**form, "text": theirs}).status_code == 302
    answer = wu.post("/programmes/visits/edit", {**form, "text": mine})
    assert answer.status_code == 409
    assert "全区书记" in text_of(answer) and "# 书记" in text_of(answer)
    assert typed(answer) == mine and issued.draft().text == theirs

    form["begun"] = answer.context["form"]["begun"].value()
    assert wu.post("/programmes/visits/edit", {**form, "text": mine}).status_code == 302
    assert issued.draft().text == mine


def test_the_same_form_sent_twice_makes_one_programme(world, plan, wu):
    for _time in range(2):
        assert write(wu, plan, unit=world.district.pk).url == "/programmes/visits/edit"
    assert Version.objects.count() == 1


def test_a_key_that_is_taken(world, issued, plan, wu, signed_in):
    answer = write(wu, plan + "# x\n", unit=world.district.pk)
    assert answer.status_code == 422 and "已有代号为“visits”的方案" in text_of(answer)
    answer = write(signed_in(world.zhou), plan, unit=world.cuihu_centre.pk)
    assert answer.status_code == 422 and "已被其他单位的方案使用" in text_of(answer)
    assert Version.objects.count() == 1


def test_numbers_are_written_into_the_text(world, issued, plan, wu):
    form = {"text": plan, "do": "numbers", "begun": issued.current().stamp, "unit": world.district.pk}
    answer = wu.post("/programmes/visits/edit", {**form, "p-visits_per_month": "4", "t-contracts": "30"})
    assert typed(answer) == plan.replace("value: 2,", "value: 4,").replace("at_least: null", "at_least: 30")
    assert issued.draft() is None, "it is not kept before the author says so"
    answer = wu.post("/programmes/visits/edit", {**form, "p-visits_per_month": "40"})
    assert "40不在不少于 1" in text_of(answer) or "以下内容有误" in text_of(answer)


@pytest.mark.parametrize("do", ["save", "publish"])
def test_a_number_of_the_form_is_kept_with_the_draft(world, issued, plan, wu, do):
    form = {"begun": issued.current().stamp, "path": "visits/edit", "do": do, "was-p-visits_per_month": "2"}
    write(wu, plan, **form, **{"p-visits_per_month": "3"})
    assert issued.draft().definition.parameters["visits_per_month"].value == 3


def test_a_number_changed_in_the_text_is_not_changed_back_by_the_form(world, issued, plan, wu):
    form = {"begun": issued.current().stamp, "path": "visits/edit", "was-p-visits_per_month": "2"}
    write(wu, plan.replace("value: 2", "value: 4"), **form, **{"p-visits_per_month": "2"})
    assert issued.draft().definition.parameters["visits_per_month"].value == 4


def test_a_pack_file_is_brought_into_the_editor(world, plan, wu):
    file = SimpleUploadedFile("plan.yaml", b"\xef\xbb\xbf" + plan.replace("\n", "\r\n").encode())
    assert typed(write(wu, "", do="upload", file=file, unit=world.district.pk)) == plan
    picture = SimpleUploadedFile("plan.yaml", b"\x89PNG\r\n\x1a\n\xff\xfe")
    answer = write(wu, "", do="upload", file=picture, unit=world.district.pk)
    assert answer.status_code == 422 and "UTF-8" in text_of(answer)
    big = SimpleUploadedFile("plan.yaml", b"#" * (512 * 1024 + 1))
    answer = write(wu, "", do="upload", file=big, unit=world.district.pk)
    assert answer.status_code == 422 and "512 kB" in text_of(answer)


BOMB = "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [*{before},*{before},*{before},*{before}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)


def test_what_is_too_long_to_check_while_typing_waits_for_the_button(world, plan, wu):
    long = plan + "# " + "x" * 100_000
    assert "按下按钮" in text_of(wu.post("/programmes/check", {"text": long}))
    assert "正文无误" in text_of(write(wu, long, do="check", unit=world.district.pk))


@pytest.mark.parametrize(
    "text",
    [
        "", "# nothing\n", "- a\n", "x", BOMB, "a: " + "[" * 5000, "#" * (600 * 1024), "a: b: c", "\ta: 1",
        "%YAML 1.1\n---\na: 1", "a: !!python/object:os.system x", "programme: \ud7ff\n", "a: 1\n---\nb: 2",
        "{a: 1, a: 2}", "<<: {a: 1}", "programme: [" + "1," * 20_000 + "]",
    ],
)  # fmt: skip
def test_no_text_whatever_brings_the_editor_down(world, wu, text):
    answer = write(wu, text, do="save", unit=world.district.pk)
    assert answer.status_code == 422
    assert wu.post("/programmes/check", {"text": text}).status_code == 200
    assert not Programme.objects.exists()


def test_a_text_with_a_zero_byte_is_refused(world, issued, plan, wu):
    form = {"do": "save", "begun": issued.current().stamp, "unit": world.district.pk}
    assert wu.post("/programmes/visits/edit", {**form, "text": plan + "\0"}).status_code == 422
    assert wu.post("/programmes/check", {"text": plan + "\0"}).status_code == 200
    assert issued.draft() is None


def test_too_long_a_draft_is_refused(world, issued, plan, wu):
    form = {"do": "save", "begun": issued.current().stamp, "unit": world.district.pk}
    answer = wu.post("/programmes/visits/edit", {**form, "text": plan + "#" * (512 * 1024)})
    assert answer.status_code == 422 and "512 kB" in text_of(answer)
    assert issued.draft() is None


def test_a_draft_is_thrown_away(world, issued, plan, wu):
    office.draft(plan + "# x\n", unit=world.district, by=world.wu)
    for _time in range(2):
        assert wu.post("/programmes/visits/discard").url == "/programmes/visits/"
    assert issued.draft() is None and issued.current().number == 1
    office.draft(plan.replace("programme: visits", "programme: walks"), unit=world.district, by=world.wu)
    assert wu.post("/programmes/walks/discard").url == "/programmes/"
    assert wu.get("/programmes/visits/discard").status_code == 405


@pytest.mark.parametrize("who", ["zhou", "chen", "he", "lin"])
def test_who_reads_a_programme_does_not_write_it(world, issued, plan, signed_in, who):
    client = signed_in(getattr(world, who))
    assert client.get("/programmes/visits/edit").status_code == 403
    form = {"text": plan, "do": "save", "begun": issued.current().stamp}
    assert client.post("/programmes/visits/edit", form).status_code == 403
    assert client.post("/programmes/visits/publish").status_code == 403
    assert client.post("/programmes/visits/discard").status_code == 403


def test_who_writes_none_gets_no_editor(world, signed_in):
    client = signed_in(world.chen)
    for path in ("begin", "new"):
        assert client.get(f"/programmes/{path}").status_code == 403
    assert client.post("/programmes/check", {"text": "x"}).status_code == 403


def test_a_unit_outside_ones_duties_cannot_be_chosen(world, plan, signed_in):
    answer = write(signed_in(world.zhou), plan, unit=world.changqiao_centre.pk)
    assert answer.status_code == 422
    assert not Programme.objects.exists()


def test_looking_as_somebody_else_reads_and_writes_nothing(world, issued, plan, signed_in):
    client = signed_in(world.root)
    session = client.session
    session["look_as"] = world.wu.pk
    session.save()
    assert client.get("/programmes/visits/").status_code == 200
    assert "编写新版本" not in text_of(client.get("/programmes/visits/"))
    form = {"text": plan + "# x\n", "do": "save", "begun": issued.current().stamp, "unit": world.district.pk}
    assert client.get("/programmes/visits/edit").status_code == 403
    assert client.post("/programmes/visits/edit", form).status_code == 403
    assert client.post("/programmes/new", form).status_code == 403
    assert client.post(f"/programmes/visits/adopt/?unit={world.cuihu_centre.pk}", {"do": "save"}).status_code == 403
    assert issued.draft() is None and not issued.adoptions.exists()
