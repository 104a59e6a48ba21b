"""Rows of tables and schedules by month: what a cell means depends on its column and its row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from linli.reader import amounts, days, often, when, words
from linli.reader.drafts import Draft
from linli.reader.layout import Unit, parts
from linli.reader.numbers import CHINESE, number

_NUMBER_ONLY = re.compile(r"^[-+]?\d+(?:\.\d+)?分?$")
_COLUMN_POINTS = re.compile(r"分值|分数|满分|权重|标准分|基准分|基本分|赋分|配分|^分$|得分标准")
_COLUMN_BLANK = re.compile(
    r"^(?:自评|考核|实际|检查|最终)?得分|扣分(?:情况|原因|栏)?$|备注|序号|编号|^号$|联系(?:人|电话)|完成情况|基期|上年|202\d年(?:完成|实绩)|去年|现状"
    r"|基数|依据|签[字名]"
)
_COLUMN_WHO = re.compile(r"责任(?:单位|部门|人|科室|主体)|牵头|承办|负责|实施单位|主办|执行(?:单位|部门)")
_COLUMN_WHEN = re.compile(r"时限|时间|节点|期限|进度|完成日期|截止|日期|月份")
_COLUMN_TARGET = re.compile(
    r"目标(?!任务)|指标值|数量|标准值|目标值|计划数|任务[数量]|名额|人数|金额|经费|预算|要求值|频次|次数|频率|指标$|[课学]时"
)
_COLUMN_NAME = re.compile(r"项目|内容|指标|任务|措施|工作|名称|事项|考核")
_UNIT_IN_HEADER = re.compile(r"\((?:单位[::])?(?P<unit>%|[一-鿿]{1,3})\)")

_MONTH_ENTRY = re.compile(
    rf"^(?:(?:19|20)\d\d年)?(?P<month>\d{{1,2}}|{CHINESE})月份?(?:[—~\-至到、](?P<month2>\d{{1,2}}"
    rf"|{CHINESE})月份?)?\s*[:、](?!\d)"
)
_QUARTER_ENTRY = re.compile(r"^第?(?P<quarter>[一二三四1-4])季度\s*:")
_THEME = re.compile(
    r"主题|重点(?:是|宣传|(?:开展|进行|抓好)[^。]*(?:教育|宣传))|宣传教育|教育重点|知识[^,。]*(?:教育|宣传)|宣传[^,。]*知识|的教育$|知识$"
)


def rows(units: list[Unit]) -> Iterator[list[Unit]]:
    """The units, with the cells of one table row together."""
    place = 0
    while place < len(units):
        unit = units[place]
        if unit.kind != "cell":
            yield [unit]
            place += 1
            continue
        row = [unit]
        while (
            place + len(row) < len(units)
            and units[place + len(row)].row is unit.row
            and units[place + len(row)].kind == "cell"
        ):
            row.append(units[place + len(row)])
        yield row
        place += len(row)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """A cell's sentences."""
    for found in re.finditer(r"[^。!?]+", text):
        body = found[0]
        number_mark = re.match(r"\s*(?:\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[①-⑳])", body)
        start = found.start() + (number_mark.end() if number_mark else 0)
        if text[start : found.end()].strip():
            yield from parts(text, start, found.end())


# --- schedules ---


def month_of(above: tuple[str, ...], year: int | None) -> str | None:
    """The month one of the headings above names (三月份)."""
    for heading in reversed(above):
        found = re.search(
            rf"^(?:\(?[一二三四五六七八九十\d]+[、.)])?(?:(?P<year>20\d\d)年)?(?P<month>\d{{1,2}}|元"
            rf"|{CHINESE})月份?(?:工作|安排|计划|重点|[:(].*)*$",
            heading,
        )
        if found:
            month = 1 if found["month"] == "元" else int(number(found["month"]))
            return when.form(int(found["year"]) if found["year"] else year, month) if 1 <= month <= 12 else None
    return None


def month_entry(unit: Unit, year: int | None) -> Draft | None:
    """An entry of a schedule (三月份:…) is one obligation."""
    found = _MONTH_ENTRY.match(unit.text)
    quarter = _QUARTER_ENTRY.match(unit.text)
    if quarter:
        month = int(number(quarter["quarter"])) * 3
        deadline, period = when.form(year, month, when.last_day(month)), "quarter"
        body = unit.text[quarter.end() :]
    elif found:
        month = int(number(found["month2"] or found["month"]))
        if not 1 <= month <= 12:
            return None
        deadline, period = when.form(year, month), "month"
        body = unit.text[found.end() :]
    else:
        return None
    end = len(unit.text)
    if _THEME.search(body) and not quarter:
        first = int(number(found["month"])) if found else month
        months = ",".join(str(one) for one in range(min(first, month), month + 1))
        return Draft(
            "recurring",
            "month-theme",
            0,
            end,
            "=",
            _topics(body),
            "个",
            f"FREQ=YEARLY;BYMONTH={months}",
            when.form(None, month),
            period,
        )
    asked = [
        one for one in amounts.find(body) if not one.article and one.unit in ("场", "次", "期", "个", "件", "户", "篇")
    ]
    draft = Draft("dated_event", "month-entry", 0, end, deadline=deadline, period=period)
    if len(asked) == 1 and body.count("、") + body.count(",") + body.count(";") <= 1:
        return replace(draft, kind="count_target", op=asked[0].op, value=asked[0].value, unit=asked[0].unit)
    return draft


def dated_line(unit: Unit, year: int | None) -> Draft | None:
    """A line that is only a date, under a heading such as 活动时间."""
    if not re.search("时间|日期|期限|日程", unit.heading) or re.search("会议|签", unit.heading):
        return None
    found = when.find(unit.text, year)
    if len(found) != 1 or found[0].role not in ("on", "window"):
        return None
    end = len(unit.text)
    if found[0].role == "window" and found[0].start == 0 and re.match(",每", unit.text[found[0].end :]):
        end = found[0].end  # 7月6日—8月14日,每周一至周五: the days, then how often
    elif end > found[0].end - found[0].start + 12:
        return None
    draft = Draft("dated_event", "dated-line", 0, end, deadline=found[0].deadline, period=found[0].period)
    if found[0].days:
        return replace(draft, op="=", value=found[0].days, unit="天", period=None)
    return draft


def days_within(text: str) -> Iterator[Draft]:
    """The named days an entry of a schedule ties its work to; the entry's month dates a lunar one."""
    entry = _MONTH_ENTRY.match(text)
    month = f"--{int(number(entry['month'])):02}" if entry else None
    for found in days.find(text):
        found = replace(found, deadline=found.deadline or month)
        yield Draft(
            "dated_event",
            "named-day",
            found.start,
            found.end,
            "=" if found.days else None,
            found.days,
            "天" if found.days else None,
            found.rule,
            found.deadline,
            "year",
            what=found.name,
        )


def _topics(body: str) -> int:
    """How many topics a month's theme lists."""
    tail = re.split(r"重点(?:是|为)?(?:宣传|开展|进行|抓好)?|开展|主题(?:是|为)?:?", body)[-1]
    tail = re.sub(r"等?(?:方面)?的?(?:知识)?(?:的)?(?:宣传)?(?:教育)?(?:工作|活动)?[。;]?$", "", tail)
    return len([topic for topic in re.split(r"[、,]|和(?=[一-鿿]{2,})", tail) if len(topic) >= 2]) or 1


# --- rows ---


@dataclass
class RowPlan:
    """What the cells of a row say together."""

    label: str = ""
    who: str | None = None
    task: Unit | None = None
    deadline: Draft | None = None
    extra: dict = field(default_factory=dict)
    drafts: list[tuple[Draft, Unit]] = field(default_factory=list)
    prose: list[Unit] = field(default_factory=list)


def plan_row(row: list[Unit], year: int | None) -> RowPlan:
    """Sort the cells of a row: label, who, when, points, targets, and prose left to the grammar."""
    plan = RowPlan()
    for unit in row:
        header = unit.header[unit.column] if unit.column < len(unit.header) else ""
        text = unit.text.strip()
        if _COLUMN_POINTS.search(header) or (not header and _NUMBER_ONLY.match(text) and text.endswith("分")):
            found = re.search(r"\d+(?:\.\d+)?", text)
            if found and len(text) <= 8:
                value = float(found[0])
                percent = "%" in text
                plan.drafts.append(
                    (
                        Draft(
                            "score_rule",
                            "item-points",
                            0,
                            len(unit.text),
                            "<=",
                            int(value) if value == int(value) else value,
                            "%" if percent else "分",
                        ),
                        unit,
                    )
                )
                continue
        if _COLUMN_BLANK.search(header) and len(text) <= 30 and not re.search("扣|加分", text):
            continue
        if _COLUMN_WHO.search(header):
            plan.who = text
            continue
        if _COLUMN_WHEN.search(header) and len(text) <= 16:
            _take_time(plan, text, year, unit)
            continue
        if _COLUMN_TARGET.search(header) and len(text) <= 20 and (target := _target(unit, header, text)):
            plan.drafts.append((target, unit))
            continue
        if _NUMBER_ONLY.match(text):
            continue
        names = _COLUMN_NAME.search(header) and not re.search("要求|标准|办法", header)
        if plan.task is None or (len(text) > len(plan.task.text) and names):
            plan.task = unit
        if not plan.label and not re.search(r"\d", text) and len(text) <= 14:
            plan.label = text
        plan.prose.append(unit)
    plan.drafts = [(_placed(draft, plan), unit) for draft, unit in plan.drafts]
    return plan


def _placed(draft: Draft, plan: RowPlan) -> Draft:
    """A target cell takes its kind from the row's name and its time from the row's date."""
    if draft.rule != "target-cell":
        return draft
    name = (plan.task.text if plan.task else "") + plan.label
    kind = draft.kind
    if draft.unit in ("%", "个百分点"):
        kind = "coverage_target" if words.COVERED.search(name) else "rate_target"
    elif draft.unit == "元":
        kind = "budget"
    elif draft.unit in words.PERSON_UNITS and words.STAFF_NOUN.search(name):
        kind = "headcount"
    elif words.AWARD.search(name):
        kind = "award_quota"
    elif draft.unit in words.TIME_UNITS:
        kind = "duration_target"
    if draft.frequency and not draft.frequency.startswith("FREQ=YEARLY"):
        kind = "recurring"
    extra = {key: value for key, value in plan.extra.items() if getattr(draft, key) is None}
    if "frequency" in extra and draft.unit in (*words.PERSON_UNITS, *words.TIME_UNITS):
        extra = {}  # a course held every Monday has thirty places, not thirty every Monday
    return replace(draft, kind=kind, **extra)


def _take_time(plan: RowPlan, text: str, year: int | None, unit: Unit) -> None:
    found_often = often.find(text)
    found = when.find(text, year)
    if found_often:
        plan.extra = {"frequency": found_often[0].rule, "period": found_often[0].period}
        plan.deadline = Draft(
            "recurring",
            "task-time",
            0,
            0,
            "=",
            1,
            "次",
            found_often[0].rule,
            found_often[0].deadline,
            found_often[0].period,
        )
    elif found:
        one = found[-1]
        window = one.role == "window"
        if one.deadline is None:
            plan.extra = {"period": one.period}
            return
        plan.extra = {"deadline": one.deadline}
        plan.deadline = Draft(
            "dated_event" if window and one.days else "deadline",
            "task-time",
            0,
            0,
            deadline=plan.extra["deadline"],
        )
        if window and one.days:
            plan.deadline = replace(plan.deadline, op="=", value=one.days, unit="天")


def _target(unit: Unit, header: str, text: str) -> Draft | None:
    """A cell that is a number with or without its unit, under a heading that makes it a target."""
    in_header = _UNIT_IN_HEADER.search(header)
    column_unit = in_header["unit"] if in_header else _unit_column(unit)
    if not column_unit and (named := re.search("(?P<heads>人数|名额)|(?P<hours>[课学]时)数?$", header)):
        column_unit = "人" if named["heads"] else named["hours"]
    written = (
        text
        if not re.search(r"\d$|\d(?:以上|以下)$", text)
        else re.sub(r"(\d)(以上|以下)?$", rf"\g<1>{column_unit or '项'}\2", text)
    )
    if column_unit == "万元":
        written = re.sub(r"(\d)$", r"\1万元", text)
    found_often = often.find(written)
    found = amounts.find(
        "".join("\2" if any(o.start <= i < o.end for o in found_often) else c for i, c in enumerate(written))
    )
    if len(found) != 1:
        return None
    one = found[0]
    draft = Draft("count_target", "target-cell", 0, len(unit.text), one.op, one.value, one.unit)
    if found_often:
        draft = replace(draft, frequency=found_often[0].rule, period=found_often[0].period)
    return draft


def _unit_column(unit: Unit) -> str | None:
    for header, (_start, _end, cell) in zip(unit.header, unit.row, strict=False):
        if header in ("单位", "计量单位") and len(cell) <= 3:
            return cell
    return None
