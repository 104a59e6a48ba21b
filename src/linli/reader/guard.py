"""What is no duty: past results, background, and pages that only tell a story."""

from __future__ import annotations

import re

#: Words that bind: what follows them is asked for.
MODAL = re.compile(
    r"(?<![重主需首扼必只])要(?![求点素务件领害道紧闻地事件么])|应当?(?![急用届聘邀对变付])|必须|务必|务求|须|需(?![求要])|确保|力争|争取|争创"
    r"|保证(?!金)|不得|不准|严禁|计划(?=[^书》]{0,12}[\d一二三四五六七八九十两])|拟(?=[于在举建开]|定于)|请|力求|做到|负责|"
    r"将(?=[在于继会进对全开举组建]|按|定)|原则上|目标(?:是|为)|任务(?:是|为)|达标|合格|下一步|予以|不予"
)
#: Operators that only a target has (达到 and 以上 also report).
TARGET = re.compile(
    r"不(?:得|能|应)?(?:少于|低于|小于|超过|多于|高于)|至少|最少|最多|至多|控制在|限报|[以底]前(?!来)|之前|日前(?=[将把报上完提交])"
    r"|(?<=[日月底年末号])前(?![往来后期]|两|三|几)|每(?:年|月|周|天|日|季|半|学期|个月|个季|两|[23])|以内|≥|≤|及时率|达到\d[\d.]*%?(?:以上)"
)
_PAST = re.compile(
    r"过去的|吗$|已(?:经|于|在|有|成|完|全|累|建|举|开|组|培|发|达|通|实|启|对|将|为|连|形|初)|累计(?!不|达到?\d*[^,。]{0,6}的"
    r"|[^,。]{0,4}(?:扣|缺))|先后|曾(?!祖)|荣获|获得(?!感)|获评|"
    r"被(?:评|授|列|确定|认定)为?|截[至止](?!时间|日期|日)|目前|现有|近[年来两三几]{1,3}年?|(?<![自起])以来|去年|上年|往年|前年|据统计|显示|"
    r"座落|坐落|成立于|始建|得到了|取得了|(?<!公)共(?=发现|检查|抽查|整治|开展|发展|举办|组织|完成|走访|调解|发放|培训|建成|建立|投入|有|收|办|接|化解|排查|实施|开办|新增|处理|受理|服务)"
    r"|[一-鿿](?<![为除解罢到])了(?![解结不])|[\d一二三四五六七八九十两几]年来|期间,?共|[者的员民年]占\d|占比不(?![低少超])|约[有占]|近[一二三四五六七八九]成|压减为|仍有|尚有"
    r"|还有|依然|率(?:还)?(?:不足|仅|只有)|居第|位居|仅(?!限)|上升了|提高了|下降了|新增了"
)
#: Words that report unless a heading says that targets follow.
_PAST_UNLESS_ASKED = re.compile(
    r"由\d+[^,。]{0,6}(?:精简|压减|提高|提升|上升|下降|增加|减少|缩短|降低?)[到至为]|增长\d|下降\d|同比(?!例)|环比|来自|均达|总投资|位于|共计"
)
#: 较上年下降5%: the base year of a target.
_BASE = re.compile(
    r"[较比](?:上一?年度?|去年|往年|前年|20\d\d年|上期)(?:同期|底|末)?|[由从](?:现有|原有|原来)的?(?=\d)"
)
#: Words that date a whole sentence in the past, not one clause.
_PAST_SENTENCE = re.compile(
    r"截[至止](?!时间|日期)|现有|对象:|目前|近年来|近[两三几]年|以来|去年|上年度?|前年|回顾|据统计|数据显示|[一二三四五六七八九两几\d]年来|记者|过去的?|以往"
)
_PAST_HEADING = re.compile(
    r"基本情况|总体情况|情况概[况述]|概况|简介|回顾|成效|成绩|取得的|存在(?:的)?(?:主要)?(?:问题|不足|困难)|问题(?:与|和)|^问题$|主要问题"
    r"|面临|现状|形势|背景|完成情况|开展情况|工作情况$|进展情况|主要做法|做法与|经验(?:做法|体会)|亮点|工作总结$|典型案例|不足"
    r"|^(?:接种|服务|培训|参加|补贴|救助|活动|申报)?对象$|适用范围"
)
_DUTY_HEADING = re.compile(
    r"目标|任务|要求|措施|安排|步骤|内容|计划|职责|下一步|打算|办法|标准|评分|奖[项励]|设置|重点|保障|方式|时间|实施|整改|意见|建议|经费|预算|资金"
)
_DUTY_TITLE = re.compile(
    r"计划|方案|通知|办法|细则|制度|规定|意见|合同|协议|规程|规则|标准|评分|考核|要点|安排|任务|纪要|通报|公约|职责|指南|清单|倡议|章程|责任书|承诺"
    r"|条例|分工|目标|守则|预案|公告|启事|须知|打算|思路"
)
_STORY_TITLE = re.compile(
    r"思考|研究|调查(?!方案|表|工作)|浅谈|浅析|探析|探讨|分析|论文|初探|启示|简介|概况|纪实|侧记|故事|风采|综述|回顾|体会|报道|人物|掠影|随笔|感悟|记$|速写|新闻"
    r"|讯$|由来|沿革|历史|变迁|前世今生|起源|历程|事迹|感谢信|慰问信|贺信|解读|答记者问|问答|文化遗产"
)
#: Advice to the reader asks nothing of a unit.
_ADVICE_TITLE = re.compile(r"科普|小贴士|小知识|常识|百科|健康提示|温馨提示|养生|怎么办|如何|吗$")
#: 我市召开…推进会 is news; 关于召开…的通知 is not, and ends in another noun.
_NEWS_TITLE = re.compile(r"召开|举行|举办|启动|揭晓|落幕|开幕|走进|获评|圆满|成功|喜获|座谈会$")
_DUTY_CUE = re.compile(
    r"要(?![求点素])|应当?|须|不少于|不低于|至少|确保|力争|不得|负责|请|务必|按照|落实|加强|完善|推进|做好|制定|报送|考核|扣|得分|争取|严格"
    r"|组织|建立|不断|进一步|积极|充分|认真|及时|定期|甲方|乙方|开展"
)
_STORY_CUE = re.compile(
    r"[一-鿿](?<![为除])了(?![解结不])|[她他](?![人们])|[她他]们|(?<![自])我(?!们?(?:[区县市镇乡街校国院处局中社]))|笑|说[,:“]|说道|记者|曾"
    r"|先后|荣获|位于|现有|已经?|那[个时天年]|着(?![力手重眼])|"
    r"告诉|[!?]|近[年日]来?|(?<![\d一二三四五六七八九十])日前(?![将把报完])|长期以来|启示|期待|呼吁|据|先生|女士|老人家|大爷|大妈|奶奶|占\d|占比|显示|表明|受访|问卷|样本|本文|笔者|约[有占]|平均|相比|认为|差距|调查|(?:1[5-9]\d\d|20(?:0\d|1\d))年"
)


def genre(title: str, text: str) -> str:
    """`duty`, `mixed`, `story` or `advice`: what a text without better evidence is taken for."""
    tells = [found.start() for found in _STORY_TITLE.finditer(title)]
    asks = [found.start() for found in _DUTY_TITLE.finditer(title)]
    # 调查的通知 asks, 制度的思考 tells: the last word of a title is its noun.
    if asks and (not tells or asks[-1] > tells[-1]):
        return "duty"
    duty = len(_DUTY_CUE.findall(text))
    story = len(_STORY_CUE.findall(text))
    if _ADVICE_TITLE.search(title):
        return "advice"
    if tells or (story > duty and story * 150 > len(text)):
        return "story"
    if _DATELINE.match(text) or (_NEWS_TITLE.search(title) and 2 * story >= duty):
        return "story"
    return "duty" if duty >= 2 * story else "mixed"


_TURNS = re.compile("下一步|打算|目标|要求|计划|措施|建议|对策|安排|思路|任务|要点")
_DATELINE = re.compile(r"\A[^\n]*\n\s*(?:(?:20\d\d年)?\d{1,2}月\d{1,2}日(?:[上下]午)?,|近日,|日前,|本报讯)")


def opening_mode(title: str, opening: str) -> str | None:
    """`past` where a text sets out to report: a summary, or 在…领导下…完成了…"""
    ends_in_plan = re.search("(?:计划|安排|打算|要点|方案)[^一-鿿]*$", title)
    if re.search("(?:总结|报告|汇报|情况)[^一-鿿]*$", title) and not ends_in_plan:
        return "past"
    if (
        re.search("领导下|支持下|指导下", opening)
        and re.search("完成了|取得了|以来|圆满完成", opening)
        and not ends_in_plan
    ):
        return "past"
    return None


def heading_mode(text: str, above: str | None = None) -> str | None:
    """`past` or `duty` where a heading says so; else what the heading above it says."""
    if _PAST_HEADING.search(text) and not re.search("下一步|整改|打算|目标|要求|确保|提升|增强|注重|务求", text):
        return "past"
    # Under 存在的问题, 资金来源单一 is a problem with money, no duty.
    if _DUTY_HEADING.search(text) and (above != "past" or _TURNS.search(text)):
        return "duty"
    return above


#: Bounds that nobody reports in (每月召开 is said of last year too).
_BOUND = re.compile(r"不(?:得|能|应)?(?:少于|低于|小于|超过|多于|高于)|至少|最多|控制在|[≥≤]|(?<=[日月底年末号])前")
_PERMISSION = re.compile(r"(?:[^,。]{0,6})?(?:可以?|允许|有权)(?=[一-鿿])(?!持续)")


def is_past(clause: str, sentence_before: str, mode: str | None, article: str, amount_bound: bool = False) -> bool:
    """Whether a clause reports instead of asking.

    `sentence_before` is the sentence up to it, `mode` what the heading above says, `article` the genre.
    """
    clause, sentence_before = _BASE.sub("", clause), _BASE.sub("", sentence_before)
    asks = bool(MODAL.search(clause)) or bool(TARGET.search(clause))
    if _PERMISSION.match(clause.strip()) and not asks:
        return True
    asks_strongly = bool(MODAL.search(clause)) and not re.search("了(?![解结])|已经|曾|被评", clause)
    if article == "advice":
        return True
    # A story asks for nothing unless somebody is told to; what people in it say asks nobody.
    if article == "story" and "“" in sentence_before[-60:] + clause[:2]:
        return True
    if article == "story":
        return not (asks_strongly and TARGET.search(clause) and not _STORY_CUE.search(sentence_before + clause))
    if asks_strongly:
        return False
    unasked = mode == "past" or (mode is None and article != "duty")
    if _PAST.search(clause) or (unasked and not asks and _PAST_UNLESS_ASKED.search(clause)):
        return True
    if _PAST_SENTENCE.search(sentence_before) and not asks:
        return True
    if mode == "past":
        return not _BOUND.search(clause) or article != "duty"
    if article == "mixed" and mode != "duty":
        # 希望同志们…,认真听好每一节课: what is asked of the sentence is asked of the clause.
        return not asks and not re.search("希望|要(?![求点素])|应当?|必须", sentence_before)
    return bool(re.search("共(?:开|举|组|完|走|调|发|培|建)|先后|已经?", sentence_before)) and not asks
