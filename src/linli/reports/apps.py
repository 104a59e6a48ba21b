from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "linli.reports"
    verbose_name = _("reports")

    def ready(self) -> None:
        from linli.programmes import catalogue
        from linli.reports import facts
        from linli.reports.facts import activity_week, figures, structure, submissions  # noqa: F401

        catalogue.templates |= facts.templates()
