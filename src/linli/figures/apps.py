from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "linli.figures"
    verbose_name = _("figures")

    def ready(self) -> None:
        from linli.figures import marks

        marks.listen()
