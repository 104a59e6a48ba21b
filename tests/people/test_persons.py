"""Persons stand once; what an identity number says is believed; households keep their numbers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from linli.people.models import Household, Person
from linli.people.register import Households, Residents
from linli.registers import display
from linli.registers.door import keep_many
from linli.registers.forms import row_named
from linli.tree import change
from linli.tree.models import ALWAYS, FOREVER
from tests.world import World, id_number

pytestmark = pytest.mark.database


def refused(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(error.value.error_dict)


def test_the_identity_number_says_birth_and_sex(world: World) -> None:
    wang = world.resident(name="王桂兰", born=None, sex="", id_number=id_number("1948-02-29"))
    assert (wang.born, wang.sex) == (date(1948, 2, 29), "female")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("330106194802290021", "last digit"),
        ("33010619480230002X", "the 30th of February"),
        ("3301061948022900", "too short"),
        ("请本人填写", "no number at all"),
        ("000000194802290025", "a division that there is not"),
    ],
)
def test_a_wrong_identity_number_is_refused(world: World, number: str, why: str) -> None:
    with pytest.raises(ValidationError) as error:
        world.resident(id_number=number)
    assert refused(error) == {"id_number"}, why
    assert not Person.objects.exists()


def test_an_identity_number_that_contradicts_birth_or_sex_is_refused(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        world.resident(born=date(1950, 1, 1), id_number=id_number("1951-01-01"))
    assert refused(error) == {"born"}
    assert "1951-01-01" in str(error.value)
    with pytest.raises(ValidationError) as error:
        world.resident(sex="female", born=date(1951, 1, 1), id_number=id_number("1951-01-01", sex="male"))
    assert refused(error) == {"sex"}


def test_an_old_number_of_fifteen_digits_is_the_same_person(world: World) -> None:
    number = id_number("1948-03-01", serial=7)
    world.resident(born=date(1948, 3, 1), id_number=number)
    with pytest.raises(ValidationError):
        world.resident(born=date(1948, 3, 1), id_number=number[:6] + number[8:17])


def test_nobody_stands_twice_until_they_have_moved_away(world: World) -> None:
    number = id_number("1948-03-01")
    wang = world.resident(born=date(1948, 3, 1), id_number=number)
    with pytest.raises(ValidationError, match="已有登记"):
        world.resident(unit=world.fenglin, born=date(1948, 3, 1), id_number=number)

    wang.ends = date(2026, 4, 1)
    world.keep(wang)
    moved = world.resident(
        unit=world.fenglin, born=date(1948, 3, 1), id_number=number, starts=date(2026, 4, 1)
    )
    assert moved.pk != wang.pk


def test_a_batch_names_the_row_that_says_a_number_twice(world: World) -> None:
    number = id_number("1948-03-01")

    def person(**fields: object) -> Person:
        return Person(unit=world.hehua, name="王桂兰", **fields)

    rows = [person(born=date(1960, 1, 1)), person(id_number=number), person(id_number=number)]
    with pytest.raises(ValidationError) as error:
        keep_many(rows, by=world.everybody, title="导入")
    assert refused(error) == {"2"}
    assert not Person.objects.exists()


def test_birth_is_known_and_past(world: World) -> None:
    for born in (None, date(2026, 5, 21)):
        with pytest.raises(ValidationError) as error:
            world.resident(born=born)
        assert refused(error) == {"born"}


def test_a_person_lives_in_the_community_of_the_household(world: World) -> None:
    home = world.household(unit=world.fenglin)
    with pytest.raises(ValidationError) as error:
        world.resident(household=home, unit=world.hehua)
    assert refused(error) == {"household"}


def test_a_household_has_one_head_at_a_time(world: World) -> None:
    home = world.household()
    old = world.resident(household=home, relation="head")
    with pytest.raises(ValidationError, match="已有户主"):
        world.resident(household=home, relation="head", name="王小明")
    old.ends = date(2026, 2, 1)
    world.keep(old)
    assert world.resident(household=home, relation="head", name="王小明").pk


def test_a_household_number_is_taken_once_in_its_community(world: World) -> None:
    world.household(number="0101")
    with pytest.raises(ValidationError, match="已有此户号"):
        world.household(number="0101")
    assert world.household(number="0101", unit=world.guihua).pk


def test_an_open_span_is_kept_plainly_and_shown_as_nothing(world: World) -> None:
    home = world.refreshed(
        world.keep(Household(unit=world.hehua, number="9", address="翠湖路", starts=None, ends=None))
    )
    assert (home.starts, home.ends) == (ALWAYS, FOREVER)
    assert display.shown(Households, home, "ends", by=world.chen) == ""
    home.starts, home.ends = date(2026, 1, 1), date(2026, 1, 1)
    with pytest.raises(ValidationError, match="须晚于起始日期"):
        world.keep(home)


def test_a_team_sees_and_writes_the_residents_it_serves_and_no_others(world: World) -> None:
    home = world.household(by=world.chen)
    wang = world.resident(household=home, by=world.chen)
    elsewhere = world.resident(unit=world.fenglin)

    assert set(Residents.rows(world.chen)) == {wang}
    assert set(Households.rows(world.sun)) == {home}
    assert not Households.rows(world.zhao).exists()
    assert set(Residents.rows(world.zhou)) == {wang}
    assert set(Residents.rows(world.wu)) == {wang, elsewhere}


def test_numbers_are_masked_for_all_and_shown_to_those_with_the_duty(world: World) -> None:
    number = id_number("1950-06-01")
    wang = world.resident(id_number=number, phone="138 0000-1234")

    def seen(account: object, path: str, reveal: bool = False) -> str:
        return display.shown(Residents, wang, path, by=account, reveal=reveal)

    assert seen(world.sun, "phone") == "138****1234"
    assert seen(world.sun, "id_number") == f"330***********{number[-4:]}"
    assert seen(world.sun, "phone", reveal=True) == "13800001234"
    assert seen(world.he, "phone", reveal=True) == "138****1234"


def test_people_are_found_by_initials_phone_and_number(world: World) -> None:
    number = id_number("1950-06-01")
    wang = world.resident(id_number=number, phone="13800001234", strengths="太极拳")
    world.resident(name="陈春梅")

    for text in ("wgl", "wangguilan", "桂兰", "13800001234", number, number.lower(), "太极", "wgl 太极"):
        assert set(Residents.found(Residents.rows(world.sun), text)) == {wang}, text
    assert row_named(Residents, world.sun, number) == [wang]
    assert row_named(Residents, world.feng, number) == []


def test_a_community_closed_in_mid_year_takes_no_new_residents_but_keeps_its_old(world: World) -> None:
    wang = world.resident(unit=world.guihua)
    change.close(world.guihua, on=date(2026, 4, 1))

    with pytest.raises(ValidationError) as error:
        world.resident(unit=world.guihua)
    assert refused(error) == {"unit"}
    with pytest.raises(ValidationError) as error:
        world.resident(unit=world.guihua, starts=date(2026, 4, 1))
    assert refused(error) == {"unit"}

    world.resident(unit=world.guihua, starts=date(2026, 3, 31))
    wang = world.refreshed(wang)
    wang.ends = date(2026, 4, 1)
    assert world.keep(wang).version == 2
