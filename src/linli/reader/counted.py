"""Which numbers of a clause count, and which only describe (3人以上的家庭, 一个良好的环境)."""

from __future__ import annotations

import re

from linli.reader import words
from linli.reader.amounts import Amount
from linli.reader.assemble import Segment


def cores(segment: Segment) -> list[Amount]:
    """The amounts that are asked for: not those that only describe (26个试点社区的, 3人以上的家庭)."""
    counted = [amount for amount in segment.amounts if not describes(segment, amount)]
    if any(
        amount.unit == "分" and (amount.bound or amount.op == "range" or re.search("[扣加减得积]", segment.text))
        for amount in counted
    ):
        # 每下降5个百分点扣2分: the points are the rule, the rest is its measure.
        return [amount for amount in counted if amount.unit == "分"]
    bound = [amount for amount in counted if amount.bound]
    if bound and len(counted) > 1:
        # 对300户家庭走访不少于2次: the bound number is the target, money and points stand on their own.
        counted = [amount for amount in counted if amount.bound or amount.unit in ("元", "分")]
    times = [amount for amount in counted if amount.unit in ("次", "遍", "轮") and segment.often]
    if times and not bound:
        # 对28家网吧每月检查一遍: how often is asked, not how many there are.
        return times[-1:]
    plain = [amount for amount in counted if not amount.article]
    if plain:
        counted = plain
    if len(counted) > 1 and not any(amount.unit in ("元", "分", "%") for amount in counted):
        counted = counted[-1:]
    return counted


def describes(segment: Segment, amount: Amount) -> bool:
    """Whether a number belongs to a noun (全区12个社区, 连续3天) instead of being asked for."""
    before = segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    others = len(segment.amounts) > 1
    if amount.unit != "分" and _CONDITION.search(segment.text):
        return True  # 低于80%的, 缺课三分之一以上的, 不足15人的不开班
    if re.match("被|发生|出现|受到", segment.text) and amount.unit in ("次", "起", "例") and not amount.bound:
        return True  # 被投诉一次,扣…
    if re.search("分(?:为|成)?$", before) and re.match("学期|阶段|[批档类]|支付|进行|拨付", after):
        return True  # 分两个学期, 分四次支付
    if re.match("(?:针?对|为)[^,。]*$", segment.text) and not words.VERB.search(segment.text[1:]) and not amount.bound:
        return True  # 对320户困难家庭,做到…
    if amount.unit in ("名", "位", "个") and re.search("[前后]$", before):
        return not re.search("(?:录取|取|奖励|表彰)(?:团体|个人|总分)?前$", before)
    if re.search("[由从](?:现有|原有|原来)?的?$", before) and others:
        return True  # 由现有的35个增加到50个
    if amount.unit == "件" and after.startswith("事"):
        return True
    if not amount.bound and (
        before.endswith("涉及") or (re.search("以[^,。]*$", before) and re.match("[^,。]*的经验", after))
    ):
        return True  # 涉及18个单元, 以3个试点的经验
    if amount.article and re.search("[新上下首这本同头]$", before):
        return True
    if re.search(r"连续$|每[缺少低迟]?$", before) and amount.unit != "次":
        return True
    if re.search(r"提前$|(?:超时|逾期|超过|满)每?$", before) and amount.unit in words.TIME_UNITS and others:
        return True
    if (
        re.match(r"以?[上下内]?的(?!检查|指导|培训|活动|讲座|标准|比例|名额|走访|专项|集中)", after)
        and amount.unit != "分"
        and (others or amount.unit == "级")
    ):
        return True
    if (
        re.search(r"(?:建筑|占地|使用|总)?面积[约为达共]*$|身高|体重|海拔|邮编", before)
        and not amount.bound
        and amount.unit in ("平方米", "平方公里", "亩", "米")
    ):
        return True
    if (
        amount.unit == "个"
        and re.match(
            r"要点|方面|环节|原则|转变|关系|意识|坚持|观念|层面|阶段|步骤|结合|统一|维度|理念|重点|到位|角度|特点|问题|条件|过程|关键|优势|突破口",
            after,
        )
    ) or (amount.unit == "方面" and re.search("以下|如下|从", before)):
        return True
    if not amount.bound and re.search(r"(?:全部|均|逐一)(?:[要应须]|完成|建|实现|达|落实|纳入|整改)", after):
        return True
    if (
        amount.article
        and amount.unit in words.TIME_UNITS
        and re.search("(?:保[存管]|提前|为期|期限|公示|有效期|试用期?|任期|聘期)[为是]?$", before)
    ):
        return False
    if amount.article and amount.unit in (
        "支",
        "批",
        "类",
        "种",
        "面",
        "组",
        "道",
        "级",
        "步",
        "季",
        "周",
        "天",
        "日",
        "年",
        "方面",
        "线",
        "所",
        "部",
        "块",
        "门",
        "集",
        "层",
        "节",
    ):
        return not amount.bound and not _counts_one(segment, amount)
    if amount.article and not amount.bound:
        return not _counts_one(segment, amount)
    if amount.unit in ("步", "季", "级", "回") and not amount.bound:
        return True
    if not amount.bound and _SUBJECT_AFTER.match(after):
        return True
    if (
        words.WHOLE_SCOPE.search(before)
        and not (re.search(r"[在对为给向][^,。]{1,4}$", before) and amount.unit == "个")
        and amount.unit in ("个", "家", "所", "名", "户", "支")
    ):
        return True
    if re.search("(?<!总)分为[^,。]*$", before) or (
        re.search("(?<!总)分为", segment.before[-12:]) and segment.separator == "、"
    ):
        return True
    if words.SCOPE_BEFORE.search(before) and others and not re.search("(?:带动|辐射|惠及)[后其周][续余边]$", before):
        return True
    return bool(re.search(r"共$|总计$|合计$", before) and amount.unit in ("条", "章", "款", "页", "项") and not others)


#: What follows from a result names the result, and asks for none.
_CONDITION = re.compile(
    r"(?:低于|不足|未达到?|未满|少于|超过|累计|缺[课勤席])[^,。]*(?:的|者)(?:$|,|不|取消|暂|予以|视)"
    r"|(?:缺[课勤席]|迟到|早退|旷工)[^,。]*的$|[病事产]假[^,。]*以上"
)
#: 4个街道要在…前提交: the number belongs to those who act.
_SUBJECT_AFTER = re.compile(
    r"[一-鿿]{0,8}?(?:社区|街道|乡镇|村|单位|小区|学校|部门|中心|站点?|企业)(?:要|应|须|必须|需|于|将|在\d)"
)
_ONE_THING = re.compile(
    r"举办|举行|召开|组织|开展|进行|撰写|编[印制写]|拟|培育|创[建作办]|打造|建[立成设]|制作|拍摄|报送|上报|提交|报|送|发放|刊[登发出]|更[换新]|评选|推荐|申领|办"
    r"|结|出|献|完成|设[立置]?|唱响|增[添设]|配[备齐]|选[派聘]|不少于|至少|各|每|拥有|走访|谈话|述职|安排|形成|总结"
)
_ABSTRACT_ONE = re.compile(
    r"(?:完整|科学|精品|系统|良好|优美|和谐|崭?新|有益|安全|文明|健康|稳定|浓厚|宽松|舒适|温馨|整体|合力|台阶|局面|环境|氛围|格局|形象|平台$|过程|前提|基础|重要"
    r"|关键|有效|高素质|热心|能力|分管|主要|专门|具体)"
)


def _counts_one(segment: Segment, amount: Amount) -> bool:
    """Whether 一 counts: a frequency or a date governs it, or a deed makes one concrete thing."""
    after = segment.text[amount.end - segment.start :][:12]
    before = segment.text[: amount.start - segment.start]
    if amount.unit in ("支", "批", "类", "种", "面", "层", "步", "季", "级", "线"):
        return False
    if (amount.unit in ("个", "套", "种", "名") and _ABSTRACT_ONE.search(after)) or re.search(
        r"(?:作为|成为|是|这|那|同|某|另|任何|每|第|(?<!拥)有|像|如|当作|当成|到|起|[办做变造设]成)$", before
    ):
        return bool(segment.often and not _ABSTRACT_ONE.search(after))
    if segment.often or amount.unit in (
        "次",
        "场",
        "期",
        "轮",
        "篇",
        "份",
        "首",
        "本",
        "册",
        "副",
        "幅",
        "件",
        "技",
    ):
        return bool(segment.often or _ONE_THING.search(before) or not after or segment.separator in ":;、")
    return bool(_ONE_THING.search(before[-8:])) and amount.unit not in ("人", "家", "户", "天", "年")
