"""The addresses of the reports of programmes."""

from django.urls import path

from linli.screens.documents import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("<slug:key>/<slug:name>/<str:code>/", views.report, name="report"),
    path("<slug:key>/<slug:name>/<str:code>/file", views.file_upward, name="report_file_upward"),
    path("<slug:key>/<slug:name>/<str:code>/paper.<slug:kind>", views.report_file, name="report_file"),
]
