"""How often: 每周五, 每月5日前, 每年3月和9月 → an RRULE, a period and, for a yearly date, the day."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.reader.numbers import CHINESE, number
from linli.reader.when import last_day

WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_DAYS = {"一": "MO", "二": "TU", "三": "WE", "四": "TH", "五": "FR", "六": "SA", "日": "SU", "天": "SU"}
_COUNT = rf"(?:\d+|{CHINESE})"
_WEEKDAY = r"(?:周|星期|礼拜)[一二三四五六日天]"
#: After 每周 a number word may be a count (每周一次, 每周一查), not a day.
_NO_COUNT = r"(?![天日次场期篇个轮条份节])"
_ONE_DAY = rf"(?:一(?![报查学练评通主题课讲更换结巡扫调大小清]){_NO_COUNT}|[二三四五六日天]{_NO_COUNT})"
_WEEKDAYS = rf"{_ONE_DAY}(?:[、和及至到—~\-](?:周|星期)?{_ONE_DAY})*"
_DAY_WORDS = {
    "底": -1,
    "末": -1,
    "月底": -1,
    "月末": -1,
    "初": 1,
    "月初": 1,
    "上旬": 10,
    "中旬": 20,
    "下旬": -1,
}
_BEFORE = r"(?:以前|之前|前)?"
_MONTH_DAY = (
    r"(?P<day>\d{1,2})[日号](?:[—~\-至到](?P<day2>\d{1,2})[日号])?"
    r"|(?P<word>月?[底末初]|[上中下]旬)"
    r"|第(?P<nth>[一二三四])个?(?P<nthday>(?:周|星期)[一二三四五六日天]|工作日)"
    r"|最后(?:一个|1个)?(?P<lastday>(?:周|星期)[一二三四五六日天]|工作日|一[天日周])"
)
#: What is done daily, weekly or monthly by name: 日巡查, 周调度, 月通报.
TASKS = (
    r"调度|通报|考核|考评|评比|检查|例会|报告|巡查|总结|点评|分析|排名|公示|小结|自查|督查|抽查|清零"
    r"|清[扫洗运]|研判|会商|碰头|消毒|走访|评议|讲评|复盘|汇总"
)


@dataclass(frozen=True)
class Often:
    """A frequency found in a text. `deadline` is set where the year's day is named (每年6月底前)."""

    start: int
    end: int
    rule: str
    period: str | None
    deadline: str | None = None
    #: The words say 前: the day is a limit, not the day of the event.
    limit: bool = False

    @property
    def yearly(self) -> bool:
        """Nothing finer than a year."""
        return self.rule.startswith("FREQ=YEARLY")


def find(text: str) -> list[Often]:
    """Every frequency in a text, in order, none overlapping."""
    found: list[Often] = []
    for pattern, make in _GRAMMAR:
        for match in pattern.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                often = make(match)
                if often is not None:
                    found.append(often)
    return sorted(found, key=lambda often: often.start)


def _monthly(match: re.Match[str], base: str, period: str) -> Often:
    parts = match.groupdict()
    rule = base
    limit = match[0].endswith("前")
    day = parts.get("day2") or parts.get("day")
    if day:
        rule += _month_day(int(day))
    elif parts.get("word"):
        word = parts["word"]
        rule += f";BYMONTHDAY={_DAY_WORDS[word]}"
    elif parts.get("nthday"):
        nth = number(parts["nth"])
        rule += _placed(int(nth), parts["nthday"])
    elif parts.get("lastday"):
        rule += _placed(-1, parts["lastday"])
    return Often(match.start(), match.end(), rule, period, limit=limit)


def _month_day(day: int) -> str:
    """Months without the 29th, 30th or 31st end earlier."""
    if day <= 28:
        return f";BYMONTHDAY={day}"
    days = ",".join(str(one) for one in range(28, day + 1))
    return f";BYMONTHDAY={days};BYSETPOS=-1"


def _placed(place: int, day: str) -> str:
    if day == "工作日":
        return f";BYDAY=MO,TU,WE,TH,FR;BYSETPOS={place}"
    if day == "一周":
        return ""
    if day in ("一天", "一日"):
        return ";BYMONTHDAY=-1"
    return f";BYDAY={place}{_DAYS[day[-1]]}"


def _weekly(match: re.Match[str]) -> Often:
    named = re.findall("[一二三四五六日天]", match["days"])
    if re.search("[至到—~-]", match["days"]) and len(named) == 2:
        week = "一二三四五六日"
        named = list(week[week.index(named[0]) : week.index(named[1].replace("天", "日")) + 1])
    days = [_DAYS[day] for day in named]
    return Often(match.start(), match.end(), f"FREQ=WEEKLY;BYDAY={','.join(days)}", "week")


def _interval(match: re.Match[str]) -> Often | None:
    count = int(number(match["n"]))
    unit = match["unit"]
    base, period = {
        "小时": ("HOURLY", None),
        "天": ("DAILY", "day"),
        "日": ("DAILY", "day"),
        "周": ("WEEKLY", "week"),
        "星期": ("WEEKLY", "week"),
        "月": ("MONTHLY", "month"),
        "季度": ("MONTHLY", "quarter"),
        "年": ("YEARLY", "year"),
    }[unit]
    if unit == "季度":
        count *= 3
    if base == "MONTHLY" and count in (3, 6):
        period = {3: "quarter", 6: "half-year"}[count]
    elif count > 1:
        period = None  # no named period is two weeks or two months long
    rule = f"FREQ={base}" + (f";INTERVAL={count}" if count > 1 else "")
    return Often(match.start(), match.end(), rule, period)


def _yearly(match: re.Match[str]) -> Often:
    months = [int(number(month)) for month in re.findall(rf"(\d+|{CHINESE})月", match["months"] or "")]
    plain_months = re.findall(rf"(\d+|{CHINESE})(?=[、和及])", match["months"] or "")
    months = sorted({int(number(month)) for month in plain_months} | set(months))
    rule, deadline = "FREQ=YEARLY", None
    if months:
        rule += ";BYMONTH=" + ",".join(map(str, months))
        deadline = f"--{months[-1]:02}"
        day = match["day"] or match["word"]
        if day:
            number_of_day = int(day) if day.isdigit() else {"初": 10, "上旬": 10, "中旬": 20}.get(day)
            number_of_day = number_of_day or last_day(months[-1])
            rule += f";BYMONTHDAY={number_of_day}"
            deadline += f"-{number_of_day:02}"
    elif match["part"]:
        part = match["part"].strip("的")
        if part[-1] in "底末终" or part.startswith("岁末"):
            rule, deadline = "FREQ=YEARLY;BYMONTH=12", "--12"
            if match[0].endswith("前"):
                deadline = "--12-31"
        elif part.endswith("初"):
            rule, deadline = "FREQ=YEARLY;BYMONTH=1", "--01"
        else:
            deadline = _PARTS[part[0] if part[1] in "季" else part]
    return Often(match.start(), match.end(), rule, "year", deadline, limit=match[0].endswith("前"))


_PARTS = {
    "春": "--05-31",
    "夏": "--08-31",
    "秋": "--11-30",
    "冬": "--12-31",
    "上半年": "--06-30",
    "下半年": "--12-31",
}


def _new_year(match: re.Match[str]) -> Often:
    """新年伊始制定目标: every January."""
    return Often(match.start(), match.end(), "FREQ=YEARLY;BYMONTH=1", "year", "--01")


def _fixed(rule: str, period: str | None):
    return lambda match: Often(match.start(), match.end(), rule, period)


def _times(match: re.Match[str]) -> Often:
    """一年两次, 一季一次, 每月一次 without 每: the span stops before the count, which stays an amount."""
    rule, period = _UNITS[match["unit"]]
    return Often(match.start(), match.end(), rule, period)


_UNITS = {
    "日": ("FREQ=DAILY", "day"),
    "天": ("FREQ=DAILY", "day"),
    "周": ("FREQ=WEEKLY", "week"),
    "半月": ("FREQ=WEEKLY;INTERVAL=2", None),
    "月": ("FREQ=MONTHLY", "month"),
    "季": ("FREQ=MONTHLY;INTERVAL=3", "quarter"),
    "季度": ("FREQ=MONTHLY;INTERVAL=3", "quarter"),
    "半年": ("FREQ=MONTHLY;INTERVAL=6", "half-year"),
    "年": ("FREQ=YEARLY", "year"),
}

#: Tried in order; the first that takes a stretch of text keeps it.
_GRAMMAR = [
    (re.compile(r"每个?工作日|工作日每[天日]|(?<![个年月日\d])工作日期间每[天日]"), _fixed(WORKDAYS, "day")),
    (
        re.compile(rf"(?:每逢?(?:周|星期|礼拜)|(?<=[在于逢])(?:周|星期)|^(?:周|星期))(?P<days>{_WEEKDAYS})"),
        _weekly,
    ),
    (
        re.compile(r"(?P<days>(?:周|星期)[一二三四五六日天])(?=[^\d]{0,6}(?:制度|例会|学习日|接访日))"),
        _weekly,
    ),
    (
        re.compile(r"每逢?(?:周末|双休日)|(?:利用|逢)?双休日|利用周末"),
        _fixed("FREQ=WEEKLY;BYDAY=SA,SU", "week"),
    ),
    (re.compile(r"每半个?月|每两周|每双周|隔周|双周"), _fixed("FREQ=WEEKLY;INTERVAL=2", None)),
    (
        re.compile(rf"每(?:隔)?(?P<n>{_COUNT})个?(?P<unit>小时|天|日|周|星期|月|季度|年)(?![龄级])"),
        _interval,
    ),
    (
        re.compile("上、?下半年(?=各|分别)|上半年[、和]下半年(?=各|分别)"),
        _fixed("FREQ=MONTHLY;INTERVAL=6", "half-year"),
    ),
    (
        re.compile(r"全年365天|365天(?=[^,。]{0,6}(?:值班|服务|开放|在岗))|全年无休|日产日清|日清日结(?!工作)"),
        _fixed("FREQ=DAILY", "day"),
    ),
    (re.compile(r"每半个?年度?|每(?:个)?学期|(?<=按)半年"), _fixed("FREQ=MONTHLY;INTERVAL=6", "half-year")),
    (
        re.compile(
            rf"(?:每个?季度?|逐季|按季度?)(?:的?(?:首|第一个?|末|最后一?个?)月)?(?:的?(?:{_MONTH_DAY}){_BEFORE})?"
        ),
        lambda match: _monthly(match, "FREQ=MONTHLY;INTERVAL=3", "quarter"),
    ),
    (
        re.compile(rf"(?:每个?月份?|逐月|按月|月月|次月)(?:的?(?:{_MONTH_DAY}){_BEFORE})?"),
        lambda match: None if match[0] == "次月" else _monthly(match, "FREQ=MONTHLY", "month"),
    ),
    (re.compile(r"(?:每个?(?:周|星期)|逐周|按周|周周)"), _fixed("FREQ=WEEKLY", "week")),
    (
        re.compile(r"每[天日晚早]|逐日|按日|天天|日日|日均(?=[^,。]{0,8}(?:不少于|不低于|达到))"),
        _fixed("FREQ=DAILY", "day"),
    ),
    (
        re.compile(
            rf"每(?:一)?(?:学)?年度?的?(?:(?P<months>(?:{_COUNT}月?份?[、和及])*{_COUNT}月份?)"
            rf"(?:(?P<day>\d{{1,2}})[日号]|(?P<word>[底末初]|[上中下]旬))?{_BEFORE}"
            rf"|的?(?P<part>岁末(?:年初)?|年?[底末终初]|[春夏秋冬]季|[上下]半年){_BEFORE})?"
        ),
        _yearly,
    ),
    (re.compile("新年(?:刚)?(?:开始|伊始)"), _new_year),
    (
        re.compile(r"(?<=通过|开展|组织|进行|实行)年度(?=考核|考评|评估|检查|测评)"),
        _fixed("FREQ=YEARLY", "year"),
    ),
    (re.compile(r"逐年|年年|按年度?|(?<=[口户员])年(?=[人户均])"), _fixed("FREQ=YEARLY", "year")),
    (
        re.compile(r"(?:(?<=[,。;:(“、])|^|(?<=[行持按]))一(?:个)?(?P<unit>周|月|季度?|年)(?=(?:至少)?[一二两三四\d])"),
        _times,
    ),
    (
        re.compile(
            rf"(?:(?<=[,。;:(“、])|^|(?<=[行立]))(?P<unit>日|周|半月|月|季度?|(?:半?年)(?!度?总结"
            rf"|度?小结))(?=(?:{TASKS}))"
        ),
        _times,
    ),
]
