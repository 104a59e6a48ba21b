"""The calendar feed, for programs that know nothing but its address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.duties import feed as feeds
from linli.duties.occurrences import Occurrence
from linli.duties.states import State
from linli.reports import calendars
from linli.web.work.addresses import of_occurrence


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """What is due for the person whose secret it is; a closed or wrong address is not there."""
    account = feeds.account_of(secret)
    if account is None:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        items = [due_item(one) for one in feeds.items(account)]
        host = urlsplit(settings.SITE_URL).hostname or "linli"
        body = calendars.feed(items, name=_("Linli: what is due"), host=host)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def due_item(occurrence: Occurrence) -> calendars.DueItem:
    """The entry of an occurrence."""
    number = f"（{occurrence.value_words}/{occurrence.target_words}）"
    return calendars.DueItem(
        key=occurrence.key,
        title=f"{occurrence.title} {occurrence.window.period.title}{number}",
        due=occurrence.window.due,
        note=occurrence.why,
        place=occurrence.unit.name,
        url=f"{settings.SITE_URL}{of_occurrence(occurrence)}",
        done=occurrence.state in (State.MET, State.LATE),
    )
