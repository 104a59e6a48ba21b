from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammePagesConfig(AppConfig):
    name = "linli.web.programmes"
    label = "web_programmes"
    verbose_name = _("programmes")
