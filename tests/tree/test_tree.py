"""柳溪 moves from one street to the other in July; each month keeps the tree it had."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from linli.tree import change
from linli.tree.models import Account, Grant, Kind, Service, Span, Unit
from linli.tree.roles import May

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MARCH, JULY, AUGUST = date(2026, 3, 31), date(2026, 7, 1), date(2026, 8, 31)


@pytest.fixture
def town():
    """One district, two streets, 柳溪 and 桃园 below the first, a health centre with a team."""
    made = {
        name: Unit(kind=kind, name=name, code=code)
        for name, kind, code in (
            ("云溪区", Kind.DISTRICT, "330199"),
            ("东街", Kind.STREET, "330199001"),
            ("西街", Kind.STREET, "330199002"),
            ("柳溪", Kind.COMMUNITY, "330199001001"),
            ("桃园", Kind.COMMUNITY, "330199001002"),
            ("东街中心", Kind.CENTRE, "C1"),
            ("一组", Kind.TEAM, "C1-1"),
        )
    }
    above = {"东街": "云溪区", "西街": "云溪区", "柳溪": "东街", "桃园": "东街", "东街中心": "东街", "一组": "东街中心"}
    change.plant((unit, made.get(above.get(name, ""))) for name, unit in made.items())
    return made


def names(units) -> set[str]:
    return {unit.name for unit in units}


def test_a_unit_keeps_its_old_parent_in_the_months_before_it_moved(town):
    change.move(town["柳溪"], town["西街"], on=JULY)
    assert town["柳溪"].parent(MARCH) == town["东街"]
    assert town["柳溪"].parent(AUGUST) == town["西街"]
    assert "柳溪" in names(town["东街"].below(MARCH))
    assert "柳溪" not in names(town["东街"].below(AUGUST))
    assert [u.name for u in town["柳溪"].path(AUGUST)] == ["云溪区", "西街", "柳溪"]


def test_a_second_move_on_the_same_day_replaces_the_first(town):
    change.move(town["柳溪"], town["西街"], on=JULY)
    change.move(town["柳溪"], town["东街"], on=JULY)
    assert town["柳溪"].parent(AUGUST) == town["东街"]
    assert Span.objects.filter(descendant=town["柳溪"], depth=1, starts__lte=AUGUST, ends__gt=AUGUST).count() == 1


def test_a_move_does_not_wipe_out_an_earlier_one(town):
    change.move(town["柳溪"], town["西街"], on=JULY)
    with pytest.raises(ValidationError, match="2026-07-01"):
        change.move(town["柳溪"], town["东街"], on=MARCH)
    assert town["柳溪"].parent(AUGUST) == town["西街"]


def test_only_units_at_work_are_moved_and_moved_below(town):
    with pytest.raises(ValidationError, match="1800-01-01"):
        change.move(town["柳溪"], town["西街"], on=date(1800, 1, 1))
    change.close(town["西街"], on=MARCH)
    with pytest.raises(ValidationError, match="西街"):
        change.move(town["柳溪"], town["西街"], on=JULY)
    assert town["柳溪"].parent(AUGUST) == town["东街"]


def test_a_unit_cannot_stand_below_itself(town):
    with pytest.raises(ValidationError, match="云溪区"):
        change.move(town["云溪区"], town["柳溪"], on=JULY)
    assert town["云溪区"].parent(AUGUST) is None


def test_a_unit_closes_only_after_the_units_below_it(town):
    with pytest.raises(ValidationError, match="桃园"):
        change.close(town["东街"], on=JULY)
    change.close(town["柳溪"], on=JULY)
    assert not town["柳溪"].works_on(AUGUST) and town["柳溪"].works_on(MARCH)
    assert "柳溪" in names(town["东街"].below(AUGUST)), "its facts stay counted where they were"


def test_the_listeners_hear_which_units_changed_and_since_when(town):
    heard = []
    change.listeners.append(heard.append)
    try:
        change.move(town["柳溪"], town["西街"], on=JULY)
    finally:
        change.listeners.remove(heard.append)
    assert heard[0].since == JULY
    assert {town[n].pk for n in ("柳溪", "东街", "西街", "云溪区")} <= heard[0].units


def test_a_grant_opens_the_units_below_it_while_it_lasts(town, settings):
    doctor = Account.objects.create(username="chen", name="陈医生")
    Grant.objects.create(account=doctor, unit=town["东街"], role="worker", ends=JULY)
    assert names(doctor.reach(May.WRITE).units) == {"东街", "柳溪", "桃园", "东街中心", "一组"}
    assert not doctor.may(May.SUPERVISE)
    settings.LINLI_TODAY = JULY
    again = Account.objects.get(pk=doctor.pk)
    assert not again.reach(May.WRITE).units.exists()


def test_no_duty_opens_nothing_and_the_whole_tree_needs_no_condition(town):
    stranger = Account.objects.create(username="wang")
    assert not stranger.reach(May.READ).units.exists() and not stranger.reach(May.READ).everywhere
    head = Account.objects.create(username="li")
    Grant.objects.create(account=head, unit=town["云溪区"], role="superior")
    assert head.reach(May.READ).everywhere


def test_an_inactive_account_reaches_nothing(town):
    gone = Account.objects.create(username="zhao", is_active=False)
    Grant.objects.create(account=gone, unit=town["云溪区"], role="manager")
    assert not gone.reach(May.READ).units.exists()


def test_a_team_serves_communities_without_owning_them(town):
    doctor = Account.objects.create(username="chen")
    Grant.objects.create(account=doctor, unit=town["一组"], role="worker")
    Service.objects.create(provider=town["一组"], area=town["柳溪"], starts=MARCH)
    assert doctor.reach(May.READ).serves(town["柳溪"])
    assert not doctor.reach(May.READ).covers(town["柳溪"])


@pytest.mark.parametrize(("kind", "code", "fine"), [
    (Kind.STREET, "330199003", True), (Kind.STREET, "330199003000", True), (Kind.STREET, "33019", False),
    (Kind.COMMUNITY, "330199001", False), (Kind.CENTRE, "12345", True), (Kind.STREET, "X-1", True),
])  # fmt: skip
def test_a_division_code_has_the_length_of_its_level(kind, code, fine):
    unit = Unit(kind=kind, name="某单位", code=code)
    if fine:
        unit.full_clean()
    else:
        with pytest.raises(ValidationError):
            unit.full_clean()
