"""What is done with people: handing over somebody's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.people.models import Assignment, Person, Responsibility
from linli.people.register import Residents
from linli.registers.action import action
from linli.registers.door import keep_many
from linli.tree.models import Account
from linli.tree.roles import May


@action(Residents, _("Hand over work"), may=May.LEAD)
def hand_over(
    record: Person,
    *,
    by: Account,
    to: Annotated[Person, _("successor")],  # type: ignore[valid-type]
    on: Annotated[date, _("from the day on")],
    reason: Annotated[str, _("reason")],
    exception: Annotated[str | None, _("reason if the successor lacks a qualification")] = None,
) -> None:
    """Responsibilities and assignments of one person end on the day; the successor's begin with it.

    Each kind of record is written as one batch, so that each can be undone as one.
    """
    if to.pk == record.pk:
        raise ValidationError({"to": gettext("Nobody hands over to themselves.")})
    title = gettext("%(from)s hands over to %(to)s") % {"from": record, "to": to}
    duties = Responsibility.objects.filter(holder=record, ends__gt=on).exclude(person=to)
    _write([row for duty in duties for row in _passed_on(duty, on, "holder", to)], by, title)

    held = list(Assignment.objects.filter(person=record, ends__gt=on).select_related("post"))
    roles = {
        (a.unit_id, a.group_id, a.role) for a in Assignment.objects.filter(person=to, post=None, ends__gt=on)
    }
    # A post that only the holder of another may take follows after that one.
    for bound in (False, True):
        rows: list[Assignment] = []
        for assignment in held:
            if bool(assignment.post and assignment.post.holder) is not bound:
                continue
            passed = _passed_on(assignment, on, "person", to)
            if (
                assignment.post is None
                and (assignment.unit_id, assignment.group_id, assignment.role) in roles
            ):
                del passed[-1]
            else:
                passed[-1].exception_reason = exception or ""
            rows += passed
        _write(rows, by, title)


def _passed_on(row: Any, on: date, holder: str, to: Person) -> list[Any]:
    """The row as it ends, and the successor's; what begins later is the successor's from its beginning."""
    if row.starts >= on:
        setattr(row, holder, to)
        return [row]
    filled_in = [f for f in row._meta.concrete_fields if f.editable and not f.primary_key]
    begun = type(row)(**{f.attname: getattr(row, f.attname) for f in filled_in})
    begun.starts, row.ends = on, on
    setattr(begun, holder, to)
    return [row, begun]


def _write(rows: Sequence[Any], by: Account, title: str) -> None:
    try:
        if rows:
            keep_many(rows, by=by, title=title)
    except ValidationError as error:  # by row: say it of the whole
        raise ValidationError(sorted(set(error.messages))) from error
