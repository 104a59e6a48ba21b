"""Finding programmes and units through the person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from linli.programmes import office
from linli.programmes.models import Programme
from linli.tree.models import Account, Unit
from linli.tree.roles import May


def programme_or_404(key: str, by: Account) -> Programme:
    """The programme, if it concerns the account."""
    found = office.visible(by).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def writes(by: Account, programme: Programme) -> bool:
    """Whether the account may write the programme."""
    return by.seen_by is None and by.may(May.AUTHOR, programme.unit_id)


def demand_writing(by: Account, programme: Programme) -> None:
    """Refuse an account that sees the programme and may not write it."""
    if not writes(by, programme):
        raise PermissionDenied(_("You write no programmes at %(unit)s.") % {"unit": programme.unit})


def author_units(by: Account) -> list[Unit]:
    """The units for which the account writes programmes: where it holds the role, the lowest first."""
    if by.seen_by is not None:
        return []
    roots = Unit.objects.filter(pk__in=by.reach(May.AUTHOR).roots)
    return sorted(roots, key=lambda unit: (-unit.path().count(), unit.code))


def unit_or_404(text: str, by: Account) -> Unit:
    """The unit of that number, if it lies within the account's duties."""
    found = by.reach(May.READ).units.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    if found is None:
        raise Http404
    return found


def adopting_units(by: Account, programme: Programme) -> list[Unit]:
    """The units for which the account could adopt the programme or change its numbers."""
    if by.seen_by is not None:
        return []
    mine = by.reach(May.AUTHOR).units.values("pk")
    return list(office.eligible(programme).filter(pk__in=mine).order_by("code"))
