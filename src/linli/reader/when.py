"""When: dates, months, quarters, windows → the normal forms YYYY-MM-DD, YYYY-MM, --MM-DD, --MM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from linli.reader.numbers import CHINESE, number

#: A year: written out, blanked (20__年, 20xx年, ××年) or named (今年, 本年度).
_YEAR = (
    r"(?:(?P<@year>(?:19|20)\d\d)年度?|(?P<@blank>(?:20)?[_xX×*〇]{2,4}年度?)"
    r"|(?P<@named>[今本当明次]年度?|翌年))"
)
YEAR = _YEAR.replace("@", "")
_MONTH = rf"(?:\d{{1,2}}|{CHINESE})"
_WORD = r"月?底|月?末|[中上]?[上中下]旬|月?初"
_BEFORE = r"(?:以前|之前|前(?![后期往来夕])|截止|为止|止)?"


@dataclass(frozen=True)
class When:
    """A date or a span of days found in a text.

    `role` says what the words make of it: `limit` (…前), `on` (a day or month of its own), `window` (a span),
    `within` (a period in which something is to happen: 年内, 上半年), `yearly` (a bare 年底).
    """

    start: int
    end: int
    deadline: str | None
    role: str
    period: str | None = None
    days: int | None = None
    #: A year was written in the text itself (not blanked, not taken from elsewhere).
    year: int | None = None
    #: 到 stands before it: a state to be reached by then.
    towards: bool = False


def last_day(month: int, year: int | None = None) -> int:
    """The last day of a month; of February the 28th unless the year says otherwise."""
    if month == 2:
        return 29 if year and ((year % 4 == 0 and year % 100 != 0) or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def form(year: int | None, month: int, day: int | None = None) -> str:
    """The normal form of a date."""
    head = f"{year:04}-{month:02}" if year else f"--{month:02}"
    return head if day is None else f"{head}-{day:02}"


def find(text: str, known_year: int | None = None) -> list[When]:
    """Every date of a text, in order, none overlapping. `known_year` completes dates without a year."""
    found: list[When] = []
    for pattern, make in _GRAMMAR:
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            when = make(match, known_year)
            if when is not None:
                found.append(when)
    return sorted(found, key=lambda when: when.start)


def _year(match: re.Match[str], known: int | None, prefix: str = "") -> tuple[int | None, int | None]:
    """The year to write, and the year the text itself wrote."""
    written = match[prefix + "year"]
    if written:
        return int(written), int(written)
    if match[prefix + "blank"]:
        return None, None
    named = match[prefix + "named"]
    if named and named[0] in "明次翌":
        return (known + 1 if known else None), None
    return known, None


def _month(text: str) -> int | None:
    value = number(text)
    return int(value) if 1 <= value <= 12 else None


def _day(word: str, month: int, year: int | None) -> int | None:
    if word.isdigit():
        value = int(word)
        return value if 1 <= value <= 31 else None
    if word[-1] in "底末" or word.endswith("下旬"):
        return last_day(month, year)
    if word.endswith("中旬"):
        return 20
    if word[-1] == "初" or word == "上旬":
        return 10
    value = int(number(word))
    return value if 1 <= value <= 31 else None


def _limit(match: re.Match[str]) -> bool:
    return bool(re.search("(?:前|截止|为止|止)$", match[0]))


def _towards(match: re.Match[str]) -> bool:
    return match.string[: match.start()].endswith(("到", "至", "力争到", "截至"))


def _single(match: re.Match[str], known: int | None) -> When | None:
    year, written = _year(match, known)
    month = _month(match["month"])
    if month is None:
        return None
    word = match["day"] or match["word"]
    day = _day(word, month, year) if word else None
    if match.string[match.end() : match.end() + 1] == "起":
        return None  # 从4月1日起: a beginning binds nobody to a day
    if word and day is None:
        return None
    role = "limit" if _limit(match) else "on"
    period = None if day else "month"
    return When(
        match.start(),
        match.end(),
        form(year, month, day),
        role,
        period,
        year=written,
        towards=_towards(match),
    )


def _window(match: re.Match[str], known: int | None) -> When | None:
    year1, written1 = _year(match, known)
    year2, written2 = _year(match, year1 if written1 or match["blank"] else known, "b")
    if written2 and not written1 and not match["blank"]:
        year1 = year2
    month1 = _month(match["month"])
    month2 = _month(match["bmonth"]) if match["bmonth"] else month1
    if month1 is None or month2 is None:
        return None
    first = _day(match["day"] or match["word"] or "1", month1, year1)
    if (match["word"] or "").endswith("初"):
        first = 1
    word2 = match["bday"] or match["bword"]
    last = _day(word2, month2, year2) if word2 else None
    if first is None or (word2 and last is None):
        return None
    end = last or last_day(month2, year2)
    days = _length(year1, month1, first, year2, month2, end) if match["day"] and match["bday"] else None
    return When(
        match.start(),
        match.end(),
        form(year2, month2, last),
        "window",
        None,
        days=days,
        year=written2 or written1,
    )


def _length(year1: int | None, month1: int, day1: int, year2: int | None, month2: int, day2: int) -> int | None:
    first_year = year1 or year2 or 2001
    second_year = year2 or (first_year + (month2 < month1))
    try:
        return (date(second_year, month2, day2) - date(first_year, month1, day1)).days + 1
    except ValueError:
        return None


def _quarter(match: re.Match[str], known: int | None) -> When:
    year, written = _year(match, known)
    place = {"首": 1, "末": 4}.get(match["quarter"]) or int(number(match["quarter"]))
    month = place * 3
    return When(
        match.start(),
        match.end(),
        form(year, month, last_day(month)),
        "limit" if _limit(match) else "within",
        None if match[0][-1] in "末底" else "quarter",
        year=written,
        towards=_towards(match),
    )


def _half(match: re.Match[str], known: int | None) -> When:
    year, written = _year(match, known)
    month = 6 if match["half"] == "上" else 12
    return When(
        match.start(),
        match.end(),
        form(year, month, last_day(month)),
        "limit" if _limit(match) else "within",
        "half-year",
        year=written,
        towards=_towards(match),
    )


def _year_end(match: re.Match[str], known: int | None) -> When:
    year, written = _year(match, known)
    if _limit(match) or _towards(match) or written or match["named"]:
        return When(
            match.start(),
            match.end(),
            form(year, 12, 31),
            "limit",
            None,
            year=written,
            towards=_towards(match),
        )
    return When(match.start(), match.end(), "--12", "yearly", "year")


def _year_start(match: re.Match[str], known: int | None) -> When:
    year, written = _year(match, known)
    return When(match.start(), match.end(), form(year, 1), "on", "year", year=written)


def _in_year(match: re.Match[str], known: int | None) -> When:
    year = known if not match["year"] else int(match["year"])
    return When(match.start(), match.end(), form(year, 12, 31), "within", "year", year=None)


def _whole_year(match: re.Match[str], known: int | None) -> When:
    _, written = _year(match, known) if match.groupdict() else (None, None)
    return When(match.start(), match.end(), None, "within", "year", year=written)


def _season(match: re.Match[str], known: int | None) -> When:
    year, written = _year(match, known)
    month = {"春": 5, "夏": 8, "秋": 11, "冬": 12}[match["season"]]
    return When(match.start(), match.end(), form(year, month, last_day(month)), "within", None, year=written)


_FEASTS = {
    "元旦": "01-01",
    "三八": "03-08",
    "五一": "05-01",
    "劳动节": "05-01",
    "六一": "06-01",
    "儿童节": "06-01",
    "七一": "07-01",
    "八一": "08-01",
    "教师节": "09-10",
    "国庆": "10-01",
    "国庆节": "10-01",
}


def _feast(match: re.Match[str], known: int | None) -> When:
    """七一前. A lunar feast (春节前) is a limit too, but has no day that a plan's year would give."""
    day = _FEASTS.get(match["feast"])
    deadline = form(known, int(day[:2]), int(day[3:])) if day else None
    return When(match.start(), match.end(), deadline, "limit")


_NO_DAY_AFTER = r"(?![\d个内])"
_DAY = rf"(?:(?P<@day>\d{{1,2}}|{CHINESE})[日号]|(?P<@word>{_WORD}))?"
_FIRST = rf"(?:{_YEAR})?(?P<@month>{_MONTH})月份?{_DAY}".replace("@", "")
_SECOND = rf"(?:{_YEAR})?(?:(?P<@month>{_MONTH})月份?)?{_DAY}".replace("@", "b")
#: A time of day, or what stands where one has been blotted out.
_TIME = r"\x01*(?:[上下中]午|晚上?)?(?:\d{1,2}(?:[:时点]\d{0,2}分?)?)?"

#: Tried in order; the first that takes a stretch of text keeps it.
_GRAMMAR = [
    (
        re.compile(
            rf"(?<![\d.])(?P<year>20\d\d)[.\-/](?P<month>\d{{1,2}})[.\-/](?P<day>\d{{1,2}})日?"
            rf"(?P<blank>(?!))?(?P<named>(?!))?(?P<word>(?!))?{_BEFORE}"
        ),
        _single,
    ),
    (
        re.compile(
            rf"(?<![每\d]){_FIRST}{_TIME}(?:起)?(?:—+|~|\-|至|到)(?=[\d一二三四五六七八九十本今明同次当])"
            rf"(?:同年|当年|次年)?{_SECOND}(?<=[日号月份旬底末初])(?:止|期间)?"
        ),
        lambda match, known: _window(match, known) if match["bmonth"] or match["bday"] or match["bword"] else None,
    ),
    (
        re.compile(rf"(?<![每\d]){YEAR}第?(?P<quarter>[一二三四1-4首末])个?季度(?:末|底)?{_BEFORE}"),
        _quarter,
    ),
    (re.compile(rf"(?<![每\d]){YEAR}(?P<half>[上下])半年{_BEFORE}"), _half),
    (
        re.compile(rf"(?<![每\d余多])(?:{YEAR}[年的]?[底末终]|(?<![\d每])年[底末终]|岁末){_BEFORE}"),
        _year_end,
    ),
    (re.compile(rf"(?<![每\d余多]){YEAR}[年的]?初|(?<![每\d])年初"), _year_start),
    (
        re.compile(rf"(?<![每\d、.]){_FIRST}{_TIME}{_BEFORE}" + _NO_DAY_AFTER),
        _single,
    ),
    (
        re.compile(r"(?:(?P<year>20\d\d)年(?:度)?内|(?<![一二两三四五\d每])[本今当]?年度?内)"),
        _in_year,
    ),
    (
        re.compile(rf"(?<![每\d])(?:{YEAR})?第?(?P<quarter>[一二三四1-4首末])个?季度(?:末|底)?{_BEFORE}"),
        _quarter,
    ),
    (re.compile(rf"(?<![每\d第])(?:{YEAR})?(?P<half>[上下])半年{_BEFORE}"), _half),
    (re.compile(rf"(?<![每\d])(?:{YEAR})?(?P<season>[春夏秋冬])季(?!节|行动|攻势|战役|整治|用电|消防)"), _season),
    (
        re.compile(
            rf"“?(?P<feast>{'|'.join(sorted(_FEASTS, key=len, reverse=True))}"
            rf"|春节|元宵节?|清明节?|端午节?|中秋节?|重阳节?)”?(?:节)?(?:之前|以前|前(?!后|夕))"
        ),
        _feast,
    ),
    (
        re.compile(
            r"全年度?|寒暑假期?间?|本年度?|今年(?!以来)|当年|(?:(?<=[,。;、:(])|^)年(?=培训|开展|组织|举办|完成|新增|接待|服务)|年度(?=[^。]{0,12}(?:不少于"
            r"|达|不低于|至少|完成))"
        ),
        _whole_year,
    ),
    (re.compile(YEAR), _whole_year),
]
