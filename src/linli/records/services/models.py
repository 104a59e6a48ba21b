"""Requests: what somebody asks of a unit, who sees to it by when, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Household, Person
from linli.registers.records import Record
from linli.registers.spans import UntilField
from linli.tree.models import FOREVER

GRACE = 3  # days after the due day on which it is the centre's, not the team leader's


class Kind(models.TextChoices):
    """What is asked."""

    NEED = "need", _("need for service")
    MESSAGE = "message", _("message or question")
    PETITION = "petition", _("letter or visit")
    OPINION = "opinion", _("opinion or suggestion")
    PROXY = "proxy", _("matter handled for somebody")
    BOOKING = "booking", _("appointment at the office")
    MEDIATION = "mediation", _("dispute to be mediated")
    PROMISE = "promise", _("promise given")
    REPAIR = "repair", _("fault to be repaired")


#: Days until it is due, where nobody sets another day.
DAYS = {Kind.MESSAGE: 2, Kind.BOOKING: 2, Kind.MEDIATION: 15, Kind.PETITION: 15}
USUAL_DAYS = 7


class Channel(models.TextChoices):
    """How it came in."""

    DOCTOR = "doctor", _("through the family doctor")
    VISIT = "visit", _("on a home visit")
    OFFICE = "office", _("at the office")
    PHONE = "phone", _("by telephone")
    LETTER = "letter", _("by letter")
    PORTAL = "portal", _("on the portal")
    MEETING = "meeting", _("at a meeting")


class State(models.TextChoices):
    """Where it stands."""

    RAISED = "raised", _("raised")
    ASSIGNED = "assigned", _("assigned")
    DONE = "done", _("done, not yet answered")
    ANSWERED = "answered", _("answered")
    RATED = "rated", _("rated")


OPEN = (State.RAISED, State.ASSIGNED, State.DONE)
SETTLED = (State.ANSWERED, State.RATED)


class Rating(models.IntegerChoices):
    """What the one who asked says of the answer."""

    BAD = 1, _("very dissatisfied")
    POOR = 2, _("dissatisfied")
    FAIR = 3, _("neither")
    GOOD = 4, _("satisfied")
    EXCELLENT = 5, _("very satisfied")


class Request(Record):
    """One request. Its clock runs from `since`, the day it was raised or last reopened.

    `overdue_from` and `answered_on` enclose the days on which it is overdue, so that overdue requests are a stock.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEED)
    subject = models.CharField(_("what is asked"), max_length=120)
    raised_on = models.DateField(_("raised on"), default=today)
    channel = models.CharField(_("came in"), max_length=8, choices=Channel, default=Channel.DOCTOR)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("household")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("resident")
    )
    detail = models.TextField(_("details"), blank=True)
    due = models.DateField(_("due"), blank=True, help_text=_("Left empty, the usual number of days is set."))
    assigned_to = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="tasks",
        verbose_name=_("person in charge"),
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RAISED, editable=False)
    since = models.DateField(_("clock runs from"), default=today, editable=False)
    result = models.TextField(_("what was done"), blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, editable=False)
    answer = models.TextField(_("answer given"), blank=True, editable=False)
    answered_on = UntilField(_("answered on"), editable=False)
    overdue_from = models.DateField(_("overdue from"), editable=False)
    rating = models.PositiveSmallIntegerField(_("rating"), choices=Rating, null=True, editable=False)
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    sent_up = models.PositiveSmallIntegerField(_("levels sent up"), default=0, editable=False)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = [
            models.Index(fields=["unit", "raised_on", "kind", "state"], name="services_unit"),
            models.Index(fields=["unit", "state", "due"], name="services_due"),
            models.Index(fields=["raised_on", "id"], name="services_day"),
            models.Index(fields=["household"], name="services_household"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, answered_on__lt=FOREVER)
                | (~Q(state__in=SETTLED) & Q(answered_on=FOREVER)),
                name="services_answered_on_with_state",
                violation_error_message=_("A request that was answered has its day, another has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}（{self.raised_on}）"

    def clean(self) -> None:
        """Raised by today, due afterwards; the person belongs to the household."""
        if self.raised_on > today():
            raise ValidationError({"raised_on": gettext("The day lies in the future.")})
        if self.pk is None:
            self.since = self.raised_on
        if self.due is None:
            self.due = self.since + timedelta(days=DAYS.get(Kind(self.kind), USUAL_DAYS))
        if self.due < self.since:
            raise ValidationError({"due": gettext("It cannot be due before %(since)s.") % {"since": self.since}})
        self.overdue_from = self.due + timedelta(days=1)
        if self.person is not None and self.household is None:
            self.household = self.person.household
        if self.person is not None and self.household_id != self.person.household_id:
            raise ValidationError(
                {"person": gettext("%(person)s does not live in this household.") % {"person": self.person}}
            )

    def level(self, day: date | None = None) -> int:
        """Whose it is on the day: 0 the person in charge, 1 the team leader, 2 the unit above.

        It goes up by itself when it is overdue, or when somebody sends it up.
        """
        late = ((day or today()) - self.due).days if self.state in OPEN else 0
        return max(min(self.sent_up, 2), 0 if late <= 0 else 1 if late <= GRACE else 2)
