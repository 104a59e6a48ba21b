"""`linli figures` and `linli explain`."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import pytest

from linli.cli.main import main
from tests.duties.plans import family_doctor, meeting, note

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIGURES = ["figures", "--programme", "family-doctor", "--period"]


@pytest.fixture
def lived(world):
    """Two notes in April, one of them late; a meeting of a team."""
    family_doctor(world)
    note(world, date(2026, 4, 3), date(2026, 4, 6), title="按时的一篇")
    note(world, date(2026, 4, 3), date(2026, 5, 6), title="迟到的一篇")
    meeting(world, date(2026, 4, 8), unit=world.team_one)
    world.contract()
    world.household()
    return world


def rows(capsys, *arguments: str) -> list[dict]:
    """What the command prints as JSON."""
    assert main([*FIGURES, *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_figures_of_a_month_with_target_and_state(lived, capsys):
    found = {(row["unit"], row["name"]): row for row in rows(capsys, "2026-04")}
    notes = found["翠湖社区卫生服务中心", "notes"]
    assert (notes["numerator"], notes["value"], notes["state"], notes["due"]) == (2, "2", "late", "2026-04-30")
    assert found["长桥社区卫生服务中心", "notes"]["state"] == "missed"
    rate = found["翠湖社区卫生服务中心", "signing-rate"]
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (1, 2, "50%")


@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-Q2", "2026-05", "2026-W21", "2026-04-01..2026-04-30"])
def test_every_kind_of_period(lived, capsys, period):
    assert rows(capsys, period)


def test_a_level_below_counts_without_judging(lived, capsys):
    found = {(row["unit"], row["name"]): row for row in rows(capsys, "2026-04", "--level", "team")}
    assert found["翠湖第一团队", "meetings"]["numerator"] == 1
    assert found["翠湖第一团队", "meetings"]["state"] == ""
    district = rows(capsys, "2026-04", "--level", "district")
    assert {row["unit"] for row in district} == {"云溪区"}


def test_a_sheet_and_a_table(lived, capsys):
    assert main([*FIGURES, "2026-04", "--format", "csv"]) == 0
    printed = list(csv.DictReader(StringIO(capsys.readouterr().out)))
    assert {"numerator", "denominator", "value", "target", "state"} <= set(printed[0])
    assert main([*FIGURES, "2026-04", "--unit", "长桥社区卫生服务中心"]) == 0
    table = capsys.readouterr().out
    assert "长桥社区卫生服务中心" in table and "翠湖" not in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*FIGURES, "2026-13"], "2026-13"),
        (["figures", "--programme", "famly-doctor", "--period", "2026"], "family-doctor"),
        ([*FIGURES, "2026", "--level", "centr"], "centre"),
        ([*FIGURES, "2026", "--unit", "翠湖社区卫生中心"], "翠湖社区卫生服务中心"),
        (["explain", "family-doctor", "note", "--unit", "云溪区", "--period", "2026", "--by", "wu"], "notes"),
        (
            ["explain", "family-doctor", "notes", "--unit", "长桥社区卫生服务中心", "--period", "2026", "--by", "zhou"],
            "长桥",
        ),
    ],
)
def test_a_wrong_word_is_refused_with_the_right_ones(lived, capsys, arguments, said):
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_a_figure_down_to_its_facts(lived, capsys):
    arguments = ["--unit", "翠湖社区卫生服务中心", "--period", "2026-04", "--by", "wu"]
    assert main(["explain", "family-doctor", "notes", *arguments]) == 0
    text = capsys.readouterr().out
    assert "各中心每月30日前将2篇家庭健康医生手记报" in text
    assert "按时的一篇" in text and "late" in text[text.index("迟到的一篇") :]
    assert main(["explain", "family-doctor", "households", *arguments[:2], "--period", "2026", "--by", "wu"]) == 0
    assert "missing: 2" in capsys.readouterr().out
    assert main(["explain", "family-doctor", "signing-rate", *arguments]) == 0
    assert "1 / 2 = 0.5" in capsys.readouterr().out
