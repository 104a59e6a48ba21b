"""Which units an obligation is for: the adopting one, or those of a kind below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from linli.programmes.language.definitions import Obligation
from linli.programmes.models import Adoption
from linli.tree.models import Span, Unit


class Subjects:
    """The subjects of some adoptions, on any day."""

    def __init__(self, adoptions: Sequence[Adoption]) -> None:
        self._below: dict[int, list[Span]] = defaultdict(list)
        kinds, units = set(), set()
        for adoption in adoptions:
            for obligation in adoption.definition.obligations.values():
                wanted = _kinds(adoption, obligation)
                if wanted and adoption.unit.kind not in wanted:
                    kinds |= set(wanted)
                    units.add(adoption.unit_id)
        if units:
            spans = Span.objects.filter(ancestor_id__in=units, descendant__kind__in=kinds)
            for span in spans.select_related("descendant").order_by("descendant__code"):
                self._below[span.ancestor_id].append(span)

    def of(self, adoption: Adoption, obligation: Obligation, due: date, day: date) -> list[Unit]:
        """The units that owe it: those at work on the due day, in the tree of that day (till then: of `day`)."""
        kinds = _kinds(adoption, obligation)
        if not kinds or adoption.unit.kind in kinds:
            units = [adoption.unit]
        else:
            units = [
                span.descendant
                for span in self._below[adoption.unit_id]
                if span.starts <= min(due, day) < span.ends and span.descendant.kind in kinds
            ]
        return [unit for unit in units if unit.works_on(due)]


def _kinds(adoption: Adoption, obligation: Obligation) -> tuple[str, ...]:
    audience = obligation.units or adoption.definition.units
    return tuple(audience.units) if audience else ()
