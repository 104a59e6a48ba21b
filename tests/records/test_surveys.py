"""A survey: households drawn with a published number, answers with and without names, rates with their interval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.almanac import living
from linli.figures.expressions import Ratio
from linli.records.surveys.actions import close, draw
from linli.records.surveys.models import (
    Answer,
    Drawn,
    Paper,
    Question,
    Questionnaire,
    Result,
    Sheet,
    Turnout,
)
from linli.records.surveys.papers import put_in
from linli.records.surveys.sampling import drawn
from linli.records.surveys.wilson import interval
from linli.registers.door import undo
from linli.registers.records import Batch, Change
from tests.figures import tables
from tests.world import World

pytestmark = pytest.mark.database

NUMBER = "20260508-3141"


def questionnaire(world: World, **fields: Any) -> Questionnaire:
    """Two questions on the project, one on what the doctor offers, one without a right answer."""
    given = {
        "unit": world.cuihu_centre,
        "title": "知晓率问卷",
        "opens": date(2026, 5, 1),
        "closes": date(2026, 5, 31),
        **fields,
    }
    questions = [
        Question(number=1, text="您知道家庭医生吗", topic="family-doctor", options="知道、不知道", right="知道"),
        Question(number=2, text="签约收费吗", topic="family-doctor", options="收费、免费", right="免费"),
        Question(
            number=3,
            text="家庭医生做哪些",
            topic="service-content",
            options="随访、送药、打车",
            right="随访、送药",
        ),
        Question(number=4, text="您还需要什么", topic="needs"),
    ]
    return world.keep(Questionnaire(**given), by=world.zhou, lines={"questions": questions})


def sheet(world: World, asked: Questionnaire, *values: str, **fields: Any) -> Sheet:
    home = fields.pop("household", None) or world.household()
    answers = [Answer(number=number, value=value) for number, value in enumerate(values, 1) if value]
    given = {"unit": home.unit, "questionnaire": asked, "household": home, **fields}
    return world.keep(Sheet(**given), by=world.chen, lines={"answers": answers})


# Drawing


def test_anybody_draws_the_same_households_from_the_number(world: World) -> None:
    homes = {home.number: home for home in (world.household() for _ in range(9))}
    world.household(unit=world.guihua)
    world.household(unit=world.fenglin)
    asked = questionnaire(world)
    draw(asked, by=world.zhou, number=NUMBER, size=3)

    by_hand = sorted(homes, key=lambda n: sha256(f"{NUMBER}/330199001001/{n}".encode()).hexdigest())[:3]
    there = Drawn.objects.filter(unit=world.hehua).order_by("place")
    assert [row.household.number for row in there] == by_hand
    assert list(Drawn.objects.values_list("unit__name", flat=True).distinct().order_by("unit__name")) == [
        "桂花社区",
        "荷花社区",
    ]


def test_a_draw_is_undone_as_one_before_it_is_repeated(world: World) -> None:
    world.household()
    asked = questionnaire(world)
    draw(asked, by=world.zhou, number=NUMBER, size=3)
    with pytest.raises(ValidationError, match="已经抽取"):
        draw(world.refreshed(asked), by=world.zhou, number="另一个号码", size=3)
    undo(Batch.objects.get(register="drawn_households"), by=world.zhou)
    draw(world.refreshed(asked), by=world.zhou, number="另一个号码", size=3)
    assert Drawn.objects.get().number == "另一个号码"


def test_another_number_draws_others_and_all_are_drawn_where_there_are_few() -> None:
    homes = [f"{n:04d}" for n in range(500)]
    one, other = (drawn(number, "330199001001", homes, 50) for number in ("1", "2"))
    assert one == drawn("1", "330199001001", reversed(homes), 50)
    assert len(set(one) & set(other)) < 25
    assert sorted(drawn("1", "330199001001", homes, 900)) == homes


# Answers with names


def test_whoever_answers_enough_of_a_topic_rightly_is_aware_of_it(world: World) -> None:
    asked = questionnaire(world)
    sheet(world, asked, "知道", "免费", "送药、随访")
    sheet(world, asked, "知道", "收费", "随访", "量血压")
    sheet(world, asked, "不知道", "收费")
    close(asked, by=world.zhou)

    counted = {(r.unit.name, r.topic): (r.aware, r.answered) for r in Result.objects.select_related("unit")}
    assert counted == {
        ("荷花社区", "family-doctor"): (1, 3),
        ("荷花社区", "service-content"): (1, 2),
    }
    share = Ratio(*(tables.measure(f"surveys.{name}", topic="family-doctor") for name in ("aware", "answered")))
    facts = tables.Drawn(world)
    facts.answers(share, "2026-Q2", "", "翠湖社区卫生服务中心 | 1 / 3\n翠湖第一团队 | 1 / 3\n翠湖街道 | 1 / 3")
    facts.answers(share, "2026-Q2", "", "长桥社区卫生服务中心 | 0 / 0")


def test_a_household_answers_once_in_time_and_what_was_asked(world: World) -> None:
    asked, home = questionnaire(world), world.household()
    sheet(world, asked, "知道", household=home)
    with pytest.raises(ValidationError, match="已经答过"):
        sheet(world, asked, "知道", household=home)
    with pytest.raises(ValidationError, match="不在选项中"):
        sheet(world, asked, "大概吧")
    with pytest.raises(ValidationError, match="编号为9"):
        world.keep(
            Sheet(unit=world.hehua, questionnaire=asked, household=world.household()),
            lines={"answers": [Answer(number=9, value="知道")]},
        )
    with living(date(2026, 6, 1)), pytest.raises(ValidationError, match="不接受答卷"):
        sheet(world, asked, "知道")
    close(asked, by=world.zhou)
    with pytest.raises(ValidationError, match="不接受答卷"):
        sheet(world, asked, "知道")


def test_questions_stay_as_they_were_once_somebody_has_answered(world: World) -> None:
    asked = questionnaire(world)
    sheet(world, asked, "知道")
    first = asked.questions.first()
    first.right = "不知道"
    with pytest.raises(ValidationError, match="题目不能再改"):
        world.keep(asked, lines={"questions": [first, *asked.questions.all()[1:]]})
    asked = world.refreshed(asked)
    asked.anonymous = True
    with pytest.raises(ValidationError, match="匿名与否"):
        world.keep(asked)


# Answers without names


def test_nothing_links_an_anonymous_paper_to_its_household(world: World) -> None:
    asked = questionnaire(world, anonymous=True)
    homes = [world.household() for _ in range(12)]
    for place, home in enumerate(homes):
        put_in(asked, home, {1: "知道" if place % 2 else "不知道", 2: "免费"})

    assert {field.name for field in Paper._meta.get_fields()} == {"id", "questionnaire", "unit", "answers"}
    assert {field.name for field in Turnout._meta.get_fields()} == {"id", "questionnaire", "household"}
    in_order = list(Turnout.objects.order_by("id").values_list("household_id", flat=True))
    assert in_order != [home.pk for home in homes]
    assert not Change.objects.filter(register="questionnaires").exists()

    close(world.refreshed(asked), by=world.zhou)
    result = Result.objects.get()
    assert (result.unit, result.topic, result.aware, result.answered) == (world.hehua, "family-doctor", 6, 12)


def test_an_anonymous_questionnaire_takes_no_named_sheet_and_each_household_once(world: World) -> None:
    asked, home = questionnaire(world, anonymous=True), world.household()
    with pytest.raises(ValidationError, match="匿名"):
        sheet(world, asked, "知道")
    put_in(asked, home, {1: "知道"})
    with pytest.raises(ValidationError, match="已经答过"):
        put_in(asked, home, {1: "不知道"})
    with pytest.raises(ValidationError, match="编号为7"):
        put_in(asked, world.household(), {7: "知道"})
    assert (Paper.objects.count(), Turnout.objects.count()) == (1, 1)


# Rates


@pytest.mark.parametrize(
    ("hits", "asked", "low", "high"),
    # The examples of Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    [(81, 263, "0.2553", "0.3662"), (15, 148, "0.0624", "0.1605"), (0, 20, "0", "0.1611"), (1, 29, "0.0061", "0.1718")],
)
def test_the_interval_is_wilsons(hits: int, asked: int, low: str, high: str) -> None:
    found = interval(hits, asked)
    assert [round(bound, 4) for bound in found] == [Decimal(low), Decimal(high)]
    mirrored = interval(asked - hits, asked)
    assert [round(1 - bound, 4) for bound in reversed(mirrored)] == [Decimal(low), Decimal(high)]


def test_a_result_entered_by_hand_has_its_interval(world: World) -> None:
    given = {"unit": world.hehua, "topic": "family-doctor", "held_on": date(2026, 5, 18)}
    kept = world.keep(Result(**given, answered=50, aware=43), by=world.chen)
    kept = world.refreshed(kept)
    assert (kept.low, kept.high) == (Decimal("73.8"), Decimal("93.0"))
    with pytest.raises(ValidationError, match="不能多于"):
        world.keep(Result(**given, answered=10, aware=11))
    assert world.keep(Result(**given, answered=0, aware=0)).low is None
