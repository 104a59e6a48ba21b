"""Raw text → text the grammar can read; every clean character knows its place in the raw text.

Traditional characters become simplified ones, full-width signs half-width ones; stray pinyin in brackets
(社區(qū)), spaces and invisible characters go; a full stop that stands for 、 becomes one. Nothing moves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import opencc

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN = re.compile(rf"(?<=[㐀-鿿])[(（][a-zü{_TONED}]{{1,6}}[)）]")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\r")
_SPACES = frozenset(" \u00a0\u3000\u2002\u2003\u2009")
_MARKUP = re.compile(r"^[ \t\u3000]*(?:#{1,6}[ \t]+|[-*•●■◆▲►➢·][ \t\u3000]+)|\*\*", re.MULTILINE)
_GAP = re.compile(r"(?<=[^\s])(?:[ \u3000]{3,}|\u3000{2,})(?=[^\s])")
_STRAIGHT_QUOTES = re.compile(r'"([^"\n]{1,40})"')
_ENUMERATING_STOP = re.compile(r"(?<=[一-鿿”)])\s*\.\s*(?=[一-鿿“])")
#: 著 is 着 in 著手, 沿著: alone it stays what it is.
_ZHE = re.compile("著(?=[手力重眼落])|(?<=[沿接跟伴随本朝向对面看])著(?=[一-鿿])(?![作名])")
#: 23各社区: a slip for 个, as the two sound alike.
_WRONG_COUNTER = re.compile(r"(?<=\d)各(?=社区|村|街道|单位|小组|部门)")
#: A list number at the start of a line: 一、 (二) 3. 第四条 ①.
NUMBERED = (
    r"(?:第[零一二三四五六七八九十百\d]+[章节条款篇部]|\([一二三四五六七八九十\d]+\)[、.]?|[一二三四五六七八九十]+[、.]"
    r"|\d{1,2}(?:[、.](?!\d{1,2}[日号—\-]?)|\))|[①-⑳]|[一二三四五六七八九十]是|附件?\d*:)"
)
_CHINESE_YEAR = re.compile("[一二][〇九][〇一二三四五六七八九]{2}(?=年)")
#: A numbered line without a full stop is a heading, unless it is as long as a line of print.
_WRAP = re.compile(
    rf"(?P<line>(?:^|(?<=\n))(?=[^\n\t]*[,。])(?!(?:{NUMBERED})[^\n。]{{0,26}}\n)"
    rf"[^\n\t]{{17,}}[\u4e00-\u9fff、,])\n(?=[\u4e00-\u9fff“《\d(])(?!{NUMBERED})(?![^\n]*\t)"
)


@dataclass(frozen=True)
class Clean:
    """Clean text and, for each of its characters, where it starts and ends in the raw text."""

    raw: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the clean text as a span of the raw text."""
        return self.starts[start], self.ends[end - 1]


def clean(raw: str) -> Clean:
    """Clean a text. See the module for what changes."""
    skipped = {**_markup_spans(raw), **_pinyin_spans(raw)}
    columns = _column_gaps(raw)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    while place < len(raw):
        if place in skipped:
            if ends and raw[place] in "(（":
                ends[-1] = skipped[place]  # a quotation takes the pinyin of its last character along
            place = skipped[place]
            continue
        if place in columns:
            letters.append("\t")
            starts.append(place)
            ends.append(place + 1)
            place = columns[place]
            continue
        letter = raw[place]
        if letter not in _INVISIBLE and not (letter in _SPACES and not _between_words(raw, place)):
            letters.append(_simple(letter))
            starts.append(place)
            ends.append(place + 1)
        place += 1
    text = _join_wrapped("".join(letters))
    if "\0" in text:
        kept = [place for place, letter in enumerate(text) if letter != "\0"]
        text = text.replace("\0", "")
        starts, ends = [starts[place] for place in kept], [ends[place] for place in kept]
    text = _CHINESE_YEAR.sub(lambda found: "".join(str("〇一二三四五六七八九".index(one)) for one in found[0]), text)
    text = _STRAIGHT_QUOTES.sub(lambda found: f"“{found[1]}”", text)
    text = _ZHE.sub("着", text)
    text = _WRONG_COUNTER.sub("个", text)
    if "。" in text:
        text = _ENUMERATING_STOP.sub(lambda found: found[0].replace(".", "、"), text)
    return Clean(raw, text, tuple(starts), tuple(ends))


def _join_wrapped(text: str) -> str:
    """A line break inside a sentence becomes \\0: prose that goes on in the line below."""
    return _WRAP.sub(lambda found: found["line"] + "\0", text)


def _pinyin_spans(raw: str) -> dict[int, int]:
    found = list(_PINYIN.finditer(raw))
    # An untoned one may be an abbreviation; it is noise only in a text that has toned ones too.
    if not any(set(match[0]) & set(_TONED) for match in found):
        return {}
    return {match.start(): match.end() for match in found}


def _markup_spans(raw: str) -> dict[int, int]:
    """Bullets and heading marks at the start of lines, and the stars of bold type."""
    return {match.start(): match.end() for match in _MARKUP.finditer(raw)}


def _column_gaps(raw: str) -> dict[int, int]:
    """Runs of spaces that set a line in columns: a line with two of them is a row of a table."""
    gaps: dict[int, int] = {}
    for line in re.finditer(r"[^\n]+", raw):
        found = [] if "\t" in line[0] else list(_GAP.finditer(raw, *line.span()))
        if len(found) >= 2 and not re.search("[。;；]", line[0]):
            gaps |= {gap.start(): gap.end() for gap in found}
    return gaps


def _between_words(raw: str, place: int) -> bool:
    """Whether a space separates two Latin words (it is kept then)."""
    before, after = raw[place - 1 : place], raw[place + 1 : place + 2]
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _simple(letter: str) -> str:
    """One character for one character: simplified, half-width."""
    code = ord(letter)
    if 0xFF01 <= code <= 0xFF5E:
        return chr(code - 0xFEE0)
    if letter in "｡\v":
        return "。"
    if letter in "「『":
        return "“"
    if letter in "」』":
        return "”"
    if letter in "○":
        return "〇"
    if letter in "∶︰":
        return ":"
    if letter in "﹐":
        return ","
    if letter in "–—―－─‐‑‒﹣":
        return "—"
    if letter in "〜∼～":
        return "~"
    if letter in "≧":
        return "≥"
    if letter in "≦":
        return "≤"
    if not "一" <= letter <= "鿿":
        return letter
    found = _converter().convert(letter)
    return found if len(found) == 1 else letter
