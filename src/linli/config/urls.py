"""Every address of the site: each door mounts what it finds."""

from django.urls import include, path

from linli.api.pages import tokens

urlpatterns = [
    path("api/", include("linli.api.urls")),
    path("me/tokens", tokens, name="tokens"),
    path("", include("linli.screens.urls")),
    path("", include("linli.web.urls")),
]

handler400 = "linli.web.errors.bad_request"
handler403 = "linli.web.errors.forbidden"
handler404 = "linli.web.errors.not_found"
handler500 = "linli.web.errors.server_error"
