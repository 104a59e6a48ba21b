"""Amounts, targets and filters: exact, and what is written comes back."""

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.programmes.language import Amount, AnyOf, MeasureRef, Range, Target
from linli.programmes.language.conditions import parse_where
from linli.programmes.language.values import between

numbers = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(-1000, 1000, places=3).map(lambda value: f"{value:f}"),
    st.integers(0, 1000).map(lambda value: f"{value}%"),
    st.tuples(st.integers(0, 999), st.integers(1, 999)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
)


@given(numbers)
def test_an_amount_keeps_its_number_and_its_writing(text):
    amount = Amount(text)
    assert str(amount) == text
    for again in (Amount(text), pickle.loads(pickle.dumps(amount)), copy.deepcopy(amount)):
        assert again == amount and str(again) == text and hash(again) == hash(amount)


def test_amounts_are_exact():
    assert Amount("90%") == Fraction(9, 10) and Amount("0.1") + Amount("0.2") == Amount("3/10")
    assert Amount("2/3") > Fraction(666_666, 1_000_000)


@pytest.mark.parametrize("text", ["", "ten", "1e9", "1/0", "--1", "1 0", "10%%", True, None, "1" * 400])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError):
        Amount(text)


@given(st.integers(-999, 999), st.fractions())
def test_a_target_is_reached_or_something_is_missing(low, value):
    target = Target(low=Amount(low))
    assert target.reached(value) == (target.missing(value) == 0)


def test_targets_in_words():
    written = [
        Target(low=Amount(2), high=Amount(2)),
        Target(low=Amount("1/2"), strict=True),
        Target(low=Amount(30), high=Amount(40)),
        Target(high=Amount(0)),
        Target(trend="down"),
        Target(),
    ]
    assert list(map(str, written)) == [
        "exactly 2",
        "more than 1/2",
        "30 to 40",
        "at most 0",
        "falling",
        "not set",
    ]


def test_an_open_target_is_neither_missed_nor_hidden():
    assert Target().open and Target().reached(None) and not Target(low=Amount(1)).reached(None)


@pytest.mark.parametrize("value", [[1], [2, 1], "3..", "a..b", 5])
def test_two_numbers(value):
    with pytest.raises(ValueError):
        between(value)


def test_measures_are_register_and_measure():
    assert MeasureRef.parse("visits.made") == MeasureRef("visits", "made")
    for wrong in ("visits", "visits.made.twice", "Visits.made", "visits.", ""):
        with pytest.raises(ValueError):
            MeasureRef.parse(wrong)


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ("plan", AnyOf("x", ("plan",))),
        (["a", "b"], AnyOf("x", ("a", "b"))),
        (True, AnyOf("x", (True,))),
        (7, AnyOf("x", (7,))),
        ("not closed", AnyOf("x", ("closed",), negated=True)),
        ({"not": ["a", "b"]}, AnyOf("x", ("a", "b"), negated=True)),
        ("60..", Range("x", 60, None)),
        ("..5", Range("x", None, 5)),
        ("-3..5", Range("x", -3, 5)),
        ("not 6..17", Range("x", 6, 17, negated=True)),
        ("2026-01-01..2026-06-30", Range("x", "2026-01-01", "2026-06-30")),
        ("2026-01-01..", Range("x", "2026-01-01", None)),
        ("..", AnyOf("x", ("..",))),
        ("$item", AnyOf("x", ("$item",))),
    ],
)
def test_filters_are_a_small_tree(given, means):
    [condition] = parse_where({"x": given})
    assert condition == means


@given(st.one_of(st.none(), st.integers(0, 99)), st.one_of(st.none(), st.integers(100, 200)), st.booleans())
def test_a_range_comes_back_from_its_writing(low, high, negated):
    if low is None and high is None:
        return
    condition = Range("age", low, high, negated)
    name, _colon, text = str(condition).partition(": ")
    assert parse_where({name: text}) == (condition,)


@pytest.mark.parametrize("given", [[], None, {"is": "a"}, {"not": "a", "or": "b"}, 1.5, [["a"]]])
def test_what_is_no_filter(given):
    with pytest.raises(ValueError):
        parse_where({"x": given})


def test_binding_puts_the_loops_values_in():
    [condition] = parse_where({"topic": ["$topic", "other"]})
    assert condition.variables == ("topic",)
    assert condition.bind({"topic": ("a", "b")}).values == ("a", "b", "other")
