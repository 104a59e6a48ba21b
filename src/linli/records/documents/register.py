"""The register of submissions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.documents.models import COUNTED, State, Submission
from linli.registers.measures import count
from linli.registers.register import Register


class Submissions(Register):
    model = Submission
    columns = ["title", "kind", "for_date", "state", "filed_on", "receipt", "unit"]
    filters = ["unit", "to", "kind", "state", "for_date", "filed_on"]
    search = ["title", "receipt", "body"]
    when = "for_date"
    done = "filed_on"
    known_by = ["receipt", "title"]
    measures = {
        "filed": count(_("papers filed"), state__in=COUNTED),
        "accepted": count(_("papers accepted"), state=State.ACCEPTED),
    }
    example = {
        "kind": "plan",
        "title": "家庭健康医生责任制实施方案",
        "for_date": "2026-04-20",
        "body": "一、总体要求",
    }
