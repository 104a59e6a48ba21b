"""The register of requests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.services.models import SETTLED, Request, State
from linli.registers.measures import average, count, distinct
from linli.registers.register import Register


class Requests(Register):
    model = Request
    columns = ["subject", "kind", "household", "raised_on", "due", "assigned_to", "state", "answered_on", "unit"]
    filters = [
        "unit",
        "kind",
        "channel",
        "state",
        "raised_on",
        "due",
        "assigned_to",
        "household",
        "person",
        "rating",
        "sent_up",
    ]
    search = ["subject", "household", "person", "assigned_to"]
    when = "raised_on"
    valid = ("overdue_from", "answered_on")
    private = ["detail"]
    known_by = ["subject"]
    measures = {
        "raised": count(_("requests raised")),
        "assigned": distinct("id", _("requests with a person in charge"), assigned_to__isnull=False),
        "settled": distinct("id", _("requests answered"), done="answered_on", state__in=SETTLED),
        "answered": count(_("requests answered"), done="answered_on", state__in=SETTLED),
        "reopened": count(_("requests reopened"), reopened__gt=0),
        "overdue": count(_("requests overdue"), stock=True),
        "rated": count(_("requests rated"), state=State.RATED),
        "satisfied": count(_("requests rated as satisfactory"), rating__gte=4),
        "rating": average("rating", _("rating of answers")),
    }
    example = {
        "kind": "need",
        "subject": "行动不便，希望上门换药",
        "raised_on": "2026-05-06",
        "channel": "doctor",
        "due": "2026-05-13",
    }
