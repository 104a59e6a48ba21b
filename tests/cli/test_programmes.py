"""Packs from the shell: checked, published, adopted."""

from pathlib import Path

import pytest

from linli.cli.main import main
from linli.programmes import office
from linli.programmes.language import load
from linli.programmes.models import Adoption, Programme

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PACK = Path(__file__).parents[2] / "packs" / "family-doctor.yaml"
PLAN = """\
programme: visits
title: 上门走访
for: centre
parameters: {visits_per_month: {title: 每月走访, value: 2, min: 1}}
obligations:
  visits: {title: 上门走访, count: visits.made, at_least: $visits_per_month, every: month, source: 每月走访2次}
"""
SCORED = PLAN + "scores: {a: {title: 考核, linked_to: pay, lines: [{title: 走访, from: visits, points: 100}]}}\n"


@pytest.fixture
def run(capsys):
    """Run a command: its exit code, what it said, what it complained of."""

    def command(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def pack(tmp_path):
    """A pack file with a text."""

    def file(text, name="plan.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_the_pack_of_the_house_is_sound(run):
    code, out, _err = run("check", PACK)
    assert code == 0 and f"{len(load(PACK).obligations)} obligations, sound" in out
    assert "通知原文要求" in out, "the reason stands beside what the rules say"


def test_every_mistake_has_its_file_line_and_near_names(run, pack):
    wrong = pack(PLAN.replace("visits.made", "visits.mad").replace("for: centre", "for: centr"))
    code, out, err = run("check", wrong, PACK)
    assert code == 1 and out.count("sound") == 1
    assert f"{wrong}:3:1: " in err and "centre" in err
    assert f"{wrong}:6:" in err and "made" in err


def test_what_may_be_left_out_by_now_is_no_mistake(run, pack):
    code, out, err = run("check", pack(PLAN.replace("every: month", "every: month, wanted: 走访台账")))
    assert code == 0 and "sound" in out and "wanted" in err


def test_a_file_that_is_not_there_or_no_text(run, pack, tmp_path):
    code, _out, err = run("check", tmp_path / "nothing.yaml")
    assert code == 1 and "nothing.yaml" in err
    broken = pack("")
    broken.write_bytes(b"\xff\xfe\x00")
    code, _out, err = run("check", broken)
    assert code == 1 and "UTF-8" in err
    assert run("check")[0] == 2


def test_the_schema_for_editors(run):
    code, out, _err = run("check", "--schema")
    assert code == 0 and '"obligations"' in out


def test_a_pack_is_published_and_adopted_by_all_it_is_for(world, run, pack):
    code, out, err = run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "wu")
    assert (code, err) == (0, "")
    assert "上门走访: version 1, 2 units" in out
    assert {adoption.unit for adoption in Adoption.objects.all()} == {world.cuihu_centre, world.changqiao_centre}


def test_again_changes_nothing_and_a_new_text_is_a_new_version(world, run, pack):
    for _time in range(2):
        run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "wu")
    programme = Programme.objects.get()
    assert (programme.versions.count(), Adoption.objects.count()) == (1, 2)
    run("adopt", pack(PLAN.replace("value: 2", "value: 3")), "--issuer", "云溪区", "--by", "wu")
    assert programme.current().number == 2
    assert {adoption.version.number for adoption in Adoption.objects.all()} == {2}


def test_one_unit_with_its_own_numbers(world, run, pack):
    run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "wu",
        "--unit", "翠湖社区卫生服务中心", "--set", "visits_per_month=4")  # fmt: skip
    adoption = Adoption.objects.get()
    assert adoption.unit == world.cuihu_centre
    assert adoption.definition.obligations["visits"].target.low == 4


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (PLAN.replace("visits.made", "visits.mad"), (), "made"),
        (PLAN, ("--set", "visits_per_month=0"), "0"),
        (PLAN, ("--set", "visit=3"), "visits_per_month"),
        (PLAN, ("--set", "visits_per_month"), "NAME=VALUE"),
        (PLAN, ("--unit", "翠湖第一团队"), "翠湖第一团队"),
        (PLAN, ("--unit", "翠湖社区卫生"), "翠湖社区卫生服务中心"),
        (SCORED, (), "理由"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_written(world, run, pack, text, more, said):
    code, out, err = run("adopt", pack(text), "--issuer", "云溪区", "--by", "wu", *more)
    assert (code, out) == (1, "")
    assert said in err and "Traceback" not in err
    assert not Programme.objects.exists()


def test_a_reason_passes_a_rule(world, run, pack):
    code, out, _err = run("adopt", pack(SCORED), "--issuer", "云溪区", "--by", "wu", "--reason", "pay=通知原文要求")
    assert code == 0 and "version 1" in out


def test_the_command_has_the_duties_of_the_account_only(world, run, pack):
    code, _out, err = run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "zhou")
    assert code == 1 and "云溪区" in err
    code, _out, err = run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "whu")
    assert code == 1 and "wu" in err
    assert not Programme.objects.exists()


def test_what_somebody_is_writing_in_the_browser_is_left_alone(world, run, pack):
    run("adopt", pack(PLAN), "--issuer", "云溪区", "--by", "wu")
    programme = Programme.objects.get()
    office.draft(PLAN + "# 正在写\n", unit=world.district, by=world.everybody)
    code, _out, err = run("adopt", pack(PLAN + "# 另一稿\n"), "--issuer", "云溪区", "--by", "wu")
    assert code == 1 and "全区书记" in err
    assert programme.draft().text.endswith("# 正在写\n") and programme.current().number == 1
