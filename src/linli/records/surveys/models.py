"""Surveys: questionnaires, the households drawn for them, answer sheets, and what they come to.

Answers are kept in one of two ways. Of a questionnaire with names, each sheet is a record. Where anonymity is
promised, a paper and the note that a household has answered are two tables that nothing links: papers keep no
author, no time, no history, and take numbers at random, so that their order says nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable
from secrets import randbelow

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Household
from linli.records.surveys.wilson import interval
from linli.registers.fields import TagsField
from linli.registers.records import Line, Record
from linli.tree.models import Unit


class Topic(models.TextChoices):
    """What is asked about; awareness is counted by topic."""

    FAMILY_DOCTOR = "family-doctor", _("the family-doctor project")
    SERVICE_CONTENT = "service-content", _("what the family doctor offers")
    HEALTH = "health", _("health knowledge")
    BEHAVIOUR = "behaviour", _("healthy behaviour")
    SKILLS = "skills", _("health skills and first aid")
    HEALTHY_COMMUNITY = "healthy-community", _("building a healthy community")
    SAFETY = "safety", _("safety")
    LAW = "law", _("law")
    SATISFACTION = "satisfaction", _("satisfaction")
    NEEDS = "needs", _("needs")


class State(models.TextChoices):
    """Whether answers are taken: an open one takes them on its days."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed and counted")


class Questionnaire(Record):
    """Questions put to households. Units below, and those whose residents it serves, take answers to it."""

    title = models.CharField(_("title"), max_length=120)
    introduction = models.TextField(_("introduction"), blank=True)
    opens = models.DateField(_("first day"))
    closes = models.DateField(_("last day"))
    anonymous = models.BooleanField(
        _("answers are anonymous"), default=False, help_text=_("Promised to those who answer: it cannot be taken back.")
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("aware from (per cent)"),
        default=60,
        validators=[MaxValueValidator(100)],
        help_text=_("Whoever answers this share of the questions on a topic rightly is aware of it."),
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN, editable=False)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        indexes = [models.Index(fields=["unit", "opens"], name="surveys_questionnaire_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens")),
                name="surveys_questionnaire_span",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """What was promised to those who have answered stays as it is."""
        if self.pk and self.changed("anonymous") and self.has_answers():
            raise ValidationError({"anonymous": gettext("There are answers already: the promise stays as it was.")})

    def has_answers(self) -> bool:
        """Whether anybody has answered."""
        return self.sheets.exists() or self.turnout.exists()


class Question(Line):
    """One question. With a right answer it tests knowledge, without one it collects answers."""

    record = models.ForeignKey(Questionnaire, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=200)
    topic = models.CharField(_("topic"), max_length=18, choices=Topic)
    options = TagsField(_("answers to choose from"), max_length=400, blank=True, help_text=_("Separated by “、”."))
    right = TagsField(_("right answers"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"],
                name="surveys_question_number",
                violation_error_message=_("There is a question of this number."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Right answers are among those offered; a question that people have answered stays as it was."""
        others = set(TagsField.tags(self.right)) - set(TagsField.tags(self.options))
        if self.options and others:
            raise ValidationError({"right": not_offered(others)})
        if self.record.has_answers() and self.changed("number", "text", "topic", "options", "right"):
            raise ValidationError(gettext("There are answers already: the questions stay as they were."))

    def check_answer(self, value: str) -> None:
        """Refuse an answer that is not among those offered."""
        offered = set(TagsField.tags(self.options))
        if offered and (others := set(TagsField.tags(value)) - offered):
            raise ValidationError({"value": not_offered(others)})

    def is_right(self, value: str) -> bool:
        """Whether an answer names all right answers and no other."""
        return set(TagsField.tags(value)) == set(TagsField.tags(self.right))


class Channel(models.TextChoices):
    """How a sheet was filled in."""

    PHONE = "phone", _("by telephone")
    PAPER = "paper", _("on paper")
    HOME = "home", _("at their home")
    PORTAL = "portal", _("on the portal")


class Sheet(Record):
    """The answers of one household to a questionnaire with names."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="sheets", verbose_name=_("questionnaire")
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("household"))
    answered_on = models.DateField(_("date"), default=today)
    channel = models.CharField(_("how"), max_length=6, choices=Channel, default=Channel.PHONE)

    class Meta:
        verbose_name = _("answer sheet")
        verbose_name_plural = _("answer sheets")
        indexes = [models.Index(fields=["unit", "answered_on"], name="surveys_sheet_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "household"],
                name="surveys_sheet_once",
                violation_error_message=_("This household has answered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.questionnaire}"

    def clean(self) -> None:
        """A sheet has a name, is for an open questionnaire, and was answered while it ran."""
        asked = self.questionnaire
        if asked.anonymous:
            raise ValidationError(
                {
                    "questionnaire": gettext(
                        "Answers to this questionnaire are anonymous: they are not kept by household."
                    )
                }
            )
        if self.pk is None:
            demand_open(asked, "questionnaire")
        if not asked.opens <= self.answered_on <= min(asked.closes, today()):
            raise ValidationError(
                {"answered_on": gettext("The questionnaire runs from %(opens)s to %(closes)s.")
                 % {"opens": asked.opens, "closes": asked.closes}}
            )  # fmt: skip
        if self.household.unit_id != self.unit_id:
            raise ValidationError({"household": gettext("The household belongs to another community.")})


class Answer(Line):
    """What a household said to one question."""

    record = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField(_("number of the question"))
    value = models.CharField(_("answer"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"],
                name="surveys_answer_once",
                violation_error_message=_("This question is answered already."),
            ),
        ]

    def clean(self) -> None:
        """The question is one of the questionnaire, the answer one of those offered."""
        question = self.record.questionnaire.questions.filter(number=self.number).first()
        if question is None:
            raise ValidationError({"number": no_question([self.number])})
        question.check_answer(self.value)


class Drawn(Record):
    """A household drawn for a questionnaire. Who has the number can draw the same ones again."""

    class Reached(models.TextChoices):
        WAITING = "waiting", _("not yet asked")
        ANSWERED = "answered", _("has answered")
        REFUSED = "refused", _("does not want to")
        AWAY = "away", _("could not be reached")

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="drawn", verbose_name=_("questionnaire")
    )
    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name=_("household"))
    number = models.CharField(_("number of the draw"), max_length=40, help_text=_("Published before the draw."))
    place = models.PositiveIntegerField(_("place in the draw"))
    drawn_on = models.DateField(_("drawn on"), default=today)
    reached = models.CharField(_("reached"), max_length=8, choices=Reached, default=Reached.WAITING)

    class Meta:
        verbose_name = _("drawn household")
        verbose_name_plural = _("drawn households")
        indexes = [models.Index(fields=["unit", "drawn_on"], name="surveys_drawn_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "household"],
                name="surveys_drawn_once",
                violation_error_message=_("This household has been drawn already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.household}"


class Result(Record):
    """How many were asked about a topic in a unit, and how many of them are aware of it.

    Counted when a questionnaire is closed; of a survey that was held on paper, entered by hand.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, null=True, blank=True, related_name="results", verbose_name=_("questionnaire")
    )
    topic = models.CharField(_("topic"), max_length=18, choices=Topic)
    held_on = models.DateField(_("date"))
    answered = models.PositiveIntegerField(_("people asked"))
    aware = models.PositiveIntegerField(_("people aware"))
    low = models.DecimalField(_("rate at least (per cent)"), max_digits=5, decimal_places=1, null=True, editable=False)
    high = models.DecimalField(_("rate at most (per cent)"), max_digits=5, decimal_places=1, null=True, editable=False)

    class Meta:
        verbose_name = _("survey result")
        verbose_name_plural = _("survey results")
        indexes = [
            models.Index(fields=["unit", "held_on", "topic"], name="surveys_result_unit"),
            models.Index(fields=["held_on", "id"], name="surveys_result_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(aware__lte=F("answered")),
                name="surveys_result_aware",
                violation_error_message=_("Not more can be aware than have answered."),
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "unit", "topic"],
                condition=Q(questionnaire__isnull=False),
                name="surveys_result_once",
                violation_error_message=_("This topic has been counted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}（{self.unit}，{self.held_on}）{self.aware}/{self.answered}"

    def clean(self) -> None:
        """The bounds between which the rate of the whole population lies, as far as the sample is random."""
        if self.held_on > today():
            raise ValidationError({"held_on": gettext("The day lies in the future.")})
        if 0 < self.answered >= self.aware:
            self.low, self.high = (round(100 * bound, 1) for bound in interval(self.aware, self.answered))
        else:
            self.low = self.high = None


def _any_number() -> int:
    return 1 + randbelow(2**31 - 1)


class Paper(models.Model):
    """One anonymous paper: what was answered in which community, and nothing else."""

    id = models.IntegerField(primary_key=True, default=_any_number, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="papers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)  # number of the question → answer

    class Meta:
        verbose_name = _("anonymous paper")


class Turnout(models.Model):
    """That a household has put in a paper."""

    id = models.IntegerField(primary_key=True, default=_any_number, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="turnout")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("household that has answered")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "household"], name="surveys_turnout_once"),
        ]


def demand_open(asked: Questionnaire, name: str) -> None:
    """Refuse answers to a questionnaire that takes none today."""
    if asked.state != State.OPEN or not asked.opens <= today() <= asked.closes:
        raise ValidationError({name: gettext("This questionnaire is not open.")})


def not_offered(texts: Iterable[str]) -> str:
    """Says that answers are not among those offered."""
    return gettext("“%(text)s” is not among the answers offered.") % {"text": "、".join(sorted(texts))}


def no_question(numbers: Iterable[int]) -> str:
    """Says that there are no such questions."""
    return gettext("There is no question %(number)s here.") % {"number": "、".join(map(str, sorted(numbers)))}
