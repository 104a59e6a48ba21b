"""Somebody leaves: the leader looks first, hands over, and takes it back."""

from __future__ import annotations

from datetime import date

import pytest

from linli.people.models import Assignment, Group, Post, Qualification, Responsibility
from tests.screens.test_responsibility import text
from tests.world import World

pytestmark = pytest.mark.database
PAGE = "/people/330199-W1-1/hand-over"


@pytest.fixture
def asked(world: World, answers):
    """陈雨禾 leaves and 林若谷 takes over: the form, with households and a post behind it."""
    chen, lin = world.doctor(), world.doctor("林若谷")
    for _ in range(2):
        answers(world.household(), chen)
    world.contract(doctor=chen)
    return {"leaver": chen.pk, "to": lin.pk, "on": "2026-05-18", "reason": "调往区里", "exception": ""}


@pytest.fixture
def led(world: World) -> Post:
    """The post of team leader, held by 陈雨禾, who has passed the training that it prefers."""
    chen = world.doctor()
    learnt = Qualification(unit=world.team_one, person=chen, kind="gp-training", obtained_on=date(2025, 1, 1))
    world.keep(learnt)
    post = world.keep(Post(unit=world.team_one, title="团队长", code="leader", prefers="gp-training"))
    world.keep(Assignment(unit=world.team_one, person=chen, post=post, starts=date(2026, 1, 1)))
    return post


def holders() -> list[str]:
    """Who answers for households from 18 May on."""
    day = date(2026, 5, 18)
    return sorted(r.holder.name for r in Responsibility.objects.filter(starts__lte=day, ends__gt=day))


def test_looking_writes_nothing_and_applying_can_be_undone(world: World, signed_in, asked) -> None:
    lin = signed_in(world.lin)
    looked = text(lin.post(PAGE, {**asked, "do": "preview"}))
    assert "移交责任关系 2" in looked and "陈雨禾名下有1份有效签约" in looked
    assert holders() == ["陈雨禾", "陈雨禾"]

    sent = {**asked, "do": "apply", "key": "the-same-form"}
    assert lin.post(PAGE, sent).status_code == 302
    assert holders() == ["林若谷", "林若谷"]
    lin.post(PAGE, sent)  # sent twice, done once
    assert Responsibility.objects.count() == 4

    page = lin.get(PAGE)
    assert "陈雨禾移交工作给林若谷" in text(page)
    lin.post(f"/people/330199-W1-1/undo/{page.context['recent'][0].pk}")
    assert holders() == ["陈雨禾", "陈雨禾"]


def test_a_missing_qualification_is_said_before_anything_is_written(world: World, signed_in, asked, led) -> None:
    lin = signed_in(world.lin)
    refused = lin.post(PAGE, {**asked, "do": "preview"})
    assert refused.status_code == 422
    assert "林若谷没有“全科医学岗位培训”记录" in text(refused)
    assert lin.post(PAGE, {**asked, "do": "apply"}).status_code == 422
    assert holders() == ["陈雨禾", "陈雨禾"]

    reasoned = {**asked, "exception": "九月参加培训"}
    assert "团队长" in text(lin.post(PAGE, {**reasoned, "do": "preview"}))
    lin.post(PAGE, {**reasoned, "do": "apply"})
    assert led.assignments.get(ends__year=9999).person.name == "林若谷"
    lin.post(f"/people/330199-W1-1/undo/{lin.get(PAGE).context['recent'][0].pk}")
    assert led.assignments.get().person.name == "陈雨禾"


def test_only_a_leader_hands_over_and_nobody_to_themselves(world: World, signed_in, asked) -> None:
    doctor = signed_in(world.chen)
    assert "只有该单位的负责人" in text(doctor.get(PAGE))
    assert doctor.post(PAGE, {**asked, "do": "apply"}).status_code == 403
    assert signed_in(world.zhao).get(PAGE).status_code == 404
    lin = signed_in(world.lin)
    same = lin.post(PAGE, {**asked, "to": asked["leaver"], "do": "apply"})
    assert (same.status_code, "不能交接给本人" in text(same)) == (422, True)
    nothing = lin.post(PAGE, {**asked, "leaver": asked["to"], "to": asked["leaver"], "do": "apply"})
    assert "没有需要移交的工作" in text(nothing)
    assert holders() == ["陈雨禾", "陈雨禾"]


def test_whoever_looks_as_somebody_else_changes_nothing(world: World, signed_in, asked) -> None:
    root = signed_in(world.root)
    session = root.session
    session["look_as"] = world.lin.pk
    session.save()
    assert "只有该单位的负责人" in text(root.get(PAGE))
    assert root.post(PAGE, {**asked, "do": "apply"}).status_code == 403
    assert holders() == ["陈雨禾", "陈雨禾"]


# Groups


@pytest.fixture
def working_group(world: World) -> Group:
    """The working group of the centre: its head is whoever is director."""
    unit = world.cuihu_centre
    director = world.keep(Post(unit=unit, title="中心主任", code="centre-director"))
    group = world.keep(Group(unit=unit, name="责任制工作小组", kind="working", planned=3))
    world.keep(Post(unit=unit, group=group, title="组长", code="head", holder="centre-director"))
    world.keep(Assignment(unit=unit, person=world.doctor("周向东", unit), post=director, starts=date(2026, 1, 1)))
    return group


@pytest.mark.proves("S1-03")
def test_the_head_of_the_working_group_is_the_director(world: World, signed_in, working_group) -> None:
    zhou, page = signed_in(world.zhou), "/people/330199-W1/groups"
    assert "1 空缺" in text(zhou.get(page)) and "0／3 人" in text(zhou.get(page))
    head = working_group.posts.get()
    form = {"unit": world.cuihu_centre.pk, "post": f"#{head.pk}", "starts": "2026-01-01", "key": "k"}
    other = world.doctor("钱多多", world.cuihu_centre)
    refused = zhou.post("/r/assignments/new", {**form, "person": f"#{other.pk}"})
    assert (refused.status_code, "中心主任" in text(refused)) == (422, True)

    director = world.doctor("周向东", world.cuihu_centre)
    assert zhou.post("/r/assignments/new", {**form, "person": f"#{director.pk}"}).status_code == 302
    shown = text(zhou.get(page))
    assert "组长 周向东" in shown and "由“中心主任”担任" in shown
    assert "0 空缺" in shown and "1／3 人" in shown


@pytest.mark.proves("S1-04")
def test_the_division_of_work_names_each_person(world: World, signed_in, working_group) -> None:
    unit = world.cuihu_centre
    for name, duty in (("钱多多", "日常联络与材料报送"), ("孙小小", "培训与宣传")):
        world.keep(
            Assignment(unit=unit, person=world.doctor(name, unit), role="具体负责人" if name == "钱多多" else "成员",
                       group=working_group, duties=duty, starts=date(2026, 1, 1))
        )  # fmt: skip
    shown = text(signed_in(world.zhou).get("/people/330199-W1/groups"))
    assert "具体负责人 钱多多 日常联络与材料报送" in shown
    assert "成员 孙小小 培训与宣传" in shown
    assert signed_in(world.zheng).get("/people/330199-W1/groups").status_code == 404


@pytest.mark.proves("S1-12")
def test_a_leader_by_exception_stands_there_with_the_reason(world: World, signed_in) -> None:
    unit = world.team_one
    team = world.keep(Group(unit=unit, name="片区责任团队", kind="team", planned=2))
    post = world.keep(Post(unit=unit, group=team, title="团队长", code="leader", prefers="gp-training"))
    lin = signed_in(world.lin)
    form = {"unit": unit.pk, "post": f"#{post.pk}", "person": f"#{world.doctor().pk}", "starts": "2026-01-01"}
    warned = lin.post("/r/assignments/new", form)
    assert (warned.status_code, "没有“全科医学岗位培训”记录" in text(warned)) == (422, True)
    assert lin.post("/r/assignments/new", {**form, "exception_reason": "九月参加培训"}).status_code == 302

    shown = text(lin.get("/people/330199-W1-1/groups"))
    assert "1 例外任职" in shown
    assert "陈雨禾 · 翠湖第一团队 团队长 未取得“全科医学岗位培训” 九月参加培训" in shown

    learnt = Qualification(unit=unit, person=world.doctor(), kind="gp-training", obtained_on=date(2026, 5, 1))
    world.keep(learnt)
    shown = text(lin.get("/people/330199-W1-1/groups"))
    assert "0 例外任职" in shown and "2026-05-01 取得" in shown
