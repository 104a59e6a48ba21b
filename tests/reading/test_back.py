"""A programme goes out as a paper and comes back as the same programme, with what somebody changed in Word."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import docx as library
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from linli.programmes import office
from linli.programmes.language import diff, load
from linli.reader import from_bytes, read
from linli.reader.carried import carried
from linli.reader.packs import pack_of
from linli.reader.packs import written as text_of
from linli.reports.facts.plan import FORMS, written_from

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUSE = Path(__file__).parents[2] / "packs" / "family-doctor.yaml"
TALKS = """\
programme: talks
title: 谈心谈话制度
for: community
period: 2026
source: {document: 关于开展谈心谈话的通知}
obligations:
  # 一、谈心谈话
  talks: {title: 开展谈心谈话, count: visits.made, at_least: 4, every: quarter, by: {day: 25}}
  # 二、材料报送
  papers: {title: 报送谈心谈话方案, submit: plan, by: 03-31}
  report: {title: 报送工作小结, submit: summary, every: half-year}
"""
CONTEST = """\
programme: contest
title: 健康知识竞赛
for: [community, school]
parameters:
  people: {title: 参赛人数, value: 30, unit: 人次, min: 10}
obligations:
  week: {title: 举办健康知识竞赛, count: activities.held, window: 09-01..09-07}
  people: {title: 组织居民参赛, sum: activities.participants, at_least: $people, by: 09-10}
  notes: {title: 报送竞赛信息, count: manuscripts.filed, between: [2, 4], every: month}
awards:
  best: {title: 先进集体, places: 10}
"""
CARE = """\
programme: care
title: 居民服务
for: {units: centre, under: district}
period: 2026
holidays: next-workday
groups:
  helpers: {title: 服务小组, members: {at_least: 8}, posts: {head: {title: 组长}}}
obligations:
  requests: {title: 办结居民诉求, count: requests.settled, per: requests, within: 5 workdays}
  signing: {title: 提高家庭签约率, rate: {of: contracts.households, over: households.living}, at_least: 60%, by: 12-31}
  absences: {title: 重复投诉, count: requests.reopened, at_most: 3, every: year}
  meetings: {title: 召开工作例会, count: meetings.held, where: {kind: work}, every: month, on: {day: 10}}
scores:
  teams: {title: 考核, lines: [{title: 签约, from: signing, points: 100, full_at: 60%}]}
"""
PACKS = {"house": HOUSE.read_text(encoding="utf-8"), "talks": TALKS, "contest": CONTEST, "care": CARE}


@pytest.fixture(autouse=True)
def chinese(catalogues):
    with translation.override("zh-hans"):
        yield


def paper(text, form="plan.docx"):
    return written_from(text, load(text), form, issuer="云溪区卫生健康局", day=date(2026, 4, 20))


def back(content, name="方案.docx"):
    """The programme that a file is read as."""
    return load(text_of(pack_of(read(from_bytes(content, name)), carried(content))))


def changed(content, old, new):
    """The paper after somebody replaced words of it in a word processor; None takes the whole line out."""
    document = library.Document(io.BytesIO(content))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            if new is None:
                paragraph._p.getparent().remove(paragraph._p)
            else:
                text = paragraph.text.replace(old, new)
                for run in paragraph.runs[1:]:
                    run.text = ""
                paragraph.runs[0].text = text
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PACKS)
def test_what_goes_out_comes_back_the_same(name, form):
    issued = load(PACKS[name])

    came = back(paper(PACKS[name], form), form)

    assert [str(change) for change in diff(issued, came)] == []


def test_the_plan_is_a_paper_of_an_office():
    text = from_bytes(paper(PACKS["house"]), "方案.docx").text

    assert "一、健全组织" in text and "五、开展活动" in text, "the chapters that the pack names"
    assert "（六）各卫生服务中心每月30日前要报送家庭健康医生手记不少于2篇。" in text
    assert "5月7日至5月13日" in text and "2026年4月20日" in text


def test_the_task_table_names_number_time_unit_and_register():
    text = from_bytes(paper(TALKS, "tasks.xlsx"), "任务分解表.xlsx").text

    assert text.splitlines()[1] == "序号\t工作任务\t目标要求\t完成时限\t责任单位\t佐证台账\t任务编号"
    assert text.splitlines()[2] == "1\t开展谈心谈话\t不少于4次\t每季度25日前\t各社区\t走访\ttalks"


def test_a_number_changed_in_word_changes_the_parameter():
    came = back(changed(paper(PACKS["house"]), "不少于2篇", "不少于3篇"))

    assert [str(change) for change in diff(load(PACKS["house"]), came)] != []
    assert came.parameters["notes_per_month"].value == 3
    assert str(came.obligations["notes"].target.low) == "3"
    assert came.obligations["notes"].formula == load(PACKS["house"]).obligations["notes"].formula


def test_what_nobody_changed_keeps_its_comments():
    content = paper(PACKS["house"])

    def text(content):
        return text_of(pack_of(read(from_bytes(content, "方案.docx")), carried(content)))

    assert text(content) == PACKS["house"]
    assert "# 一、健全组织" in text(changed(content, "不少于2篇", "不少于3篇"))


def test_a_day_changed_in_word_changes_the_deadline():
    came = back(changed(paper(TALKS), "3月31日", "4月15日"))

    assert str(came.obligations["papers"].by.on(came.period)) == "2026-04-15"
    assert came.obligations["talks"] == load(TALKS).obligations["talks"]


def test_words_changed_in_word_change_the_title():
    came = back(changed(paper(TALKS), "开展谈心谈话", "开展入户谈心"))

    assert came.obligations["talks"].title == "开展入户谈心"


def test_a_line_taken_out_takes_its_obligation_along():
    came = back(changed(paper(TALKS), "谈心谈话方案", None))

    assert list(came.obligations) == ["talks", "report"]


def test_a_line_written_in_is_a_new_obligation():
    document = library.Document(io.BytesIO(paper(TALKS)))
    last = next(paragraph for paragraph in document.paragraphs if "工作小结" in paragraph.text)
    last.insert_paragraph_before("各社区要每月召开居民议事会1次。")
    file = io.BytesIO()
    document.save(file)

    came = back(file.getvalue())

    assert set(came.obligations) > {"talks", "papers", "report"}
    [new] = [part for name, part in came.obligations.items() if name not in ("talks", "papers", "report")]
    assert (str(new.formula.of.measure), str(new.every)) == ("meetings.held", "month")


@pytest.mark.parametrize("name", PACKS)
def test_the_words_alone_say_number_and_time(name):
    """Read without what the file carries. What words cannot say: a number left open, one for each of a list."""
    issued, content = load(PACKS[name]), paper(PACKS[name])
    document = from_bytes(content, "方案.docx")
    pack = pack_of(read(document))
    again = load(text_of(pack))

    for key, line in carried(content).lines:
        start = document.text.index(line)
        names = [b.place.partition(".")[2] for one, b in pack.sources if start <= one.start < start + len(line)]
        assert names, line
        old = issued.obligations[key]
        if not (old.target.open or old.each or old.submit):
            found = [(again.obligations[one].target, _when(again.obligations[one])) for one in names]
            assert found == [(old.target, _when(old))], line


def _when(part):
    rule = part.by or part.on
    spans = [(span.first[-5:], span.last[-5:]) for span in part.window]
    return str(part.every), spans, part.within, rule and (rule.month, rule.day)


def test_a_file_that_is_not_ours_carries_nothing():
    made, file = library.Document(), io.BytesIO()
    made.add_paragraph("每月召开例会1次。")
    made.save(file)

    assert carried(file.getvalue()) is None
    assert carried(b"no file at all") is None


def test_a_damaged_or_swollen_load_is_left_aside():
    content = paper(TALKS)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            new.writestr(part, body.replace(b"linli-1", b"other-1") if part.filename.endswith("custom.xml") else body)

    assert carried(file.getvalue()) is None


def test_an_office_suite_keeps_what_the_file_carries(tmp_path):
    if shutil.which("soffice") is None:
        pytest.skip("no LibreOffice here")
    (tmp_path / "plan.docx").write_bytes(paper(TALKS))
    office_suite = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command = [*office_suite, "--convert-to", "docx", "--outdir", tmp_path / "out", tmp_path / "plan.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    came = back((tmp_path / "out" / "plan.docx").read_bytes())

    assert diff(load(TALKS), came) == []


# --- on the site ---


@pytest.fixture
def issued(world):
    version = office.draft(TALKS, unit=world.district, by=world.wu)
    return office.publish(version, by=world.wu).programme


@pytest.mark.parametrize("form", FORMS)
def test_a_programme_is_downloaded_as_a_paper(world, signed_in, issued, form):
    client = signed_in(world.wu)
    assert reverse("programme_paper", args=["talks", form]) in client.get("/programmes/talks/").content.decode()

    answer = client.get(reverse("programme_paper", args=["talks", form]))

    assert answer.status_code == 200
    assert diff(load(TALKS), back(answer.content, form)) == []


def test_papers_of_programmes_that_do_not_concern_somebody_are_not_there(world, signed_in, issued):
    assert signed_in(world.stranger).get(reverse("programme_paper", args=["talks", "plan.docx"])).status_code == 404
    assert signed_in(world.wu).get(reverse("programme_paper", args=["talks", "plan.exe"])).status_code == 404
    assert signed_in(world.wu).get("/programmes/talks/paper/plan.docx?version=9").status_code == 404


def kept(came):
    return [str(came.obligations["talks"].target.low), came.obligations["talks"].title]


@pytest.mark.parametrize(
    ("step", "values", "leads"),
    [
        ("reject", {}, lambda came: list(came.obligations) == ["papers", "report"]),
        (
            "correct",
            {"kind": "recurring", "what": "开展谈心", "op": ">=", "value": "9", "frequency": "每季度25日前"},
            lambda came: kept(came) == ["9", "开展谈心"],
        ),
        ("bind", {"way": "meetings.held"}, lambda came: str(came.obligations["talks"].count) == "meetings.held"),
    ],
)
def test_what_a_person_does_to_a_paper_of_ours_leads(world, signed_in, step, values, leads):
    client = signed_in(world.wu)
    file = SimpleUploadedFile("方案.docx", paper(TALKS))
    plan = client.post(reverse("plans"), {"unit": world.district.pk, "file": file}, follow=True).context["plan"]
    [item] = [one for one in plan.items.all() if "谈心谈话不少于4次" in one.quote]
    assert (item.binding, item.confidence) == ("visits.made", 1.0), "the pack says it, nobody guesses"

    assert client.do(item, step, **values).status_code == 200

    came = load(client.get(reverse("plan_pack", args=[plan.pk])).content.decode())
    assert leads(came)
    assert came.obligations["report"] == load(TALKS).obligations["report"]


def test_a_paper_of_a_programme_becomes_its_next_version(world, signed_in, issued):
    client = signed_in(world.wu)
    file = SimpleUploadedFile("方案.docx", changed(paper(TALKS), "不少于4次", "不少于6次"))
    answer = client.post(reverse("plans"), {"unit": world.district.pk, "file": file}, follow=True)
    address = f"{reverse('programme_edit', args=['talks'])}?from=plan:{answer.context['plan'].pk}"
    assert address in answer.content.decode()

    form = client.get(address).context["form"]
    sent = {"unit": world.district.pk, "text": form["text"].value(), "begun": form["begun"].value(), "do": "save"}
    client.post(reverse("programme_edit", args=["talks"]), sent)

    draft = issued.draft()
    assert str(draft.definition.obligations["talks"].target.low) == "6"
    assert [str(change) for change in diff(issued.current().definition, draft.definition)] == [
        "修改目标任务“开展谈心谈话”：目标 不少于 4 → 不少于 6"
    ]


def test_a_plan_of_somebody_else_becomes_no_version(world, signed_in, issued):
    file = SimpleUploadedFile("方案.docx", paper(TALKS))
    plan = signed_in(world.zheng).post(reverse("plans"), {"unit": world.changqiao_centre.pk, "file": file}, follow=True)

    address = f"{reverse('programme_edit', args=['talks'])}?from=plan:"

    assert signed_in(world.zheng).get(address + str(plan.context["plan"].pk)).status_code == 403
    assert signed_in(world.wu).get(address + "999").status_code == 404
