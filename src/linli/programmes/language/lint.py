"""Where a plan crosses the rules that its users live under. A finding warns; a written reason passes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.almanac import Period
from linli.programmes.language.definitions import Indicator, Obligation, Programme
from linli.programmes.language.errors import Path, Problem
from linli.programmes.language.scoring import Line
from linli.programmes.language.windows import windows

_FORMALISM = gettext_lazy("Rules on rectifying formalism and lightening the load of the grass roots (2024)")
_APPS = gettext_lazy("Measures on government mobile applications (General Office letter 2026 No. 12)")
_COMMITTEES = gettext_lazy("Law on urban residents' committees (in force from 1 January 2026)")
_HOUSE = gettext_lazy("House rule: a named person decides what touches pay")

#: Name of each rule → the regulation that it comes from. `overrides` in a pack uses these names.
RULES = {
    "scored-traces": _FORMALISM,
    "scored-usage": _APPS,
    "scored-media": _FORMALISM,
    "check-in": _APPS,
    "points-ranking": _APPS,
    "forced-upload": _APPS,
    "same-day": _FORMALISM,
    "asked-twice": _FORMALISM,
    "too-long": _FORMALISM,
    "pay": _HOUSE,
    "undated-quorum": _COMMITTEES,
}

#: Characters that a policy paper and a report may have.
LONGEST_PAPER, LONGEST_REPORT = 5000, 4000

_WORDS = {
    "scored-traces": "photo photos note notes diary minutes submissions meetings traces screenshots "
    "照片 拍照 留痕 截图 手记 笔记 心得 纪要 会议次数 发文",
    "scored-usage": "login logins signins like likes share shares vote votes online installs clicks "
    "登录 登陆 点赞 转发 分享次数 投票 在线时长 学习时长 安装率 活跃度 浏览量",
    "scored-media": "manuscripts manuscript media press publications articles "
    "媒体 刊发 刊登 稿件 报道 外宣 用稿",
    "check-in": "checkin checkins clockin clockins 打卡 签到",
    "forced-upload": "photo photos video videos track tracks gps upload uploads "
    "上传 照片 拍照 视频 轨迹 定位",
    "undated-quorum": "quorum majority 法定人数 过半 半数 三分之二 多数通过",
    "pay": "pay salary bonus wages 绩效工资 奖金 工资",
}


@dataclass(frozen=True)
class Finding:
    """A place where the plan crosses a rule. `reason` is what the author wrote to pass it, if anything."""

    rule: str
    title: str
    where: str
    text: str
    line: int = 0
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text} [{self.rule}: {self.title}]"


def lint(programme: Programme, others: Sequence[Programme] = ()) -> list[Finding]:
    """All findings in the order of the text; `others` are programmes in force that might ask the same."""
    found = [
        *_scored(programme),
        *_ranking(programme),
        *_pay(programme),
        *_worded(programme),
        *_same_day(programme),
        *_asked_twice(programme, others),
        *_quorums(programme),
        *_too_long(programme),
    ]
    placed = [_place(finding, path, programme) for finding, path in found]
    return sorted(dict.fromkeys(placed), key=lambda finding: (finding.line, finding.rule))


_Found = tuple[Finding, Path]


def _finding(rule: str, path: Path, text: str) -> _Found:
    return Finding(rule, str(RULES[rule]), ".".join(map(str, path)), text), path


def _place(finding: Finding, path: Path, programme: Programme) -> Finding:
    line = programme.origin.place(Problem("", path)).line
    return replace(finding, line=line, reason=programme.overrides.get(finding.rule, ""))


def _says(rule: str, *texts: str) -> bool:
    """Whether one of the rule's words stands in the texts: English as whole words, Chinese anywhere."""
    text = " ".join(texts).lower()
    words = set(re.split(r"[^a-z0-9]+", text))
    return any(word in words if word.isascii() else word in text for word in _WORDS[rule].split())


def _texts(name: str, part: Obligation | Indicator) -> tuple[str, ...]:
    """All words by which a part can be known: names, titles, measures, filter values."""
    sides = [str(side.measure) + " " + " ".join(map(str, side.where)) for side in part.formula.sides]
    submitted = part.submit if isinstance(part, Obligation) else ()
    return (name, part.title, *submitted, *sides)


def _scored(programme: Programme) -> Iterator[_Found]:
    figures: dict[str, Obligation | Indicator] = {**programme.indicators, **programme.obligations}
    texts = {
        "scored-traces": _(
            "The line scores notes, photos, meetings or papers: traces of work, not its result."
        ),
        "scored-usage": _("The line scores log-ins, likes, shares, votes or time online."),
        "scored-media": _("The line scores articles placed in media."),
    }
    for name, sheet in programme.scores.items():
        for place, line in enumerate(sheet.lines):
            words = _line_texts(line, figures)
            for rule, text in texts.items():
                if _says(rule, *words):
                    yield _finding(rule, ("scores", name, "lines", place), text)


def _line_texts(line: Line, figures: dict[str, Obligation | Indicator]) -> tuple[str, ...]:
    source = figures.get(line.origin)
    return (line.title, *(_texts(line.origin, source) if source else ()))


def _ranking(programme: Programme) -> Iterator[_Found]:
    for name, sheet in programme.scores.items():
        if sheet.rank:
            text = _("The sheet ranks by points; publish it only where the plan above demands it.")
            yield _finding("points-ranking", ("scores", name, "rank"), text)


def _pay(programme: Programme) -> Iterator[_Found]:
    text = _("The result touches pay. It is proposed only; a named person decides.")
    for name, sheet in programme.scores.items():
        if {"pay", "bonus"} & set(sheet.linked_to):
            yield _finding("pay", ("scores", name, "linked_to"), text)
    for name, consequence in programme.consequences.items():
        if _says("pay", consequence.title, consequence.action):
            yield _finding("pay", ("consequences", name), text)


def _worded(programme: Programme) -> Iterator[_Found]:
    texts = {
        "check-in": _("A check-in must not be compulsory."),
        "forced-upload": _("Photos, video or tracks must not be demanded."),
    }
    for name, obligation in programme.obligations.items():
        for rule, text in texts.items():
            if _says(rule, *_texts(name, obligation)):
                yield _finding(rule, ("obligations", name), text)


def _same_day(programme: Programme) -> Iterator[_Found]:
    text = _("It is due on the day it is asked for.")
    for name, obligation in programme.obligations.items():
        path: Path = ("obligations", name)
        asked = bool(obligation.submit or obligation.report)
        if obligation.within and obligation.within.count == 0:
            yield _finding("same-day", (*path, "within"), text)
        elif asked and obligation.every and str(obligation.every) == "day":
            yield _finding("same-day", (*path, "every"), text)
        elif (issued := programme.issued) and not obligation.every:
            days = windows(obligation, programme, Period.containing(issued, "year"))
            if any(window.due == issued for window in days):
                yield _finding("same-day", path, text)


def _asked_twice(programme: Programme, others: Sequence[Programme]) -> Iterator[_Found]:
    seen: dict[tuple[object, ...], str] = {}
    for other in others:
        for obligation in other.obligations.values():
            for key in _askings(obligation, other):
                seen.setdefault(key, f"{other.title} · {obligation.title}")
    for name, obligation in programme.obligations.items():
        path: Path = ("obligations", name)
        for key in _askings(obligation, programme):
            if key in seen:
                text = _("The same is asked for already: %(other)s.") % {"other": seen[key]}
                yield _finding("asked-twice", path, text)
            seen.setdefault(key, obligation.title)
        if not obligation.report and set(obligation.submit) & programme.reports.keys():
            text = _("A report of this name is made from the records: file that one, with “report: …”.")
            yield _finding("asked-twice", (*path, "submit"), text)


def _askings(obligation: Obligation, programme: Programme) -> Iterator[tuple[object, ...]]:
    """What an obligation asks for, from whom and how often: one key for each paper or measure."""
    audience = obligation.units or programme.units
    when = (str(obligation.every), obligation.window, obligation.within, str(obligation.each), obligation.per)
    who = (audience.units, audience.tagged, obligation.members_of, obligation.done_by)
    if obligation.submit:
        for item in obligation.submit:
            yield ("paper", item, str(obligation.where), who, when)
    else:
        yield (obligation.formula, who, when)


def _quorums(programme: Programme) -> Iterator[_Found]:
    text = _("A quorum or majority is set by law from a day on: write it under “rules” with its date.")
    for name, parameter in programme.parameters.items():
        if _says("undated-quorum", name.replace("_", " "), parameter.title):
            yield _finding("undated-quorum", ("parameters", name), text)
    for name, obligation in programme.obligations.items():
        if obligation.bound not in ("", "rule") and _says("undated-quorum", name, obligation.title):
            yield _finding("undated-quorum", ("obligations", name, obligation.bound), text)


def _too_long(programme: Programme) -> Iterator[_Found]:
    text = _("%(length)d characters are allowed; the limit is %(limit)d.")
    parts = [
        ("obligations", name, part.length, LONGEST_PAPER) for name, part in programme.obligations.items()
    ]
    parts += [("reports", name, part.length, LONGEST_REPORT) for name, part in programme.reports.items()]
    for section, name, length, limit in parts:
        if length and length > limit:
            yield _finding("too-long", (section, name, "length"), text % {"length": length, "limit": limit})
