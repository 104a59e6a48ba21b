"""The almanac as a Django app: it has no models, only its translations."""

from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    """Lets Django find the almanac's translations."""

    name = "linli.almanac"
