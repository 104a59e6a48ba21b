"""Who and what, in words: the nearest subject, and the clause without its numbers."""

from __future__ import annotations

import re

from linli.reader import words
from linli.reader.assemble import LOOK_BACK, Segment
from linli.reader.layout import Article, Unit

_ACTS = (
    r"(?=要|应|须|必须|需|每|于|在|将|把|负责|组织|开展|举办|召开|配备|报送|上报|提交|至少|不少于|全年|对|为|按|由|参加|制[定订]|建立|完成|设立|安排|给|拥有"
    r"|指导|下达|\d|[一二三四五六七八九十]月|确保|实行|利用|积极|认真|定期|选派|参与|牵头|支付|推荐|限)"
)
_SUBJECT = re.compile(
    rf"(?:^|[,。;:]|由|请)(?P<who>(?:各(?:有关)?|全体|区|县|市|镇|乡|每(?:个|名"
    rf"|位)?)?[一-鿿()、]{{0,16}}?{words.ORGANISATION}){_ACTS}"
)
_TRIM = re.compile(
    r"^(?:[一二三四五六七八九十]是|其中|同时|并且?|另外|此外|由|请|要|应|应当|须|必须|需|确保|力争|争取|做到|将|把|对|于|在|到|从|自|使|全年|年内|并将|各|和|及(?!时|早)|与|原则上)+|(?:的"
    r"|为|达到?|至|到|不|各|在|于|数|分别|约|共|力争|至少|并|每|均|应|须|要|[,:;、。])+$"
)


_NO_NAME = re.compile(
    r"^(?:在|即|对|为|给|向|以|从|按|把|将|每|主要|组建|组织|招募|新增|力争|配合|培育|开展|加强|建立|完成|评选|表彰|发展|推动|提高|鼓励)|现有|共有"
    r"|^(?:健康|平安|和谐|文明|书香|智慧|绿色|学习型|社区|人人)(?:社区)?$"
)


class Subjects:
    """Remembers who was last told to act, within an article."""

    def __init__(self) -> None:
        self._article = -1
        self._issuer: str | None = None
        self._last: str | None = None

    def see(self, unit: Unit, article: Article) -> None:
        """Take note of the sentence about to be read."""
        if unit.article != self._article:
            self._article, self._last = unit.article, None
            self._issuer = _issuer(article)
        if (found := _SUBJECT.match(unit.text)) and (name := _name(found["who"])):
            self._last = name
        elif unit.text.startswith(("一、", "二、")):
            self._last = None

    def of(self, text: str, start: int, end: int) -> str | None:
        """Who has to do what stands between start and end."""
        own = [_name(found["who"]) for found in _SUBJECT.finditer(text, max(0, start - 1), end)]
        before = [_name(found["who"]) for found in _SUBJECT.finditer(text, max(0, start - LOOK_BACK), start)]
        named = [name for name in (*own[:1], *reversed(before)) if name]
        return named[0] if named else self._last or self._issuer


def _name(found: str) -> str | None:
    """The words that name who acts, or nothing where they are no name after all."""
    name = re.sub(r"^(?:,|由|请|是|要|并)", "", found)
    return None if _NO_NAME.search(name) or name.count("(") != name.count(")") else name


def _issuer(article: Article) -> str | None:
    found = re.search(
        rf"(?:关于|^)?(?:\d{{4}}年)?(?P<who>[一-鿿]{{1,12}}?{words.ORGANISATION})",
        re.sub(r"^\d{4}年", "", article.title),
    )
    return _name(found["who"]) if found else None


def what_of(own: str, segment: Segment | None, label: str) -> str:
    """The deed in words: the clause without subject, dates, frequencies and numbers."""
    if segment is None:
        return (label + " " + own).strip() if label and len(own) < 6 else own.strip("。;, ")
    text = segment.core.replace("\1", "").replace("\2", "")
    found = _SUBJECT.match(text)
    if found:
        text = text[found.end() :]
    text = re.sub(r"^[,;:\s]+", "", text)
    while True:
        shorter = _TRIM.sub("", text)
        if shorter == text:
            break
        text = shorter
    text = re.sub("(?<=[一-鿿])于(?=报|送|交|提)", "", text)
    if len(re.sub("[“”]", "", text)) < 5 or text.count("“") != text.count("”"):
        text = own.strip("。;, ")  # 献一份爱心: without its number it says too little
    return f"{label}:{text}" if label and label not in text else text
