"""Indicators of programmes, by unit and period."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from linli.almanac import Period
from linli.duties import words
from linli.figures.expressions import Definition, Question, Value, definition_of
from linli.figures.store import read
from linli.programmes.language.definitions import Indicator
from linli.programmes.language.definitions import Programme as Terms
from linli.programmes.models import Programme
from linli.tree.models import Unit


@dataclass(frozen=True)
class Watched:
    """One indicator of a programme, ready to be asked."""

    programme: Programme
    name: str
    indicator: Indicator
    definition: Definition

    @property
    def percent(self) -> bool:
        """Whether its number is a share of a hundred."""
        return words.in_percent(self.indicator, self.indicator.target)

    def in_words(self, value: Value) -> str:
        """A figure of it as people write it."""
        text = words.number_in_words(value.number, percent=self.percent)
        unit = self.indicator.unit
        return f"{text} {unit}" if unit and unit != "%" and value.number is not None else text

    @property
    def target_words(self) -> str:
        """The number that is wished for; nothing where none is."""
        return "" if self.indicator.target.open else str(self.indicator.target)


def watched(programme: Programme, terms: Terms) -> list[Watched]:
    """The indicators of a programme that can be computed; those that wait for a register are left out."""
    return [
        Watched(programme, name, indicator, definition_of(indicator.formula))
        for name, indicator in terms.indicators.items()
        if not indicator.wanted
    ]


def readings(
    found: Iterable[Watched], periods: Iterable[Period], units: Collection[Unit]
) -> dict[tuple[Definition, Period, int], Value]:
    """Their figures, read together."""
    spans = list(periods)
    asked = [Question(one.definition, period) for one in found for period in spans]
    values = read(asked, units)
    return {(question.definition, question.period, unit): value for (question, unit), value in values.items()}
