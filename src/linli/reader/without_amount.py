"""Rules for a clause without a number that counts, tried in order until one answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from linli.reader import days, lists, words
from linli.reader.amounts import Amount
from linli.reader.assemble import Segment
from linli.reader.drafts import Draft, Setting, base_of, per_of


def _prohibits(segment: Segment, setting: Setting) -> Iterator[Draft]:
    if re.search("率(?:为|实现|达到|保持)?零(?!工|星|距)", segment.text):
        yield replace(base_of(segment, "rate_target", "zero-rate"), op="=", value=0, unit="%")
        return
    if re.search(
        "不(?:发生|出现)[^,。]*(?:事故|事件|案件?|上访|火灾|舆情|疫情|返贫)|杜绝[^,。]{0,8}(?:事故|事件|案件|火灾)",
        segment.text,
    ):
        yield replace(base_of(segment, "count_target", "none-happens"), op="=", value=0, unit="起")
        return
    zero = re.search(
        r"(?:实现|确保|做到|达到|保持)?[^,。]{0,14}(?:(?:零|无)(?:[^,。]{0,6}责任)?(?:事故|发生|投诉|上访|差错|死亡|火灾|案件|增长|感染|违纪|失误|新增|报告)"
        r"|无(?:重大)?(?:事故|火灾|案件)发生)",
        segment.text,
    )
    if zero:
        yield replace(base_of(segment, "count_target", "zero"), op="=", value=0, unit="起")


def _limit(segment: Segment, setting: Setting) -> Iterator[Draft]:
    when = segment.when
    if when is None or when.role != "limit" or not when.deadline or (segment.often and not segment.often.yearly):
        return
    made = base_of(segment, "deadline", "by-date")
    # 建立台账,12月20日前报街道: what is sent up stands in the clause before.
    sent = segment.core if words.DOCUMENT.search(segment.core) else segment.before[-14:]
    if (words.SUBMIT.search(segment.core) or re.search("[将把]", segment.core)) and (
        words.DOCUMENT.search(sent) or re.search("报送|上报|提交", segment.core)
    ):
        count = listed(segment)
        yield replace(made, rule="submit-by", op="=", value=count, unit="份" if count == 1 else "项")
    elif re.search("全部|全面完成|100%|全覆盖|逐一|所有|轮训一[遍次]", segment.text):
        if words.COVERED.search(segment.core) or "轮训" in segment.text:
            made = replace(made, kind="coverage_target", rule="covered-by-date")
        yield replace(made, op="=", value=100, unit="%")
    elif RISING.search(segment.text) and re.search("率", segment.text):
        return
    elif re.search(words.DOCUMENT, segment.core[-14:]) and re.search(
        "制[定订]|形成|出台|印发|公布|公示|拟[定订]|编制|完成[^,。]*(?:方案|计划|报告|清单)", segment.core
    ):
        count = listed(segment)
        yield replace(made, rule="write-by", op="=", value=count, unit="份" if count == 1 else "项")
    else:
        yield made


def listed(segment: Segment) -> int:
    """How many papers a submission names: 将方案、名单和总结报…"""
    found = re.search(
        r"(?:将|把)(?P<items>[^,。;]+?)(?=于|在|报|上|送|交|提|书|以|[\d一二三四五六七八九十]+月|前|$)",
        segment.text,
    ) or re.search(r"(?:报送|上报|提交|上交|递交|报(?!名表|告|表))(?P<items>[^,。;]+)", segment.text)
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
    if len(re.sub("[^一-鿿]", "", segment.core)) < 2 or re.search(
        r"每[年月周天日](?:以来|都在|以[^,]*速度|约|花费|接待|为我|产生|吸引)|一年一度|每(?:学)?年分|(?<!着手)来年|去年|当天的事|每天(?:清晨|早上|晚上)?[她他我]",
        text,
    ):
        return
    made = base_of(segment, "recurring", "each-period")
    if often.yearly:
        if re.search(
            r"(?:节|周|月|日|季|晚会|运动会|联欢|大赛|比赛|开幕|演出|系列活动|书法活动)[”」]?(?:的?系列活动|活动)?$|举办[^,。]*(?:节|晚会|大赛|周)"
            r"|[“《][^”》]*(?:节|周|月|日)[”》]",
            text,
        ):
            yield replace(made, kind="dated_event", rule="yearly-event")
            return
        if re.search("多次|若干次", text):
            yield replace(made, unit="次")
            return
    if re.search("多次|若干|部分", text):
        yield made
        return
    unit = "份" if is_paper(text) else "次"
    if re.search("率", text) and re.search("提高|提升|增长|下降|降低", text):
        return
    if (
        len(re.sub("[、,的于在]", "", segment.core)) <= 2
        and segment.before
        and re.match("[逐按每]", text[often.start - segment.start :])
    ):
        return  # 逐月公开: says again what was just said
    each = per_of(segment, Amount(segment.end, segment.end, "=", 1, unit, False))
    if re.search("全覆盖|100%|人人|逐户|逐人|全员|全部", text):
        yield replace(made, rule="everyone-each-period", op="=", value=100, unit="%", per=each)
        return
    if has := re.search("(?:天天|周周|月月|年年)有(?P<what>[一-鿿]{2})", text):
        yield replace(made, op=">=", value=1, unit="个", what=has[0])
        return
    yield replace(made, op=">=" if often.yearly and "定期" in text else "=", value=1, unit=unit, per=each)


def _before_and_after(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """课前课后点名, 班前、班后检查: twice each time, however often that is."""
    found = re.search("(?P<what>[课会班训工餐])前[、和]?(?P=what)后", segment.text)
    if found and words.VERB.search(segment.text):
        per = "节课" if found["what"] == "课" else found["what"]
        yield replace(base_of(segment, "recurring", "before-and-after"), op="=", value=2, unit="次", per=per)


def is_paper(text: str) -> bool:
    """Whether what recurs is a paper (报送月报) rather than an occasion."""
    if re.search(r"召开|会$|会议|例会|谈|活动$", text):
        return False
    return bool(
        re.search(r"(?:报送|上报|提交)(?![^,。]{0,10}情况)", text)
        or (
            words.SUBMIT.search(text)
            and words.DOCUMENT.search(text)
            and not re.search("巡查情况|汇报|报告[^,。]*情况|向[^,。]*报告", text)
        )
        or re.search(
            r"(?:制[定订]|编制|下达|印发|出台|撰写|形成|出版|填[报写制]|出具|公布|编发)[^,。]{0,20}(?:计划|方案|总结|报告|表|清单|简报|安排|台账|通报"
            r"|月报|季报)",
            text,
        )
        or re.search(r"(?:表|计划|总结|记录|报告)每[^,]{1,8}(?:交|报|排定|公布|公示|上墙)", text)
        or re.search(r"(?:公示|公布)[^,。]{0,10}(?:记录|表|清单|名单|计划|方案|账目?)$", text)
        or re.search(r"(?:工作安排|工作计划|学习计划|轮流表|值班表|简报)$", text)
    )


_NO_EVENT = re.compile(
    r"有效期|施行|生效|起实施|起执行|起实行|废止|印发(?!方案|通知|文件|计划|实施|《)|发布|签订|签署|成立于|建于|出生|始建|通过|颁布|修订|修正|截[至止]|起算|入伍|入党|当选|历史|创刊|落款|文件|发文"
    r"|(?<!正式)启用于|诞生|创办|生于|农历|为基[数期准]|基数|相比|以来"
)


def _event(segment: Segment, setting: Setting) -> Iterator[Draft]:
    when = segment.when
    if when is None or when.role not in ("on", "window", "yearly") or segment.often:
        return
    if re.search("截[至止](?:时间|日期|日)?(?:为|是|:|$)", segment.text[: max(0, when.start - segment.start)]):
        # 报名截止时间为9月25日
        yield replace(base_of(segment, "deadline", "closing-date"), deadline=when.deadline)
        return
    if _NO_EVENT.search(segment.text) or re.search("作为[^,。]*(?:依据|参考|内容)", segment.text):
        return
    if (when.role == "on" and re.search(r"[从自]$", segment.text[: max(0, when.start - segment.start)])) or re.match(
        "起", segment.text[when.end - segment.start : when.end - segment.start + 1]
    ):
        return
    if when.role == "yearly":
        made = base_of(segment, "recurring", "year-end")
        if words.VERB.search(segment.text):
            yield replace(made, op="=", value=1, unit="次")
        return
    period = when.period
    if not words.VERB.search(segment.text) and not re.search(
        r"节|周|月[”」]|[日赛期段]|报名|时间|期限|会|仪式|阶段|公布|开[始班]|正式", segment.core + setting.label
    ):
        return
    made = replace(base_of(segment, "dated_event", "on-date"), deadline=when.deadline, period=period)
    if when.days:
        made = replace(made, rule="window", op="=", value=when.days, unit="天", period=None)
    if (
        words.SUBMIT.search(segment.text)
        and re.search("报送|上报|提交|报[至到]", segment.text)
        and when.role == "on"
        and when.period is None
    ):
        made = replace(made, kind="deadline", rule="submit-on", op="=", value=listed(segment), unit="份")
    yield made


def _within_period(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """上半年完成…: a period that ends is a deadline; a mere 2026年 is not."""
    when = segment.when
    if when is None or when.role != "within" or not when.deadline or segment.often or not segment.whens:
        return
    if words.HOLISTIC.search(segment.text):
        return
    if re.search("完成|建成|启动|出台|召开|举办|报送|制定|实现|投入使用|竣工|开工|验收|搭建|上线", segment.core):
        yield base_of(segment, "deadline", "within-period")


def _holistic(segment: Segment, setting: Setting) -> Iterator[Draft]:
    text = segment.text
    found = words.HOLISTIC.search(text)
    if not found or re.search(
        r"对待|珍惜|关注|不得|严禁|禁止|取消|扣除|(?:全部|一律)(?:费用|责任|损失|由)|逐一整改|逐户逐人|全部内容|满分",
        text,
    ):
        return
    if found[0] == "全员" and not re.search("全员(?:参|培|轮|覆|完|达|持|签|核)", text):
        return
    if (
        re.search("全面(?:排查|落实|建立)|逐[户人一]", found[0])
        and not re.search("[一-鿿]率|覆盖|不漏", text)
        and not re.search("逐[户人]", found[0])
    ):
        return
    made = base_of(segment, "coverage_target", "everyone")
    per = "人" if "人人" in text else "户" if re.search("户户|家家|逐户", text) else None
    if made.frequency and not made.frequency.startswith("FREQ=YEARLY") and segment.oftens:
        made = replace(made, kind="recurring", rule="everyone-each-period")
    yield replace(
        made,
        op="=",
        value=100,
        unit="%",
        per=per or per_of(segment, Amount(segment.end, segment.end, "=", 1, "%", False)),
    )


def _fewer(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """减少事故发生: a direction without a figure."""
    if re.search("(?:减少|降低|遏制)[^,。]{0,4}(?:事故|火灾|案件|纠纷)(?:的?发生)", segment.text):
        yield replace(base_of(segment, "rate_target", "fewer"), unit="起")


RISING = re.compile(r"提高|提升|增强|增加|降低|下降|减少|上升|稳步|压降|遏制")


def _doubles(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """持证读者翻一番: a hundred percent more."""
    if re.search("翻一?番", segment.text):
        yield replace(base_of(segment, "rate_target", "doubles"), op="=", value=100, unit="%")


def _direction(segment: Segment, setting: Setting) -> Iterator[Draft]:
    text = segment.text
    if not RISING.search(text) or re.search(
        "为了?提高|以提高|从而|有利于|旨在|效率|频率|质量和效率|措施|基石|手段|概率", text
    ):
        return
    names = re.findall(
        r"[一-鿿]{1,8}?(?:知晓率|满意率|形成率|参与率|覆盖率|合格率|发病率|死亡率|发生率|完成率|普及率|入学率|就业率|签约率|建档率|[调化]解率|成功率|办结率|回访率"
        r"|接种率|到位率|发案率|投放率|准确率|利用率|持有率|使用率|达标率|患病率|复发率|规范率|管理率|出勤率|见警率|破案率)",
        text,
    )
    if not names:
        return
    for place, _name in enumerate(names):
        made = replace(base_of(segment, "rate_target", "direction"), unit="%")
        yield made if len(names) == 1 else replace(made, what=names[place])
        if re.search("发病率", text) and len(names) == 1:
            break


def _named_day(segment: Segment, setting: Setting) -> Iterator[Draft]:
    if not re.search(
        r"结合|利用|围绕|以[^,]*为契机|抓住|借助|依托|在[^,]*(?:节|日|周|月)|开展|举办|组织|宣传",
        segment.text + segment.before[-40:],
    ):
        return
    for found in days.find(segment.text):
        yield Draft(
            "dated_event",
            "named-day",
            segment.start + found.start,
            segment.start + found.end,
            op="=" if found.days else None,
            value=found.days,
            unit="天" if found.days else None,
            frequency=found.rule,
            deadline=found.deadline,
            period="year",
            what=found.name,
        )


_BEST = {"十佳": 10, "百佳": 100, "十大": 10, "双十佳": 20, "十强": 10, "百强": 100}


def _award_named(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """评选“十佳站点”: the number is in the name; 评选一批, 若干 leave it open."""
    for found in re.finditer(
        r"(?:评选|评出|选树|评定|命名|表彰|“)[^,。、“]{0,10}?“?(?P<best>[十百]佳|十大|十强)", segment.text
    ):
        made = base_of(segment, "award_quota", "award-name")
        yield replace(
            made,
            op="=",
            value=_BEST[found["best"]],
            unit="名" if re.search("员|人|者|星|医生|教师", segment.text[found.end() : found.end() + 8]) else "个",
        )
        for named in re.finditer("[和、]“?(?:优秀|先进|最美)[^”、,。]{2,10}”?", segment.text[found.end() :]):
            yield replace(
                made,
                rule="award-open",
                value=None,
                op=None,
                unit="名" if re.search("[员者人师]”?$", named[0]) else "个",
            )
        return
    ratio = re.search(r"(?P<n>\d+)[::]1的?(?:名额)?比例", segment.text + segment.before[-16:])
    if ratio and re.search("评[比选]", segment.text):
        made = base_of(segment, "award_quota", "award-ratio")
        period = "year" if setting.annual else None
        yield replace(made, op="=", value=int(ratio["n"]), unit="比例", period=period)
        return
    if re.search(r"(?:评选|评出|选树|命名|表彰)[^,。]{0,6}“|[奖星][^,。]{0,6}若干", segment.text) and not re.search(
        "结果|办法|标准|方案|活动安排", segment.text
    ):
        yield replace(base_of(segment, "award_quota", "award-open"), unit="名")


def _scored(segment: Segment, setting: Setting) -> Iterator[Draft]:
    """折算成分值排名, 得分较低的提醒: a rule on scores whose numbers are left open."""
    if re.search("(?:排名|前[一二三四五六七八九十]+名?)[^,。]{0,6}的$", segment.text):
        return
    if re.search(
        "(?:折算|换算|计入|综合考评|考核)[^,。]{0,10}(?:分值|得分|积分)|得分[^,。]{0,16}(?:综合考评|考评|较低|不足|靠后|末位|排名)"
        "|积分[^,。]{0,8}排名",
        segment.text,
    ):
        made = base_of(segment, "score_rule", "score-open")
        # 根据设备运行、信息报送和抽查情况,折算成分值: scored by so many things.
        basis = re.search("根据[^,。]{0,12}?的(?P<list>[^,。的]*、[^,。的]*)情况,?$", segment.before)
        if basis and segment.often:
            yield replace(made, op="=", value=len(lists.members(basis["list"])), unit="项")
        else:
            yield made
        if re.search("通报|公布", segment.text) and segment.often:
            yield replace(base_of(segment, "recurring", "score-published"), op="=", value=1, unit="次")


#: The order matters: the first that answers has the clause.
RULES = (
    _scored,
    _prohibits,
    _award_named,
    _limit,
    _before_and_after,
    _often_only,
    _event,
    _within_period,
    _holistic,
    lists.subjects,
    lists.parallel,
    lists.papers,
    lists.quoted_list,
    lists.classes,
    lists.groups,
    _doubles,
    _direction,
    _fewer,
    lists.slogans,
    _named_day,
)
