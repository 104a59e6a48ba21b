"""What every register keeps to, however short its code: a new one is tested before it has a test."""

from __future__ import annotations

import base64
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from linli.registers import display
from linli.registers.action import actions_of
from linli.registers.checks import faults
from linli.registers.door import Conflict, Refused, keep, keep_many, remove, restore, undo
from linli.registers.fields import EncryptedField
from linli.registers.filters import filters_of
from linli.registers.forms import form_of
from linli.registers.paging import default_sort, page, sortable
from linli.registers.records import Access, Change, ClosedDoor
from linli.registers.register import Register, all_registers
from linli.tree.models import Unit
from tests.world import World

pytestmark = pytest.mark.database

every_register = pytest.mark.parametrize("register", all_registers().values(), ids=lambda r: r.name)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def stored(record: models.Model) -> dict[str, Any]:
    """The values of a row that people filled in."""
    return {
        f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if f.name != "version"
    }


@every_register
def test_a_register_is_sound(register: type[Register]) -> None:
    assert faults(register) == []


@every_register
def test_everything_it_shows_has_a_chinese_name(register: type[Register], chinese: None) -> None:
    paths = [*(f.name for f in register.fields()), *register.columns, *register.filters]
    said = {path: str(register.field(path).verbose_name) for path in paths}
    said |= {"title": register.title(), "singular": register.singular()}
    said |= {f"measure {name}": str(measure.title) for name, measure in register.measures.items()}
    said |= {action.name: str(action.title) for action in actions_of(register)}
    said |= {
        f"{a.name} {name}": str(label)
        for a in actions_of(register)
        for name, (_kind, label) in a.asks.items()
    }
    for field in register.model._meta.concrete_fields:
        said |= {f"{field.name}={value}": str(label) for value, label in field.flatchoices if value}
        said |= {f"{field.name} help": str(field.help_text)} if field.help_text else {}
    for name, line in register.lines().items():
        said |= {
            f"{name}.{f.name}": str(f.verbose_name)
            for f in line._meta.concrete_fields
            if f.name not in {"id", "record"}
        }
    for constraint in register.model._meta.constraints:
        said[constraint.name] = str(constraint.violation_error_message)
    assert {name: text for name, text in said.items() if not CHINESE.search(text)} == {}


@every_register
def test_its_example_is_kept_and_read_back(register: type[Register], world: World) -> None:
    sample = world.sample(register)
    values = {name: getattr(sample, register.field(name).attname) for name in register.example}

    kept = world.refreshed(keep(sample, by=world.everybody))

    for name in values:
        field = register.field(name)
        value = values[name]
        assert getattr(kept, field.attname) == (value if field.is_relation else field.to_python(value))
    assert (kept.entered_by, kept.version, kept.unit) == (world.everybody, 1, world.team_one)


@every_register
def test_no_duty_no_rows(register: type[Register], world: World) -> None:
    row = world.example(register)

    assert row in register.rows(world.chen)
    assert row in register.rows(world.zhou)
    assert not register.rows(world.stranger).exists()
    assert not register.rows(world.feng).exists()
    assert not register.rows(world.zheng).exists()
    assert not register.rows(world.root).exists()
    with pytest.raises(Refused):
        keep(world.refreshed(row), by=world.feng)
    with pytest.raises(Refused):
        remove(world.refreshed(row), by=world.zhao, reason="不是我的")
    with pytest.raises(Refused):
        keep(world.sample(register, unit=world.team_three), by=world.chen)
    with pytest.raises(Refused):
        keep(world.refreshed(row), by=world.he)


@every_register
def test_a_row_cannot_be_carried_into_a_foreign_unit(register: type[Register], world: World) -> None:
    row = world.refreshed(world.example(register))
    row.unit = world.team_three
    with pytest.raises(Refused):
        keep(row, by=world.chen)
    assert world.refreshed(row).unit == world.team_one


@every_register
def test_nobody_writes_while_looking_as_somebody_else(register: type[Register], world: World) -> None:
    sample = world.sample(register)
    world.everybody.seen_by = world.root
    with pytest.raises(Refused):
        keep(sample, by=world.everybody)
    assert not register.model.objects.filter(unit=world.team_one, pk=sample.pk).exists()


@every_register
def test_a_unit_is_needed(register: type[Register], world: World) -> None:
    sample = world.sample(register)
    sample.unit = None
    with pytest.raises(ValidationError) as refused:
        keep(sample, by=world.everybody)
    assert "unit" in refused.value.error_dict


@every_register
def test_a_foreign_key_out_of_sight_is_refused_in_words(register: type[Register], world: World) -> None:
    for field in register.fields():
        if isinstance(field, models.ForeignKey) and hasattr(field.related_model, "register"):
            sample = world.sample(register)
            setattr(sample, field.attname, 99_999_999)
            with pytest.raises(ValidationError) as refused:
                keep(sample, by=world.everybody)
            assert field.name in refused.value.error_dict
            with pytest.raises(ValidationError) as refused:
                keep_many([sample], by=world.everybody, title="导入")
            assert list(refused.value.error_dict) == ["0"]


@every_register
def test_a_character_that_no_database_keeps_is_refused(register: type[Register], world: World) -> None:
    sample = world.sample(register)
    text = next(
        (
            f
            for f in register.fields()
            if isinstance(f, (models.CharField, models.TextField)) and not f.choices
        ),
        None,
    )
    if text is None:
        pytest.skip("no text")
    setattr(sample, text.attname, "a\x00b")
    with pytest.raises(ValidationError) as refused:
        keep(sample, by=world.everybody)
    assert set(refused.value.error_dict) == {text.name}


@every_register
def test_the_same_form_sent_twice_writes_once(register: type[Register], world: World) -> None:
    first, second = world.sample(register), world.sample(register)

    one = keep(first, by=world.everybody, key="k-1")
    again = keep(second, by=world.everybody, key="k-1")

    assert again.pk == one.pk
    assert register.model.objects.filter(pk__gte=one.pk, unit=world.team_one).count() == 1


@every_register
def test_of_two_people_the_second_hears_of_the_first(register: type[Register], world: World) -> None:
    row = world.example(register)
    seen_by_chen, seen_by_lin = world.refreshed(row), world.refreshed(row)

    keep(seen_by_lin, by=world.lin, version=1)
    with pytest.raises(Conflict) as conflict:
        keep(seen_by_chen, by=world.chen, version=1)

    assert "林若谷" in str(conflict.value)
    assert world.refreshed(row).version == 2


@every_register
def test_what_is_removed_comes_back_whole(register: type[Register], world: World) -> None:
    row = world.refreshed(world.example(register))
    before = stored(row)

    change = remove(row, by=world.lin, reason="录错了")
    assert not register.model.objects.filter(pk=row.pk).exists()
    back = restore(change, by=world.lin)

    assert stored(world.refreshed(back)) == before
    assert [c.doing for c in Change.objects.filter(register=register.name, row=row.pk)] == [
        "restore",
        "remove",
    ]


@every_register
def test_a_batch_is_written_and_undone_as_one(register: type[Register], world: World) -> None:
    rows = [world.sample(register, unit=unit) for unit in (world.team_one, world.team_two, world.team_three)]
    before = register.model.objects.count()

    batch = keep_many(rows, by=world.everybody, title="导入")
    assert register.model.objects.filter(batch=batch).count() == 3
    assert undo(batch, by=world.everybody) == 3

    assert register.model.objects.count() == before
    with pytest.raises(ValidationError):
        undo(batch, by=world.everybody)


@every_register
def test_a_batch_with_one_wrong_row_writes_none(register: type[Register], world: World) -> None:
    rows = [world.sample(register, unit=unit) for unit in (world.team_one, world.team_two)]
    needed = next(f for f in register.fields() if f.name != "unit" and not f.blank and not f.null)
    setattr(rows[1], needed.attname, None if needed.is_relation else "")
    before = register.model.objects.count()

    with pytest.raises(ValidationError) as refused:
        keep_many(rows, by=world.everybody, title="导入")

    assert list(refused.value.error_dict) == ["1"]
    assert str(needed.verbose_name) in str(refused.value)
    assert register.model.objects.count() == before


@every_register
def test_nothing_is_written_past_the_door(register: type[Register], world: World) -> None:
    row = world.example(register)
    with pytest.raises(ClosedDoor):
        row.save()
    with pytest.raises(ClosedDoor):
        row.delete()
    with pytest.raises(ClosedDoor):
        register.model.objects.update(version=9)
    with pytest.raises(ClosedDoor):
        register.model.objects.all().delete()
    with pytest.raises(ClosedDoor):
        register.model.objects.bulk_create([world.sample(register, unit=world.team_two)])


@every_register
def test_private_values_are_masked(register: type[Register], world: World) -> None:
    row = world.example(register)
    for field in register.fields():
        secret = isinstance(field, EncryptedField) or field.name in register.private
        plain = display.text_of(field, row)
        if not secret or not plain:
            continue
        assert display.shown(register, row, field.name, by=world.chen) != plain
        assert display.shown(register, row, field.name, by=world.chen, reveal=True) == plain
        assert display.shown(register, row, field.name, by=world.wu, reveal=True) != plain
        assert display.is_private(register)
    display.log_access(register, by=world.chen, what=Access.What.READ, row=row)
    assert Access.objects.get().row == row.pk


@every_register
def test_three_rows_cost_as_many_queries_as_one(register: type[Register], world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            rows = register.rows(world.everybody).select_related(*display.related(register, register.columns))
            for row in page(register, rows).rows:
                for path in register.columns:
                    display.shown(register, row, path, by=world.everybody)
        return len(caught)

    world.everybody.reach("read").covers(0), world.everybody.reach("private").covers(0)
    world.example(register, unit=world.team_one)
    one = queries()
    world.example(register, unit=world.team_two)
    world.example(register, unit=world.team_three)
    assert queries() == one


NONSENSE = [
    "abc",
    "-1",
    "0",
    "99999999999999999999",
    "2026-13-45",
    "\x00",
    "'; DROP TABLE",
    "%",
    "#",
    "#7",
    "x" * 500,
]


@every_register
def test_filters_answer_nonsense_without_falling_over(register: type[Register], world: World) -> None:
    world.example(register)
    filters = filters_of(register, world.everybody)
    for name in filters.base_filters:
        for value in NONSENSE:
            made = filters({name: value}, queryset=register.rows(world.everybody))
            if made.is_valid():
                list(made.qs)
            else:
                assert made.errors[name]


@every_register
def test_a_unit_filter_takes_the_units_below_and_no_foreign_one(
    register: type[Register], world: World
) -> None:
    if "unit" not in register.filters:
        pytest.skip("no filter by unit")
    one, three = world.example(register), world.example(register, unit=world.team_three)
    filters = filters_of(register, world.everybody)
    below = filters({"unit": str(world.cuihu_centre.pk)}, queryset=register.rows(world.everybody)).qs
    assert one in below
    assert three not in below
    assert not filters_of(register, world.chen)({"unit": str(world.team_three.pk)}).is_valid()


@every_register
def test_paging_gives_every_row_once_in_both_directions(register: type[Register], world: World) -> None:
    for unit in Unit.objects.exclude(pk=world.district.pk):
        world.example(register, unit=unit)
    rows = register.rows(world.everybody)
    sorts = {default_sort(register), "id", *sortable(register), *(f"-{name}" for name in sortable(register))}
    for sort in sorts:
        forth, back, mark = [], [], ""
        while True:
            found = page(register, rows, sort=sort, mark=mark, size=3)
            forth += [row.pk for row in found.rows]
            if not found.after:
                break
            mark = found.after
        while found.before:
            found = page(register, rows, sort=sort, mark=found.before, size=3)
            back = [row.pk for row in found.rows] + back
        assert sorted(forth) == sorted(rows.values_list("pk", flat=True)), sort
        assert len(forth) == len(set(forth)), sort
        assert back == forth[: len(back)], sort
        assert len(forth) - len(back) <= 3, sort


@every_register
def test_page_marks_and_sorts_that_make_no_sense(register: type[Register], world: World) -> None:
    rows = register.rows(world.everybody)
    for mark in ["abc", "%%%", "WzEsMl0", "eyJhIjoxfQ", "Wzk5OTk5XQ", "x" * 400]:
        with pytest.raises(ValidationError):
            page(register, rows, mark=mark)
    nul = base64.urlsafe_b64encode(b'["a", "\\u0000", 1]').decode()
    for name in sortable(register):
        with pytest.raises(ValidationError):
            page(register, rows, sort=name, mark=nul)
    for sort in ["nothing", "-", "unit__name", "entered_by__password", "--id"]:
        with pytest.raises(ValidationError):
            page(register, rows, sort=sort)


@every_register
def test_any_text_can_be_searched(register: type[Register], world: World) -> None:
    world.example(register)
    for text in [
        "\x00",
        "翠湖",
        "ccm",
        "13800000001",
        "%",
        "_",
        "'",
        "a b c d e f g h",
        "33010619850402002X",
        "\\",
        "",
    ]:
        list(register.found(register.rows(world.everybody), text))


@every_register
def test_the_form_takes_its_example(register: type[Register], world: World) -> None:
    sample = world.sample(register)
    blank = form_of(register, world.everybody)({})
    assert not blank.is_valid()
    data = {}
    for field in register.fields():
        value = getattr(sample, field.attname)
        if value not in (None, "", False):
            data[field.name] = (
                f"#{value}" if field.is_relation and field.related_model is not Unit else str(value)
            )

    form = form_of(register, world.everybody)(data)
    assert form.is_valid(), form.errors
    kept = keep(form.instance, by=world.everybody)

    assert kept.unit == world.team_one
    again = form_of(register, world.everybody)(instance=world.refreshed(kept))
    assert "9999-12-31" not in again.as_div()
    assert "1900-01-01" not in again.as_div()


@every_register
def test_history_says_who_changed_what(register: type[Register], world: World) -> None:
    row = world.refreshed(world.example(register))
    plain = (f for f in register.fields() if isinstance(f, models.CharField) and not f.choices)
    text = next((f for f in plain if getattr(row, f.attname)), None)
    if text is not None:
        setattr(row, text.attname, f"{getattr(row, text.attname)}改"[: text.max_length])
    keep(row, by=world.lin)

    latest, *_, first = display.history(register, row, by=world.lin)
    assert (latest["by"], first["by"]) == (world.lin, world.everybody)
    if text is not None and text.name not in register.private:
        assert [str(text.verbose_name)] == [f["label"] for f in latest["fields"] if "改" in f["new"]]
