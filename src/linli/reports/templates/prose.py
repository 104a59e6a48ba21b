"""Turns of phrase that official papers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from linli.reports.document import Paragraph
from linli.reports.words import ordinal, short_date


def listed(names: Sequence[str], most: int = 4, unit: str = "个") -> str:
    """甲、乙和丙; a long list is cut: 甲、乙、丙等6个."""
    if len(names) > most:
        return f"{'、'.join(names[:most])}等{len(names)}{unit}"
    if len(names) > 1:
        return f"{'、'.join(names[:-1])}和{names[-1]}"
    return "".join(names)


def days(given: Iterable[date]) -> str:
    """5月7日、9日至11日: days of one month named once, days in a row as a span."""
    runs: list[list[date]] = []
    for day in sorted(set(given)):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts = []
    month = None
    for run in runs:
        first = short_date(run[0]) if run[0].month != month else f"{run[0].day}日"
        last = f"{run[-1].day}日" if run[-1].month == run[0].month else short_date(run[-1])
        month = run[-1].month
        texts.append(first if len(run) == 1 else f"{first}{'、' if len(run) == 2 else '至'}{last}")
    return "、".join(texts)


def points(items: Sequence[tuple[str, str]]) -> list[Paragraph]:
    """Paragraphs of a lead and its text; several open with 一是…, 二是…."""
    made = []
    for place, (lead, text) in enumerate(items, 1):
        opening = f"{ordinal(place)}是{sentence(lead)}" if len(items) > 1 else sentence(lead)
        made.append(Paragraph(text, opening) if text else Paragraph(opening))
    return made


def sentence(text: str) -> str:
    """The text with its full stop, if it has any words at all."""
    text = text.strip()
    return text if not text or text[-1] in "。！？；" else f"{text}。"
