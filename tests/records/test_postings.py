"""What hangs where, what is in stock and handed out, what has appeared."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from linli.almanac import living
from linli.figures.expressions import Coverage
from linli.records.publicity.actions import renew, take_down
from linli.records.publicity.gaps import gaps, matrix, stock
from linli.records.publicity.models import Distribution, Material, Posting, Publication
from tests.figures.tables import Drawn, measure
from tests.world import World

pytestmark = pytest.mark.database

FOUR = ("content", "form", "network", "staff")


def posting(world: World, place: str, item: str, **fields: Any) -> Posting:
    given = {
        "unit": world.team_one,
        "place": place,
        "item": item,
        "position": "百合路18号",
        "posted_on": date(2026, 5, 4),
    }
    return world.keep(Posting(**given | fields), by=world.chen)


def test_the_matrix_shows_what_is_missing_where(world: World) -> None:
    for item in FOUR:
        posting(world, "centre", item)
        posting(world, "stairwell", item)
    posting(world, "committee", "staff")

    found = matrix(world.cuihu_centre)
    assert len(found) == 16
    assert sum(1 for number in found.values() if number) == 9
    assert ("社区（村）居委", "服务内容") in gaps(world.cuihu_centre)
    assert len(gaps(world.changqiao_centre)) == 16
    contents = measure("postings.contents", place="stairwell", item=list(FOUR))
    Drawn(world).answers(contents, "2026", "", "翠湖社区卫生服务中心 | 4\n长桥社区卫生服务中心 | 0")


def test_what_is_taken_down_hangs_no_longer(world: World) -> None:
    hung = posting(world, "stairwell", "staff")
    with pytest.raises(ValidationError, match="晚于公布日期"):
        take_down(hung, by=world.chen, on=date(2026, 5, 4))
    take_down(world.refreshed(hung), by=world.chen, on=date(2026, 5, 18))
    drawn = Drawn(world)
    drawn.answers(measure("postings.hanging"), "2026-05-01..2026-05-17", "", "翠湖第一团队 | 1")
    drawn.answers(measure("postings.hanging"), "2026-05-01..2026-05-18", "", "翠湖第一团队 | 0")
    drawn.answers(measure("postings.made"), "2026-05", "", "翠湖第一团队 | 1")


def test_a_board_is_renewed_in_one_step(world: World) -> None:
    old = posting(world, "blackboard", "health", owner=world.doctor(), title="春季传染病")
    with living(date(2026, 6, 1)):
        renew(old, by=world.chen, title="夏季饮食卫生", renew_by=date(2026, 7, 1))
        new = Posting.objects.get(title="夏季饮食卫生")
        assert (new.position, new.owner, new.posted_on) == ("百合路18号", world.doctor(), date(2026, 6, 1))
        assert world.refreshed(old).taken_down == date(2026, 6, 1)
        with pytest.raises(ValidationError, match="今天刚公布"):
            renew(new, by=world.chen, title="再换")


def test_stock_is_what_came_in_less_what_was_handed_out(world: World) -> None:
    home = world.household()
    world.keep(
        Material(unit=world.cuihu_centre, material="card", received_on=date(2026, 4, 28), copies=500), by=world.zhou
    )
    card = Distribution(unit=world.team_one, material="card", given_on=date(2026, 5, 8), household=home)
    assert world.keep(card, by=world.chen).community == world.hehua
    world.keep(
        Distribution(
            unit=world.team_one, material="card", given_on=date(2026, 5, 9), community=world.hehua, copies=120
        ),
        by=world.chen,
    )
    assert stock(world.cuihu_centre, date(2026, 5, 8)) == {"card": 499}
    assert stock(world.cuihu_centre) == {"card": 379}
    with pytest.raises(ValidationError, match="摆放取阅的社区"):
        world.keep(Distribution(unit=world.team_one, material="card", given_on=date(2026, 5, 9)), by=world.chen)


def test_households_with_their_leaflet(world: World) -> None:
    homes = [world.household() for _ in range(4)]
    for home in (homes[0], homes[0], homes[1]):
        given = {"material": "leaflet", "given_on": date(2026, 5, 8), "household": home}
        world.keep(Distribution(unit=world.team_one, **given), by=world.chen)
    share = Coverage(measure("distributions.households", material="leaflet"), measure("households.living"))
    Drawn(world).answers(share, "2026", "", "翠湖第一团队 | 2 / 4")


def test_what_has_appeared_is_counted_by_medium(world: World) -> None:
    for channel in ("health-platform", "health-platform", "paper"):
        world.keep(
            Publication(
                unit=world.cuihu_centre, title="家庭医生走进百合路", channel=channel, published_on=date(2026, 5, 9)
            ),
            by=world.zhou,
        )
    posted = measure("publications.posted", channel="health-platform")
    Drawn(world).answers(posted, "2026", "", "翠湖社区卫生服务中心 | 2")
