"""What a record is, and what the write door remembers of each write."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.almanac import now
from linli.registers.fields import Derived, EncryptedField
from linli.tree.models import Unit

_open: ContextVar[bool] = ContextVar("linli_write_door_open", default=False)


class ClosedDoor(RuntimeError):
    """Somebody tried to write a record without the write door (`linli.registers.door`)."""


@contextmanager
def opened():
    """For the write door alone: within, records may be saved."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def _demand_open() -> None:
    if not _open.get():
        raise ClosedDoor("records are written through linli.registers.door only")


class RecordQuerySet(models.QuerySet):
    """A query set that reads; the write door alone writes."""

    def update(self, **kwargs: Any) -> int:
        _demand_open()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _demand_open()
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        _demand_open()
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _demand_open()
        return super().bulk_update(*args, **kwargs)


class Guarded(models.Model):
    """A model that only the write door saves."""

    class Meta:
        abstract = True

    objects = RecordQuerySet.as_manager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        _demand_open()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _demand_open()
        return super().delete(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude=exclude)
        for column in self._meta.concrete_fields:
            value = self.__dict__.get(column.attname)
            if isinstance(value, str) and "\x00" in value:
                raise ValidationError({column.name: ProhibitNullCharactersValidator.message})
            if isinstance(column, Derived):
                setattr(self, column.attname, column.derive(self))

    def changed(self, *names: str) -> bool:
        """Whether the row is new, or one of these columns differs from what is stored."""
        if self.pk is None:
            return True
        stored = type(self)._base_manager.filter(pk=self.pk).values_list(*names).first()
        return stored != tuple(getattr(self, name) for name in names)


class Batch(models.Model):
    """Rows written together (an import, a signing event): undone as one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(_("register"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=now)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("batch")
        ordering = ["-at"]


class Record(Guarded):
    """A fact, written once: where it happened, who entered it, when, and how often it was changed since."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"), default=now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        abstract = True

    def settled(self) -> str:
        """Why nobody may remove it, or take a file away from it, any more; nothing while they may."""
        return ""


class Line(Guarded):
    """A row that belongs to a record (its foreign key named `record`) and is written with it."""

    class Meta:
        abstract = True


class Change(models.Model):
    """One write to a row that was there: who, when, by which action, and each field's old and new value.

    The beginning of a row needs no change: the row itself says who entered it and when. `before` and `after` hold
    stored values by column (encrypted ones stay encrypted); of a removed row `before` holds them all.
    """

    register = models.CharField(max_length=60)
    row = models.BigIntegerField()
    doing = models.CharField(_("action"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=now)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="changes")
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("change")
        ordering = ["-id"]
        indexes = [models.Index(fields=["register", "row", "-id"])]


class SheetJob(models.Model):
    """A sheet that the background worker reads, writes into a register, or makes; its files last a day, so does it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting its turn")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=60)
    doing = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)
    given = EncryptedField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=400, blank=True)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, related_name="+")


class Receipt(models.Model):
    """That a request with this key was carried out, so that the same form sent twice writes once."""

    key = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    register = models.CharField(max_length=60)
    row = models.BigIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="registers_receipt_once")]


class Access(models.Model):
    """That somebody read a private row, unmasked a value, or took rows out of the house."""

    class What(models.TextChoices):
        READ = "read", _("read")
        REVEAL = "reveal", _("unmasked")
        EXPORT = "export", _("exported")
        LOOK_AS = "look-as", _("looked at the site as")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=now)
    what = models.CharField(_("what"), max_length=8, choices=What)
    register = models.CharField(_("register"), max_length=60)
    row = models.BigIntegerField(_("row"), null=True)
    count = models.PositiveIntegerField(_("rows"), default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        ordering = ["-id"]
        indexes = [models.Index(fields=["register", "row"])]


class Evidence(models.Model):
    """A photo or file that shows a fact. Stored outside the web root by its digest, served only in scope."""

    register = models.CharField(max_length=60)
    row = models.BigIntegerField()
    name = models.CharField(_("file name"), max_length=160)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        indexes = [models.Index(fields=["register", "row"])]
