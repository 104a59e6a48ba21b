"""The addresses of the web door."""

from django.urls import include, path

from linli.web import health, profile
from linli.web.office import access_log, accounts, looking, units
from linli.web.rows import detail, doing, editing, evidence, index, jobs, listing, picking, sheets

ROWS = [
    path("", index.registers, name="registers"),
    path("<slug:register>/", listing.listing, name="rows"),
    path("<slug:register>/new", editing.new, name="row_new"),
    path("<slug:register>/pick", picking.pick, name="row_pick"),
    path("<slug:register>/removed", doing.removed, name="rows_removed"),
    path("<slug:register>/export.<slug:kind>", sheets.export, name="rows_export"),
    path("<slug:register>/template.xlsx", sheets.template, name="rows_template"),
    path("<slug:register>/import", sheets.bring, name="rows_import"),
    path("<slug:register>/jobs/<uuid:pk>", jobs.job, name="sheet_job"),
    path("<slug:register>/jobs/<uuid:pk>/file", jobs.made, name="sheet_job_file"),
    path("<slug:register>/imports", sheets.batches, name="batches"),
    path("<slug:register>/imports/<uuid:pk>", sheets.batch, name="batch"),
    path("<slug:register>/imports/<uuid:pk>/undo", sheets.undo, name="batch_undo"),
    path("<slug:register>/<int:pk>", detail.row, name="row"),
    path("<slug:register>/<int:pk>/edit", editing.edit, name="row_edit"),
    path("<slug:register>/<int:pk>/reveal", detail.reveal, name="row_reveal"),
    path("<slug:register>/<int:pk>/do/<slug:name>", doing.act, name="row_act"),
    path("<slug:register>/<int:pk>/evidence", evidence.bring, name="row_evidence"),
    path(
        "<slug:register>/<int:pk>/evidence/<int:evidence>/away", evidence.take_away, name="row_evidence_away"
    ),
    path("<slug:register>/<int:pk>/remove", doing.remove, name="row_remove"),
    path("<slug:register>/<int:pk>/restore", doing.restore, name="row_restore"),
]

OFFICE = [
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/new", accounts.new, name="account_new"),
    path("accounts/<int:pk>", accounts.account, name="account"),
    path("accounts/<int:pk>/password", accounts.password, name="account_password"),
    path("accounts/<int:pk>/grant", accounts.grant, name="account_grant"),
    path("accounts/<int:pk>/grant/<int:grant_pk>/end", accounts.end_grant, name="account_grant_end"),
    path("accounts/<int:pk>/look", looking.start, name="look_as"),
    path("stop-looking", looking.stop, name="look_as_stop"),
    path("units", units.units, name="units"),
    path("units/<int:pk>", units.unit, name="unit"),
    path("access", access_log.access_log, name="access_log"),
]

urlpatterns = [
    path("", include("linli.web.work.urls")),
    path("r/", include(ROWS)),
    path("evidence/<int:pk>", evidence.show, name="evidence"),
    path("evidence/<int:pk>/small", evidence.show, {"small": True}, name="evidence_small"),
    path("office/", include(OFFICE)),
    path("programmes/read/", include("linli.web.reading.urls")),
    path("programmes/", include("linli.web.programmes.urls")),
    path("me", profile.profile, name="profile"),
    path("language/", include("django.conf.urls.i18n")),
    path("health", health.health, name="health"),
    path("account/", include("allauth.urls")),
]
