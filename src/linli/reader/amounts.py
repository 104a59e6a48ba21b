"""How much: an operator, a number and a unit (不少于10次, 90%以上, 12至24人, 2.5万元)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from linli.reader.numbers import ARABIC, CHINESE, NUMBER, number, plain

AT_LEAST = (
    r"不(?:得|能|应|可)?(?:少于|低于|小于|短于)|不下于|不少|至少|最少|最低|起码|保底"
    r"|(?:力争|确保)?(?:达到|实现|突破|超过|高于|大于|多于|达)|超(?=\d)|(?:提高|提升|增加|增长|上升|扩大|增)[到至]|≥|>=|>"
)
AT_MOST = (
    r"不(?:得|能|应|可)?(?:超过|多于|高于|大于|长于|超)|至多|最多|最高|最长|最大|上限|(?<![期年时])限[报额制借领购选]?"
    r"|控制在|低于|少于|小于|不足|不到|未满|(?:下降|降低|减少|降|压减|压缩)[到至]|≤|<=|<"
)
_AFTER = {
    "以上": ">=",
    "及以上": ">=",
    "(含)以上": ">=",
    "以下": "<=",
    "及以下": "<=",
    "以内": "<=",
    "之内": "<=",
    "内": "<=",
}

#: What numbers count. The longest that fits is taken.
_UNITS = """
    人次 场次 次 场 期 人 名 位 户 家 个 支 项 件 条 篇 份 册 本 块 座 处 所 间 套 台 辆 部 幅 副
    张 首 例 起 宗 只 对 栋 幢 门 节课 节 课时 学时 小时 分钟 秒钟 秒 天 日 周 星期 个月 月 年
    个工作日 工作日 公里 千米 平方米 平方公里 米 亩 吨 公斤 千克 升 元 % 个百分点 百分点 分 轮 类
    种 方面 岗 道 面 株 棵 枚 封 堂 组 顿 床 盏 个小时 个学时 个课时 人份 班次 班 批次 版 集 稿 步
    级 楼栋 讲 盒 袋 桶 包 箱 侧 技 日游 届 餐 针次 剂次 课次 节次 趟 遍 回 季 具 根 片 顶 桌 瓶 辑 单
    架 扇 双 台套 人天 克 毫升 字 厘米 层
"""
_UNIT = "|".join(sorted(map(re.escape, _UNITS.split()), key=len, reverse=True))

#: Words that contain a number but count nothing.
_IDIOMS = re.compile(
    r"[二两三四五六七八九十]+个“?(?:一(?![个项次月])|人人|必须?|百|严禁|零|统一)”?|[一三四五六]位一体|一次性|"
    r"千条线|一根针|千家万户|第[零一二三四五六七八九十百\d]+[名位届次期轮批条款章节项类种个级站课]?|一[些般定律批样致同体贯概旦直共并时度带流线切系]|统一|唯一|同一|"
    r"进一步|万一|千方百计|百年|十分(?!钟)|万分|[二三四五六七八九]?十?[一二三四五六七八九]届|一把手|"
    r"[一二三四五六七八九十两]个?[手心线]|万户|千家|三[农务公]|两[新委免难不]|五保|六[进一有稳保]|"
    r"一年级|[一二三四五六七八九]年级|\d+号[楼院门]?|\d+室|\d+[栋幢]?\d*单元|一[方]面|一系列|二维码|一老一小|三会一课|一分钱|"
    r"一[个]?季度|[二三四]季度|一级|二级|三级|四级|五星级?|[三四五]星级|(?<=[两零一二])千年|十佳|百佳|百强|十强|三八|五一|七一|八一|十一(?=国庆|假期)"
    r"|\d[—~\-]\d岁|二次(?=供水|元|污染|开发|利用|装修|分配)|"
    r"\d+周?岁|[一二三四五六七八九十]+周?岁"
)
#: 一 before these is an article, not a number, unless something else counts.
_CHINESE_ONE = re.compile("^一$")

_QUANTITY = re.compile(
    rf"(?P<op>{AT_LEAST}|{AT_MOST})?(?:为|在|到|有|[::])?(?:(?<=在)|)"
    rf"(?:人民币)?(?P<num>百分之(?:{ARABIC}|{CHINESE})|[一二三四五六七八九十]分之[一二三四五六七八九]|[1-9]/[2-9](?![\d/])|[一二三四五六七八九]成(?![立员果为功效长])五?|{NUMBER})"
    rf"(?:(?:{_UNIT}|万元)?(?:—+|~|\-|至|到)(?P<num2>{NUMBER}))?"
    rf"(?P<unit>元|{_UNIT})?(?:/(?P<per>人|次|场|户|月|年|天|日|个))?"
    rf"(?P<after>\(?含?\)?以上|及以上|以下|及以下|以内|之内|内(?![容部涵外置]))?"
)

_UNKNOWN_UNIT = re.compile(r"(?!分之|比)[一-鿿](?<![荤素汤的以及和与或等左右上下内至到为是在不未且并、])")
_LENGTH_BEFORE = re.compile(r"(?:提前|满|为期|不少于|连续|公示|后|起|[满期开办施]前)$")


_FRACTION = re.compile(
    "(?P<whole>[一二三四五六七八九十])分之(?P<part>[一二三四五六七八九])|(?P<over>[1-9])/(?P<under>[2-9])"
)


def _share(fraction: re.Match[str]) -> int | float:
    """三分之二, 1/2: a share in percent."""
    if fraction["whole"]:
        return plain(round(100 * number(fraction["part"]) / number(fraction["whole"]), 2))
    return plain(round(100 * int(fraction["over"]) / int(fraction["under"]), 2))


@dataclass(frozen=True)
class Amount:
    """A quantity found in a text."""

    start: int
    end: int
    op: str
    value: int | float | list[int | float]
    unit: str
    #: The words named an operator (不少于, 以上); a bare number has none.
    bound: bool
    #: 一个, 一支: as much an article as a number.
    article: bool = False
    per: str | None = None
    #: The number was vague (300余户): mostly a report of what has been.
    vague: bool = False
    #: 之内, 内 after a time.
    inside: bool = False


_HALF = r"超?过半数?(?:以上)?|半数以上"


def find(text: str) -> list[Amount]:
    """Every quantity with a unit, in order."""
    hidden = _hide_idioms(text)
    found = [Amount(match.start(), match.end(), ">=", 50, "%", True) for match in re.finditer(_HALF, text)]
    for match in _QUANTITY.finditer(hidden):
        amount = _amount(match)
        if amount is not None:
            found.append(amount)
    return _ranges(sorted(found, key=lambda amount: amount.start))


def _ranges(found: list[Amount]) -> list[Amount]:
    """200元以上1000元以下 is one range."""
    result: list[Amount] = []
    for amount in found:
        last = result[-1] if result else None
        if (
            last
            and (last.op, amount.op, last.unit) == (">=", "<=", amount.unit)
            and 0 <= amount.start - last.end <= 1
            and not isinstance(last.value, list)
            and not isinstance(amount.value, list)
        ):
            result[-1] = replace(last, end=amount.end, op="range", value=[last.value, amount.value])
        else:
            result.append(amount)
    return result


def _hide_idioms(text: str) -> str:
    return _IDIOMS.sub(lambda match: "\0" * len(match[0]), text)


def _amount(match: re.Match[str]) -> Amount | None:
    written, unit = match["num"], match["unit"]
    try:
        if fraction := _FRACTION.fullmatch(written):
            value, unit = _share(fraction), "%"
        elif written.startswith("百分之"):
            value, unit = number(written[3:]), "%"
        elif "成" in written:
            value, unit = plain(number(written[0]) * 10 + (5 if written.endswith("五") else 0)), "%"
        else:
            value = number(written)
        upper = number(match["num2"]) if match["num2"] else None
    except (ValueError, KeyError):
        return None
    end = match.end()
    if unit is None and match["op"] and (unknown := _UNKNOWN_UNIT.match(match.string, end)):
        # 不少于125克: a bound makes a unit even of a word not listed.
        unit, end = unknown[0], unknown.end()
    if unit is None:
        return None
    before = match.string[: match.start()]
    bare = written.isdigit() and not match["op"] and not match["after"]
    # 3日 is a day of a month unless the words before make it a length.
    if bare and (unit == "月" or (unit == "日" and not _LENGTH_BEFORE.search(before))):
        return None
    if unit in ("年", "级") and value > 100:
        return None
    if upper is not None and written.isdigit() and match["num2"][-1] in "万亿":
        value = plain(value * (10_000 if match["num2"][-1] == "万" else 100_000_000))
    return Amount(
        match.start("op") if match["op"] else match.start("num"),
        end,
        _operator(match["op"], match["after"], upper),
        value if upper is None else [value, upper],
        _household(match, end) or _plain_unit(unit),
        bool(match["op"] or match["after"]),
        article=bool(_CHINESE_ONE.match(written)),
        per=match["per"],
        vague=bool(re.search("[余多几]", written)),
        inside=bool(match["after"]) and match["after"].endswith("内"),
    )


def _household(match: re.Match[str], end: int) -> str | None:
    """进百家门、解百家难: homes, and troubles of homes."""
    if match["unit"] != "家":
        return None
    return {"门": "户", "情": "户", "心": "户", "难": "件"}.get(match.string[end : end + 1])


def _operator(before: str | None, after: str | None, upper: object) -> str:
    if upper is not None:
        return "range"
    if after:
        return ">=" if "上" in after else "<="
    if before:
        return "<=" if re.fullmatch(AT_MOST, before) else ">="
    return "="


def _plain_unit(unit: str) -> str:
    if unit in ("个工作日", "个小时", "个学时", "个课时"):
        return unit[1:]
    return {"岗": "个", "技": "项", "百分点": "个百分点", "月": "个月", "秒钟": "秒", "星期": "周"}.get(unit, unit)
