"""A unit adopts a programme with its own numbers; a new version is compared with the old one."""

import pytest

from linli.programmes.language import PackErrors, diff, load, resolve

PACK = """
programme: small
title: 小方案
for: centre
parameters:
  notes: {title: 手记篇数, value: 2, min: 1, max: 4}
  twice: $notes
  day: 30
lists: {items: [a, b]}
obligations:
  notes: {title: 手记, count: manuscripts.filed, at_least: $notes, every: month}
  lectures: {title: 讲座, count: activities.held, between: [8, 10], every: year}
  items: {title: 各项, each: items, count: trainings.held, where: {topic: $item}}
"""


@pytest.fixture
def programme():
    return load(PACK.replace("  day: 30\n", ""), "small.yaml")


def test_own_parameters_reach_what_refers_to_them(programme):
    own = resolve(programme, {"notes": 3})
    assert own.obligations["notes"].target.low == 3
    assert own.parameters["twice"].value == 3
    assert programme.obligations["notes"].target.low == 2  # the programme itself is untouched


def test_own_targets_lists_and_obligations(programme, due):
    extra = {"walks": {"title": "健步走", "count": "activities.held", "every": "quarter"}}
    own = resolve(
        programme, targets={"notes": 4, "lectures": [9, 12]}, lists={"items": ["c"]}, obligations=extra
    )
    assert own.obligations["notes"].target.low == 4
    assert str(own.obligations["lectures"].target) == "9 to 12"
    assert list(due(own, "items")) == ["2026/c"]
    assert len(due(own, "walks")) == 4


def test_adopting_twice_starts_from_the_first_adoption(programme):
    own = resolve(resolve(programme, {"notes": 3}), targets={"lectures": [1, 2]})
    assert own.obligations["notes"].target.low == 3
    assert str(own.obligations["lectures"].target) == "1 to 2"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"parameters": {"note": 3}}, "no parameter “note”.*notes"),
        ({"parameters": {"notes": "many"}}, "Not a number: many"),
        ({"parameters": {"notes": 5}}, "5 lies outside 1 to 4"),
        ({"targets": {"lecture": 3}}, "no obligation “lecture”.*lectures"),
        ({"targets": {"lectures": 3}}, "Write two numbers"),
        ({"lists": {"things": []}}, "no list “things”"),
        ({"obligations": {"notes": {"title": "另一个", "count": "a.b"}}}, "already an obligation “notes”"),
        ({"obligations": {"walks": {"title": "健步走"}}}, "Say what is counted"),
    ],
)
def test_what_does_not_fit_is_said(programme, arguments, said):
    with pytest.raises(PackErrors, match=said):
        resolve(programme, **arguments)


def test_a_parameter_must_not_take_the_name_of_a_loop():
    with pytest.raises(PackErrors, match="loop variable"):
        load(PACK)


def test_versions_are_compared_in_words(programme):
    new = load(
        PACK.replace("  day: 30\n", "")
        .replace("value: 2", "value: 3")
        .replace("between: [8, 10], every: year", "between: [8, 12], every: year, by: 11-30")
        .replace("  items: {title: 各项", "  parts: {title: 各项")
        .replace("title: 小方案", "title: 新方案")
    )
    assert [str(change) for change in diff(programme, new)] == [
        "title 小方案 → 新方案",
        "Changed: parameter “手记篇数”: value 2 → 3",
        "Changed: parameter “twice”: value 2 → 3",
        "Changed: obligation “手记”: target at least 2 → at least 3",
        "Changed: obligation “讲座”: target 8 to 10 → 8 to 12；deadline nothing → 11-30",
        "Removed: obligation “各项”",
        "Added: obligation “各项”",
    ]
    assert diff(programme, programme) == []


def test_a_total_stands_beside_the_numbers_of_the_units():
    pack = PACK.replace("  day: 30\n", "").replace("at_least: $notes,", "at_least: $notes, total: 40,")
    own = resolve(load(pack), {"notes": 4})
    assert (own.obligations["notes"].target.low, own.obligations["notes"].total) == (4, 40)


def test_a_share_has_no_total():
    with pytest.raises(PackErrors, match="goes with count or sum"):
        load(
            "programme: small\ntitle: 小方案\nfor: centre\nobligations:\n"
            "  homes: {title: 到户, coverage: {of: visits.households, over: households.living}, total: 90%}"
        )
