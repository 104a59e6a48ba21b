"""Who is asking, and which unit about: what lies outside the person's duties is not there."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from linli.almanac import today
from linli.tree.models import Account, Dated, Span, Unit
from linli.tree.roles import May

page = login_required


def account_of(request: HttpRequest) -> Account:
    """The account that is signed in."""
    assert isinstance(request.user, Account)
    return request.user


def unit_or_404(code: str, by: Account) -> Unit:
    """The unit with the code, if its records are open to the person."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not by.may(May.READ, unit):
        raise Http404
    return unit


def may_lead(by: Account, unit: Unit) -> bool:
    """Whether the person may divide the work of the unit; nobody may while looking as somebody else."""
    return by.seen_by is None and by.may(May.LEAD, unit)


def demand_lead(by: Account, unit: Unit) -> None:
    """Refuse whoever does not divide the work of the unit.

    Raises:
        PermissionDenied: 403 with a sentence.
    """
    if not may_lead(by, unit):
        raise PermissionDenied(_("Only whoever leads the unit divides its work."))


def top_units(by: Account) -> list[Unit]:
    """The units of the person's duties that do not lie below another of them."""
    roots = by.reach(May.READ).roots
    inner = Span.objects.filter(Dated.on(today()), ancestor_id__in=roots, descendant_id__in=roots, depth__gt=0).values(
        "descendant_id"
    )
    return list(Unit.objects.filter(pk__in=roots).exclude(pk__in=inner))


def trail(unit: Unit, by: Account) -> list[Unit]:
    """The units above the unit that are open to the person, the top first."""
    return [above for above in unit.path() if above.pk != unit.pk and by.may(May.READ, above)]


def whole_number(text: str, most: int = 10**6) -> int | None:
    """A positive number from an address; nothing where none is given.

    Raises:
        BadRequest: it makes no sense.
    """
    if not text.strip():
        return None
    if not text.strip().isdecimal() or not 0 < int(text[:12]) <= most:
        raise BadRequest(_("“%(text)s” is no whole number above zero.") % {"text": text[:40]})
    return int(text)


def day_from(text: str) -> date | None:
    """A day from an address or form; nothing where none is given or it makes no sense."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None
