"""What is due, where and when, and how it stands. Nothing of it is stored: it follows from plans, facts and excuses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.almanac import Period, now, today
from linli.duties.models import Excuse
from linli.duties.states import State, state_of
from linli.figures.expressions import Definition, Question, Value, definition_of
from linli.figures.store import read
from linli.programmes.language.conditions import AnyOf
from linli.programmes.language.definitions import Obligation
from linli.programmes.language.windows import Window, windows
from linli.programmes.models import Adoption
from linli.registers.register import register_named
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Occurrence:
    """One obligation, one unit, one window, with its numbers. `value` counts the period, `on_time` up to the due day."""

    adoption: Adoption
    name: str
    obligation: Obligation
    window: Window
    unit: Unit
    definition: Definition
    value: Fraction | None
    on_time: Fraction | None
    state: State
    excuse: Excuse | None = None
    parts: Value | None = None

    @property
    def title(self) -> str:
        """What people call it: the obligation, and which item of a list."""
        item = _in_words(self.window)
        return f"{self.obligation.title}（{item}）" if item and item != self.obligation.title else self.obligation.title

    @property
    def missing(self) -> Fraction:
        """How much is missing to the lower number."""
        return self.window.target.missing(self.value)

    @property
    def days_left(self) -> int:
        """Days until the due day; below zero once it has passed."""
        return (self.window.due - today()).days

    @property
    def key(self) -> str:
        """What identifies it in an address: adoption, obligation and window."""
        return f"{self.adoption.pk}/{self.name}/{self.window.key}"


def occurrences(
    adoptions: Iterable[Adoption], span: Period, *, names: Sequence[str] = (), units: Sequence[Unit] | None = None
) -> list[Occurrence]:
    """All occurrences of the adoptions whose window touches the span, by due day. Their figures are read in one go."""
    day = today()
    found: list[tuple[Adoption, str, Obligation, Window, Unit, Definition]] = []
    for adoption in adoptions:
        programme = adoption.definition
        for name, obligation in programme.obligations.items():
            if obligation.wanted or obligation.per or (names and name not in names):
                continue
            subjects = [u for u in _subjects(adoption, obligation) if units is None or u in units]
            for window in windows(obligation, programme, span) if subjects else ():
                if window.due < adoption.starts or window.period.start >= adoption.ends:
                    continue
                definition = definition_of(window.formula)
                found += [
                    (adoption, name, obligation, window, unit, definition)
                    for unit in subjects
                    if unit.works_on(min(window.due, day))
                ]
    values = _values((definition, window, unit) for *_rest, window, unit, definition in found)
    excuses = {
        (excuse.adoption_id, excuse.obligation, excuse.window): excuse
        for excuse in Excuse.objects.filter(
            adoption__in={adoption.pk for adoption, *_rest in found}, ended_at__isnull=True
        ).select_related("by")
    }
    made = []
    for adoption, name, obligation, window, unit, definition in found:
        whole = values[Question(definition, window.period), unit.pk]
        timely = values[Question(definition, window.period, window.due), unit.pk]
        before = values.get((Question(definition, window.period.previous()), unit.pk)) if window.target.trend else None
        excuse = excuses.get((adoption.pk, name, _excuse_key(window, unit, adoption)))
        state = state_of(
            window.target, whole.number, timely.number, due=window.due, day=day, excused=excuse is not None,
            before=before.number if before else None,
        )  # fmt: skip
        made.append(
            Occurrence(adoption, name, obligation, window, unit, definition, whole.number, timely.number, state, excuse, whole)
        )
    return sorted(made, key=lambda o: (o.window.due, o.adoption.pk, o.name, o.unit.code))


def _in_words(window: Window) -> str:
    """The item of a window as people call it: the choice of the register that it filters by has a name."""
    if window.title != window.item:
        return window.title
    for condition in window.formula.of.where:
        if isinstance(condition, AnyOf) and condition.values == (window.item,):
            field = register_named(window.formula.of.measure.register).field(condition.field)
            return str(dict(field.flatchoices).get(window.item, window.item))
    return window.item


def wanted(adoption: Adoption) -> list[tuple[str, Obligation]]:
    """The obligations that wait for a register this site does not have yet, and those counted by subject."""
    return [(name, o) for name, o in adoption.definition.obligations.items() if o.wanted or o.per]


def _subjects(adoption: Adoption, obligation: Obligation) -> list[Unit]:
    """The units that an obligation is for: the adopting one, or those of a kind below it."""
    audience = obligation.units or adoption.definition.units
    if audience is None or adoption.unit.kind in audience.units:
        return [adoption.unit]
    return list(adoption.unit.below().filter(kind__in=audience.units))


def _values(asked: Iterable[tuple[Definition, Window, Unit]]) -> dict[tuple[Question, int], Value]:
    """Read the figures: questions that are asked of the same units go together."""
    units_of: dict[Question, set[int]] = defaultdict(set)
    for definition, window, unit in asked:
        units_of[Question(definition, window.period)].add(unit.pk)
        units_of[Question(definition, window.period, window.due)].add(unit.pk)
        if window.target.trend:
            units_of[Question(definition, window.period.previous())].add(unit.pk)
    together: dict[frozenset[int], list[Question]] = defaultdict(list)
    for question, units in units_of.items():
        together[frozenset(units)].append(question)
    values: dict[tuple[Question, int], Value] = {}
    for units, questions in together.items():
        values |= read(questions, units)
    return values


# Excuses


def excuse(occurrence: Occurrence, *, by: Account, reason: str) -> Excuse:
    """Let an occurrence off. The superior of the unit does that, with a reason that everybody concerned can read."""
    _demand(by, occurrence)
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why.")})
    try:
        with transaction.atomic():
            return Excuse.objects.create(
                adoption=occurrence.adoption,
                obligation=occurrence.name,
                window=_excuse_key(occurrence.window, occurrence.unit, occurrence.adoption),
                reason=reason.strip()[:400],
                by=by,
            )
    except IntegrityError as error:
        raise ValidationError(_("This is excused already.")) from error


def take_back(excuse: Excuse, occurrence: Occurrence, *, by: Account) -> None:
    """The excuse no longer holds; it stays on record."""
    _demand(by, occurrence)
    excuse.ended_by, excuse.ended_at = by, now()
    excuse.save()


def _demand(by: Account, occurrence: Occurrence) -> None:
    above = occurrence.adoption.programme.unit
    if by.seen_by is not None or not (by.may(May.SUPERVISE, above) and by.may(May.SUPERVISE, occurrence.unit)):
        raise PermissionDenied(_("Only the unit that issued the programme excuses."))


def _excuse_key(window: Window, unit: Unit, adoption: Adoption) -> str:
    return window.key if unit.pk == adoption.unit_id else f"{window.key}@{unit.code}"


def is_late_entry(entered: date, done: date, due: date) -> bool:
    """Whether a fact was done on time but entered after the due day."""
    return done <= due < entered
