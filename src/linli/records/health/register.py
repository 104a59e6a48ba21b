"""The registers of contracts, visits, health records, check-ups and follow-ups."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Households, Residents
from linli.records.health.models import CheckUp, Contract, FollowUp, HealthRecord, Visit
from linli.registers.measures import count, distinct
from linli.registers.register import Register


class Contracts(Register):
    model = Contract
    columns = ["household", "doctor", "package", "signed_on", "starts", "ends", "state", "unit"]
    filters = ["unit", "household", "doctor", "package", "occasion", "state", "signed_on", "ends"]
    search = ["number", "household", "doctor"]
    when = "signed_on"
    valid = ("starts", "ends")
    known_by = ["number"]
    measures = {
        "signed": count(_("contracts signed")),
        "households": distinct("household", _("households under contract"), stock=True),
    }
    example = {
        "household": Households,
        "doctor": Residents,
        "package": "basic",
        "signed_on": "2026-01-05",
        "starts": "2026-01-05",
        "ends": "2027-01-05",
    }


class Visits(Register):
    model = Visit
    columns = ["visited_on", "contract__household", "doctor", "kind", "purpose", "unit"]
    filters = ["unit", "contract", "doctor", "kind", "purpose", "visited_on"]
    search = ["contract__household", "doctor", "note"]
    when = "visited_on"
    private = ["note"]
    measures = {
        "made": count(_("visits made")),
        "households": distinct("contract__household", _("households visited")),
        "doctors": distinct("doctor", _("doctors on visits")),
    }
    example = {"contract": Contracts, "doctor": Residents, "visited_on": "2026-03-01", "kind": "home"}


class HealthRecords(Register):
    model = HealthRecord
    columns = ["person", "risk", "conditions", "opened_on", "unit"]
    filters = ["unit", "person", "risk", "conditions", "disabled", "opened_on"]
    search = ["number", "person", "conditions"]
    when = "opened_on"
    valid = ("opened_on", "closed_on")
    private = ["*"]
    known_by = ["number"]
    measures = {
        "opened": count(_("health records opened")),
        "residents": distinct("person", _("residents with a health record"), stock=True),
    }
    example = {"person": Residents, "opened_on": "2026-03-02", "risk": "elderly", "conditions": "高血压"}


class CheckUps(Register):
    model = CheckUp
    columns = ["checked_on", "person", "kind", "systolic", "diastolic", "glucose", "remarks", "unit"]
    filters = ["unit", "person", "kind", "checked_on"]
    search = ["person", "place"]
    when = "checked_on"
    private = ["*"]
    measures = {
        "made": count(_("check-ups")),
        "residents": distinct("person", _("residents checked")),
        "pressures": distinct("person", _("residents whose blood pressure was taken"), systolic__isnull=False),
    }
    example = {"person": Residents, "checked_on": "2026-04-15", "kind": "elderly", "systolic": 128, "diastolic": 78}


class FollowUps(Register):
    model = FollowUp
    columns = ["followed_on", "person", "doctor", "way", "systolic", "diastolic", "remarks", "next_on", "unit"]
    filters = ["unit", "person", "doctor", "way", "followed_on", "next_on"]
    search = ["person", "doctor"]
    when = "followed_on"
    private = ["*"]
    measures = {
        "made": count(_("follow-ups")),
        "residents": distinct("person", _("residents followed up")),
        "pressures": distinct("person", _("residents whose blood pressure was taken"), systolic__isnull=False),
    }
    example = {
        "person": Residents,
        "doctor": Residents,
        "followed_on": "2026-04-20",
        "way": "home",
        "systolic": 132,
        "diastolic": 82,
        "next_on": "2026-07-19",
    }
