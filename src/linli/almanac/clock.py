"""What day it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")

_lived: ContextVar[date | None] = ContextVar("linli_day", default=None)


def today() -> date:
    """Today in China, or the day that the setting LINLI_TODAY puts in its place (demo, tests)."""
    if lived := _lived.get():
        return lived
    fixed = getattr(settings, "LINLI_TODAY", None) if settings.configured else None
    if not fixed:
        return datetime.now(CHINA).date()
    return fixed if isinstance(fixed, date) else date.fromisoformat(fixed)


def now() -> datetime:
    """The present moment, on the day that `today` gives."""
    moment = datetime.now(CHINA)
    return moment.replace(year=(day := today()).year, month=day.month, day=day.day)


@contextmanager
def living(day: date) -> Iterator[None]:
    """Within, it is that day: for the demo world, which lives through a year before it is shown."""
    token = _lived.set(day)
    try:
        yield
    finally:
        _lived.reset(token)
