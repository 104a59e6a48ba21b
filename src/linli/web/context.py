"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linli.almanac import today
from linli.tree.models import Account, Unit
from linli.tree.roles import May
from linli.web.navigation import entries_for


def site(request: HttpRequest) -> dict[str, Any]:
    """Today's date, the navigation, the person's unit, and who looks at the site as whom."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"today": today(), "seen_by": None}
    return {
        "today": today(),
        "seen_by": account.seen_by,
        "main_entries": SimpleLazyObject(lambda: entries_for(request, "main")),
        "office_entries": SimpleLazyObject(lambda: entries_for(request, "office")),
        "account_entries": SimpleLazyObject(lambda: entries_for(request, "account")),
        "my_unit": SimpleLazyObject(lambda: _unit_names(account)),
    }


def _unit_names(account: Account) -> str:
    """The unit that the person works for; several by the first and their number."""
    roots = sorted({*account.reach(May.READ).roots, *account.reach(May.ADMINISTER).roots})
    names = list(Unit.objects.filter(pk__in=roots).values_list("name", flat=True)[:2])
    return "" if not names else names[0] if len(roots) == 1 else f"{names[0]} +{len(roots) - 1}"
