"""When things fall due: every shape of time, holidays, programmes that begin or end within a year."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.almanac import Period
from linli.programmes.language import load, windows

YEAR = Period.parse("2026")


def papers(entry, head=""):
    return load(
        f"programme: small\ntitle: 小方案\nfor: centre\n{head}\n"
        f"obligations:\n  papers: {{title: 材料, count: submissions.filed, {entry}}}\n"
    )


@pytest.mark.parametrize(
    ("entry", "keys", "first_due"),
    [
        ("every: year", ["2026"], "2026-12-31"),
        ("by: 05-01", ["2026"], "2026-05-01"),
        ("by: 2026-05-20", ["2026"], "2026-05-20"),
        ("by: 2027-05-20", [], None),
        ("every: half-year, by: {day: 10, of: next}", ["2026-H1", "2026-H2"], "2026-07-10"),
        ("every: half-year", ["2026-H1", "2026-H2"], "2026-06-30"),
        ("window: 05-07..05-13", ["2026-05-07..2026-05-13"], "2026-05-13"),
        ("window: 2026-05-07..2026-05-13, by: 05-20", ["2026-05-07..2026-05-13"], "2026-05-20"),
        ("window: [02, 07-01..08-31]", ["2026-02", "2026-07-01..2026-08-31"], "2026-02-28"),
        ("window: 全国科技活动周", ["2026-05-16..2026-05-22"], "2026-05-22"),
        ("", ["2026"], "2026-12-31"),
    ],
)  # fmt: skip
def test_shapes_of_time(entry, keys, first_due, due):
    pack = papers(entry)
    found = due(pack, "papers")
    assert list(found) == keys
    assert next(iter(found.values()), None) == first_due


def test_a_window_over_new_year_belongs_to_both_years(due):
    pack = papers("window: 12-20..01-10")
    assert list(due(pack, "papers")) == ["2025-12-20..2026-01-10", "2026-12-20..2027-01-10"]


def test_a_span_of_a_month_shows_what_touches_it():
    pack = papers("every: quarter")
    [window] = windows(pack.obligations["papers"], pack, Period.parse("2026-05"))
    assert str(window.period) == "2026-Q2"  # whole, not cut to the month that was asked for


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("", "2026-05-01"),
        ("holidays: keep", "2026-05-01"),
        ("holidays: next-workday", "2026-05-06"),
        ("holidays: previous-workday", "2026-04-30"),
        ("inclusive: false", "2026-04-30"),
    ],
)
def test_a_deadline_on_a_holiday_and_what_before_means(head, day, due):
    assert due(papers("by: 05-01", head), "papers") == {"2026": day}


def test_more_than_where_bounds_are_not_inclusive():
    pack = papers("at_least: 2, every: year", "inclusive: false")
    [window] = windows(pack.obligations["papers"], pack, YEAR)
    assert not window.target.reached(2) and window.target.reached(3)


def test_a_programme_from_april_has_no_deadlines_before(due):
    pack = papers("every: month, by: {day: 30}", "period: 2026-04..2026-12")
    assert next(iter(due(pack, "papers"))) == "2026-04" and len(due(pack, "papers")) == 9
    once = papers("by: 12-31", "period: 2026-04..2026-12")
    [window] = windows(once.obligations["papers"], once, YEAR)
    assert window.period == Period.parse("2026-04..2026-12")


def test_a_programme_without_a_year_comes_back_every_year(due):
    pack = papers("by: 05-01")
    assert due(pack, "papers", Period.parse("2026..2028")) == {
        "2026": "2026-05-01", "2027": "2027-05-01", "2028": "2028-05-01",
    }  # fmt: skip


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["week", "month", "quarter", "year", "2 weeks"]),
)
def test_every_day_lies_in_exactly_one_window(day, every):
    pack = papers(f"every: {every}")
    [window] = windows(pack.obligations["papers"], pack, Period(day, day))
    assert day in window.period and window.due == window.period.end


@given(st.integers(2001, 2040), st.integers(1, 31))
def test_monthly_deadlines_lie_in_their_month_whatever_the_day(year, day):
    pack = papers(f"every: month, by: {{day: {day}}}")
    found = windows(pack.obligations["papers"], pack, Period.parse(str(year)))
    assert len({window.key for window in found}) == 12
    assert all(window.due in window.period for window in found)
    assert all(window.due.day == min(day, window.period.end.day) for window in found)


def test_keys_are_unique_for_every_item_and_period(row_packs):
    for pack in row_packs.values():
        for name, obligation in pack.obligations.items():
            keys = [window.key for window in windows(obligation, pack, Period.parse("2025..2027"))]
            assert len(keys) == len(set(keys)), name
