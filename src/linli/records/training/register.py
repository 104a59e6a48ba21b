"""The registers of courses, trainings and absences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.people.register import Residents
from linli.records.training.models import THERE, Absence, Course, Reason, State, Training, Verdict
from linli.registers.measures import count, distinct, total
from linli.registers.register import Register


class Courses(Register):
    model = Course
    columns = ["title", "kind", "starts", "ends", "manager", "places", "unit"]
    filters = ["unit", "kind", "purpose", "manager", "starts"]
    search = ["title", "subjects", "aims"]
    when = "starts"
    known_by = ["title"]
    shared = "below"
    measures = {
        "begun": count(_("courses begun")),
        "places": total("places", _("planned places of courses")),
    }
    example = {"title": "家庭医生岗位培训班", "kind": "post", "starts": "2026-04-01", "ends": "2026-06-30"}


class Trainings(Register):
    model = Training
    columns = ["title", "held_on", "kind", "topic", "lecturer", "days", "state", "unit"]
    filters = [
        "unit",
        "held_on",
        "state",
        "kind",
        "mode",
        "topic",
        "course",
        "group",
        "lecturer",
        "attendances__person",
    ]
    search = ["title", "topic", "place", "lecturer", "lecturer_from", "summary"]
    when = "held_on"
    known_by = ["title"]
    shared = "below"
    measures = {
        "held": count(_("trainings held"), state=State.HELD),
        "planned": count(_("trainings planned or held"), state__in=[State.PLANNED, State.HELD]),
        "days": total("days", _("training days"), state=State.HELD),
        "hours": total("hours", _("training hours"), state=State.HELD),
        "days_attended": total(
            "attendances__record__days",
            _("training days of those present"),
            state=State.HELD,
            attendances__came__in=THERE,
        ),
        "present": total("present", _("people at trainings, counted by head"), state=State.HELD),
        "people": distinct(
            "attendances__person", _("different people trained"), state=State.HELD, attendances__came__in=THERE
        ),
        "attended": distinct(
            "attendances__id", _("attendances at trainings"), state=State.HELD, attendances__came__in=THERE
        ),
        "lecturers": distinct("lecturer", _("lecturers"), state=State.HELD, lecturer__gt=""),
        "sources": distinct(
            "lecturer_from", _("units that lecturers come from"), state=State.HELD, lecturer_from__gt=""
        ),
        "rolls": count(_("trainings with a closed roll-call"), state=State.HELD, roll_closed_on__isnull=False),
    }
    example = {
        "title": "服务规范培训",
        "held_on": "2026-05-12",
        "slot": "afternoon",
        "kind": "lecture",
        "topic": "规范第1项、沟通技巧",
        "place": "三楼会议室",
        "days": "0.5",
    }


class Absences(Register):
    model = Absence
    columns = ["person", "training", "missed_on", "how", "verdict", "reason", "explained_on", "unit"]
    filters = ["unit", "missed_on", "how", "verdict", "reason", "person", "training"]
    search = ["person", "training"]
    when = "missed_on"
    measures = {
        "noted": count(_("absences")),
        "explained": count(_("absences explained"), done="explained_on", explained_on__isnull=False),
        "excused": count(_("excused absences"), done="explained_on", verdict=Verdict.EXCUSED),
        "unexcused": count(_("absences without good reason"), done="explained_on", verdict=Verdict.UNEXCUSED),
        "sick": count(_("absences through illness"), reason=Reason.SICK),
        "cared": count(_("sick people called on"), done="cared_on", reason=Reason.SICK, cared_on__isnull=False),
    }
    example = {"training": Trainings, "person": Residents, "missed_on": "2026-05-12", "how": "absent"}
