"""Rules on lists whose length is the value, and on slogans that name it (“六个一”活动)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from linli.reader.assemble import Segment
from linli.reader.drafts import Draft, Setting, base_of
from linli.reader.numbers import number


def members(text: str) -> list[str]:
    """The members of a list (A、B和C)."""
    return [item for item in re.split("、|以及|和(?=[一-鿿“《]{2})|及", text) if item]


_MANNER = re.compile("及时|主动|定期|按时|准时|严格|认真|准确|耐心|热情")


def parallel(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """及时催稿、及时征收、及时校对: members that begin alike are so many things to do."""
    for found in re.finditer(r"[一-鿿]{3,10}(?:、[一-鿿]{3,10}){2,}", segment.text):
        listed = found[0].split("、")
        prefix = listed[1][:2]
        listed[0] = listed[0][max(0, listed[0].find(prefix)) :]
        if _MANNER.match(prefix) and all(member.startswith(prefix) for member in listed):
            yield replace(base_of(segment, "coverage_target", "parallel-members"), op="=", value=len(listed), unit="项")
            return


def papers(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """健全、完善《…策划》、《…制度》: so many papers to write."""
    found = re.search(
        "(?:制[定订]|修订|健全|完善|出台|编[制印写])[^《,。;]{0,8}(?P<list>《[^》]+》(?:[、和及]?《[^》]+》)+)",
        segment.text,
    )
    if found:
        value = found["list"].count("《")
        yield replace(base_of(segment, "count_target", "papers-named"), op="=", value=value, unit="份")


def quoted_list(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """采取“政府拨一点、社会筹一点、个人拿一点”的办法, 围绕“老有所教、老有所学”: so many ways or ideas."""
    found = re.search("(?P<verb>采取|围绕)“(?P<list>[^”。]*、[^”。]*、[^”。]*)”", segment.text)
    if found:
        listed = members(found["list"])
        kind, unit = ("count_target", "个") if found["verb"] == "采取" else ("coverage_target", "项")
        yield replace(base_of(segment, kind, "quoted-list"), op="=", value=len(listed), unit=unit)


def classes(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """开展老年电脑班、舞蹈班、音乐班的培训: members of one head noun are so many kinds."""
    found = re.search(
        r"(?:开[展设办]|举办|组建|成立|建[立成])(?P<list>[一-鿿]{1,8}(?P<head>班|课程|团|队|社|站|室|岗)(?:、[一-鿿]{1,8}(?P=head)"
        r"|[和及][一-鿿]{1,8}(?P=head)){2,})",
        segment.text,
    )
    if found:
        listed = members(found["list"])
        yield replace(base_of(segment, "count_target", "classes"), op="=", value=len(listed), unit="类")


_PEOPLE = "(?:户|人员?|干部|人口|党员|儿童|妇女|家庭|群体|青年|职工|军人|学生)"


def groups(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """做好困难户、信访户、老干部结对联系工作: every group that is named."""
    found = re.search(
        rf"(?:做好|开展)(?:对|与)?(?P<list>[一-鿿]{{1,6}}{_PEOPLE}(?:[、和及][一-鿿]{{1,6}}{_PEOPLE}){{2,}})(?:等)?的?"
        r"(?:结对|联系|走访|帮扶|关爱|慰问|服务|探访)",
        segment.text,
    )
    if found and not segment.often:
        value = len(members(found["list"]))
        yield replace(base_of(segment, "coverage_target", "groups-named"), op="=", value=value, unit="类")


def subjects(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """培训涵盖A、B、C等内容: so many subjects are to be covered."""
    found = re.search(
        r"涵盖(?P<items>[^,。;]*、[^,。;]*?)(?P<open>等)?(?:[几多各]?[个项类种方]?面?)?(?:内容|领域|课程|知识)",
        segment.text,
    )
    if found:
        items = [item for item in re.split("、|和|及", found["items"]) if item]
        if len(items) >= 3:
            yield replace(
                base_of(segment, "coverage_target", "subjects"),
                op=">=" if found["open"] else "=",
                value=len(items),
                unit="类",
            )


_SLOGAN = re.compile(r"[“]?(?P<count>[二两三四五六七八九十]+)个[“]?(?P<word>一|人人|必|百|好|严|零|统一)[”]?(?!月|人)")
_PAIR = re.compile(r"“一[一-鿿]一[一-鿿]?”")
_COUNTED = re.compile(
    r"“(?P<n>[三四五六七八九十])[一-鿿]”(?=即|是指|包括|指)"
    r"|以“(?P<m>[三四五六七八九十])[一-鿿]{1,3}”为(?:主要)?内容"
)


def slogans(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """“六个一”活动 counts six; “一社一品” one for each."""
    found = _SLOGAN.search(segment.text)
    if found and re.search("活动|工程|行动|宣传|服务|工作|开展|落实|做到|搞好", segment.text):
        kind = "coverage_target" if found["word"] == "人人" else "count_target"
        yield replace(base_of(segment, kind, "slogan"), op="=", value=number(found["count"]), unit="项")
        return
    # “四学”即…, 以“四联四共”为主要内容: what follows is so many things.
    for counted in _COUNTED.finditer(segment.text):
        kind = "coverage_target" if counted[0].startswith("以") else "count_target"
        yield replace(base_of(segment, kind, "slogan"), op="=", value=number(counted["n"] or counted["m"]), unit="项")
        return
    for pair in _PAIR.finditer(segment.text):
        if re.search("[卡册档表策账].?”", pair[0]) and "建立" in segment.text + segment.before[-12:]:
            # 建立“一人一档”: for everyone a file.
            yield replace(base_of(segment, "coverage_target", "file-for-each"), op="=", value=1, unit="套")
            return
        if re.search("活动|创建|推[动行]|开展|建[设立]|落实|打造|实[施行]|献", segment.text + segment.before[-20:]):
            yield replace(
                base_of(segment, "count_target", "one-each-one"),
                start=segment.start + pair.start(),
                end=segment.start + pair.end(),
                op="=",
                value=1,
                unit="对" if len(pair[0]) == 5 else "个",
            )
