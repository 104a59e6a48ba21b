"""The demo world can be built on any day, and is the same for the same seed and day."""

from datetime import date

import pytest

from linli.almanac import today
from linli.cli.main import main
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


@pytest.mark.django_db(transaction=True)
def test_a_demo_that_was_cut_off_is_built_again(settings, tmp_path, monkeypatch, capsys):
    settings.VAR, settings.LINLI_TODAY = tmp_path, date(2026, 5, 20)

    def cut_off(world):
        raise KeyboardInterrupt

    with monkeypatch.context() as half:
        half.setattr("linli.demo.year.live", cut_off)
        assert main(["demo", "--size", "small"]) == 130
    assert Household.objects.exists() and not Visit.objects.exists()

    assert main(["demo", "--size", "small", "--if-empty"]) == 0
    assert "half built" in capsys.readouterr().out
    assert (Household.objects.count(), Visit.objects.count()) == (240, FIGURES["visits"])

    assert main(["demo", "--size", "small", "--if-empty"]) == 0
    assert "half built" not in capsys.readouterr().out
    assert Visit.objects.count() == FIGURES["visits"]


FIGURES = {"contracts": 90, "visits": 133}
