"""Groups and posts of a unit: who holds what, what is vacant, who has a post by exception, heads against plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.almanac import today
from linli.people.models import Assignment, Group, Person, Post, Qualification
from linli.people.register import Assignments, Groups, Posts, Qualifications
from linli.screens.people.overview import frame
from linli.screens.scope import account_of, page, unit_or_404
from linli.tree.models import Account, Dated, Unit
from linli.tree.roles import May


@dataclass
class Seat:
    """A post with its holder, and how the rule on who may take it is kept."""

    post: Post
    holder: Assignment | None = None
    rule: str = ""
    qualification: Qualification | None = None

    @property
    def exception(self) -> str:
        """Why somebody holds the post without what it prefers."""
        if self.holder is None or not self.post.prefers or self.qualification is not None:
            return ""
        return self.holder.exception_reason


@dataclass
class Body:
    """A group (or, with none, the unit itself) with its seats and its members without a post."""

    unit: Unit
    group: Group | None = None
    seats: list[Seat] = field(default_factory=list)
    members: list[Assignment] = field(default_factory=list)

    @property
    def heads(self) -> int:
        """People, each counted once."""
        held = {seat.holder.person_id for seat in self.seats if seat.holder}
        return len(held | {member.person_id for member in self.members})

    @property
    def missing(self) -> int:
        """People missing from the planned number."""
        return max(0, (self.group.planned or 0) - self.heads) if self.group else 0


@page
@require_safe
def groups_page(request: HttpRequest, code: str) -> HttpResponse:
    """Every group of the unit and of those below it, on one page that prints."""
    by = account_of(request)
    unit = unit_or_404(code, by)
    bodies = bodies_of(unit, by, today())
    seats = [seat for body in bodies for seat in body.seats]
    context = frame(unit, by, "groups") | {
        "bodies": bodies,
        "number": sum(body.group is not None for body in bodies),
        "posts": len(seats),
        "vacant": [seat for seat in seats if seat.holder is None],
        "exceptions": [seat for seat in seats if seat.exception],
        "short": [body for body in bodies if body.missing],
        "writes": by.seen_by is None and by.may(May.WRITE, unit),
    }
    return render(request, "screens/people/groups.html", context)


def bodies_of(unit: Unit, by: Account, day: date) -> list[Body]:
    """The groups in force on the day, each unit's own posts before them."""
    within = unit.below(day).values("pk")
    groups = Groups.rows(by).filter(Dated.on(day), unit__in=within).select_related("unit")
    bodies = {group.pk: Body(group.unit, group) for group in groups}
    own: dict[int, Body] = {}
    held: dict[int | None, Assignment] = {}
    loose: list[Assignment] = []
    current = Assignments.rows(by).filter(Dated.on(day), unit__in=within)
    for assignment in current.select_related("person", "unit", "group").order_by("starts", "pk"):
        if assignment.post_id is not None:
            held[assignment.post_id] = assignment
        else:
            loose.append(assignment)
    posts = list(Posts.rows(by).filter(unit__in=within).select_related("unit", "group").order_by("pk"))
    titles = {(post.unit_id, post.code): post.title for post in posts}
    learnt = _qualifications([one.person for one in held.values()], by)
    for post in posts:
        body = bodies.get(post.group_id or 0)
        if body is None:
            if post.group_id is not None:  # of a group that has been dissolved
                continue
            body = own.setdefault(post.unit_id, Body(post.unit))
        holder = held.get(post.pk)
        fitting = [q for q in learnt[holder.person_id] if q.kind == post.prefers] if holder else []
        rule = titles.get((post.unit_id, post.holder), post.holder) if post.holder else ""
        valid = [q for q in fitting if q.obtained_on <= day < q.ends]
        body.seats.append(Seat(post, holder, rule, valid[0] if valid else None))
    for assignment in loose:
        if assignment.group_id in bodies:
            bodies[assignment.group_id].members.append(assignment)
        elif assignment.group_id is None:
            own.setdefault(assignment.unit_id, Body(assignment.unit)).members.append(assignment)
    return sorted(
        [*own.values(), *bodies.values()],
        key=lambda body: (body.unit.code, body.group is not None, body.group.pk if body.group else 0),
    )


def _qualifications(people: list[Person], by: Account) -> dict[int, list[Qualification]]:
    found: dict[int, list[Qualification]] = defaultdict(list)
    rows = Qualifications.rows(by).filter(person__in={person.pk for person in people})
    for one in rows.order_by("-obtained_on"):
        found[one.person_id].append(one)
    return found
