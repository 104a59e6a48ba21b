"""The demo world can be built on any day, and is the same for the same seed and day."""

from datetime import date

import pytest

from linli.almanac import today
from linli.demo.world import build
from linli.people.models import Household, Person
from linli.records.health.models import Contract, Visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("day", [date(2026, 5, 20), date(2026, 9, 15), date(2027, 1, 2), date(2028, 2, 29)])
def test_a_district_is_built_on_any_day(day, settings):
    settings.LINLI_TODAY = day
    build("small", seed=7)
    assert today() == day
    assert Household.objects.count() == 240
    assert Person.objects.filter(resident=True).count() == 660
    assert Contract.objects.exists() and Visit.objects.exists()


def test_the_same_seed_and_day_give_the_same_world(settings):
    settings.LINLI_TODAY = date(2026, 5, 20)
    build("small", seed=1)
    assert Contract.objects.count() == FIGURES["contracts"]
    assert Visit.objects.count() == FIGURES["visits"]


FIGURES = {"contracts": 90, "visits": 133}
