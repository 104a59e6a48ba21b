from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    name = "linli.screens"
    verbose_name = _("pages of one domain")
