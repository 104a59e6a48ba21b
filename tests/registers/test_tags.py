"""Several names in one column: found by each, in a filter, a measure and a sheet alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from linli.figures.expressions import Condition, Expression, Question
from linli.records.activities.models import Activity
from linli.records.activities.register import Activities
from linli.registers.filters import filters_of
from tests.figures.tables import Drawn, Period, measure
from tests.world import World

pytestmark = pytest.mark.database


def lecture(world: World, topic: str, **fields: Any) -> Activity:
    given = {"unit": world.team_one, "title": "讲座", "held_on": date(2026, 3, 2), "form": "lecture", **fields}
    return world.keep(Activity(**given, topic=topic))


@pytest.fixture
def lectures(world: World) -> dict[str, Activity]:
    return {
        "both": lecture(world, "合理膳食, 高血压； 合理膳食"),
        "one": lecture(world, "高血压"),
        "near": lecture(world, "高血压病人护理"),
        "none": lecture(world, ""),
    }


def test_any_separator_does_and_each_name_stands_once(world: World, lectures: dict[str, Activity]) -> None:
    assert world.refreshed(lectures["both"]).topic == "合理膳食、高血压"


def test_a_whole_name_is_found_and_a_part_of_one_is_not(world: World, lectures: dict[str, Activity]) -> None:
    def found(**where: Any) -> set[str]:
        rows = Activity.objects.filter(**where)
        return {name for name, row in lectures.items() if row in rows}

    assert found(topic="高血压") == {"both", "one"}
    assert found(topic__in=["合理膳食", "高血压病人护理"]) == {"both", "near"}
    assert found(topic__in=[]) == set()
    assert found(topic="") == {"none"}
    assert found(topic="%") == set()
    assert found(topic__icontains="护理") == {"near"}


def test_the_filter_of_a_list_takes_one_name(world: World, lectures: dict[str, Activity]) -> None:
    filters = filters_of(Activities, world.chen)({"topic": "合理膳食"}, queryset=Activities.rows(world.chen))
    assert list(filters.qs) == [lectures["both"]]


def test_figures_agree_on_tags_whichever_way_they_are_asked(world: World, lectures: dict[str, Activity]) -> None:
    drawn = Drawn(world)
    answer = "翠湖社区卫生服务中心 | {}\n长桥社区卫生服务中心 | 0"
    drawn.answers(measure("activities.held", topic="高血压"), "2026", "", answer.format(2))
    drawn.answers(measure("activities.held", topic=["高血压", "高血压病人护理"]), "2026", "", answer.format(3))
    others = Expression("activities", "held", (Condition("topic", (("高血压", "高血压"),), negated=True),))
    assert Question(others, Period.parse("2026"))
    drawn.answers(others, "2026", "", answer.format(2))
