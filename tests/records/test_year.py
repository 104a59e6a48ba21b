"""The demo lives through a year: one centre does what the notice asks, another leaves gaps that the site shows."""

from __future__ import annotations

import io

import docx
import pytest
from django.utils import translation

from linli.almanac import Period
from linli.demo.world import build
from linli.duties.occurrences import occurrences
from linli.programmes.models import Adoption
from linli.records.surveys.models import Result
from linli.reports.facts import report
from linli.reports.print import printed
from linli.tree.models import Account, Unit

pytestmark = pytest.mark.database


@pytest.fixture
def states(db: None, catalogues: None) -> dict[str, dict[str, str]]:
    """What stands of each duty of the year, by the name of the centre and the key of the window."""
    with translation.override("zh-hans"):
        build("small")
    found: dict[str, dict[str, str]] = {}
    for adoption in Adoption.objects.select_related("unit"):
        told = occurrences([adoption], Period.parse("2026"))
        found[adoption.unit.name[:2]] = {f"{one.name}/{one.window.key}": str(one.state) for one in told}
    return found


@pytest.mark.proves("S1-27", "S1-31")
def test_a_year_of_facts_shows_who_does_the_work_and_who_does_not(states: dict[str, dict[str, str]]) -> None:
    good, failing = states["东塘"], states["西溪"]
    week = "2026-05-07..2026-05-13"
    for name in ("health-education", "science", "women-screening"):
        assert good[f"week-forms/{week}/{name}"] == "met"
    assert failing[f"week-forms/{week}/women-screening"] == "missed"
    assert good["postings/2026/stairwell"] == "met"
    assert failing["postings/2026/stairwell"] == failing["postings/2026/committee"] == "open"
    assert good["materials/2026/card"] == "met" != failing["materials/2026/card"]
    assert good["training-topics/2026/服务流程"] == "met" != failing["training-topics/2026/服务流程"]
    met = [sum(state == "met" for state in of.values()) for of in (good, failing)]
    assert met[0] > 1.4 * met[1]

    surveyed = Result.objects.filter(questionnaire__isnull=False)
    assert {result.topic for result in surveyed} == {"family-doctor", "service-content"}
    assert all(result.low < result.high and result.aware <= result.answered for result in surveyed)

    week_summary = summary("东塘社区卫生服务中心", "zhuren1")
    for said in ("共开展活动", "参加居民", "妇女病普查1场", "活动现场共发放服务联系卡", "服务宣传折页"):
        assert said in week_summary
    assert "未能结合妇女病普查" in summary("西溪社区卫生服务中心", "zhuren2")


def summary(unit: str, by: str) -> str:
    """The text of the centre's summary of the activity week, from its docx."""
    adoption = Adoption.objects.get(unit__name=unit)
    with translation.override("zh-hans"):
        made = report(
            adoption.programme,
            "activity-week",
            unit=Unit.objects.get(name=unit),
            period=None,
            by=Account.objects.get(username=by),
        )
        opened = docx.Document(io.BytesIO(printed(made, "docx")))
    return "\n".join(paragraph.text for paragraph in opened.paragraphs)
