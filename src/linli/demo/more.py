"""The rest of the year: activities, trainings, postings, materials, requests, surveys, health of the elderly.

Like the rest of the demo it has gaps on purpose: the failing centre holds no screening, hangs too little, answers
late and trains half of what it should.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from linli.almanac import living
from linli.demo import care, words
from linli.records.activities.actions import cancel
from linli.records.activities.models import Activity
from linli.records.health.models import Contract
from linli.records.publicity.models import POSTED, Distribution, Material, Posting, Publication
from linli.records.services.models import OPEN, Request
from linli.records.surveys.actions import close, draw
from linli.records.surveys.models import Drawn, Question, Questionnaire, Result
from linli.records.surveys.papers import put_in
from linli.records.training.actions import close_roll, explain
from linli.records.training.models import Attendance, Course, Training
from linli.registers.door import keep
from linli.tree.models import FOREVER

if TYPE_CHECKING:
    from linli.demo.world import Team, World
    from linli.people.models import Household, Person
    from linli.tree.models import Account, Unit

WEEK = (7, 13)  # of May


def live(world: World) -> None:
    """Everything else that happened, domain by domain."""
    for team in world.teams:
        _activities(world, team)
        _requests(world, team)
        _postings(world, team)
        _hand_out(world, team)
        care.live(world, team)
    world.say(f"活动 {Activity.objects.count()} 场，居民需求 {Request.objects.count()} 件")
    for centre, director in world.centres.items():
        _supplies(world, centre, director)
        _trainings(world, centre, director)
        _publications(world, centre, director)
        _survey(world, centre, director)
    world.say(f"培训 {Training.objects.count()} 次，知晓率调查 {Result.objects.count()} 项")


def _day(world: World, first: date, last: date) -> date:
    return first + timedelta(days=world.rng.randrange((last - first).days + 1))


def _fails(world: World, team: Team) -> bool:
    return team.centre == world.failing


# Activities


def _activities(world: World, team: Team) -> None:
    """One or two a month, and in the activity week one for each community in the three forms asked for."""
    rng = world.rng
    for first, last in world.days():
        rows = []
        for _number in range(rng.choice((1, 1, 2)) if rng.random() < team.diligence else 0):
            form, title, topic, audience = rng.choice(words.ACTIVITIES)
            rows.append(_activity(world, team, _day(world, first, last), form, title, topic, audience=audience))
        if last.month == 5 and last.day >= WEEK[1]:
            with living(date(last.year, 5, WEEK[1] + 1)):
                world._write(_week(world, team, last.year), team.leader, f"{team.unit} 活动周活动")
        with living(min(last + timedelta(days=1), world.today)):
            world._write(rows, team.leader, f"{team.unit} {last:%Y年%m月}活动")
    planned = _activity(world, team, world.today + timedelta(days=rng.randrange(8, 40)), *words.ACTIVITIES[0][:3])
    keep(planned, by=team.leader)
    if _fails(world, team):
        cancel(planned, by=team.leader, reason="主讲医生外出进修，另行安排。")


def _week(world: World, team: Team, year: int) -> list[Activity]:
    forms = [("health-education", "健康宣教进小区"), ("science", "卫生科技进社区"), ("women-screening", "妇女病普查")]
    rows = []
    number = len(team.communities)
    for place in range(number if _fails(world, team) else max(3, number)):
        community = team.communities[place % number]
        form, title = forms[place % (2 if _fails(world, team) else 3)]
        if _fails(world, team) and place and world.rng.random() < 0.5:
            continue
        day = date(year, 5, world.rng.randint(*WEEK))
        rows.append(
            _activity(
                world,
                team,
                day,
                form,
                f"{community.name}{title}",
                "家庭医生签约服务",
                community=community,
                campaign="责任制工程活动周",
                needs="走访中居民反映不了解签约后有哪些服务",
            )
        )
    return rows


def _activity(
    world: World,
    team: Team,
    day: date,
    form: str,
    title: str,
    topic: str,
    *,
    community: Unit | None = None,
    **more: str,
) -> Activity:
    rng = world.rng
    community = community or rng.choice(team.communities)
    came = rng.randint(18, 75)
    met = {name: rng.random() < (0.5 if _fails(world, team) else 0.85) for name in words.CRITERIA}
    facts: dict[str, object] = {}
    if day <= world.today:
        facts = {"participants": came, "beneficiaries": came + rng.randint(0, 120)}
    return Activity(
        unit=team.unit,
        title=title,
        held_on=day,
        field="health",
        form=form,
        topic=topic,
        community=community,
        place=f"{community.name}{rng.choice(('居委会', '文化广场', '活动室', '老年之家'))}",
        partners=rng.choice(("", "社区居委会", "街道卫健办", "区妇幼保健院")),
        summary="现场秩序良好，居民踊跃咨询。" if facts else "",
        **met,
        **facts,
        **more,
    )


# Requests


def _requests(world: World, team: Team) -> None:
    """Some needs and messages a month; most are answered in time, in the failing centre often late or not at all."""
    rng, rows = world.rng, []
    number = max(1, world.size.households // len(world.teams) // 300)
    for first, last in world.days():
        for _number in range(rng.randint(number, 2 * number)):
            home = rng.choice(world.households[rng.choice(team.communities)])
            day = _day(world, first, last)
            if home.starts > day:
                continue
            rows.append(_request(world, team, day, home))
    world._write(rows, team.leader, f"{team.unit} 居民需求")


def _request(world: World, team: Team, day: date, home: Household) -> Request:
    rng = world.rng
    kind, subject, reply = rng.choice(words.REQUESTS)
    allowed = 2 if kind == "message" else 7
    late = rng.random() < (0.45 if _fails(world, team) else 0.06)
    taken = rng.randint(allowed + 1, allowed + 12) if late else rng.randint(0, allowed)
    row = Request(
        unit=team.unit,
        kind=kind,
        subject=subject,
        raised_on=day,
        channel=rng.choice(("doctor", "doctor", "visit", "phone", "portal")),
        household=home,
        due=day + timedelta(days=allowed),
    )
    row.assigned_to = rng.choice(team.doctors) if taken or rng.random() < 0.5 else None
    row.state = "assigned" if row.assigned_to else "raised"
    forgotten = late and rng.random() < 0.25
    if day + timedelta(days=taken) <= world.today and not forgotten:
        row.state, row.answer, row.answered_on = "answered", reply, day + timedelta(days=taken)
        row.done_on, row.result = row.answered_on, reply
        if rng.random() < 0.6:
            row.state, row.rating = "rated", rng.choice((2, 3, 3) if late else (4, 4, 5, 5, 5, 3))
    assert (row.answered_on == FOREVER) == (row.state in OPEN)
    return row


# Postings and materials


def _postings(world: World, team: Team) -> None:
    """Four items at four kinds of place; the failing centre leaves stairwells and the network out."""
    year, rows = world.today.year, []
    owner = team.doctors[0]
    places = [("committee", f"{c.name}居委会公示栏") for c in team.communities]
    places += [("stairwell", f"{c.name}3幢1单元") for c in team.communities if not _fails(world, team)]
    if team.unit.code.endswith("T1"):
        places += [("centre", f"{team.centre.name}一楼大厅"), ("station", f"{team.unit.name}服务站")]
    for place, position in places:
        for item in POSTED:
            if _fails(world, team) and item == "network":
                continue
            day = date(year, 1, 1) + timedelta(days=world.rng.randrange(20, 120))
            if day <= world.today:
                rows.append(
                    Posting(
                        unit=team.unit,
                        place=place,
                        item=item,
                        position=position,
                        posted_on=day,
                        renew_by=day + timedelta(days=365),
                        owner=owner,
                    )
                )
    for community in team.communities:
        hung = world.today - timedelta(days=world.rng.randrange(5, 70))
        rows.append(
            Posting(
                unit=team.unit,
                place="blackboard",
                item="health",
                position=f"{community.name}小区入口黑板报",
                title="夏季饮食卫生",
                posted_on=hung,
                renew_by=hung + timedelta(days=31),
                owner=owner,
            )
        )
    world._write(rows, team.leader, f"{team.unit} 公示宣传")


def _supplies(world: World, centre: Unit, director: Account) -> None:
    """What the bureau delivers to the centre before the activity week."""
    day = min(date(world.today.year, 4, 24), world.today)
    copies = world.size.households // len(world.centres)
    kinds = ("leaflet", "questions", "letter", "commitment", "card")
    with living(day):
        rows = [
            Material(unit=centre, material=kind, received_on=day, copies=copies, source=str(world.bureau))
            for kind in kinds
        ]
        world._write(rows, director, f"{centre} 宣传资料入库")


def _hand_out(world: World, team: Team) -> None:
    """A leaflet and a card to those who sign in the activity week; the rest is laid out in the communities."""
    rng, rows = world.rng, []
    signed = Contract.objects.filter(unit=team.unit, occasion="event").select_related("household").order_by("pk")
    for contract in signed:
        for kind in ("leaflet", "card")[: 1 if _fails(world, team) else 2]:
            rows.append(
                Distribution(unit=team.unit, material=kind, given_on=contract.signed_on, household=contract.household)
            )
    for community in team.communities:
        for kind in ("questions", "letter") if _fails(world, team) else ("questions", "letter", "commitment"):
            day = date(world.today.year, 5, rng.randint(*WEEK))
            copies = len(world.households[community]) // rng.randint(4, 9)
            if day <= world.today:
                rows.append(
                    Distribution(
                        unit=team.unit, material=kind, given_on=day, community=community, copies=max(copies, 10)
                    )
                )
    world._write(rows, team.leader, f"{team.unit} 资料发放")


# Training and publicity of a centre


def _trainings(world: World, centre: Unit, director: Account) -> None:
    """One a month on some of the thirteen items and the four further topics, with its roll-call."""
    rng, failing = world.rng, centre == world.failing
    staff = [doctor for team in world.teams if team.centre == centre for doctor in team.doctors]
    with living(world.since):
        course = Course(
            unit=centre,
            title=f"{world.since:%Y}—{world.today:%Y}年度家庭医生岗位培训",
            kind="post",
            starts=world.since,
            ends=world.today + timedelta(days=120),
            places=len(staff),
            subjects="、".join([*words.ITEMS, *words.TOPICS]),
        )
        course = keep(course, by=director)
    for month, (first, last) in enumerate(world.days()):
        if failing and rng.random() < 0.5:
            continue
        day = _day(world, first, last)
        number = 1 if failing else 3
        covered = [words.ITEMS[(number * month + step) % 13] for step in range(number)]
        covered += [] if failing else [words.TOPICS[month % 4]]
        lesson = Training(
            unit=centre,
            course=course,
            title=f"{day:%m月}岗位培训：{covered[0]}",
            held_on=day,
            slot=rng.choice(("morning", "afternoon")),
            kind="practice" if month % 3 == 2 else "theory",
            topic="、".join(covered),
            place="三楼会议室",
            lecturer=rng.choice(words.LECTURERS),
            lecturer_from="市社区卫生协会" if month % 4 == 0 else str(centre),
            hours=3,
        )
        with living(min(day + timedelta(days=1), world.today)):
            keep(lesson, by=director, lines={"attendances": [_called(world, doctor) for doctor in staff]})
            close_roll(lesson, by=director)
            for absence in lesson.absences.filter(verdict="open"):
                if rng.random() < 0.8:
                    why = rng.choices(["duty", "sick", "family", "none"], [5, 2, 2, 1])[0]
                    explain(absence, by=director, why=why)
    following = world.today + timedelta(days=rng.randrange(10, 30))
    keep(
        Training(
            unit=centre, course=course, title="下期岗位培训", held_on=following, topic="、".join(words.ITEMS[11:])
        ),
        by=director,
    )


def _called(world: World, doctor: Person) -> Attendance:
    drawn = world.rng.random()
    there = drawn < 0.93
    return Attendance(person=doctor, before=there and drawn > 0.03, after=there, on_leave=not there and drawn < 0.97)


def _publications(world: World, centre: Unit, director: Account) -> None:
    rows = []
    for first, last in world.days():
        if world.rng.random() < (0.15 if centre == world.failing else 0.7):
            rows.append(
                Publication(
                    unit=centre,
                    title=f"{centre.name[:2]}家庭医生团队{world.rng.choice(words.NEWS)}",
                    channel=world.rng.choice(("health-platform", "health-platform", "official-account", "paper")),
                    published_on=_day(world, first, last),
                )
            )
    world._write(rows, director, f"{centre} 发布记录")


# Survey


def _survey(world: World, centre: Unit, director: Account) -> None:
    """A survey on paper half a year ago, and an anonymous one of drawn households this spring."""
    rng, failing = world.rng, centre == world.failing
    before = world.today - timedelta(days=180)
    communities = [c for team in world.teams if team.centre == centre for c in team.communities]
    rows = []
    for community in communities:
        for topic, share in (("family-doctor", 0.6), ("service-content", 0.42)):
            answered = rng.randint(24, 40)
            aware = sum(rng.random() < share - (0.1 if failing else 0) for _one in range(answered))
            rows.append(Result(unit=community, topic=topic, held_on=before, answered=answered, aware=aware))
    with living(before):
        world._write(rows, director, f"{centre} 上年知晓率调查")

    opened = world.today - timedelta(days=24)
    with living(opened):
        asked = Questionnaire(
            unit=centre, title="家庭医生责任制工程知晓率问卷", introduction="匿名，约需两分钟。", anonymous=True,
            opens=opened, closes=world.today - timedelta(days=2),
        )  # fmt: skip
        asked = keep(asked, by=director, lines={"questions": _questions()})
        draw(asked, by=director, number=f"{opened:%Y%m%d}-{rng.randrange(10_000):04d}", size=25)
        waiting = list(Drawn.objects.filter(questionnaire=asked).select_related("household").order_by("pk"))
        for row in waiting:
            row.reached = rng.choices(["answered", "away", "refused"], [80, 14, 6])[0]
            if row.reached == "answered":
                put_in(asked, row.household, _answers(world, 0.62 if failing else 0.8))
        world._write(waiting, director, f"{centre} 调查情况")
    with living(asked.closes):
        close(asked, by=director)


def _questions() -> list[Question]:
    return [
        Question(number=number, text=text, topic=topic, options=options, right=right)
        for number, (text, topic, options, right) in enumerate(words.QUESTIONS, 1)
    ]


def _answers(world: World, share: float) -> dict[int, str]:
    said = {}
    for number, (_text, _topic, options, right) in enumerate(words.QUESTIONS, 1):
        said[number] = right if world.rng.random() < share else options.split("、")[-1]
    return said
