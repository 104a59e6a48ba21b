"""What the reader hands on: obligations with their place in the text, headings, and what it left aside."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

#: The kinds of obligation, in the order in which tables list them.
KINDS = (
    "deadline",
    "recurring",
    "count_target",
    "coverage_target",
    "rate_target",
    "headcount",
    "budget",
    "score_rule",
    "award_quota",
    "dated_event",
    "duration_target",
)

Value = int | float | list[int | float] | None


@dataclass(frozen=True)
class Obligation:
    """One thing a plan asks for that a machine can follow. `quote` is text[start:end] as it came."""

    kind: str
    quote: str
    start: int
    end: int
    what: str
    rule: str
    who: str | None = None
    op: str | None = None
    value: Value = None
    unit: str | None = None
    per: str | None = None
    frequency: str | None = None
    deadline: str | None = None
    period: str | None = None


@dataclass(frozen=True)
class Heading:
    """A numbered or titling line; level 0 is the title."""

    text: str
    level: int
    start: int
    end: int


#: Why a passage was set aside: it asks for something without a number, or names a number that no rule took.
LOOSE, UNPLACED = "no-number", "no-rule"


@dataclass(frozen=True)
class Passage:
    """A stretch of text set aside for a person to look at, and why."""

    quote: str
    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Reading:
    """Everything read out of one document."""

    doc: str
    obligations: tuple[Obligation, ...] = ()
    headings: tuple[Heading, ...] = ()
    loose_duties: tuple[Passage, ...] = ()
    unplaced: tuple[Passage, ...] = ()
    text: str = field(default="", repr=False)


#: The keys of a line of jsonl, in order.
KEYS = (
    "doc",
    "quote",
    "start",
    "end",
    "kind",
    "what",
    "who",
    "op",
    "value",
    "unit",
    "per",
    "frequency",
    "deadline",
    "period",
    "rule",
)


def rows(reading: Reading) -> list[dict[str, Any]]:
    """The obligations as plain mappings, ready for JSON."""
    found = []
    for obligation in reading.obligations:
        values = {"doc": reading.doc, **asdict(obligation)}
        found.append({key: values[key] for key in KEYS})
    return found


def to_jsonl(reading: Reading) -> str:
    """The obligations as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(reading))
