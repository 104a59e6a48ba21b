"""Where the personal tokens stand: beside the account."""

from django.utils.translation import gettext_lazy as _

ENTRIES = [{"title": _("API tokens"), "page": "tokens", "place": "account", "order": 20}]
