"""Meetings: what was discussed, what was decided, who sees to it by when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Group, Person
from linli.registers.records import Line, Record


class Kind(models.TextChoices):
    """What a meeting is called for."""

    WORK = "work", _("work meeting")
    SUMMARY = "summary", _("monthly summary meeting")
    STAFF = "staff", _("meeting of all staff")
    GROUP = "group", _("meeting of a group")
    CORRESPONDENTS = "correspondents", _("correspondents' meeting")
    BRIEFING = "briefing", _("situation briefing")
    DUTY_REPORT = "duty-report", _("duty report meeting")
    TALK = "talk", _("consultation talk")
    HEARING = "hearing", _("hearing")
    REPRESENTATIVES = "representatives", _("meeting of representatives")


class Meeting(Record):
    """One meeting that was held, with its minutes."""

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("date"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("group")
    )
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("presided by")
    )
    expected = models.PositiveIntegerField(_("expected head-count"), null=True, blank=True)
    present = models.PositiveIntegerField(_("present head-count"), null=True, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("How work is going, what comes next."))

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["unit", "held_on", "kind"]),
            models.Index(fields=["held_on", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.held_on}）"

    def clean(self) -> None:
        """A meeting is recorded once it was held."""
        if self.held_on > today():
            raise ValidationError({"held_on": gettext("The day lies in the future.")})


class Attendance(Line):
    """That somebody was called to a meeting, and whether they came."""

    class Came(models.TextChoices):
        PRESENT = "present", _("came")
        LEAVE = "leave", _("on leave")
        ABSENT = "absent", _("absent")

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    came = models.CharField(_("attendance"), max_length=8, choices=Came, default=Came.PRESENT)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person"],
                name="meetings_attendance_once",
                violation_error_message=_("The person is on the list already."),
            ),
        ]


class Decision(Line):
    """What a meeting decided, who sees to it, and by when."""

    record = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=400)
    in_charge = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person in charge")
    )
    due = models.DateField(_("to be done by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
