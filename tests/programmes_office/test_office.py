"""A district issues a plan; its health centres carry it out with their own numbers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from linli.almanac import Period
from linli.programmes import office
from linli.programmes.language import PackErrors
from linli.programmes.models import Adoption, Programme, Version, stamp
from linli.registers.door import Conflict
from linli.tree import change
from linli.tree.models import Kind, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.database]

YEAR = Period.parse("2026")


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def broken_text(programme):
    """As if the code had lost the measure that the plan counts."""
    Version.objects.filter(programme=programme).update(
        text=programme.current().text.replace("visits.made", "visits.gone")
    )


# Issuing


def test_a_plan_is_drafted_published_and_adopted(world, plan):
    version = office.draft(plan, unit=world.district, by=world.wu, note="第一稿")
    assert (version.number, version.published_at, version.programme.title) == (1, None, "上门走访")
    assert version.programme.current() is None

    office.publish(version, by=world.wu)
    adoption = office.adopt(version.programme, world.cuihu_centre, by=world.zhou)

    assert (adoption.starts, adoption.version.number) == (date(2026, 1, 1), 1)
    assert [found.unit for found in office.in_force(YEAR)] == [world.cuihu_centre]


def test_the_units_a_plan_is_for_are_of_its_kinds_below_the_issuer_and_at_work(world, issued):
    assert set(office.eligible(issued)) == {world.cuihu_centre, world.changqiao_centre}
    for unit in (world.team_three, world.changqiao_centre):
        change.close(unit, on=date(2026, 5, 1))
    assert set(office.eligible(issued)) == {world.cuihu_centre}


def test_under_asks_for_a_unit_of_that_kind_above(world, plan):
    text = plan.replace("under: district", "under: street")
    station = Unit(kind=Kind.CENTRE, name="翠湖街道门诊", code="330199001-W")
    change.plant([(station, world.cuihu_street)])
    version = office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu)
    assert list(office.eligible(version.programme)) == [station]


def test_only_authors_write_and_publish(world, plan):
    for account in (world.chen, world.he, world.root, world.stranger, world.zhou):
        with pytest.raises(PermissionDenied):
            office.draft(plan, unit=world.district, by=account)
    version = office.draft(plan, unit=world.district, by=world.wu)
    with pytest.raises(PermissionDenied):
        office.publish(version, by=world.zhou)


def test_who_looks_as_somebody_else_writes_nothing(world, plan):
    world.wu.seen_by = world.root
    with pytest.raises(PermissionDenied):
        office.draft(plan, unit=world.district, by=world.wu)


def test_the_key_of_another_unit_is_taken(world, issued, plan):
    with pytest.raises(ValidationError, match="another unit"):
        office.draft(plan, unit=world.cuihu_centre, by=world.zhou)
    assert issued.versions.count() == 1


def test_a_new_version_keeps_the_key(world, issued, plan):
    text = plan.replace("programme: visits", "programme: walks")
    with pytest.raises(ValidationError, match="visits"):
        office.draft(text, unit=world.district, by=world.wu, programme=issued)


def test_a_new_programme_must_be_sound_but_work_on_an_old_one_can_be_kept_unfinished(world, issued, plan):
    half = plan.replace("visits.made", "visits.")
    with pytest.raises(PackErrors):
        office.draft(half, unit=world.district, by=world.wu, unfinished=True)
        office.draft(half.replace("visits", "walks"), unit=world.district, by=world.wu, unfinished=True)
    version = office.draft(half, unit=world.district, by=world.wu, programme=issued, unfinished=True)
    assert version.fault
    with pytest.raises(PackErrors):
        office.publish(version, by=world.wu)
    assert issued.current().number == 1


def test_a_published_version_stays_and_a_draft_can_be_thrown_away(world, issued, plan):
    with pytest.raises(ValidationError, match="stays on record"):
        office.discard(issued.current(), by=world.wu)
    office.discard(office.draft(plan + "# 二稿\n", unit=world.district, by=world.wu), by=world.wu)
    assert issued.versions.count() == 1

    other = office.draft(
        plan.replace("programme: visits", "programme: walks"), unit=world.district, by=world.wu
    )
    office.discard(other, by=world.wu)
    assert not Programme.objects.filter(key="walks").exists()


def test_two_people_write_on_one_draft(world, issued, plan):
    begun = issued.current().stamp
    office.draft(plan + "# 吴\n", unit=world.district, by=world.wu, programme=issued, begun=begun)
    with pytest.raises(Conflict, match="吴静怡"):
        office.draft(
            plan + "# 书记\n", unit=world.district, by=world.everybody, programme=issued, begun=begun
        )
    assert issued.draft().text.endswith("# 吴\n")


def test_the_same_draft_sent_twice_is_one(world, issued, plan):
    begun = issued.current().stamp
    for _time in range(2):
        office.draft(plan + "# 吴\n", unit=world.district, by=world.wu, programme=issued, begun=begun)
    assert [version.number for version in issued.versions.all()] == [1, 2]


def test_what_is_published_is_what_was_read(world, plan):
    version = office.draft(plan, unit=world.district, by=world.wu)
    office.draft(plan + "# 又改\n", unit=world.district, by=world.everybody)
    with pytest.raises(Conflict):
        office.publish(version, by=world.wu, begun=stamp(plan))
    assert version.programme.current() is None


def test_a_version_is_published_once(world, issued):
    with pytest.raises(ValidationError, match="already"):
        office.publish(issued.current(), by=world.wu)


def test_the_lint_wants_a_reason(world, scored):
    version = office.draft(scored, unit=world.district, by=world.wu)
    with pytest.raises(ValidationError) as caught:
        office.publish(version, by=world.wu, overrides={"pay": "  "})
    assert "named person" in str(caught.value)
    office.publish(version, by=world.wu, overrides={"pay": "通知原文要求。"})
    assert [(found.rule, found.reason) for found in office.findings(version.programme.current())] == [
        ("pay", "通知原文要求。")
    ]


def test_a_reason_written_in_the_plan_is_a_reason(world, scored):
    version = office.draft(scored + "overrides: {pay: 通知原文要求。}\n", unit=world.district, by=world.wu)
    assert office.publish(version, by=world.wu).published_at


def test_what_units_report_for_another_plan_is_not_asked_again(world, issued, plan):
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    again = plan.replace("programme: visits", "programme: walks")
    version = office.draft(again, unit=world.district, by=world.wu)
    assert {found.rule for found in office.findings(version)} == {"asked-twice"}
    next_year = office.draft(
        again.replace("programme: walks", "programme: visits-2027").replace("period: 2026", "period: 2027"),
        unit=world.district, by=world.wu,
    )  # fmt: skip
    assert office.findings(next_year) == []


def test_what_is_only_wanted_and_there_by_now_does_not_stop_it(world, plan):
    text = plan.replace("every: month,", "every: month, wanted: 走访台账,")
    assert office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu).published_at


def test_a_new_version_carries_the_units_along(world, issued, plan):
    office.adopt(issued, world.cuihu_centre, by=world.zhou, parameters={"visits_per_month": 4})
    office.adopt(issued, world.changqiao_centre, by=world.zheng)
    text = plan.replace("visits_per_month", "monthly_visits")
    office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu)

    told = {adoption.unit: adoption for adoption in office.in_force(YEAR)}
    assert told[world.changqiao_centre].version.number == 2
    assert told[world.cuihu_centre].version.number == 1, "its own number no longer has a place"
    assert told[world.cuihu_centre].definition.obligations["visits"].target.low == 4


# Adopting


def test_own_numbers_and_own_obligations(world, issued):
    adoption = office.adopt(
        issued, world.cuihu_centre, by=world.zhou,
        parameters={"visits_per_month": 4}, targets={"contracts": 60},
        extra="walks: {title: 入户宣传, count: visits.made, every: quarter}",
    )  # fmt: skip
    own = adoption.definition.obligations
    assert (own["visits"].target.low, own["contracts"].target.low, own["walks"].title) == (4, 60, "入户宣传")
    assert issued.current().definition.obligations["visits"].target.low == 2


def test_changing_one_number_leaves_the_rest(world, issued):
    office.adopt(
        issued, world.cuihu_centre, by=world.zhou, targets={"contracts": 60},
        extra="walks: {title: 入户宣传, count: visits.made, every: quarter}",
    )  # fmt: skip
    adoption = office.adopt(issued, world.cuihu_centre, by=world.zhou, targets={"contracts": 50})
    assert adoption.definition.obligations["contracts"].target.low == 50
    assert "walks" in adoption.definition.obligations
    assert (
        "walks"
        not in office.adopt(issued, world.cuihu_centre, by=world.zhou, extra="").definition.obligations
    )
    assert Adoption.objects.count() == 1


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"parameters": {"visits_per_month": 12}}, "12 lies outside 1 to 9"),
        ({"parameters": {"visit_per_month": 3}}, "visits_per_month"),
        ({"targets": {"contract": 3}}, "contracts"),
        ({"targets": {"contracts": "viele"}}, "Not a number"),
        ({"extra": "- 1"}, "own obligations:1:1: Write the name"),
        ({"extra": "入户"}, "own obligations:1:1: Write the name"),
        ({"extra": "visits: {title: 走访, count: visits.made}"}, "own obligations:1:1: There is already"),
        ({"extra": "# 我们的\nwalks:\n  title: 宣传\n  count: visit.made"}, "own obligations:4:3: .*visits"),
        (
            {"extra": "walks:\n  title: 宣传\n  count: visits.made\n  every: moon"},
            "own obligations:4:3: Not a freq",
        ),
        ({"extra": "walks:\n\ttitle: x"}, "own obligations:2:1: A tab"),
        ({"extra": "a: &x {title: 宣传, count: visits.made}\nb: *x"}, "own obligations:1:4: Anchors"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_kept(world, issued, numbers, said):
    with pytest.raises(PackErrors, match=said):
        office.adopt(issued, world.cuihu_centre, by=world.zhou, **numbers)
    assert not Adoption.objects.exists()


def test_a_plan_is_adopted_where_it_is_for_and_by_whom_it_concerns(world, issued, plan):
    with pytest.raises(ValidationError, match="not for"):
        office.adopt(issued, world.team_one, by=world.zhou)
    with pytest.raises(PermissionDenied):
        office.adopt(issued, world.changqiao_centre, by=world.zhou)
    with pytest.raises(PermissionDenied):
        office.adopt(issued, world.cuihu_centre, by=world.lin)
    unpublished = office.draft(
        plan.replace("programme: visits", "programme: walks"), unit=world.district, by=world.wu
    )
    with pytest.raises(ValidationError, match="no published version"):
        office.adopt(unpublished.programme, world.cuihu_centre, by=world.zhou)


def test_looking_at_what_an_adoption_would_be_writes_nothing(world, issued):
    would = office.adopt(issued, world.cuihu_centre, by=world.zhou, targets={"contracts": 60}, save=False)
    assert would.definition.obligations["contracts"].target.low == 60
    assert not Adoption.objects.exists()


def test_an_adoption_ends_and_may_begin_again_afterwards(world, issued):
    adoption = office.adopt(issued, world.cuihu_centre, by=world.zhou)
    with pytest.raises(ValidationError, match="after the beginning"):
        office.end(adoption, by=world.zhou, on=adoption.starts)
    office.end(adoption, by=world.zhou, on=date(2026, 4, 1), reason="并入家庭医生工程")
    assert (adoption.ended_by, adoption.end_reason) == (world.zhou, "并入家庭医生工程")
    assert not adoption.running
    with pytest.raises(ValidationError, match="ended already"):
        office.end(adoption, by=world.zhou, on=date(2026, 5, 1))
    assert office.in_force(Period.parse("2026-03")) == [adoption]
    assert office.in_force(Period.parse("2026-04")) == []

    with pytest.raises(ValidationError, match="2026-04-01"):
        office.adopt(issued, world.cuihu_centre, by=world.zhou, starts=date(2026, 3, 1))
    assert office.adopt(issued, world.cuihu_centre, by=world.zhou).starts == date(2026, 4, 1)


def test_whoever_listens_hears_of_every_change(world, issued, monkeypatch):
    heard = []
    monkeypatch.setattr(
        office, "listeners", [lambda adoption: heard.append((adoption.unit, adoption.ends.year))]
    )
    adoption = office.adopt(issued, world.cuihu_centre, by=world.zhou)
    office.end(adoption, by=world.zhou, on=date(2026, 6, 1))
    assert heard == [(world.cuihu_centre, 9999), (world.cuihu_centre, 2026)]


# The total


def test_the_units_numbers_are_added_up_beside_the_total(world, issued):
    office.adopt(issued, world.cuihu_centre, by=world.zhou, targets={"contracts": 60})
    office.adopt(issued, world.changqiao_centre, by=world.zheng)
    (check,) = office.sum_checks(issued)
    assert (check.title, check.wanted, check.promised, check.short) == ("签约", 100, 60, 40)
    assert check.unset == [world.changqiao_centre]

    office.adopt(issued, world.changqiao_centre, by=world.zheng, targets={"contracts": 45})
    (check,) = office.sum_checks(issued)
    assert (check.promised, check.short, check.unset) == (105, 0, [])


def test_a_limit_for_all_is_passed_by_the_sum_of_the_limits(world, plan):
    text = plan.replace("at_least: null, total: 100", "at_most: 30, total: 50")
    programme = office.publish(office.draft(text, unit=world.district, by=world.wu), by=world.wu).programme
    office.adopt(programme, world.cuihu_centre, by=world.zhou)
    office.adopt(programme, world.changqiao_centre, by=world.zheng)
    (check,) = office.sum_checks(programme)
    assert (check.promised, check.short) == (60, 10)


# A version that the code has outgrown


def test_a_broken_version_is_named_and_left_out(world, issued):
    office.adopt(issued, world.cuihu_centre, by=world.zhou)
    broken_text(issued)
    ((adoption, why),) = office.broken()
    assert (adoption.unit, "visits.gone" in why or "gone" in why) == (world.cuihu_centre, True)
    assert office.in_force(YEAR) == []
    assert office.sum_checks(issued) == []
    assert not office.eligible(issued).exists()


# Who sees what


def test_programmes_that_concern_somebody(world, issued, plan):
    draft = office.draft(
        plan.replace("programme: visits", "programme: walks"), unit=world.district, by=world.wu
    )
    text = plan.replace("programme: visits", "programme: own").replace("centre, under: district", "team")
    own = office.draft(text, unit=world.cuihu_centre, by=world.zhou).programme
    office.publish(own.draft(), by=world.zhou)
    assert set(office.visible(world.wu)) == {issued, draft.programme, own}
    assert set(office.visible(world.zhou)) == {issued, own}
    assert set(office.visible(world.zheng)) == {issued}
    assert set(office.visible(world.chen)) == {issued, own}
    assert set(office.visible(world.stranger)) == set()
