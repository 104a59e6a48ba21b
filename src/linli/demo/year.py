"""A year of work in the demo world: contracts, visits, meetings, papers and notes, with gaps, lateness and mistakes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from linli.almanac import living
from linli.demo import more, names
from linli.people.models import Person
from linli.records.documents.actions import accept, file, refile, send_back
from linli.records.documents.models import Submission
from linli.records.health.models import Contract, Visit
from linli.records.meetings.models import Decision, Meeting
from linli.records.publicity.models import Manuscript
from linli.registers.door import keep

if TYPE_CHECKING:
    from linli.demo.world import Team, World
    from linli.tree.models import Account, Unit

PAPERS = {
    "plan": "实施方案",
    "members": "领导小组成员名单",
    "division": "分工情况",
    "chart": "家庭健康医生责任制结构图",
}


def live(world: World) -> None:
    """Go through the year month by month."""
    contracts: dict[str, list[Contract]] = {team.unit.code: [] for team in world.teams}
    signed = visits = 0
    for first, last in world.days():
        with living(last):
            for team in world.teams:
                new = _contracts(world, team, first, last)
                contracts[team.unit.code] += new
                signed += len(new)
                visits += _visits(world, team, contracts[team.unit.code], first, last)
        for centre, director in world.centres.items():
            _meeting(world, centre, director, first, last)
            _notes(world, centre, director, first, last)
            _papers(world, centre, director, first, last)
        world.say(f"{last:%Y-%m}：累计签约 {signed} 户，走访 {visits} 次")
    more.live(world)


def _contracts(world: World, team: Team, first: date, last: date) -> list[Contract]:
    """Who signs this month: a steady share, and many more in the activity week of May."""
    rng = world.rng
    houses = [house for area in team.communities for house in world.households[area] if house.pk in world.doctor_of]
    week = (date(last.year, 5, 7), date(last.year, 5, 13))
    share = 0.045 * team.diligence
    rows = []
    for house in houses:
        if house.starts > first or getattr(house, "signed", False):
            continue
        in_week = first <= week[0] and week[1] <= last and rng.random() < 0.16 * team.diligence
        if not in_week and rng.random() > share:
            continue
        day = (
            week[0] + timedelta(days=rng.randrange(7))
            if in_week
            else first + timedelta(days=rng.randrange((last - first).days + 1))
        )
        house.signed = True  # type: ignore[attr-defined]
        doctor = world.doctor_of[house.pk][1]
        package = rng.choices(["basic", "elderly", "chronic", "mother-child", "disabled"], [50, 24, 18, 6, 2])[0]
        rows.append(
            Contract(
                unit=team.unit,
                household=house,
                doctor=doctor,
                package=package,
                signed_on=day,
                occasion="event" if in_week else rng.choice(("clinic", "home")),
                starts=day,
                ends=day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 3, 1),
            )
        )
    event = [row for row in rows if row.occasion == "event"]
    with living(min(week[1] + timedelta(days=1), last) if event else last):
        world._write(event, team.leader, f"{team.unit} 活动周集中签约")
    world._write([row for row in rows if row.occasion != "event"], team.leader, f"{team.unit} {last:%Y年%m月}签约")
    return rows


def _visits(world: World, team: Team, contracts: list[Contract], first: date, last: date) -> int:
    """Households are called on about once a quarter, less where the team is failing."""
    rng, rows = world.rng, []
    for contract in contracts:
        earliest, latest = max(first, contract.starts), min(last, contract.ends - timedelta(days=1))
        if latest < earliest or rng.random() > 0.33 * team.diligence:
            continue
        day = earliest + timedelta(days=rng.randrange((latest - earliest).days + 1))
        kind = rng.choices(["home", "phone", "clinic", "community"], [38, 34, 20, 8])[0]
        purpose = rng.choices(
            ["follow-up", "chronic", "check-up", "education", "mother-child", "need"], [40, 24, 12, 14, 5, 5]
        )[0]
        rows.append(
            Visit(
                unit=team.unit,
                contract=contract,
                doctor=contract.doctor,
                visited_on=day,
                kind=kind,
                purpose=purpose,
                note="血压、血糖已测量并记录，嘱按时服药。" if purpose == "chronic" else "",
            )
        )
    world._write(rows, team.leader, f"{team.unit} {last:%Y年%m月}走访")
    return len(rows)


def _meeting(world: World, centre: Unit, director: Account, first: date, last: date) -> None:
    """The monthly work meeting; the failing centre leaves half of them out."""
    rng = world.rng
    if rng.random() > (0.5 if centre == world.failing else 0.97):
        return
    day = min(first + timedelta(days=rng.randrange(20, 28)), last)
    chair = Person.objects.get(account=director)
    with living(min(day + timedelta(days=rng.choice((0, 1, 1, 3, 9))), world.today)):
        meeting = Meeting(
            unit=centre,
            kind="work",
            title=f"{day:%Y年%m月}家庭医生工作例会",
            held_on=day,
            place="三楼会议室",
            chair=chair,
            expected=12,
            present=rng.randint(8, 12),
            agenda=names.AGENDA,
            minutes=f"会议认为，本月总体进展平稳，但{rng.choice(names.ISSUES)}。会议要求{rng.choice(names.STEPS)}。",
            summary=f"下月重点：{rng.choice(names.STEPS)}。",
        )
        due = day + timedelta(days=20)
        done = due - timedelta(days=rng.randrange(10)) if rng.random() < 0.7 and due < world.today else None
        decision = Decision(text=rng.choice(names.STEPS), in_charge=chair, due=due, done_on=done)
        keep(meeting, by=director, lines={"decisions": [decision]})


def _notes(world: World, centre: Unit, director: Account, first: date, last: date) -> None:
    """Two doctor's notes a month by the 30th: mostly in time, sometimes after it, sometimes one short."""
    rng = world.rng
    if last < world.today or last.day >= 25:
        number = rng.choices([2, 1, 0, 3], [15, 30, 45, 0] if centre == world.failing else [84, 5, 1, 10])[0]
    else:
        number = rng.choice((0, 1)) if centre == world.failing else rng.choice((1, 2))
    doctors = [doctor for team in world.teams if team.centre == centre for doctor in team.doctors]
    for title, text in rng.sample(names.NOTES, number):
        late = rng.random() < (0.5 if centre == world.failing else 0.08)
        day = (
            last + timedelta(days=rng.randint(1, 9))
            if late
            else first + timedelta(days=rng.randrange((last - first).days + 1))
        )
        if day > world.today:
            continue
        with living(day):
            keep(
                Manuscript(
                    unit=centre,
                    kind="doctor-note",
                    title=title,
                    author=rng.choice(doctors),
                    text=text,
                    for_month=last,
                    filed_on=day,
                    to=world.bureau,
                ),
                by=director,
            )


def _papers(world: World, centre: Unit, director: Account, first: date, last: date) -> None:
    """Plan, members, division and chart by 1 May; the summary of the activity week by 20 May."""
    rng = world.rng
    failing = centre == world.failing
    if last.month == 4 and last.day == 30:
        for kind, title in PAPERS.items():
            if failing and kind in ("division", "chart"):
                continue
            day = last + timedelta(days=rng.randint(2, 12)) if failing else last - timedelta(days=rng.randint(0, 18))
            _submit(
                world, centre, director, kind, f"{centre}{title}", day, returned=kind == "plan" and rng.random() < 0.5
            )
    if last.month == 5 and last.day >= 20 and not failing:
        late = rng.random() < 0.3
        day = date(last.year, 5, 20) + timedelta(days=rng.randint(1, 5) if late else -rng.randint(0, 4))
        _submit(world, centre, director, "summary", f"{centre}家庭健康医生责任制工程活动周小结", day)


def _submit(
    world: World, centre: Unit, director: Account, kind: str, title: str, day: date, *, returned: bool = False
) -> None:
    day = min(day, world.today)
    body = "按照区卫生健康局通知要求，结合本中心实际，现将有关情况报送如下，请予审核。"
    with living(day):
        paper = Submission(unit=centre, kind=kind, title=title, for_date=day, to=world.bureau, body=body)
        keep(paper, by=director)
        file(paper, by=director, on=day)
    with living(min(day + timedelta(days=2), world.today)):
        if not returned:
            accept(paper, by=world.officer)
            return
        send_back(paper, by=world.officer, reason="目标任务未分解到团队，请补充后重新报送。")
    with living(min(day + timedelta(days=6), world.today)):
        paper.body += "已补充各团队目标任务分解。"
        keep(paper, by=director)
        refile(paper, by=director)
