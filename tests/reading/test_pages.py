"""The head of a health centre reads a plan in the browser and corrects what was read."""

from __future__ import annotations

import io
import time
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.programmes.language import load
from linli.reader import keeping
from linli.reader.models import Correction, PlanItem, PlanText

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def centre(world, signed_in):
    return signed_in(world.zhou)


@pytest.fixture
def plan(world, centre, plan_text):
    answer = centre.bring(plan_text, world.cuihu_centre)
    assert answer.status_code == 200
    return PlanText.objects.get()


def item(plan, word):
    [found] = [one for one in plan.items.all() if word in one.quote]
    found.plan = plan
    return found


def page(client, plan):
    return unescape(client.get(reverse("plan", args=[plan.pk])).content.decode())


def drafted(client, plan):
    answer = client.get(reverse("programme_new"), {"from": f"plan:{plan.pk}"})
    return load(answer.context["form"]["text"].value())


def test_a_pasted_plan_is_shown_with_everything_that_was_read(world, centre, plan):
    shown = page(centre, plan)

    assert plan.name == "荷花社区2026年工作计划"
    for word in ("召开居民议事会", "≥ 20 户", "每季度", "2026年6月10日", "报送材料：方案、成员名单"):
        assert word in shown
    assert "加强健康宣传，营造良好氛围" in shown.split("未列入")[-1], "a duty without a number is listed apart"


def test_the_words_of_an_obligation_are_marked_in_the_plan(centre, plan):
    meeting = item(plan, "议事会")

    shown = page(centre, plan)

    assert f'id="span-{meeting.pk}" href="#found-{meeting.pk}"' in shown
    assert ">每季度召开一次居民议事会</a>。" in shown
    assert "style=" not in shown.split("<main")[1]


def test_taking_leaves_the_values_and_counts_as_no_correction(centre, plan):
    centre.do(item(plan, "议事会"), "accept")

    assert item(plan, "议事会").state == "accepted"
    tally = keeping.tally(plan)
    assert (tally.seen, tally.corrections) == (1, 0)


def test_a_corrected_number_goes_into_the_draft_and_is_kept_with_the_one_before(world, centre, plan):
    talks = item(plan, "健康讲座")
    values = {"kind": "count_target", "what": "举办健康讲座", "op": ">=", "value": "15", "unit": "场", "period": "year"}

    centre.do(talks, "correct", **values)

    programme = drafted(centre, plan)
    [part] = [one for one in programme.obligations.values() if one.title == "举办健康讲座"]
    assert str(part.target.low) == "15"
    kept = Correction.objects.get()
    assert (kept.by, kept.before["values"]["value"], kept.after["values"]["value"]) == (world.zhou, 12, 15)
    assert item(plan, "健康讲座").read["value"] == 12
    shown = unescape(centre.get(reverse("plan_item", args=[plan.pk, talks.pk])).content.decode())
    assert "数量：12 → 15" in shown and "周向东" in shown


@pytest.mark.parametrize(
    ("typed", "rule"),
    [("每月", "FREQ=MONTHLY"), ("每季度", "FREQ=MONTHLY;INTERVAL=3"), ("每周五", "FREQ=WEEKLY;BYDAY=FR")],
)
def test_times_are_typed_as_a_plan_says_them(centre, plan, typed, rule):
    meeting = item(plan, "议事会")

    centre.do(meeting, "correct", kind="recurring", what="议事会", op="=", value="1", unit="次", frequency=typed)

    assert item(plan, "议事会").values["frequency"] == rule


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": "许多"}, "请写数字"),
        ({"value": "40-30"}, "先写小的数"),
        ({"frequency": "有空时"}, "没有读出频次"),
        ({"deadline": "尽快"}, "没有读出日期"),
        ({"what": ""}, "必填"),
        ({"kind": "dated_event", "deadline": "", "frequency": ""}, "须写明日期或月份"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_nothing_is_kept(centre, plan, wrong, said):
    values = {"kind": "recurring", "what": "议事会", "op": "=", "value": "1", "frequency": "每季度"}

    answer = centre.do(item(plan, "议事会"), "correct", **{**values, **wrong})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert item(plan, "议事会").state == "proposed"


def test_what_is_left_out_does_not_go_into_the_draft_and_can_come_back(centre, plan):
    centre.do(item(plan, "知晓率"), "reject")
    assert not [part for part in drafted(centre, plan).obligations.values() if "知晓率" in part.title]

    centre.do(item(plan, "知晓率"), "accept")

    assert [part for part in drafted(centre, plan).obligations.values() if "知晓率" in part.title]
    assert keeping.tally(plan).corrections == 0


@pytest.mark.parametrize(
    ("given", "entry"),
    [
        ({"way": "meetings.held"}, {"count": "meetings.held"}),
        ({"way": "wanted", "wanted": "入户台账"}, {"wanted": "入户台账"}),
        ({"way": "submit", "papers": ["notes"]}, {"submit": "notes"}),
    ],
)
def test_an_obligation_is_bound_to_what_proves_it(centre, plan, given, entry):
    centre.do(item(plan, "独居老人"), "bind", **given)

    tree = drafted(centre, plan).origin.tree["obligations"]
    [found] = [one for one in tree.values() if "独居老人" in one["title"]]
    assert entry.items() <= found.items()
    assert keeping.tally(plan).corrected == 1


def test_two_obligations_become_one(centre, plan):
    talks, visitors = item(plan, "健康讲座"), item(plan, "600人次")

    centre.do(visitors, "merge", into=talks.pk)

    talks.refresh_from_db()
    assert talks.quote == "全年举办健康讲座不少于12场，参加居民不少于600人次"
    assert talks.values["value"] == 12
    assert keeping.tally(plan).stands == plan.items.count() - 1


def test_an_obligation_is_added_by_quoting_its_words(centre, plan):
    answer = centre.post(reverse("plan_add", args=[plan.pk]), {"quote": "加强健康宣传"}, follow=True)

    added = PlanItem.objects.get(state="added")
    assert (added.quote, added.read) == ("加强健康宣传", {})
    assert answer.redirect_chain[-1][0] == reverse("plan_item", args=[plan.pk, added.pk])
    assert "加强健康宣传" in page(centre, plan).split("目标任务")[-1]


@pytest.mark.parametrize(
    ("quote", "said"), [("没有这句话", "方案中没有这段文字"), ("居民", "出现多次"), (" ", "请复制方案中")]
)
def test_words_that_cannot_be_placed_are_not_added(centre, plan, quote, said):
    answer = centre.post(reverse("plan_add", args=[plan.pk]), {"quote": quote})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not PlanItem.objects.filter(state="added").exists()


def test_the_draft_opens_in_the_editor_with_the_place_of_each_obligation(centre, plan):
    answer = centre.get(reverse("programme_new"), {"from": f"plan:{plan.pk}"})

    text = answer.context["form"]["text"].value()
    assert "# 原文第" in text and "source: 每季度召开一次居民议事会" in text
    assert not answer.context["broken"], answer.context["problems"]


def test_the_same_text_is_the_plan_that_is_there(world, centre, plan, plan_text):
    centre.do(item(plan, "议事会"), "accept")

    centre.bring(plan_text, world.cuihu_centre)

    assert PlanText.objects.count() == 1
    assert item(plan, "议事会").state == "accepted"


# --- whose plans ---


@pytest.mark.parametrize("who", ["zheng", "chen", "stranger", "root"])
def test_a_plan_of_another_unit_is_not_there(world, signed_in, plan, who):
    client = signed_in(getattr(world, who))
    one = plan.items.first()

    for address in (
        reverse("plan", args=[plan.pk]),
        reverse("plan_item", args=[plan.pk, one.pk]),
        reverse("plan_pack", args=[plan.pk]),
    ):
        assert client.get(address).status_code == 404
    for address in (reverse("plan_do", args=[plan.pk, one.pk]), reverse("plan_add", args=[plan.pk])):
        assert client.post(address, {"do": "reject"}).status_code == 404
    assert client.post(reverse("plan_remove", args=[plan.pk])).status_code == 404
    assert client.get(reverse("programme_new"), {"from": f"plan:{plan.pk}"}).status_code in (403, 404)
    one.refresh_from_db()
    assert one.state == "proposed"


def test_who_writes_no_programmes_reads_no_plans(world, signed_in, plan_text):
    client = signed_in(world.chen)

    assert client.get(reverse("plans")).status_code == 403
    assert client.bring(plan_text, world.team_one).status_code == 403
    assert not PlanText.objects.exists()


def test_nobody_reads_a_plan_for_a_unit_that_is_not_theirs(world, centre, plan_text):
    answer = centre.bring(plan_text, world.changqiao_centre)

    assert answer.status_code == 422
    assert not PlanText.objects.exists()


def test_the_district_sees_the_plans_of_its_centres(world, signed_in, plan):
    assert signed_in(world.wu).get(reverse("plan", args=[plan.pk])).status_code == 200


# --- files ---


def docx(text):
    import docx as library

    file, made = io.BytesIO(), library.Document()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(file)
    return file.getvalue()


def xlsx(rows):
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


TASKS = [["2026年任务分解表"], ["序号", "任务", "完成时限"], ["1", "建成健康小屋2个", "6月底前"]]
FILES = {
    "plan.docx": docx,
    "plan.txt": lambda text: text.encode(),
    "老计划.txt": lambda text: text.encode("gb18030"),
    "plan.html": lambda text: ("<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n"))).encode(),
    "tasks.xlsx": lambda _text: xlsx(TASKS),
}


@pytest.mark.parametrize("name", FILES)
def test_a_plan_comes_as_a_file(world, centre, plan_text, name):
    file = SimpleUploadedFile(name, FILES[name](plan_text))

    centre.post(reverse("plans"), {"unit": world.cuihu_centre.pk, "file": file})

    plan = PlanText.objects.get()
    assert plan.name == name
    assert plan.items.count() >= (1 if name == "tasks.xlsx" else 6)
    assert all(one.quote == plan.text[one.start : one.end] for one in plan.items.all())


def scan():
    """A pdf of one page without a letter, as a scanner makes it."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("1", (60, 80), 1).save(file, "PDF")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("扫描件.pdf", scan(), "扫描件请先做文字识别"),
        ("坏了.docx", b"PK\x03\x04nothing", "文件已损坏，或与扩展名不符"),
        ("坏了.pdf", b"%PDF-1.4 nothing", "文件已损坏，或与扩展名不符"),
        ("照片.jpg", b"\xff\xd8\xff\xe0", "不是可识读的方案文件"),
        ("程序.txt", b"\x7fELF\x00\x00", "文件已损坏，或与扩展名不符"),
        ("空.txt", b"", "是空文件"),
        ("太长.txt", "每月召开一次例会。\n".encode() * 12_000, "最多识读"),
        ("太大.txt", b"x" * (10 * 1024 * 1024 + 1), "文件超过 10 MB"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(world, centre, name, content, said):
    answer = centre.post(
        reverse("plans"), {"unit": world.cuihu_centre.pk, "file": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())
    assert not PlanText.objects.exists()


def test_nothing_given_or_both_is_said_in_words(world, centre):
    unit = world.cuihu_centre.pk
    file = SimpleUploadedFile("plan.txt", "每月召开一次例会。".encode())

    assert "请选择文件，或粘贴" in centre.post(reverse("plans"), {"unit": unit}).content.decode()
    both = centre.post(reverse("plans"), {"unit": unit, "file": file, "text": "每月召开一次例会。"})
    assert "只提供一种" in both.content.decode()


def test_characters_that_no_database_keeps_are_left_out(world, centre):
    centre.bring("每月召开一次\x0c居民\x1f议事会。", world.cuihu_centre)

    assert PlanText.objects.get().text == "每月召开一次居民议事会。"


def test_markup_in_a_plan_stays_text(world, centre):
    answer = centre.bring("每月召开一次<script>alert(1)</script>会议。", world.cuihu_centre)

    assert "<script>alert" not in answer.content.decode()


def test_more_plans_and_more_obligations_need_no_more_queries(world, centre, plan_text):
    counted = []
    for text in ("每月召开例会1次。", plan_text):
        plan = centre.bring(text, world.cuihu_centre).context["plan"]
        for address in (reverse("plan", args=[plan.pk]), reverse("plans")):
            with CaptureQueriesContext(connection) as queries:
                centre.get(address)
            counted.append(len(queries))

    assert counted[:2] == counted[2:]


def test_five_thousand_characters_are_read_in_under_a_second(world, plan_text):
    from linli.reader import Document

    text = (plan_text * 40)[:5000]
    begun = time.perf_counter()

    keeping.keep(Document("计划", text), unit=world.cuihu_centre, by=world.zhou)

    assert time.perf_counter() - begun < 1
