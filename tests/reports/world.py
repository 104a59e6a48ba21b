"""A small named world: the centre of 城东 in its activity week, and the four centres of its district."""

from __future__ import annotations

from datetime import date

from linli.reports.charts import Node
from linli.reports.templates.activity_week import Activity, ActivityWeek
from linli.reports.templates.structure_chart import StructureChart
from linli.reports.templates.submission_matrix import Paper, Submission, SubmissionMatrix

CENTRES = tuple(f"{name}社区卫生服务中心" for name in ("城东", "城西", "河滨", "南山"))
WEEK = ActivityWeek(
    centre=CENTRES[0],
    first=date(2012, 5, 7),
    last=date(2012, 5, 13),
    written=date(2012, 5, 18),
    to="区卫生局社管办",
    basis="《关于开展家庭健康医生责任制工程活动周的通知》",
    target=400,
    households=5120,
    signed_before=2304,
    teams=3,
    doctors=12,
    kinds=("健康教育", "卫生科技进社区", "妇女病普查"),
    communities=("东园社区", "桃浦社区", "新桥社区", "运河社区", "北街社区", "塔山社区"),
    materials={"宣传折页": 1200, "《致居民朋友们的一封信》": 800, "服务联系卡": 650},
    activities=(
        Activity(
            "活动周启动仪式暨集中签约", date(2012, 5, 7), "东园社区文化广场", "健康教育", "东园社区", 260, 96
        ),
        Activity("高血压防治讲座", date(2012, 5, 8), "桃浦社区活动室", "健康教育", "桃浦社区", 85, 32),
        Activity("春季养生讲座", date(2012, 5, 8), "新桥社区老年活动中心", "健康教育", "新桥社区", 74, 24),
        Activity("健康自测体验", date(2012, 5, 9), "运河社区服务站", "卫生科技进社区", "运河社区", 120, 48),
        Activity("家庭急救演示", date(2012, 5, 11), "北街社区会议室", "卫生科技进社区", "北街社区", 66, 0),
        Activity(
            "义诊咨询与集中签约", date(2012, 5, 12), "东园社区文化广场", "健康教育", "东园社区", 310, 103
        ),
        Activity("入户签约", date(2012, 5, 13), "新桥社区", "健康教育", "新桥社区", 0, 61),
    ),
    late=1,
    plans=("对活动周内表示意向的家庭逐户回访", "5月底前在塔山社区补办一场集中签约"),
)

DOCTORS = ("王芳", "李敏", "张伟", "刘洋", "陈静", "杨帆", "赵磊", "黄蓉", "周涛", "吴倩", "徐丽", "孙强")


def centre(name: str = CENTRES[0], teams: int = 3, each: int = 4, idle: int = 1) -> Node:
    """A centre with its teams; doctor n answers for 180 + 20 n households, the last `idle` for none."""
    doctors = [
        Node(DOCTORS[n % 12], "", 0 if n >= teams * each - idle else 180 + 20 * n)
        for n in range(teams * each)
    ]
    return Node(
        name,
        "中心主任　陆建国",
        None,
        tuple(
            Node(
                f"第{'一二三四五六七八九'[t]}责任团队",
                f"团队长　{DOCTORS[t * each % 12]}",
                None,
                tuple(doctors[t * each : (t + 1) * each]),
            )
            for t in range(teams)
        ),
    )


STRUCTURE = StructureChart(centre(), date(2012, 4, 26), to="区卫生局社管办", households=3400)

_ON_TIME = Submission("on-time", date(2012, 4, 27))
MATRIX = SubmissionMatrix(
    programme="家庭健康医生责任制工程",
    issuer="某某区卫生局社管办",
    to="各社区卫生服务中心",
    as_of=date(2012, 5, 31),
    units=CENTRES,
    papers=(
        Paper("实施方案", date(2012, 5, 1)),
        Paper("领导小组名单", date(2012, 5, 1)),
        Paper("责任分工", date(2012, 5, 1)),
        Paper("结构图", date(2012, 5, 1)),
        Paper("活动周小结", date(2012, 5, 20)),
        Paper("5月医生手记", date(2012, 5, 30)),
        Paper("6月医生手记", date(2012, 6, 30)),
    ),
    cells=(
        (*[_ON_TIME] * 4, *[Submission("on-time", date(2012, 5, 18))] * 2, Submission("open")),
        (*[_ON_TIME] * 3, Submission("late", date(2012, 5, 4), 3), _ON_TIME, _ON_TIME, Submission("open")),
        (*[_ON_TIME] * 4, Submission("excused"), _ON_TIME, Submission("open")),
        (
            _ON_TIME,
            *[Submission("missing")] * 3,
            Submission("late", date(2012, 5, 29), 9),
            Submission("missing"),
            Submission("open"),
        ),
    ),
)
