"""The addresses of the pages about duties."""

from django.urls import path

from linli.web.work import boards, explaining, feed, matrix, progress, reminders, today, units

urlpatterns = [
    path("", today.today_page, name="home"),
    path("progress/", progress.progress, name="progress"),
    path("board/", boards.boards, name="boards"),
    path("board/<slug:key>/", boards.board_page, name="board"),
    path("board/<slug:key>/submissions/", matrix.submissions_page, name="submissions"),
    path("board/<slug:key>/submissions.<slug:kind>", matrix.export, name="submissions_export"),
    path("units/<str:code>/", units.unit_page, name="unit_page"),
    path("explain/<int:adoption>/<str:name>/<path:window>/excuse", explaining.excuse_it, name="excuse"),
    path("explain/<int:adoption>/<str:name>/<path:window>/", explaining.occurrence_page, name="occurrence"),
    path("figure/<slug:key>/<str:name>/<str:code>/", explaining.indicator_page, name="figure"),
    path("feed/<str:secret>.ics", feed.calendar, name="feed"),
    path("reminders/", reminders.reminders, name="reminders"),
]
