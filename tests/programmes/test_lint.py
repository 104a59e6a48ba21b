"""The rules that users live under: each is found where a plan crosses it, and only there."""

import pytest

from linli.programmes.language import lint, load
from linli.programmes.language.lint import RULES

HEAD = "programme: small\ntitle: 小方案\nfor: centre\n"
VISITS = "  visits: {title: 上门服务, count: visits.made, at_least: 4, every: year}\n"


def found(text, *others):
    return {finding.rule for finding in lint(load(text), others)}


def scored(obligation):
    lines = "scores: {s: {lines: [{title: 项目, from: it, points: 10}]}}\n"
    return found(HEAD + f"obligations:\n  it: {{{obligation}}}\n" + lines)


@pytest.mark.parametrize(
    ("obligation", "rule"),
    [
        ("title: 工作照片, count: photos.taken", "scored-traces"),
        ("title: 工作手记, count: records.kept", "scored-traces"),
        ("title: 会议, count: meetings.held", "scored-traces"),
        ("title: 材料, submit: plan", "scored-traces"),
        ("title: 登录次数, count: accounts.used", "scored-usage"),
        ("title: 平台, sum: accounts.online", "scored-usage"),
        ("title: 点赞转发, count: posts.made", "scored-usage"),
        ("title: 外宣, count: manuscripts.published", "scored-media"),
        ("title: 每日打卡, count: days.kept", "check-in"),
        ("title: 走访轨迹, count: walks.made", "forced-upload"),
    ],
)
def test_what_must_not_be_scored_or_forced(obligation, rule):
    assert rule in scored(obligation)


def test_results_may_be_scored_and_notes_may_be_asked_for():
    assert scored("title: 上门服务, count: visits.made") == set()
    assert (
        found(HEAD + "obligations: {notes: {title: 手记, count: manuscripts.filed, every: month}}\n") == set()
    )


def test_ranking_and_pay():
    lines = "lines: [{title: 分, by_hand: true, points: 1}]"
    ranked = found(HEAD + f"scores: {{s: {{rank: true, linked_to: [pay], {lines}}}}}\n")
    assert ranked == {"points-ranking", "pay"}
    assert found(HEAD + "consequences: {cut: {title: 扣发绩效工资}}\n") == {"pay"}


@pytest.mark.parametrize(
    "entry",
    [
        "title: 材料, submit: plan, every: day",
        "title: 材料, count: visits.made, per: visits, within: 0 days",
        "title: 材料, submit: plan, by: 2026-05-01",
    ],
)
def test_due_on_the_day_it_is_asked(entry):
    assert found(HEAD + "issued: 2026-05-01\nobligations: {it: {" + entry + "}}\n") == {"same-day"}


def test_asked_twice_within_a_programme_and_across_two():
    once = HEAD + "obligations:\n" + VISITS
    again = HEAD + "obligations:\n" + VISITS.replace("visits:", "calls:")
    assert found(HEAD + "obligations:\n" + VISITS + VISITS.replace("visits:", "calls:")) == {"asked-twice"}
    assert found(again, load(once)) == {"asked-twice"}
    assert found(again.replace("year", "month"), load(once)) == set()
    papers = "obligations:\n  a: {title: 甲, submit: [plan, chart]}\n  b: {title: 乙, submit: plan}\n"
    assert found(HEAD + papers) == {"asked-twice"}


def test_a_paper_that_the_site_can_write_itself_is_not_asked_for():
    asked = (
        HEAD + "obligations: {it: {title: 小结, submit: summary}}\nreports: {summary: {template: summary}}\n"
    )
    assert found(asked) == {"asked-twice"}
    assert found(asked.replace("submit: summary", "submit: summary, report: summary")) == set()


def test_quorum_is_dated():
    assert found(HEAD + "parameters: {quorum: 1/2}\n") == {"undated-quorum"}
    ballot = "obligations: {it: {title: 过半数到会, rate: {of: ballots.cast, over: ballots.entitled}, "
    assert found(HEAD + ballot + "at_least: 1/2}}\n") == {"undated-quorum"}
    assert (
        found(HEAD + "rules: {quorum: [{from: 2026-01-01, at_least: 1/2}]}\n" + ballot + "rule: quorum}}\n")
        == set()
    )


def test_length_of_papers():
    assert found(HEAD + "obligations: {it: {title: 方案, submit: plan, length: 6000}}\n") == {"too-long"}
    assert found(HEAD + "reports: {r: {template: r, length: 4001}}\n") == {"too-long"}
    assert found(HEAD + "reports: {r: {template: r, length: 4000}}\n") == set()


def test_a_written_reason_passes_a_finding_but_does_not_hide_it():
    text = HEAD + "scores:\n  s:\n    linked_to: pay\n    lines: [{title: 分, by_hand: true, points: 1}]\n"
    [finding] = lint(load(text + "overrides: {pay: 原文要求}\n"))
    assert (finding.rule, finding.reason, finding.line, finding.where) == (
        "pay",
        "原文要求",
        6,
        "scores.s.linked_to",
    )


def test_findings_name_the_regulation_in_chinese(zh):
    assert "国办函〔2026〕12号" in str(RULES["points-ranking"])
    [finding] = lint(load(HEAD + "consequences: {cut: {title: 扣发奖金}}\n"))
    assert "具名人员决定" in finding.text
