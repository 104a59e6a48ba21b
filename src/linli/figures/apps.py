from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FiguresConfig(AppConfig):
    name = "linli.figures"
    verbose_name = _("figures")

    def ready(self) -> None:
        from linli.figures import marks

        marks.listen()
        # Definitions lose their meaning only with new code, which comes with a migrate.
        post_migrate.connect(_tidied, sender=self)


def _tidied(**kwargs: Any) -> None:
    from linli.figures import marks

    marks.tidy()
