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


def _topic(words: str, measure: str, title: str, **sums: str) -> Topic:
    return Topic(re.compile(words), measure, title, tuple(sums.items()))


#: In order: the first whose words stand in the deed. The more particular come first.
TOPICS = (
    _topic(r"签约", "contracts.signed", "签约台账"),
    _topic(r"手记|信息(?!员|化|平台)|稿件|简报|舆情|调研文章|新闻|民情", "manuscripts.filed", "稿件台账"),
    _topic(r"宣传栏|橱窗|黑板报|展板|海报|标语|宣传画|公示栏|公开栏", "postings.contents", "公示台账"),
    _topic(
        r"宣传(?:资料|册|折页|品)|手册|读本|发放",
        "distributions.made",
        "资料发放台账",
        份="distributions.copies",
    ),
    _topic(r"调解|化解|纠纷", "mediations.settled", "调解台账"),
    _topic(
        r"谈心|谈话|走访|入户|上门|探访|家访|巡诊|慰问|随访|联系困难|结对",
        "visits.made",
        "走访台账",
        户="visits.households",
    ),
    _topic(r"体检|筛查|接种|健康档案|建档", "health_checks.made", "健康服务台账", 人="health_checks.residents"),
    _topic(r"检查|巡查|督查|督导|抽查|排查|自查|巡检|清点", "inspections.done", "检查台账"),
    _topic(r"整改|隐患", "findings.closed", "问题整改台账"),
    _topic(
        r"培训|轮训|学习|党课|授课|学时|讲党课|进修",
        "trainings.held",
        "培训台账",
        人次="trainings.present",
        天="trainings.days",
        学时="trainings.hours",
        课时="trainings.hours",
        小时="trainings.hours",
    ),
    _topic(
        r"例会|会议|[一-鿿]会$|座谈|恳谈|听证|议事|党员大会|组织生活",
        "meetings.held",
        "会议台账",
        人="meetings.present",
    ),
    _topic(r"值班|轮班|开放", "shifts.kept", "值班台账"),
    _topic(r"志愿服务", "services.done", "志愿服务台账", 小时="services.hours", 天="services.days"),
    _topic(r"测评|满意|知晓|调查|问卷", "surveys.answered", "问卷台账"),
    _topic(r"答复|回复|受理|办结|诉求|事项|反映", "requests.settled", "居民诉求台账"),
    _topic(
        r"活动|讲座|宣传|义诊|演出|比赛|竞赛|晚会|节|周|演练|托管|读书|培训班|教育|开幕|纪念日",
        "activities.held",
        "活动台账",
        人次="activities.present",
        人="activities.present",
    ),
    _topic(r"经费|资金|补助|补贴|投入|奖金", "payments.made", "经费台账", 元="payments.amount"),
    _topic(r"新建|建成|改造|安装|建设|创建|培育|打造|增设|补植|示范|更换", "projects.completed", "项目台账"),
    _topic(r"考核|考评|评比|通报|排名", "appraisals.published", "考核台账"),
    _topic(r"队伍|志愿者|人员|配备|组建|成员|小组|教师|网格员", "groups.members", "队伍台账"),
)

#: Papers that a plan has sent up, by the name a submission carries.
PAPERS = (
    ("plan", re.compile(r"方案|计划|安排")),
    ("members", re.compile(r"名单|人员")),
    ("division", re.compile(r"分工")),
    ("summary", re.compile(r"总结|小结")),
    ("chart", re.compile(r"结构图|架构图")),
    ("report", re.compile(r"报告|情况|通报")),
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
    """The topic whose words a deed holds."""
    return next((topic for topic in TOPICS if topic.words.search(deed)), None)


def papers_in(deed: str) -> list[str]:
    """The kinds of papers a deed names."""
    return [name for name, words in PAPERS if words.search(deed)]
