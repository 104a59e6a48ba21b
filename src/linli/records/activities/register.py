"""The register of activities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.activities.models import Activity, State
from linli.registers.measures import count, distinct, total
from linli.registers.register import Register


class Activities(Register):
    model = Activity
    columns = ["title", "held_on", "form", "topic", "community", "participants", "state", "unit"]
    filters = [
        "unit",
        "held_on",
        "state",
        "field",
        "form",
        "topic",
        "theme",
        "day",
        "campaign",
        "audience",
        "level",
        "community",
    ]
    search = ["title", "topic", "theme", "campaign", "place", "partners", "summary"]
    when = "held_on"
    known_by = ["title"]
    measures = {
        "held": count(_("activities held"), state=State.HELD),
        "planned": count(_("activities planned or held"), state__in=[State.PLANNED, State.HELD]),
        "participants": total("participants", _("participants in activities"), state=State.HELD),
        "beneficiaries": total("beneficiaries", _("beneficiaries of activities"), state=State.HELD),
        "communities": distinct("community", _("communities with activities"), state=State.HELD),
        "good": count(
            _("activities that meet all five criteria"),
            state=State.HELD,
            focused=True,
            distinctive=True,
            rich=True,
            lively=True,
            inventive=True,
        ),
    }
    example = {
        "title": "家庭医生进社区健康宣教",
        "held_on": "2026-05-08",
        "field": "health",
        "form": "health-education",
        "topic": "高血压防治、家庭急救",
        "campaign": "责任制工程活动周",
        "participants": 46,
    }
