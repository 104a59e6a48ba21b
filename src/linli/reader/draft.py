"""From a reading to a draft pack: every obligation with its source and the measure that can prove it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pypinyin import lazy_pinyin

from linli.reader import vocabulary
from linli.reader.model import Obligation, Reading
from linli.reader.when import last_day

Catalogue = Mapping[str, Mapping[str, Any]]

#: A month that is summed up ends in a paper.
_SUMMED_UP = re.compile("总结(?!经验|表彰)|小结")
#: Those a unit employs, as against those who live there.
_STAFF = re.compile("教职工|干部|工作[者人]|社工|教师|医[生护]|网格员|员工|职工|班子|党员干部")
#: What a good row is a share of, where the register counts all of them by another name.
_WHOLE = {"requests.settled": "requests.raised", "surveys.aware": "surveys.answered"}
#: How sure a binding is: the site has the measure and the words fit; only the words; nothing but the kind.
SURE, LIKELY, GUESS = 0.9, 0.6, 0.3


@dataclass(frozen=True)
class Binding:
    """What became of one obligation: where it stands in the pack, how it is proved, and how sure that is."""

    obligation: Obligation
    place: str
    way: str
    measure: str | None
    confidence: float


@dataclass(frozen=True)
class Draft:
    """A pack as plain data, and what became of each obligation."""

    pack: dict[str, Any]
    bindings: tuple[Binding, ...]


def draft(reading: Reading, catalogue: Catalogue) -> dict[str, Any]:
    """The pack of a reading. `catalogue`: register → {title, measures, filters} of the site."""
    return drafted(reading, catalogue).pack


def drafted(reading: Reading, catalogue: Catalogue) -> Draft:
    """The pack of a reading, with how sure each part of it is."""
    title = next((heading.text for heading in reading.headings if heading.level == 0), reading.doc)
    writer = _Writer(reading.doc, catalogue)
    for one in reading.obligations:
        writer.take(one)
    pack: dict[str, Any] = {
        "programme": _name(title, "plan"),
        "title": title,
        "for": {"units": _units(reading)},
        "source": {"document": title[:200]},
    }
    year = re.search(r"20\d\d", title)
    if year:
        pack["period"] = int(year[0])
    for section, found in (
        ("obligations", writer.obligations),
        ("indicators", writer.indicators),
        ("scores", writer.scores()),
        ("awards", writer.awards),
    ):
        if found:
            pack[section] = found
    return Draft(pack, tuple(writer.bindings))


def _units(reading: Reading) -> str:
    votes: Counter[str] = Counter()
    for one in reading.obligations:
        if one.who:
            votes.update(kind for kind, words in vocabulary.UNIT_KINDS[:6] if words.search(one.who))
    return votes.most_common(1)[0][0] if votes else "community"


def _name(text: str, fallback: str) -> str:
    letters = re.sub(r"[^一-鿿]", "", text)[:5]
    found = "-".join(lazy_pinyin(letters))
    return found if re.fullmatch(r"[a-z][a-z-]{1,50}", found) else fallback


class _Writer:
    """Collects the parts of a pack."""

    def __init__(self, doc: str, catalogue: Catalogue) -> None:
        self.doc = doc
        self.catalogue = catalogue
        self.obligations: dict[str, Any] = {}
        self.indicators: dict[str, Any] = {}
        self.awards: dict[str, Any] = {}
        self.lines: list[dict[str, Any]] = []
        self.grades: dict[str, Any] = {}
        self.bindings: list[Binding] = []

    def take(self, one: Obligation) -> None:
        """Write one obligation where it belongs."""
        if one.kind == "score_rule":
            self._score(one)
        elif one.kind == "award_quota":
            self._award(one)
        else:
            self._obligation(one)

    # --- obligations ---

    def _obligation(self, one: Obligation) -> None:
        entry: dict[str, Any] = {"title": one.what[:200] or one.quote[:200]}
        papers = self._papers(one)
        if papers:
            entry["submit"] = papers if len(papers) > 1 else papers[0]
            way, measure, confidence = "submit", None, SURE
        else:
            way, measure, confidence = self._count(one, entry)
        within = _within(one)
        if within and measure:
            entry |= {"per": measure.partition(".")[0], "within": within}
        else:
            entry |= _time(one)
        if not papers and not within:
            entry |= _bound(one)
        entry["source"] = {"quote": one.quote[:80], "document": self.doc[:200]}
        self._place("obligations", self.obligations, one, entry, way, measure, confidence)

    def _papers(self, one: Obligation) -> list[str]:
        """The papers an obligation has sent up or written, by the kinds that a submission carries."""
        written = one.kind == "recurring" and one.value == 1 and (one.unit == "份" or _SUMMED_UP.search(one.what))
        if not (written or one.rule.startswith(("submit", "write-by"))):
            return []
        papers = vocabulary.papers_in(one.what or one.quote) or vocabulary.papers_in(one.quote)
        known = self._kinds_of_paper()
        return list(dict.fromkeys(paper if not known or paper in known else "other" for paper in papers))

    def _count(self, one: Obligation, entry: dict[str, Any]) -> tuple[str, str | None, float]:
        topic = self._topic(one)
        measure = topic.measure if topic else "tasks.done"
        title = topic.title if topic else "任务台账"
        if one.unit == "%" and one.kind in ("rate_target", "coverage_target", "deadline"):
            measure = self._share(one, topic, entry)
        elif one.kind == "rate_target" and one.value is None:
            entry["count"] = measure
        else:
            measure = self._total(one, topic, entry, measure)
        register, _dot, _name = measure.partition(".")
        narrower = vocabulary.narrower(register, one.what) or vocabulary.narrower(register, one.quote)
        if narrower and "count" in entry and narrower[1] in self._choices(register, narrower[0]):
            entry["where"] = dict([narrower])
        if self._has(measure):
            return "register", measure, SURE if topic else LIKELY
        entry["wanted"] = next(
            (other.title for other in vocabulary.TOPICS if other.measure.startswith(f"{register}.")), title
        )
        return "wanted", measure, LIKELY if topic else GUESS

    def _topic(self, one: Obligation) -> vocabulary.Topic | None:
        if one.rule in ("named-day", "month-theme", "month-entry", "yearly-event", "window"):
            return vocabulary.topic_of("活动")
        return vocabulary.topic_of(one.what) or vocabulary.topic_of(one.quote)

    def _share(self, one: Obligation, topic: vocabulary.Topic | None, entry: dict[str, Any]) -> str:
        """A share: of those asked, of all persons or homes, or of the rows of the register itself."""
        deed = f"{one.what} {one.quote}"
        homes = re.search("户|家庭", f"{one.per} {one.quote}")
        measure = topic.measure if topic else "tasks.done"
        if topic and topic.reached and (one.kind != "rate_target" or re.search("签约|建档|体检|接种|入户|培训", deed)):
            reached = topic.reached
            staff = _STAFF.search(deed) and not homes and not reached.endswith("households")
            everyone = "households.living" if reached.endswith("households") else "residents.living"
            entry["coverage"] = {"of": reached, "over": "residents.working" if staff else everyone}
            return reached
        if topic and topic.good:
            entry["rate"] = {"of": topic.good, "over": _WHOLE.get(topic.good, measure)}
            return topic.good
        register = measure.partition(".")[0]
        if one.kind == "coverage_target":
            of, over = ("households", "households.living") if homes else ("residents", "residents.living")
            entry["coverage"] = {"of": f"{register}.{of}", "over": over}
            return f"{register}.{of}"
        entry["rate"] = {"of": f"{register}.passed", "over": measure}
        return f"{register}.passed"

    def _total(self, one: Obligation, topic: vocabulary.Topic | None, entry: dict[str, Any], measure: str) -> str:
        """A number: how many rows, or what adds up."""
        summed = dict(topic.sums).get(one.unit or "") if topic else None
        if one.kind == "budget":
            summed = "payments.amount"
        elif one.kind == "headcount":
            measure, summed = ("groups.formed" if one.unit in ("支", "个") else "assignments.heads"), None
        measure = summed or measure
        adds_up = summed and not re.search("households|residents|people", summed)
        entry["sum" if adds_up or self._is_sum(measure) else "count"] = measure
        if one.per in ("人", "每人", "党员", "名"):
            entry["per"] = "person"
        elif one.per in ("户", "家庭"):
            entry["per"] = "household"
        return measure

    def _is_sum(self, measure: str) -> bool:
        register, _dot, name = measure.partition(".")
        found = self.catalogue.get(register, {}).get("measures", {})
        info = found.get(name) if isinstance(found, Mapping) else None
        return (info.get("kind") if isinstance(info, Mapping) else getattr(info, "kind", "")) == "sum"

    def _kinds_of_paper(self) -> set[str]:
        return self._choices("submissions", "kind")

    def _choices(self, register: str, name: str) -> set[str]:
        """The words that a filter of a register may take."""
        found = self.catalogue.get(register, {}).get("filters", {}).get(name, {})
        return set(found.get("choices", ())) if isinstance(found, Mapping) else set(getattr(found, "choices", ()))

    def _has(self, measure: str) -> bool:
        register, _dot, name = measure.partition(".")
        return name in self.catalogue.get(register, {}).get("measures", {})

    # --- scores and awards ---

    def _score(self, one: Obligation) -> None:
        value = one.value[-1] if isinstance(one.value, list) else one.value
        title = re.sub(r"\s+", "", one.what)[:200] or one.quote[:80]
        place = f"scores.assessment.lines[{len(self.lines)}]"
        if (
            one.rule == "threshold"
            and (grade := re.search(r"优秀|良好|优良|合格|不合格|达标|[一二三四五]星|授予", one.quote))
            and one.op != "<="
        ):
            self.grades[grade[0]] = value
            place = "scores.assessment.grades"
        elif one.rule in ("item-points", "points-for", "weight") and value:
            line = {
                "title": title,
                "points": value,
                "by_hand": True,
                "source": {"quote": one.quote[:80], "document": self.doc[:200]},
            }
            self.lines.append(line)
        elif one.rule in ("award-points", "award-limit") and value:
            self.lines.append({"title": title, "points": abs(value), "by_hand": True, "bonus": True})
        elif self.lines:
            # A deduction belongs to the item before it: whoever scores by hand reads it there.
            line = self.lines[-1]
            line["title"] = f"{line['title']};{one.quote}"[:400]
            place = f"scores.assessment.lines[{len(self.lines) - 1}]"
        elif isinstance(value, int | float) and value:
            self.lines.append({"title": one.quote[:200], "points": abs(value), "by_hand": True})
        else:
            place = ""
        self.bindings.append(Binding(one, place, "score" if place else "left", None, LIKELY if place else GUESS))

    def scores(self) -> dict[str, Any]:
        """The score sheet, where the plan has one."""
        if not self.lines:
            return {}
        sheet: dict[str, Any] = {"title": "考核评分", "lines": self.lines}
        if self.grades:
            sheet["grades"] = self.grades
        return {"assessment": sheet}

    def _award(self, one: Obligation) -> None:
        entry: dict[str, Any] = {"title": one.what[:200] or one.quote[:80]}
        if one.value is not None:
            entry["places"] = one.value
        if one.frequency and (every := _every(one.frequency)):
            entry["every"] = every
        entry["source"] = {"quote": one.quote[:80], "document": self.doc[:200]}
        self._place("awards", self.awards, one, entry, "award", None, SURE)

    def _place(
        self,
        section: str,
        entries: dict[str, Any],
        one: Obligation,
        entry: dict[str, Any],
        way: str,
        measure: str | None,
        confidence: float,
    ) -> None:
        base = name = _name(one.what or one.quote, "task")
        count = 1
        while name in entries or (section == "awards" and name in self.obligations):
            count += 1
            name = f"{base}-{count}"
        entries[name] = entry
        self.bindings.append(Binding(one, f"{section}.{name}", way, measure, confidence))


# --- numbers and times ---

_MORE_IS_FINE = ("recurring", "count_target", "coverage_target")
_BOUNDS = {">=": "at_least", "<=": "at_most", "=": "exactly"}


def _bound(one: Obligation) -> dict[str, Any]:
    if one.value is None:
        if one.kind == "rate_target":
            return {"trend": "down" if re.search("下降|降低|减少|压降", one.quote) else "up"}
        return {}
    mark = "%" if one.unit in ("%", "个百分点") else ""
    if one.kind == "dated_event":
        return {}
    if isinstance(one.value, list):
        return {"between": [f"{value}{mark}" if mark else value for value in one.value]}
    if one.value < 0:
        return {"exactly": one.value}
    # What a plan has done once, it does not forbid to do twice.
    bound = "at_least" if one.op == "=" and one.kind in _MORE_IS_FINE else _BOUNDS[one.op or "="]
    return {bound: f"{one.value}{mark}" if mark else one.value}


def _every(rule: str) -> str | None:
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    count = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "MONTHLY" and count in (3, 6):
        return {3: "quarter", 6: "half-year"}[count]
    if parts["FREQ"] == "WEEKLY" and parts.get("BYDAY", "").count(",") == 4:
        return "day"
    base = {"HOURLY": "day", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}[parts["FREQ"]]
    return base if count == 1 or parts["FREQ"] == "HOURLY" else f"{count} {base}s"


_WEEKDAYS = {
    "MO": "monday",
    "TU": "tuesday",
    "WE": "wednesday",
    "TH": "thursday",
    "FR": "friday",
    "SA": "saturday",
    "SU": "sunday",
}


def _time(one: Obligation) -> dict[str, Any]:
    if one.kind == "dated_event" and one.deadline:
        return {"window": _window(one)}
    if one.frequency:
        parts = dict(part.split("=", 1) for part in one.frequency.split(";"))
        if parts["FREQ"] == "YEARLY" and "BYMONTH" in parts and "BYMONTHDAY" not in parts:
            months = [int(month) for month in parts["BYMONTH"].split(",")]
            spans = [f"{month:02}-01..{month:02}-{last_day(month)}" for month in months]
            return {"window": spans if len(spans) > 1 else spans[0]}
        found: dict[str, Any] = {"every": _every(one.frequency)}
        if parts["FREQ"] == "YEARLY" and one.deadline and len(one.deadline) == 7:
            found["by"] = one.deadline.lstrip("-")
        elif parts["FREQ"] == "MONTHLY" and "BYMONTHDAY" in parts:
            last = int(parts["BYMONTHDAY"].split(",")[-1])
            found["by"] = "end" if last < 0 else {"day": last}
        elif parts["FREQ"] == "WEEKLY" and parts.get("BYDAY") in _WEEKDAYS:
            found["by"] = {"weekday": _WEEKDAYS[parts["BYDAY"]]}
        return found
    if one.deadline:
        return {"by": _day(one.deadline)}
    return {"every": one.period} if one.period in ("year", "half-year", "quarter", "month", "week", "day") else {}


def _day(deadline: str) -> str:
    bare = deadline.removeprefix("--")
    if re.fullmatch(r"\d\d|\d{4}-\d\d", bare):
        month = int(bare[-2:])
        return f"{bare}-{last_day(month):02}"
    return bare


def _window(one: Obligation) -> str:
    deadline = one.deadline or ""
    day = re.fullmatch(r"(?:--|(?P<year>\d{4})-)(?P<month>\d\d)-(?P<day>\d\d)", deadline)
    if not day:
        month = int(deadline[-2:])
        return f"{month:02}-01..{month:02}-{last_day(month)}"
    end = date(int(day["year"] or 2001), int(day["month"]), int(day["day"]))
    if (one.frequency or "") == "FREQ=YEARLY" and end.day >= 30 and one.unit != "天":
        return f"{end.month - 2:02}-01..{end:%m-%d}"  # 每年秋季: the season, of which the day is the end
    length = one.value if isinstance(one.value, int) and one.unit == "天" else 1
    start = end - timedelta(days=length - 1)
    first, last = (f"{one_day:%Y-%m-%d}" if day["year"] else f"{one_day:%m-%d}" for one_day in (start, end))
    return f"{first}..{last}"


def _within(one: Obligation) -> str | None:
    """15 个工作日内: a time that runs from the subject's own day. Hours and minutes end with the day."""
    if one.rule != "within" or not isinstance(one.value, int | float):
        return None
    count = max(1, round(one.value))
    unit = {"工作日": "workday", "天": "day", "日": "day", "周": "week", "个月": "month", "年": "year"}.get(
        one.unit or ""
    )
    if unit is None:
        return "0 days"
    return f"{count} {unit}{'' if count == 1 else 's'}"
