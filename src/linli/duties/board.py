"""The superior's view: units against obligations, each cell with how it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet

from linli.almanac import Period, today
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.programmes.language.definitions import Obligation
from linli.programmes.language.errors import PackErrors
from linli.programmes.models import Adoption, Programme
from linli.programmes.office import eligible, in_force
from linli.tree.models import Account, Unit
from linli.tree.roles import May

# By which of its occurrences a cell is judged: what is settled before what is still open, the worse first.
GRAVITY = [State.MISSED, State.LATE, State.MET, State.OPEN, State.EXCUSED, State.WAITING]


@dataclass(frozen=True)
class Cell:
    """All occurrences of one obligation at one unit in the period."""

    occurrences: tuple[Occurrence, ...]

    @property
    def state(self) -> State | None:
        """The worst of what is settled, else what is open; nothing where nothing is due."""
        states = {o.state for o in self.occurrences}
        return next((state for state in GRAVITY if state in states), None)

    @property
    def counts(self) -> Counter[State]:
        """How many occurrences are in which state."""
        return Counter(o.state for o in self.occurrences)

    @property
    def done(self) -> int:
        """How many are met, in time or late."""
        return sum(o.state in (State.MET, State.LATE) for o in self.occurrences)

    @property
    def share(self) -> Fraction | None:
        """Where it goes by subjects, how many of all of them have reached their number."""
        tallies = [o.tally for o in self.occurrences if o.tally is not None]
        number = sum(tally.number for tally in tallies)
        return Fraction(sum(tally.reached for tally in tallies), number) if number else None

    @property
    def only(self) -> Occurrence | None:
        """The single occurrence, where there is one."""
        return self.occurrences[0] if len(self.occurrences) == 1 else None


@dataclass(frozen=True)
class Row:
    """One unit of the board. `adopted` is false where it has not adopted the programme."""

    unit: Unit
    cells: dict[str, Cell]
    adopted: bool

    @cached_property
    def counts(self) -> Counter[State]:
        """How many occurrences of the unit are in which state."""
        return sum((cell.counts for cell in self.cells.values()), Counter())

    @property
    def on_time(self) -> Fraction | None:
        """The share of what is settled that was met in time."""
        settled = self.counts[State.MET] + self.counts[State.LATE] + self.counts[State.MISSED]
        return Fraction(self.counts[State.MET], settled) if settled else None


@dataclass(frozen=True)
class Board:
    """A programme in a period: its obligations as columns, the units that the person may see as rows."""

    programme: Programme
    period: Period
    columns: dict[str, Obligation]
    rows: list[Row]

    @cached_property
    def counts(self) -> Counter[State]:
        """How many occurrences are in which state."""
        return sum((row.counts for row in self.rows), Counter())


def board(programme: Programme, period: Period, *, by: Account, names: Collection[str] = ()) -> Board:
    """The board of a programme, limited to the units in the person's scope."""
    return boards_of([programme], period, by=by, names=names)[0]


def boards_of(
    programmes: Collection[Programme], period: Period, *, by: Account, names: Collection[str] = ()
) -> list[Board]:
    """The boards of some programmes, read together."""
    reached = by.reach(May.READ).units
    keys = {programme.pk for programme in programmes}
    adoptions = [adoption for adoption in in_force(period, reached) if adoption.programme_id in keys]
    cells: dict[tuple[int, int], dict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    for found in occurrences(adoptions, period, names=names):
        cells[found.adoption.programme_id, found.adoption.unit_id][found.name].append(found)
    boards = []
    for programme in programmes:
        own = [adoption for adoption in adoptions if adoption.programme_id == programme.pk]
        units = {unit.pk: unit for unit in _meant(programme, period).filter(pk__in=reached.values("pk"))}
        units |= {adoption.unit_id: adoption.unit for adoption in own}
        columns = _columns(own, {name for unit in units for name in cells[programme.pk, unit]})
        adopted = {adoption.unit_id for adoption in own}
        rows = [
            Row(
                unit,
                {name: Cell(tuple(cells[programme.pk, unit.pk][name])) for name in columns},
                unit.pk in adopted,
            )
            for unit in sorted(units.values(), key=lambda unit: unit.code)
        ]
        boards.append(Board(programme, period, columns, rows))
    return boards


def matrix(programme: Programme, period: Period, *, by: Account) -> Board:
    """The submission matrix: the board of what is to be filed with somebody."""
    names = filed_names(programme)
    return board(programme, period, by=by, names=names) if names else Board(programme, period, {}, [])


def filed_names(programme: Programme) -> list[str]:
    """The obligations of a programme that mean filing something."""
    version = programme.current()
    if version is None or version.fault:
        return []
    return [name for name, o in version.definition.obligations.items() if (o.submit or o.to) and not o.wanted]


def _meant(programme: Programme, period: Period) -> QuerySet[Unit]:
    try:
        return eligible(programme, min(period.end, today()))
    except PackErrors:  # a broken version names no units; those that adopted it are shown all the same
        return Unit.objects.none()


def _columns(adoptions: list[Adoption], used: set[str]) -> dict[str, Obligation]:
    """The obligations that something is due of, in the order of the programme."""
    columns: dict[str, Obligation] = {}
    for adoption in adoptions:
        for name, obligation in adoption.definition.obligations.items():
            if name in used:
                columns.setdefault(name, obligation)
    return columns
