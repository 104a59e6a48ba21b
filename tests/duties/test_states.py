"""The state of an occurrence, from its numbers and the day alone."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.duties.states import State, state_of
from linli.programmes.language.values import Amount, Target

DUE = date(2026, 5, 30)
BEFORE, ON, AFTER = date(2026, 5, 20), DUE, date(2026, 5, 31)
TWO = Target(low=Amount(2))
EXACTLY_TWO = Target(Amount(2), Amount(2))
AT_MOST_ONE = Target(high=Amount(1))
FALLING = Target(trend="down")


@pytest.mark.parametrize(
    ("target", "value", "on_time", "day", "state"),
    [
        # a floor is met as soon as it is reached, open until its day has passed, made up for late
        (TWO, 0, 0, BEFORE, State.OPEN),
        (TWO, 2, 2, BEFORE, State.MET),
        (TWO, 1, 1, ON, State.OPEN),
        (TWO, 1, 1, AFTER, State.MISSED),
        (TWO, 2, 1, AFTER, State.LATE),
        (TWO, 5, 2, AFTER, State.MET),
        # exactly: one too many is a miss, whenever it comes
        (EXACTLY_TWO, 2, 2, AFTER, State.MET),
        (EXACTLY_TWO, 3, 2, AFTER, State.MISSED),
        (EXACTLY_TWO, 3, 3, BEFORE, State.MISSED),
        (EXACTLY_TWO, 2, 1, AFTER, State.LATE),
        # a ceiling can be broken early and is kept only when the day has passed
        (AT_MOST_ONE, 0, 0, BEFORE, State.OPEN),
        (AT_MOST_ONE, 2, 2, BEFORE, State.MISSED),
        (AT_MOST_ONE, 1, 1, AFTER, State.MET),
        # no number set, and nothing to take a share of
        (Target(), 7, 7, AFTER, State.WAITING),
        (Target(low=Amount("100%")), None, None, AFTER, State.WAITING),
        (Target(low=Amount("100%")), None, None, BEFORE, State.OPEN),
    ],
)
def test_a_state_follows_from_numbers_and_day(target, value, on_time, day, state):
    assert state_of(target, _number(value), _number(on_time), due=DUE, day=day) == state


def test_a_falling_number_is_judged_when_the_day_has_passed():
    now, before = Fraction(3), Fraction(4)
    assert state_of(FALLING, now, now, due=DUE, day=BEFORE, before=before) == State.OPEN
    assert state_of(FALLING, now, now, due=DUE, day=AFTER, before=before) == State.MET
    assert state_of(FALLING, before, before, due=DUE, day=AFTER, before=before) == State.MISSED


@pytest.mark.parametrize("day", [BEFORE, ON, AFTER])
def test_an_excuse_covers_what_was_not_done_and_hides_nothing_that_was(day):
    zero, two = Fraction(0), Fraction(2)
    assert state_of(TWO, zero, zero, due=DUE, day=day, excused=True) == State.EXCUSED
    assert state_of(TWO, two, two, due=DUE, day=day, excused=True) == State.MET
    assert state_of(AT_MOST_ONE, two, two, due=DUE, day=day, excused=True) == State.EXCUSED


TARGETS = st.one_of(
    st.integers(0, 6).map(lambda n: Target(low=Amount(n))),
    st.integers(0, 6).map(lambda n: Target(high=Amount(n))),
    st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: Target(Amount(p[0]), Amount(p[0] + p[1]))),
)
NUMBERS = st.integers(0, 9)
DAYS = st.integers(-40, 40).map(lambda n: DUE + timedelta(days=n))


@given(TARGETS, NUMBERS, NUMBERS, DAYS)
def test_no_state_contradicts_its_day(target, on_time, more, day):
    state = state_of(target, Fraction(on_time + more), Fraction(on_time), due=DUE, day=day)
    assert not (state == State.OPEN and day > DUE)
    assert not (state == State.LATE and day <= DUE)
    assert state not in (State.EXCUSED, State.WAITING)
    if state == State.MISSED and day <= DUE:
        assert target.high is not None and on_time + more > target.high
    if state in (State.MET, State.LATE):
        assert target.reached(Fraction(on_time)) or target.reached(Fraction(on_time + more))


@given(st.integers(1, 6), NUMBERS, NUMBERS, DAYS)
def test_one_more_fact_never_makes_a_floor_worse(low, on_time, late, day):
    order = [State.MISSED, State.OPEN, State.LATE, State.MET]
    target = Target(low=Amount(low))

    def rank(timely: int, whole: int) -> int:
        return order.index(state_of(target, Fraction(whole), Fraction(timely), due=DUE, day=day))

    assert rank(on_time + 1, on_time + late + 1) >= rank(on_time, on_time + late)
    assert rank(on_time, on_time + late + 1) >= rank(on_time, on_time + late)


@given(TARGETS, NUMBERS, NUMBERS, DAYS)
def test_once_the_day_has_passed_time_alone_changes_nothing(target, on_time, more, day):
    def on(when: date) -> State:
        return state_of(target, Fraction(on_time + more), Fraction(on_time), due=DUE, day=when)

    if day > DUE:
        assert on(day) == on(day + timedelta(days=365))


def _number(value: int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
