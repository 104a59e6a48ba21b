"""Programmes as a site keeps them: versions issued by a unit, and their adoption by the units below."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.errors import PackErrors
from linli.programmes.own import resolved, usable
from linli.tree.models import FOREVER, Unit


class Programme(models.Model):
    """A plan that a unit issues, in as many versions as it needs."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programmes", verbose_name=_("issued by"))

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def current(self) -> Version | None:
        """The version published last."""
        return self.versions.filter(published_at__isnull=False).order_by("-number").first()

    def draft(self) -> Version | None:
        """The version being written, if there is one."""
        return self.versions.filter(published_at__isnull=True).order_by("-number").first()


class Version(models.Model):
    """One text of a programme. A published version never changes."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="versions", verbose_name=_("programme")
    )
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    note = models.CharField(_("what changed"), max_length=400, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    # Why it was published in spite of what the lint found: rule → reason.
    overrides = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_version_number"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(published_at__isnull=True),
                name="programmes_one_draft",
                violation_error_message=_("There is a draft already: go on with that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.number}"

    @property
    def definition(self) -> Definition:
        """The typed definition.

        Raises:
            PackErrors: the version is broken: no programme, or it names what this site does not have.
        """
        return _usable(self.text)

    @property
    def fault(self) -> str:
        """Why the version is broken, in words; empty for a sound one."""
        try:
            _usable(self.text)
        except PackErrors as error:
            return str(error)
        return ""

    @property
    def stamp(self) -> str:
        """What tells this text from any other."""
        return stamp(self.text)


def stamp(text: str) -> str:
    """A short name for a text, by which an author says which one the work began with."""
    return sha256(text.encode()).hexdigest()[:16]


_usable = lru_cache(maxsize=256)(usable)


@lru_cache(maxsize=1024)
def _resolved(text: str, parameters: str, targets: str, extra: str) -> Definition:
    return resolved(text, json.loads(parameters), json.loads(targets), extra)


class Adoption(models.Model):
    """That a unit carries a programme out from a day on, with its own numbers and obligations."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="adoptions", verbose_name=_("programme")
    )
    version = models.ForeignKey(Version, models.PROTECT, related_name="adoptions", verbose_name=_("version"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name=_("unit"))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), default=FOREVER)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    targets = models.JSONField(_("targets"), default=dict, blank=True)
    extra = models.TextField(_("own obligations"), blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=400, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["programme", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "unit"],
                condition=Q(ends=FOREVER),
                name="programmes_adopted_once",
                violation_error_message=_("The unit carries this programme out already."),
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")),
                name="programmes_adoption_span",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.programme}"

    @property
    def running(self) -> bool:
        """Whether the unit carries the programme out today."""
        return self.starts <= today() < self.ends

    @property
    def stamp(self) -> str:
        """What tells these numbers from any others of the unit."""
        return stamp(json.dumps([str(self.starts), self.parameters, self.targets, self.extra], sort_keys=True))

    @property
    def open_ended(self) -> bool:
        """Whether no end has been set."""
        return self.ends == FOREVER

    @property
    def fault(self) -> str:
        """Why it cannot be used, in words; empty for a sound one."""
        try:
            _ = self.definition
        except PackErrors as error:
            return str(error)
        return ""

    @property
    def definition(self) -> Definition:
        """The programme with the unit's own parameters, targets and obligations.

        Raises:
            PackErrors: the version is broken, or the unit's own numbers no longer fit it.
        """
        return _resolved(
            self.version.text,
            json.dumps(self.parameters, sort_keys=True),
            json.dumps(self.targets, sort_keys=True),
            self.extra,
        )
