"""What is wrong with a pack is said with its line and the name that would have been right."""

import time

import pytest

from linli.programmes.language import PackErrors, load
from linli.programmes.language.source import LONGEST

HEAD = "programme: small\ntitle: 小方案\nfor: community\n"
NOTES = "obligations:\n  notes: {title: 手记, count: manuscripts.filed, every: month}\n"


def problems(text):
    with pytest.raises(PackErrors) as caught:
        load(text, "small.yaml")
    return caught.value.problems


def only(text):
    [problem] = problems(text)
    return problem


def test_a_wrong_entry_is_named_with_its_line_and_the_right_word():
    problem = only(
        HEAD + "obligations:\n  notes:\n    title: 手记\n    count: manuscripts.filed\n    at_leest: 2\n"
    )
    assert str(problem) == "small.yaml:8:5: “at_leest” is not known here. Did you mean: at_least, at_most?"


def test_all_errors_are_found_at_once_in_the_order_of_the_lines():
    found = problems(
        "programme: Small\ntitle: 小方案\nfor: community\ncolour: red\n"
        "obligations:\n  a: {title: 甲, count: visits}\n  b: {count: visits.made, every: fortnight}\n"
    )
    assert [problem.line for problem in found] == [1, 4, 6, 7, 7]


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        (HEAD.replace("title", "titel"), "“title” is missing.", ()),
        (HEAD + NOTES.replace("every: month", "every: month, then: [wran]"), "consequence “wran”", ("warn",)),
        (HEAD + NOTES.replace("every: month", "each: lits, where: {k: $item}") + "lists: {list: [a, b]}\n",
         "There is no list “lits”.", ("list",)),
        (HEAD + NOTES + "scores: {s: {lines: [{title: 分, from: note, points: 1}]}}\n", "“note”", ("notes",)),
        (HEAD + NOTES + "awards: {best: {title: 十佳, from: anual, places: 10}}\n", "sheet “anual”", ()),
        (HEAD + NOTES.replace("every: month", "every: month, rule: quorm") + "rules: {quorum: []}\n",
         "There is no rule “quorm”.", ("quorum",)),
        (HEAD + NOTES.replace("every: month", "at_least: $lo") + "parameters: {low: 3}\n", "parameter “$lo”",
         ("$low",)),
        (HEAD + NOTES.replace("every: month", "where: {kind: $itme}, each: [a, b]"), "parameter “$itme”", ()),
        (HEAD + NOTES.replace("every: month", "where: {kind: $item}"), "loop variable “$item”", ()),
        (HEAD + NOTES.replace("every: month", "each: [a, b]"), "would count the same rows", ()),
        (HEAD + NOTES.replace("every: month", "each: calendar.topcs"), "“calendar.topcs”",
         ("calendar.topics",)),
        (HEAD + NOTES + "overrides: {samday: 原因}\n", "“samday”", ("same-day",)),
        (HEAD + NOTES.replace("notes:", "Notes:"), "Not a name: Notes", ()),
        (HEAD + NOTES + "holidays: next\n", "“next” cannot stand at “holidays”", ("next-workday",)),
    ],
)  # fmt: skip
def test_wrong_names(text, said, near):
    found = problems(text)
    assert any(said in problem.message for problem in found), [str(problem) for problem in found]
    assert set(near) <= {name for problem in found for name in problem.near}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("at_least: many", "Not a number: many"),
        ("at_least: true", "Not a number: True"),
        ("at_least: 1, at_most: 2", "Only one of these can stand here: at_least, at_most"),
        ("between: [40, 30]", "The second number is smaller"),
        ("every: month, window: 05-01..05-07", "Only one of these can stand here: every, window"),
        ("by: 02-30", "There is no such day: 02-30"),
        ("by: {day: 32}", "There is no such day: day: 32"),
        ("window: 02-30..03-02", "There is no such day: 02-30"),
        ("window: 2026-05-09..2026-05-01", "ends before it starts"),
        ("within: 2 workdays", "say which with “per”"),
        ("per: visits, within: soon", "Not a length of time: soon"),
        ("in: group.cadres", "say which with “per”"),
        ("sum: visits.made", "exactly one of count, sum"),
        ("submit: plan", "exactly one of count, sum"),
        ("where: [a]", "Write filters as name and value"),
        ("where: {age: 60..5}", "wrong way round"),
        ("around: 3 days", "“around” goes with"),
        ("title2: x", "“title2” is not known here"),
        ("to: 区卫生局", "Not a name: 区卫生局"),
        ("source: {quote: " + "长" * 81 + "}", "longer than 80 characters"),
    ],
)
def test_what_an_obligation_cannot_say(entry, said):
    found = problems(HEAD + NOTES.replace("every: month", entry))
    assert any(said in problem.message for problem in found), [str(problem) for problem in found]
    assert {problem.line for problem in found} == {5}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{title: 分, from: notes}", "“points” is missing"),
        ("{title: 分, points: 3}", "takes its points “from” something"),
        ("{title: 分, from: notes, by_hand: true, points: 3}", "takes its points “from” something"),
        ("{title: 分, from: notes, points: 3, full_at: 2, bands: {1: 3}}", "Only one of these"),
        ("{title: 分, from: notes, points: 3, each_missing: 2}", "below zero"),
        ("{title: 分, from: notes, points: 3, bands: {90%: 4}}", "more than the points of the line"),
        ("{title: 分, from: notes, points: 9, bands: {90%: 4, 80%: 5}}", "fewer points than a lower one"),
        ("{title: 分, from: notes, points: 9, bands: {90%: 4, 0.9: 4}}", "the same step"),
        ("{title: 分, from: notes, points: 9, full_at: 2, zero_at: 2}", "another “full_at”"),
        ("{title: 分, from: notes, points: 9, bonus: yes}", "Write true or false"),
    ],
)
def test_what_a_score_line_cannot_say(line, said):
    found = problems(HEAD + NOTES + f"scores:\n  s:\n    lines:\n      - {line}\n")
    assert any(said in problem.message.lower() or said in problem.message for problem in found)
    assert {problem.line for problem in found} == {9}


def test_parameters_in_a_circle_are_refused():
    problem = only(HEAD + "parameters:\n  a: $b\n  b: $c\n  c: $a\n")
    assert "a → b → c → a" in problem.message


def test_score_sheets_and_awards_in_a_circle_are_refused():
    sheets = only(HEAD + "scores:\n  month: {combine: year}\n  year: {combine: month}\n")
    assert "month → year → month" in sheets.message and sheets.line == 5
    awards = only(
        HEAD + "awards:\n  a: {title: 甲, places: {same_as: b}}\n  b: {title: 乙, places: {same_as: a}}\n"
    )
    assert "a → b → a" in awards.message


def test_the_same_key_twice_names_both_lines():
    problem = only(HEAD + "title: 另一个\n")
    assert problem.line == 4 and "first in line 2" in problem.message


def test_yaml_booleans_are_words_but_flags_want_true_or_false():
    pack = load(HEAD + NOTES.replace("every: month", "every: month, where: {state: no, kind: on}"))
    values = [condition.values for condition in pack.obligations["notes"].formula.of.where]
    assert values == [("no",), ("on",)]
    assert "YAML 1.2" in only("%YAML 1.1\n---\n" + HEAD).message
    assert "true or false" in only(HEAD + "inclusive: no\n").message


def test_numbers_for_texts_and_texts_for_mappings():
    assert "write it in quotes" in only(HEAD.replace("小方案", "2026")).message
    assert "holds entries of its own" in only(HEAD + "obligations: 手记\n").message
    assert "is a list" in only(HEAD + "calendar: {month: 1}\n").message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "A pack is a list of entries"),
        ("- a\n- b\n", "A pack is a list of entries"),
        ("a: b: c\n", "Not readable as YAML"),
        ("a:\n\tb: c\n", "A tab stands where spaces belong"),
        (HEAD + "---\n" + HEAD, "one document"),
        (HEAD + "rules: !!python/object:os.system {}\n", "Tags (!) are not used"),
        (HEAD + "note: !secret x\n", "Tags (!) are not used"),
        (HEAD + "? [a, b]\n: c\n", "single word"),
        (HEAD + "lists: &x {a: [b]}\nrules: *x\n", "Anchors and aliases"),
        ("a: " + "[" * 5000 + "]" * 5000, "too deep"),
        ("a: " + "[" * 40 + "]" * 40, "too deep"),
        ("\x00", "Not readable as YAML"),
    ],
)  # fmt: skip
def test_what_is_no_pack_at_all(text, said):
    assert any(said in problem.message for problem in problems(text)), problems(text)


def test_a_bomb_of_aliases_is_refused_at_once():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    started = time.monotonic()
    assert any("Anchors" in problem.message for problem in problems(HEAD + bomb))
    assert time.monotonic() - started < 2


def test_a_huge_file_is_refused_without_reading_it(tmp_path):
    huge = tmp_path / "huge.yaml"
    huge.write_text("# " + "x" * LONGEST)
    started = time.monotonic()
    with pytest.raises(PackErrors, match="longer than 512 kB"):
        load(huge)
    assert time.monotonic() - started < 1


def test_a_file_that_is_no_text(tmp_path):
    picture = tmp_path / "photo.yaml"
    picture.write_bytes(b"\xff\xd8\xff\xe0" * 10)
    with pytest.raises(PackErrors, match="not UTF-8"):
        load(picture)


def test_a_real_file_names_itself_in_errors(tmp_path):
    file = tmp_path / "wrong.yaml"
    file.write_text(HEAD + "colour: red\n", encoding="utf-8")
    with pytest.raises(PackErrors, match=r"wrong\.yaml:4:1: “colour” is not known here"):
        load(file)


def test_messages_speak_chinese_where_the_reader_does(zh):
    assert only(HEAD + "titles: x\n").message == "这里没有“titles”这一项。"
