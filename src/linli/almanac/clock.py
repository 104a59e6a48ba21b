"""What day it is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Today in China, or the day that the setting LINLI_TODAY puts in its place (demo, tests)."""
    fixed = getattr(settings, "LINLI_TODAY", None) if settings.configured else None
    if not fixed:
        return datetime.now(CHINA).date()
    return fixed if isinstance(fixed, date) else date.fromisoformat(fixed)
