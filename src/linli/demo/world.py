"""Builds the demo world: the same seed, size and day give the same world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from linli.almanac import Period, living, today
from linli.demo import names
from linli.duties.board import board
from linli.people.models import Assignment, Group, Household, Person, Post, Qualification, Responsibility
from linli.programmes import office
from linli.programmes.models import Programme
from linli.registers.door import keep, keep_many
from linli.registers.records import Record
from linli.tree.change import plant
from linli.tree.models import Account, Grant, Kind, Service, Unit

PASSWORD = "linli-demo"
PACKS = Path(__file__).resolve().parents[3] / "packs"


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    streets: int
    communities: int
    teams: int
    doctors: int
    households: int
    residents: int


SIZES = {
    "small": Size(streets=2, communities=4, teams=2, doctors=2, households=240, residents=660),
    "district": Size(streets=4, communities=26, teams=12, doctors=3, households=20_000, residents=55_000),
}


@dataclass
class Team:
    """A doctor team with what it answers for."""

    unit: Unit
    centre: Unit
    leader: Account
    doctors: list[Person] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    communities: list[Unit] = field(default_factory=list)
    diligence: float = 0.9


class World:
    """The district being built."""

    def __init__(self, size: str, seed: int, say: Callable[[str], None]) -> None:
        self.size, self.rng, self.say = SIZES[size], Random(seed), say
        self.today = today()
        self.since = self.today - timedelta(days=365)
        self.password = make_password(PASSWORD)
        self.communities: dict[Unit, Account] = {}
        self.centres: dict[Unit, Account] = {}
        self.teams: list[Team] = []
        self.households: dict[Unit, list[Household]] = {}
        self.doctor_of: dict[int, tuple[Team, Person]] = {}

    # Units, accounts, staff

    def found(self) -> None:
        """The tree, its accounts and the people who work in it."""
        rng, size = self.rng, self.size
        self.district = Unit(kind=Kind.DISTRICT, name="云溪区", code="330199")
        self.bureau = Unit(kind=Kind.BUREAU, name="云溪区卫生健康局", code="330199-WJ")
        self.office = Unit(kind=Kind.DEPARTMENT, name="社区卫生管理办公室", code="330199-SG")
        rows: list[tuple[Unit, Unit | None]] = [
            (self.district, None),
            (self.bureau, self.district),
            (self.office, self.bureau),
        ]
        streets, centres, communities, teams = [], [], [], []
        for number, name in enumerate(names.STREETS[: size.streets], 1):
            street = Unit(kind=Kind.STREET, name=f"{name}街道", code=f"330199{number:03d}000")
            centre = Unit(kind=Kind.CENTRE, name=f"{name}社区卫生服务中心", code=f"330199-C{number}")
            rows += [(street, self.district), (centre, self.bureau)]
            streets.append(street)
            centres.append(centre)
        for number, name in enumerate(names.COMMUNITIES[: size.communities]):
            street = streets[number % len(streets)]
            unit = Unit(kind=Kind.COMMUNITY, name=f"{name}社区", code=f"{street.code[:9]}{number + 1:03d}")
            rows.append((unit, street))
            communities.append((unit, centres[number % len(streets)]))
        for number in range(size.teams):
            centre = centres[number % len(centres)]
            order = number // len(centres) + 1
            unit = Unit(
                kind=Kind.TEAM,
                name=f"{centre.name[:2]}第{'一二三四五六'[order - 1]}团队",
                code=f"{centre.code}-T{order}",
            )
            rows.append((unit, centre))
            teams.append((unit, centre))
        plant(rows)

        self.keeper = self._account("admin", "系统管理员", (self.district, "administrator"))
        self.officer = self._account(
            "weijian",
            names.person_name(rng),
            (self.bureau, "superior"),
            (self.office, "worker"),
        )
        for number, centre in enumerate(centres, 1):
            self.centres[centre] = self._account(f"zhuren{number}", names.person_name(rng), (centre, "manager"))
        for number, (unit, _centre) in enumerate(communities, 1):
            self.communities[unit] = self._account(f"shequ{number:02d}", names.person_name(rng), (unit, "worker"))
        for number, (unit, centre) in enumerate(teams, 1):
            leader = self._account(f"duizhang{number:02d}", names.person_name(rng), (unit, "leader"))
            team = Team(unit, centre, leader)
            team.communities = [
                c
                for position, (c, of) in enumerate(c for c in communities if c[1] == centre)
                if position % _teams_of(teams, centre) == _order(teams, unit, centre)
            ]
            failing = centre == centres[min(1, len(centres) - 1)] and len(centres) > 1
            team.diligence = 0.45 if failing else rng.uniform(0.82, 0.97)
            self.teams.append(team)
        Service.objects.bulk_create(
            Service(provider=team.unit, area=area) for team in self.teams for area in team.communities
        )
        self.failing = centres[1] if len(centres) > 1 else None
        self._staff()
        self.say(f"{len(rows)} 个单位，{Account.objects.count()} 个账号")

    def _account(self, username: str, name: str, *grants: tuple[Unit, str]) -> Account:
        account = Account.objects.create(username=username, name=name, password=self.password)
        Grant.objects.bulk_create(Grant(account=account, unit=unit, role=role) for unit, role in grants)
        return account

    def _staff(self) -> None:
        """Directors, doctors, posts and groups."""
        start = date(self.since.year, 1, 1)
        for number, (centre, account) in enumerate(self.centres.items(), 1):
            director = self._worker(centre, account.name, by=account, account=account)
            post = keep(Post(unit=centre, title="中心主任", code="centre-director"), by=account)
            keep(Assignment(unit=centre, person=director, post=post, starts=start), by=account)
            group = keep(
                Group(unit=centre, name="家庭健康医生责任制工作小组", kind="working", planned=5, starts=start),
                by=account,
            )
            head = keep(Post(unit=centre, title="组长", code="head", group=group, holder="centre-director"), by=account)
            keep(Assignment(unit=centre, person=director, post=head, starts=start, duties="全面负责"), by=account)
            for duty in ("日常联络与材料报送", "签约与随访统计", "培训与宣传", "质量控制")[: 4 if number != 2 else 2]:
                member = self._worker(centre, names.person_name(self.rng), by=account)
                keep(
                    Assignment(unit=centre, person=member, role="成员", group=group, duties=duty, starts=start),
                    by=account,
                )
        exception = self.teams[-1]
        for number, team in enumerate(self.teams, 1):
            leader = self._worker(team.unit, team.leader.name, by=team.leader, account=team.leader)
            if team is not exception:
                keep(
                    Qualification(unit=team.unit, person=leader, kind="gp-training", obtained_on=start), by=team.leader
                )
            body = keep(
                Group(
                    unit=team.unit,
                    name=f"{team.unit}（片区责任团队）",
                    kind="team",
                    planned=self.size.doctors,
                    starts=start,
                ),
                by=team.leader,
            )
            post = keep(
                Post(unit=team.unit, title="团队长", code="team-leader", group=body, prefers="gp-training"),
                by=team.leader,
            )
            reason = "本团队暂无完成全科岗位培训的医生，已报名参加下半年培训。" if team is exception else ""
            keep(
                Assignment(unit=team.unit, person=leader, post=post, starts=start, exception_reason=reason),
                by=team.leader,
            )
            team.doctors.append(leader)
            team.accounts.append(team.leader)
            for order in range(1, self.size.doctors):
                name = names.person_name(self.rng)
                account = self._account(f"yisheng{number:02d}{order}", name, (team.unit, "worker"))
                doctor = self._worker(team.unit, name, by=team.leader, account=account)
                keep(
                    Assignment(unit=team.unit, person=doctor, role="家庭医生", group=body, starts=start), by=team.leader
                )
                team.doctors.append(doctor)
                team.accounts.append(account)

    def _worker(self, unit: Unit, name: str, *, by: Account, account: Account | None = None) -> Person:
        born = names.birthday(self.rng, 28, 57, self.today)
        sex = self.rng.choice(("female", "male"))
        return keep(Person(unit=unit, name=name, born=born, sex=sex, resident=False, account=account), by=by)

    # Residents

    def settle(self) -> None:
        """Households and the people who live in them."""
        shares = [self.rng.uniform(0.7, 1.3) for _ in self.communities]
        total = sum(shares)
        made = 0
        numbers = _apportioned(self.size.households, [share / total for share in shares])
        for (unit, account), number in zip(self.communities.items(), numbers, strict=True):
            houses = [self._household(unit, order) for order in range(1, number + 1)]
            self._write(houses, account, f"{unit} 家庭底册")
            self.households[unit] = houses
            made += number
            self.say(f"家庭 {made}/{self.size.households}")
        made = 0
        orders: dict[date, int] = defaultdict(int)
        sizes = _apportioned(self.size.residents, [n / self.size.households for n in numbers])
        for (unit, account), number in zip(self.communities.items(), sizes, strict=True):
            people = list(self._residents(self.households[unit], number, orders))
            self._write(people, account, f"{unit} 居民底册")
            made += number
            self.say(f"居民 {made}/{self.size.residents}")

    def _household(self, unit: Unit, order: int) -> Household:
        rng = self.rng
        starts = date(1900, 1, 1) if rng.random() < 0.93 else self.since + timedelta(days=rng.randrange(300))
        care = rng.choices(["", "needy", "alone", "migrant", "veteran", "petition"], [80, 5, 6, 6, 2, 1])[0]
        return Household(
            unit=unit,
            number=f"{unit.code[-6:]}{order:05d}",
            address=f"{rng.choice(names.ROADS)}{rng.randint(1, 180)}号",
            building=f"{rng.randint(1, 28)}幢",
            room=f"{rng.randint(1, 18)}0{rng.randint(1, 4)}室",
            care=care,
            starts=starts,
        )

    def _residents(self, houses: Sequence[Household], number: int, orders: dict[date, int]) -> Iterable[Person]:
        rng = self.rng
        for position in range(number):
            if position < len(houses):
                house, relation, ages = houses[position], "head", (27, 88)
            else:
                house = rng.choice(houses)
                relation = rng.choices(["spouse", "child", "parent", "grandchild", "other"], [36, 38, 12, 9, 5])[0]
                ages = {
                    "spouse": (25, 85),
                    "child": (0, 30),
                    "parent": (60, 94),
                    "grandchild": (0, 17),
                    "other": (3, 70),
                }[relation]
            born = names.birthday(rng, *ages, self.since)
            male = rng.random() < 0.5
            orders[born] += 1
            group = rng.choices(["", "healthy", "sub-healthy", "high-risk", "key-care"], [45, 30, 12, 9, 4])[0]
            yield Person(
                unit=house.unit,
                household=house,
                relation=relation,
                name=names.person_name(rng),
                born=born,
                sex="male" if male else "female",
                id_number=names.identity_number(born, orders[born] % 500, male),
                phone=f"139{rng.randrange(10**8):08d}" if rng.random() < 0.8 else "",
                health_group=group,
                starts=house.starts,
            )

    # Responsibility

    def divide(self) -> None:
        """Which doctor answers for which household; a few have nobody yet."""
        for team in self.teams:
            rows = []
            for area in team.communities:
                for house in self.households[area]:
                    if self.rng.random() < (0.985 if team.diligence > 0.6 else 0.90):
                        doctor = self.rng.choice(team.doctors)
                        self.doctor_of[house.pk] = (team, doctor)
                        rows.append(
                            Responsibility(
                                unit=team.unit,
                                kind="doctor",
                                holder=doctor,
                                household=house,
                                starts=max(house.starts, self.since),
                            )
                        )
            self._write(rows, team.leader, f"{team.unit} 医生与家庭对应表")
        self.say(f"责任关系 {len(self.doctor_of)} 户")

    def adopt(self) -> None:
        """The bureau issues the notice; the centres adopt it."""
        text = (PACKS / "family-doctor.yaml").read_text(encoding="utf-8")
        with living(date(self.today.year, 1, 1)):
            version = office.draft(text, unit=self.bureau, by=self.officer)
            reasons = {
                finding.rule: "按通知原文执行，结果由中心负责人确认后使用。" for finding in office.findings(version)
            }
            office.publish(version, by=self.officer, overrides=reasons)
            for centre, account in self.centres.items():
                office.adopt(version.programme, centre, by=account)
        self.say(f"{version.programme}：{len(self.centres)} 个中心采用")

    # Writing

    def _write(self, rows: Sequence[Record], by: Account, title: str) -> None:
        if rows:
            by = Account.objects.get(pk=by.pk)
            keep_many(rows, by=by, title=title)

    def days(self) -> list[tuple[date, date]]:
        """The first and last day of each month lived through, up to today."""
        spans, first = [], self.since.replace(day=1)
        while first <= self.today:
            following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            spans.append((max(first, self.since), min(following - timedelta(days=1), self.today)))
            first = following
        return spans


def build(size: str = "district", *, seed: int = 1, say: Callable[[str], None] = lambda line: None) -> World:
    """Build the world in an empty site.

    Raises:
        ValidationError: the site holds units already.
    """
    from linli.demo import year

    if Unit.objects.exists():
        raise ValidationError("本站点已有数据：演示数据只能写入空站点。")
    world = World(size, seed, say)
    with transaction.atomic():
        world.found()
        world.adopt()
    with living(world.since):
        world.settle()
        world.divide()
    year.live(world)
    # The first reader would wait for every figure of the year; they are worked out here instead.
    board(Programme.objects.get(key="family-doctor"), Period.containing(world.today, "year"), by=world.officer)
    return world


def _apportioned(total: int, shares: Sequence[float]) -> list[int]:
    """Whole numbers in the given shares that add up to the total."""
    parts = [int(total * share) for share in shares]
    for position in range(total - sum(parts)):
        parts[position % len(parts)] += 1
    return parts


def _teams_of(teams: Sequence[tuple[Unit, Unit]], centre: Unit) -> int:
    return sum(of == centre for _unit, of in teams)


def _order(teams: Sequence[tuple[Unit, Unit]], unit: Unit, centre: Unit) -> int:
    return [one for one, of in teams if of == centre].index(unit)
