"""A person's duties as a calendar that phones and desktop programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

from linli.reports.words import clean


@dataclass(frozen=True)
class DueItem:
    """One duty on its due day. `key` names it for good: the same key stays the same entry in the calendar."""

    key: str
    title: str
    due: date
    note: str = ""
    place: str = ""
    url: str = ""
    done: bool = False
    changed: datetime | None = None


def feed(items: Iterable[DueItem], *, name: str, host: str, remind: tuple[int, ...] = (3, 0)) -> bytes:
    """An iCalendar feed: one all-day entry an item, reminders at nine o'clock `remind` days before.

    `host` makes the entries' identities unique in the world; it must not change with the address of a visit.
    What is done keeps its entry, marked so, without reminders.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//Duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for item in items:
        calendar.add_component(_event(item, host, remind))
    return calendar.to_ical()


def _event(item: DueItem, host: str, remind: tuple[int, ...]) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@{host}")
    event.add("dtstamp", item.changed or datetime(item.due.year, 1, 1, tzinfo=UTC))
    event.add("dtstart", item.due)
    event.add("dtend", item.due + timedelta(days=1))
    event.add("summary", _("Done: %s") % clean(item.title) if item.done else clean(item.title))
    event.add("transp", "TRANSPARENT")
    if item.note:
        event.add("description", clean(item.note))
    if item.place:
        event.add("location", clean(item.place))
    if urlsplit(item.url).scheme in ("http", "https"):
        event.add("url", item.url)
    if not item.done:
        for days in remind:
            event.add_component(_alarm(item, days))
    return event


def _alarm(item: DueItem, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean(item.title))
    # An all-day entry begins at midnight; nine in the morning is when people read it.
    alarm["trigger"] = vDuration(timedelta(hours=9) - timedelta(days=days))
    return alarm
