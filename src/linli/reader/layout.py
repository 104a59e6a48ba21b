"""The shape of a document: articles, headings, sentences, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from linli.reader import guard
from linli.reader.clean import NUMBERED

_LEVELS = (
    (1, re.compile(r"第[零一二三四五六七八九十百\d]+[章节篇部]")),
    (2, re.compile(r"[一二三四五六七八九十]+[、.]")),
    (3, re.compile(r"\([一二三四五六七八九十]+\)[、.]?")),
    (3, re.compile(r"第[零一二三四五六七八九十百\d]+条")),
    (4, re.compile(r"(?:\d{1,2}|[A-Z])[、.](?!\d)|\d{1,2}[.、](?=\d{1,2}月|20\d\d年)")),
    (5, re.compile(r"\(\d{1,2}\)[、.]?|\d{1,2}\)|[①-⑳]")),
)
_NUMBER = re.compile(NUMBERED)
_TITLE_END = re.compile(
    r"(?:计划|方案|通知|办法|细则|制度|规定|意见|合同|协议书?|规程|规则|标准|评分表|考核表|要点|安排|任务表|纪要|通报|公约|职责|指南|清单|章程|责任书"
    r"|总结|简介|条例|报告|守则|预案|公告|启事|讲话|稿|表|书|篇\d+|篇[一二三四五六七八九十]+)(?:\([^)]*\))?(?:篇?[\d一二三四五六七八九十]*)$"
)
#: Names what follows and asks for nothing: 每月工作安排, 时间要求.
_HEADING_ONLY = re.compile(r"[^\d,。;:]{2,12}(?:安排|要求|目标|措施|内容|重点|步骤|任务|方法|标准)$")
_SENTENCE = re.compile(r"[^。!?\n]*[。!?]?[”」)]*")
_BARE_DATE = re.compile(
    r"^[^,。;]{0,25}?(?:(?:19|20)\d\d|二[〇○零一二三四五六七八九]{3})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\)?$"
)
_LABELLED_PAST = re.compile(
    r"^(?:会议)?(?:时间|日期|地点|主持人?|记录人?|参会人员|出席(?:人员)?|列席(?:人员)?|缺席(?:人员)?|签订日期|签订时间|印发日期|发布日期|成文日期|联系人"
    r"|联系电话|电话|邮编|地址|抄送|主题词)\s*:"
)
_MONTH_LINE = re.compile(
    r"(?:\(?[一二三四五六七八九十\d]+[、.)])?(?:20\d\d年)?(?:\d{1,2}|[元一二三四五六七八九十]{1,2})月份?(?:工作|安排|计划|重点)*:?"
)


@dataclass(frozen=True)
class Unit:
    """A sentence, a heading or a table cell, with what stands above it."""

    start: int
    end: int
    text: str
    article: int
    mode: str | None
    heading: str = ""
    #: The names of all headings above, the nearest last.
    above: tuple[str, ...] = ()
    kind: str = "sentence"
    #: For a cell: its row, its column's heading and its place.
    row: tuple[tuple[int, int, str], ...] = ()
    header: tuple[str, ...] = ()
    column: int = -1


@dataclass
class Article:
    """A text of its own: most documents are one, a collection holds several."""

    title: str
    start: int
    end: int
    genre: str = "mixed"
    year: int | None = None
    minutes: bool = False
    #: How it sets out: a review of a year (past) or nothing in particular.
    opening: str | None = None


@dataclass
class Layout:
    """Everything layout finds."""

    articles: list[Article] = field(default_factory=list)
    headings: list[tuple[str, int, int, int]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


def lay_out(text: str) -> Layout:
    """Find the articles, headings and units of a clean text."""
    layout = Layout()
    lines = list(_lines(text))
    _find_articles(text, lines, layout)
    stack: list[tuple[int, str | None, str]] = []
    header: tuple[str, ...] = ()
    article_number = -1
    for start, end in lines:
        line = text[start:end]
        number = _article_at(layout.articles, start)
        if number != article_number:
            article_number, header = number, ()
            stack = [(-1, article.opening, "")] if (article := layout.articles[number]).opening else []
        article = layout.articles[number]
        if start == article.start and line == article.title:
            layout.headings.append((line, 0, start, end))
            continue
        if line.count("|") >= 2:
            if re.fullmatch(r"[|\s:—\-]+", line):
                continue
            header = _row(layout, line, start, number, stack, header, "|")
            continue
        if "\t" in line:
            header = _row(layout, line, start, number, stack, header)
            continue
        header = ()
        dated_above = bool(stack) and bool(re.search("时间|日期|期限|日程", stack[-1][2]))
        if (_BARE_DATE.match(line) and not dated_above) or (
            (article.minutes or "时间:" not in line) and _LABELLED_PAST.match(line)
        ):
            continue
        body = start
        if _MONTH_LINE.fullmatch(line):
            while stack and stack[-1][0] >= 3:
                stack.pop()
            stack.append((3, stack[-1][1] if stack else None, line.rstrip(":")))
            layout.headings.append((line, 3, start, end))
            continue
        level = _level(line)
        if level:
            marker = level[1]
            body = start + marker
            run_in = _run_in_heading(line[marker:])
            if run_in:
                name = line[marker : marker + run_in].rstrip("。:")
                while stack and stack[-1][0] >= level[0]:
                    stack.pop()
                inherited = stack[-1][1] if stack else None
                stack.append((level[0], guard.heading_mode(name, inherited), name))
                layout.headings.append((line[: marker + run_in], level[0], start, start + marker + run_in))
                if marker + run_in == len(line) and _HEADING_ONLY.fullmatch(name):
                    continue
            else:
                while stack and stack[-1][0] >= level[0]:
                    stack.pop()
        elif (
            len(line) <= 30
            and not re.search(r"[,。;!?]$", line)
            and guard.heading_mode(line.rstrip(":"))
            and len(line) <= 16
        ):
            stack = [(1, guard.heading_mode(line.rstrip(":")), line.rstrip(":"))]
            layout.headings.append((line, 1, start, end))
        mode = stack[-1][1] if stack else None
        heading = stack[-1][2] if stack else ""
        above = tuple(name for _level, _mode, name in stack)
        for first, last in _sentences(text, body, end):
            layout.units.append(Unit(first, last, text[first:last], number, mode, heading, above))
    return layout


def _lines(text: str) -> Iterator[tuple[int, int]]:
    place = 0
    for line in text.split("\n"):
        stripped = line.strip(" \n") if "\t" not in line else line
        if stripped.strip():
            start = place + line.index(stripped)
            yield start, start + len(stripped)
        place += len(line) + 1


def _find_articles(text: str, lines: list[tuple[int, int]], layout: Layout) -> None:
    starts: list[tuple[int, str]] = []
    for place, (start, end) in enumerate(lines):
        line = text[start:end]
        is_title = len(line) <= 45 and not re.search(r"[,。;:!?\t]", line) and not _NUMBER.match(line)
        if place == 0:
            is_title = is_title or (len(line) <= 45 and not re.search(r"[,。;\t]|:$", line) and not _NUMBER.match(line))
            # A two-line title is common; the second line then carries the word that tells.
            starts.append((start, line if is_title else ""))
        elif is_title and re.search(r"篇[\d一二三四五六七八九十]+$|^【?篇", line):
            starts.append((start, line))
        elif (
            is_title and place == 1 and starts[0][1] and _TITLE_END.search(line) and not _TITLE_END.search(starts[0][1])
        ):
            starts[0] = (starts[0][0], starts[0][1])
            layout.headings.append((line, 0, start, end))
    for place, (start, title) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        body = text[start:end]
        second = next((t for t, level, s, _e in layout.headings if level == 0 and start < s < end), "")
        article = Article(
            title, start, end, guard.genre(title + second, body[:20000]), _known_year(title + second, body)
        )
        article.minutes = "纪要" in title + second or "记录" in title + second
        article.opening = guard.opening_mode(title + second, body[:300])
        layout.articles.append(article)


def _known_year(title: str, body: str) -> int | None:
    """The year that dates without one belong to."""
    term = re.search(r"(20\d\d)[—\-~至](20\d\d)学年度?第?([一二上下])学期", title)
    if term:
        return int(term[1] if term[3] in "一上" else term[2])
    in_title = re.search(r"(?<![—\-~至])(20\d\d)年?度?(?![—\-~至\d])", title)
    if in_title and not re.search("范文|[五六七八九十]篇", title):
        return int(in_title[1])
    if re.search(r"20[_xX×*]{2}|[_×]{2,4}年", body) or re.search("范文", title):
        return None
    signed = re.findall(r"^(20\d\d)年\d{1,2}月\d{1,2}日$", body, re.MULTILINE)
    if signed:
        return int(signed[-1])
    years = [
        int(found[1])
        for found in re.finditer(r"(20\d\d)年\d{1,2}月(?:\d{1,2}日)?(?!\d*日?(?:印发|发布|施行|成立|通过))", body)
    ]
    return max(set(years), key=lambda year: (years.count(year), year)) if years else None


def _article_at(articles: list[Article], place: int) -> int:
    return max(number for number, article in enumerate(articles) if article.start <= place)


def _level(line: str) -> tuple[int, int] | None:
    """The level of a numbered line and the length of its number."""
    for level, pattern in _LEVELS:
        found = pattern.match(line)
        if found:
            end = found.end()
            while line[end : end + 1] in ("、", ".", " ") and line[end : end + 1]:
                end += 1
            return level, end
    return None


def _run_in_heading(body: str) -> int:
    """How long the heading of a numbered paragraph is: all of it, its first short sentence, or 0."""
    if not re.search("[。;!?]", body):
        return len(body) if len(body) <= 40 and body.count(",") <= 3 else 0
    first = re.match(r"[^。;!?:]{2,24}[。:]", body)
    return first.end() if first and not re.search(r"\d|不少于|至少|每", first[0]) else 0


#: No official writes a longer sentence. What is longer lost its full stops, or is no text; it is read in parts,
#: so that the time a page takes grows with its length and no faster.
LONGEST = 400


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _SENTENCE.finditer(text, start, end):
        if found[0].strip("。!? "):
            yield from parts(text, found.start(), found.end())


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or the parts of one that is too long, cut behind a mark where there is one."""
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in ";,:、")
        cut = cut + 1 if cut > 0 else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


_HEADER_WORDS = re.compile(
    r"序号|分值|分数|满分|权重|标准|内容|项目|指标|责任|时限|时间|频次|数量|目标|任务|措施|单位|备注|要求|进度|得分|方法|依据|经费|人数|名额"
)


def _row(
    layout: Layout,
    line: str,
    start: int,
    article: int,
    stack: list[tuple[int, str | None, str]],
    header: tuple[str, ...],
    mark: str = "\t",
) -> tuple[str, ...]:
    """Take a table row apart; the header of the table is handed on from row to row."""
    cells: list[tuple[int, int, str]] = []
    place = start
    for cell in line.split(mark):
        cells.append((place, place + len(cell), cell))
        place += len(cell) + 1
    if not header:
        named = [cell for _s, _e, cell in cells if cell and len(cell) <= 14 and _HEADER_WORDS.search(cell)]
        filled = [cell for _s, _e, cell in cells if cell.strip()]
        words = not re.search(r"\d", line) and all(len(cell) <= 8 for cell in filled)
        if named and (len(named) * 2 >= len(filled) or (words and len(named) >= 2)):
            return tuple(cell for _s, _e, cell in cells)
        header = ("",) * len(cells)
    mode = stack[-1][1] if stack else None
    heading = stack[-1][2] if stack else ""
    row = tuple(cells)
    for column, (first, last, cell) in enumerate(cells):
        if cell.strip():
            layout.units.append(Unit(first, last, cell, article, mode, heading, (), "cell", row, header, column))
    return header
