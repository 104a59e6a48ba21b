"""The hardest rows of the requirement register, said in the language: what each means when it runs."""

from datetime import date
from fractions import Fraction

import pytest

from linli.almanac import Period
from linli.programmes.language import (
    Amount,
    lint,
    report_windows,
    rule_on,
    subject_windows,
    target_on,
    windows,
)

YEAR = Period.parse("2026")


def test_every_row_pack_can_be_loaded(row_packs):
    assert set(row_packs) == {"health-education", "learning-sites", "party", "town", "training"}


def test_lint_findings_of_the_source_plans_are_passed_with_a_reason(row_packs):
    assert [finding.rule for pack in row_packs.values() for finding in lint(pack) if not finding.reason] == []


# ---- S1


def test_s1_06_three_papers_are_due_on_the_first_of_may(row_packs, due):
    assert due(row_packs["health-education"], "papers") == {
        "2026/plan": "2026-05-01",
        "2026/members": "2026-05-01",
        "2026/division": "2026-05-01",
    }


def test_s1_12_the_leader_should_have_passed_training_and_the_doctor_need_not(row_packs):
    posts = row_packs["health-education"].groups["area-team"].posts
    assert posts["leader"].prefer == ("gp-training",) and posts["leader"].require == ()
    assert posts["doctor"].prefer == () and posts["doctor"].seats == 4


def test_s1_26_two_notes_each_month_by_the_30th(row_packs, due):
    pack = row_packs["health-education"]
    assert list(due(pack, "notes").values())[1:3] == ["2026-02-28", "2026-03-30"]
    assert pack.obligations["notes"].target.low == pack.obligations["notes"].target.high == 2


# ---- S2, S11


def test_s2_16_each_class_has_two_roll_calls(row_packs):
    pack = row_packs["training"]
    two = subject_windows(pack.obligations["roll-call"], pack, date(2026, 5, 7))
    assert [(window.item, window.due) for window in two] == [
        ("before", date(2026, 5, 7)),
        ("after", date(2026, 5, 7)),
    ]
    assert [str(condition) for window in two for condition in window.formula.of.where] == [
        "moment: before",
        "moment: after",
    ]


def test_s2_17_one_absence_without_cause_is_too_many(row_packs):
    absence = row_packs["training"].obligations["absence"]
    assert absence.target.reached(0) and not absence.target.reached(1)
    assert absence.then == ("circular",)
    assert row_packs["training"].consequences["circular"].decided_by == "superior"


def test_s11_15_the_money_is_a_sum(row_packs):
    formula = row_packs["training"].obligations["funds_down"].formula
    assert formula.kind == "sum" and str(formula.of.measure) == "funds.passed_down"
    assert str(formula.of.where[0]) == "use: not salaries"
    assert row_packs["training"].obligations["funds_down"].target.low == 460000


def test_s11_32_one_yuan_for_each_resident(row_packs):
    obligation = row_packs["training"].obligations["funds_per_head"]
    assert obligation.formula.kind == "rate"
    assert obligation.target.reached(Fraction(55_000, 55_000))
    assert not obligation.target.reached(Fraction(54_999, 55_000))


# ---- S4, S5


def test_s4_16_four_inputs_become_a_score(row_packs):
    sheet = row_packs["learning-sites"].scores["monthly"]
    assert [line.shape for line in sheet.lines] == ["full_at", "each_missing", "reached", "full_at", "each"]
    assert sheet.total == 100
    assert sheet.lines[0].points == 30  # a parameter


def test_s4_17_the_ranking_is_marked(row_packs):
    assert row_packs["learning-sites"].scores["monthly"].rank is True


def test_s4_20_a_low_month_brings_a_reminder_and_training(row_packs):
    assert row_packs["learning-sites"].scores["monthly"].below == ((Amount(60), ("remind", "coach")),)
    assert row_packs["learning-sites"].consequences["coach"].values == {"course": "small-stove"}


def test_s4_21_a_low_quarter_is_about_the_administrator_and_a_person_decides(row_packs):
    sheet = row_packs["learning-sites"].scores["quarter"]
    assert (sheet.combine, sheet.take, sheet.about) == ("monthly", "sum", "post.administrator")
    assert sheet.below == ((Amount(180), ("warn", "replace")),)
    assert row_packs["learning-sites"].consequences["replace"].decided_by == "superior"


def test_s4_22_the_year_has_a_second_component_scored_by_hand(row_packs):
    by_months, other = row_packs["learning-sites"].scores["annual"].lines
    assert (by_months.origin, by_months.take, by_months.points) == ("monthly", "average", 80)
    assert other.shape == "by_hand" and other.points == 20
    assert row_packs["learning-sites"].scores["annual"].grades[0] == ("优秀", 90)


def test_s4_23_ten_places_and_one_number_to_be_set(row_packs):
    awards = row_packs["learning-sites"].awards
    assert awards["best"].places.number == (10, 10)
    assert awards["administrators"].places is None


def test_s5_07_learning_week_lies_in_october(row_packs):
    pack = row_packs["learning-sites"]
    [week] = windows(pack.obligations["week"], pack, YEAR)
    assert str(week.period) == "2026-10"


def test_s5_33_the_meeting_stands_at_the_beginning_of_the_month(row_packs, due):
    assert due(row_packs["learning-sites"], "beginning")["2026-05"] == "2026-05-08"


def test_s5_43_more_than_thirty_in_two_years(row_packs):
    pack = row_packs["learning-sites"]
    [window] = windows(pack.obligations["tour"], pack, Period.parse("2026-05"))
    assert str(window.period) == "2026-01-01..2027-12-31"
    assert window.target.reached(31) and not window.target.reached(30)


# ---- S6, S7


def test_s6_28_accidents_should_fall_in_nine_areas(row_packs):
    pack = row_packs["town"]
    nine = windows(pack.obligations["accidents"], pack, YEAR)
    assert [window.title for window in nine][-1] == "体育运动" and len(nine) == 9
    assert nine[0].target.reached(3, before=4) and not nine[0].target.reached(4, before=4)
    assert str(nine[0].formula.of.where[0]) == "area: traffic"


@pytest.mark.parametrize(
    ("row", "award", "places"),
    [
        ("S6-30", "city-units", (1, 2)),
        ("S6-31", "city-volunteers", (3, 3)),
        ("S6-32", "city-families", (30, 40)),
    ],
)
def test_award_quotas(row_packs, row, award, places):
    assert row_packs["town"].awards[award].places.number == places, row


def test_s6_33_district_places_follow_the_citys_one_to_one(row_packs):
    places = row_packs["town"].awards["district-volunteers"].places
    assert (places.same_as, places.times) == ("city-volunteers", 1)


def test_s6_34_three_steps_lead_to_an_award(row_packs):
    assert row_packs["town"].awards["town"].stages == ("appraise", "select", "commend")


def test_s7_01_and_02_headcounts(row_packs):
    groups = row_packs["town"].groups
    assert str(groups["leading-group"].members.target) == "exactly 8"
    assert groups["volunteers"].members.target.reached(27)


def test_s7_06_all_residents_of_sixty_have_a_record_by_the_end_of_june(row_packs, due):
    pack = row_packs["town"]
    formula = pack.obligations["records"].formula
    assert due(pack, "records") == {"2026": "2026-06-30"}
    assert pack.obligations["records"].target.low == 1
    assert [str(condition) for condition in formula.over.where] == ["age: 60.."]  # who should have one
    assert formula.of.where == ()


def test_s7_18_both_holidays_count_together(row_packs):
    youth = row_packs["town"].obligations["youth"]
    assert youth.formula.of.where[0].values == ("winter-holiday", "summer-holiday")
    assert youth.target.low == 2


# ---- S8, S9


def test_s8_01_ten_days_for_each_cadre(row_packs):
    days = row_packs["party"].obligations["study_days"]
    assert (days.counted, days.per, days.members_of, days.target.low) == ("sum", "person", "group.cadres", 10)
    assert row_packs["party"].quotation(days).document == "社区党委工作计划"


def test_s8_03_a_talk_with_each_in_every_half_year(row_packs, due):
    assert due(row_packs["party"], "talks") == {"2026-H1": "2026-06-30", "2026-H2": "2026-12-31"}


def test_s8_29_the_quorum_is_the_one_in_force_on_the_day(row_packs):
    pack = row_packs["party"]
    ballot = pack.obligations["ballot"]
    old, new = (target_on(ballot, pack, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert old.reached(Fraction(51, 100)) and not old.reached(Fraction(1, 2))
    assert new.reached(Fraction(2, 3)) and not new.reached(Fraction(3, 5))
    assert rule_on(pack, "quorum", date(2019, 1, 1)) is None
    [window] = subject_windows(ballot, pack, date(2026, 3, 1))
    assert str(window.target) == "at least 2/3"


def test_s8_43_a_booking_is_answered_within_two_workdays(row_packs):
    pack = row_packs["party"]
    [window] = subject_windows(pack.obligations["booking"], pack, date(2026, 4, 30))
    assert window.due == date(2026, 5, 7)  # over the labour-day holiday
    assert windows(pack.obligations["booking"], pack, YEAR) == []


def test_s9_02_study_on_mondays_or_the_workday_after(row_packs, due):
    found = due(row_packs["party"], "study")
    assert found["2026-W02"] == "2026-01-05"
    assert found["2026-W19"] == "2026-05-06"  # 4 and 5 May are off


def test_s9_08_one_of_each_kind_every_month(row_packs):
    pack = row_packs["party"]
    may = windows(pack.obligations["opinion"], pack, Period.parse("2026-05"))
    assert [window.key for window in may] == ["2026-05/information", "2026-05/opinion-analysis"]
    assert str(may[0].formula.of.measure) == "submissions.filed"


def test_s9_14_the_meeting_is_on_the_tenth_unless_that_is_a_day_off(row_packs, due):
    found = due(row_packs["party"], "meeting")
    assert (found["2026-02"], found["2026-01"]) == ("2026-02-10", "2026-01-12")


# ---- S10

MONTHS = [3, 2, 2, 3, 3, 4, 2, 3, 3, 3, 2, 2]


@pytest.mark.parametrize("month", range(1, 13))
def test_s10_23_to_34_each_month_has_its_topics(row_packs, month):
    pack = row_packs["health-education"]
    period = Period.of_months(2026, month)
    topics = windows(pack.obligations["topics"], pack, period)
    assert len(topics) == MONTHS[month - 1]
    assert {window.period for window in topics} == {period}
    [theme] = windows(pack.obligations["month"], pack, period)
    assert [topic for condition in theme.formula.of.where for topic in condition.values] == [
        window.item for window in topics
    ]


def test_s10_theme_days_count_with_the_days_around_them(row_packs):
    pack = row_packs["health-education"]
    days = {window.item: window for window in windows(pack.obligations["days"], pack, YEAR)}
    assert str(days["世界无烟日"].period) == "2026-05-28..2026-06-03"
    assert days["世界母乳喂养周"].due == date(2026, 8, 10)
    assert (
        str(days["老人节"].period) == "2026-10-15..2026-10-21"
    )  # S10-31: by the moon, though September's theme
    assert str(days["食品卫生宣传周"].period) == "2026-11"  # S10-33: its date is not given


def test_s10_35_the_matrix_is_due_in_the_next_month(row_packs):
    pack = row_packs["health-education"]
    made = report_windows(pack.reports["matrix"], pack, YEAR)
    assert len(made) == 12 and made[-1] == (Period.parse("2026-12"), date(2027, 1, 5))


def test_s10_45_incidence_is_said_per_thousand(row_packs):
    formula = row_packs["health-education"].indicators["incidence"].formula
    assert formula.scale == 1000
    assert [str(condition) for condition in formula.of.where] == ["kind: infectious"]
    assert formula.over.where == ()


def test_s10_46_the_street_inspects_each_unit_twice(row_packs):
    inspections = row_packs["health-education"].obligations["inspections"]
    assert (inspections.done_by, inspections.target.low) == ("street", 2)
    assert inspections.units.units == ("community", "school", "company")
