"""The small named world of the tests: the district 云溪区, its streets, centres, teams and communities.

    def test_x(world):
        home = world.household()
        contract = world.contract(household=home)
        rows = Contracts.rows(world.chen)

Units and accounts are attributes; records are made through the write door by methods that fill in what the
test does not care about. `world.example(register)` keeps the register's example, after all it refers to.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.translation import trans_real
from stdnum.cn import ric

from linli.config.translations import compile_catalogues
from linli.people.models import Household, Person
from linli.records.health.models import Contract, Visit
from linli.registers.door import keep
from linli.registers.records import Record
from linli.registers.register import Register, register_of
from linli.tree import change
from linli.tree.models import Account, Grant, Kind, Service, Unit

PASSWORD = "云溪-2026-sunny"


def id_number(born: str | date, *, sex: str = "female", serial: int = 0, division: str = "330106") -> str:
    """A valid invented identity number."""
    day = born if isinstance(born, date) else date.fromisoformat(born)
    stem = f"{division}{day:%Y%m%d}{serial * 2 + (1 if sex == 'male' else 2):03d}"
    return stem + ric.calc_check_digit(stem + "0")


@lru_cache
def _password() -> str:
    return make_password(PASSWORD)


class World:
    """Everything that stands before a test begins."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._plant()
        self._open_accounts()

    def _plant(self) -> None:
        def unit(kind: str, name: str, code: str) -> Unit:
            return Unit(kind=kind, name=name, code=code)

        self.district = unit(Kind.DISTRICT, "云溪区", "330199")
        self.cuihu_street = unit(Kind.STREET, "翠湖街道", "330199001")
        self.changqiao_street = unit(Kind.STREET, "长桥街道", "330199002")
        self.hehua = unit(Kind.COMMUNITY, "荷花社区", "330199001001")
        self.guihua = unit(Kind.COMMUNITY, "桂花社区", "330199001002")
        self.fenglin = unit(Kind.COMMUNITY, "枫林社区", "330199002001")
        self.cuihu_centre = unit(Kind.CENTRE, "翠湖社区卫生服务中心", "330199-W1")
        self.changqiao_centre = unit(Kind.CENTRE, "长桥社区卫生服务中心", "330199-W2")
        self.team_one = unit(Kind.TEAM, "翠湖第一团队", "330199-W1-1")
        self.team_two = unit(Kind.TEAM, "翠湖第二团队", "330199-W1-2")
        self.team_three = unit(Kind.TEAM, "长桥第一团队", "330199-W2-1")
        change.plant(
            [
                (self.district, None),
                (self.cuihu_street, self.district),
                (self.changqiao_street, self.district),
                (self.hehua, self.cuihu_street),
                (self.guihua, self.cuihu_street),
                (self.fenglin, self.changqiao_street),
                (self.cuihu_centre, self.district),
                (self.changqiao_centre, self.district),
                (self.team_one, self.cuihu_centre),
                (self.team_two, self.cuihu_centre),
                (self.team_three, self.changqiao_centre),
            ]
        )
        Service.objects.bulk_create(
            [
                Service(provider=self.team_one, area=self.hehua),
                Service(provider=self.team_two, area=self.guihua),
                Service(provider=self.team_three, area=self.fenglin),
            ]
        )

    def _open_accounts(self) -> None:
        self.chen = self.account("chen", "陈雨禾", "worker", self.team_one)
        self.zhao = self.account("zhao", "赵明远", "worker", self.team_two)
        self.feng = self.account("feng", "冯晓岚", "worker", self.team_three)
        self.lin = self.account("lin", "林若谷", "leader", self.team_one)
        self.zhou = self.account("zhou", "周向东", "manager", self.cuihu_centre)
        self.zheng = self.account("zheng", "郑思齐", "manager", self.changqiao_centre)
        self.wu = self.account("wu", "吴静怡", "superior", self.district)
        self.sun = self.account("sun", "孙小梅", "worker", self.hehua)
        self.qian = self.account("qian", "钱国栋", "worker", self.fenglin)
        self.he = self.account("he", "何其乐", "viewer", self.district)
        self.root = self.account("root", "管理员", "administrator", self.district)
        self.everybody = self.account("everybody", "全区书记", "manager", self.district)
        self.stranger = self.account("stranger", "陌生人")

    def account(self, username: str, name: str, role: str = "", unit: Unit | None = None) -> Account:
        """A new account, with a role at a unit."""
        made = Account.objects.create(username=username, name=name, password=_password())
        if role:
            Grant.objects.create(account=made, unit=unit, role=role)
        return made

    def number(self) -> int:
        """A number that nobody has had."""
        return next(self._numbers)

    # Records, through the write door. `by` defaults to somebody who may write everywhere.

    def keep(self, record: Record, **how: Any) -> Any:
        """The record, kept."""
        return keep(record, by=how.pop("by", self.everybody), **how)

    def household(self, *, by: Account | None = None, **fields: Any) -> Household:
        """A household of 荷花社区."""
        number = self.number()
        given = {
            "unit": self.hehua,
            "number": f"{number:04d}",
            "address": "翠湖路12号",
            "room": f"{number}室",
            **fields,
        }
        return self.keep(Household(**given), by=by or self.everybody)

    def resident(self, *, by: Account | None = None, **fields: Any) -> Person:
        """Somebody who lives in 荷花社区."""
        home = fields.get("household")
        unit = home.unit if home else self.hehua
        given = {"unit": unit, "name": "王桂兰", "sex": "female", "born": date(1950, 6, 1), **fields}
        return self.keep(Person(**given), by=by or self.everybody)

    def doctor(self, name: str = "陈雨禾", unit: Unit | None = None, **fields: Any) -> Person:
        """Somebody who works in a team (the first of 翠湖), and the same one if asked again."""
        unit = unit or self.team_one
        there = Person.objects.filter(name=name, unit=unit, resident=False).first()
        given = {
            "unit": unit,
            "name": name,
            "sex": "female",
            "born": date(1985, 4, 2),
            "resident": False,
            **fields,
        }
        return there or self.keep(Person(**given))

    def contract(self, *, by: Account | None = None, **fields: Any) -> Contract:
        """A contract of the year 2026, signed by a doctor of the first team."""
        given = {
            "unit": self.team_one,
            "package": "basic",
            "signed_on": date(2026, 1, 5),
            "starts": date(2026, 1, 5),
            "ends": date(2027, 1, 5),
            **fields,
        }
        given["household"] = fields.get("household") or self.household()
        given["doctor"] = fields.get("doctor") or self.doctor(unit=given["unit"])
        return self.keep(Contract(**given), by=by or self.everybody)

    def visit(self, *, by: Account | None = None, **fields: Any) -> Visit:
        """A visit to a household under its contract."""
        contract = fields.pop("contract", None) or self.contract()
        given = {
            "unit": contract.unit,
            "contract": contract,
            "doctor": contract.doctor,
            "visited_on": date(2026, 3, 2),
            "kind": "home",
            **fields,
        }
        return self.keep(Visit(**given), by=by or self.everybody)

    # Examples

    def example(
        self, register: type[Register], *, unit: Unit | None = None, by: Account | None = None
    ) -> Any:
        """The register's example, kept in a unit (the first team), after all that it refers to."""
        return self.keep(self.sample(register, unit=unit, by=by), by=by or self.everybody)

    def sample(
        self, register: type[Register], *, unit: Unit | None = None, by: Account | None = None, **fields: Any
    ) -> Any:
        """The register's example, not yet kept; what it refers to is."""
        unit = unit or self.team_one
        record = register.model(unit=unit)
        for field in register.fields():
            value = fields.get(field.name, register.example.get(field.name))
            if isinstance(value, type) and issubclass(value, Register):
                value = value.model.objects.filter(unit=unit).first() or self.example(value, unit=unit, by=by)
            if value is None and field.related_model is Unit and field.name != "unit" and not field.null:
                value = unit.parent()
            if value is not None:
                setattr(record, field.name, value)
        return record

    def refreshed(self, record: Any) -> Any:
        """The row as the database has it."""
        return register_of(type(record)).model.objects.get(pk=record.pk)


@pytest.fixture(scope="session")
def catalogues() -> None:
    """The catalogues compiled, so that sentences are Chinese as on a site."""
    if compile_catalogues():
        trans_real._translations, trans_real._default = {}, None


@pytest.fixture
def world(db: None, catalogues: None) -> World:
    """The small named world."""
    return World()
