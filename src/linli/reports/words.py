"""Words on paper: how wide they are, where they break, how dates and numbers are written in Chinese."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Characters that XML 1.0 forbids: one of them in a note would make a document that no office suite opens.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_FIRST = set("，。、；：？！）】》〉」』”’％%,.;:?!)]}…—·")
_NOT_LAST = set("（【《〈「『“‘([{")
# Quotes, dashes and dots count as narrow in Unicode but take a whole square in Chinese type.
_SQUARE = set("“”‘’—…·×→±℃％")
_TOKEN = re.compile(r"[!-~]+|\s|.", re.DOTALL)

# Where the words of an official title end and begin; a library that knew them all would weigh 38 MB.
_ENDS = (
    "的",
    "、",
    "》",
    "”",
    "中心",
    "街道",
    "社区",
    "工程",
    "项目",
    "工作",
    "活动",
    "活动周",
    "年度",
    "卫生局",
    "办公室",
)
_BEGINNINGS = (
    "关于",
    "开展",
    "情况",
    "《",
    "“",
    "工作",
    "活动",
    "家庭",
    "健康",
    "社区",
    "通报",
    "小结",
    "总结",
    "报告",
)

Cell = str | int | float | Decimal | date | None


def clean(text: str) -> str:
    """The text without characters that a document cannot hold; tabs and odd line ends become plain ones."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def width(text: str) -> float:
    """How many squares of Chinese type the text takes: 1 for a Chinese character, 0.5 for a digit."""
    return sum(
        1 if char in _SQUARE or unicodedata.east_asian_width(char) in "WF" else 0.5
        for char in text
        if not unicodedata.combining(char)
    )


def wrap(text: str, limit: float) -> list[str]:
    """Lines of at most `limit` squares; words and numbers stay whole, no line begins with a comma."""
    lines: list[str] = []
    line = ""
    for token in _tokens(clean(text), limit):
        if token == "\n":
            lines.append(line)
            line = ""
        elif width(line) + width(token) <= limit or not line:
            line += token
        elif token[0] in _NOT_FIRST and len(line) > 1:
            lines.append(line[:-1])
            line = line[-1] + token
        else:
            kept = line.rstrip("".join(_NOT_LAST)) or line
            lines.append(kept.rstrip())
            line = line[len(kept) :] + token.lstrip()
    return [*lines, line] if line or not lines else lines


def wrap_evenly(text: str, limit: float) -> list[str]:
    """As `wrap`, with lines of like length instead of a last line of one character."""
    lines = wrap(text, limit)
    while len(lines) > 1 and limit > 1.5 and len(closer := wrap(text, limit - 0.5)) == len(lines):
        lines, limit = closer, limit - 0.5
    return lines


def _tokens(text: str, limit: float) -> list[str]:
    """Pieces that must not be broken; a word longer than a line is broken all the same."""
    size = max(1, int(limit * 2))
    return [token[i : i + size] for token in _TOKEN.findall(text) for i in range(0, len(token), size)]


def shorten(text: str, limit: float) -> str:
    """The text on one line, cut with an ellipsis when it is wider than `limit` squares."""
    text = " ".join(clean(text).split())
    if width(text) <= limit:
        return text
    while text and width(text) + 1 > limit:
        text = text[:-1]
    return text + "…"


def balance(title: str, limit: float) -> list[str]:
    """A title in lines of nearly equal length, none split inside 《》 or before 的."""
    if "\n" in title:
        return [line for line in clean(title).split("\n") if line]
    title = clean(title)
    lines: list[str] = []
    while width(title) > limit:
        count = -(-width(title) // limit)
        target = width(title) / count
        places = [i for i in range(1, len(title)) if width(title[:i]) <= limit and _may_break(title, i)]
        if not places:
            return [*lines, *wrap(title, limit)]
        # The end of a word is worth a line that is a few squares longer or shorter.
        best = min(places, key=lambda i: abs(width(title[:i]) - target) - 4 * _breaks_well(title, i))
        lines.append(title[:best])
        title = title[best:]
    return [*lines, title]


def _may_break(text: str, i: int) -> bool:
    before, after = text[i - 1], text[i]
    joined = before.isascii() and after.isascii() and not before.isspace() and not after.isspace()
    inside = text[:i].count("《") > text[:i].count("》")
    return not (joined or inside or after in _NOT_FIRST or before in _NOT_LAST or after in "的年月日")


def _breaks_well(text: str, i: int) -> bool:
    return text[:i].endswith(_ENDS) or text.startswith(_BEGINNINGS, i)


def ordinal(number: int) -> str:
    """1 → 一, 12 → 十二: the numbers of headings."""
    from cn2an import an2cn

    return an2cn(number).removeprefix("一") if 10 <= number < 20 else an2cn(number)


def long_date(day: date) -> str:
    """2012年5月18日, as the standard writes it: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def short_date(day: date) -> str:
    """5月18日."""
    return f"{day.month}月{day.day}日"


def span(first: date, last: date) -> str:
    """2012年5月7日至13日; what both days share is said once."""
    if first == last:
        return long_date(first)
    if first.year != last.year:
        return f"{long_date(first)}至{long_date(last)}"
    return f"{long_date(first)}至{short_date(last) if first.month != last.month else f'{last.day}日'}"


def number(value: float | Decimal, places: int = 2) -> str:
    """A number without needless zeros: 12, 3.5, 0.33; halves are rounded up, as people do."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(part: float, whole: float) -> str:
    """“62.5%”; a dash where there is nothing to divide by."""
    return f"{number(100 * part / whole, 1)}%" if whole else "—"


def cell(value: Cell) -> str:
    """A table cell as text."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float | Decimal):
        return number(value)
    return clean(value)
