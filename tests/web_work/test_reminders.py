"""How people are reminded: e-mail settings, and a calendar feed that needs no sign-in."""

from __future__ import annotations

import re
from datetime import date

import pytest
from icalendar import Calendar

from linli.duties.models import Reminder
from tests.duties.plans import note, plan

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOTES = "notes: {title: 手记, count: manuscripts.filed, at_least: 2, every: month, by: {day: 30}}"


def test_a_calendar_subscribes_to_an_address_that_is_shown_once(world, visit, client):
    plan(world, NOTES)
    for _two in range(2):
        note(world, date(2026, 4, 5), date(2026, 4, 20))
    browser = visit(world.zhou)
    shown = browser.post("/reminders/", {"do": "open"}).content.decode()
    address = re.search(r'value="https?://[^/]+(/feed/[^"]+\.ics)"', shown)[1]
    assert address not in browser.page("/reminders/")
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    events = {one["dtstart"].dt: one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    may, april = events[date(2026, 5, 30)], events[date(2026, 4, 30)]
    assert may["summary"].startswith("手记 2026年5月") and "/explain/" in may["url"]
    assert may.walk("VALARM") and not april.walk("VALARM")
    assert "周向东" not in answer.content.decode()
    browser.post("/reminders/", {"do": "close"})
    assert client.get(address).status_code == 404


def test_a_wrong_address_is_not_there(world, client):
    assert client.get("/feed/guessed.ics").status_code == 404
    assert client.post("/feed/guessed.ics").status_code == 405


def test_the_daily_mail_needs_an_address(world, visit):
    browser = visit(world.zhou)
    wrong = browser.post("/reminders/", {"do": "mail", "daily_mail": "on", "email": ""})
    assert wrong.status_code == 400 and "请填写收件邮箱" in wrong.content.decode()
    assert browser.post("/reminders/", {"do": "mail", "daily_mail": "on", "email": "kein"}).status_code == 400
    assert (
        browser.post("/reminders/", {"do": "mail", "daily_mail": "on", "email": "zhou@example.cn"}).status_code == 302
    )
    assert Reminder.objects.get(account=world.zhou).daily_mail
    browser.post("/reminders/", {"do": "mail", "email": "zhou@example.cn"})
    assert not Reminder.objects.get(account=world.zhou).daily_mail
