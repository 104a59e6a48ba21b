"""What duties remember; everything else about an occurrence is computed from the facts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.almanac import now
from linli.programmes.models import Adoption


class Excuse(models.Model):
    """That a superior lets one occurrence off, with the reason. It can be taken back."""

    adoption = models.ForeignKey(Adoption, models.PROTECT, related_name="excuses", verbose_name=_("adoption"))
    obligation = models.CharField(_("obligation"), max_length=80)
    window = models.CharField(_("window"), max_length=240)
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("taken back by")
    )
    ended_at = models.DateTimeField(_("taken back"), null=True)
    ended_because = models.CharField(_("taken back because"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("excuse")
        verbose_name_plural = _("excuses")
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "obligation", "window"],
                condition=models.Q(ended_at__isnull=True),
                name="duties_excused_once",
                violation_error_message=_("This is excused already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.adoption} · {self.obligation} · {self.window}"


class Reminder(models.Model):
    """How a person wants to be reminded, and when that was done last."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder")
    daily_mail = models.BooleanField(_("daily e-mail"), default=False)
    mailed_on = models.DateField(null=True)
    # The feed's address holds this secret; a calendar program cannot sign in.
    feed_digest = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("reminder")

    def __str__(self) -> str:
        return str(self.account)
