from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "linli.web"
    verbose_name = _("pages")

    def ready(self) -> None:
        from linli.web import navigation

        navigation.gather()
