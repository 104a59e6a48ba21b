"""Kinds of reports by name: each takes facts as plain data and writes the document an office would send.

`build("activity-week", facts)` takes the kind's dataclass or a mapping of the same fields. The sentences say
only what the facts say; what a person has to add (difficulties, plans) comes in with the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from linli.reports.document import Document
from linli.reports.templates import activity_week, figures, structure_chart, submission_matrix

__all__ = ["KINDS", "Kind", "UnknownReport", "build"]


@dataclass(frozen=True)
class Kind:
    """A kind of report: its name in packs, its Chinese title, the dataclass of its facts, its writer."""

    name: str
    title: str
    facts: type
    write: Callable[[Any], Document]


class UnknownReport(LookupError):
    """No kind of report has that name."""


#: Every kind, by name.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("activity-week", "活动周小结", activity_week.ActivityWeek, activity_week.write),
        Kind(
            "submission-matrix",
            "材料报送情况通报",
            submission_matrix.SubmissionMatrix,
            submission_matrix.write,
        ),
        Kind("figures", "通用数据表", figures.Figures, figures.write),
        Kind("structure-chart", "责任制结构图", structure_chart.StructureChart, structure_chart.write),
    )
}


def build(name: str, facts: object) -> Document:
    """The document of that kind; a mapping is checked field by field (`pydantic.ValidationError`)."""
    if name not in KINDS:
        near = get_close_matches(name, KINDS, 1)
        hint = _("There is no report kind “%(name)s”; there are: %(kinds)s.")
        text = hint % {"name": name, "kinds": ", ".join(KINDS)}
        raise UnknownReport(text + (_(" Did you mean “%s”?") % near[0] if near else ""))
    kind = KINDS[name]
    if isinstance(facts, Mapping):
        facts = TypeAdapter(kind.facts).validate_python(dict(facts))
    if not isinstance(facts, kind.facts):
        raise TypeError(f"{name} takes {kind.facts.__name__} or a mapping, not {type(facts).__name__}")
    # Names of columns and of targets come from the charts: Chinese, whoever asks for the paper.
    with translation.override("zh-hans"):
        return kind.write(facts)
