"""The reader as a Django app: it has no models, only its translations."""

from django.apps import AppConfig


class ReaderConfig(AppConfig):
    """Lets Django find the reader's translations."""

    name = "linli.reader"
