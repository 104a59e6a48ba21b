"""Days with a name (全国爱牙日, 爱国卫生月), dated by the almanac or by the text itself (3.24…宣传日)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from linli.almanac.feasts import THEME_DAYS

#: Months of publicity that the calendar of days does not hold.
_MORE = {
    "安全生产月": "06-01..06-30",
    "消防宣传月": "11-01..11-30",
    "敬老月": "10-01..10-31",
    "全国科普日": "09 saturday 3",
    "学雷锋纪念日": "03-05",
    "学雷锋日": "03-05",
    "青年节": "05-04",
    "护士节": "05-12",
    "防灾减灾日": "05-12",
    "建军节": "08-01",
    "国家安全教育日": "04-15",
    "全民国家安全教育日": "04-15",
    "消费者权益日": "03-15",
    "全国土地日": "06-25",
    "世界献血者日": "06-14",
    "全国低碳日": "06-13",
    "世界人口日": "07-11",
    "联合国糖尿病日": "11-14",
    "国际残疾人日": "12-03",
    "世界地球日": "04-22",
    "肿瘤防治宣传周": "04-15..04-21",
    "职业病防治法宣传周": "04-25..05-01",
    "全国肿瘤防治宣传周": "04-15..04-21",
    "食品卫生宣传周": "11",
    "全民健身日": "08-08",
    "国家公祭日": "12-13",
    "烈士纪念日": "09-30",
    "全民营养周": "",
    "清明节": "",
    "七一": "07-01",
    "三八节": "03-08",
    "六一儿童节": "06-01",
    "五四青年节": "05-04",
    "八一建军节": "08-01",
    "六一": "06-01",
}
_STRIP = re.compile(r"全国|世界|国际|国家|联合国|宣传|传宣|防治|教育|的|“|”|三八|五一|六一|五四|八一|七一")
_NAME = re.compile(
    r"(?P<date>\d{1,2}[.·]\d{1,2}(?:日)?的?)?(?P<name>[一-鿿“”]{1,14}?(?:节"
    r"|(?<![平节假今当次每纪双休整上下全工作])(?<!(?<!卫)生)日|宣传周|活动周|周|卫生月|宣传月|安全月|敬老月|生产月))(?![常子前后历期益记夜间班用志表报结以点刊])"
)


@dataclass(frozen=True)
class Day:
    """A named day in a text."""

    start: int
    end: int
    name: str
    rule: str
    deadline: str | None
    days: int | None = None


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, str]]:
    known: dict[str, tuple[str, str]] = {}
    for name, rule in (*_MORE.items(), *THEME_DAYS.items()):
        known[_core(name)] = (name, rule)
        known[name] = (name, rule)
    return known


def _core(name: str) -> str:
    core = _STRIP.sub("", name)
    # 各个卫生宣传日 is no World Health Day: too little is left to tell.
    return name if core in ("卫生日", "日", "周", "月") else "".join(sorted(core))


def find(text: str) -> list[Day]:
    """Every named day the almanac knows, or that the text itself dates."""
    found = []
    for match in _NAME.finditer(text):
        whole = match["name"]
        start = match.start()
        entry, name = None, whole
        # The pattern may have taken words in front of the name: drop them one by one.
        for cut in range(len(whole) - 1):
            entry = _known().get(whole[cut:]) or _known().get(_core(whole[cut:]))
            if entry and len(whole[cut:]) >= 3:
                name, start = whole[cut:], match.start("name") + cut
                break
            entry = None
        if match["date"]:
            month, day = (int(part) for part in re.findall(r"\d+", match["date"]))
            if month <= 12 and day <= 31:
                found.append(
                    Day(
                        match.start(),
                        match.end(),
                        whole,
                        f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}",
                        f"--{month:02}-{day:02}",
                    )
                )
        elif entry:
            found.append(_dated(start, match.end(), name, entry[1]))
        elif re.search(r"(?:宣传|活动)[日周月]$", whole) and (
            tied := re.search(r"(?:结合|利用|借助|抓住|依托)(?P<name>[^结合利用借助抓住依托、,]{3,})$", whole)
        ):
            if re.match("各|本|该|此|活动周|宣传[周日月]|每", tied["name"]):
                continue
            found.append(Day(match.start("name") + tied.start("name"), match.end(), tied["name"], "FREQ=YEARLY", None))
    return found


def _dated(start: int, end: int, name: str, rule: str) -> Day:
    if not rule or rule.startswith("lunar") or " " in rule:
        known = re.match(r"\d\d", rule)
        return Day(
            start,
            end,
            name,
            f"FREQ=YEARLY;BYMONTH={int(known[0])}" if known else "FREQ=YEARLY",
            f"--{known[0]}" if known else None,
        )
    first, _dots, last = rule.partition("..")
    if len(first) == 2:
        return Day(start, end, name, f"FREQ=YEARLY;BYMONTH={int(first)}", f"--{first}", 7)
    month, day = (int(part) for part in (last or first).split("-"))
    if last and day >= 28:
        return Day(start, end, name, f"FREQ=YEARLY;BYMONTH={month}", f"--{month:02}")
    return Day(
        start,
        end,
        name,
        f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}",
        f"--{month:02}-{day:02}",
        day - int(first.split("-")[1]) + 1 if last else None,
    )
