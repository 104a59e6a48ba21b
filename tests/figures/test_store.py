"""Stored figures: cheap to read, cheap to mark, never stale, also between people who work at the same time."""

from datetime import date, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from linli.almanac import Period
from linli.figures import marks
from linli.figures.evaluate import evaluate
from linli.figures.expressions import Coverage, Question, questions
from linli.figures.models import Figure, Kept, Mark
from linli.figures.store import read
from linli.records.health.models import Contract, Visit
from linli.registers.door import keep, keep_many
from linli.registers.measures import count
from linli.tree.models import Unit
from tests.figures.tables import measure

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MADE, VISITED, HOMES = measure("visits.made"), measure("visits.households"), measure("households.living")
MONTHS = [Period.parse(f"2026-{month:02}") for month in range(1, 6)]
MARCH = MONTHS[2]


def test_a_whole_tree_takes_one_query_a_register_and_kind(world, django_assert_num_queries):
    world.visit()
    definitions = [
        MADE, measure("visits.made", kind="home"), measure("visits.made", kind=["phone", "clinic"]),
        VISITED, HOMES, Coverage(VISITED, HOMES),
    ]  # fmt: skip
    units = list(Unit.objects.all())
    for periods in (MONTHS[:1], [*MONTHS, Period.parse("2026"), Period.parse("2026-W10")]):
        # The tree (3), visits added up, told apart and matched, households added up and told apart.
        with django_assert_num_queries(8):
            evaluate(questions(definitions, periods), units)


def test_fresh_figures_are_read_in_three_queries(world, django_assert_num_queries):
    world.visit()
    asked = questions([MADE, VISITED, Coverage(VISITED, HOMES)], MONTHS)
    units = list(Unit.objects.all())
    first = read(asked, units)
    with django_assert_num_queries(3):  # marks, definitions, figures
        assert read(asked, units) == first


def test_a_write_recomputes_only_what_it_touches(world):
    visit = world.visit(visited_on=date(2026, 3, 2))
    read(questions([MADE, HOMES], MONTHS), Unit.objects.all())
    visit.kind = "phone"
    keep(visit, by=world.everybody)  # counts the same by these definitions
    assert not Mark.objects.exists()
    visit.visited_on = date(2026, 4, 1)
    keep(visit, by=world.everybody)
    marks.heed()
    stale = Figure.objects.exclude(marked=1)
    assert {figure.start.month for figure in stale} == {3, 4}
    assert {figure.unit.name for figure in stale} == {"翠湖第一团队", "翠湖社区卫生服务中心", "云溪区"}


def test_an_import_leaves_a_mark_a_unit_and_is_brought_up_in_one_pass(world, django_assert_num_queries):
    contracts = [world.contract(), world.contract(unit=world.team_two)]
    asked, units = questions([MADE, Coverage(VISITED, HOMES)], MONTHS), list(Unit.objects.all())
    read(asked, units)
    days = [date(2026, 1, 5) + timedelta(days=n % 130) for n in range(300)]
    rows = [
        Visit(unit=c.unit, contract=c, doctor=c.doctor, visited_on=day, kind="home")
        for day, c in zip(days, contracts * 150, strict=True)
    ]
    keep_many(rows, by=world.everybody, title="visits")
    assert Mark.objects.count() == 3  # of two teams, and of the community where the households live
    found = read(asked, units)
    assert found == evaluate(asked, units)
    assert sum(found[question, world.district.pk].numerator for question in asked[:5]) == 300
    assert not Mark.objects.exists()


def test_without_figures_a_write_leaves_no_marks(world):
    world.visit()
    assert not Mark.objects.exists()


def test_a_measure_that_means_something_else_now_is_worked_out_anew(world, monkeypatch):
    world.visit(kind="phone")
    asked = [Question(MADE, MARCH)]
    assert read(asked, [world.district])[asked[0], world.district.pk].numerator == 1
    monkeypatch.setitem(MADE.rows.measures, "made", count(kind="home"))
    from linli.figures.expressions import digest

    digest.cache_clear()
    assert read(asked, [world.district])[asked[0], world.district.pk].numerator == 0
    assert (Kept.objects.count(), marks.tidy(), Kept.objects.count()) == (2, 1, 1)
    monkeypatch.undo()
    digest.cache_clear()


def test_a_definition_that_the_code_no_longer_has_disturbs_nobody(world):
    asked = [Question(MADE, MARCH)]
    read(asked, [world.district])
    gone = Kept.objects.create(digest="x", text="moons.seen", spec=["measure", "moons", "seen", []])
    gone.readings.create(register="visits")
    world.visit()
    assert read(asked, [world.district])[asked[0], world.district.pk].numerator == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets only one write at a time")
class TestAtTheSameTime:
    """Somebody reads while somebody else has written and not yet committed."""

    def writing(self, contract: Contract, by) -> tuple[Thread, Event]:
        written, go_on = Event(), Event()
        day, doctor = date(2026, 3, 3), contract.doctor
        visit = Visit(unit=contract.unit, contract=contract, doctor=doctor, visited_on=day, kind="home")

        def write() -> None:
            with transaction.atomic():
                keep(visit, by=by)
                written.set()
                go_on.wait(20)
            connection.close()

        thread = Thread(target=write)
        thread.start()
        assert written.wait(20)
        return thread, go_on

    def test_figures_made_meanwhile_are_worked_out_again(self, world):
        contract = world.contract()
        asked = [Question(MADE, MARCH)]
        read(asked, [world.changqiao_centre])  # the definition is known; the district's figure is not
        thread, go_on = self.writing(contract, world.everybody)
        assert read(asked, [world.district])[asked[0], world.district.pk].numerator == 0
        go_on.set()
        thread.join()
        assert read(asked, [world.district])[asked[0], world.district.pk].numerator == 1

    def test_a_definition_that_is_new_waits_for_writers_that_did_not_know_it(self, world):
        contract = world.contract()
        thread, go_on = self.writing(contract, world.everybody)
        asked, found = [Question(VISITED, MARCH)], {}

        def look() -> None:
            found.update(read(asked, [world.district]))
            connection.close()

        reader = Thread(target=look)
        reader.start()
        reader.join(0.5)
        assert reader.is_alive()
        go_on.set()
        thread.join()
        reader.join(20)
        assert found[asked[0], world.district.pk].numerator == 1
