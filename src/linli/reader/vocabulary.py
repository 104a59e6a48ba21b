"""Which register proves which deed: the words of plans against the names of measures.

The names are those that packs use. A register that the site does not have stays `wanted`, by its title here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """A kind of deed: the words that tell it, the measure that counts it, the register's title."""

    words: re.Pattern[str]
    measure: str
    title: str
    #: What adds up where the plan counts something other than the rows themselves: unit → measure.
    sums: tuple[tuple[str, str], ...] = ()
    #: Which of all persons or homes it has reached: the measure that says so, where the register has one.
    reached: str = ""
    #: What the good ones are counted by, as a share of all: published of filed.
    good: str = ""


def _topic(words: str, measure: str, title: str, reached: str = "", good: str = "", **sums: str) -> Topic:
    return Topic(re.compile(words), measure, title, tuple(sums.items()), reached, good)


#: In order: the first whose words stand in the deed. The more particular come first.
TOPICS = (
    _topic(r"签约", "contracts.signed", "签约台账", reached="contracts.households", 户="contracts.households"),
    _topic(
        r"结对|一帮一|对子|包联|责任到人|落实到每",
        "responsibilities.subjects",
        "责任关系",
        reached="responsibilities.holders",
    ),
    _topic(
        r"(?:欲?拟|编[写制印]|撰写|制[定订]|下达|修订|健全|完善)[^,。]*(?:《|标准|制度|细则|计划|手册|职责|轮流表|值班表)|轮流表|值班表|工作安排$"
        r"|(?:完善|制[定订]|健全)[^,。]*《",
        "submissions.filed",
        "报送材料",
    ),
    _topic(r"责任岗(?!位)|(?:责任|[一两三\d]个?)岗位?(?!责任)|岗位(?!责任|培训|技能)", "assignments.held", "任职台账"),
    _topic(
        r"手记|信息(?!员|化|平台)|稿件|简报|舆情|调研文章|新闻|民情(?!恳谈)",
        "manuscripts.filed",
        "稿件台账",
        good="manuscripts.published",
    ),
    _topic(r"宣传[栏窗]|橱窗|黑板报|展板|海报|标语|宣传画|公示栏|公开栏", "postings.contents", "公示台账"),
    _topic(
        r"宣传(?:资料|册|折页|品)|手册|读本|发放",
        "distributions.made",
        "资料发放台账",
        reached="distributions.households",
        份="distributions.copies",
        册="distributions.copies",
        户="distributions.households",
    ),
    _topic(r"调解|化解|纠纷", "requests.settled", "居民诉求台账", good="requests.settled"),
    _topic(r"血压", "check_ups.made", "体检台账", reached="check_ups.pressures"),
    _topic(r"测评|满意|知晓|知道|调查|问卷|普及|养成|掌握(?!技)", "surveys.answered", "问卷台账", good="surveys.aware"),
    _topic(r"体检|筛查|接种", "check_ups.made", "体检台账", reached="check_ups.residents", 人="check_ups.residents"),
    _topic(
        r"健康档案|建档",
        "health_records.opened",
        "健康档案",
        reached="health_records.residents",
        人="health_records.residents",
    ),
    _topic(r"随访", "follow_ups.made", "随访台账", reached="follow_ups.residents", 人="follow_ups.residents"),
    _topic(
        r"谈心|谈话|走访|入户|上门|探访|家访|巡诊|慰问|联系困难|家门|家情|家难|家心",
        "visits.made",
        "走访台账",
        reached="visits.households",
        户="visits.households",
        家="visits.households",
    ),
    _topic(r"检查|巡查|督查|督导|抽查|排查|自查|巡检|清点", "inspections.done", "检查台账"),
    _topic(r"整改|隐患", "findings.closed", "问题整改台账"),
    _topic(
        r"召开[^,。]*会|例会|会议|[一-鿿]会$|座谈|恳谈|听证|议事|党员大会|组织生活",
        "meetings.held",
        "会议台账",
        人="meetings.present",
    ),
    _topic(
        r"培训|轮训|学习(?![周型节日])|党课|授课|学时|进修|思想教育|听[好课]|技能(?!竞赛)",
        "trainings.held",
        "培训台账",
        reached="trainings.people",
        人="trainings.people",
        名="trainings.people",
        人次="trainings.present",
        天="trainings.days",
        学时="trainings.hours",
        课时="trainings.hours",
        小时="trainings.hours",
    ),
    _topic(r"值班|轮班|开放|当班", "shifts.kept", "值班台账"),
    _topic(r"点名|考勤", "trainings.rolls", "培训台账"),
    _topic(r"志愿服务", "services.done", "志愿服务台账", 小时="services.hours", 天="services.days"),
    _topic(
        r"答复|回复|受理|办结|诉求|事项|反映",
        "requests.settled",
        "居民诉求台账",
        good="requests.settled",
    ),
    _topic(
        r"活动|讲座|宣传|义诊|演出|比赛|竞赛|晚会|节|[日周月]$|演练|托管|读书|教育|开幕|纪念日|主题歌",
        "activities.held",
        "活动台账",
        人次="activities.participants",
        人="activities.participants",
    ),
    _topic(r"经费|资金|补助|补贴|投入|奖金", "payments.made", "经费台账", 元="payments.amount"),
    _topic(r"新建|建成|改造|安装|建设|创建|培育|打造|增设|增添|补植|示范|更换", "projects.completed", "项目台账"),
    _topic(r"考核|考评|评比|通报|排名", "appraisals.published", "考核台账"),
    _topic(r"队伍|小组|专班|团队", "groups.formed", "队伍台账", 支="groups.formed"),
    _topic(r"志愿者|人员|配备|成员|教师|网格员", "assignments.heads", "任职台账"),
    _topic(r"总结|小结", "submissions.filed", "报送材料"),
)

#: Which rows of a register a deed means: register, filter, choice, the words that tell.
NARROWER = tuple(
    (register, name, choice, re.compile(words))
    for register, name, choice, words in (
        ("meetings", "kind", "correspondents", "通讯员例会"),
        ("meetings", "kind", "briefing", "通报会"),
        ("meetings", "kind", "representatives", "代表(?:会议|大会)"),
        ("meetings", "kind", "duty-report", "述职"),
        ("meetings", "kind", "talk", "恳谈"),
        ("meetings", "kind", "hearing", "听证"),
        ("meetings", "kind", "work", "例会|工作会议"),
        ("manuscripts", "kind", "doctor-note", "手记"),
        ("manuscripts", "kind", "analysis", "舆情"),
        ("manuscripts", "kind", "research", "调研文章"),
        ("manuscripts", "kind", "news", "信息|新闻"),
        ("requests", "kind", "mediation", "调解|化解|纠纷"),
        ("requests", "kind", "petition", "来信|来访|信访"),
        ("responsibilities", "kind", "pair", "结对|一帮一|对子"),
        ("responsibilities", "kind", "claimed-post", "责任岗|岗位"),
        ("groups", "kind", "leading", "领导小组"),
        ("groups", "kind", "working", "工作小组"),
        ("groups", "kind", "volunteers", "志愿"),
        ("groups", "kind", "teachers", "教师"),
        ("activities", "form", "lecture", "讲座"),
        ("activities", "form", "consultation", "义诊"),
        ("activities", "form", "contest", "比赛|竞赛|大赛"),
        ("activities", "form", "show", "演出|晚会|巡演"),
        ("activities", "form", "reading", "读书|阅读"),
        ("trainings", "kind", "viewing", "集中收看"),
        ("trainings", "kind", "study", "学习制度|集中学习"),
    )
)

#: Papers that a plan has sent up, by the name a submission carries.
PAPERS = (
    ("plan", re.compile(r"方案|计划|安排")),
    ("members", re.compile(r"名单|人员")),
    ("division", re.compile(r"分工")),
    ("summary", re.compile(r"总结|小结")),
    ("chart", re.compile(r"结构图|架构图")),
    ("report", re.compile(r"报告|(?<!分工)情况|通报")),
    ("table", re.compile(r"表|台账|清单|统计")),
)

#: Who acts → the kind of unit, for the `for:` of a pack.
UNIT_KINDS = (
    ("centre", re.compile(r"中心")),
    ("station", re.compile(r"站")),
    ("school", re.compile(r"学校|学院|幼儿园")),
    ("village", re.compile(r"村")),
    ("community", re.compile(r"社区|居委|居民委员会|网格")),
    ("street", re.compile(r"街道|镇|乡")),
    ("district", re.compile(r"区|县")),
)


def topic_of(deed: str) -> Topic | None:
    """The topic whose words a deed holds; names in quotation marks tell less than the words around them."""
    plain = re.sub("“[^”]*”", "", deed)
    return next((topic for text in (plain, deed) for topic in TOPICS if topic.words.search(text)), None)


def narrower(register: str, deed: str) -> tuple[str, str] | None:
    """The filter and choice of a register that the words of a deed name."""
    found = (one for one in NARROWER if one[0] == register and one[3].search(deed))
    return next(((name, choice) for _register, name, choice, _words in found), None)


def papers_in(deed: str) -> list[str]:
    """The kinds of papers a deed names."""
    return [name for name, words in PAPERS if words.search(deed)]
