from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreeConfig(AppConfig):
    name = "linli.tree"
    verbose_name = _("organisation")
