"""Activities: what a unit does with and for people, planned beforehand or written down afterwards."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.registers.fields import TagsField
from linli.registers.records import Record
from linli.tree.models import Unit


class Field(models.TextChoices):
    """The line of work that an activity belongs to."""

    HEALTH = "health", _("health")
    EDUCATION = "education", _("community education")
    CULTURE = "culture", _("culture and arts")
    SPORT = "sport", _("fitness and sport")
    LAW = "law", _("law")
    SCIENCE = "science", _("popular science")
    ENVIRONMENT = "environment", _("environment and hygiene")
    SAFETY = "safety", _("safety")
    PARTY = "party", _("party building")
    NEIGHBOURS = "neighbours", _("neighbourly help and volunteering")


class Form(models.TextChoices):
    """How it is done."""

    LECTURE = "lecture", _("lecture or training")
    HEALTH_EDUCATION = "health-education", _("health education on site")
    CONSULTATION = "consultation", _("free consultation")
    SCIENCE = "science", _("health science into communities")
    WOMEN_SCREENING = "women-screening", _("women's disease screening")
    SCREENING = "screening", _("other screening")
    BOARDS = "boards", _("display boards")
    AUDIOVISUAL = "audiovisual", _("audio-visual education")
    VIEWING = "viewing", _("collective viewing")
    CONTEST = "contest", _("contest")
    SHOW = "show", _("evening party or square show")
    READING = "reading", _("reading")
    SPORT = "sport", _("fitness and games")
    RATING = "rating", _("residents see and judge")
    BLOOD = "blood", _("blood donation")
    VISIT = "visit", _("visit or exchange")
    FESTIVAL = "festival", _("festival")
    OTHER = "other", _("other form")


class Audience(models.TextChoices):
    """Whom it is for; the first four are the groups by which health education is organised."""

    HEALTHY = "healthy", _("healthy people")
    SUB_HEALTHY = "sub-healthy", _("sub-healthy people")
    HIGH_RISK = "high-risk", _("people at high risk")
    KEY_CARE = "key-care", _("people needing key care")
    ELDERLY = "elderly", _("the elderly")
    YOUTH = "youth", _("children and youth")
    WOMEN = "women", _("women")
    MIGRANTS = "migrants", _("migrants")
    STAFF = "staff", _("staff and members")


class Level(models.TextChoices):
    """Who runs the event in which the unit takes part."""

    OWN = "own", _("the unit itself")
    STREET = "street", _("street or town")
    DISTRICT = "district", _("district or county")
    CITY = "city", _("city")
    PROVINCE = "province", _("province")
    NATION = "nation", _("nation")


class State(models.TextChoices):
    """What has become of it."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Activity(Record):
    """One activity. Entered before its day it is a plan, entered afterwards it was held."""

    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("date"))
    field = models.CharField(_("field"), max_length=12, choices=Field, default=Field.HEALTH)
    form = models.CharField(_("form"), max_length=18, choices=Form)
    topic = TagsField(_("topics"), max_length=200, blank=True, help_text=_("What it is about; several with “、”."))
    theme = TagsField(
        _("themes"), max_length=120, blank=True, help_text=_("The items of the plan that it carries out, if any.")
    )
    day = models.CharField(_("theme day"), max_length=40, blank=True, help_text=_("As the calendar calls it."))
    campaign = models.CharField(
        _("campaign"), max_length=60, blank=True, help_text=_("The week or series it is part of.")
    )
    audience = models.CharField(
        _("audience"), max_length=12, choices=Audience, blank=True, help_text=_("Empty: everybody.")
    )
    level = models.CharField(_("organised by"), max_length=8, choices=Level, default=Level.OWN)
    place = models.CharField(_("place"), max_length=80, blank=True)
    community = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("community served")
    )
    partners = models.CharField(_("partners"), max_length=200, blank=True)
    needs = models.CharField(
        _("needs it answers"), max_length=200, blank=True, help_text=_("Which needs of residents it starts from.")
    )
    focused = models.BooleanField(_("has a focus and an aim"), default=False)
    distinctive = models.BooleanField(_("theme is distinctive"), default=False)
    rich = models.BooleanField(_("content is rich"), default=False)
    lively = models.BooleanField(_("form is lively"), default=False)
    inventive = models.BooleanField(_("publicity is inventive"), default=False)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(
        _("beneficiaries"), null=True, blank=True, help_text=_("All whom it reached, participants among them.")
    )
    summary = models.TextField(_("summary"), blank=True, help_text=_("Course, effect and, of a contest, the results."))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    cancelled_because = models.CharField(_("cancelled because"), max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [
            models.Index(fields=["unit", "held_on", "state"], name="activities_unit"),
            models.Index(fields=["held_on", "id"], name="activities_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(participants__isnull=True)
                | Q(beneficiaries__isnull=True)
                | Q(beneficiaries__gte=models.F("participants")),
                name="activities_beneficiaries",
                violation_error_message=_("Beneficiaries are all whom it reached: not fewer than took part."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.held_on}）"

    def clean(self) -> None:
        """A new one is held if its day has come; one that was held stays in the past."""
        if self.pk is None:
            self.state = State.HELD if self.held_on <= today() else State.PLANNED
        elif self.state == State.HELD and self.held_on > today():
            raise ValidationError({"held_on": gettext("The day lies in the future.")})
