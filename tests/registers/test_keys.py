"""A request is carried out once, whatever happened to its row since, and for no other row."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from linli.people.models import Household
from linli.registers.door import remove
from tests.world import World

pytestmark = pytest.mark.database


def home(world: World, number: str) -> Household:
    return Household(unit=world.hehua, number=number, address="荷花路1号")


def test_a_form_sent_again_after_its_row_was_removed_writes_nothing(world: World) -> None:
    first = world.keep(home(world, "H-1"), by=world.sun, key="form-1")
    assert world.keep(home(world, "H-1"), by=world.sun, key="form-1").pk == first.pk
    remove(world.refreshed(first), by=world.sun, reason="重复")
    with pytest.raises(ValidationError, match="已被删除"):
        world.keep(home(world, "H-1"), by=world.sun, key="form-1")
    assert not Household.objects.filter(number="H-1").exists()


def test_a_key_belongs_to_one_row(world: World) -> None:
    one, two = (world.keep(home(world, number), by=world.sun) for number in ("H-1", "H-2"))
    one.address = "荷花路2号"
    world.keep(one, by=world.sun, key="form-1")
    two.address = "荷花路3号"
    with pytest.raises(ValidationError, match="其他记录"):
        world.keep(two, by=world.sun, key="form-1")
    assert world.refreshed(two).address == "荷花路1号"
