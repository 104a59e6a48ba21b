"""Putting in an anonymous paper."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from linli.people.models import Household
from linli.records.surveys.models import Paper, Questionnaire, Turnout, demand_open, no_question


def put_in(asked: Questionnaire, household: Household, answers: Mapping[int, str]) -> None:
    """Take a household's answers, by the number of the question. Nothing says afterwards which paper is theirs.

    Raises:
        ValidationError: not open, not anonymous, answered before, or an answer that is not offered.
    """
    demand_open(asked, "questionnaire")
    if not asked.anonymous:
        raise ValidationError(gettext("Answers to this questionnaire bear a name: enter a sheet."))
    questions = {question.number: question for question in asked.questions.all()}
    if unknown := set(answers) - set(questions):
        raise ValidationError(no_question(unknown))
    for number, value in answers.items():
        questions[number].check_answer(value)
    try:
        with transaction.atomic():
            Turnout.objects.create(questionnaire=asked, household=household)
            said = {str(number): value for number, value in sorted(answers.items()) if value}
            Paper.objects.create(questionnaire=asked, unit_id=household.unit_id, answers=said)
    except IntegrityError:
        raise ValidationError(gettext("This household has answered already.")) from None
