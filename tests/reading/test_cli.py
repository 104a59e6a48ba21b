"""Plans at the terminal: read as a table, as lines of JSON, as a pack; programmes written as papers."""

import json

import pytest

from linli.cli.main import main
from linli.programmes import office
from linli.programmes.language import diff, load
from tests.reading.test_back import TALKS

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def run(capsys, catalogues):
    """Run a command: its exit code, what it said, what it complained of."""

    def command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def file(tmp_path, plan_text):
    path = tmp_path / "计划.txt"
    path.write_text(plan_text, encoding="utf-8")
    return path


def test_a_plan_is_a_table_lines_or_a_pack(run, file, tmp_path):
    code, out, _err = run("read", file)
    assert code == 0 and "召开居民议事会" in out

    code, out, _err = run("read", file, "--format", "jsonl")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and {"doc", "quote", "start", "end", "kind", "frequency", "rule"} <= lines[0].keys()

    code, out, _err = run("read", file, "--format", "pack")
    assert code == 0 and load(out).title == "荷花社区2026年工作计划"
    assert "count: meetings.held" in out, "bound to a register of this site"
    pack = tmp_path / "pack.yaml"
    pack.write_text(out, encoding="utf-8")
    assert run("check", pack)[0] == 0


def test_a_reading_is_scored_against_one_made_by_hand(run, file, tmp_path):
    _code, out, _err = run("read", file, "--format", "jsonl")
    gold = tmp_path / "gold.jsonl"
    gold.write_text(out, encoding="utf-8")

    code, out, _err = run("read", "--score", gold)

    assert code == 0 and "1.000" in out and "ms per 1,000 characters" in out


def test_what_cannot_be_read_is_said(run, tmp_path):
    (tmp_path / "空.docx").write_bytes(b"PK\x03\x04")

    code, out, err = run("read", tmp_path / "空.docx")

    assert (code, out) == (1, "") and "空.docx" in err
    assert run("read", tmp_path / "没有.docx")[0] == 1
    assert run("read")[0] == 2


@pytest.mark.parametrize("name", ["方案.docx", "任务.xlsx"])
def test_a_programme_is_written_and_read_back(run, world, tmp_path, name):
    office.publish(office.draft(TALKS, unit=world.district, by=world.wu), by=world.wu)

    code, out, err = run("write", "talks", "-o", tmp_path / name, "--by", "wu")
    assert code == 0 and "3 obligations" in out, err

    _code, out, _err = run("read", tmp_path / name, "--format", "pack")
    assert diff(load(TALKS), load(out)) == []


def test_what_cannot_be_written_is_said(run, world, tmp_path):
    office.draft(TALKS, unit=world.district, by=world.wu)

    code, _out, err = run("write", "talks", "-o", tmp_path / "方案.docx", "--by", "wu")
    assert code == 1 and "no such published version" in err
    assert run("write", "talks", "-o", tmp_path / "方案.pdf", "--by", "wu")[0] == 1
    assert run("write", "talk", "-o", tmp_path / "方案.docx", "--by", "wu")[0] == 1
    assert not list(tmp_path.iterdir())
