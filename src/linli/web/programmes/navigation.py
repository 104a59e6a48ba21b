"""Where programmes stand in the navigation."""

from django.utils.translation import gettext_lazy as _

ENTRIES = [
    {"title": _("Programmes"), "page": "programmes", "place": "main", "order": 60, "may": "author", "icon": "plan"}
]
