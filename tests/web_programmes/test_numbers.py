"""Numbers written back into a text leave everything else in it as it was."""

import pytest

from linli.programmes.language import load
from linli.web.programmes.numbers import numbers, put, written

TEXT = """\
# 方案
programme: small
title: 小方案            # 标题
for: centre
parameters:
  notes: {title: 手记, value: 2, min: 0}   # 第三条
  low: 60
  open: {title: 未定}
  days: [8, 10]
  twice: $notes
  # 培训
  every:
    title: 频次
    value: "quarter"
obligations:
  a: {title: 甲, count: visits.made, at_least: $notes}
  b:
    # 讲座
    title: 乙
    count: visits.made
    between: [8, 10]   # 八到十
  c: {title: 丙, count: visits.made}
  d: {title: 丁, count: visits.made, trend: up}
  e:
    title: 戊
    count: visits.made
"""


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("parameters", "notes", "value"), 3, "  notes: {title: 手记, value: 3, min: 0}   # 第三条"),
        (("parameters", "low"), "62.5", "  low: 62.5"),
        (("parameters", "open", "value"), "90%", "  open: {title: 未定, value: 90%}"),
        (("parameters", "days"), [9, 12], "  days: [9, 12]"),
        (("parameters", "every", "value"), "month", "    value: month"),
        (("parameters", "notes", "value"), None, "  notes: {title: 手记, value: null, min: 0}   # 第三条"),
        (("obligations", "b", "between"), [1, 2], "    between: [1, 2]   # 八到十"),
        (("obligations", "c", "at_least"), 4, "  c: {title: 丙, count: visits.made, at_least: 4}"),
        (("parameters", "low"), "a: b # c", '  low: "a: b # c"'),
        (("title",), "新方案", "title: 新方案            # 标题"),
    ],
)
def test_one_value_is_set_and_the_rest_stays(path, value, line):
    before, after = TEXT.splitlines(), put(TEXT, path, value).splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [line]


def test_an_entry_that_is_not_there_gets_a_line():
    after = put(TEXT, ("obligations", "e", "at_least"), 5)
    assert load(after).obligations["e"].target.low == 5
    assert [line for line in after.splitlines() if line not in TEXT.splitlines()] == ["    at_least: 5"]


def test_what_is_worked_out_or_set_by_law_is_no_field():
    found = {entry.field: entry.text for entry in numbers(load(TEXT))}
    assert found == {
        "p-notes": "2", "p-low": "60", "p-open": "", "p-days": "8, 10", "p-every": "quarter",
        "t-b": "8, 10", "t-c": "", "t-e": "",
    }  # fmt: skip


@pytest.mark.parametrize("value", ["true", "- x", "#", "'", '"', "a\nb", "{", "一 二", "05-07..05-13", "", "&a", "~"])
def test_no_value_breaks_the_text(value):
    after = put(TEXT, ("parameters", "low"), value)
    again = load(after).parameters["low"].value
    assert str(again).lower() == value or again == value


def test_numbers_are_written_plainly():
    assert [written(value) for value in (None, True, 3, [1, "x"], "90%")] == ["null", "true", "3", "[1, x]", "90%"]
