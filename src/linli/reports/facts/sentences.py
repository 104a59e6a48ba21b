"""An obligation of a pack in the words of an office: who, when, what, how much. The reader reads them back."""

from __future__ import annotations

import re
from datetime import date, timedelta

from linli.almanac import DayRule, Duration, Period, Span
from linli.almanac.recurrences import Every
from linli.programmes.catalogue import catalogue
from linli.programmes.language import Audience, Obligation, Programme
from linli.programmes.language.values import Amount
from linli.tree.models import Kind

#: What the rows of a register are counted in.
_UNITS = {
    "activities": "场", "assignments": "人", "contracts": "户", "groups": "个", "households": "户",
    "manuscripts": "篇", "requests": "件", "residents": "人", "responsibilities": "户", "submissions": "份",
    "publications": "条", "postings": "处", "distributions": "份", "surveys": "份",
}  # fmt: skip
_MEASURES = {
    "households": "户", "persons": "人", "residents": "人", "participants": "人次", "present": "人次",
    "beneficiaries": "人次", "days": "天", "hours": "学时", "copies": "份", "contents": "项", "members": "人",
    "amount": "元",
}  # fmt: skip
_EVERY = {"day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年"}
_STEPS = {"day": "天", "week": "周", "month": "个月", "quarter": "个季度", "half-year": "个半年", "year": "年"}
_NEXT = {"week": "次周", "month": "次月", "quarter": "下季度", "half-year": "下半年", "year": "次年", "day": "次日"}
_DURATIONS = {"day": "日", "workday": "个工作日", "week": "周", "month": "个月", "year": "年"}
_WEEKDAYS = "一二三四五六日"
_SUBJECTS = {"person": "每人", "household": "每户"}


def audience(part: Audience | None, programme: Programme) -> str:
    """各社区卫生服务中心."""
    found = part or programme.units
    return "、".join(f"各{Kind(name).label}" if name in Kind.values else name for name in found.units)


def unit_of(part: Obligation, programme: Programme) -> str:
    """What the number counts: as the parameter says, else as the register is counted."""
    if part.counted in ("rate", "coverage"):
        return ""
    raw = programme.origin.tree.get("obligations", {}).get(_name(part, programme), {})
    for bound in ("at_least", "at_most", "exactly", "more_than", "less_than"):
        parameter = programme.parameters.get(str(raw.get(bound, "")).removeprefix("$"))
        if parameter and parameter.unit:
            return parameter.unit
    measure = part.formula.of.measure
    return _MEASURES.get(measure.measure) or _UNITS.get(measure.register, "次")


def _name(part: Obligation, programme: Programme) -> str:
    return next((name for name, one in programme.obligations.items() if one is part), "")


def amount(part: Obligation, programme: Programme) -> str:
    """不少于2篇, 达到90%以上, 30至40户; nothing where the plan leaves the number open."""
    target, unit = part.target, unit_of(part, programme)
    if part.submit or part.rule or (not part.bound and part.counted != "coverage" and not part.every):
        return ""  # once, within its time
    if target.trend:
        return "逐期提高" if target.trend == "up" else "逐期下降"
    low, high = target.low, target.high
    if low is not None and high is not None:
        return f"{_number(low)}{unit}" if low == high else f"{_number(low)}至{_number(high)}{unit}"
    if low is not None:
        if part.counted == "coverage" and low == 1:
            return "达到100%"
        if str(low).endswith("%"):
            return f"{'超过' if target.strict else '达到'}{low}{'' if target.strict else '以上'}"
        return f"{'多于' if target.strict else '不少于'}{_number(low)}{unit}"
    if high is not None:
        return f"{'少于' if target.strict else '不超过'}{_number(high)}{unit}"
    return ""


def _number(value: Amount) -> str:
    return str(value)


def times(part: Obligation, programme: Programme) -> str:
    """每月30日前, 5月1日前, 5月7日至5月13日, 自发生之日起2个工作日内."""
    if part.within:
        return f"{_subject(part)}发生之日起{_duration(part.within)}内"
    rule = part.by or part.on
    if part.calendar:
        return "按宣传日历逐月"
    if part.window:
        days = "、".join(_span(span, programme) for span in part.window)
        return f"{days}，最迟{_day(rule, None, programme)}前" if rule else days
    if part.every:
        often = _often(part.every)
        if rule is None:
            return often
        return often + _day(rule, part.every, programme) + ("" if part.on else "前")
    if rule:
        return _day(rule, None, programme) + ("" if part.on else "前")
    return "全年"


def _subject(part: Obligation) -> str:
    found = catalogue().registers.get(part.per)
    return f"自{found.title}" if found else "自"


def _duration(length: Duration) -> str:
    return f"{length.count}{_DURATIONS[length.unit]}" if length.count else "当日"


def _often(every: Every) -> str:
    return _EVERY[every.kind] if every.step == 1 else f"每{every.step}{_STEPS[every.kind]}"


def _span(span: Span, programme: Programme) -> str:
    period = span.in_year(programme.period.start.year if programme.period else 2025)
    year = "" if span.yearly else f"{period.start.year}年"
    first, last = period.start, period.end
    if first == last:
        return f"{year}{_date(first)}"
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month and not year:
        return f"{first.month}月"
    other = f"{last.year}年" if last.year != first.year and year else ""
    return f"{year}{_date(first)}至{other}{_date(last)}"


def _date(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _day(rule: DayRule, every: Every | None, programme: Programme) -> str:
    before = _NEXT[every.kind] if rule.next and every else ""
    match rule.kind:
        case "fixed":
            return f"{rule.year}年{rule.month}月{rule.day}日"
        case "date":
            return f"{rule.month}月{rule.day}日"
        case "day" if rule.month:
            return f"{before}第{rule.month}个月{rule.day}日"
        case "day":
            return f"{before}{rule.day}日"
        case "weekday":
            return f"{before}周{_WEEKDAYS[rule.day]}"
        case "workday":
            return f"{before}{'最后一' if rule.day < 0 else f'第{rule.day}'}个工作日"
        case "lunar":
            return f"农历{rule.month}月{rule.day}日"
        case "feast":
            return rule.name
        case "start":
            return f"{before}初"
    return f"{before}底" if every else f"{(programme.period or Period.parse('2025')).end.month}月底"


_VERB = re.compile(
    r"成立|建立|组建|报送|上报|提高|提升|落实|开展|举办|召开|组织|发放|公布|发布|走访|上门|培训|签约|完成|制定|建设|加强|走进|配备"
    r"|新建|办结|评选|检查|填报|学习|宣传|入户|参加|推进|化解|调解|受理|答复|巡查|慰问|集中|定期|持续|减少|降低|控制|覆盖"
)


def sentence(part: Obligation, programme: Programme) -> str:
    """The whole duty in one sentence: 各中心每月30日前要报送手记不少于2篇。"""
    who, when, much = audience(part.units, programme), times(part, programme), amount(part, programme)
    whom = f"对{_whom(part, programme)}" if part.per and not part.within else ""
    doer = f"由{_kind(part.done_by)}" if part.done_by else ""
    deed = doer + whom + _deed(part)
    if deed.startswith("要") and part.by and not (part.every or part.window):
        text = f"{who}要于{when}{deed[1:]}"
    else:
        text = f"{who}{when}{deed}"
    if part.submit:
        text += f"，报{programme.issuer or _kind(part.to)}" if part.to else ""
    elif much:
        text += f"，{much}" if part.counted in ("rate", "coverage") else much
    if part.each and not part.calendar:
        text += f"，按{_items(part, programme)}分别落实"
    if part.total is not None:
        text += f"，合计{part.total}{unit_of(part, programme)}"
    return text + "。"


def _deed(part: Obligation) -> str:
    """要报送手记, 要做到家家有人负责, 要开展健康讲座; what is kept low is no deed."""
    title = part.title.rstrip("。；")
    if part.bound in ("at_most", "less_than") and part.counted in ("count", "sum", "average"):
        return title
    if _VERB.match(title):
        return f"要{title}"
    if _VERB.search(title) or part.counted in ("rate", "coverage"):
        return f"要做到{title}"
    return f"要开展{title}"


def _kind(name: str) -> str:
    return str(Kind(name).label) if name in Kind.values else name


def _whom(part: Obligation, programme: Programme) -> str:
    if part.members_of.startswith("group."):
        group = programme.groups.get(part.members_of.partition(".")[2])
        return f"每名{group.title}成员" if group else "每人"
    found = catalogue().registers.get(part.per)
    return _SUBJECTS.get(part.per) or f"每一{found.title if found else part.per}"


def _items(part: Obligation, programme: Programme) -> str:
    items = list(part.each) if isinstance(part.each, tuple) else list(programme.lists[part.each].values())
    return "、".join(items)


def proof(part: Obligation) -> str:
    """Where it is recorded: the register's title, or the one that is still wanted."""
    if part.submit:
        return "材料报送"
    if part.wanted:
        return f"{part.wanted if isinstance(part.wanted, str) else '台账'}（待建）"
    found = catalogue().registers.get(part.formula.of.measure.register)
    return found.title if found else ""
