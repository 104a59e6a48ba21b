"""Where the pages about duties stand in the navigation."""

from django.utils.translation import gettext_lazy as _

ENTRIES = [
    {"title": _("Progress"), "page": "progress", "order": 30, "may": "write", "icon": "check"},
    {"title": _("Board"), "page": "boards", "order": 40, "may": "read", "icon": "board", "under": "/board/"},
]
