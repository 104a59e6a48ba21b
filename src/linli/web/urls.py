"""The addresses of the web door."""

from django.urls import include, path

from linli.web import health, home, profile
from linli.web.rows import detail, doing, editing, index, listing, picking

ROWS = [
    path("", index.registers, name="registers"),
    path("<slug:register>/", listing.listing, name="rows"),
    path("<slug:register>/new", editing.new, name="row_new"),
    path("<slug:register>/pick", picking.pick, name="row_pick"),
    path("<slug:register>/removed", doing.removed, name="rows_removed"),
    path("<slug:register>/<int:pk>", detail.row, name="row"),
    path("<slug:register>/<int:pk>/edit", editing.edit, name="row_edit"),
    path("<slug:register>/<int:pk>/reveal", detail.reveal, name="row_reveal"),
    path("<slug:register>/<int:pk>/do/<slug:name>", doing.act, name="row_act"),
    path("<slug:register>/<int:pk>/remove", doing.remove, name="row_remove"),
    path("<slug:register>/<int:pk>/restore", doing.restore, name="row_restore"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("r/", include(ROWS)),
    path("me", profile.profile, name="profile"),
    path("language/", include("django.conf.urls.i18n")),
    path("health", health.health, name="health"),
    path("account/", include("allauth.urls")),
]
