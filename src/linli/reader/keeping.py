"""What a person does with a plan that was read: accept, correct, bind, merge, add, leave out. Every step is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.reader.carried import Carried
from linli.reader.intake import Document
from linli.reader.model import Heading, Passage, Reading
from linli.reader.models import VALUES, Correction, PlanItem, PlanText, State, digest
from linli.reader.packs import Pack, pack_of
from linli.reader.read import read
from linli.tree.models import Account, Unit
from linli.tree.roles import May

#: The longest plan that is read, in characters: a year plan of a district has a tenth of it.
LONGEST = 100_000


def visible(by: Account) -> QuerySet[PlanText]:
    """The plans of the units for which the account writes programmes."""
    return PlanText.objects.filter(unit__in=by.reach(May.AUTHOR).units).select_related("unit", "by")


def _demand(by: Account, unit: Unit | int) -> None:
    if by.seen_by is not None or not by.may(May.AUTHOR, unit):
        raise PermissionDenied(_("Your duties do not include writing programmes."))


@transaction.atomic
def keep(document: Document, *, unit: Unit, by: Account, known: Carried | None = None) -> PlanText:
    """Read a plan and keep what was found. The same text of the same unit is the plan that is there already.

    Raises:
        ValidationError: it is too long to be a plan.
        PermissionDenied: the account writes no programmes at the unit.
    """
    _demand(by, unit)
    if len(document.text) > LONGEST:
        words = {"length": len(document.text), "most": LONGEST}
        raise ValidationError(
            _("The text has %(length)d characters; at most %(most)d are read at once. Cut it into its plans.") % words
        )
    mark = digest(document.text + (known.text if known else ""))
    there = PlanText.objects.filter(unit=unit, digest=mark).first()
    if there is not None:
        return there
    reading = read(document)
    plan = PlanText.objects.create(
        unit=unit,
        name=document.name[:200],
        text=document.text,
        digest=mark,
        by=by,
        headings=[[h.text, h.level, h.start, h.end] for h in reading.headings],
        aside=[[p.start, p.end, p.why] for p in (*reading.loose_duties, *reading.unplaced)],
        carried=[known.text, [list(line) for line in known.lines]] if known else None,
    )
    items = []
    for one in reading.obligations:
        values = {name: value for name, value in asdict(one).items() if name in VALUES}
        items.append(PlanItem(plan=plan, start=one.start, end=one.end, rule=one.rule, read=values, values=values))
    PlanItem.objects.bulk_create(items)
    _bind_all(plan)
    return plan


def remove(plan: PlanText, *, by: Account) -> None:
    """Forget a plan and everything that was found in it."""
    _demand(by, plan.unit_id)
    plan.delete()


# --- steps ---


@dataclass
class _Step:
    """One step on an item: what stood before, so that the correction can say from what to what."""

    item: PlanItem
    what: str
    by: Account
    before: dict[str, Any]

    def done(self) -> None:
        self.item.save()
        after = _standing(self.item)
        changed = {name for name in after if self.before.get(name) != after[name]}
        if changed or self.what == "add":
            Correction.objects.create(
                item=self.item,
                what=self.what,
                by=self.by,
                before={name: self.before[name] for name in changed} if self.what != "add" else {},
                after={name: after[name] for name in changed},
            )


def _standing(item: PlanItem) -> dict[str, Any]:
    return {
        "values": dict(item.values),
        "state": str(item.state),
        "binding": item.binding if item.bound_by_hand else "",
        "span": [item.start, item.end],
        "merged_into": item.merged_into_id,
    }


def _step(item: PlanItem, what: str, by: Account, change: Callable[[PlanItem], None]) -> PlanItem:
    with transaction.atomic():
        _demand(by, item.plan.unit_id)
        item = PlanItem.objects.select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)
        step = _Step(item, what, by, _standing(item))
        change(item)
        step.done()
        if what != "accept":
            _bind_all(item.plan)
            item.refresh_from_db()
    return item


def accept(item: PlanItem, *, by: Account) -> PlanItem:
    """Take an obligation as it stands; one that was left out comes back."""

    def change(item: PlanItem) -> None:
        item.state, item.merged_into = _state(item), None

    return _step(item, "accept" if item.stands else "restore", by, change)


def reject(item: PlanItem, *, by: Account) -> PlanItem:
    """Leave an obligation out of the pack."""

    def change(item: PlanItem) -> None:
        item.state = State.REJECTED

    return _step(item, "reject", by, change)


def correct(item: PlanItem, values: Mapping[str, Any], *, by: Account) -> PlanItem:
    """Set the values of an obligation; what is not named stays."""

    def change(item: PlanItem) -> None:
        item.values = {**item.values, **{name: values[name] for name in VALUES if name in values}}
        item.state = _state(item)

    return _step(item, "correct", by, change)


def bind(item: PlanItem, way: str, *, by: Account) -> PlanItem:
    """Say what proves an obligation; an empty way leaves it to the reader again."""

    def change(item: PlanItem) -> None:
        item.binding, item.bound_by_hand = way, bool(way)
        item.state = _state(item)

    return _step(item, "bind", by, change)


def _state(item: PlanItem) -> str:
    if not item.read:
        return State.ADDED
    return State.CORRECTED if item.values != item.read or item.bound_by_hand else State.ACCEPTED


@transaction.atomic
def merge(item: PlanItem, into: PlanItem, *, by: Account) -> PlanItem:
    """Make one obligation of two: the second takes the first's words, and its values where it has none."""
    if item.plan_id != into.plan_id or item.pk == into.pk or not into.stands:
        raise ValidationError(_("Choose another obligation of the same plan."))

    def grow(one: PlanItem) -> None:
        one.start, one.end = min(one.start, item.start), max(one.end, item.end)
        missing = {name: value for name, value in item.values.items() if one.values.get(name) in (None, "")}
        one.values = {**one.values, **missing}
        one.state = State.CORRECTED if one.read else State.ADDED

    def leave(one: PlanItem) -> None:
        one.state, one.merged_into = State.REJECTED, into

    _step(item, "merge", by, leave)
    return _step(into, "merge", by, grow)


@transaction.atomic
def add(plan: PlanText, start: int, end: int, *, by: Account, values: Mapping[str, Any] | None = None) -> PlanItem:
    """An obligation that the reader did not take: the span, and what it says (the reader is asked about it first)."""
    _demand(by, plan.unit_id)
    if not 0 <= start < end <= len(plan.text) or not plan.text[start:end].strip():
        raise ValidationError(_("Choose the words of the plan that ask for it."))
    words = plan.text[start:end]
    found = read(words).obligations
    guessed = {name: value for name, value in asdict(found[0]).items() if name in VALUES} if found else {}
    given = dict.fromkeys(VALUES) | {"kind": "deadline", "what": " ".join(words.split())[:60]} | guessed
    given |= {name: value for name, value in (values or {}).items() if name in VALUES and value}
    item = PlanItem.objects.create(
        plan=plan, start=start, end=end, rule=found[0].rule if found else "", values=given, state=State.ADDED
    )
    _Step(item, "add", by, {}).done()
    _bind_all(plan)
    item.refresh_from_db()
    return item


# --- the pack ---


def reading_of(plan: PlanText) -> tuple[Reading, list[PlanItem]]:
    """The reading as a person has left it, and the items in its order."""
    items = [item for item in plan.items.all() if item.stands]
    for item in items:
        item.plan = plan
    reading = Reading(
        plan.name,
        tuple(item.obligation for item in items),
        tuple(Heading(*heading) for heading in plan.headings),
        tuple(Passage(plan.text[start:end], start, end, why) for start, end, why in plan.aside),
        (),
        plan.text,
    )
    return reading, items


def pack(plan: PlanText) -> Pack:
    """The draft pack of a plan."""
    return _packed(plan)[0]


def _packed(plan: PlanText) -> tuple[Pack, list[PlanItem]]:
    reading, items = reading_of(plan)
    chosen = {number: item.binding for number, item in enumerate(items) if item.bound_by_hand}
    added = {number for number, item in enumerate(items) if item.state == State.ADDED}
    known = Carried(plan.carried[0], tuple((name, line) for name, line in plan.carried[1])) if plan.carried else None
    worked = bool(tally(plan).corrections)
    return pack_of(reading, known, chosen=chosen, added=added, worked=worked), items


def _bind_all(plan: PlanText) -> None:
    """Note beside each obligation what proves it, as the draft has it now."""
    made, items = _packed(plan)
    changed = []
    for item, found in zip(items, made.bounds, strict=True):
        way = item.binding if item.bound_by_hand else found.way[:200]
        if (item.binding, item.confidence) != (way, found.confidence):
            item.binding, item.confidence = way, found.confidence
            changed.append(item)
    PlanItem.objects.bulk_update(changed, ["binding", "confidence"])


@dataclass(frozen=True)
class Tally:
    """How far a plan has been worked through, and how much the reader had to be corrected."""

    found: int
    stands: int
    open: int
    corrected: int
    rejected: int
    added: int

    @property
    def corrections(self) -> int:
        """The obligations that somebody had to change, add or leave out."""
        return self.corrected + self.rejected + self.added

    @property
    def seen(self) -> int:
        """The obligations that somebody has looked at."""
        return self.found + self.added - self.open


def tally(plan: PlanText) -> Tally:
    """The counts of a plan."""
    items = list(plan.items.all())
    states = Counter(item.state for item in items)
    return Tally(
        found=sum(bool(item.read) for item in items),
        stands=sum(item.stands for item in items),
        open=states[State.PROPOSED],
        corrected=states[State.CORRECTED],
        rejected=sum(item.state == State.REJECTED and bool(item.read) for item in items),
        added=sum(item.state == State.ADDED for item in items),
    )
