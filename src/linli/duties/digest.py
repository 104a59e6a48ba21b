"""The daily digest by e-mail, for those who asked for it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from linli.almanac import is_workday, now
from linli.duties.models import Reminder
from linli.duties.occurrences import Occurrence
from linli.duties.worklist import Worklist, worklist

HOUR = 8
LISTED = 20

logger = logging.getLogger(__name__)


def send_due(moment: datetime | None = None) -> int:
    """Send the day's digests, each once, on workdays from eight o'clock on; how many were sent."""
    moment = moment or now()
    day = moment.date()
    if moment.hour < HOUR or not is_workday(day):
        return 0
    sent = 0
    unsent = Q(mailed_on__isnull=True) | Q(mailed_on__lt=day)
    waiting = Reminder.objects.filter(unsent, daily_mail=True, account__is_active=True)
    for reminder in waiting.exclude(account__email="").select_related("account"):
        # Claimed before it is sent, so that two timers at once send one mail.
        if not Reminder.objects.filter(unsent, pk=reminder.pk).update(mailed_on=day):
            continue
        work = worklist(reminder.account)
        if not work.count:
            continue
        try:
            with translation.override(settings.LANGUAGE_CODE):
                send_mail(_subject(work), text(work), settings.DEFAULT_FROM_EMAIL, [reminder.account.email])
            sent += 1
        except OSError:
            logger.exception("a digest could not be sent", extra={"account": reminder.account_id})
            Reminder.objects.filter(pk=reminder.pk).update(mailed_on=reminder.mailed_on)
    return sent


def text(work: Worklist) -> str:
    """The digest as plain text: what is late, what is due, for which unit; no personal data."""
    lines = []
    for heading, found in ((_("Late"), work.late), (_("Due"), work.due)):
        if not found:
            continue
        lines += [f"{heading}（{len(found)}）", *map(_line, found[:LISTED])]
        if len(found) > LISTED:
            lines.append(_("… and %(count)d more") % {"count": len(found) - LISTED})
        lines.append("")
    return "\n".join([*lines, settings.SITE_URL])


def _line(occurrence: Occurrence) -> str:
    return (
        f"- {occurrence.window.due:%m-%d} {occurrence.unit} {occurrence.title}："
        f"{occurrence.value_words} / {occurrence.target_words}（{occurrence.days_in_words}）"
    )


def _subject(work: Worklist) -> str:
    return _("Linli: %(late)d late, %(due)d due") % {"late": len(work.late), "due": len(work.due)}
