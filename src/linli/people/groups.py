"""Groups, their posts, who holds them, and what somebody must bring along for it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people.persons import Person
from linli.registers.records import Record
from linli.registers.spans import NoOverlap, SinceField, UntilField
from linli.tree.models import Dated


class Group(Record):
    """A body of people within a unit."""

    class Kind(models.TextChoices):
        LEADING = "leading", _("leading group")
        WORKING = "working", _("working group")
        TEAM = "team", _("responsibility team")
        COMMITTEE = "committee", _("committee")
        VOLUNTEERS = "volunteers", _("volunteer team")
        TEACHERS = "teachers", _("teaching team")
        CORRESPONDENTS = "correspondents", _("correspondents")
        CLUB = "club", _("club")

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    planned = models.PositiveIntegerField(_("planned head-count"), null=True, blank=True)
    task = models.TextField(_("task"), blank=True)
    starts = SinceField(_("founded"))
    ends = UntilField(_("dissolved"))

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        indexes = [models.Index(fields=["unit", "kind"])]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="people_group_name",
                violation_error_message=_("The unit has a group of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Skill(models.TextChoices):
    """What qualifications are for."""

    GP_TRAINING = "gp-training", _("general-practice post training")
    PHYSICIAN = "physician", _("practising physician")
    NURSE = "nurse", _("registered nurse")
    PUBLIC_HEALTH = "public-health", _("public health physician")
    TEACHER = "teacher", _("teacher")
    SOCIAL_WORKER = "social-worker", _("social worker")
    MEDIATOR = "mediator", _("people's mediator")
    HEALTH_EDUCATOR = "health-educator", _("health educator")


class Post(Record):
    """One seat, in a group or in the unit itself, with the rule that says who may take it."""

    title = models.CharField(_("name of the post"), max_length=60)
    code = models.SlugField(
        _("code"), max_length=40, db_index=False, help_text=_("The name that programmes use.")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("group")
    )
    holder = models.SlugField(
        _("holder of"),
        max_length=40,
        blank=True,
        db_index=False,
        help_text=_("Code of the post in the unit whose holder alone may take this one."),
    )
    prefers = models.CharField(
        _("preferred qualification"),
        max_length=16,
        choices=Skill,
        blank=True,
        help_text=_("Somebody without it needs a written reason."),
    )
    duties = models.TextField(_("duties"), blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["unit", "code"])]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A post stands in a group of its own unit."""
        if self.group is not None and self.group.unit_id != self.unit_id:
            raise ValidationError({"group": gettext("The group belongs to another unit.")})


class Qualification(Record):
    """What somebody has learnt or may do, with its certificate."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="qualifications", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Skill)
    obtained_on = models.DateField(_("obtained on"))
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    ends = UntilField(_("valid until"))

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")
        indexes = [models.Index(fields=["person", "kind"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(obtained_on__lt=models.F("ends")),
                name="people_qualification_span",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}"


class Assignment(Record):
    """That a person holds a post, or works in a role, for a span of days."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name=_("person"))
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("post")
    )
    role = models.CharField(
        _("role"), max_length=40, blank=True, help_text=_("Where there is no post: member, doctor …")
    )
    group = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name=_("group")
    )
    duties = models.CharField(_("division of work"), max_length=200, blank=True)
    starts = models.DateField(_("from"))
    ends = UntilField(_("until"))
    exception_reason = models.CharField(
        _("reason for an exception"),
        max_length=400,
        blank=True,
        help_text=_("Why the person takes the post without the preferred qualification."),
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        indexes = [
            models.Index(fields=["person", "starts"], name="people_assignment_person"),
            models.Index(fields=["unit", "starts"], name="people_assignment_unit"),
        ]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(post__isnull=False) | ~Q(role=""),
                name="people_assignment_post_or_role",
                violation_error_message=_("Name a post or a role."),
            ),
            NoOverlap(
                fields=["post"],
                name="people_post_once",
                violation_error_message=_("The post is held by somebody else then: %(other)s."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.post or self.role}"

    def clean(self) -> None:
        """The person fits the post, or a reason says why they take it all the same."""
        if self.post is None:
            if self.group is not None and self.group.unit_id != self.unit_id:
                raise ValidationError({"group": gettext("The group belongs to another unit.")})
            return
        if self.post.unit_id != self.unit_id:
            raise ValidationError({"post": gettext("The post belongs to another unit.")})
        self.group = self.post.group
        if not self.changed("person_id", "post_id", "starts", "exception_reason"):
            return
        if self.post.holder and not self._holds(self.post.holder):
            raise ValidationError(
                {
                    "person": gettext(
                        "“%(post)s” goes to the holder of “%(holder)s”, and %(person)s does not hold it."
                    )
                    % {"post": self.post, "holder": self._title_of(self.post.holder), "person": self.person}
                }
            )
        if self.post.prefers and not self.exception_reason and not self._qualified(self.post.prefers):
            raise ValidationError(
                {
                    "exception_reason": gettext(
                        "%(person)s has no “%(skill)s” on record. Enter the qualification, or write "
                        "down why the post goes to them without it."
                    )
                    % {"person": self.person, "skill": self.post.get_prefers_display()}
                }
            )

    def _holds(self, code: str) -> bool:
        held = Assignment.objects.filter(Dated.on(self.starts), person=self.person, unit_id=self.unit_id)
        return held.filter(post__code=code).exists()

    def _title_of(self, code: str) -> str:
        post = Post.objects.filter(unit_id=self.unit_id, code=code).first()
        return post.title if post else code

    def _qualified(self, skill: str) -> bool:
        return self.person.qualifications.filter(
            kind=skill, obtained_on__lte=self.starts, ends__gt=self.starts
        ).exists()
