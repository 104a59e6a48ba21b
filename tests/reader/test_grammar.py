"""The normal forms: what a date, a frequency, a number of a plan becomes."""

from __future__ import annotations

import pytest

from linli.reader import amounts, often, read, when
from linli.reader.numbers import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,200", 1200),
        ("2.5万", 25000),
        ("三十六", 36),
        ("两百零五", 205),
        ("十二", 12),
        ("一千零一", 1001),
        ("30余", 30),
        ("3百", 300),
        ("半", 0.5),
        ("二〇二六", 2026),
    ],
)
def test_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("每天", "FREQ=DAILY"),
        ("每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每周开展", "FREQ=WEEKLY"),
        ("每周一次", "FREQ=WEEKLY"),
        ("每周五下午", "FREQ=WEEKLY;BYDAY=FR"),
        ("每周一、三、五上午", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每周一至周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("利用双休日", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("每两周", "FREQ=WEEKLY;INTERVAL=2"),
        ("每半月", "FREQ=WEEKLY;INTERVAL=2"),
        ("按月", "FREQ=MONTHLY"),
        ("每月初", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("每月10日", "FREQ=MONTHLY;BYMONTHDAY=10"),
        ("每月中旬", "FREQ=MONTHLY;BYMONTHDAY=20"),
        ("每月30日前", "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        ("每月底", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("每月第一个星期五", "FREQ=MONTHLY;BYDAY=1FR"),
        ("每月最后一个工作日", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("每两个月", "FREQ=MONTHLY;INTERVAL=2"),
        ("每季度", "FREQ=MONTHLY;INTERVAL=3"),
        ("每季度末", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
        ("每半年", "FREQ=MONTHLY;INTERVAL=6"),
        ("每学期", "FREQ=MONTHLY;INTERVAL=6"),
        ("每年", "FREQ=YEARLY"),
        ("每年10月份", "FREQ=YEARLY;BYMONTH=10"),
        ("每年3月和9月", "FREQ=YEARLY;BYMONTH=3,9"),
        ("每年6月底前", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=30"),
        ("每两年", "FREQ=YEARLY;INTERVAL=2"),
        ("每4小时", "FREQ=HOURLY;INTERVAL=4"),
    ],
)
def test_frequencies(text, rule):
    [found] = often.find(text)

    assert found.rule == rule


@pytest.mark.parametrize(
    ("text", "deadline", "role"),
    [
        ("2012年5月1日前", "2012-05-01", "limit"),
        ("2026.3.15", "2026-03-15", "on"),
        ("5月20日前", "--05-20", "limit"),
        ("20__年11月", "--11", "on"),
        ("20xx年6月底前", "--06-30", "limit"),
        ("3月上旬", "--03-10", "on"),
        ("10月中旬", "--10-20", "on"),
        ("2月底前", "--02-28", "limit"),
        ("六月底前", "--06-30", "limit"),
        ("10月份", "--10", "on"),
        ("上半年", "--06-30", "within"),
        ("第三季度", "--09-30", "within"),
        ("年内", "--12-31", "within"),
        ("2026年底前", "2026-12-31", "limit"),
        ("年底前", "--12-31", "limit"),
        ("年底评选", "--12", "yearly"),
        ("国庆节前", "--10-01", "limit"),
        ("6月20日至6月30日", "--06-30", "window"),
        ("2026年9月1日—10月8日", "2026-10-08", "window"),
    ],
)
def test_dates(text, deadline, role):
    [found] = when.find(text)

    assert (found.deadline, found.role) == (deadline, role)


def test_a_window_knows_its_length():
    [found] = when.find("2012年5月7日到13日")

    assert (found.deadline, found.days) == ("2012-05-13", 7)


def test_a_date_without_a_year_takes_the_year_of_the_plan():
    [found] = when.find("6月30日前", 2026)

    assert found.deadline == "2026-06-30"


@pytest.mark.parametrize(
    ("text", "op", "value", "unit"),
    [
        ("不少于10次", ">=", 10, "次"),
        ("达到90%", ">=", 90, "%"),
        ("两次以上", ">=", 2, "次"),
        ("超过3万人次", ">=", 30000, "人次"),
        ("控制在5%以内", "<=", 5, "%"),
        ("不超过3天", "<=", 3, "天"),
        ("百分之四十", "=", 40, "%"),
        ("七成五", "=", 75, "%"),
        ("12至24人", "range", [12, 24], "人"),
        ("30—40户", "range", [30, 40], "户"),
        ("2.5万册", "=", 25000, "册"),
        ("46万元", "=", 460000, "元"),
        ("15个工作日内", "<=", 15, "工作日"),
        ("半天", "=", 0.5, "天"),
    ],
)
def test_amounts(text, op, value, unit):
    [found] = amounts.find(text)

    assert (found.op, found.value, found.unit) == (op, value, unit)


@pytest.mark.parametrize("text", ["第三次会议", "进一步", "一定的", "三农工作", "两委班子", "十佳", "65周岁", "一次性"])
def test_idioms_count_nothing(text):
    assert amounts.find(text) == []


SENTENCES = [
    ("全年举办讲座不少于12场。", "count_target", ">=", 12, "场", None, None, "year"),
    ("每年开展检查两次以上。", "count_target", ">=", 2, "次", "FREQ=YEARLY", None, "year"),
    ("每季度召开一次例会。", "recurring", "=", 1, "次", "FREQ=MONTHLY;INTERVAL=3", None, "quarter"),
    ("每月5日前，各社区报送信息3条。", "recurring", "=", 3, "条", "FREQ=MONTHLY;BYMONTHDAY=5", None, "month"),
    ("知晓率达到90%以上。", "rate_target", ">=", 90, "%", None, None, None),
    ("实现网格党组织全覆盖。", "coverage_target", "=", 100, "%", None, None, None),
    ("各社区于6月10日前报送方案、名单和总结。", "deadline", "=", 3, "项", None, "--06-10", None),
    ("6月30日前完成活动室改造。", "deadline", None, None, None, None, "--06-30", None),
    ("受理后应当在15个工作日内答复。", "deadline", "<=", 15, "工作日", None, None, None),
    ("每个网格配备网格员不少于2名。", "headcount", ">=", 2, "名", None, None, None),
    ("安排专项经费12万元。", "budget", "=", 120000, "元", None, None, None),
    ("年底评选“最美家庭”20户。", "award_quota", "=", 20, "户", "FREQ=YEARLY;BYMONTH=12", "--12", "year"),
    ("每名党员全年参加志愿服务不少于20小时。", "duration_target", ">=", 20, "小时", None, None, "year"),
    ("9月12日举办集中义诊。", "dated_event", None, None, None, None, "--09-12", None),
    ("迟报一次扣2分。", "score_rule", "=", -2, "分", None, None, None),
    ("受到市级表彰的加5分。", "score_rule", "=", 5, "分", None, None, None),
    ("组织管理占20分。", "score_rule", "<=", 20, "分", None, None, None),
    ("得分90分以上为优秀。", "score_rule", ">=", 90, "分", None, None, None),
]


@pytest.mark.parametrize(("text", "kind", "op", "value", "unit", "frequency", "deadline", "period"), SENTENCES)
def test_sentences(text, kind, op, value, unit, frequency, deadline, period):
    [one] = read("工作要求\n" + text).obligations

    assert one.kind == kind
    assert (one.op, one.value, one.unit) == (op, value, unit)
    assert (one.frequency, one.deadline, one.period) == (frequency, deadline, period)


def test_each_member_of_a_list_with_its_number_is_an_obligation():
    found = read("工作要求\n设一等奖1名、二等奖3名、三等奖5名。").obligations

    assert [one.value for one in found] == [1, 3, 5]
    assert {one.kind for one in found} == {"award_quota"}


@pytest.mark.proves("S9-08")
def test_a_number_for_each_of_two_papers_gives_two_obligations():
    found = read("工作计划\n每月必须向宣传部办公室送信息与舆情分析各一篇。").obligations

    assert [(one.what, one.value, one.unit, one.frequency) for one in found] == [
        ("信息", 1, "篇", "FREQ=MONTHLY"),
        ("舆情分析", 1, "篇", "FREQ=MONTHLY"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2025年，全街道共开展培训326场，满意率达到92%。",
        "去年以来，新增志愿者200名，开展活动35次。",
        "辖区现有社区12个，常住人口8.6万人。",
        "根据《信访工作条例》第五条和市卫健委〔2026〕21号文件要求，制定本办法。",
        "本办法自2026年3月1日起施行，2021年5月10日印发的旧办法同时废止。",
        "各社区要高度重视，加强领导，定期研究，及时解决问题。",
    ],
)
def test_what_is_no_duty(text):
    assert read("工作通知\n" + text).obligations == ()


def test_a_base_year_does_not_hide_a_target():
    [one] = read("工作方案\n一、目标\n投诉量较上年下降20%。").obligations

    assert (one.kind, one.value, one.unit) == ("rate_target", 20, "%")
