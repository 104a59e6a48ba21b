"""The registers of contracts and visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Households, Residents
from linli.records.health.models import Contract, Visit
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
