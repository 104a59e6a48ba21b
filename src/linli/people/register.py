"""The registers of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.models import Assignment, Group, Household, Person, Post, Qualification, Responsibility
from linli.registers.measures import count, distinct
from linli.registers.register import Register


class Households(Register):
    model = Household
    columns = ["number", "address", "building", "room", "care", "unit"]
    filters = ["unit", "building", "care", "starts", "ends"]
    search = ["number", "address", "building", "room"]
    valid = ("starts", "ends")
    known_by = ["number"]
    shared = "serving"
    measures = {"living": count(_("households"), stock=True)}
    example = {"number": "0001", "address": "翠湖路12号", "building": "3幢", "room": "501室"}


class Residents(Register):
    model = Person
    columns = ["name", "sex", "born", "phone", "household", "relation", "unit"]
    filters = ["unit", "sex", "born", "resident", "household", "health_group", "standing"]
    search = ["name", "phone", "id_number", "strengths"]
    valid = ("starts", "ends")
    private = ["id_number", "phone", "health_group", "standing"]
    known_by = ["id_number", "phone", "name"]
    shared = "serving"
    measures = {
        "living": count(_("residents"), stock=True, resident=True),
        "working": count(_("staff"), stock=True, resident=False),
    }
    example = {"name": "陈春梅", "sex": "female", "born": "1958-03-08", "phone": "13800000001"}


class Groups(Register):
    model = Group
    columns = ["name", "kind", "planned", "unit"]
    filters = ["unit", "kind", "starts"]
    search = ["name", "task"]
    valid = ("starts", "ends")
    known_by = ["name"]
    measures = {"formed": count(_("groups"), stock=True)}
    example = {"name": "家庭医生工作小组", "kind": "working", "planned": 5}


class Posts(Register):
    model = Post
    columns = ["title", "code", "group", "holder", "prefers", "unit"]
    filters = ["unit", "group", "code", "prefers"]
    search = ["title", "code", "duties"]
    known_by = ["code", "title"]
    example = {"title": "组长", "code": "head", "group": Groups}


class Qualifications(Register):
    model = Qualification
    columns = ["person", "kind", "obtained_on", "ends", "certificate", "unit"]
    filters = ["unit", "person", "kind", "obtained_on"]
    search = ["person", "certificate"]
    when = "obtained_on"
    valid = ("obtained_on", "ends")
    measures = {
        "obtained": count(_("qualifications obtained")),
        "people": distinct("person", _("people qualified"), stock=True),
    }
    example = {"person": Residents, "kind": "gp-training", "obtained_on": "2025-09-01"}


class Assignments(Register):
    model = Assignment
    columns = ["person", "post", "role", "group", "starts", "ends", "unit"]
    filters = ["unit", "person", "post", "group", "starts"]
    search = ["person", "role", "duties"]
    valid = ("starts", "ends")
    measures = {
        "heads": distinct("person", _("head-count"), stock=True),
        "held": count(_("posts held"), stock=True),
    }
    example = {"person": Residents, "post": Posts, "starts": "2026-01-01"}


class Responsibilities(Register):
    model = Responsibility
    columns = ["kind", "holder", "household", "person", "group", "subject", "starts", "ends", "unit"]
    filters = ["unit", "kind", "holder", "household", "starts"]
    search = ["holder", "household", "subject"]
    valid = ("starts", "ends")
    measures = {
        "households": distinct(
            "household", _("households with a person in charge"), stock=True, household__isnull=False
        ),
        "subjects": count(_("responsibilities"), stock=True),
        "holders": distinct("holder", _("people in charge"), stock=True),
    }
    example = {"kind": "doctor", "holder": Residents, "household": Households, "starts": "2026-01-01"}
