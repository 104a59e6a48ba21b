"""Contracts do not overlap, visits lie inside them, and doctors stay with their teams."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from linli.people.models import Assignment
from linli.records.health.actions import end, renew, transfer
from linli.records.health.models import Contract, Visit
from linli.records.health.register import Contracts, Visits
from linli.registers.action import actions_for
from linli.registers.door import Conflict, Refused, keep, keep_many, remove
from linli.tree import change
from tests.world import World

pytestmark = pytest.mark.database


def refused(error: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(error.value.error_dict)


def test_contracts_of_one_household_do_not_overlap(world: World) -> None:
    home = world.household()
    first = world.contract(household=home)
    with pytest.raises(ValidationError, match="已有签约"):
        world.contract(household=home, starts=date(2027, 1, 4), ends=date(2028, 1, 4))
    assert world.contract(household=home, starts=first.ends, ends=date(2028, 1, 5)).pk
    assert Contract.objects.count() == 2


def test_overlaps_in_a_batch_name_their_rows(world: World) -> None:
    here, there, doctor = world.household(), world.household(), world.doctor()
    world.contract(household=here)

    def contract(home: object, starts: date, ends: date) -> Contract:
        return Contract(
            unit=world.team_one,
            household=home,
            doctor=doctor,
            signed_on=date(2026, 1, 5),
            starts=starts,
            ends=ends,
        )

    rows = [
        contract(there, date(2026, 1, 5), date(2027, 1, 5)),
        contract(here, date(2026, 6, 1), date(2027, 6, 1)),
        contract(there, date(2026, 12, 1), date(2027, 12, 1)),
        contract(here, date(2027, 1, 5), date(2027, 6, 1)),
    ]
    with pytest.raises(ValidationError) as error:
        keep_many(rows, by=world.chen, title="集中签约")
    assert refused(error) == {"1", "2", "3"}
    assert Contract.objects.count() == 1


def test_a_doctor_of_another_team_signs_nothing_here(world: World) -> None:
    with pytest.raises(ValidationError) as error:
        world.contract(doctor=world.doctor("赵明远", world.team_two))
    assert refused(error) == {"doctor"}
    assert "赵明远不在本单位工作" in str(error.value)


def test_a_doctor_out_of_sight_is_not_even_named(world: World) -> None:
    feng = world.doctor("冯晓岚", world.team_three)
    with pytest.raises(ValidationError) as error:
        world.contract(doctor=feng, by=world.chen)
    assert refused(error) == {"doctor"}
    assert "冯晓岚" not in str(error.value)


def test_a_visit_lies_inside_its_contract(world: World) -> None:
    contract = world.contract(starts=date(2026, 2, 1), ends=date(2026, 5, 1))
    for day in (date(2026, 1, 31), date(2026, 5, 1)):
        with pytest.raises(ValidationError) as error:
            world.visit(contract=contract, visited_on=day)
        assert refused(error) == {"visited_on"}
        assert "2026-02-01" in str(error.value)
    assert world.visit(contract=contract, visited_on=date(2026, 2, 1)).pk
    assert world.visit(contract=contract, visited_on=date(2026, 4, 30)).pk


def test_a_visit_is_not_made_tomorrow(world: World) -> None:
    with pytest.raises(ValidationError, match="晚于今天"):
        world.visit(visited_on=date(2026, 5, 21))


def test_a_visit_by_a_doctor_of_another_team_is_refused_unless_lent(world: World) -> None:
    contract, zhao = world.contract(), world.doctor("赵明远", world.team_two)
    with pytest.raises(ValidationError) as error:
        world.visit(contract=contract, doctor=zhao)
    assert refused(error) == {"doctor"}

    lent = Assignment(
        unit=world.team_one, person=zhao, role="家庭医生", starts=date(2026, 3, 1), ends=date(2026, 4, 1)
    )
    world.keep(lent)
    assert world.visit(contract=contract, doctor=zhao, visited_on=date(2026, 3, 31)).pk
    with pytest.raises(ValidationError):
        world.visit(contract=contract, doctor=zhao, visited_on=date(2026, 4, 1))


def test_a_visit_belongs_to_the_team_of_the_contract(world: World) -> None:
    zhao = world.doctor("赵明远", world.team_two)
    with pytest.raises(ValidationError) as error:
        world.visit(unit=world.team_two, doctor=zhao)
    assert refused(error) == {"unit"}


def test_a_team_closed_in_mid_year_keeps_its_facts_and_takes_no_later_ones(world: World) -> None:
    visit = world.visit()
    change.close(world.team_one, on=date(2026, 4, 1))

    with pytest.raises(ValidationError) as error:
        world.visit(contract=visit.contract, visited_on=date(2026, 4, 1))
    assert refused(error) == {"unit"}
    assert "2026-04-01" in str(error.value)
    late = world.visit(contract=visit.contract, visited_on=date(2026, 3, 31))
    assert set(Visits.rows(world.zhou)) == {visit, late}


def test_a_contract_ends_early_with_a_reason(world: World) -> None:
    contract = world.visit(visited_on=date(2026, 3, 2)).contract
    with pytest.raises(ValidationError, match="已有走访记录"):
        end(contract, by=world.chen, on=date(2026, 3, 2), reason="搬走")
    contract = world.refreshed(contract)
    with pytest.raises(ValidationError):
        end(contract, by=world.chen, on=date(2027, 3, 1), reason="搬走")
    contract = world.refreshed(contract)

    end(contract, by=world.chen, on=date(2026, 4, 1), reason="搬走")

    ended = world.refreshed(contract)
    assert (ended.state, ended.ends, ended.ended_because) == ("ended", date(2026, 4, 1), "搬走")
    assert {a.name for a in actions_for(ended, world.lin)} == set()
    assert world.contract(household=ended.household, starts=date(2026, 4, 1), ends=date(2027, 4, 1)).pk


def test_a_contract_is_renewed_once(world: World) -> None:
    contract = world.contract()
    renew(contract, by=world.chen, until=date(2028, 1, 5), number="2027-1")
    follower = Contract.objects.get(number="2027-1")
    assert (follower.starts, follower.ends, follower.doctor) == (
        contract.ends,
        date(2028, 1, 5),
        contract.doctor,
    )
    with pytest.raises(ValidationError):
        renew(world.refreshed(contract), by=world.chen, until=date(2028, 1, 5))
    assert Contract.objects.count() == 2
    assert world.refreshed(contract).version == 2


def test_another_team_takes_over_and_old_visits_stay(world: World) -> None:
    visit = world.visit()
    contract, zhao = visit.contract, world.doctor("赵明远", world.team_two)
    with pytest.raises(Refused):
        transfer(contract, by=world.chen, to=zhao, reason="换团队")
    with pytest.raises(Refused):
        transfer(contract, by=world.lin, to=zhao, reason="换团队")

    transfer(world.refreshed(contract), by=world.zhou, to=zhao, reason="换团队")

    contract = world.refreshed(contract)
    assert (contract.unit, contract.doctor) == (world.team_two, zhao)
    old = world.refreshed(visit)
    old.note = "补记"
    assert world.keep(old).unit == world.team_one
    assert world.visit(contract=contract, visited_on=date(2026, 5, 20)).unit == world.team_two


def test_two_people_at_one_contract(world: World) -> None:
    contract = world.contract()
    end(world.refreshed(contract), by=world.lin, on=date(2026, 5, 1), reason="搬走", version=1)
    with pytest.raises((Conflict, ValidationError)):
        end(contract, by=world.chen, on=date(2026, 6, 1), reason="搬走", version=1)
    assert world.refreshed(contract).ends == date(2026, 5, 1)


def test_the_same_visit_sent_twice_counts_once(world: World) -> None:
    contract = world.contract()
    one = world.visit(contract=contract, visited_on=date(2026, 3, 2))

    def again() -> Visit:
        visit = Visit(
            unit=world.team_one,
            contract=contract,
            doctor=contract.doctor,
            visited_on=date(2026, 3, 3),
            kind="home",
        )
        return world.keep(visit, by=world.chen, key="form-7")

    assert again().pk == again().pk != one.pk
    assert Visit.objects.count() == 2


def test_a_contract_with_visits_is_not_removed(world: World) -> None:
    contract = world.visit().contract
    with pytest.raises(ValidationError, match="走访"):
        remove(contract, by=world.lin, reason="录错")
    assert Contract.objects.filter(pk=contract.pk).exists()


def test_contracts_are_found_by_doctor_household_and_paper(world: World) -> None:
    contract = world.contract(number="Y-2026-0007")
    other = world.contract(doctor=world.doctor("林若谷"))
    found = {
        text: set(Contracts.found(Contracts.rows(world.chen), text))
        for text in ("cyh", "0007", "lrg", "翠湖路")
    }
    assert found == {"cyh": {contract}, "0007": {contract}, "lrg": {other}, "翠湖路": {contract, other}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_two_teams_sign_one_household_at_the_same_moment(world: World) -> None:
    home, chen = world.household(), world.doctor()
    start = Barrier(2)

    def sign(_turn: int) -> str:
        row = Contract(
            unit=world.team_one,
            household=home,
            doctor=chen,
            signed_on=date(2026, 1, 5),
            starts=date(2026, 1, 5),
            ends=date(2027, 1, 5),
        )
        try:
            start.wait(timeout=10)
            keep(row, by=world.everybody)
            return "signed"
        except ValidationError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(sign, (1, 2))) == ["refused", "signed"]
    assert Contract.objects.count() == 1
