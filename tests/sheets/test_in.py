"""Sheets in: what people bring, with all that is wrong with it."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from linli.people.models import Household, Person
from linli.people.register import Households, Residents, Responsibilities
from linli.records.health.models import Visit
from linli.records.health.register import Contracts, Visits
from linli.registers.door import keep, undo
from linli.registers.records import Change
from linli.registers.sheets import apply, read_sheet, write_errors
from tests.world import id_number

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HEADS = ["姓名", "身份证号", "出生日期", "联系电话", "户号", "社区"]


def said(plan) -> list[str]:
    """The errors of a plan as people read them."""
    return [str(error) for error in plan.errors]


# What is read


def test_a_list_of_residents_becomes_one_batch(world, xlsx):
    home = world.household(number="0417")
    wang, zhao = id_number("1950-06-01"), id_number("1961-02-03", sex="male", serial=2)
    plan = read_sheet(
        Residents,
        xlsx(
            HEADS,
            ["王桂兰", wang, "", "13800000001", "0417", "荷花社区"],
            ["赵大明", zhao, "", 13800000002, "0417", "荷花社区"],
        ),
        by=world.sun,
    )
    assert (said(plan), plan.new, plan.changed, plan.unchanged) == ([], 2, 0, 0)
    assert not Person.objects.exists()

    batch = apply(plan, by=world.sun)

    assert batch.rows == 2 and batch.title == "名单.xlsx"
    first = Person.objects.get(name="王桂兰")
    assert (first.id_number, first.born, first.sex, first.household) == (
        wang,
        date(1950, 6, 1),
        "female",
        home,
    )
    assert Person.objects.get(name="赵大明").phone == "13800000002"


def test_the_same_file_twice_changes_nothing(world, xlsx):
    world.household(number="0417")
    rows = [HEADS, ["王桂兰", id_number("1950-06-01"), "1950-06-01", "", "0417", "荷花社区"]]
    apply(read_sheet(Residents, xlsx(*rows), by=world.sun), by=world.sun)

    again = read_sheet(Residents, xlsx(*rows), by=world.sun)

    assert (again.new, again.changed, again.unchanged, again.error_count) == (0, 0, 1, 0)
    assert apply(again, by=world.sun) is None
    assert Person.objects.count() == 1 and not Change.objects.exists()


def test_facts_without_a_natural_key_are_not_written_twice_either(world, xlsx):
    contract = world.contract()
    heads = ["合同", "家庭医生", "日期", "方式"]
    rows = [[f"#{contract.pk}", f"陈雨禾 #{contract.doctor.pk}", "2026年3月1日", "home"]] * 2
    chosen = {"A": "contract", "B": "doctor", "C": "visited_on", "D": "kind"}
    plan = read_sheet(Visits, xlsx(heads, *rows), by=world.chen, chosen=chosen)
    assert (said(plan), plan.new) == ([], 2)  # two equal rows are two visits
    apply(plan, by=world.chen)

    again = read_sheet(
        Visits, xlsx(heads, *rows, [*rows[0][:2], "2026-03-02", "phone"]), by=world.chen, chosen=chosen
    )

    assert (said(again), again.new, again.unchanged) == ([], 1, 2)
    assert again.earlier is None  # another file, so its digest says nothing


def test_the_same_file_is_known_by_its_digest(world, text):
    content = "household number,address\n0001,翠湖路1号\n"
    apply(read_sheet(Households, text(content), by=world.sun), by=world.sun)
    again = read_sheet(Households, text(content), by=world.sun)
    assert again.earlier is not None and any("孙小梅" in note for note in again.notes)


def test_a_row_that_differs_is_changed_with_its_history_and_taken_back_as_one(world, xlsx):
    home = world.household(number="0417", address="翠湖路12号")
    plan = read_sheet(
        Households,
        xlsx(["household number", "address"], ["0417", "翠湖路14号"], ["0418", "翠湖路15号"]),
        by=world.sun,
    )
    assert (plan.new, plan.changed) == (1, 1)
    assert plan.differences[0].fields["address"] == ("翠湖路12号", "翠湖路14号")
    batch = apply(plan, by=world.sun)
    change = Change.objects.get()
    assert (change.doing, change.batch, change.after["address"]) == ("import", batch, "翠湖路14号")

    undo(batch, by=world.sun)

    assert world.refreshed(home).address == "翠湖路12号"
    assert Household.objects.count() == 1


def test_a_sheet_taken_out_and_brought_back_changes_only_what_was_edited(world, xlsx, rows_of):
    from linli.registers.sheets import write_sheet

    for day in ("2026-03-01", "2026-03-08"):
        world.visit(visited_on=day, note="血压平稳")
    file = BytesIO()
    write_sheet(Visits, Visits.rows(world.lin), by=world.lin, file=file)
    rows = rows_of(file)
    rows[1][rows[0].index("kind")] = "by telephone"

    plan = read_sheet(Visits, xlsx(*rows), by=world.lin)

    assert (said(plan), plan.new, plan.changed, plan.unchanged) == ([], 0, 1, 1)
    apply(plan, by=world.lin)
    assert sorted(Visit.objects.values_list("kind", flat=True)) == ["home", "phone"]
    assert {visit.note for visit in Visit.objects.all()} == {"血压平稳"}  # a masked cell leaves what is there


@pytest.mark.parametrize(
    "written",
    [
        "2026-3-1",
        "2026/3/1",
        "2026.03.01",
        "2026年3月1日",
        "20260301",
        20260301,
        46082,
        "46082",
        date(2026, 3, 1),
        "2026-03-01 00:00:00",
        "２０２６－３－１",
        "2026年3月1日 星期日",
    ],
)
def test_a_day_is_read_however_it_is_written(world, xlsx, written):
    contract = world.contract()
    plan = read_sheet(
        Visits,
        xlsx(
            ["contract", "family doctor", "date", "kind"], [f"#{contract.pk}", "陈雨禾", written, "at home"]
        ),
        by=world.chen,
    )
    assert said(plan) == []
    assert [record.visited_on for record in plan.records()] == [date(2026, 3, 1)]


def test_an_old_identity_number_is_brought_to_18_digits(world, xlsx):
    plan = read_sheet(
        Residents,
        xlsx(["姓名", "身份证"], ["王桂兰", "330106500601002"], ["赵大明", 330106610203001.0]),
        by=world.sun,
    )
    assert said(plan) == []
    assert [len(record.id_number) for record in plan.records()] == [18, 18]


def test_a_row_of_the_same_number_in_another_community_is_told_apart_by_the_unit(world, xlsx):
    here = world.household(number="0001")
    there = world.household(number="0001", unit=world.guihua)
    plan = read_sheet(
        Residents,
        xlsx(
            ["姓名", "出生日期", "户号", "单位"],
            ["甲", "1990-01-01", "0001", "荷花社区"],
            ["乙", "1990-01-01", "0001", "桂花社区"],
        ),
        by=world.everybody,
    )
    assert said(plan) == []
    assert [record.household_id for record in plan.records()] == [here.pk, there.pk]


# What is wrong


def test_every_error_names_its_cell_and_what_would_be_right(world, xlsx):
    world.household(number="0417")
    plan = read_sheet(
        Residents,
        xlsx(
            [*HEADS, "性别"],
            ["王桂兰", "330106195006010021", "", "", "0417", "荷花社区", "女"],
            ["", id_number("1961-02-03"), "1961-02-30", "12", "9999", "枫林社区", "无"],
            ["李四", 330106196102030012, "", "", "", "", ""],
        ),
        by=world.sun,
    )
    places = {(error.row, error.column) for error in plan.errors}
    assert {(2, "B"), (3, "A"), (3, "C"), (3, "D"), (3, "E"), (3, "F"), (3, "G"), (4, "B")} <= places
    day = next(error for error in plan.errors if (error.row, error.column) == (3, "C"))
    assert (day.sheet, day.header, day.value) == ("名单", "出生日期", "1961-02-30")
    with pytest.raises(ValidationError):
        apply(plan, by=world.sun)
    assert not Person.objects.exists()


def test_one_bad_row_and_nothing_is_written(world, xlsx):
    plan = read_sheet(
        Households,
        xlsx(["户号", "地址"], *[[f"{n:04d}", "翠湖路"] for n in range(50)], ["0050", ""]),
        by=world.sun,
    )
    assert [(error.row, error.column) for error in plan.errors] == [(52, "B")]
    with pytest.raises(ValidationError):
        apply(plan, by=world.sun)
    assert not Household.objects.exists()


def test_rows_that_contradict_each_other_are_found_on_their_row(world, xlsx):
    home, doctor = world.household(), world.doctor()
    heads = ["kind", "person in charge", "household", "from"]
    row = ["family doctor", f"#{doctor.pk}", f"#{home.pk}"]
    plan = read_sheet(
        Responsibilities, xlsx(heads, [*row, "2026-01-01"], [*row, "2026-03-01"]), by=world.chen
    )
    assert [error.row for error in plan.errors] == [3]


def test_overlapping_contracts_and_a_visit_outside_its_contract(world, xlsx):
    contract = world.contract()
    heads = ["household", "family doctor", "signed on", "from", "until"]
    row = [f"#{contract.household_id}", f"#{contract.doctor_id}", "2026-05-01", "2026-05-01", "2027-05-01"]
    assert [error.row for error in read_sheet(Contracts, xlsx(heads, row), by=world.chen).errors] == [2]
    visit = [f"#{contract.pk}", f"#{contract.doctor_id}", "2025-12-31", "at home"]
    plan = read_sheet(Visits, xlsx(["contract", "family doctor", "date", "kind"], visit), by=world.chen)
    assert [(error.row, error.column) for error in plan.errors] == [(2, "C")]


def test_the_same_person_twice_in_a_file(world, xlsx):
    number = id_number("1950-06-01")
    plan = read_sheet(
        Residents,
        xlsx(["姓名", "身份证"], ["王桂兰", number], ["王桂兰", number], ["王桂花", number]),
        by=world.sun,
    )
    assert (plan.new, plan.unchanged) == (1, 1)
    assert [error.row for error in plan.errors] == [4]


def test_somebody_on_record_elsewhere_is_not_shown_and_not_written(world, xlsx):
    number = id_number("1950-06-01")
    world.resident(unit=world.fenglin, id_number=number, name="王桂兰")
    plan = read_sheet(Residents, xlsx(["姓名", "身份证"], ["王桂兰", number]), by=world.sun)
    assert [error.row for error in plan.errors] == [2] and plan.new == 0
    assert "枫林" not in said(plan)[0]


def test_somebody_elses_unit_is_refused_at_its_cell(world, xlsx):
    plan = read_sheet(Households, xlsx(["户号", "地址", "单位"], ["0001", "长", "枫林社区"]), by=world.sun)
    assert [(error.row, error.column) for error in plan.errors] == [(2, "C")]


def test_a_row_changed_by_somebody_between_plan_and_import_is_a_conflict(world, xlsx):
    home = world.household(number="0417")
    plan = read_sheet(Households, xlsx(["户号", "地址"], ["0417", "翠湖路14号"]), by=world.sun)
    home.address = "翠湖路99号"
    keep(home, by=world.everybody)
    with pytest.raises(ValidationError):
        apply(plan, by=world.sun)
    assert world.refreshed(home).address == "翠湖路99号"


def test_the_errors_can_be_taken_along_in_the_sheet(world, xlsx, rows_of, tmp_path):
    source = xlsx(["户号", "地址"], ["0001", "翠湖路1号"], ["0002", ""])
    kept = tmp_path / "kept"
    kept.write_bytes(source.getvalue())
    file = BytesIO()
    write_errors(read_sheet(Households, source, by=world.sun), kept, file)
    rows = rows_of(file)
    assert rows[0][:2] == ["户号", "地址"] and rows[1][2] == "" and "地址" in rows[2][2]
    file.name = "again.xlsx"
    file.seek(0)
    assert read_sheet(Households, file, by=world.sun).new == 1
