"""Training: courses, their lessons, the roll-call before and after each, and what became of absences."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.models import Group, Person
from linli.registers.fields import TagsField
from linli.registers.records import Line, Record


class CourseKind(models.TextChoices):
    """What kind of education a course is."""

    POST = "post", _("post training")
    STAFF = "staff", _("staff development")
    ADULT = "adult", _("adult education")
    ELDERLY = "elderly", _("education of the elderly")
    CHILDREN = "children", _("children's training")
    COMMUNITY = "community", _("community education")
    DEGREE = "degree", _("degree education")


class Purpose(models.TextChoices):
    """Which purpose of community education a course serves."""

    QUALITY = "quality", _("raise the quality of members")
    MORALS = "morals", _("better the moral environment")
    BUILDING = "building", _("promote community building")
    LIFE = "life", _("improve the quality of life")


class Course(Record):
    """A course or class: lessons that belong together. Units below may send people."""

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=CourseKind, default=CourseKind.POST)
    purpose = models.CharField(_("purpose served"), max_length=8, choices=Purpose, blank=True)
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    manager = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course manager")
    )
    places = models.PositiveIntegerField(_("planned places"), null=True, blank=True)
    subjects = TagsField(
        _("subjects to cover"),
        max_length=400,
        blank=True,
        help_text=_("What its lessons must cover; several with “、”."),
    )
    aims = models.TextField(_("aims and plan"), blank=True)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        indexes = [models.Index(fields=["unit", "starts"], name="training_course_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="training_course_span",
                violation_error_message=_("The last day comes after the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Kind(models.TextChoices):
    """How a lesson teaches."""

    THEORY = "theory", _("theory")
    PRACTICE = "practice", _("practical exercise")
    LECTURE = "lecture", _("special lecture")
    DISCUSSION = "discussion", _("discussion and exchange")
    REFLECTION = "reflection", _("summary and reflection")
    STUDY = "study", _("collective study")
    VIEWING = "viewing", _("collective viewing")
    COACHING = "coaching", _("coaching in a small group")
    EXAM = "exam", _("examination")


class Mode(models.TextChoices):
    """Where people are trained."""

    INTERNAL = "internal", _("in the unit")
    EXTERNAL = "external", _("sent outside")
    BASE = "base", _("at a base")
    ON_SITE = "on-site", _("on site, brought to the door")


class Slot(models.TextChoices):
    """When in the day."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    EVENING = "evening", _("evening")
    DAY = "day", _("whole day")


class State(models.TextChoices):
    """What has become of a lesson."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")


class Training(Record):
    """One lesson. Entered before its day it belongs to the training plan, entered afterwards it was held."""

    title = models.CharField(_("title"), max_length=120)
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="lessons", verbose_name=_("course")
    )
    held_on = models.DateField(_("date"))
    slot = models.CharField(_("time of day"), max_length=9, choices=Slot, default=Slot.AFTERNOON)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LECTURE)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.INTERNAL)
    topic = TagsField(
        _("items covered"), max_length=400, blank=True, help_text=_("As the plan calls them; several with “、”.")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="trainings", verbose_name=_("for the group")
    )
    place = models.CharField(_("place"), max_length=80, blank=True)
    lecturer = models.CharField(_("lecturer"), max_length=40, blank=True)
    lecturer_from = models.CharField(_("lecturer comes from"), max_length=80, blank=True)
    days = models.DecimalField(
        _("training days"), max_digits=4, decimal_places=1, default="0.5", validators=[MinValueValidator(0)]
    )
    hours = models.DecimalField(
        _("hours"), max_digits=4, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    present = models.PositiveIntegerField(
        _("present head-count"), null=True, blank=True, help_text=_("Where nobody is called by name.")
    )
    summary = models.TextField(_("summary"), blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED, editable=False)
    cancelled_because = models.CharField(_("cancelled because"), max_length=400, blank=True, editable=False)
    roll_closed_on = models.DateField(_("roll-call closed on"), null=True, editable=False)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        indexes = [
            models.Index(fields=["unit", "held_on", "state"], name="training_unit"),
            models.Index(fields=["held_on", "id"], name="training_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.held_on}）"

    def clean(self) -> None:
        """A new one is held if its day has come; neither a course nor a lecturer is at two places at once."""
        if self.pk is None:
            self.state = State.HELD if self.held_on <= today() else State.PLANNED
        elif self.state == State.HELD and self.held_on > today():
            raise ValidationError({"held_on": gettext("The day lies in the future.")})
        if self.course is not None and not self.course.starts <= self.held_on <= self.course.ends:
            raise ValidationError(
                {
                    "held_on": gettext("The course runs from %(starts)s to %(ends)s.")
                    % {"starts": self.course.starts, "ends": self.course.ends}
                }
            )
        if self.state != State.CANCELLED and self.changed("held_on", "slot", "course_id", "lecturer"):
            self._find_clash()

    def _find_clash(self) -> None:
        same = Q(course_id=self.course_id, unit_id=self.unit_id) if self.course_id else Q()
        same |= Q(lecturer=self.lecturer, lecturer_from=self.lecturer_from) if self.lecturer else Q()
        if not same:
            return
        others = Training.objects.filter(same, held_on=self.held_on).exclude(pk=self.pk)
        others = others.exclude(state=State.CANCELLED)
        if self.slot != Slot.DAY:
            others = others.filter(slot__in=[self.slot, Slot.DAY])
        if other := others.first():
            raise ValidationError({"slot": gettext("At this time there is “%(other)s” already.") % {"other": other}})


class Came(models.TextChoices):
    """What the two roll-calls say of somebody."""

    PRESENT = "present", _("present")
    LATE = "late", _("late")
    LEFT_EARLY = "left-early", _("left early")
    LEAVE = "leave", _("on leave")
    ABSENT = "absent", _("missed the lesson")


THERE = (Came.PRESENT, Came.LATE, Came.LEFT_EARLY)


class Attendance(Line):
    """Somebody on the list of a lesson, called before and after it."""

    record = models.ForeignKey(Training, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    before = models.BooleanField(_("there before the lesson"), default=True)
    after = models.BooleanField(_("there after the lesson"), default=True)
    on_leave = models.BooleanField(_("on leave"), default=False)
    came = models.CharField(_("presence"), max_length=10, choices=Came, default=Came.PRESENT, editable=False)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("roll-call")
        constraints = [
            models.UniqueConstraint(
                fields=["record", "person"],
                name="training_attendance_once",
                violation_error_message=_("The person is on the list already."),
            ),
        ]

    def clean(self) -> None:
        """The two calls together say whether somebody came."""
        missing = Came.LEAVE if self.on_leave else Came.ABSENT
        self.came = {
            (True, True): Came.PRESENT,
            (False, True): Came.LATE,
            (True, False): Came.LEFT_EARLY,
            (False, False): missing,
        }[self.before, self.after]


class Reason(models.TextChoices):
    """Why somebody was missing."""

    LEAVE = "leave", _("leave was granted")
    SICK = "sick", _("ill")
    DUTY = "duty", _("other work duty")
    FAMILY = "family", _("family matter")
    NONE = "none", _("no good reason")


class Verdict(models.TextChoices):
    """Whether the reason of an absence is known, and good."""

    OPEN = "open", _("reason not yet asked")
    EXCUSED = "excused", _("excused")
    UNEXCUSED = "unexcused", _("without good reason")


class Absence(Record):
    """That somebody missed a lesson, came late or left early, and why."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="absences", verbose_name=_("training"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name=_("person"))
    missed_on = models.DateField(_("date"))
    how = models.CharField(_("what was missed"), max_length=10, choices=Came, default=Came.ABSENT)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict, default=Verdict.OPEN, editable=False)
    reason = models.CharField(_("reason"), max_length=6, choices=Reason, blank=True, editable=False)
    explanation = models.CharField(_("explanation"), max_length=400, blank=True, editable=False)
    explained_on = models.DateField(_("explained on"), null=True, editable=False)
    cared_on = models.DateField(_("called on while ill"), null=True, editable=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [
            models.Index(fields=["unit", "missed_on", "verdict"], name="training_absence_unit"),
            models.Index(fields=["person", "missed_on"], name="training_absence_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                name="training_absence_once",
                violation_error_message=_("This absence is noted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.training} · {self.get_how_display()}"

    def clean(self) -> None:
        """An absence is of the day of its lesson, which has been held."""
        if self.training.state != State.HELD:
            raise ValidationError({"training": gettext("This training has not been held.")})
        if self.missed_on != self.training.held_on:
            raise ValidationError(
                {"missed_on": gettext("The training was on %(day)s.") % {"day": self.training.held_on}}
            )
        if self.how == Came.PRESENT:
            raise ValidationError({"how": gettext("Whoever was present missed nothing.")})
