"""Every address of the site: each door mounts what it finds."""

from django.urls import include, path

urlpatterns = [path("", include("linli.web.urls"))]
