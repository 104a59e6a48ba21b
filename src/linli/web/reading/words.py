"""Obligations of a plan in plain words, and back: kinds, numbers, times, what proves them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.programmes.catalogue import catalogue
from linli.reader import often, when
from linli.reader.models import State
from linli.reader.packs import SUBMIT, WANTED

KINDS = {
    "deadline": gettext_lazy("by a day"),
    "recurring": gettext_lazy("recurring"),
    "count_target": gettext_lazy("quantity"),
    "coverage_target": gettext_lazy("coverage"),
    "rate_target": gettext_lazy("rate"),
    "headcount": gettext_lazy("staffing"),
    "budget": gettext_lazy("money"),
    "score_rule": gettext_lazy("scoring"),
    "award_quota": gettext_lazy("awards"),
    "dated_event": gettext_lazy("event on a day"),
    "duration_target": gettext_lazy("duration"),
}
#: Kinds that look alike share a colour.
TONES = {
    **dict.fromkeys(("deadline", "dated_event"), "day"),
    "recurring": "often",
    **dict.fromkeys(("count_target", "headcount", "duration_target"), "count"),
    **dict.fromkeys(("coverage_target", "rate_target"), "share"),
    **dict.fromkeys(("budget", "award_quota"), "award"),
    "score_rule": "points",
}
OPERATORS = {
    ">=": gettext_lazy("at least"),
    "<=": gettext_lazy("at most"),
    "=": gettext_lazy("exactly"),
    "range": gettext_lazy("between"),
}
PERIODS = {
    "day": gettext_lazy("a day"),
    "week": gettext_lazy("a week"),
    "month": gettext_lazy("a month"),
    "quarter": gettext_lazy("a quarter"),
    "half-year": gettext_lazy("half a year"),
    "year": gettext_lazy("a year"),
}
# How often and when are said as plans say it, whatever the language of the page: the reader reads them back.
_FREQUENCIES = {"DAILY": "每天", "WEEKLY": "每周", "MONTHLY": "每月", "YEARLY": "每年"}
_STEPS = {"HOURLY": "每{}小时", "DAILY": "每{}天", "WEEKLY": "每{}周", "MONTHLY": "每{}个月", "YEARLY": "每{}年"}
_WEEKDAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), "一二三四五六日", strict=True))
#: Common frequencies, offered while somebody types.
OFFERED = ("每天", "每个工作日", "每周", "每两周", "每月", "每月5日前", "每月底", "每季度", "每半年", "每年")


def amount(values: Mapping[str, Any]) -> str:
    """≥ 2 篇: the number with its operator and unit."""
    value, unit = values.get("value"), values.get("unit") or ""
    if value is None:
        return ""
    per = _(" per %(what)s") % {"what": values["per"]} if values.get("per") else ""
    if isinstance(value, list):
        return f"{value[0]}–{value[1]} {unit}{per}".strip()
    sign = {">=": "≥ ", "<=": "≤ "}.get(values.get("op") or "", "")
    return f"{sign}{value} {unit}{per}".strip()


def number(value: Any) -> str:
    """A number or a range as it is typed."""
    return "" if value is None else "-".join(map(str, value)) if isinstance(value, list) else str(value)


def frequency(rule: str | None) -> str:
    """An RRULE in words that `frequency_of` reads back."""
    if not rule:
        return ""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    kind, step = parts["FREQ"], parts.get("INTERVAL", "1")
    if rule == often.WORKDAYS:
        return "每个工作日"
    if kind == "MONTHLY" and step in ("3", "6"):
        text = "每季度" if step == "3" else "每半年"
    elif step != "1" or kind == "HOURLY":
        text = _STEPS[kind].format(step)
    else:
        text = _FREQUENCIES[kind]
    if "BYMONTH" in parts:
        text += "、".join(f"{month}月" for month in parts["BYMONTH"].split(","))
    if "BYMONTHDAY" in parts:
        # 每月30日 is the 28th, 29th or 30th, whichever is the last that the month has.
        days = parts["BYMONTHDAY"].split(",")[-1:] if "BYSETPOS" in parts else parts["BYMONTHDAY"].split(",")
        text += "、".join("底" if int(day) < 0 else f"{day}日" for day in days)
    if "BYDAY" in parts:
        names = [f"周{_WEEKDAYS.get(day[-2:], day)}" for day in parts["BYDAY"].split(",")]
        text = text.removesuffix("周") + "、".join(names)
    return text


def frequency_of(text: str) -> str | None:
    """The RRULE of what somebody typed: 每月5日前, 每季度, or an RRULE; nothing for an empty field.

    Raises:
        ValueError: the words name no frequency.
    """
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"FREQ=(?:HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[\w,-]+)*", text):
        return text
    if found := often.find(text):
        return found[0].rule
    raise ValueError(text)


def day(deadline: str | None) -> str:
    """A normal form as a day in words: 2026年5月1日, 5月1日, 5月."""
    found = re.fullmatch(r"(?:--|(\d{4})-)(\d\d)(?:-(\d\d))?", deadline or "")
    if not found:
        return deadline or ""
    year, month, date = found.groups()
    return (f"{year}年" if year else "") + f"{int(month)}月" + (f"{int(date)}日" if date else "")


def day_of(text: str) -> str | None:
    """The normal form of what somebody typed: 5月1日, 2026-05-01, 6月底; nothing for an empty field.

    Raises:
        ValueError: the words name no day or month.
    """
    text = text.strip()
    if not text:
        return None
    if found := re.fullmatch(r"(?:(\d{4})|-)-(\d\d)(?:-(\d\d))?", text):
        year, month, date = found.groups()
        if 1 <= int(month) <= 12 and (not date or 1 <= int(date) <= when.last_day(int(month), int(year or 2024))):
            return text
        raise ValueError(text)
    if (found_days := when.find(text)) and (deadline := found_days[0].deadline):
        return deadline
    raise ValueError(text)


def times(values: Mapping[str, Any]) -> str:
    """How often and by when."""
    said = [frequency(values.get("frequency")), day(values.get("deadline"))]
    if not any(said) and values.get("period"):
        said.append(str(PERIODS.get(values["period"], values["period"])))
    return " · ".join(filter(None, said))


def binding(way: str) -> tuple[str, str]:
    """What proves an obligation, in words, and how that looks: good, warn or idle."""
    if way.startswith(SUBMIT):
        titles = papers()
        kinds = way.removeprefix(SUBMIT).split(",")
        return _("papers filed: %(papers)s") % {"papers": "、".join(titles.get(kind, kind) for kind in kinds)}, "good"
    if way.startswith(WANTED):
        return _("no register yet: %(title)s") % {"title": way.removeprefix(WANTED)}, "warn"
    if way in ("score", "award", "left", ""):
        words = {"score": _("a line of the score sheet"), "award": _("an award")}
        return words.get(way, _("nothing proves it yet")), "idle" if way in words else "warn"
    register, _dot, measure = way.partition(".")
    found = catalogue().registers.get(register)
    if found is None or measure not in found.measures:
        return way, "warn"
    title = found.measures[measure].title
    return (title if found.title in title else f"{found.title}：{title}"), "good"


_NAMES = {
    "kind": gettext_lazy("kind"),
    "what": gettext_lazy("what is to be done"),
    "who": gettext_lazy("who"),
    "op": gettext_lazy("bound"),
    "value": gettext_lazy("amount"),
    "unit": gettext_lazy("counted in"),
    "per": gettext_lazy("per whom"),
    "frequency": gettext_lazy("how often"),
    "deadline": gettext_lazy("by when"),
    "period": gettext_lazy("in which period"),
}


def _value(name: str, value: Any) -> str:
    tables: Mapping[str, Mapping[str, Any]] = {"kind": KINDS, "op": OPERATORS, "period": PERIODS}
    readers = {"value": number, "frequency": frequency, "deadline": day}
    if value in (None, ""):
        return "—"
    if name in tables:
        return str(tables[name].get(value, value))
    return readers[name](value) if name in readers else str(value)


def step(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What a person did in one step, a line for each thing that changed."""
    said = [_("added by hand")] if what == "add" else []
    old, new = before.get("values", {}), after.get("values", {})
    if what != "add":
        said += [
            f"{title}{_(': ')}{_value(name, old.get(name))} → {_value(name, new.get(name))}"
            for name, title in _NAMES.items()
            if old.get(name) != new.get(name)
        ]
    if "binding" in after and what != "add":
        ways = (side["binding"] for side in (before, after))
        said.append(" → ".join(binding(way)[0] if way else _("as the reader proposes") for way in ways))
    if "state" in after and what in ("accept", "reject", "restore", "merge") and not old:
        said.append(str(State(after["state"]).label))
    if after.get("merged_into"):
        said.append(_("merged with another"))
    return said


def papers() -> dict[str, str]:
    """The kinds of papers that can be filed, with their titles."""
    found = catalogue().registers.get("submissions")
    return dict(found.filters["kind"].choices) if found and "kind" in found.filters else {}


def measures() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every measure of the site, by register: what the picker offers."""
    return [
        (found.title, [(f"{name}.{key}", f"{found.title}：{measure.title}") for key, measure in found.measures.items()])
        for name, found in catalogue().registers.items()
        if found.measures and name != "submissions"
    ]
