"""The rules: what a segment asks for. Each has a name, which every obligation it makes carries.

A rule sees one segment (see assemble.Segment) and yields drafts. Rules on amounts are tried in order for each amount;
rules on segments without an amount are tried in order until one answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from linli.reader import days, points, words
from linli.reader.amounts import Amount
from linli.reader.assemble import Segment
from linli.reader.model import Value


@dataclass(frozen=True)
class Draft:
    """An obligation before it has its words: offsets are within the sentence."""

    kind: str
    rule: str
    start: int
    end: int
    op: str | None = None
    value: Value = None
    unit: str | None = None
    frequency: str | None = None
    deadline: str | None = None
    period: str | None = None
    per: str | None = None
    what: str | None = None


@dataclass(frozen=True)
class Setting:
    """What a rule may know beside the segment."""

    label: str = ""
    annual: bool = False
    cell: bool = False


def draft(segment: Segment, setting: Setting) -> list[Draft]:
    """All that a segment asks for."""
    if found := list(points.without_amount(segment, setting)):
        return found
    amounts = _cores(segment)
    if amounts:
        found = [made for amount in amounts for made in _by_amount(segment, amount, setting)]
        if found:
            return [*found, *_slogan(segment, setting)]
        if not any(_describes(segment, amount) for amount in segment.amounts):
            return []
    for rule in _WITHOUT_AMOUNT:
        made = list(rule(segment, setting))
        if made:
            return made
    return []


# --- which numbers count -------------------------------------------------------------------------------------------


def _cores(segment: Segment) -> list[Amount]:
    """The amounts that are asked for: not those that only describe (26个试点社区的, 3人以上的家庭)."""
    counted = [amount for amount in segment.amounts if not _describes(segment, amount)]
    if any(amount.unit == "分" and (amount.bound or amount.op == "range" or re.search("[扣加减得]", segment.text)) for amount in counted):
        # 每下降5个百分点扣2分: the points are the rule, the rest is its measure.
        return [amount for amount in counted if amount.unit == "分"]
    bound = [amount for amount in counted if amount.bound]
    if bound and len(counted) > 1:
        # 对300户家庭走访不少于2次: the bound number is the target, money and points stand on their own.
        counted = [amount for amount in counted if amount.bound or amount.unit in ("元", "分")]
    plain = [amount for amount in counted if not amount.article]
    if plain:
        counted = plain
    if len(counted) > 1 and not any(amount.unit in ("元", "分", "%") for amount in counted):
        counted = counted[-1:]
    return counted


def _describes(segment: Segment, amount: Amount) -> bool:
    before = segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    others = len(segment.amounts) > 1
    if re.search(r"连续$|每[缺少低迟]?$", before) and amount.unit != "次":
        return True
    if re.search(r"提前$|(?:超时|逾期|超过|满)每?$", before) and amount.unit in words.TIME_UNITS and others:
        return True
    if re.match(r"以?[上下内]?的(?!检查|指导|培训|活动|讲座|标准|比例|名额|走访|专项|集中)", after) and amount.unit != "分" and (others or amount.unit == "级"):
        return True
    if re.search(r"(?:建筑|占地|使用|总)?面积[约为达共]*$|身高|体重|海拔|邮编", before) and not amount.bound and amount.unit in ("平方米", "平方公里", "亩", "米"):
        return True
    if amount.unit == "个" and re.match(r"要点|方面|环节|原则|转变|关系|意识|坚持|观念|层面|阶段|步骤|结合|统一|维度|理念|重点|到位|角度|特点|问题|条件|过程|关键|优势|突破口", after) or amount.unit == "方面" and re.search("以下|如下|从", before):
        return True
    if not amount.bound and re.search(r"(?:全部|均|逐一)(?:[要应须]|完成|建|实现|达|落实|纳入|整改)", after):
        return True
    if amount.article and amount.unit in words.TIME_UNITS and re.search("(?:保[存管]|为期|期限|公示|有效期|试用期?|任期|聘期)[为是]?$", before):
        return False
    if amount.article and amount.unit in ("支", "批", "类", "种", "面", "组", "道", "级", "步", "季", "周", "天", "日", "年", "方面", "线", "所", "部", "块", "门", "集", "层", "节"):
        return not amount.bound and not _counts_one(segment, amount)
    if amount.article and not amount.bound:
        return not _counts_one(segment, amount)
    if amount.unit in ("步", "季", "级", "回") and not amount.bound:
        return True
    if not amount.bound and _SUBJECT_AFTER.match(after):
        return True
    if words.WHOLE_SCOPE.search(before) and not re.search(r"[在对为给向][^,。]{1,4}$", before) and amount.unit in ("个", "家", "所", "名", "户", "支"):
        return True
    if re.search("(?<!总)分为[^,。]*$", before) or re.search("(?<!总)分为", segment.before[-12:]) and segment.separator == "、":
        return True
    if words.SCOPE_BEFORE.search(before) and others:
        return True
    return bool(re.search(r"共$|总计$|合计$", before) and amount.unit in ("条", "章", "款", "页", "项") and not others)


#: 4个街道要在…前提交: the number belongs to those who act.
_SUBJECT_AFTER = re.compile(
    r"[一-鿿]{0,8}?(?:社区|街道|乡镇|村|单位|小区|学校|部门|中心|站点?|企业)(?:要|应|须|必须|需|于|将|在\d)"
)
_ONE_THING = re.compile(
    r"举办|举行|召开|组织|开展|进行|撰写|编[印制写]|拟|培育|创[建作办]|打造|建[立成设]|制作|拍摄|报送|上报|提交|报|送|发放|刊[登发出]|更[换新]|评选|推荐|申领|办|结|出|献|完成|设[立置]?|唱响|增[添设]|配[备齐]|选[派聘]|不少于|至少|各|每|拥有|走访|谈话|述职|安排|形成|总结"
)
_ABSTRACT_ONE = re.compile(r"(?:完整|科学|精品|系统|良好|优美|和谐|崭?新|有益|安全|文明|健康|稳定|浓厚|宽松|舒适|温馨|整体|合力|台阶|局面|环境|氛围|格局|形象|平台$|过程|前提|基础|重要|关键|有效|高素质|热心|能力|分管|主要|专门|具体)")


def _counts_one(segment: Segment, amount: Amount) -> bool:
    """Whether 一 counts: a frequency or a date governs it, or a deed makes one concrete thing."""
    after = segment.text[amount.end - segment.start :][:12]
    before = segment.text[: amount.start - segment.start]
    if amount.unit in ("支", "批", "类", "种", "面", "层", "步", "季", "级", "线"):
        return False
    if amount.unit in ("个", "套", "种", "名") and _ABSTRACT_ONE.search(after) or re.search(r"(?:作为|成为|是|这|那|同|某|另|任何|每|第|有|像|如|当作|当成|到|起|[办做变造设]成)$", before):
        return bool(segment.often and not _ABSTRACT_ONE.search(after))
    if segment.often or amount.unit in ("次", "场", "期", "轮", "篇", "份", "首", "本", "册", "副", "幅", "件", "技"):
        return bool(segment.often or _ONE_THING.search(before) or not after or segment.separator in ":;、")
    return bool(_ONE_THING.search(before[-8:])) and amount.unit not in ("人", "家", "户", "天", "年")


# --- amounts -------------------------------------------------------------------------------------------------------


def _by_amount(segment: Segment, amount: Amount, setting: Setting) -> Iterator[Draft]:
    if amount.unit == "分" or (amount.unit == "%" and points.weighs(segment, amount)):
        yield from points.from_amount(segment, amount, setting)
        return
    if amount.vague and not amount.bound and amount.unit != "元":
        return
    start = segment.quote_start
    base = Draft("count_target", "count", start, segment.end, _operator(segment, amount), amount.value, amount.unit)
    base = _timed(base, segment)
    base = replace(base, per=_per(segment, amount))
    for rule in _WITH_AMOUNT:
        made = rule(segment, amount, base, setting)
        if made is not None:
            if made.kind:
                yield from _each(segment, amount, made)
            return


_EARLY_AT_LEAST = r"至少|最少|不少于|不低于|起码"
_EARLY_AT_MOST = r"至多|最多|不超过|不多于|最高|限(?:报|额)"


def _operator(segment: Segment, amount: Amount) -> str:
    if amount.bound or amount.op == "range":
        return amount.op
    # 至少开展4场: the operator stands before the verb.
    earlier = [other.end for other in segment.amounts if other.end <= amount.start]
    gap = segment.text[(max(earlier) - segment.start if earlier else 0) : amount.start - segment.start]
    found = None
    for pattern, op in ((_EARLY_AT_LEAST, ">="), (_EARLY_AT_MOST, "<=")):
        for match in re.finditer(pattern, gap):
            if len(gap) - match.end() <= 16 and not re.search(r"[率度]", gap[match.end() :]):
                found = (match.start(), op) if found is None or match.start() > found[0] else found
    return found[1] if found else amount.op


def _timed(base: Draft, segment: Segment) -> Draft:
    """Put the governing date and frequency in."""
    often, when = segment.often, segment.when
    if often is not None:
        base = replace(base, frequency=often.rule, period=often.period, deadline=often.deadline)
    if when is not None:
        if when.role == "yearly":
            return replace(base, frequency="FREQ=YEARLY;BYMONTH=12", deadline="--12", period="year")
        period = when.period if when.role == "within" else None
        if often is None:
            return replace(base, deadline=when.deadline, period=period)
        if often.yearly and when.role in ("limit", "within") and when.deadline:
            return replace(base, deadline=when.deadline)
    return base


def _each(segment: Segment, amount: Amount, made: Draft) -> Iterator[Draft]:
    """信息与舆情分析各一篇: one for each member of the list."""
    before = segment.text[: amount.start - segment.start]
    found = re.search(r"(?P<list>[一-鿿“”]{2,24}?(?:[、和与及][一-鿿“”]{2,12})+)各$", before)
    if not found or made.per:
        yield made
        return
    members = re.split("[、和与及]", found["list"])
    members[0] = re.split(words.VERB, members[0])[-1] or members[0]
    for member in members:
        yield replace(made, what=member, rule=made.rule + "-each")


def _per(segment: Segment, amount: Amount) -> str | None:
    if amount.per:
        return amount.per
    before = segment.text[: amount.start - segment.start]
    found = re.findall(
        r"每(?:一)?(?:(个|名|位|所|家|支|项|户|人|场|次|期|例|篇|队|半|村|镇|班|节|座|条|件|届|批|镇|校|组|站|点|街道|社区|单位))"
        r"((?:[一-鿿()](?!不少|不低|至少|不得)){0,7}?[一-鿿)]?)(?=$|要|应|须|必|配|不|至|有|组织|开展|举办|参|报|推|选|建|设|完|全|每|培|安|招|限|上|至|制|成|拥|发|补|奖|扣|加|服|走|联|年|月|的|,)",
        before,
    )
    if found:
        classifier, noun = found[-1]
        return (noun.strip("的,") or classifier) if classifier in "个名位所家支项" else classifier + noun if noun and classifier in ("街道", "社区", "单位", "村", "镇", "校") and False else classifier
    mean = re.search(r"(人|户|村|校)均$", before.rstrip("达到为")) or re.search("(人|户|村|校)均", before)
    if mean:
        return mean[1]
    each = re.search(r"(?:^|[,。])(?:各|全体)([一-鿿()、]{1,16}?)(?=要|应|须|每|于|在|至少|不少|上报|报送|组织|开展|举办|配备|按|需|将|必须|限|选派|完成|推荐)", before)
    if each:
        noun = re.search(words.ORGANISATION + "$", each[1])
        return noun[0] if noun else each[1][-6:]
    shared = re.search(r"([一-鿿]{2,8})各(?:奖励|补助|配备|安排)$", before)
    return re.sub("^[对给为向]", "", shared[1])[-6:] if shared else None


def _money(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit != "元":
        return None
    if re.search("价值$", segment.text[: amount.start - segment.start]):
        return replace(base, kind="")
    fine = re.search(r"扣[减除]?|罚款?|核减", segment.text[: amount.start - segment.start])
    value = amount.value
    if fine and isinstance(value, int | float):
        value = -value
    return replace(base, kind="budget", rule="money", value=value)


def _percent(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in ("%", "个百分点"):
        return None
    text = setting.label + segment.lead + segment.text
    before = setting.label + segment.lead + segment.text[: amount.start - segment.start]
    if re.search("支付|付款|首付|预付|尾款|拨付|余款", text):
        kind = "deadline" if base.deadline else "budget"
        return replace(base, kind=kind, rule="payment-share", per=None)
    if words.COVERED.search(before):
        return replace(base, kind="coverage_target", rule="coverage-percent")
    if RATE_NAME.search(before) or amount.unit == "个百分点":
        return replace(base, kind="rate_target", rule="rate")
    if re.search(r"[上下增减降提同]|节约|压", before[-8:]):
        return replace(base, kind="rate_target", rule="change")
    return replace(base, kind="coverage_target", rule="share-of-all")


RATE_NAME = re.compile(r"率|比例|占比|比重|水平|满意度|占(?!地)|百分比|优良|进度|任务|成活|度(?=达|不|提|为|在)|指数|得票")


def _within(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in words.TIME_UNITS:
        return None
    before = segment.text[: amount.start - segment.start]
    text = segment.text
    if amount.inside or (re.search(r"(?:之日|次日)起$|[后起]$|最[长迟晚]|不(?:得)?超过", before + text[amount.start - segment.start :][:4]) and _answers(text, segment.before)):
        if re.search(r"每$|近$|过去|最近|[这本]$", before):
            return replace(base, kind="")
        if not segment.whens:
            base = replace(base, deadline=None, period=None)
        return replace(base, kind="deadline", rule="within", op="<=", frequency=base.frequency if segment.oftens else None)
    if re.search(r"提前(?:至少|不少于)?$", before) or (base.op == ">=" and re.search("提前$", before)):
        return replace(base, kind="deadline", rule="ahead", op=">=")
    return None


def _answers(text: str, before: str) -> bool:
    return bool(re.search("办结|答复|回复|处[理置]|上报|报告|反馈|解决|事项|告知|响应|到达|处结|办理|整改|审[批核]|受理|决定|之日起", text + before[-20:]))


def _duration(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in words.TIME_UNITS:
        return None
    text = setting.label + segment.lead + segment.text
    before = segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    if re.match("(?:作|视为|视作|不|无|的,?(?!培训|学习|服务|活动|教育|实践|集中|岗))[一-鿿]", after) or re.search("迟到|早退|逾期|缺[勤席]|旷[工课]|超时", before):
        return replace(base, kind="")
    if base.frequency and not base.frequency.startswith("FREQ=YEARLY") and not (segment.carried_often and not segment.oftens):
        return replace(base, kind="recurring", rule="time-each-period")
    if base.op != "=" or re.search(r"为期|时长|时间|期限|期(?:为|$)|学时|课时|保[存管]|公示|任期|培训|学习|服务|值班|累计|奉献|开放|下沉|驻|参加|实践|周期|留观|观察|隔离|持续|历时|锻炼|健身|运动", text):
        if re.search("(?:工作|从业|居住|任职|入党|教龄|工龄|司龄)(?:经[历验])?满?$", before.rstrip("不少于")) or re.search(r"任职$|工作经历|满$", before):
            return replace(base, kind="")
        return replace(base, kind="duration_target", rule="duration")
    return replace(base, kind="")


def _people(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    text = setting.label + segment.lead + segment.text
    before = setting.label + segment.lead + segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    if amount.unit in words.PERSON_UNITS and not words.AWARD.search(text):
        if re.search(r"票|人次|发展党员|死亡|伤亡|事故|上访|犯罪|违[法纪]", text):
            return None
        nearby = before[-14:] + after[:12]
        staffed = re.match(r"(?:专职|兼职|持证|全职|骨干|社区|优秀){0,2}", after) and words.STAFF_NOUN.match(re.sub(r"^(?:专职|兼职|持证|全职|社区)+", "", after)) or words.STAFF_VERB.search(nearby) and words.STAFF_NOUN.search(nearby) or re.search(r"(?:人数|成员|人员|队伍|小组|教师|队员|员)(?:总数|数量?)?(?:为|共|达到?|不少于|由)?$", before) or re.search("组成$|^组成", after) or re.search("(?:安排|配备|选派|派出|抽调|招录|招聘|聘用)(?:至少|不少于)?$", before) or (re.search("招[录聘募]|培[育养]|引进|聘[请任]", before) and re.search("(?:[员者师人长]|骨干|分子|人才)$", before + after[:8]))
        if staffed and not words.TRAINED.search(before[-12:] + after[:2]) or (staffed and re.search("配备|选派|招募|组建|注册|发展", before)):
            return replace(base, kind="headcount", rule="people")
    if amount.unit in ("支", "个") and re.search("队伍|小组|专班|分队|团队|服务队", after[:10] + before[-8:]) and re.search("组建|成立|建立|建成|发展|培育|打造", before):
        return replace(base, kind="headcount", rule="teams")
    return None


def _award(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit in words.TIME_UNITS or amount.unit in ("次", "场", "人次", "期", "篇", "份", "条"):
        return None
    text = segment.lead + segment.text
    carried = re.search(r"(?:评选|评出|表彰|奖项|设[一二三]等奖|争创)", segment.before[-60:]) and segment.separator in "、,"
    if not words.AWARD.search(text) and not (carried and not words.VERB.search(segment.core)):
        return None
    if re.search("补[贴助]|奖补|经费|志愿者[队参]", text) and not re.search("评选|表彰|先进", text):
        return None
    per = base.per if re.search("每|各", text) else None
    period = base.period or ("year" if setting.annual and not base.deadline else None)
    return replace(base, kind="award_quota", rule="award", period=period, per=per)


def _submitted(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    when = segment.when
    if when and when.role == "limit" and not segment.often and words.SUBMIT.search(segment.text) and amount.unit in ("份", "篇", "个", "条", "名", "件", "项", "张", "本", "人", "套"):
        listed = _listed(segment)
        if listed > 1:
            return replace(base, kind="deadline", rule="submit-list", value=listed, unit="项", op="=")
        return replace(base, kind="deadline", rule="submit")
    return None


def _whole(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    """Something for every household, or every member of a numbered group."""
    text = segment.text
    before = text[: amount.start - segment.start]
    after = text[amount.end - segment.start :]
    if re.search(r"每(?:户|家|人|个家庭|户家庭|名居民)(?:[一-鿿]{0,4})$", before) and amount.unit in ("份", "册", "张", "本", "套", "卡", "件", "枚") and not segment.often:
        return replace(base, kind="coverage_target", rule="one-for-each")
    if re.search(r"[在对](?:全[区镇县市街])?$", before) and re.match(r"(?:试点|示范|重点)?(?:社区|村|街道|乡镇|单位|学校|小区|网格|站点|点位)(?![^,。]{0,12}每)", after) and amount.unit == "个" and not segment.often:
        noun = re.match(r"(?:试点|示范|重点)?(社区|村|街道|乡镇|单位|学校|小区|网格|站点|点位)", after)
        return replace(base, kind="coverage_target", rule="numbered-places", unit="个" + (noun[1] if noun else ""))
    return None


def _recurring(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if base.frequency and not base.frequency.startswith("FREQ=YEARLY"):
        return replace(base, kind="recurring", rule="amount-each-period")
    if base.frequency and ";BYMONTH=" in base.frequency and base.deadline and segment.often and amount.unit in ("次", "场"):
        return replace(base, kind="recurring", rule="yearly-month")
    return None


def _event_with_amount(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    return None


def _count(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    return base


_WITH_AMOUNT = (
    _money,
    _percent,
    _within,
    _award,
    _submitted,
    _duration,
    _recurring,
    _people,
    _whole,
    _count,
)


# --- no amount -----------------------------------------------------------------------------------------------------


def _base(segment: Segment, kind: str, rule: str) -> Draft:
    return _timed(Draft(kind, rule, segment.quote_start, segment.end), segment)


def _prohibits(segment: Segment, setting: Setting) -> Iterator[Draft]:
    zero = re.search(r"(?:实现|确保|做到|达到|保持)?[^,。]{0,14}(?:零(?:事故|发生|投诉|上访|差错|死亡|火灾|案件|增长|感染|违纪|失误|新增|报告)|无(?:重大)?(?:事故|火灾|案件)发生)", segment.text)
    if zero:
        yield replace(_base(segment, "count_target", "zero"), op="=", value=0, unit="起")


def _limit(segment: Segment, setting: Setting) -> Iterator[Draft]:
    when = segment.when
    if when is None or when.role != "limit" or not when.deadline or segment.often and not segment.often.yearly:
        return
    if not words.VERB.search(segment.text) and not re.search("截止|付清|到位|前往|为止|交|报|前$", segment.text):
        return
    made = _base(segment, "deadline", "by-date")
    # 建立台账,12月20日前报街道: what is sent up stands in the clause before.
    sent = segment.core if words.DOCUMENT.search(segment.core) else segment.before[-14:]
    if words.SUBMIT.search(segment.core) and words.DOCUMENT.search(sent):
        count = _listed(segment)
        yield replace(made, rule="submit-by", op="=", value=count, unit="份" if count == 1 else "项")
    elif re.search("全部|全面完成|100%|全覆盖|逐一|所有", segment.core):
        if words.COVERED.search(segment.core):
            made = replace(made, kind="coverage_target", rule="covered-by-date")
        yield replace(made, op="=", value=100, unit="%")
    elif RISING.search(segment.text) and re.search("率", segment.text):
        return
    elif re.search(words.DOCUMENT, segment.core[-14:]) and re.search("制[定订]|形成|出台|印发|拟[定订]|编制|完成[^,。]*(?:方案|计划|报告|清单)", segment.core):
        count = _listed(segment)
        yield replace(made, rule="write-by", op="=", value=count, unit="份" if count == 1 else "项")
    else:
        yield made


def _listed(segment: Segment) -> int:
    """How many papers a submission names: 将方案、名单和总结报…"""
    found = re.search(r"(?:将|把)(?P<items>[^,。;]+?)(?=于|在|报|上|送|交|提|书|以|[\d一二三四五六七八九十]+月|前|$)", segment.text) or re.search(
        r"(?:报送|上报|提交|上交|递交|报(?!名表|告|表))(?P<items>[^,。;]+)", segment.text
    )
    if not found:
        return 1
    items = re.split(r"、|以及|及|和|与", re.sub(r"\([^)]*\)|《[^》]*》", "文", found["items"]))
    named = [item for item in items if len(item.strip()) >= 2 and not re.fullmatch(words.ORGANISATION, item)]
    return max(1, len(named))


def _often_only(segment: Segment, setting: Setting) -> Iterator[Draft]:
    often = segment.often
    if often is None:
        return
    text = segment.text
    if not words.VERB.search(text) and not re.search(r"制度|活动|例会|[课会表刊报单账记]$|安排|计划|[查扫巡练]$", text):
        return
    if re.search(r"每[年月周天日](?:以来|都在|以[^,]*速度|约|花费|接待|为我|产生|吸引)|一年一度|来年|去年|当天的事|每天(?:清晨|早上|晚上)?[她他我]", text):
        return
    made = _base(segment, "recurring", "each-period")
    if often.yearly:
        if re.search(r"(?:节|周|月|日|季|晚会|运动会|联欢|大赛|比赛|开幕|演出|系列活动|书法活动)[”」]?(?:的?系列活动|活动)?$|举办[^,。]*(?:节|晚会|大赛|周)|[“《][^”》]*(?:节|周|月|日)[”》]", text):
            yield replace(made, kind="dated_event", rule="yearly-event")
            return
        if re.search("多次|若干次", text):
            yield replace(made, unit="次")
            return
    if re.search("多次|若干|部分", text):
        yield made
        return
    unit = "份" if _is_paper(text) else "次"
    if re.search("率", text) and re.search("提高|提升|增长|下降|降低", text):
        return
    if len(re.sub("[、,的于在]", "", segment.core)) <= 2 and segment.before:
        return  # 逐月公开: says again what was just said
    each = _per(segment, Amount(segment.end, segment.end, "=", 1, unit, False))
    if re.search("全覆盖|100%|人人|逐户|逐人|全员|全部", text):
        yield replace(made, rule="everyone-each-period", op="=", value=100, unit="%", per=each)
        return
    yield replace(made, op="=", value=1, unit=unit, per=each)


def _is_paper(text: str) -> bool:
    """Whether what recurs is a paper (报送月报) rather than an occasion."""
    if re.search(r"召开|会$|会议|例会|谈|活动$", text):
        return False
    return bool(
        re.search(r"(?:报送|上报|提交)$", text)
        or (words.SUBMIT.search(text) and words.DOCUMENT.search(text) and not re.search("巡查情况|汇报|报告[^,。]*情况|向[^,。]*报告", text))
        or re.search(r"(?:制[定订]|编制|下达|印发|出台|撰写|形成|出版|填[报写制]|出具|公布|编发)[^,。]{0,20}(?:计划|方案|总结|报告|表|清单|简报|安排|台账|通报|月报|季报)", text)
        or re.search(r"(?:表|计划|总结|记录|报告)每[^,]{1,8}(?:交|报|排定|公布|公示|上墙)", text)
        or re.search(r"(?:公示|公布)[^,。]{0,10}(?:记录|表|清单|名单|计划|方案|账目?)$", text)
        or re.search(r"(?:工作安排|工作计划|轮流表|值班表|简报)$", text)
    )


_NO_EVENT = re.compile(
    r"有效期|施行|生效|起实施|起执行|起实行|废止|印发|发布|签订|签署|成立于|建于|出生|始建|通过|颁布|修订|修正|截[至止]|起算|入伍|入党|当选|历史|创刊|落款|文件|发文|(?<!正式)启用于|诞生|创办|生于|农历|为基[数期准]|基数|相比|以来"
)


def _event(segment: Segment, setting: Setting) -> Iterator[Draft]:
    when = segment.when
    if when is None or when.role not in ("on", "window", "yearly") or segment.often:
        return
    if _NO_EVENT.search(segment.text):
        return
    if when.role == "on" and re.search(r"[从自]$", segment.text[: max(0, when.start - segment.start)]) or re.match("起", segment.text[when.end - segment.start : when.end - segment.start + 1]):
        return
    if when.role == "yearly":
        made = _base(segment, "recurring", "year-end")
        if words.VERB.search(segment.text):
            yield replace(made, op="=", value=1, unit="次")
        return
    period = when.period
    if not words.VERB.search(segment.text) and not re.search(r"节|周|月[”」]|[日赛期段]|时间|期限|会|仪式|阶段|公布|开[始班]|正式", segment.core + setting.label):
        return
    made = replace(_base(segment, "dated_event", "on-date"), deadline=when.deadline, period=period)
    if when.days:
        made = replace(made, rule="window", op="=", value=when.days, unit="天", period=None)
    if re.search("报送|上报|提交|报[至到]", segment.text) and when.role == "on" and when.period is None:
        made = replace(made, kind="deadline", rule="submit-on", op="=", value=_listed(segment), unit="份")
    yield made


def _within_period(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """上半年完成…: a period that ends is a deadline; a mere 2026年 is not."""
    when = segment.when
    if when is None or when.role != "within" or not when.deadline or segment.often or not segment.whens:
        return
    if words.HOLISTIC.search(segment.text):
        return
    if re.search("完成|建成|启动|出台|召开|举办|报送|制定|实现|投入使用|竣工|开工|验收|搭建|上线", segment.core):
        yield _base(segment, "deadline", "within-period")


def _holistic(segment: Segment, setting: Setting) -> Iterator[Draft]:
    text = segment.text
    found = words.HOLISTIC.search(text)
    if not found or re.search(r"不得|严禁|禁止|取消|扣除|(?:全部|一律)(?:费用|责任|损失|由)|逐一整改|逐户逐人|全部内容|满分", text):
        return
    if found[0] == "全员" and not re.search("全员(?:参|培|轮|覆|完|达|持|签|核)", text):
        return
    if re.search("全面(?:排查|落实|建立)|逐[户人一]", found[0]) and not re.search("[一-鿿]率|覆盖|不漏", text):
        if not re.search("逐[户人]", found[0]):
            return
    made = _base(segment, "coverage_target", "everyone")
    per = "人" if "人人" in text else "户" if re.search("户户|家家|逐户", text) else None
    if made.frequency and not made.frequency.startswith("FREQ=YEARLY") and segment.oftens:
        made = replace(made, kind="recurring", rule="everyone-each-period")
    yield replace(made, op="=", value=100, unit="%", per=per or _per(segment, Amount(segment.end, segment.end, "=", 1, "%", False)))


RISING = re.compile(r"提高|提升|增强|增加|降低|下降|减少|上升|稳步|压降|遏制")


def _direction(segment: Segment, setting: Setting) -> Iterator[Draft]:
    text = segment.text
    if not RISING.search(text) or re.search("为了?提高|以提高|从而|有利于|旨在|效率|频率|质量和效率|措施|基石|手段|概率", text):
        return
    names = re.findall(r"[一-鿿]{1,8}?(?:知晓率|满意率|形成率|参与率|覆盖率|合格率|发病率|死亡率|发生率|完成率|普及率|入学率|就业率|签约率|建档率|[调化]解率|成功率|办结率|回访率|接种率|到位率|发案率|投放率|准确率|利用率|持有率|使用率|达标率|患病率|复发率|规范率|管理率|出勤率|见警率|破案率)", text)
    if not names:
        return
    for place, _name in enumerate(names):
        made = replace(_base(segment, "rate_target", "direction"), unit="%")
        yield made if len(names) == 1 else replace(made, what=names[place])
        if re.search("发病率", text) and len(names) == 1:
            break


_SLOGAN = re.compile(r"[“]?(?P<count>[二两三四五六七八九十]+)个[“]?(?P<word>一|人人|必|百|好|严|零|统一)[”]?(?!月|人)")
_PAIR = re.compile(r"“(?P<a>[一])(?P<b>[一-鿿])(?P<c>[一])(?P<d>[一-鿿])”")


def _slogan(segment: Segment, setting: Setting) -> Iterator[Draft]:
    found = _SLOGAN.search(segment.text)
    if found and re.search("活动|工程|行动|宣传|服务|工作|开展|落实|做到|搞好", segment.text):
        from linli.reader.numbers import number

        kind = "coverage_target" if found["word"] == "人人" else "count_target"
        yield replace(_base(segment, kind, "slogan"), op="=", value=number(found["count"]), unit="项")
        return
    for pair in _PAIR.finditer(segment.text):
        if re.search("活动|创建|推动|开展|建设|落实|打造|实施", segment.text + segment.before[-20:]):
            yield replace(
                _base(segment, "count_target", "one-each-one"),
                start=segment.start + pair.start(), end=segment.start + pair.end(), op="=", value=1, unit="个",
            )  # fmt: skip


def _named_day(segment: Segment, setting: Setting) -> Iterator[Draft]:
    if not re.search(r"结合|利用|围绕|以[^,]*为契机|抓住|借助|依托|在[^,]*(?:节|日|周|月)|开展|举办|组织|宣传", segment.text + segment.before[-40:]):
        return
    for found in days.find(segment.text):
        yield Draft(
            "dated_event", "named-day", segment.start + found.start, segment.start + found.end,
            op="=" if found.days else None, value=found.days, unit="天" if found.days else None,
            frequency=found.rule, deadline=found.deadline, period="year", what=found.name,
        )  # fmt: skip


_BEST = {"十佳": 10, "百佳": 100, "十大": 10, "双十佳": 20, "十强": 10, "百强": 100}


def _award_named(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """评选“十佳站点”: the number is in the name; 评选一批, 若干 leave it open."""
    for found in re.finditer(r"(?:评选|评出|选树|评定|命名|表彰|“)[^,。、“]{0,10}?“?(?P<best>[十百]佳|十大|十强)", segment.text):
        made = _base(segment, "award_quota", "award-name")
        yield replace(made, op="=", value=_BEST[found["best"]], unit="名" if re.search("员|人|者|星|医生|教师", segment.text[found.end() : found.end() + 8]) else "个")
        for named in re.finditer("[和、]“?(?:优秀|先进|最美)[^”、,。]{2,10}”?", segment.text[found.end() :]):
            yield replace(made, rule="award-open", value=None, op=None, unit="名" if re.search("[员者人师]”?$", named[0]) else "个")
        return
    if re.search(r"(?:评选|评出|选树|命名|表彰)[^,。]{0,6}“|[奖星][^,。]{0,6}若干", segment.text) and not re.search("结果|办法|标准|方案|活动安排", segment.text):
        yield replace(_base(segment, "award_quota", "award-open"), unit="名")


def _scored(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """折算成分值排名, 得分较低的提醒: a rule on scores whose numbers are left open."""
    if re.search("(?:折算|换算|计入|综合考评|考核)[^,。]{0,10}(?:分值|得分|积分)|得分[^,。]{0,16}(?:综合考评|考评|较低|不足|靠后|末位|排名)|积分[^,。]{0,8}排名", segment.text):
        yield _base(segment, "score_rule", "score-open")


_WITHOUT_AMOUNT = (
    _scored,
    _prohibits,
    _award_named,
    _limit,
    _often_only,
    _event,
    _within_period,
    _holistic,
    _direction,
    _slogan,
    _named_day,
)
