"""The superior's view: units against obligations, each cell with how it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from linli.almanac import Period, today
from linli.duties.occurrences import Occurrence, occurrences
from linli.duties.states import State
from linli.programmes.language.definitions import Obligation
from linli.programmes.models import Programme
from linli.programmes.office import eligible, in_force
from linli.tree.models import Account, Unit
from linli.tree.roles import May

# From the one that needs a look first to the one that does not.
GRAVITY = [State.MISSED, State.OPEN, State.LATE, State.EXCUSED, State.WAITING, State.MET]


@dataclass(frozen=True)
class Cell:
    """All occurrences of one obligation at one unit in the period."""

    occurrences: tuple[Occurrence, ...]

    @property
    def state(self) -> State | None:
        """The state that needs a look first; nothing where nothing is due."""
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
        """How far a single one is on its way to its number, at most 1."""
        if len(self.occurrences) != 1:
            return Fraction(self.done, len(self.occurrences)) if self.occurrences else None
        only = self.occurrences[0]
        if not only.window.target.low:
            return None
        return min(Fraction(1), (only.value or Fraction(0)) / Fraction(only.window.target.low))


@dataclass(frozen=True)
class Row:
    """One unit of the board. `adopted` is false where it has not adopted the programme."""

    unit: Unit
    cells: dict[str, Cell]
    adopted: bool

    @property
    def counts(self) -> Counter[State]:
        """How many occurrences of the unit are in which state."""
        return sum((cell.counts for cell in self.cells.values()), Counter())

    @property
    def on_time(self) -> Fraction | None:
        """The share of what is settled that was met in time."""
        counts = self.counts
        settled = counts[State.MET] + counts[State.LATE] + counts[State.MISSED]
        return Fraction(counts[State.MET], settled) if settled else None


@dataclass(frozen=True)
class Board:
    """A programme in a period: its obligations as columns, the units that the person may see as rows."""

    programme: Programme
    period: Period
    columns: dict[str, Obligation]
    rows: list[Row]


def board(programme: Programme, period: Period, *, by: Account, names: Sequence[str] = ()) -> Board:
    """The board of a programme, limited to the units in the person's scope."""
    units = list(eligible(programme, min(period.end, today())).filter(pk__in=by.reach(May.READ).units).order_by("code"))
    adoptions = [a for a in in_force(period, units) if a.programme_id == programme.pk]
    cells: dict[int, dict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    columns: dict[str, Obligation] = {}
    for adoption in adoptions:
        for name, obligation in adoption.definition.obligations.items():
            if not obligation.wanted and not obligation.per and (not names or name in names):
                columns.setdefault(name, obligation)
    for found in occurrences(adoptions, period, names=names):
        cells[found.adoption.unit_id][found.name].append(found)
    adopted = {adoption.unit_id for adoption in adoptions}
    rows = [
        Row(unit, {name: Cell(tuple(cells[unit.pk][name])) for name in columns}, unit.pk in adopted) for unit in units
    ]
    used = {name for row in rows for name, cell in row.cells.items() if cell.occurrences}
    return Board(programme, period, {name: o for name, o in columns.items() if name in used}, rows)


def matrix(programme: Programme, period: Period, *, by: Account) -> Board:
    """The submission matrix: the board of what is to be filed."""
    version = programme.current()
    names = [name for name, o in version.definition.obligations.items() if o.submit or o.to] if version else []
    return board(programme, period, by=by, names=names) if names else Board(programme, period, {}, [])

