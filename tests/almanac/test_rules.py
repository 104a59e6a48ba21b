"""Workdays, feasts and the small rules of plans, against days that people know."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.almanac import (
    THEME_DAYS,
    DayRule,
    Duration,
    Every,
    Period,
    Span,
    add_workdays,
    is_workday,
    lunar_date,
    shift,
    theme_day,
    theme_days,
    workday,
    workday_years_missing,
)

days = st.dates(date(2005, 1, 1), date(2035, 12, 31))


def on(rule, period):
    return DayRule.parse(rule).on(Period.parse(period)).isoformat()


def test_labour_day_is_off_and_its_exchanged_saturday_is_not():
    assert not is_workday(date(2026, 5, 1))
    assert is_workday(date(2026, 5, 9))  # a Saturday worked in exchange
    assert workday(date(2026, 5, 1)) == date(2026, 5, 6)
    assert shift(date(2026, 5, 1), "previous-workday") == date(2026, 4, 30)
    assert shift(date(2026, 5, 1), "keep") == date(2026, 5, 1)


def test_next_years_table_is_reported_missing_and_the_statutory_days_stand_in():
    assert workday_years_missing(date(2026, 11, 22)) == [2027]
    assert workday_years_missing(date(2025, 11, 22)) == []
    off = ["01-01", "02-05", "02-06", "04-05", "05-01", "06-09", "09-15", "10-01"]
    assert not any(is_workday(date.fromisoformat(f"2027-{day}")) for day in off)
    assert is_workday(date(2027, 3, 1))


@given(days, st.integers(1, 40))
def test_workdays_there_and_back(day, count):
    later = add_workdays(day, count)
    assert is_workday(later)
    assert add_workdays(later, -count) <= day or is_workday(day)
    if is_workday(day):
        assert add_workdays(later, -count) == day


@given(days)
def test_a_shifted_day_is_the_nearest_workday_on_its_side(day):
    later, earlier = shift(day, "next-workday"), shift(day, "previous-workday")
    assert earlier <= day <= later
    assert is_workday(later) and is_workday(earlier)
    assert is_workday(day) == (later == day == earlier)


def test_the_30th_in_february_is_its_last_day():
    assert on({"day": 30}, "2026-02") == "2026-02-28"
    assert on({"day": 30}, "2028-02") == "2028-02-29"
    assert on({"day": 30}, "2026-07") == "2026-07-30"


@pytest.mark.parametrize(
    ("rule", "period", "day"),
    [
        ("05-01", "2026", "2026-05-01"),
        ("2026-05-20", "2026", "2026-05-20"),
        ("02-29", "2026", "2026-02-28"),
        ("end", "2026-Q2", "2026-06-30"),
        ("start", "2026-Q2", "2026-04-01"),
        ({"day": 5, "of": "next"}, "2026-12", "2027-01-05"),
        ({"day": 25}, "2026-Q1", "2026-03-25"),
        ({"day": 10, "month": 1}, "2026-Q2", "2026-04-10"),
        ({"day": 10, "of": "next"}, "2026-Q1", "2026-04-10"),
        ({"day": 10, "month": 2, "of": "next"}, "2026-Q1", "2026-05-10"),
        ({"weekday": "monday"}, "2026-W21", "2026-05-18"),
        ({"weekday": "friday"}, "2026-05", "2026-05-29"),
        ({"workday": "last"}, "2026-05", "2026-05-29"),
        ({"workday": "first"}, "2026-05", "2026-05-06"),
        ({"workday": 3}, "2026-05", "2026-05-08"),
        ({"lunar": "09-09"}, "2026", "2026-10-18"),
        ({"feast": "世界无烟日"}, "2026", "2026-05-31"),
        ("老人节", "2025", "2025-10-29"),
    ],
)
def test_the_day_of_a_rule(rule, period, day):
    assert on(rule, period) == day


@pytest.mark.parametrize(
    "rule",
    [
        "02-30",
        "13-01",
        "2026-02-30",
        "tomorrow",
        {"day": 0},
        {"day": 32},
        {"day": True},
        {"workday": 0},
        {"lunar": "13-01"},
        {"weekday": "monday", "day": 3},
        {"feast": "无此日"},
        {},
    ],
)
def test_a_day_that_never_comes_is_refused(rule):
    with pytest.raises(ValueError):
        DayRule.parse(rule)


def test_frequencies():
    year = Period.parse("2026")
    assert len(list(Every.parse("month").periods(year))) == 12
    assert [str(part) for part in Every.parse("half-year").periods(year)] == ["2026-H1", "2026-H2"]
    assert [str(part) for part in Every.parse("2 months").periods(Period.parse("2026-H1"))] == [
        "2026-01-01..2026-02-28",
        "2026-03-01..2026-04-30",
        "2026-05-01..2026-06-30",
    ]
    [two_years] = Every.parse("2 years").periods(year, origin=date(2025, 3, 1))
    assert two_years == Period(date(2025, 1, 1), date(2026, 12, 31))
    for wrong in ("monthly", "0 months", "fortnight", ""):
        with pytest.raises(ValueError):
            Every.parse(wrong)


@given(days, st.sampled_from(["day", "week", "month", "quarter", "half-year", "year"]), st.integers(1, 5))
def test_every_day_lies_in_exactly_one_period_of_a_frequency(day, kind, step):
    every = Every(kind, step)
    assert Every.parse(str(every)) == every
    [period] = every.periods(Period(day, day))
    assert day in period
    later = next(iter(every.periods(period.next)))
    assert (later.start - period.end).days == 1


@pytest.mark.parametrize("frequency", ["day", "week", "2 weeks", "month", "half-year", "7 years"])
def test_a_frequency_ends_with_the_calendar(frequency):
    last = Period.parse("9999-12-31")
    assert all(part.end <= last.end for part in Every.parse(frequency).periods(last))


def test_durations():
    assert Duration.parse("2 workdays").after(date(2026, 4, 30)) == date(2026, 5, 7)
    assert Duration.parse("15 days").after(date(2026, 2, 20)) == date(2026, 3, 7)
    assert Duration.parse("1 month").after(date(2026, 1, 31)) == date(2026, 2, 28)
    assert str(Duration.parse("1 days")) == "1 day"
    with pytest.raises(ValueError):
        Duration.parse("soon")


def test_spans_with_and_without_a_year():
    assert Span.parse("05-07..05-13").in_year(2026) == Period.parse("2026-05-07..2026-05-13")
    assert Span.parse("12-20..02-20").in_year(2026) == Period.parse("2026-12-20..2027-02-20")
    assert Span.parse("10").in_year(2026) == Period.parse("2026-10")
    assert Span.parse("2").in_year(2026) == Period.parse("2026-02")
    assert not Span.parse("2026-05-07..2026-05-13").yearly
    assert Span.parse("世界母乳喂养周").in_year(2026) == Period.parse("2026-08-01..2026-08-07")


def test_elders_day_follows_the_moon():
    found = {year: lunar_date(year, 9, 9).isoformat() for year in (2024, 2025, 2026, 2027)}
    assert found == {2024: "2024-10-11", 2025: "2025-10-29", 2026: "2026-10-18", 2027: "2027-10-08"}


@given(st.integers(2000, 2040), st.integers(1, 11), st.integers(1, 30))
def test_a_lunar_day_lies_in_its_solar_year_or_just_after(year, month, day):
    assert lunar_date(year, month, day).year in (year, year + 1)


def test_science_week_starts_on_the_third_saturday_of_may():
    assert theme_day("全国科技活动周", 2026) == Period.parse("2026-05-16..2026-05-22")
    assert len(theme_days(2026)) == len(THEME_DAYS)
