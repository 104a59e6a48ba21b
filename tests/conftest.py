"""Fixtures for every test. What is particular to an area stands in that area's own conftest."""

from django.conf import settings

pytest_plugins = ["tests.support.proof", "tests.support.browser", "tests.world"]

# The site serves collected, hashed files; a test takes them from where they are written.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
