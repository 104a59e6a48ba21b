"""How words are measured, broken and written."""

from __future__ import annotations

from datetime import date

import pytest

from linli.reports.words import (
    balance,
    cell,
    clean,
    long_date,
    number,
    ordinal,
    percent,
    shorten,
    span,
    width,
    wrap,
    wrap_evenly,
)


@pytest.mark.parametrize(("text", "squares"), [("城东", 2), ("12", 1), ("“城东”", 4), ("5月7日", 3), ("", 0)])
def test_a_chinese_character_takes_a_square_and_a_digit_half(text, squares):
    assert width(text) == squares


def test_no_line_begins_with_a_comma_and_no_number_is_broken():
    lines = wrap("参加居民，共计1234人次。", 4)
    assert "".join(lines) == "参加居民，共计1234人次。"
    assert not any(line[0] in "，。" for line in lines)
    assert any("1234" in line for line in lines)
    assert all(width(line) <= 5 for line in lines)


def test_a_word_longer_than_the_line_is_broken_all_the_same():
    assert wrap("a" * 30, 5) == ["a" * 10] * 3


def test_lines_are_evened_out_instead_of_leaving_one_character_behind():
    assert wrap("城东社区卫生服务中心", 9) == ["城东社区卫生服务中", "心"]
    assert wrap_evenly("城东社区卫生服务中心", 9) == ["城东社区卫", "生服务中心"]


def test_what_is_too_long_is_cut_with_an_ellipsis():
    assert shorten("城东社区卫生服务中心", 6) == "城东社区卫…"
    assert shorten("城东", 6) == "城东"


def test_a_long_title_breaks_between_words_and_not_inside_a_name():
    lines = balance("关于转发《区社区卫生家庭健康医生责任制工程实施方案》的通知精神贯彻落实情况的报告", 28)
    assert len(lines) == 2
    assert not any(line.startswith("的") for line in lines)
    assert all(line.count("《") == line.count("》") for line in lines)
    assert balance("第一行\n第二行", 20) == ["第一行", "第二行"]


def test_dates_numbers_and_cells_are_written_as_an_official_writes_them():
    assert long_date(date(2012, 5, 7)) == "2012年5月7日"
    assert span(date(2012, 5, 7), date(2012, 5, 13)) == "2012年5月7日至13日"
    assert span(date(2012, 4, 28), date(2012, 5, 3)) == "2012年4月28日至5月3日"
    assert span(date(2012, 12, 30), date(2013, 1, 2)) == "2012年12月30日至2013年1月2日"
    assert [ordinal(n) for n in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
    assert [number(v) for v in (3, 3.0, 2.345, 0.125, 1200, -0.001)] == [
        "3",
        "3",
        "2.35",
        "0.13",
        "1200",
        "0",
    ]
    assert percent(1, 3) == "33.3%" and percent(1, 0) == "—"
    assert [cell(v) for v in (None, True, date(2012, 5, 7), 1.5)] == ["—", "是", "2012-05-07", "1.5"]


def test_characters_that_no_document_can_hold_are_dropped():
    assert clean("体检\x0b\x00结果\r\n\t好\ufffe") == "体检结果\n 好"
