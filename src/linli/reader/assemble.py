"""From a sentence to obligations: cut it into segments, find what each names, let the rules judge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from linli.reader import amounts, often, when, words
from linli.reader.amounts import Amount
from linli.reader.often import Often
from linli.reader.when import When

#: How long a paper may be (总结(500字以内), 照片(3—5张)) is no number of its own.
_LENGTH = re.compile(r"(?<=[一-鿿])\([^()]{0,8}\d+[^()]{0,3}[字张页][^()]{0,4}\)")
#: Longer than any number: not worth the search that the patterns below would make of it.
_ENDLESS = re.compile(r"\d{15,}|[零〇一二两三四五六七八九十百千万亿]{15,}")
_HIDDEN = re.compile(
    r"《[^》]*》|[〔\[(【](?:19|20)\d\d[〕\])】]\s*第?\d*号?"
    r"|第[零一二三四五六七八九十百千\d]+[条款章号楼届批版](?:第[一二三四五六七八九十\d]+[款项])?|\(?(?:19|20)\d\d(?:年)?[—\-~至](?:19"
    r"|20)\d\d年?\)?"
    r"|\d{7,}|\d{3,4}—\d{7,8}|https?://\S+|(?:上午|下午|(?<!每)晚上?|(?<!每)早上?|中午)?\d{1,2}(?::\d{2}|[点时](?:半|整"
    r"|\d{1,2}分)?(?![间段光效期]))(?:[—~\-至到](?:次日|当日)?\d{1,2}(?::\d{2}|[点时]半?))?"
    r"|[\d一二三四五六七八九十]{1,6}(?:[—~\-至到]\d{1,9})?周?岁(?:及?以[上下])?|\d{1,9}分钟(?:[一-鿿]{0,6}圈)|一刻钟|[一二三四\d]班制|每周五天工作制|24小时(?=值班|服务|热线|不间断|开放"
    r"|在线|待命|值守)|\d{1,9}\+[\dNn](?:\+[\dNn])*|一式[一二两三四五六七八九\d]+份|各执[一二三四五六七八九\d]+份"
    r"|附件\d*|图\d{1,9}|表\d{1,9}|[A-Za-z]{1,20}\d{1,9}|\d{1,9}[A-Za-z]{1,20}|\d{1,9}号[楼院门]?|\d{1,9}[栋幢]\d{1,9}|连续[一二两三四五六七八九十\d]+(?:个月|个季度|年|天"
    r"|日|周|届|次)(?!以上|三次以上)|[去上个前]{1,2}(?:一)?年度?|最高分|最低分|百分制|\d{1,9}分制(?=[^,。]{0,4}$)(?!)"
    r"|(?<=[^\d])1[::]1(?=的)|零[下上]|[一二三四五六七八九十]号(?!前|之前|以前)"
    r"|“[一二三四五六七八九十两]+[一-鿿]{1,3}[一二三四五六七八九十两]+[一-鿿]{1,4}”(?!活动|主题|工作|行动)|“\d{3,}”|“[三四五六七八九]个(?!一|人人"
    r"|必)[一-鿿]{2,4}”"
)
#: 对46家旅馆、28家网吧每月检查一遍: those it is done to, not members that each have a deed.
_OBJECTS = re.compile("[^,。]{0,10}?[对在向][^,。]{0,6}$")
_JOINT = re.compile(r"、|以及|并且?|和|及|与|,其中|其中")


#: The members of 每周抽查、每月通报 and of 人人参加…、人人知晓… are segments of their own.
_ENTRY = re.compile(rf"每(?:[天日周月季年]|半年|学期)|人人|户户|“?[日周月季年](?:{often.TASKS})")

#: 每期不少于3天: measures what was just named, at no date of its own.
_EACH_TIME = re.compile("每[次场人期班队门节户个名件]")


#: How much of a sentence a clause looks back on. Sentences are shorter; a page without a full stop is not.
LOOK_BACK = 300

#: More numbers than this in one sentence are a dump of figures.
MOST = 40


@dataclass
class Segment:
    """A clause with the dates, frequencies and amounts in it. Offsets are within the sentence."""

    start: int
    end: int
    text: str
    before: str
    whens: list[When] = field(default_factory=list)
    oftens: list[Often] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    separator: str = ""
    #: Where a quotation may begin: the clause that named the date.
    quote_start: int = -1
    carried_when: When | None = None
    carried_often: Often | None = None

    @property
    def when(self) -> When | None:
        """The date that governs the segment."""
        ranked = sorted(self.whens, key=lambda found: _ROLES.index(found.role))
        return ranked[0] if ranked else self.carried_when

    @property
    def often(self) -> Often | None:
        """The frequency that governs it; the finest named."""
        finest = sorted(self.oftens, key=lambda found: found.yearly)
        return finest[0] if finest else self.carried_often

    @cached_property
    def core(self) -> str:
        """What is left without dates, frequencies and amounts."""
        left, place = [], 0
        found: list[When | Often | Amount] = [*self.whens, *self.oftens, *self.amounts]
        spans = sorted((one.start, one.end) for one in found)
        for start, end in spans:
            left.append(self.text[place : max(place, start - self.start)])
            place = max(place, end - self.start)
        left.append(self.text[place:])
        return "".join(left)


_ROLES = ("limit", "window", "on", "yearly", "within")


def hide(text: str) -> str:
    """The sentence with everything that holds numbers but counts nothing blotted out, same length."""
    text = _ENDLESS.sub(lambda found: "\1" * len(found[0]), text)
    text = _LENGTH.sub(lambda found: "\1" * len(found[0]), text) if words.SUBMIT.search(text) else text
    return _HIDDEN.sub(lambda found: "\1" * len(found[0]), text)


def segments(text: str, year: int | None) -> list[Segment]:
    """Cut a sentence up and hand dates and frequencies on from clause to clause."""
    hidden = hide(text)
    oftens = often.find(hidden)
    hidden_often = _blot(hidden, oftens)
    whens = when.find(hidden_often, year)
    found_amounts = amounts.find(_blot(hidden_often, whens))
    if len(oftens) + len(whens) + len(found_amounts) > MOST:
        return []
    marked: list[Any] = [*oftens, *whens, *found_amounts]
    starts = [one.start for one in marked]
    pieces = list(_cut(text, _close_asides(hidden, starts), found_amounts))
    result = []
    for start, end, separator in pieces:
        segment = Segment(
            start,
            end,
            text[start:end],
            text[max(0, start - LOOK_BACK) : start],
            separator=separator,
            quote_start=start,
        )
        segment.oftens = [m for m in oftens if start <= m.start < end]
        segment.whens = [m for m in whens if start <= m.start < end]
        segment.amounts = [m for m in found_amounts if start <= m.start < end]
        result.append(segment)
    return _hand_on(_merge(result))


def _blot(text: str, found: list) -> str:
    for one in found:
        text = text[: one.start] + "\2" * (one.end - one.start) + text[one.end :]
    return text


def _close_asides(hidden: str, starts: list[int]) -> str:
    """Brackets that name no number, date or frequency are part of their clause: (居), (加盖公章)."""

    def closed(found: re.Match[str]) -> str:
        counts = any(found.start() < start < found.end() for start in starts)
        return found[0] if counts else "\1" * len(found[0])

    return re.sub(r"\([^()\n]*\)", closed, hidden)


def _cut(text: str, hidden: str, found: list[Amount]) -> Iterator[tuple[int, int, str]]:
    """Clauses, and within them the members of a list that each have a number."""
    place, separator = 0, ""
    cuts: list[tuple[int, int, str]] = []
    for mark in re.finditer(r"[,;:。!?()\n]", hidden):
        if mark[0] == "," and re.match(r"\d,\d{3}", hidden[mark.start() - 1 : mark.start() + 4]):
            continue
        cuts.append((place, mark.start(), separator))
        place, separator = mark.end(), mark[0]
    cuts.append((place, len(text), separator))
    for start, end, sep in cuts:
        inside = [amount for amount in found if start <= amount.start < end]
        last = start
        for left, right in pairwise(inside):
            joint = _JOINT.search(hidden, left.end, right.start)
            if _OBJECTS.match(text, last, left.start) and not words.VERB.search(text, left.end, right.start):
                continue
            if joint and (joint[0] == "、" or hidden[left.end : left.end + 1] != "的"):
                yield last, joint.start(), sep
                last, sep = joint.end(), "、"
        for cut in [last + mark.start() for mark in re.finditer("、", hidden[last:end])]:
            if _ENTRY.match(hidden, cut + 1) and _ENTRY.search(hidden, last, cut) and cut > last:
                yield last, cut, sep
                last, sep = cut + 1, "、"
        if text[last:end].strip():
            yield last, end, sep


def _merge(found: list[Segment]) -> list[Segment]:
    """Put a bare number back to the clause it completes (…培训,每年不少于10天), a label to its content."""
    result: list[Segment] = []
    for segment in found:
        previous = result[-1] if result else None
        core = re.sub(r"[“”\s、,;:的为各\1\2]", "", segment.core)
        named = bool(previous and (previous.amounts or previous.oftens or previous.whens))
        if previous and not named and segment.separator == ":" and len(previous.text) <= 14:
            segment = _joined(previous, segment)
            result[-1] = segment
            continue
        if (
            previous
            and segment.whens
            and segment.whens[0].role == "window"
            and len(core) <= 2
            and not previous.whens
            and re.search("期", previous.text)
            and any(amount.unit in words.TIME_UNITS for amount in previous.amounts)
        ):
            # 服务期限为三年,自2026年4月1日至2029年3月31日止
            result[-1] = _joined(previous, segment)
            continue
        if (
            previous
            and len(core) <= 2
            and not words.VERB.search(core)
            and (segment.amounts or (segment.whens and segment.separator == "("))
            and not previous.amounts
            and not (previous.whens and segment.whens)
            and segment.separator in ",("
            and not _EACH_TIME.match(segment.text)
            and not (previous.oftens and segment.oftens)
        ):
            result[-1] = _joined(previous, segment)
            continue
        result.append(segment)
    return result


def _joined(first: Segment, second: Segment) -> Segment:
    gap = second.start - first.end
    return replace(
        second,
        start=first.start,
        quote_start=first.start,
        text=first.text + "," * gap + second.text,
        before=first.before,
        whens=first.whens + second.whens,
        oftens=first.oftens + second.oftens,
        amounts=first.amounts + second.amounts,
        separator=first.separator,
    )


#: 每月根据…情况, 在每年总结的基础上: the ground on which something is done; what is done comes next.
_GROUND = re.compile("(?:根据|按照|结合|对照|依据)[^,。]*(?:情况|要求|安排)$|在[^,。]*基础上$")
#: What is decided by points keeps the time of the clause before it.
_BY_POINTS = re.compile("得分|分值|积分")


#: Says nothing of what is done.
_FILLING = re.compile(r"[\1\2“”、的于在到从起自,]|(?:次日)?\d{1,2}[时点:](?:\d\d)?分?|至|期间|力争|一般|其中|原则上")


def is_bare(segment: Segment) -> bool:
    """Only says when or how often (每月5日前, 到2026年底, 各社区每月25日前): what is due comes next."""
    if segment.amounts or not (segment.whens or segment.oftens):
        return False
    if _GROUND.search(segment.text) and not segment.amounts:
        return True
    core = _FILLING.sub("", segment.core)
    return (len(core) <= 2 and not words.VERB.search(core)) or (
        not words.VERB.search(core)
        and len(core) <= 14
        and not re.search("[节日周月]$", core)
        and bool(re.search(words.ORGANISATION + "(?:将|要|应|须|需)?$", core))
    )


def _hand_on(found: list[Segment]) -> list[Segment]:
    kept: list[Segment] = []
    bare_when: When | None = None
    bare_often: Often | None = None
    loose_when: When | None = None
    loose_often: Often | None = None
    pending = -1
    for segment in found:
        if segment.separator == ";":
            loose_when = loose_often = None
        if not (segment.amounts or segment.whens or segment.oftens) and words.VERB.search(segment.text):
            loose_when = loose_when if loose_when and loose_when.role == "yearly" else None
        if is_bare(segment):
            if segment.whens:
                bare_when, loose_when = segment.when, None
                if segment.oftens:
                    bare_often = segment.often
                elif not (segment.when and segment.when.role == "within"):
                    bare_often = None
            elif segment.oftens:
                bare_often, loose_often = segment.often, None
            pending = segment.start if pending < 0 else pending
            continue
        if pending >= 0:
            segment.quote_start = pending
        own_when, own_often = bool(segment.whens), bool(segment.oftens)
        if not own_when:
            first = pending >= 0
            if bare_when and bare_when.role in ("on", "window") and not first:
                bare_when = None
            if _EACH_TIME.match(segment.text) and not first:
                pass
            elif bare_when and (segment.amounts or first or words.HOLISTIC.search(segment.text)):
                segment.carried_when = bare_when
                if bare_when.role == "within" and bare_when.period == "year" and not first:
                    # 年内 closes what it stands before; to the rest of the sentence it only gives the year.
                    segment.carried_when = replace(bare_when, deadline=None)
            elif loose_when and loose_when.role == "yearly":
                # 年底考评,评选出十佳: only what is chosen then, not every number that follows.
                if re.search("评[选出]|表彰", segment.text):
                    segment.carried_when = loose_when
            elif (
                loose_when
                and segment.amounts
                and segment.separator in ",、("
                and not (loose_when.role == "within" and all(one.unit in "%元" for one in segment.amounts))
            ):
                segment.carried_when = loose_when
        if not own_often and not own_when:
            if bare_often and (segment.amounts or pending >= 0):
                segment.carried_often = bare_often
            elif loose_often and (_BY_POINTS.search(segment.text) or (segment.amounts and _continues(segment))):
                segment.carried_often = loose_often
        if own_when:
            governing = segment.when
            loose_when = governing if governing and governing.role in ("limit", "within", "yearly") else None
            if governing and governing.role in ("limit", "on", "window"):
                bare_often = None
        if own_often:
            loose_often = segment.often
        elif segment.separator != "、" and not segment.carried_often and not _BY_POINTS.search(segment.text):
            loose_often = None
        pending = -1
        kept.append(segment)
    return kept


def _continues(segment: Segment) -> bool:
    """Whether a clause goes on with the frequency of the one before (每年举办讲座12场、义诊4次)."""
    if re.search("每|率|[户人]均|保[存管]|[期限]\\d|时长|期限", segment.text):
        return False
    return segment.separator == "、" or (
        segment.separator == ","
        and bool(words.VERB.match(re.sub("^(?:并且?|且|和)", "", segment.text)))
        and segment.amounts[0].unit in ("次", "场", "期", "户", "篇", "条", "天", "小时", "学时", "份")
    )
