"""The register of manuscripts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Residents
from linli.records.publicity.models import Manuscript, State
from linli.registers.measures import count, distinct
from linli.registers.register import Register


class Manuscripts(Register):
    model = Manuscript
    columns = ["title", "kind", "author", "for_month", "filed_on", "state", "unit"]
    filters = ["unit", "to", "kind", "author", "state", "for_month", "filed_on"]
    search = ["title", "author", "text"]
    when = "for_month"
    done = "filed_on"
    known_by = ["title"]
    measures = {
        "filed": count(_("manuscripts filed"), state__in=[s for s in State if s != State.DECLINED]),
        "published": count(_("manuscripts published"), state=State.PUBLISHED),
        "authors": distinct("author", _("authors")),
    }
    example = {
        "kind": "doctor-note",
        "title": "雨天里的一次上门",
        "author": Residents,
        "text": "早上七点半，电话响了。",
        "for_month": "2026-04-01",
        "filed_on": "2026-04-28",
    }
