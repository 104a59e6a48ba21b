"""Points: what an item is worth (<=), deductions (negative), awards (positive), thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from linli.reader.amounts import Amount
from linli.reader.assemble import Segment
from linli.reader.drafts import Draft, Setting, timed

_MINUS = re.compile(r"扣|减(?!少)|倒扣")
_PLUS = re.compile(r"[加奖积]")
_MOST = re.compile(r"最[高多大]|不超过|上限|封顶|累计(?:加|扣)分?不超过")
_WORTH = re.compile(r"占|满分|总分|计(?!算)|共|分值|权重|标准分|基础分|基准分|为|[(]$")
_PER = re.compile(
    r"每(?:[一-鿿]{0,8}?)(?:一|1)?(?P<per>个百分点|百分点|人次|次|项|人|篇|条|例|起|件|户|个|处|天|日|份|场|期|名|分钟|元|家)"
)


def weighs(segment: Segment, amount: Amount) -> bool:
    """Whether a percentage is the weight of an item in a score (占考核总分的30%)."""
    return bool(re.search(r"(?:权重|占[^,。]{0,8}(?:总分|得分|考核|成绩)|考核,?占|按[^,。]*计入)", segment.text))


def from_amount(segment: Segment, amount: Amount, setting: Setting) -> Iterator[Draft]:
    """The score rule an amount of points makes."""
    before = segment.text[: amount.start - segment.start]
    value = amount.value
    base = Draft("score_rule", "points", segment.quote_start, segment.end, "=", value, "分")
    if amount.unit == "%":
        base = replace(base, unit="%", op="<=", rule="weight")
        yield base
        return
    # 分别加10分、6分、3分: the sign stands before the first.
    near = before[-8:] if before or segment.separator != "、" else segment.before[-12:]
    per = _PER.search(segment.text)
    base = replace(base, per=per["per"] if per and "每" in segment.text else _bare_per(before))
    minus = [m.start() for m in _MINUS.finditer(near)]
    plus = [m.start() for m in _PLUS.finditer(near)]
    if minus and (not plus or minus[-1] > plus[-1]):
        value = [-one for one in value] if isinstance(value, list) else -value
        if _MOST.search(before[-14:]):
            yield replace(base, rule="deduction-limit", op=">=", value=value, per=None)
            return
        op = "range" if isinstance(value, list) else "="
        yield replace(base, rule="deduction", op=op, value=sorted(value) if isinstance(value, list) else value)
        return
    if re.search("(?:分|累计|达|积)满$", before):
        yield replace(base, rule="threshold", op=">=", per=None)
        return
    if plus or re.search("加分", before):
        if _MOST.search(before[-14:]) or amount.op == "<=":
            yield replace(base, rule="award-limit", op="<=", per=None)
        else:
            yield replace(base, rule="award-points", op="range" if isinstance(value, list) else "=")
        return
    if re.search("[得给记]$", near) and re.search(r"\d|的|达|每|[胜平负和一]", segment.before[-2:] + before):
        yield replace(base, rule="points-for", op="=")
        return
    if amount.bound or amount.op == "range":
        yield replace(timed(replace(base, rule="threshold", op=amount.op, per=None), segment), per=None)
        return
    yield replace(base, rule="item-points", op="<=", per=None)


def _bare_per(before: str) -> str | None:
    """缺一项扣2分: the thing lost is counted too."""
    found = re.search(
        r"(?:缺|少|迟报|漏报|发生|出现|低|超|晚|差|未)[^,。]{0,8}?(?:一|1)(?P<per>个百分点|人次|次|项|人|篇|条|例|起|件|户|个|处|天|日|份|场"
        r"|期|名)",
        before,
    )
    found = found or re.search(r"\d(?P<per>小时|次|天|篇|条|件|户)[积加]$", before)
    return found["per"] if found else None


def open_rule(segment: Segment) -> Iterator[Draft]:
    """What hangs on a result without a number: 一票否决, 与当年绩效挂钩; the length of a list counts."""
    draft = timed(Draft("score_rule", "linked", segment.quote_start, segment.end), segment)
    tied = re.search("[与和同](?P<list>[^,。]*、[^,。]*)挂钩", segment.text)
    if tied:
        draft = replace(draft, op="=", value=len(re.split("、|和|及|与", tied["list"])), unit="项")
    elif "当年" in segment.text or "年度" in segment.text:
        draft = replace(draft, frequency="FREQ=YEARLY", period="year", deadline=None)
    yield draft


def without_amount(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """不得分 gives zero, whatever else is counted in the clause."""
    if re.search("一票否决|(?:与|和)[^,。]{0,24}挂钩|按比例(?:扣|得|计|折)分", segment.text) and not segment.amounts:
        yield from open_rule(segment)
        return
    if re.search(r"不得分|不计分|不给分|得0分|计0分|零分", segment.text) and not any(
        amount.unit == "分" for amount in segment.amounts
    ):
        yield Draft("score_rule", "no-points", segment.quote_start, segment.end, "=", 0, "分")
