"""How well a reading agrees with a hand-made one: detection, detection and kind, and full values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.reader.model import KINDS

Row = Mapping[str, Any]
#: What two rows must share, beside their kind, to agree in full. Words (what, who, per) are for people.
VALUES = ("op", "value", "unit", "frequency", "deadline", "period")
#: Marks a row of the gold as a past result, which a reader must not take.
PAST = "实绩"


@dataclass
class Tally:
    """Counts of one kind of agreement."""

    found: int = 0
    expected: int = 0
    agreed: int = 0

    @property
    def precision(self) -> float:
        return self.agreed / self.found if self.found else float(not self.expected)

    @property
    def recall(self) -> float:
        return self.agreed / self.expected if self.expected else float(not self.found)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Score:
    """A comparison: three tallies over all, three for each kind, and the rows that found no partner."""

    detection: Tally = field(default_factory=Tally)
    kind: Tally = field(default_factory=Tally)
    full: Tally = field(default_factory=Tally)
    by_kind: dict[str, tuple[Tally, Tally, Tally]] = field(default_factory=dict)
    false_alarms: dict[str, int] = field(default_factory=dict)
    missed: list[Row] = field(default_factory=list)
    extra: list[Row] = field(default_factory=list)
    wrong: list[tuple[Row, Row]] = field(default_factory=list)


def is_past(row: Row) -> bool:
    """Whether a row of the gold is marked as a past result."""
    return any(PAST in str(row.get(key) or "") for key in ("what", "notes", "note"))


def score(found: Sequence[Row], gold: Iterable[Row], texts: Mapping[str, str]) -> Score:
    """Compare rows by document. `texts` has each document, for gold with quotes but no offsets."""
    result = Score()
    copies = [dict(row) for row in gold]
    for doc, text in texts.items():
        expected = [_placed(row, text) for row in copies if row["doc"] == doc]
        past = [row for row in expected if is_past(row)]
        expected = [row for row in expected if not is_past(row)]
        mine = [row for row in found if row["doc"] == doc]
        _compare(result, mine, expected, past)
        if not expected and not past:
            result.false_alarms[doc] = len(mine)
    return result


def _placed(row: dict[str, Any], text: str) -> dict[str, Any]:
    if row.get("start") is None:
        start = text.find(row["quote"])
        if start < 0:
            raise ValueError(f"quote not in {row['doc']}: {row['quote'][:40]}")
        row["start"], row["end"] = start, start + len(row["quote"])
    return row


def overlap(one: Row, other: Row) -> float:
    """The shared part of two spans, as a share of the shorter."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    shorter = min(one["end"] - one["start"], other["end"] - other["start"])
    return shared / shorter if shared > 0 and shorter else 0.0


def same_values(one: Row, other: Row) -> bool:
    """Whether kind and every normalised value agree."""
    return one["kind"] == other["kind"] and all(
        _plain(key, one.get(key)) == _plain(key, other.get(key)) for key in VALUES
    )


def _plain(key: str, value: Any) -> Any:
    if key == "unit" and isinstance(value, str):
        return value.removeprefix("个") or "个"
    return list(value) if isinstance(value, tuple) else value


def _compare(result: Score, mine: Sequence[Row], expected: Sequence[Row], past: Sequence[Row]) -> None:
    """Pair the rows one to one, the best agreement first."""
    pairs = []
    for i, one in enumerate(mine):
        for j, other in enumerate(expected):
            share = overlap(one, other)
            if share >= 0.5:
                agreement = sum(_plain(k, one.get(k)) == _plain(k, other.get(k)) for k in VALUES)
                pairs.append((same_values(one, other), one["kind"] == other["kind"], agreement, share, -i, -j))
    pairs.sort(reverse=True)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for *_rank, i, j in pairs:
        if -i not in partner and -j not in taken:
            partner[-i] = -j
            taken.add(-j)
    # A row on a past result that the gold knows of is an error too: it counts as found, without a partner.
    for row in expected:
        for tally in _tallies(result, row["kind"]):
            tally.expected += 1
    for i, one in enumerate(mine):
        for tally in _tallies(result, one["kind"]):
            tally.found += 1
        if i not in partner:
            result.extra.append(one)
            continue
        other = expected[partner[i]]
        result.detection.agreed += 1
        # Per kind, a span found under another kind counts as detected for the kind the gold gives.
        result.by_kind[other["kind"]][0].agreed += 1
        if one["kind"] == other["kind"]:
            result.kind.agreed += 1
            result.by_kind[other["kind"]][1].agreed += 1
        if same_values(one, other):
            result.full.agreed += 1
            result.by_kind[other["kind"]][2].agreed += 1
        else:
            result.wrong.append((one, other))
    result.missed.extend(row for j, row in enumerate(expected) if j not in taken)


def _tallies(result: Score, kind: str) -> list[Tally]:
    own = result.by_kind.setdefault(kind, (Tally(), Tally(), Tally()))
    return [result.detection, result.kind, result.full, *own]


def table(result: Score) -> str:
    """The score as lines for a terminal."""
    lines = [f"{'':<16}{'gold':>6}{'found':>7}   P     R     F1"]
    for name, tally in (
        ("detection", result.detection),
        ("with kind", result.kind),
        ("full values", result.full),
    ):
        lines.append(
            f"{name:<16}{tally.expected:>6}{tally.found:>7}  {tally.precision:.3f} {tally.recall:.3f} {tally.f1:.3f}"
        )
    for kind in KINDS:
        if kind in result.by_kind:
            _detected, with_kind, full = result.by_kind[kind]
            lines.append(
                f"{kind:<16}{with_kind.expected:>6}{with_kind.found:>7}  {with_kind.precision:.3f} "
                f"{with_kind.recall:.3f} {with_kind.f1:.3f}   full {full.f1:.3f}"
            )
    for doc, count in result.false_alarms.items():
        lines.append(f"false alarms in {doc} (no duties): {count}")
    return "\n".join(lines)
