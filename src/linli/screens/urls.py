"""The addresses of all pages that know one domain; the site mounts them with one line."""

from django.urls import include, path

urlpatterns = [
    path("people/", include("linli.screens.people.urls")),
    path("reports/", include("linli.screens.documents.urls")),
]
