"""Rules for a clause with a number, tried in order for each number that counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from linli.reader import points, words
from linli.reader.amounts import Amount
from linli.reader.assemble import Segment
from linli.reader.drafts import Draft, Setting, per_of, timed
from linli.reader.model import Value
from linli.reader.without_amount import listed


def by_amount(segment: Segment, amount: Amount, setting: Setting) -> Iterator[Draft]:
    """What one number asks for."""
    if amount.unit == "分" or (amount.unit == "%" and points.weighs(segment, amount)):
        yield from points.from_amount(segment, amount, setting)
        return
    if amount.vague and not amount.bound and amount.unit != "元":
        return
    start = segment.quote_start
    base = Draft("count_target", "count", start, segment.end, _operator(segment, amount), amount.value, amount.unit)
    base = timed(base, segment)
    base = replace(base, per=per_of(segment, amount))
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


def _money(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit != "元":
        return None
    if re.search("价值$", segment.text[: amount.start - segment.start]):
        return replace(base, kind="")
    return replace(base, kind="budget", rule="money", value=_signed(segment, amount))


_FINE = re.compile(r"扣[减除发]?|罚款?|核减")
_FUND = re.compile(r"(?:经费|资金|服务费|补助金?|补贴|奖金|工资|绩效|收益|预算|公益金|款)(?:的|总额的?|总数的?)?$")


def _signed(segment: Segment, amount: Amount) -> Value:
    """Money taken away is negative: 扣减服务费2000元."""
    fine = _FINE.search(segment.text[: amount.start - segment.start])
    return -amount.value if fine and isinstance(amount.value, int | float) else amount.value


def _money_share(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    """A share of a fund is money too: 预留经费不超过总额的10%, 扣发奖金的20%, 收益的70%用于…"""
    if amount.unit != "%" or re.search("率|比例", segment.text):
        return None
    before = segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    spent = re.match("用于|留作|作为|安排|纳入", after) or (_FINE.search(before) and not re.search("[得分]", before))
    kept = re.search(r"(?:经费|资金|预算)[^,。]{0,6}(?:总额|总数|总量)的?$", before)
    if kept or (spent and re.search(_FUND.pattern, before.rstrip("按不超过高于达到约占至少"))):
        return replace(base, kind="budget", rule="money-share", value=_signed(segment, amount))
    return None


def _percent(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in ("%", "个百分点"):
        return None
    text = setting.label + segment.text
    before = setting.label + segment.text[: amount.start - segment.start]
    if re.search("支付|付款|首付|预付|尾款|拨付|余款", text):
        kind = "deadline" if base.deadline else "budget"
        return replace(base, kind=kind, rule="payment-share", per=None)
    if re.search("评[选定出]|推荐", text) and re.search("优秀|先进|标兵|模范", text):
        return replace(base, kind="award_quota", rule="award-share")
    if words.COVERED.search(before):
        return replace(base, kind="coverage_target", rule="coverage-percent")
    if RATE_NAME.search(before) or amount.unit == "个百分点":
        return replace(base, kind="rate_target", rule="rate")
    if re.search(r"[上下增减降提同]|节约|压", before[-8:]):
        return replace(base, kind="rate_target", rule="change")
    return replace(base, kind="coverage_target", rule="share-of-all")


RATE_NAME = re.compile(
    r"率|比例|占比|比重|水平|满意度|占(?!地)|百分比|优良|进度|任务|完成$|成活|度(?=达|不|提|为|在)|指数|得票"
)


def _within(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in words.TIME_UNITS:
        return None
    before = segment.text[: amount.start - segment.start]
    text = segment.text
    if amount.inside and segment.oftens and re.search("(?:结束|终了|期满)后?$", before) and words.SUBMIT.search(text):
        # 每季度结束后5个工作日内报送: sent every quarter; the days only say when.
        return replace(base, kind="recurring", rule="after-each-period", op="=", value=1, unit="份")
    length = re.search("控制在|时长|时间", before + text[amount.start - segment.start :][:3])
    if (amount.inside and not length) or (
        re.search(
            r"(?:之日|次日)起$|[后起]$|最[长迟晚]|不(?:得)?超过",
            before + text[amount.start - segment.start :][:4],
        )
        and _answers(text, segment.before)
    ):
        if re.match("[^,。]{0,4}(?:不得|取消|禁止|不再)", text[amount.end - segment.start :]):
            return replace(base, kind="")  # 一年内不得参加: how long it is forbidden
        if re.search(r"每$|近$|过去|最近|[这本]$", before):
            return replace(base, kind="")
        if not segment.whens:
            base = replace(base, deadline=None, period=None)
        return replace(
            base,
            kind="deadline",
            rule="within",
            op="<=",
            frequency=base.frequency if segment.oftens else None,
        )
    if re.search(r"提前(?:至少|不少于)?$", before) or (base.op == ">=" and re.search("提前$", before)):
        return replace(base, kind="deadline", rule="ahead", op=">=")
    after = text[amount.end - segment.start :]
    if re.search("(?:期满|到期|届满|召开|举办|开始|实施|开工|使用)前$", before) or (
        re.search("(?:期满|到期|届满|召开|举办|开始|实施|开工|使用)的?$", before) and re.match("之?前", after)
    ):
        # 合同期满前60日, 活动开始前3天
        return replace(base, kind="deadline", rule="ahead", op=">=")
    return None


def _answers(text: str, before: str) -> bool:
    return bool(
        re.search(
            "办结|答复|回复|处[理置]|上报|报告|反馈|解决|事项|告知|响应|到达|处结|办理|整改|审[批核]|受理|决定|之日起",
            text + before[-20:],
        )
    )


def _duration(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit not in words.TIME_UNITS:
        return None
    text = setting.label + segment.text
    before = segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    if re.match(
        "(?:作|视为|视作|不|无|的,?(?![一-鿿]{0,6}(?:培训|学习|服务|活动|教育|实践|集中|岗|课程|锻炼)))[一-鿿]",
        after,
    ) or re.search("迟到|早退|逾期|缺[勤席]|旷[工课]|超时", before):
        return replace(base, kind="")
    if (
        base.frequency
        and not base.frequency.startswith("FREQ=YEARLY")
        and not (segment.carried_often and not segment.oftens)
    ):
        return replace(base, kind="recurring", rule="time-each-period")
    if (
        base.op != "="
        or re.search("期$|每[次场期课节班]$", before)
        or re.search(
            r"为期|时长|时间|期限|期为|学时|课时|保[存管]|公示|任期|培训|学习|服务|值班|累计|奉献|开放|下沉|驻|参加|实践|周期|用时|限时|时限|留观|观察|隔离|持续|历时|锻炼"
            r"|健身|运动",
            text,
        )
    ):
        if re.search(
            "(?:工作|从业|居住|任职|入党|教龄|工龄|司龄)(?:经[历验])?满?$", before.rstrip("不少于")
        ) or re.search(r"任职$|工作经历|满$", before):
            return replace(base, kind="")
        return replace(base, kind="duration_target", rule="duration")
    return replace(base, kind="")


def _people(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    text = setting.label + segment.text
    before = setting.label + segment.text[: amount.start - segment.start]
    after = segment.text[amount.end - segment.start :]
    if amount.unit in words.PERSON_UNITS and not words.AWARD.search(text):
        if _NO_STAFF.search(text) or re.match("[^,。]{0,12}(?:参加|赴|参与)", after) or not _is_staff(before, after):
            return None
        if _HIRED.search(before) or not words.TRAINED.search(before[-12:] + after[:2]):
            return replace(base, kind="headcount", rule="people")
    if (
        amount.unit in ("支", "个")
        and re.search("队伍|小组|专班|分队|团队|服务队|[一-鿿]队”?$", after[:10] + before[-8:])
        and re.search("组建|成立|建立|建成|发展|培育|打造", before)
    ):
        return replace(base, kind="headcount", rule="teams")
    return None


_NO_STAFF = re.compile(r"票|人次|发展党员|死亡|伤亡|事故|上访|犯罪|违[法纪]")
_HIRED = re.compile(r"配备|选派|招募|组建|注册|发展")
_HEADS = re.compile(
    r"(?:人数|成员|人员|队伍|小组|教师|队员|员)(?:总数|数量?)?(?:为|共|达到?|不少于|由)?$"  # 队伍人数为
    r"|(?:志愿者|工作者|教师|医生|护士|骨干|网格员)(?:总数|人数)?(?:达到?)?$"  # 志愿者不少于
    r"|(?:员|者|师)每[一-鿿]{1,4}$"  # 宣传员每栋
    r"|每[班岗](?:次|组)?(?:安排|值守|至少|不少于)*$"  # 每班不少于
    r"|(?:经理|主管|主任|领队|[队组楼]长|教练|负责人|保安|保洁|厨师|司机|[一-鿿]员)(?:各|至少|不少于)?$"  # 领队1人
    r"|(?:安排|配备|选派|派出|抽调|招录|招聘|聘用)(?:至少|不少于)?$"  # 安排2人
)
_TRADE = re.compile("(?:[员者师人长]|骨干|分子|人才)$")


def _is_staff(before: str, after: str) -> bool:
    """Whether persons are counted who hold a post: their trade follows, or a verb of hiring stands by."""
    after = re.sub("^(?:左右|以上)", "", after)
    trade = re.sub(r"^(?:专职|兼职|持证|全职|社区)+", "", after)
    nearby = before[-14:] + after[:12]
    return bool(
        words.STAFF_NOUN.match(trade)
        or (words.STAFF_VERB.search(nearby) and words.STAFF_NOUN.search(nearby))
        or _HEADS.search(before)
        or re.search("组成$|^组成|^以?上?的[^,。]{0,6}(?:队|队伍|小组|专班|消防站|班子)$", after)
        or (re.search("招[录聘募]|培[育养]|引进|聘[请任]", before) and _TRADE.search(before + after[:8]))
    )


def _award(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if amount.unit in words.TIME_UNITS or amount.unit in ("次", "场", "人次", "期", "篇", "份", "条"):
        return None
    text = segment.text
    if re.search("(?:录取|取|奖励|表彰)(?:团体|个人|总分)?前$", text[: amount.start - segment.start]):
        return replace(base, kind="award_quota", rule="first-places")
    if re.search("(?:带动|辐射|惠及)[^,。]{0,4}$", text[: amount.start - segment.start]):
        return None
    carried = (
        re.search(r"(?:评选|评出|表彰|奖项|设[一二三]等奖|争创)", segment.before[-60:]) and segment.separator in "、,"
    )
    if not words.AWARD.search(text) and not (carried and not words.VERB.search(segment.core)):
        return None
    if re.search("补[贴助]|奖补|经费|志愿者[队参]", text) and not re.search("评选|表彰|先进", text):
        return None
    per = base.per if re.search("每|各", text) else None
    period = base.period or ("year" if setting.annual and not base.deadline else None)
    return replace(base, kind="award_quota", rule="award", period=period, per=per)


def _submitted(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    when = segment.when
    if (
        when
        and when.role == "limit"
        and not segment.often
        and words.SUBMIT.search(segment.text)
        and amount.unit in ("份", "篇", "个", "条", "名", "件", "项", "张", "本", "人", "套")
    ):
        papers = listed(segment)
        if papers > 1:
            return replace(base, kind="deadline", rule="submit-list", value=papers, unit="项", op="=")
        return replace(base, kind="deadline", rule="submit")
    return None


def _whole(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    """Something for every household, or every member of a numbered group or list."""
    if amount.unit in ("方面", "项", "类", "种", "环节") and not amount.bound:
        before = segment.text[: amount.start - segment.start]
        # A、B、C等9方面的…, 以…规定的13项…为主: all of them are to be dealt with.
        if re.search("、[^、]+等$", before) or (re.search("以[^,。]*$", before) and "为主" in segment.text):
            return replace(base, kind="coverage_target", rule="listed")
    text = segment.text
    before = text[: amount.start - segment.start]
    after = text[amount.end - segment.start :]
    if (
        re.search(r"(?:户均|人均|人手)$|每(?:户|家|人|个家庭|户家庭|[名位][一-鿿]{2,8}?)(?:[一-鿿]{0,4})$", before)
        and amount.unit in ("份", "册", "张", "本", "套", "卡", "件", "枚")
        and not segment.often
        and base.op != "<="
    ):
        # 每个家庭拥有一份: more does no harm; 每户一册 says how many.
        op = ">=" if re.search("拥有|持有|至少有", text) else base.op
        return replace(base, kind="coverage_target", rule="one-for-each", op=op)
    of_each = re.match(r"(?P<noun>社区|村|街道|党?支部|单位|学校|小区|网格|部门)的《", after)
    if of_each and re.search("制[定订]|完善|修订|编", before):
        # 制定11个党支部的《职责》
        return replace(base, kind="coverage_target", rule="numbered-places", unit="个" + of_each["noun"])
    if (
        re.search(r"(?:[在对]|带动|辐射|惠及)(?:全[区镇县市街]|后续|其余|周边)?$", before)
        and re.match(r"(?:试点|示范|重点)?(?:社区|村|街道|乡镇|单位|学校|小区|网格|站点|点位)(?![^,。]{0,12}每)", after)
        and amount.unit == "个"
        and not segment.often
    ):
        noun = re.match(r"(?:试点|示范|重点)?(社区|村|街道|乡镇|单位|学校|小区|网格|站点|点位)", after)
        return replace(base, kind="coverage_target", rule="numbered-places", unit="个" + (noun[1] if noun else ""))
    return None


def _recurring(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    if base.frequency and not base.frequency.startswith("FREQ=YEARLY"):
        return replace(base, kind="recurring", rule="amount-each-period")
    if (
        base.frequency
        and ";BYMONTH=" in base.frequency
        and base.deadline
        and segment.often
        and amount.unit in ("次", "场")
    ):
        return replace(base, kind="recurring", rule="yearly-month")
    return None


def _each_occasion(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    """餐具每餐消毒一次: as often as the occasion comes."""
    if amount.unit == "次" and base.per in ("餐", "班", "次", "节", "场") and not amount.bound and not base.frequency:
        return replace(base, kind="recurring", rule="each-occasion")
    return None


def _count(segment: Segment, amount: Amount, base: Draft, setting: Setting) -> Draft | None:
    return base


_WITH_AMOUNT = (
    _money,
    _money_share,
    _percent,
    _within,
    _award,
    _submitted,
    _duration,
    _recurring,
    _people,
    _whole,
    _each_occasion,
    _count,
)
