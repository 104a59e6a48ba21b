"""Letting an occurrence off, with a reason; and taking that back. Both stay on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from linli.almanac import now
from linli.duties.models import Excuse
from linli.programmes.language.windows import Window
from linli.programmes.models import Adoption
from linli.tree.models import Account, Unit
from linli.tree.roles import May

if TYPE_CHECKING:
    from linli.duties.occurrences import Occurrence

LONGEST = 400


def excuse(occurrence: Occurrence, *, by: Account, reason: str) -> Excuse:
    """Let an occurrence off. Whoever supervises the unit for the issuer does that; everybody can read why.

    Raises:
        PermissionDenied: somebody else.
        ValidationError: no reason, or it is excused already.
    """
    _demand(by, occurrence)
    try:
        with transaction.atomic():
            return Excuse.objects.create(
                adoption=occurrence.adoption,
                obligation=occurrence.name,
                window=key_of(occurrence.window, occurrence.unit, occurrence.adoption),
                reason=_reason(reason),
                by=by,
            )
    except IntegrityError as error:
        raise ValidationError(_("This is excused already.")) from error


def take_back(occurrence: Occurrence, *, by: Account, reason: str) -> None:
    """The excuse no longer holds; it stays on record with the reason for that."""
    _demand(by, occurrence)
    if occurrence.excuse is None:
        raise ValidationError(_("This is not excused."))
    ended = Excuse.objects.filter(pk=occurrence.excuse.pk, ended_at__isnull=True)
    if not ended.update(ended_by=by, ended_at=now(), ended_because=_reason(reason)):
        raise ValidationError(_("This is not excused."))


def may_excuse(by: Account, occurrence: Occurrence) -> bool:
    """Whether the account supervises the unit, and for the unit that issued the programme."""
    issuer = occurrence.adoption.programme.unit
    return by.seen_by is None and by.may(May.SUPERVISE, issuer) and by.may(May.SUPERVISE, occurrence.unit)


def history(occurrence: Occurrence) -> models.QuerySet[Excuse]:
    """Every excuse that the occurrence ever had, the newest first."""
    key = key_of(occurrence.window, occurrence.unit, occurrence.adoption)
    found = Excuse.objects.filter(adoption=occurrence.adoption, obligation=occurrence.name, window=key)
    return found.select_related("by", "ended_by").order_by("-at", "-pk")


def in_force(adoptions: set[int]) -> dict[tuple[int, str, str], Excuse]:
    """The excuses that hold, by adoption, obligation and window."""
    found = Excuse.objects.filter(adoption__in=adoptions, ended_at__isnull=True).select_related("by")
    return {(one.adoption_id, one.obligation, one.window): one for one in found}


def key_of(window: Window, unit: Unit, adoption: Adoption) -> str:
    """What names the window of one unit: a unit below the adopting one adds its code."""
    return window.key if unit.pk == adoption.unit_id else f"{window.key}@{unit.code}"


def _demand(by: Account, occurrence: Occurrence) -> None:
    if not may_excuse(by, occurrence):
        raise PermissionDenied(_("Only the unit that issued the programme excuses."))


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"reason": _("Write down why.")})
    if len(text) > LONGEST:
        raise ValidationError({"reason": _("At most %(number)d characters.") % {"number": LONGEST}})
    return text
