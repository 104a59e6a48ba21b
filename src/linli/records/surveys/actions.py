"""Drawing the households of a survey, and counting its answers."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.almanac import today
from linli.people.coverage import households_of
from linli.people.models import Household
from linli.records.surveys.counting import tally
from linli.records.surveys.models import Drawn, Questionnaire, Result, State
from linli.records.surveys.register import DrawnHouseholds, Questionnaires
from linli.records.surveys.sampling import drawn
from linli.registers.action import action
from linli.registers.door import keep_many
from linli.tree.models import Account
from linli.tree.roles import May


@action(Questionnaires, _("Draw households"), moment={"state": State.OPEN})
def draw(
    record: Questionnaire,
    *,
    by: Account,
    number: Annotated[str, _("published number")],
    size: Annotated[int, _("households in each community")],
) -> None:
    """Draw so many households in each community that the unit has or serves, with a number that anybody may know."""
    number = number.strip()
    if not 0 < size <= 2000 or not 0 < len(number) <= 40:
        raise ValidationError(gettext("Give a number of at most 40 characters, and 1 to 2000 households."))
    if DrawnHouseholds.model.objects.filter(questionnaire=record).exists():
        raise ValidationError(gettext("Households have been drawn already: undo that batch before drawing again."))
    listed: dict[str, dict[str, Household]] = defaultdict(dict)
    for household in households_of(record.unit).select_related("unit"):
        listed[household.unit.code][household.number] = household
    rows = [
        Drawn(unit=there[one].unit, questionnaire=record, household=there[one], number=number, place=place)
        for community, there in sorted(listed.items())
        for place, one in enumerate(drawn(number, community, there, size), 1)
    ]
    _keep(rows, by, gettext("Draw for %(title)s with the number %(number)s") % {"title": record, "number": number})


@action(Questionnaires, _("Close and count"), may=May.LEAD, moment={"state": State.OPEN})
def close(record: Questionnaire, *, by: Account) -> None:
    """No more answers are taken; what they come to is entered as results, by topic and community."""
    rows = [
        Result(unit_id=unit, questionnaire=record, topic=topic, held_on=min(record.closes, today()),
               answered=answered, aware=aware)
        for (unit, topic), (answered, aware) in tally(record).items()
    ]  # fmt: skip
    _keep(rows, by, gettext("Count of %(title)s") % {"title": record})
    record.state = State.CLOSED


def _keep(rows: list, by: Account, title: str) -> None:
    if not rows:
        raise ValidationError(gettext("There is nothing here to draw from or to count."))
    try:
        keep_many(rows, by=by, title=title)
    except ValidationError as error:  # by row: say it of the whole
        raise ValidationError(sorted(set(error.messages))) from error
