"""What the activities, requests, lessons and questions of the demo say."""

from __future__ import annotations

CRITERIA = ("focused", "distinctive", "rich", "lively", "inventive")

# form, title, topics, audience
ACTIVITIES = [
    ("lecture", "高血压防治讲座", "高血压、合理膳食", "high-risk"),
    ("lecture", "糖尿病饮食课堂", "糖尿病、合理膳食", "high-risk"),
    ("lecture", "家庭急救与意外伤害预防", "家庭急救、意外伤害预防", ""),
    ("consultation", "社区义诊", "慢性病防治", "elderly"),
    ("boards", "健康知识展板巡展", "常见病防治", ""),
    ("contest", "居民健康知识竞赛", "健康素养", ""),
    ("health-education", "呼吸道传染病防治宣教", "呼吸道传染病", ""),
    ("screening", "老年人骨密度筛查", "老年保健", "elderly"),
    ("audiovisual", "儿童口腔保健影像课", "口腔保健", "youth"),
    ("show", "健康主题纳凉晚会", "健康生活方式", ""),
    ("lecture", "更年期保健讲座", "生殖健康", "women"),
]

# kind, what is asked, the answer
REQUESTS = [
    ("need", "行动不便，希望上门换药", "已上门换药，约定每三天一次。"),
    ("need", "老人独居，希望定期测血压", "已列入每月上门随访。"),
    ("need", "出院后需要康复指导", "康复医师已上门指导，留下训练计划。"),
    ("need", "希望代为预约上级医院专科", "已通过转诊平台预约成功。"),
    ("need", "长期处方快用完了，希望送药", "已开具长期处方并送药上门。"),
    ("need", "新生儿需要上门访视", "已完成新生儿访视。"),
    ("need", "家属想学习鼻饲护理", "护士已上门示教。"),
    ("message", "接种流感疫苗要带什么证件", "带身份证和接种本，周一至周五上午接种。"),
    ("message", "体检报告什么时候能取", "报告已出，可到服务站领取。"),
    ("message", "换了手机号怎么通知医生", "已在档案中更新联系方式。"),
    ("message", "降压药可以减量吗", "请先来测量并复诊，不要自行减量。"),
]

ITEMS = [f"规范第{number}项" for number in range(1, 14)]
TOPICS = ["沟通技巧", "服务流程", "服务技术", "管理要求"]
LECTURERS = ["李文博", "沈国平", "陆雅琴", "方志明", "施建英"]
NEWS = ["走进小区集中签约", "为独居老人上门体检", "开展高血压随访", "举办健康讲座", "培训家庭急救技能"]

# question, topic, answers to choose from, right answers
QUESTIONS = [
    ("您知道本社区有家庭医生吗？", "family-doctor", "知道、不知道", "知道"),
    ("您知道自己的家庭医生是谁吗？", "family-doctor", "知道、不知道", "知道"),
    ("签订家庭医生服务协议要另外收费吗？", "family-doctor", "不收费、收费", "不收费"),
    ("下面哪些是家庭医生的服务？", "service-content", "慢性病随访、健康体检、代缴水电费", "慢性病随访、健康体检"),
    ("行动不便的老人可以申请上门服务吗？", "service-content", "可以、不可以", "可以"),
]
