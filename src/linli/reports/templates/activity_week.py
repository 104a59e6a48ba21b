"""活动周小结: what a centre did in the activity week, whom it signed up, what was left undone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from linli.reports.charts import Bar, Bars
from linli.reports.document import SPECIAL_LIMIT, Block, Column, Document, Figure, Heading, Paragraph, Table
from linli.reports.templates.prose import days, listed, points, sentence
from linli.reports.words import number, percent, short_date, span


@dataclass(frozen=True)
class Activity:
    """One activity of the week; `kind` is its form (健康教育), `community` the place it served."""

    title: str
    day: date
    place: str = ""
    kind: str = ""
    community: str = ""
    people: int = 0
    households: int = 0


@dataclass(frozen=True)
class ActivityWeek:
    """The facts of one centre's week. What is None or empty is not spoken of."""

    centre: str
    first: date
    last: date
    written: date
    activities: tuple[Activity, ...]
    project: str = "家庭健康医生责任制工程"
    to: str = ""
    basis: str = ""  # the paper that asked for it: 《……的通知》
    target: int | None = None  # households to be signed in the week
    households: int | None = None  # households of the area
    signed_before: int | None = None  # of them signed before the week
    teams: int | None = None
    doctors: int | None = None
    kinds: tuple[str, ...] = ()  # the forms asked for
    communities: tuple[str, ...] = ()  # those the centre serves
    materials: dict[str, int] = field(default_factory=dict)  # handed out: name → copies
    late: int = 0  # activities entered after their time
    problems: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()

    @property
    def signed(self) -> int:
        """Households signed in the week."""
        return sum(activity.households for activity in self.activities)


def write(facts: ActivityWeek) -> Document:
    """The summary as a document."""
    blocks: list[Block] = [Paragraph(_opening(facts)), Heading("活动开展情况"), Paragraph(_overview(facts))]
    if facts.activities:
        by_kind = _by_kind(facts)
        blocks += [Paragraph(f"{by_kind}各场活动情况见表1。")]
        blocks += [_table(facts), Heading("家庭签约情况"), Paragraph(_signing(facts)), _chart(facts)]
    problems = _problems(facts)
    if problems:
        blocks += [Heading("存在的问题"), *points(problems)]
    if facts.plans:
        blocks += [Heading("下一步打算"), *points([(plan, "") for plan in facts.plans])]
    return Document(
        title=f"{facts.centre}\n{facts.first.year}年{facts.project}活动周小结",
        issuer=facts.centre,
        to=facts.to,
        date=facts.written,
        blocks=tuple(blocks),
        limit=SPECIAL_LIMIT,
    )


def _opening(facts: ActivityWeek) -> str:
    basis = f"根据{facts.basis}要求，" if facts.basis else ""
    when = span(facts.first, facts.last)
    return f"{basis}我中心于{when}组织开展了{facts.project}活动周活动。现将有关情况小结如下："


def _overview(facts: ActivityWeek) -> str:
    if not facts.activities:
        return "活动周期间，我中心没有登记的活动。"
    people = sum(activity.people for activity in facts.activities)
    served = {activity.community for activity in facts.activities if activity.community}
    forces = [
        *([f"家庭健康医生团队{facts.teams}支"] if facts.teams else []),
        *([f"家庭健康医生{facts.doctors}名"] if facts.doctors else []),
    ]
    said = [
        f"共开展活动{len(facts.activities)}场",
        *([f"覆盖社区{len(served)}个"] if served else []),
        *([f"参加居民{people}人次"] if people else []),
        f"现场签约家庭{facts.signed}户",
    ]
    if facts.target:
        said.append(f"完成目标（{facts.target}户）的{percent(facts.signed, facts.target)}")
    start = f"组织{'、'.join(forces)}，" if forces else ""
    text = f"活动周期间，我中心{start}{'，'.join(said)}。"
    if facts.materials:
        handed = "、".join(f"{name}{copies}份" for name, copies in facts.materials.items())
        text += f"活动现场共发放{handed}。"
    return text


def _by_kind(facts: ActivityWeek) -> str:
    counts = Counter(activity.kind for activity in facts.activities if activity.kind)
    if not counts:
        return ""
    told = []
    for kind, count in counts.most_common():
        signed = sum(activity.households for activity in facts.activities if activity.kind == kind)
        told.append(f"{kind}{count}场，签约{signed}户")
    return f"按活动形式分：{'；'.join(told)}。"


def _table(facts: ActivityWeek) -> Table:
    ordered = sorted(facts.activities, key=lambda activity: (activity.day, activity.title))
    rows = [
        (a.title, short_date(a.day), a.place or a.community, a.people or None, a.households) for a in ordered
    ]
    people = sum(activity.people for activity in facts.activities)
    columns = (
        Column("活动名称", "left"),
        Column("日期"),
        Column("地点", "left"),
        Column("参加人次", "right"),
        Column("签约户数", "right"),
    )
    total = ("合计", "", "", people or None, facts.signed)
    return Table(columns, (*rows, total), caption="活动周活动开展情况", totals=True)


def _signing(facts: ActivityWeek) -> str:
    by_day = Counter[date]()
    for activity in facts.activities:
        by_day[activity.day] += activity.households
    day, most = max(by_day.items(), key=lambda item: (item[1], item[0]))
    text = f"活动周共签约家庭{facts.signed}户。"
    if most and len(by_day) > 1:
        share = percent(most, facts.signed)
        text = f"活动周共签约家庭{facts.signed}户，其中{short_date(day)}签约最多，为{most}户，占{share}。"
    if facts.households and facts.signed_before is not None:
        before, after = facts.signed_before, facts.signed_before + facts.signed
        points_up = number(100 * after / facts.households - 100 * before / facts.households, 1)
        text += (
            f"截至{short_date(facts.last)}，辖区{facts.households}户家庭中累计签约{after}户，"
            f"签约率{percent(after, facts.households)}，比活动周前提高{points_up}个百分点。"
        )
    return text + "每日签约情况见图1。"


def _chart(facts: ActivityWeek) -> Figure:
    by_day = dict.fromkeys(_week(facts), 0)
    for activity in facts.activities:
        by_day[activity.day] = by_day.get(activity.day, 0) + activity.households
    title = "活动周每日签约户数"
    items = tuple(Bar(short_date(day), by_day[day]) for day in sorted(by_day))
    return Figure(Bars(title, items, unit="户", upright=True, name="日期"), caption=title)


def _problems(facts: ActivityWeek) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if facts.target and facts.signed < facts.target:
        short = facts.target - facts.signed
        text = f"签约目标{facts.target}户，实际签约{facts.signed}户，尚差{short}户。"
        found.append(("签约进度尚有差距", text))
    if not facts.activities:
        return [*found, *((problem, "") for problem in facts.problems)]
    served = {activity.community for activity in facts.activities}
    missed = [community for community in facts.communities if community not in served]
    if missed:
        found.append(("覆盖面有待扩大", f"{listed(missed, unit='个社区')}在活动周内没有开展活动。"))
    run = {activity.kind for activity in facts.activities}
    lacking = [kind for kind in facts.kinds if kind not in run]
    if lacking:
        found.append(("活动形式不够丰富", f"未能结合{listed(lacking, unit='种形式')}开展签约。"))
    idle = set(_week(facts)) - {activity.day for activity in facts.activities}
    if idle:
        found.append(("活动安排不够均衡", f"{days(idle)}没有安排活动。"))
    barren = [f"“{activity.title}”" for activity in facts.activities if not activity.households]
    if barren:
        found.append(("部分活动签约成效不明显", f"{listed(barren, 3, '场活动')}没有签约家庭。"))
    if facts.late:
        found.append(("资料登记不够及时", f"有{facts.late}场活动未在规定时间内登记。"))
    return [*found, *((sentence(problem), "") for problem in facts.problems)]


def _week(facts: ActivityWeek) -> list[date]:
    return [facts.first + timedelta(days=i) for i in range((facts.last - facts.first).days + 1)]
