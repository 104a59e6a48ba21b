"""Filing a report upward: the submission that it belongs in, written through the write door."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from linli.almanac import Period, today
from linli.programmes.language.definitions import Programme as Definition
from linli.programmes.language.windows import windows
from linli.programmes.models import Programme
from linli.records.documents.models import COUNTED, Kind, Submission
from linli.records.documents.register import Submissions
from linli.registers.door import keep
from linli.registers.evidence import attach
from linli.reports.document import Document
from linli.reports.print import printed
from linli.screens.documents.offers import filed_as
from linli.screens.documents.plain import text_of
from linli.tree.models import Account, Unit
from linli.tree.roles import May


@dataclass(frozen=True)
class Slot:
    """Where a report is filed: with whom, as what, by when, and what is there already."""

    kind: str
    to: Unit
    period: Period
    due: date | None
    there: Submission | None

    @property
    def kind_words(self) -> str:
        """What people call this kind of paper."""
        return str(Kind(self.kind).label)

    @property
    def settled(self) -> bool:
        """Whether it is filed and nobody asks for more."""
        return self.there is not None and self.there.state in COUNTED


def slot_of(
    programme: Programme, definition: Definition, name: str, unit: Unit, period: Period, by: Account
) -> Slot | None:
    """The slot of a report, where an obligation asks for it to be filed and the unit has somebody above it."""
    asked = filed_as(definition, name)
    if asked is None:
        return None
    kind, obligation = asked
    day = min(period.end, today())
    window = next((one for one in windows(obligation, definition, period) if day in one.period), None)
    above = unit.path(day).exclude(pk=unit.pk)
    to = above.filter(kind=obligation.to).last() or above.filter(pk=programme.unit_id).first()
    if to is None or window is None or kind not in Kind.values:
        return None
    filed = Submissions.rows(by).filter(
        unit=unit, kind=kind, for_date__gte=window.period.start, for_date__lte=window.period.end
    )
    open_first = sorted(filed, key=lambda one: (one.state in COUNTED, -one.pk))
    return Slot(kind, to, window.period, window.due, open_first[0] if open_first else None)


def may_file(slot: Slot | None, unit: Unit, by: Account) -> bool:
    """Whether the person may write the report into its submission now."""
    return slot is not None and not slot.settled and by.seen_by is None and by.may(May.WRITE, unit)


def draft(slot: Slot, document: Document, unit: Unit, period: Period, *, by: Account) -> Submission:
    """Write the report as a draft to be filed upward: its text, and the document itself attached.

    One that is there as a draft or was sent back gets the new text; one that is filed stays.

    Raises:
        ValidationError: it is filed already, or the write door refuses it.
    """
    if slot.settled:
        raise ValidationError(_("This paper has been filed already."))
    title = document.title.replace("\n", "")
    paper = slot.there or Submission(unit=unit, kind=slot.kind, to=slot.to, for_date=min(period.end, today()))
    paper.title, paper.body = title[:120], text_of(document)
    with transaction.atomic():
        keep(paper, by=by, version=paper.version if slot.there else None)
        upload = io.BytesIO(printed(document, "docx"))
        attach(paper, upload, by=by, name=f"{title[:60]}.docx")
    return paper
