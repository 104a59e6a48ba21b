"""What an administrator may keep: the units below their grants, and the accounts that work only there."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from linli.almanac import today
from linli.tree.models import Account, Unit
from linli.tree.roles import May


def office_page(view: Any) -> Any:
    """A page for whoever keeps units and accounts somewhere."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(request.user, Account) or not request.user.may(May.ADMINISTER):
            raise PermissionDenied(_("Only administrators keep units and accounts."))
        return view(request, *args, **kwargs)

    return guarded


def accounts_kept(by: Account) -> QuerySet[Account]:
    """The accounts that have, or had, a role within the administrator's units."""
    reach = by.reach(May.ADMINISTER)
    if reach.everywhere:
        return Account.objects.all()
    return Account.objects.filter(grants__unit__in=reach.units).distinct()


def keeps(by: Account, account: Account) -> bool:
    """Whether the administrator answers for the whole account.

    Somebody with a role outside the administrator's units as well is left to an administrator further up: a
    new password would open what lies there.
    """
    reach = by.reach(May.ADMINISTER)
    if not by.is_active or not reach.roots:
        return False
    grants = account.grants.filter(ends__gt=today()).values_list("unit_id", flat=True)
    return reach.everywhere or (
        all(reach.covers(unit) for unit in grants) and accounts_kept(by).filter(pk=account.pk).exists()
    )


def account_or_404(by: Account, pk: int) -> Account:
    """The account, if it is within the administrator's units."""
    account = accounts_kept(by).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


def unit_or_404(by: Account, pk: int) -> Unit:
    """The unit, if the administrator keeps it."""
    unit = by.reach(May.ADMINISTER).units.filter(pk=pk).first()
    if unit is None:
        raise Http404
    return unit
