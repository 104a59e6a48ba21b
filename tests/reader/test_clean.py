"""Noise in plans: traditional characters, stray pinyin, full stops, spaces, blanked years, wrapped lines."""

from __future__ import annotations

import pytest

from linli.reader import read
from linli.reader.clean import clean


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("社區(qū)衛(wèi)生服務(wù)中心", "社区卫生服务中心"),
        ("目的.意義,標準.理念。", "目的、意义,标准、理念。"),
        ("不少于 10次", "不少于10次"),
        ("每月３０日前，报送２篇：", "每月30日前,报送2篇:"),
        ("二〇二六年三月", "2026年三月"),
        ("1—2個", "1—2个"),
        ("## 一、目标\n- **全年**12场", "一、目标\n全年12场"),
        ("「五個一」活動", "“五个一”活动"),
        ('评选"最美家庭"10户', "评选“最美家庭”10户"),
        ("组织管理    10分    缺一项扣2分", "组织管理\t10分\t缺一项扣2分"),
        ("《健康A(jiàn)計劃》", "《健康A(jiàn)计划》"),
        (
            "适应社区居民办事的特点,认真推行社区\n党员干部错时工作制。",
            "适应社区居民办事的特点,认真推行社区党员干部错时工作制。",
        ),
    ],
)
def test_noise_goes(raw, text):
    assert clean(raw).text == text


def test_every_clean_character_knows_its_place_in_the_raw_text():
    raw = "各中心每月30日前將2篇手記報(bào)于區(qū)衛(wèi)生局"
    cleaned = clean(raw)

    start = cleaned.text.index("报于区卫生局")

    assert raw[slice(*cleaned.span(start, start + 3))] == "報(bào)于區(qū)"


def test_an_abbreviation_in_brackets_is_no_pinyin():
    assert clean("使用手机软件(app)签到").text == "使用手机软件(app)签到"


@pytest.mark.proves("S1-26")
def test_a_quotation_from_a_noisy_text_is_the_noisy_text():
    text = "各中心每月30日前將2篇家庭健康醫(yī)生手記報于區(qū)衛(wèi)生局社管辦。"

    [one] = read(text).obligations

    assert one.quote == text[one.start : one.end] == text.rstrip("。")
    assert (one.kind, one.op, one.value, one.unit) == ("recurring", "=", 2, "篇")
    assert one.frequency == "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"


def test_a_blanked_year_gives_a_date_without_one():
    [one] = read("工作计划\n20__年6月底前完成宣传画更换。").obligations

    assert one.deadline == "--06-30"
