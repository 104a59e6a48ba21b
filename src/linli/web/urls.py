"""The addresses of the web door."""

from django.urls import include, path

from linli.web import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("account/", include("allauth.urls")),
]
