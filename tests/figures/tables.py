"""Tables drawn in tests: rows become facts, answers are stated beside them.

Each answer is asked three ways: live, from stored figures (twice), and of the plain-Python reference.
"""

from __future__ import annotations

from datetime import date

from linli.almanac import Period, today
from linli.figures.evaluate import evaluate
from linli.figures.expressions import Condition, Definition, Expression, Question, Value
from linli.figures.reference import figure, world_of
from linli.figures.store import read
from linli.people.models import Household, Person
from linli.records.health.models import Contract
from linli.tree.models import Unit

LAST = "2026-12-31"


def where(**conditions) -> tuple[Condition, ...]:
    """`where(kind="home", age=(60, None))`: a value, a list of values, or a range as a pair."""
    made = []
    for path, given in conditions.items():
        if isinstance(given, tuple):
            made.append(Condition(path, (given,)))
        else:
            values = given if isinstance(given, list) else [given]
            made.append(Condition(path, tuple((value, value) for value in values)))
    return tuple(made)


def measure(text: str, **conditions) -> Expression:
    """`measure("visits.made", kind="home")`."""
    register, name = text.split(".")
    return Expression(register, name, where(**conditions))


class Drawn:
    """Facts drawn as tables, kept through the write door of the world."""

    def __init__(self, world) -> None:
        self.world = world
        self.homes: dict[str, Household] = {}
        self.people: dict[str, Person] = {}
        self.contracts: dict[str, Contract] = {}

    def unit(self, name: str) -> Unit:
        """The unit of that name."""
        return Unit.objects.get(name=name)

    def draw(self, kind: str, table: str) -> list:
        """Keep a row for each line: the first line names the columns."""
        head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
        return [getattr(self, f"_{kind}")(**dict(zip(head, line, strict=True))) for line in lines]

    def _home(self, name: str, unit: str, since: str = "2020-01-01", until: str = ""):
        fields = {"unit": self.unit(unit), "starts": since}
        self.homes[name] = self.world.household(**fields, **({"ends": until} if until else {}))
        return self.homes[name]

    def _resident(self, name: str, home: str, born: str, since: str = "2020-01-01", until: str = ""):
        fields = {"household": self.homes[home], "born": date.fromisoformat(born), "starts": since}
        self.people[name] = self.world.resident(name=name, **fields, **({"ends": until} if until else {}))
        return self.people[name]

    def _contract(self, home: str, team: str, since: str = "2026-01-05", until: str = LAST):
        unit, first = self.unit(team), date.fromisoformat(since)
        self.contracts[home] = self.world.contract(
            household=self.homes[home],
            unit=unit,
            doctor=self.world.doctor(f"{team}医生", unit),
            signed_on=first,
            starts=first,
            ends=date.fromisoformat(until),
        )
        return self.contracts[home]

    def _visit(self, home: str, on: str, kind: str = "home"):
        return self.world.visit(
            contract=self.contracts[home],
            unit=self.contracts[home].unit,
            doctor=self.contracts[home].doctor,
            visited_on=date.fromisoformat(on),
            kind=kind,
        )

    def answers(self, definition: Definition, period: str, due: str, table: str) -> None:
        """Check the figures of units: a line says the unit and the number, or numerator / denominator."""
        question = Question(definition, Period.parse(period), date.fromisoformat(due) if due else None)
        expected = {}
        for line in table.strip().splitlines():
            name, stated = (cell.strip() for cell in line.split("|"))
            expected[self.unit(name).pk] = stated
        world = world_of([definition])
        assert {unit: _said(figure(question, unit, today(), world)) for unit in expected} == expected, (
            "reference"
        )
        for way, ask in (("live", evaluate), ("stored", read), ("stored before", read)):
            found = ask([question], expected)
            assert {unit: _said(found[question, unit]) for unit in expected} == expected, way


def _said(value: Value) -> str:
    below = "" if value.denominator is None else f" / {value.denominator}"
    return f"{value.numerator}{below}"
