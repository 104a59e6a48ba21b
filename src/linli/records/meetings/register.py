"""The register of meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Groups
from linli.records.meetings.models import Meeting
from linli.registers.measures import count, total
from linli.registers.register import Register


class Meetings(Register):
    model = Meeting
    columns = ["title", "kind", "held_on", "chair", "present", "unit"]
    filters = ["unit", "kind", "group", "held_on"]
    search = ["title", "place", "agenda", "minutes", "summary"]
    when = "held_on"
    known_by = ["title"]
    measures = {
        "held": count(_("meetings held")),
        "present": total("present", _("people present")),
    }
    example = {
        "kind": "work",
        "title": "四月工作例会",
        "held_on": "2026-04-10",
        "group": Groups,
        "present": 9,
        "minutes": "通报签约进度，布置走访工作。",
    }
