"""What rules make: an obligation before it has its words; time and “for each”, which every rule needs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from linli.reader import words
from linli.reader.amounts import Amount
from linli.reader.assemble import Segment
from linli.reader.model import Value


@dataclass(frozen=True)
class Draft:
    """An obligation before it has its words: offsets are within the sentence."""

    kind: str
    rule: str
    start: int
    end: int
    op: str | None = None
    value: Value = None
    unit: str | None = None
    frequency: str | None = None
    deadline: str | None = None
    period: str | None = None
    per: str | None = None
    what: str | None = None


@dataclass(frozen=True)
class Setting:
    """What a rule may know beside the segment."""

    label: str = ""
    annual: bool = False
    cell: bool = False


def timed(base: Draft, segment: Segment) -> Draft:
    """Put the governing date and frequency in."""
    often, when = segment.often, segment.when
    if often is not None:
        base = replace(base, frequency=often.rule, period=often.period, deadline=often.deadline)
    if when is not None:
        if when.role == "yearly":
            return replace(base, frequency="FREQ=YEARLY;BYMONTH=12", deadline="--12", period="year")
        period = when.period if when.role == "within" else None
        if often is None:
            return replace(base, deadline=when.deadline, period=period)
        if often.yearly and when.role in ("limit", "within") and when.deadline:
            return replace(base, deadline=when.deadline)
    return base


def per_of(segment: Segment, amount: Amount) -> str | None:
    """What an amount is counted for: 每个社区, 各中心, 人均, 2元/人."""
    if amount.per:
        return amount.per
    before = segment.text[: amount.start - segment.start]
    found = re.findall(
        r"每(?:一)?(?:(个|名|位|所|家|支|项|户|人|场|次|期|例|篇|队|村|镇|班|节|座|条|件|届|批|镇|校|组|站|点|餐|课时|学时|平方米|街道|社区|单位))"
        r"((?:[一-鿿()](?!不少|不低|至少|不得)){0,7}?[一-鿿)]?)(?=$|要|应|须|必|配|不|至|有|组织|开展|举办|参|报|推|选|建|设|完|全|每|培|安|明确|落实"
        r"|招|限|上|至|制|成|拥|发|补|奖|扣|加|服|走|联|年|月|的|,)",
        before,
    )
    if found:
        classifier, noun = found[-1]
        return (noun.strip("的,") or classifier) if classifier in "个名位所家支项" else classifier
    mean = re.search(r"(人|户|村|校)均$", before.rstrip("达到为")) or re.search("(人|户|村|校)均", before)
    if mean:
        return mean[1]
    each = re.search(
        r"(?:^|[,。])(?:各|全体)([一-鿿()、]{1,16}?)(?=要|应|须|每|于|在|至少|不少|上报|报送|组织|开展|举办|配备|按|需|将|必须|限|选派|完成"
        r"|推荐)",
        before,
    )
    if each:
        noun = re.search(words.ORGANISATION + "$", each[1])
        return noun[0] if noun else each[1][-6:]
    shared = re.search(r"([一-鿿]{2,8})各(?:奖励|补助|配备|安排)$", before)
    return re.sub("^[对给为向]", "", shared[1])[-6:] if shared else None


def base_of(segment: Segment, kind: str, rule: str) -> Draft:
    """A draft over the whole segment, with its time."""
    return timed(Draft(kind, rule, segment.quote_start, segment.end), segment)
