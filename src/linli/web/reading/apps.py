from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingPagesConfig(AppConfig):
    name = "linli.web.reading"
    label = "web_reading"
    verbose_name = _("plan reader")
