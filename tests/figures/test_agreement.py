"""Whatever is written, moved, undone or lived through: live and stored figures are what the reference says."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.almanac import Period, living
from linli.figures.evaluate import evaluate
from linli.figures.expressions import Condition, Coverage, Expression, Question, Ratio
from linli.figures.reference import figure, world_of
from linli.figures.store import read
from linli.people.models import Household, Person
from linli.records.health.models import Contract, Visit
from linli.records.meetings.models import Meeting
from linli.records.publicity.models import Manuscript
from linli.registers import door
from linli.registers.records import Change
from linli.tree import change
from linli.tree.models import Service, Unit
from tests.figures.tables import measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MADE, VISITED = measure("visits.made"), measure("visits.households")
HOMES, SIGNED = measure("households.living"), measure("contracts.households")
NOT_HOME = Expression("visits", "made", (Condition("kind", (("home", "home"),), negated=True),))
DEFINITIONS = [
    MADE, VISITED, HOMES, SIGNED, NOT_HOME,
    measure("visits.made", kind=["phone", "clinic"], contract__package="basic"),
    measure("visits.doctors"),
    measure("contracts.signed"),
    measure("residents.living", age=(60, None)),
    measure("residents.living", age=[59, 60], sex="female"),
    measure("manuscripts.filed", kind="doctor-note"),
    measure("manuscripts.authors", author__age=(40, 60)),
    measure("meetings.present"),
    measure("meetings.held", present=(5, None)),
    Ratio(MADE, HOMES, 1000),
    Ratio(measure("meetings.present"), measure("meetings.held")),
    Coverage(VISITED, HOMES),
    Coverage(VISITED, SIGNED),
    Coverage(SIGNED, HOMES),
]  # fmt: skip
PERIODS = [
    Period.parse(name)
    for name in ("2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-Q1", "2026", "2026-W19",
                 "2026-03-15..2026-04-14")
]  # fmt: skip
FIRST = date(2026, 1, 10)

small = st.integers(0, 11)
days = st.integers(0, 150)
OPERATIONS = (
    "visit", "correct_visit", "remove", "restore", "import_visits", "undo", "resident", "correct_resident", "household",
    "correct_household", "correct_contract", "note", "correct_note", "meeting", "move", "serve", "serve_no_more",
    "close", "sleep", "read", "read",
)  # fmt: skip
scripts = st.lists(st.tuples(st.sampled_from(OPERATIONS), small, small, days), min_size=5, max_size=14)
dues = st.none() | st.none() | st.builds(lambda n: date(2026, 3, 1) + timedelta(days=n), days)
windows = st.lists(st.tuples(st.sampled_from(PERIODS), dues), min_size=1, max_size=3, unique=True)  # fmt: skip


class Life:
    """Plays a script on the small named world. What the site refuses does not happen."""

    def __init__(self, world, questions: list[Question]) -> None:
        self.world, self.questions, self.today = world, questions, date(2026, 5, 18)
        self.by = world.everybody
        self.batches: list = []
        self.removed: list[Change] = []

    def play(self, script) -> None:
        for name, one, other, day in script:
            with living(self.today):
                try:
                    with transaction.atomic():
                        getattr(self, name)(one, other, min(FIRST + timedelta(days=day), self.today))
                except (ValidationError, door.Refused):
                    pass
        with living(self.today):
            self.read()

    def some(self, model, place: int, **which):
        rows = list(model.objects.filter(**which).order_by("pk"))
        if not rows:
            raise ValidationError("there is none")
        return rows[place % len(rows)]

    def read(self, *_ignored) -> None:
        """Live, stored and reference agree on every unit."""
        units = list(Unit.objects.values_list("pk", flat=True))
        world = world_of({question.definition for question in self.questions})
        expected = {
            (question, unit): figure(question, unit, self.today, world) for question in self.questions for unit in units
        }
        assert evaluate(self.questions, units) == expected
        assert read(self.questions, units) == expected
        alone = units[len(expected) % len(units)]
        assert evaluate(self.questions, [alone]) == {cell: v for cell, v in expected.items() if cell[1] == alone}

    def new_visit(self, one: int, other: int, day: date) -> Visit:
        contract = self.some(Contract, one)
        kind = ("home", "phone", "clinic")[other % 3]
        return Visit(unit=contract.unit, contract=contract, doctor=contract.doctor, visited_on=day, kind=kind)

    def visit(self, one, other, day) -> None:
        self.world.keep(self.new_visit(one, other, day))

    def correct_visit(self, one, other, day) -> None:
        visit = self.some(Visit, one)
        visit.visited_on, visit.contract, visit.kind = day, self.some(Contract, other, unit=visit.unit), "phone"
        self.world.keep(visit)

    def remove(self, one, other, day) -> None:
        model = (Visit, Visit, Meeting, Manuscript, Person, Contract)[other % 6]
        which = {"resident": True} if model is Person else {}
        self.removed.append(door.remove(self.some(model, one, **which), by=self.by, reason="a mistake"))

    def restore(self, one, other, day) -> None:
        if self.removed:
            door.restore(self.removed.pop(), by=self.by)

    def import_visits(self, one, other, day) -> None:
        rows = [self.new_visit(one + n, other + n, day - timedelta(days=7 * n)) for n in range(other % 5 + 1)]
        self.batches.append(door.keep_many(rows, by=self.by, title="visits"))

    def undo(self, one, other, day) -> None:
        if self.batches:
            door.undo(self.batches.pop(), by=self.by)

    def resident(self, one, other, day) -> None:
        born = date(1966, 5, 14) + timedelta(days=other)
        self.world.resident(household=self.some(Household, one), born=born, starts=day)

    def correct_resident(self, one, other, day) -> None:
        person = self.some(Person, one)
        person.born, person.sex = date(1966, 5, 25) - timedelta(days=other), ("female", "male")[other % 2]
        if other % 4 == 0 and person.resident:
            person.ends = day
        self.world.keep(person)

    def household(self, one, other, day) -> None:
        self.world.household(unit=self.some(Unit, one, kind="community"), starts=day)

    def correct_household(self, one, other, day) -> None:
        home = self.some(Household, one)
        home.unit = self.some(Unit, other, kind="community")
        if other % 3 == 0:
            home.ends = day
        self.world.keep(home)

    def correct_contract(self, one, other, day) -> None:
        contract = self.some(Contract, one)
        free = Household.objects.exclude(contracts__isnull=False).order_by("-pk").first()
        contract.household, contract.package = free or contract.household, ("basic", "elderly")[other % 2]
        if other % 3 == 0:
            contract.ends = max(day, contract.signed_on + timedelta(days=1))
        self.world.keep(contract)

    def note(self, one, other, day) -> None:
        author = self.some(Person, one, resident=False)
        self.world.keep(Manuscript(unit=author.unit, kind="doctor-note", title="手记", author=author, text="一",
                                   for_month=day, filed_on=min(day + timedelta(days=other), self.today)))  # fmt: skip

    def correct_note(self, one, other, day) -> None:
        note = self.some(Manuscript, one)
        note.filed_on, note.state = day, ("collected", "declined")[other % 2]
        note.declined_because = "x" if other % 2 else ""
        self.world.keep(note)

    def meeting(self, one, other, day) -> None:
        self.world.keep(Meeting(unit=self.some(Unit, one), kind="work", title="例会", held_on=day,
                                present=other or None))  # fmt: skip

    def move(self, one, other, day) -> None:
        unit = self.some(Unit, one, kind__in=["community", "team"])
        change.move(unit, self.some(Unit, other, kind="street" if unit.kind == "community" else "centre"),
                    on=day + timedelta(days=other))  # fmt: skip

    def serve(self, one, other, day) -> None:
        area = self.some(Unit, other, kind__in=["community", "street"])
        Service.objects.create(provider=self.some(Unit, one, kind="team"), area=area, starts=day)

    def serve_no_more(self, one, other, day) -> None:
        service = self.some(Service, one)
        if other % 2:
            service.delete()
        else:
            service.ends = max(day, service.starts + timedelta(days=1))
            service.save()

    def close(self, one, other, day) -> None:
        change.close(self.some(Unit, one, kind__in=["community", "team"]), on=day)

    def sleep(self, one, other, day) -> None:
        self.today += timedelta(days=one + 1)


@pytest.fixture
def town(world):
    """Five homes, somebody about to be sixty in each; four under contract and visited once; a note, a meeting."""
    teams = {world.hehua: world.team_one, world.guihua: world.team_two, world.fenglin: world.team_three}
    for place, unit in enumerate((world.hehua, world.hehua, world.guihua, world.fenglin, world.fenglin)):
        home = world.household(unit=unit, starts=date(2020, 1, 1))
        world.resident(household=home, born=date(1966, 5, 17) + timedelta(days=place), starts=date(2020, 1, 1))
        if place:
            doctor = world.doctor(f"医生{teams[unit].pk}", teams[unit])
            contract = world.contract(household=home, unit=teams[unit], doctor=doctor)
            world.visit(contract=contract, visited_on=date(2026, 3, place))
    world.keep(Manuscript(unit=doctor.unit, kind="doctor-note", title="手记", author=doctor, text="一",
                          for_month=date(2026, 4, 1), filed_on=date(2026, 5, 2)))  # fmt: skip
    world.keep(Meeting(unit=world.team_one, kind="work", title="例会", held_on=date(2026, 4, 9), present=7))
    return world


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(scripts, windows)
def test_live_stored_and_reference_agree_whatever_happens(town, script, windows):
    with transaction.atomic():
        asked = [Question(definition, *window) for definition in DEFINITIONS for window in windows]
        Life(town, asked).play([("read", 0, 0, 0), *script])
        transaction.set_rollback(True)
