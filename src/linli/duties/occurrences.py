"""What is due, where and when, and how it stands. None of it is stored: it follows from plans and facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import QuerySet

from linli.almanac import Period, today
from linli.duties import excuses, words
from linli.duties.models import Excuse
from linli.duties.states import State, state_of
from linli.duties.subjects import Subjects
from linli.duties.tally import Found, Tally, rounds, tallies
from linli.figures.expressions import Definition, Question, Value, definition_of
from linli.figures.store import read
from linli.programmes.language.definitions import Obligation
from linli.programmes.language.values import Target
from linli.programmes.language.windows import Window
from linli.programmes.models import Adoption
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Occurrence:
    """One obligation, one unit, one window, with its numbers in the whole period and by the due day.

    Of an obligation `per` something the number is the share of the subjects that have reached theirs, and `tally` says
    how each stands. Where each has its own due day, the due day is that of the first who is waited for.
    """

    adoption: Adoption
    name: str
    obligation: Obligation
    window: Window
    unit: Unit
    definition: Definition
    whole: Value
    timely: Value
    state: State
    excuse: Excuse | None = None
    tally: Tally | None = None

    @property
    def value(self) -> Fraction | None:
        """The number that counts: all of the period."""
        return self.whole.number

    @property
    def on_time(self) -> Fraction | None:
        """The number as it stood by the end of the due day."""
        return self.timely.number

    @cached_property
    def item(self) -> str:
        """Which of a list, calendar or submission it is, in words; empty for a single one."""
        window = self.window
        if not (window.item or window.title):
            return ""
        return words.item_in_words(window.formula, window.item, window.title)

    @property
    def title(self) -> str:
        """What people call it: the obligation, and which item of a list."""
        single = not self.item or self.item == self.obligation.title or len(self.obligation.submit) == 1
        return self.obligation.title if single else f"{self.obligation.title}（{self.item}）"

    @property
    def missing(self) -> Fraction:
        """How much is missing to the lower number."""
        return self.window.target.missing(self.value)

    @property
    def days_left(self) -> int:
        """Days until the due day; below zero once it has passed."""
        return (self.window.due - today()).days

    @property
    def days_in_words(self) -> str:
        """How far away the due day is."""
        return words.days_in_words(self.days_left)

    @property
    def share(self) -> Fraction | None:
        """How far it is on its way to its lower number, at most 1; nothing where there is none."""
        low = self.window.target.low
        return min(Fraction(1), (self.value or Fraction(0)) / Fraction(low)) if low else None

    @property
    def percent(self) -> bool:
        """Whether its number is a share of a hundred."""
        return self.tally is not None or words.in_percent(self.obligation, self.window.target)

    def number_words(self, value: Fraction | int | None) -> str:
        """A number of this obligation as people write it."""
        return words.number_in_words(value, percent=self.percent)

    @property
    def value_words(self) -> str:
        """The number now."""
        return self.number_words(self.value)

    @property
    def on_time_words(self) -> str:
        """The number on the due day."""
        return self.number_words(self.on_time)

    @property
    def target_words(self) -> str:
        """The number to reach."""
        if self.tally is not None and self.tally.share == 1:
            return words.everyone()
        return str(self.window.target)

    @property
    def why(self) -> str:
        """Why it stands as it does."""
        return words.why(self)

    @property
    def key(self) -> str:
        """What names it for good: adoption, obligation and window of a unit."""
        return f"{self.adoption.pk}/{self.name}/{excuses.key_of(self.window, self.unit, self.adoption)}"


def occurrences(
    adoptions: Iterable[Adoption],
    span: Period,
    *,
    names: Collection[str] = (),
    units: Collection[int] | None = None,
    touching: bool = False,
) -> list[Occurrence]:
    """The occurrences of a span of days, by due day. Their figures are read in one go.

    A window belongs to the span that its due day lies in, or that all its days lie in: the plan for the year that
    is due in May is no matter of October. With `touching`, every window counts that has a day in the span.
    """
    day = today()
    found = _due(list(adoptions), span, day, names, units, touching)
    single, many = [one for one in found if not one[2].per], [one for one in found if one[2].per]
    values = _values(single)
    excused = excuses.in_force({adoption.pk for adoption, *_rest in found})
    made = []
    for adoption, name, obligation, window, unit, definition in single:
        whole = values[Question(definition, window.period), unit.pk]
        timely = values[Question(definition, window.period, window.due), unit.pk]
        trend = Question(definition, window.period.previous)
        before = values[trend, unit.pk] if window.target.trend else None
        excuse = excused.get((adoption.pk, name, excuses.key_of(window, unit, adoption)))
        state = state_of(
            window.target, whole.number, timely.number, due=window.due, day=day, excused=excuse is not None,
            before=before.number if before else None,
        )  # fmt: skip
        made.append(Occurrence(adoption, name, obligation, window, unit, definition, whole, timely, state, excuse))
    for (adoption, name, obligation, window, unit, definition), tally in zip(many, tallies(many, day), strict=True):
        excuse = excused.get((adoption.pk, name, excuses.key_of(window, unit, adoption)))
        state = tally.state(excused=excuse is not None)
        shown = replace(window, target=Target(low=tally.share), due=_due_day(tally, window))
        whole, timely = tally.values()
        made.append(
            Occurrence(adoption, name, obligation, shown, unit, definition, whole, timely, state, excuse, tally)
        )
    return sorted(made, key=lambda o: (o.window.due, o.adoption.pk, o.name, o.unit.code))


def find(adoption: Adoption, name: str, key: str, unit: Unit | None = None) -> Occurrence | None:
    """The occurrence with this window of an adoption; of a unit below it, where that is given."""
    try:
        span = Period.parse(key.partition("/")[0])
    except ValueError:
        return None
    whose = unit or adoption.unit
    found = occurrences([adoption], span, names=[name], units={whose.pk}, touching=True)
    return next((one for one in found if one.window.key == key), None)


def not_counted(adoption: Adoption) -> list[tuple[str, Obligation]]:
    """The obligations that cannot be counted yet: their register is not here, or it is not told who did it."""
    return [(name, o) for name, o in adoption.definition.obligations.items() if _uncounted(o)]


def demanded(found: Occurrence) -> str:
    """What it takes to see the subjects: where a private register is counted, who is missing there is private too."""
    parts = [part.rows for part in found.definition.parts]
    registers = [*parts, found.tally.register] if found.tally else parts
    return May.PRIVATE if any(register.private == ["*"] for register in registers) else May.READ


def subject_rows(found: Occurrence, by: Account) -> QuerySet | None:
    """The subjects as far as the account may see them; nothing where only their number is open to it."""
    assert found.tally is not None
    may = demanded(found)
    if may == May.PRIVATE and not by.reach(may).roots:
        return None
    return found.tally.register.rows(by, may)


def is_late_entry(entered: date, done: date | None, due: date) -> bool:
    """Whether a fact was done by the due day but entered after it."""
    return done is not None and done <= due < entered


def _uncounted(obligation: Obligation) -> bool:
    return bool(obligation.wanted or obligation.done_by)


def _due_day(tally: Tally, window: Window) -> date:
    return tally.waiting[0].due if tally.waiting else window.due


def _due(
    adoptions: Sequence[Adoption],
    span: Period,
    day: date,
    names: Collection[str],
    units: Collection[int] | None,
    touching: bool,
) -> list[Found]:
    subjects = Subjects(adoptions)
    found: list[Found] = []
    for adoption in adoptions:
        programme = adoption.definition
        for name, obligation in programme.obligations.items():
            if _uncounted(obligation) or (names and name not in names):
                continue
            for window in rounds(obligation, programme, span):
                if window.due < adoption.starts or window.period.start >= adoption.ends:
                    continue
                if not (touching or window.due in span or span.covers(window.period)):
                    continue
                definition = definition_of(window.formula)
                found += [
                    (adoption, name, obligation, window, unit, definition)
                    for unit in subjects.of(adoption, obligation, window.due, day)
                    if units is None or unit.pk in units
                ]
    return found


def _values(found: list[Found]) -> dict[tuple[Question, int], Value]:
    """Read the figures. Units of a kind are asked the same, so that more units make no more queries."""
    questions: dict[str, dict[Question, None]] = defaultdict(dict)
    units: dict[str, set[int]] = defaultdict(set)
    for _adoption, _name, _obligation, window, unit, definition in found:
        asked = questions[unit.kind]
        asked[Question(definition, window.period)] = None
        asked[Question(definition, window.period, window.due)] = None
        if window.target.trend:
            asked[Question(definition, window.period.previous)] = None
        units[unit.kind].add(unit.pk)
    values: dict[tuple[Question, int], Value] = {}
    for kind, asked in questions.items():
        values |= read(asked, units[kind])
    return values
