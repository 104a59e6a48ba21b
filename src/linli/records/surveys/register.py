"""The registers of questionnaires, drawn households, answer sheets and results."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Households
from linli.records.surveys.models import Drawn, Questionnaire, Result, Sheet
from linli.registers.measures import count, distinct, total
from linli.registers.register import Register


class Questionnaires(Register):
    model = Questionnaire
    columns = ["title", "opens", "closes", "anonymous", "state", "unit"]
    filters = ["unit", "state", "anonymous", "opens"]
    search = ["title", "introduction"]
    when = "opens"
    known_by = ["title"]
    shared = "below"
    measures = {"opened": count(_("questionnaires"))}
    example = {"title": "家庭医生知晓率问卷", "opens": "2026-05-01", "closes": "2026-05-31"}


class DrawnHouseholds(Register):
    model = Drawn
    columns = ["place", "household", "questionnaire", "reached", "number", "drawn_on", "unit"]
    filters = ["unit", "questionnaire", "reached", "number", "drawn_on"]
    search = ["household", "number"]
    when = "drawn_on"
    shared = "serving"
    measures = {
        "drawn": count(_("households drawn")),
        "reached": count(_("drawn households that have answered"), reached=Drawn.Reached.ANSWERED),
    }
    example = {"questionnaire": Questionnaires, "household": Households, "number": "20260508-3141",
               "place": 1, "drawn_on": "2026-05-08"}  # fmt: skip


class Sheets(Register):
    model = Sheet
    columns = ["household", "questionnaire", "answered_on", "channel", "unit"]
    filters = ["unit", "questionnaire", "household", "channel", "answered_on"]
    search = ["household", "questionnaire"]
    when = "answered_on"
    shared = "serving"
    measures = {
        "answered": count(_("answer sheets")),
        "households": distinct("household", _("households that have answered")),
    }
    example = {
        "questionnaire": Questionnaires,
        "household": Households,
        "answered_on": "2026-05-16",
        "channel": "phone",
    }


class Surveys(Register):
    model = Result
    columns = ["topic", "held_on", "answered", "aware", "low", "high", "questionnaire", "unit"]
    filters = ["unit", "topic", "questionnaire", "held_on"]
    search = ["questionnaire"]
    when = "held_on"
    shared = "serving"
    measures = {
        "answered": total("answered", _("people asked")),
        "aware": total("aware", _("people aware")),
        "held": count(_("survey results")),
    }
    example = {"topic": "family-doctor", "held_on": "2026-05-18", "answered": 50, "aware": 43}
