"""Where the pages of one domain stand in the navigation."""

from django.utils.translation import gettext_lazy as _

ENTRIES = [
    {
        "title": _("Responsibility"),
        "page": "responsibility",
        "order": 50,
        "may": "read",
        "icon": "person",
        "under": "/people/",
    },
    {
        "title": _("Reports"),
        "page": "reports",
        "order": 55,
        "may": "read",
        "icon": "report",
        "under": "/reports/",
    },
]
