"""Counting the answers to a questionnaire: who was asked about each topic in each community, and who is aware."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from linli.records.surveys.models import Answer, Paper, Question, Questionnaire


def tally(asked: Questionnaire) -> dict[tuple[int, str], tuple[int, int]]:
    """By unit and topic: how many answered, how many are aware. Only topics with right answers are counted."""
    topics: dict[str, list[Question]] = defaultdict(list)
    for question in asked.questions.exclude(right=""):
        topics[question.topic].append(question)
    answered: Counter[tuple[int, str]] = Counter()
    aware: Counter[tuple[int, str]] = Counter()
    for unit, answers in _answers(asked):
        for topic, questions in topics.items():
            if not any(question.number in answers for question in questions):
                continue
            right = sum(question.is_right(answers.get(question.number, "")) for question in questions)
            answered[unit, topic] += 1
            aware[unit, topic] += 100 * right >= asked.pass_mark * len(questions)
    return {key: (number, aware[key]) for key, number in sorted(answered.items())}


def _answers(asked: Questionnaire) -> Iterator[tuple[int, dict[int, str]]]:
    """The unit and the answers of each sheet or paper."""
    if asked.anonymous:
        for unit, answers in Paper.objects.filter(questionnaire=asked).values_list("unit_id", "answers"):
            yield unit, {int(question): value for question, value in answers.items()}
        return
    sheets: dict[int, tuple[int, dict[int, str]]] = {}
    rows = Answer.objects.filter(record__questionnaire=asked).exclude(value="")
    for sheet, unit, question, value in rows.values_list("record_id", "record__unit_id", "number", "value"):
        sheets.setdefault(sheet, (unit, {}))[1][question] = value
    yield from sheets.values()
