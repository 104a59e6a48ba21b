"""Who has to see to what, and how they are told: worklist, digest, calendar feed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core import mail

from linli.almanac import living
from linli.almanac.clock import CHINA
from linli.duties import digest, feed
from linli.duties.entry import entry
from linli.duties.models import Reminder
from linli.duties.worklist import worklist
from tests.duties.plans import family_doctor, note, plan

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOTES = "notes: {title: 手记, count: manuscripts.filed, at_least: 2, every: month, by: {day: 30}}"
EIGHT = datetime(2026, 5, 20, 8, 0, tzinfo=CHINA)


def titles(found) -> list[str]:
    """Windows of what was found."""
    return [one.window.key for one in found]


def test_the_head_of_a_centre_sees_what_is_late_due_done_and_coming(world):
    plan(world, NOTES)
    for _two in range(2):
        note(world, date(2026, 4, 5), date(2026, 4, 20))
    work = worklist(world.zhou)
    assert titles(work.late) == ["2026-01", "2026-02", "2026-03"]
    assert titles(work.due) == ["2026-05"]
    assert titles(work.coming) == ["2026-06", "2026-07"]
    assert titles(work.done) == ["2026-04"]
    assert work.count == 4


def test_a_worker_of_a_team_sees_what_the_centre_owes(world):
    plan(world, NOTES)
    assert titles(worklist(world.chen).due) == ["2026-05"]
    assert not worklist(world.feng).count  # of another centre
    assert not worklist(world.sun).count  # of a community


def test_who_supervises_looks_on_or_has_no_role_has_no_worklist(world):
    plan(world, NOTES)
    for account in (world.wu, world.he, world.root, world.stranger):
        assert not worklist(account).count


def test_a_programme_without_anything_due_leaves_nothing(world):
    plan(world, "teams: {title: 团队, count: groups.formed, at_least: $teams, by: 05-01}",
         head="for: centre\nparameters: {teams: {title: 团队数, value: null}}")  # fmt: skip
    assert not worklist(world.zhou).count


def test_the_form_is_known_before_it_is_filled_in(world):
    family_doctor(world, world.cuihu_centre)
    work = worklist(world.zhou)
    found = {one.name: entry(one) for one in [*work.late, *work.due]}
    register, values = found["notes"]
    assert (register.name, values["kind"], values["unit"]) == ("manuscripts", "doctor-note", world.cuihu_centre.pk)
    papers = [entry(one) for one in work.late if one.name == "papers"]
    assert {values["kind"] for _register, values in papers} == {"plan", "members", "division"}
    assert {values["to"] for _register, values in papers} == {world.district.pk}
    missed = next(one for one in work.late if one.name == "meetings")
    assert entry(missed)[1]["held_on"] == "2026-01-31"


def test_rows_that_want_something_done_are_shown_and_no_new_one_is_asked_for(world):
    held = plan(world, "heard: {title: 稿件刊发, rate: {of: manuscripts.published, over: manuscripts.filed}, "
                       "every: month, at_least: 1/2}")  # fmt: skip
    note(world, date(2026, 5, 5), date(2026, 5, 6))
    (one,) = [one for one in worklist(world.zhou).due if one.adoption == held]
    assert entry(one) is None
    assert one.value_words == "0%"  # a part of the same rows


# The digest


def remind(account, **fields) -> Reminder:
    """The account wants mail."""
    account.email = f"{account.username}@example.cn"
    account.save()
    return Reminder.objects.create(account=account, daily_mail=True, **fields)


def test_the_digest_goes_out_once_a_day_and_names_no_person(world):
    plan(world, NOTES)
    note(world, date(2026, 5, 5), date(2026, 5, 6), author=world.doctor("王桂兰"), title="王桂兰的血压")
    remind(world.zhou)
    assert digest.send_due(EIGHT) == 1
    assert digest.send_due(EIGHT) == 0
    assert digest.send_due(EIGHT.replace(hour=15)) == 0
    (sent,) = mail.outbox
    assert sent.to == ["zhou@example.cn"]
    assert sent.subject == "邻里：逾期4项，待办1项"
    assert "05-30 翠湖社区卫生服务中心 手记：1 / 不少于 2（还有10天）" in sent.body
    assert "王桂兰" not in sent.body and "周向东" not in sent.body
    assert digest.send_due(EIGHT.replace(day=21)) == 1


@pytest.mark.parametrize(
    "moment",
    [
        EIGHT.replace(hour=7, minute=59),
        datetime(2026, 5, 23, 9, 0, tzinfo=CHINA),  # a Saturday
        datetime(2026, 5, 1, 9, 0, tzinfo=CHINA),  # Labour Day
    ],
)
def test_no_digest_before_eight_or_on_a_day_off(world, moment):
    plan(world, NOTES)
    remind(world.zhou)
    assert digest.send_due(moment) == 0
    assert not mail.outbox


def test_no_digest_without_wish_address_or_work(world):
    plan(world, NOTES)
    remind(world.wu)  # nothing waits
    Reminder.objects.create(account=world.lin, daily_mail=True)  # no address
    world.chen.email = "chen@example.cn"
    world.chen.save()
    Reminder.objects.create(account=world.chen)  # no wish
    assert digest.send_due(EIGHT) == 0


def test_a_mail_that_fails_is_tried_again(world, monkeypatch):
    plan(world, NOTES)
    remind(world.zhou)

    def fails(*_args, **_more):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(digest, "send_mail", fails)
        assert digest.send_due(EIGHT) == 0
    assert digest.send_due(EIGHT) == 1


def test_a_long_list_is_cut(world):
    with living(date(2026, 6, 10)):
        plan(world, "visits: {title: 走访, count: visits.made, every: week}")
        work = worklist(world.zhou)
        body = digest.text(work)
    assert len(work.late) == 23
    assert body.count("\n- ") == digest.LISTED + 1 and "… and 3 more" in body


# The feed


def test_a_feed_opens_by_its_secret_until_it_is_closed_or_made_anew(world):
    first = feed.new_address(world.zhou)
    assert feed.account_of(first) == world.zhou
    second = feed.new_address(world.zhou)
    assert feed.account_of(first) is None and feed.account_of(second) == world.zhou
    feed.close(world.zhou)
    assert feed.account_of(second) is None and not feed.is_open(world.zhou)
    assert feed.account_of("") is None


def test_the_feed_of_an_account_that_was_closed_opens_nothing(world):
    secret = feed.new_address(world.zhou)
    world.zhou.is_active = False
    world.zhou.save()
    assert feed.account_of(secret) is None


def test_an_entry_keeps_its_name_when_it_is_done(world):
    plan(world, NOTES)
    before = {one.window.key: one.key for one in feed.items(world.zhou)}
    for _two in range(2):
        note(world, date(2026, 5, 5), date(2026, 5, 6))
    with living(date(2026, 5, 21)):
        after = {one.window.key: one.key for one in feed.items(world.zhou)}
    assert after["2026-05"] == before["2026-05"]
