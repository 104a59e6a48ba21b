"""The addresses of the programme pages."""

from django.urls import path

from linli.web.programmes import adopting, listing, papers, reading, writing

urlpatterns = [
    path("", listing.listing, name="programmes"),
    path("begin", writing.begin, name="programme_begin"),
    path("new", writing.new, name="programme_new"),
    path("check", writing.check, name="programme_check"),
    path("schema.json", reading.schema, name="programme_schema"),
    path("<slug:key>/", reading.reading, name="programme"),
    path("<slug:key>/edit", writing.edit, name="programme_edit"),
    path("<slug:key>/publish", writing.publish, name="programme_publish"),
    path("<slug:key>/discard", writing.discard, name="programme_discard"),
    path("<slug:key>/text.yaml", reading.download, name="programme_text"),
    path("<slug:key>/paper/<str:form>", papers.paper, name="programme_paper"),
    path("<slug:key>/adopt/", adopting.adopt, name="programme_adopt"),
    path("<slug:key>/end", adopting.end, name="programme_end"),
]
