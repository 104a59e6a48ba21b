"""Occurrences put together by their obligation, as the pages of units and of progress show them."""

from __future__ import annotations

from typing import Any

from linli.duties.occurrences import Occurrence
from linli.duties.states import State


def by_obligation(found: list[Occurrence]) -> list[dict[str, Any]]:
    """Occurrences of a unit, an obligation together, with how many are in which state."""
    groups: dict[tuple[int, str], list[Occurrence]] = {}
    for one in found:
        groups.setdefault((one.adoption.pk, one.name), []).append(one)
    return [
        {
            "name": ones[0].name,
            "obligation": ones[0].obligation,
            "programme": ones[0].adoption.programme,
            "occurrences": ones,
            "done": sum(one.state in (State.MET, State.LATE) for one in ones),
            "missed": sum(one.state == State.MISSED for one in ones),
        }
        for ones in groups.values()
    ]
