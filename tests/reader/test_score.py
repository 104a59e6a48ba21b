"""How a reading is measured against a hand-made one."""

from __future__ import annotations

import json

import pytest

from linli.reader.__main__ import main
from linli.reader.score import score, table

TEXT = "全年举办讲座12场，每月走访10户。"


def row(quote, kind, **values):
    start = TEXT.index(quote)
    return {"doc": "a.txt", "quote": quote, "start": start, "end": start + len(quote), "kind": kind, **values}


LECTURES = row("举办讲座12场", "count_target", op="=", value=12, unit="场", period="year")
VISITS = row("每月走访10户", "recurring", op="=", value=10, unit="户", frequency="FREQ=MONTHLY", period="month")


def compared(found, gold):
    return score(found, gold, {"a.txt": TEXT})


def test_the_same_reading_is_perfect():
    result = compared([LECTURES, VISITS], [LECTURES, VISITS])

    assert (result.detection.f1, result.kind.f1, result.full.f1) == (1, 1, 1)


def test_a_span_counts_from_half_of_the_shorter():
    wider = row("全年举办讲座12场", "count_target", op="=", value=12, unit="场", period="year")
    beside = row("，每月走访", "recurring", op="=", value=10, unit="户")

    assert compared([wider], [LECTURES]).detection.agreed == 1
    assert compared([beside], [LECTURES]).detection.agreed == 0


def test_a_wrong_kind_is_found_but_not_right():
    result = compared([LECTURES | {"kind": "headcount"}], [LECTURES])

    assert (result.detection.agreed, result.kind.agreed, result.full.agreed) == (1, 0, 0)


def test_a_wrong_value_has_the_right_kind():
    result = compared([LECTURES | {"value": 10}], [LECTURES])

    assert (result.kind.agreed, result.full.agreed) == (1, 0)


def test_one_span_pays_for_one_obligation():
    result = compared([LECTURES], [LECTURES, LECTURES | {"value": 3}])

    assert (result.detection.recall, result.detection.precision) == (0.5, 1)


def test_past_results_in_the_gold_are_not_expected():
    result = compared([VISITS], [VISITS, LECTURES | {"what": "实绩:讲座"}])

    assert (result.detection.expected, result.detection.f1) == (1, 1)


def test_a_text_without_duties_counts_its_false_alarms():
    result = score([LECTURES], [], {"a.txt": TEXT})

    assert result.false_alarms == {"a.txt": 1}
    assert "false alarms in a.txt (no duties): 1" in table(result)


def test_gold_without_offsets_is_found_by_its_quotation():
    bare = {key: value for key, value in LECTURES.items() if key not in ("start", "end")}

    assert compared([LECTURES], [bare]).full.f1 == 1


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "plan.txt"
    file.write_text("街道工作计划\n全年举办讲座12场，每月走访居民10户。\n要加强宣传。\n", encoding="utf-8")
    return file


def test_the_terminal_gives_json_lines_with_every_key(plan, capsys):
    assert main([str(plan), "--format", "jsonl"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["kind"], line["value"], line["unit"]) for line in lines] == [
        ("count_target", 12, "场"),
        ("recurring", 10, "户"),
    ]
    assert list(lines[0]) == [
        "doc", "quote", "start", "end", "kind", "what", "who", "op", "value", "unit", "per",
        "frequency", "deadline", "period", "rule",
    ]  # fmt: skip


def test_the_terminal_lists_duties_without_a_number(plan, capsys):
    main([str(plan)])

    assert "要加强宣传" in capsys.readouterr().out


def test_the_terminal_scores_against_a_gold_file(plan, tmp_path, capsys):
    main([str(plan), "--format", "jsonl"])
    gold = tmp_path / "gold.jsonl"
    gold.write_text(capsys.readouterr().out, encoding="utf-8")

    assert main([str(plan), "--score", str(gold)]) == 0

    out = capsys.readouterr().out
    assert "1.000 1.000 1.000" in out
    assert "ms per 1,000 characters" in out


def test_a_file_that_is_not_there_is_an_error(capsys):
    assert main(["nowhere.txt"]) == 1
    assert "nowhere.txt" in capsys.readouterr().err
