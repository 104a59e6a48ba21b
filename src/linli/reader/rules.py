"""The rules: what a segment asks for. Each rule has a name, which every obligation that it makes carries.

A rule sees one segment (see assemble.Segment) and makes drafts. `with_amount` holds those on numbers,
`without_amount` and `lists` the others, `points` those on scores.
"""

from __future__ import annotations

from linli.reader import lists, points, with_amount, without_amount
from linli.reader.assemble import Segment
from linli.reader.counted import cores, describes
from linli.reader.drafts import Draft, Setting


def draft(segment: Segment, setting: Setting) -> list[Draft]:
    """All that a segment asks for."""
    if found := list(points.without_amount(segment, setting)):
        return found
    amounts = cores(segment)
    if amounts:
        found = [made for amount in amounts for made in with_amount.by_amount(segment, amount, setting)]
        if found:
            return [*found, *lists.slogans(segment, setting)]
        if not any(describes(segment, amount) for amount in segment.amounts):
            return []
    for rule in without_amount.RULES:
        made = list(rule(segment, setting))
        if made:
            return made
    return []
