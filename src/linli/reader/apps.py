"""The reader as a Django app: its translations, and the plans that were read."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReaderConfig(AppConfig):
    """Lets Django find the reader's models and translations."""

    name = "linli.reader"
    verbose_name = _("plan reader")
