"""Lunar dates and the days that community plans build on (health days, feasts, publicity weeks)."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

from lunar_python import Lunar, LunarYear

from linli.almanac.periods import Period

#: Name → rule. A rule is a day (05-31), a span (08-01..08-07), a lunar day (lunar 09-09) or the n-th weekday
#: of a month and the days that follow (05 saturday 3 +6).
THEME_DAYS = MappingProxyType(
    {
        "元旦": "01-01",
        "春节": "lunar 01-01",
        "元宵节": "lunar 01-15",
        "三八妇女节": "03-08",
        "国际妇女节": "03-08",
        "植树节": "03-12",
        "世界水日": "03-22",
        "世界防治结核病日": "03-24",
        "爱国卫生月": "04-01..04-30",
        "世界卫生日": "04-07",
        "全民阅读日": "04-23",
        "世界读书日": "04-23",
        "全国儿童预防接种宣传日": "04-25",
        "全国计划免疫宣传日": "04-25",
        "国际劳动节": "05-01",
        "国际家庭日": "05-15",
        "全国碘缺乏病防治日": "05-15",
        "全国助残日": "05 sunday 3",
        "全国科技活动周": "05 saturday 3 +6",
        "世界无烟日": "05-31",
        "端午节": "lunar 05-05",
        "国际儿童节": "06-01",
        "世界环境日": "06-05",
        "全国爱眼日": "06-06",
        "国际禁毒日": "06-26",
        "建党节": "07-01",
        "世界母乳喂养周": "08-01..08-07",
        "中秋节": "lunar 08-15",
        "教师节": "09-10",
        "全国爱牙日": "09-20",
        "国庆节": "10-01",
        "老人节": "lunar 09-09",
        "重阳节": "lunar 09-09",
        "全国高血压日": "10-08",
        "世界精神卫生日": "10-10",
        "全国消防日": "11-09",
        "联合国糖尿病日": "11-14",
        "世界艾滋病日": "12-01",
        "国际志愿者日": "12-05",
        "国家宪法日": "12-04",
        "法治宣传日": "12-04",
    }
)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def theme_day(name: str, year: int) -> Period:
    """The day or days of a named theme day in a year. KeyError if the almanac does not know the name."""
    return _span(THEME_DAYS[name], year)


def theme_days(year: int) -> list[tuple[Period, str]]:
    """All theme days of a year in the order of the calendar."""
    return sorted((_span(rule, year), name) for name, rule in THEME_DAYS.items())


def lunar_date(year: int, month: int, day: int) -> date:
    """The day of a solar year on which a lunar date falls; the 30th of a short lunar month is its 29th.

    A date of the last lunar month that misses the solar year altogether is given as it falls just after.
    """
    candidates = [_solar(lunar_year, month, day) for lunar_year in (year - 1, year)]
    return next((found for found in candidates if found.year == year), candidates[-1])


def nth_weekday(year: int, month: int, weekday: int, place: int) -> date:
    """The n-th Monday (weekday 0) … Sunday (6) of a month; place -1 is the last."""
    days = Period.of_months(year, month)
    if place > 0:
        first = days.start + timedelta(days=(weekday - days.start.weekday()) % 7)
        return first + timedelta(days=7 * (place - 1))
    last = days.end - timedelta(days=(days.end.weekday() - weekday) % 7)
    return last + timedelta(days=7 * (place + 1))


def _span(rule: str, year: int) -> Period:
    words = rule.split()
    if words[0] == "lunar":
        month, day = map(int, words[1].split("-"))
        found = lunar_date(year, month, day)
        return Period(found, found)
    if len(words) > 1:
        start = nth_weekday(year, int(words[0]), _WEEKDAYS.index(words[1]), int(words[2]))
        return Period(start, start + timedelta(days=int(words[3]) if len(words) > 3 else 0))
    first, _dots, last = rule.partition("..")
    return Period(date.fromisoformat(f"{year:04}-{first}"), date.fromisoformat(f"{year:04}-{last or first}"))


def _solar(lunar_year: int, month: int, day: int) -> date:
    days = LunarYear.fromYear(lunar_year).getMonth(month).getDayCount()
    return date.fromisoformat(Lunar.fromYmd(lunar_year, month, min(day, days)).getSolar().toYmd())
