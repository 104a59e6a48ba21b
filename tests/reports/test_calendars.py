"""The calendar feed that a phone subscribes to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from linli.reports.calendars import DueItem, feed

NOTES = DueItem(
    "notes-2012-05-城东",
    "报送5月医生手记（2篇）",
    date(2012, 5, 30),
    "区卫生局社管办",
    url="https://linli.example/d/7",
)


def events(items, **more):
    calendar = Calendar.from_ical(feed(items, name="王芳的待办", host="linli.example", **more))
    assert str(calendar["x-wr-calname"]) == "王芳的待办"
    return calendar.walk("VEVENT")


def test_a_duty_is_an_entry_of_a_whole_day_with_two_reminders():
    (event,) = events([NOTES])
    assert str(event["summary"]) == "报送5月医生手记（2篇）"
    assert event.decoded("dtstart") == date(2012, 5, 30) and event.decoded("dtend") == date(2012, 5, 31)
    alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert alarms == [timedelta(hours=9) - timedelta(days=3), timedelta(hours=9)]
    assert str(event["url"]) == "https://linli.example/d/7"


def test_the_same_duty_keeps_its_identity_when_it_changes():
    later = DueItem(NOTES.key, "改期", date(2012, 6, 1), changed=datetime(2012, 5, 20, 8, tzinfo=UTC))
    (before,), (after,) = events([NOTES]), events([later])
    assert before["uid"] == after["uid"] == "notes-2012-05-城东@linli.example"
    assert after.decoded("dtstamp") == later.changed
    assert feed([NOTES], name="a", host="b") == feed([NOTES], name="a", host="b")


def test_what_is_done_stays_without_reminders():
    (event,) = events([DueItem("k", "结构图", date(2012, 5, 1), done=True)])
    assert str(event["summary"]) == "已完成：结构图"
    assert event.walk("VALARM") == []


def test_line_ends_and_odd_addresses_cannot_add_entries():
    item = DueItem("k", "标题\r\nEND:VEVENT", date(2012, 5, 1), "甲\n乙", url="javascript:alert(1)")
    (event,) = events([item])
    assert "url" not in event
    assert str(event["summary"]) == "标题\nEND:VEVENT"


def test_an_empty_list_is_still_a_calendar():
    assert events([]) == []
