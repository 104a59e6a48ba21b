"""A page takes as long as it is, whatever is in it: what lost its marks, or never had any, holds nobody up."""

from __future__ import annotations

import time

import pytest

from linli.reader import read

NASTY = {
    "digits": "1" * 20_000,
    "digits and commas": "1," * 10_000,
    "brackets": "(" * 20_000,
    "quotation marks": "“" * 20_000,
    "titles never closed": "《" * 20_000,
    "commas": "，" * 20_000,
    "money": "1元" * 10_000,
    "points": "每少一次扣1分" * 3_000,
    "percent": "百分之" * 7_000,
    "every year": "每年" * 10_000,
    "dates": "3月5日前" * 4_000,
    "columns": "a\t" * 10_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_a_page_of_one_thing_is_read_in_two_seconds(text):
    start = time.process_time()
    read(text)

    assert time.process_time() - start < 2


def test_a_line_of_two_hundred_thousand_characters_is_read_about_as_fast_as_its_parts():
    line = "各社区每月5日前报送信息不少于3条，开展活动并做好记录，"
    short, long = line * 100, line * (200_000 // len(line))
    read(short)

    start = time.process_time()
    read(short)
    middle = time.process_time()
    found = read(long)
    end = time.process_time()

    assert end - middle < 3 * (middle - start) * len(long) / len(short)
    assert len(found.obligations) >= len(long) // len(line) // 2


def test_quotations_of_a_sentence_read_in_parts_stand_in_the_text():
    text = "各社区要认真组织，" * 80 + "每月5日前报送信息不少于3条。"

    [one] = read(text).obligations

    assert one.quote == text[one.start : one.end]
    assert (one.kind, one.value) == ("recurring", 3)
