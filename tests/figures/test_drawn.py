"""Facts drawn as tables, and what each unit's figure must be."""

import pytest

from tests.figures.tables import Drawn, measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def drawn(world):
    drawn = Drawn(world)
    drawn.draw(
        "home",
        """
        name | unit
        甲   | 荷花社区
        乙   | 荷花社区
        丙   | 桂花社区
        丁   | 枫林社区
    """,
    )
    drawn.draw(
        "contract",
        """
        home | team         | since
        甲   | 翠湖第一团队 | 2026-01-05
        丙   | 翠湖第二团队 | 2026-03-10
        丁   | 长桥第一团队 | 2026-02-01
    """,
    )
    return drawn


def test_a_count_adds_up_the_tree(drawn):
    drawn.draw(
        "visit",
        """
        home | on         | kind
        甲   | 2026-03-01 | home
        甲   | 2026-03-31 | phone
        丙   | 2026-03-15 | home
        丙   | 2026-04-01 | home
        丁   | 2026-02-28 | home
    """,
    )
    drawn.answers(
        measure("visits.made"),
        "2026-03",
        "",
        """
        翠湖第一团队         | 2
        翠湖第二团队         | 1
        翠湖社区卫生服务中心 | 3
        长桥第一团队         | 0
        荷花社区             | 0
        云溪区               | 3
    """,
    )
    drawn.answers(measure("visits.made", kind=["phone", "clinic"]), "2026-Q1", "", "云溪区 | 1")


def test_a_household_visited_twice_counts_once_at_every_level(drawn):
    drawn.draw(
        "visit",
        """
        home | on
        甲   | 2026-03-01
        甲   | 2026-04-01
        丁   | 2026-03-02
    """,
    )
    drawn.answers(
        measure("visits.households"),
        "2026-H1",
        "",
        """
        翠湖第一团队 | 1
        长桥第一团队 | 1
        云溪区       | 2
    """,
    )
