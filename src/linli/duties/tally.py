"""How the subjects of an obligation stand, one by one, and what follows for the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from linli.almanac import Period
from linli.duties.concerned import Asked, Subject, asked, keys, of_age, subjects
from linli.duties.states import State, state_of
from linli.figures.expressions import Definition, Expression, Value
from linli.figures.subjects import Numbers, number_of, numbers
from linli.figures.territory import Territories
from linli.programmes.language.checks import subject_register
from linli.programmes.language.definitions import Obligation, Programme
from linli.programmes.language.values import Amount, Target
from linli.programmes.language.windows import Window, subject_windows, windows
from linli.programmes.models import Adoption
from linli.registers.paths import path_to
from linli.registers.register import Register, register_named
from linli.tree.models import Unit

ALL = Amount("100%")
Found = tuple[Adoption, str, Obligation, Window, Unit, Definition]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one subject stands: its own due day, its number, its state; its unit is that of its row."""

    subject: int
    unit: int
    due: date
    number: Fraction | None
    state: State


@dataclass(frozen=True)
class Tally:
    """How many subjects are in which state, and who of them has not reached the number in time.

    `target` is what each must reach, `share` the part of them that must. With `rolling` further subjects may come up
    until the period is over.
    """

    register: type[Register]
    target: Target
    share: Amount
    counts: Counter[State]
    wanting: tuple[Standing, ...]
    rolling: bool = False

    @property
    def number(self) -> int:
        """How many subjects there are."""
        return sum(self.counts.values())

    @property
    def reached(self) -> int:
        """How many have reached the number, in time or late; of a ceiling, how many have kept below it so far."""
        return self.timely + self.counts[State.LATE]

    @property
    def timely(self) -> int:
        """How many reached it in time; of a ceiling, how many have kept below it so far."""
        kept = self.counts[State.OPEN] if self.target.low is None and self.target.high is not None else 0
        return self.counts[State.MET] + kept

    @property
    def waiting(self) -> list[Standing]:
        """Those who have not reached it: by due day."""
        return [one for one in self.wanting if one.state in (State.OPEN, State.MISSED)]

    def state(self, *, excused: bool) -> State:
        """The state of the whole: reached by all, or by as many as are wanted."""
        needed = self.share * self.number
        met = self.counts[State.MET]
        if not self.number or self.target.open:
            return State.EXCUSED if excused else State.WAITING
        if met >= needed and not self.rolling:
            return State.MET
        if excused:
            return State.EXCUSED
        if met + self.counts[State.OPEN] >= needed:
            return State.OPEN
        return State.LATE if met + self.counts[State.LATE] >= needed else State.MISSED

    def values(self) -> tuple[Value, Value]:
        """Reached so far, and reached in time; each of all subjects."""
        return Value(self.reached, self.number), Value(self.timely, self.number)


def rounds(obligation: Obligation, programme: Programme, span: Period) -> list[Window]:
    """The windows of an obligation; one that counts from its subjects' days has one a month."""
    if obligation.within is None:
        return windows(obligation, programme, span)
    found = []
    for month in span.split("month"):
        whole = Period.containing(month.start, "month")
        own = programme.period or whole
        if own.overlaps(whole):
            period = Period(max(own.start, whole.start), min(own.end, whole.end))
            found += [
                replace(one, key=f"{whole}/{one.item}" if one.item else str(whole), period=period)
                for one in subject_windows(obligation, programme, period.end)
            ]
    return found


def tallies(found: Iterable[Found], day: date) -> Iterator[Tally]:
    """The tally of each, in their order; two queries an obligation, whatever the number of units and subjects."""
    wanted = list(found)
    if wanted:
        reading = _Reading(wanted, day)
        yield from map(reading.tally, wanted)


class _Reading:
    """The subjects and their numbers, read for all units and windows at once and kept while they are needed."""

    def __init__(self, found: list[Found], day: date) -> None:
        self.today = day
        first = min(window.period.start for _a, _n, _o, window, _u, _d in found)
        last = max(max(window.period.end, window.due) for _a, _n, _o, window, _u, _d in found)
        self.span = Period(first, last)
        days = {min(window.period.end, day) for _a, _n, _o, window, _u, _d in found}
        self.territories = Territories({unit.pk for *_rest, unit, _d in found}, days, served=True)
        self.leaves = self.territories.leaves
        self._asked: dict[tuple[int, str, Definition], tuple[Asked, list[str]]] = {}
        self._subjects: dict[tuple[Asked, bool], dict[int, list[Subject]]] = {}
        self._numbers: dict[tuple[Expression, str, Asked], Numbers] = {}
        self._below: dict[tuple[date, bool], dict[int, list[int]]] = {}
        self._own: dict[tuple[int, str, date], dict[str, Window]] = {}

    def tally(self, one: Found) -> Tally:
        adoption, name, obligation, window, unit, definition = one
        who, paths = self._who(adoption, name, obligation, definition)
        sides = [self._numbered(part, path, who) for part, path in zip(definition.parts, paths, strict=True)]
        counts: Counter[State] = Counter()
        wanting: list[Standing] = []
        known: dict[tuple, State] = {}
        empty: tuple[Fraction | None, State] | None = None  # how all stand who have nothing yet
        rolls = obligation.within is not None
        for subject in self._of(unit, who, window, within=rolls):
            own = self._window(adoption, name, obligation, window, subject)
            if rolls and (own.due < adoption.starts or subject.day >= adoption.ends):
                continue
            if rolls and not subject.holds(min(own.due, self.today)):
                continue
            nothing = not rolls and all(subject.pk not in side.parts for side in sides)
            if nothing and empty is not None:
                value, state = empty
            else:
                value, state = self._stands(definition, sides, subject, own, known, rolls=rolls)
                empty = (value, state) if nothing else empty
            counts[state] += 1
            if state in (State.OPEN, State.MISSED, State.LATE):
                wanting.append(Standing(subject.pk, subject.unit, own.due, value, state))
        wanting.sort(key=lambda s: (s.due, s.subject))
        rolling = rolls and self.today <= window.period.end
        register = register_named(subject_register(obligation))
        return Tally(register, window.target, obligation.share or ALL, counts, tuple(wanting), rolling)

    def _stands(
        self,
        definition: Definition,
        sides: list[Numbers],
        subject: Subject,
        own: Window,
        known: dict[tuple, State],
        *,
        rolls: bool,
    ) -> tuple[Fraction | None, State]:
        """The number of a subject in its window, and its state."""
        held_on = min(own.period.end, self.today)
        timely = number_of(definition, sides, subject.pk, own.period, own.due, min(held_on, own.due))
        if rolls and own.target.low is None:
            value = timely  # a ceiling holds for the time given, not for what comes later
        else:
            value = number_of(definition, sides, subject.pk, own.period, None, held_on)
        key = (value, timely, own.due, own.target)
        if key not in known:
            known[key] = state_of(own.target, value, timely, due=own.due, day=self.today)
        return value, known[key]

    def _who(
        self, adoption: Adoption, name: str, obligation: Obligation, definition: Definition
    ) -> tuple[Asked, list[str]]:
        key = (adoption.pk, name, definition)
        if key not in self._asked:
            subject = register_named(subject_register(obligation))
            paths = [path_to(part.rows, part.measure, subject, obligation.via) for part in definition.parts]
            self._asked[key] = asked(obligation, adoption.definition, paths[0]), paths
        return self._asked[key]

    def _of(self, unit: Unit, who: Asked, window: Window, *, within: bool) -> Iterator[Subject]:
        """The subjects of a unit that a window may concern, each once, of the age that is asked for."""
        key = (who, within)
        if key not in self._subjects:
            by_unit: dict[int, list[Subject]] = {}
            for one in subjects(who, self.leaves, self.span, within=within):
                by_unit.setdefault(one.unit, []).append(one)
            self._subjects[key] = by_unit
        day = min(window.period.end, self.today)
        fits, seen = of_age(who), set()
        for leaf in self._leaves_of(unit, day, who.served):
            for one in self._subjects[key].get(leaf, ()):
                there = one.day in window.period if within or not who.held else one.holds(day)
                if there and one.pk not in seen and fits(one, one.day if within else day):
                    seen.add(one.pk)
                    yield one

    def _leaves_of(self, unit: Unit, day: date, served: bool) -> list[int]:
        if (day, served) not in self._below:
            below: dict[int, list[int]] = {}
            for leaf, units in self.territories.counted_by(day, served).items():
                for above in units:
                    below.setdefault(above, []).append(leaf)
            self._below[day, served] = below
        return self._below[day, served].get(unit.pk, [])

    def _numbered(self, part: Expression, path: str, who: Asked) -> Numbers:
        key = (part, path, who)
        if key not in self._numbers:
            # Facts of a subject that came up on the last day may still follow: until the end of that year.
            period = Period(self.span.start, max(self.span.end, Period.containing(self.span.end, "year").end))
            self._numbers[key] = numbers(part, path, period, keys(who, self.leaves), self.today)
        return self._numbers[key]

    def _window(
        self, adoption: Adoption, name: str, obligation: Obligation, window: Window, subject: Subject
    ) -> Window:
        """The subject's own window, if it counts from the subject's day."""
        if obligation.within is None:
            return window
        key = (adoption.pk, name, subject.day)
        if key not in self._own:
            own = subject_windows(obligation, adoption.definition, subject.day)
            self._own[key] = {one.item: one for one in own}
        return self._own[key][window.item]
