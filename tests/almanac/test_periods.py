"""Periods keep their names, and every day lies in exactly one of each kind."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from linli.almanac import KINDS, Period, today

days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
kinds = st.sampled_from(KINDS)


@pytest.mark.parametrize(
    ("name", "start", "end", "kind"),
    [
        ("2026", "2026-01-01", "2026-12-31", "year"),
        ("9999", "9999-01-01", "9999-12-31", "year"),
        ("2026-H1", "2026-01-01", "2026-06-30", "half-year"),
        ("2026-Q2", "2026-04-01", "2026-06-30", "quarter"),
        ("2028-02", "2028-02-01", "2028-02-29", "month"),
        ("2026-W21", "2026-05-18", "2026-05-24", "week"),
        ("2026-W53", "2026-12-28", "2027-01-03", "week"),
        ("2026-05-07", "2026-05-07", "2026-05-07", "day"),
        ("2026-05-07..2026-05-13", "2026-05-07", "2026-05-13", "range"),
    ],
)
def test_a_name_is_read_and_given_back(name, start, end, kind):
    period = Period.parse(name)
    assert (period.start, period.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert period.kind == kind
    assert str(period) == name


def test_a_range_that_is_a_month_is_that_month():
    assert str(Period.parse("2026-05-01..2026-05-31")) == "2026-05"
    assert Period.parse("2026-Q1..2026-Q2") == Period.parse("2026-H1")


@pytest.mark.parametrize(
    "name", ["", "26", "2026-Q5", "2026-W54", "2025-W53", "2026-13", "2026-02-30", "2026-05..2026-04"]
)
def test_what_is_no_period_is_refused(name):
    with pytest.raises(ValueError):
        Period.parse(name)


@given(days, days)
def test_any_span_comes_back_from_its_name(one, other):
    period = Period(min(one, other), max(one, other))
    assert Period.parse(str(period)) == period


@given(days, kinds)
def test_periods_of_a_kind_follow_each_other_without_gap(day, kind):
    period = Period.containing(day, kind)
    assert day in period
    assert period.kind == kind
    assert (period.next.start - period.end).days == 1
    assert period.next.previous == period


@given(days, days, kinds)
def test_the_parts_of_a_span_cover_it(one, other, kind):
    span = Period(min(one, other), min(max(one, other), date.fromordinal(min(one, other).toordinal() + 400)))
    parts = list(span.split(kind))
    assert parts[0].start <= span.start <= parts[0].end
    assert parts[-1].start <= span.end <= parts[-1].end
    assert all(part.overlaps(span) for part in parts)


def test_titles_speak_the_readers_language():
    names = ("2026-05", "2026-05-07", "2026-H2", "2026-05-07..2026-06-13")
    with translation.override("en"):
        assert [Period.parse(name).title for name in names] == [
            "May 2026",
            "May 7, 2026",
            "Second half of 2026",
            "May 7, 2026 to June 13",
        ]
    with translation.override("zh-hans"):
        assert [Period.parse(name).title for name in names[:2]] == ["2026年5月", "2026年5月7日"]


def test_the_demo_day_replaces_today(settings):
    settings.LINLI_TODAY = "2026-09-30"
    assert today() == date(2026, 9, 30)
    settings.LINLI_TODAY = date(2026, 2, 28)
    assert today() == date(2026, 2, 28)
    settings.LINLI_TODAY = None
    assert today() >= date(2025, 1, 1)
