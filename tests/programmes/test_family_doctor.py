"""The family-doctor notice as a pack: all its duties, on the days that the notice gives."""

from pathlib import Path

import pytest

from linli.programmes.catalogue import catalogue
from linli.programmes.language import check, lint, load, resolve

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def notice():
    return load(ROOT / "packs/family-doctor.yaml")


@pytest.mark.parametrize(
    ("name", "keys", "days"),
    [
        ("meetings", 12, {"2026-05": "2026-05-31"}),
        (
            "papers",
            3,
            {"2026/plan": "2026-05-01", "2026/members": "2026-05-01", "2026/division": "2026-05-01"},
        ),
        ("chart", 1, {"2026/chart": "2026-05-01"}),
        ("service-items", 13, {}),
        ("training-topics", 4, {}),
        ("postings", 4, {}),
        ("materials", 5, {}),
        ("awareness", 1, {}),
        ("notes", 12, {"2026-02": "2026-02-28", "2026-04": "2026-04-30", "2026-05": "2026-05-30"}),
        ("activity-week", 1, {"2026-05-07..2026-05-13": "2026-05-13"}),
        ("week-forms", 3, {}),
        ("summary", 1, {"2026/summary": "2026-05-20"}),
    ],
)
def test_when_the_duties_of_the_notice_fall_due(notice, due, name, keys, days):
    found = due(notice, name)
    assert len(found) == keys
    assert days.items() <= found.items()


def test_every_duty_quotes_the_notice_shortly(notice):
    for section in (notice.obligations, notice.indicators, notice.scores, notice.groups):
        for name, part in section.items():
            quotation = notice.quotation(part)
            assert quotation.document and 5 <= len(quotation.quote) < 40, name


def test_the_site_counts_all_that_the_pack_names(notice):
    assert [str(problem) for problem in check(notice, catalogue())] == []
    assert [name for name, obligation in notice.obligations.items() if obligation.wanted] == []


def test_open_numbers_are_parameters_that_a_centre_may_set(notice):
    assert notice.obligations["load"].target.open and notice.obligations["awareness"].target.open
    own = resolve(notice, {"residents_per_doctor": 2000, "awareness": "80%"})
    assert str(own.obligations["load"].target) == "at most 2000"
    assert str(own.obligations["understanding"].target) == "at least 80%"


def test_another_year_moves_every_day(notice, due):
    from linli.almanac import Period

    next_year = resolve(notice, {"year": 2027})
    assert due(next_year, "activity-week", Period.parse("2027")) == {"2027-05-07..2027-05-13": "2027-05-13"}
    assert due(next_year, "papers") == {}


def test_only_the_link_to_pay_crosses_a_rule_and_a_reason_is_written(notice):
    assert {(finding.rule, bool(finding.reason)) for finding in lint(notice)} == {("pay", True)}


def test_papers_that_the_site_makes_name_their_report(notice):
    assert notice.obligations["summary"].report == "activity-week"
    assert notice.reports["activity-week"].template == "activity-week"
    assert notice.obligations["chart"].report == "structure-chart"
