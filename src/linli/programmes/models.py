"""Programmes as a site keeps them: versions issued by a unit, and their adoption by the units below."""

from __future__ import annotations

import json
from functools import lru_cache
from textwrap import indent
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.errors import PackErrors
from linli.programmes.language.loader import load, resolve
from linli.programmes.language.source import read
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

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions", verbose_name=_("programme"))
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    note = models.CharField(_("what changed"), max_length=400, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    # What the lint found and why it was published all the same: rule → reason.
    overrides = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("version")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programmes_version_number"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(published_at__isnull=True), name="programmes_one_draft",
                violation_error_message=_("There is a draft already: go on with that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} · {self.number}"

    @property
    def definition(self) -> Definition:
        """The typed definition.

        Raises:
            PackErrors: the text no longer fits the code (the version is broken).
        """
        return _loaded(self.text)

    @property
    def fault(self) -> str:
        """Why the version is broken, in words; empty for a sound one."""
        try:
            _loaded(self.text)
        except PackErrors as error:
            return str(error)
        return ""


@lru_cache(maxsize=256)
def _loaded(text: str) -> Definition:
    return load(text)


@lru_cache(maxsize=1024)
def _resolved(text: str, parameters: str, targets: str, extra: str) -> Definition:
    own = load_extra(extra) if extra else {}
    return resolve(load(text), json.loads(parameters), targets=json.loads(targets), obligations=own)


def load_extra(text: str) -> dict[str, Any]:
    """The obligations that a unit adds, from YAML: a mapping of names to obligations.

    Raises:
        PackErrors: it is no such mapping.
    """
    tree = read(f"obligations:\n{indent(text, '  ')}\n", "").tree
    return dict(tree.get("obligations") or {})


class Adoption(models.Model):
    """That a unit carries a programme out from a day on, with parameters, targets and obligations of its own."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="adoptions", verbose_name=_("programme"))
    version = models.ForeignKey(Version, models.PROTECT, related_name="adoptions", verbose_name=_("version"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions", verbose_name=_("unit"))
    starts = models.DateField(_("from"))
    ends = models.DateField(_("until"), default=FOREVER)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    targets = models.JSONField(_("targets"), default=dict, blank=True)
    extra = models.TextField(_("own obligations"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["programme", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "unit"], condition=Q(ends=FOREVER), name="programmes_adopted_once",
                violation_error_message=_("The unit carries this programme out already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.programme}"

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
