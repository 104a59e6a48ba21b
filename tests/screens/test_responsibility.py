"""Every household a named doctor: what is missing is seen, divided by the leader of the team, and taken back."""

from __future__ import annotations

import re
from datetime import date

import pytest

from linli.people.models import Responsibility
from linli.programmes import office
from linli.registers.records import Batch
from tests.world import World

pytestmark = pytest.mark.database
TEAM = "/people/330199-W1-1/"


def text(response) -> str:
    """The page without its tags, spaces made one."""
    assert response["Content-Type"].startswith("text/html")
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def give(doctor, *homes, unit, starts="2026-05-18", **more):
    """What the form of the gap list sends."""
    return {
        "assign-doctor": f"{unit.pk}-{doctor.pk}",
        "assign-starts": starts,
        "household": [home.pk for home in homes],
        **more,
    }


@pytest.mark.proves("S1-09")
def test_the_uncovered_households_are_counted_and_listed(world: World, signed_in, answers) -> None:
    homes = [world.household(building=f"{number}幢") for number in (1, 1, 2, 3)]
    elsewhere = world.household(unit=world.fenglin)
    answers(homes[0], world.doctor())
    director = signed_in(world.zhou)

    page = text(director.get("/people/330199-W1/"))
    assert "25.0% 户已落实责任医生" in page
    assert "3 户尚未落实" in page

    listed = director.get("/people/330199-W1/gaps").content.decode()
    assert all(home.number in listed for home in homes[1:])
    assert homes[0].number not in re.findall(r">(\d{4})</a>", listed)
    assert elsewhere.number not in re.findall(r">(\d{4})</a>", listed)

    one = director.get("/people/330199-W1/gaps", {"area": "330199001001", "building": "2幢"}).content.decode()
    assert re.findall(r">(\d{4})</a>", one) == [homes[2].number]


def test_an_area_sees_its_own_households_and_its_doctors(world: World, signed_in, answers) -> None:
    answers(world.household(), world.doctor())
    world.household()
    sun = signed_in(world.sun)
    assert sun.get("/people/").headers["Location"] == "/people/330199001001/"
    assert "50.0%" in text(sun.get("/people/330199001001/"))
    assert "陈雨禾" in text(sun.get("/people/330199001001/load"))
    assert sun.get(TEAM).status_code == 404


@pytest.mark.proves("S1-14")
def test_the_leader_divides_households_within_the_own_team_only(world: World, signed_in) -> None:
    homes = [world.household() for _ in range(3)]
    chen, zhao = world.doctor(), world.doctor("赵明远", world.team_two)
    lin = signed_in(world.lin)

    answer = lin.post(f"{TEAM}gaps", give(chen, *homes[:2], unit=world.team_one))
    assert answer.status_code == 302
    assert "2户已由陈雨禾负责" in text(lin.get(f"{TEAM}gaps"))
    kept = Responsibility.objects.filter(holder=chen, unit=world.team_one, ends__year=9999)
    assert {one.household for one in kept} == set(homes[:2])
    assert {(one.starts, one.entered_by) for one in kept} == {(date(2026, 5, 18), world.lin)}

    # A doctor of another team is not offered and not taken.
    assert "赵明远" not in lin.get(f"{TEAM}gaps").content.decode()
    refused = lin.post(f"{TEAM}gaps", give(zhao, homes[2], unit=world.team_two))
    assert refused.status_code == 422
    refused = lin.post(f"{TEAM}gaps", give(zhao, homes[2], unit=world.team_one))
    assert refused.status_code == 422
    # Another team's page is not there for this leader, and a plain doctor of the team divides nothing.
    assert lin.get("/people/330199-W1-2/gaps").status_code == 404
    assert lin.post("/people/330199-W1-2/gaps", give(zhao, homes[2], unit=world.team_two)).status_code == 404
    doctor = signed_in(world.chen)
    assert doctor.get(f"{TEAM}gaps").status_code == 200
    assert doctor.post(f"{TEAM}gaps", give(chen, homes[2], unit=world.team_one)).status_code == 403
    assert not Responsibility.objects.filter(household=homes[2]).exists()


def test_a_division_is_one_batch_and_is_undone_as_one(world: World, signed_in) -> None:
    homes = [world.household() for _ in range(3)]
    lin = signed_in(world.lin)
    lin.post(f"{TEAM}gaps", give(world.doctor(), unit=world.team_one, all="1"))
    batch = Batch.objects.get(register="responsibilities")
    assert batch.rows == len(homes)

    assert signed_in(world.zhou).post(f"/people/330199-W1/undo/{batch.pk}").status_code == 404
    lin.post(f"{TEAM}undo/{batch.pk}")
    assert not Responsibility.objects.exists()
    assert "已撤销" in text(lin.get(f"{TEAM}gaps"))


def test_what_cannot_be_divided_is_said_and_nothing_is_written(world: World, signed_in, answers) -> None:
    mine, taken = world.household(), world.household()
    foreign = world.household(unit=world.guihua)
    answers(taken, world.doctor())
    zhou, path = signed_in(world.zhou), "/people/330199-W1/gaps"

    none = zhou.post(path, give(world.doctor(), taken, unit=world.team_one))
    assert (none.status_code, "请先勾选家庭" in text(none)) == (422, True)
    wrong = zhou.post(path, give(world.doctor(), mine, foreign, unit=world.team_one))
    assert (wrong.status_code, "翠湖第一团队不服务桂花社区" in text(wrong)) == (422, True)
    later = world.household()
    answers(later, world.doctor("林若谷"), starts=date(2026, 6, 1))
    overlap = zhou.post(path, give(world.doctor(), mine, later, unit=world.team_one))
    assert (overlap.status_code, "林若谷" in text(overlap)) == (422, True)
    assert zhou.get(path, {"mark": "nonsense"}).status_code == 400
    assert not Responsibility.objects.filter(household__in=[mine, foreign]).exists()


@pytest.mark.proves("S1-10")
def test_residents_per_doctor_stand_beside_the_limit(world: World, signed_in, answers, programme) -> None:
    chen, lin = world.doctor(), world.doctor("林若谷")
    for holder, residents in ((chen, 4), (lin, 1)):
        home = world.household()
        answers(home, holder)
        for _ in range(residents):
            world.resident(household=home)
    zhou = signed_in(world.zhou)

    assert "方案尚未设定上限" in text(zhou.get("/people/330199-W1/load"))
    tried = text(zhou.get("/people/330199-W1/load", {"limit": "2"}))
    assert "1 名医生超过上限" in tried and "+2" in tried
    assert "1 名医生缺口" in tried and "缺1名" in tried  # 5 residents at 2 a doctor ask for 3

    office.adopt(programme, world.cuihu_centre, by=world.zhou, parameters={"residents_per_doctor": 3})
    adopted = zhou.get("/people/330199-W1/load", {"only": "over"})
    assert "采用值：3 人（翠湖社区卫生服务中心 · 家庭健康医生责任制工程）" in text(adopted)
    assert "+1" in text(adopted) and "林若谷" not in text(adopted)
    assert zhou.get("/people/330199-W1/load", {"limit": "none"}).status_code == 400


@pytest.mark.proves("S1-16")
def test_the_structure_chart_is_drawn_from_who_answers_for_whom(world: World, signed_in, answers) -> None:
    chen, zhao = world.doctor(), world.doctor("赵明远", world.team_two)
    for _ in range(3):
        answers(world.household(), chen)
    answers(world.household(unit=world.guihua), zhao)
    zhou = signed_in(world.zhou)

    page = zhou.get("/people/330199-W1/chart").content.decode()
    drawing = page[page.index("<svg", page.index("paper-figure")) : page.rindex("</svg>")]
    words = re.sub(r"<[^>]+>", " ", drawing)
    assert all(word in words for word in ("陈雨禾", "3户", "赵明远", "1户", "第一团队", "第二团队"))

    svg = zhou.get("/people/330199-W1/chart.svg")
    assert svg["Content-Type"] == "image/svg+xml" and "attachment" in svg["Content-Disposition"]
    assert zhou.get("/people/330199-W1/chart.docx").content[:2] == b"PK"
    assert zhou.get("/people/330199-W1/chart.exe").status_code == 404
    assert zhou.get("/people/330199-W2/chart.svg").status_code == 404
    # The street sees the same pairs from its side: communities, and the doctors in them.
    street = signed_in(world.wu).get("/people/330199001/chart").content.decode()
    assert "荷花社区" in street and "陈雨禾" in street
