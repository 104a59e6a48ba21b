"""The addresses of the pages about who answers for whom."""

from django.urls import path

from linli.screens.people import assigning, chart, groups, handover, overview

urlpatterns = [
    path("", overview.responsibility, name="responsibility"),
    path("<str:code>/", overview.coverage_page, name="coverage"),
    path("<str:code>/gaps", assigning.gaps_page, name="gaps"),
    path("<str:code>/load", overview.load_page, name="load"),
    path("<str:code>/chart", chart.chart_page, name="structure_chart"),
    path("<str:code>/chart.<slug:kind>", chart.chart_file, name="structure_chart_file"),
    path("<str:code>/hand-over", handover.handover_page, name="hand_over"),
    path("<str:code>/groups", groups.groups_page, name="groups"),
    path("<str:code>/undo/<uuid:pk>", assigning.undo_page, name="responsibility_undo"),
]
