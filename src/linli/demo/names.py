"""Invented people, houses and texts. Identity numbers carry the division 330000, which is never given to a person."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂英华玉梅建国春生秀珍文婷宇轩子涵欣怡浩然思源晓东志远海燕雪松云飞佳慧家豪美玲德福金凤小红立新永康"
ROADS = [
    "翠湖路",
    "云溪街",
    "望江巷",
    "桃源路",
    "柳荫街",
    "东风弄",
    "文昌路",
    "青石巷",
    "百合路",
    "银杏街",
    "听涛路",
    "学士弄",
]
STREETS = ["东塘", "西溪", "南浦", "北辰"]
COMMUNITIES = [
    "翠湖",
    "柳荫",
    "桃源",
    "文昌",
    "望江",
    "百合",
    "银杏",
    "听涛",
    "学士",
    "青石",
    "东风",
    "云栖",
    "锦绣",
    "和睦",
    "长乐",
    "永宁",
    "春晖",
    "朝阳",
    "丽水",
    "枫林",
    "松涛",
    "竹苑",
    "梅园",
    "兰亭",
    "荷塘",
    "金桥",
]
NOTES = [
    ("张大妈的血压计", "入户随访时发现老人把血压计放在柜顶，量血压要踩凳子。帮她换到床头，并约好每周三电话提醒。"),
    ("楼道里的健康课", "把高血压讲座搬到楼道口，十几位邻居围着听，散场后有六户主动问起签约。"),
    ("三次敲门", "独居的老人前两次没有开门，第三次请楼组长同去，才知道老人听力不好。已在档案中注明联系办法。"),
    ("一张联系卡", "居民把联系卡贴在冰箱上，半夜孩子发热时按卡上的电话打来，指导处理后次日复诊。"),
    ("从不信到常来", "老人起初只信偏方，连续随访两个月后开始按时服药，血糖平稳。"),
    ("病床前的约定", "术后居家的居民行动不便，与家属商定每周上门换药一次，三周后痊愈。"),
    ("小区里的体检车", "体检车开进小区，一个上午完成四十余人的检查，查出的异常当天逐户通知。"),
    ("翻译", "外来务工家庭听不懂方言，请同乡志愿者一起入户，把疫苗接种的事讲清楚。"),
]
AGENDA = "一、通报上月签约、随访情况；二、研究存在问题；三、安排本月工作。"
ISSUES = [
    "个别片区签约进度偏慢",
    "重点人群随访间隔偏长",
    "新入户居民建档不及时",
    "团队间工作量不够均衡",
    "居民电话变更后未及时更新",
]
STEPS = [
    "由团队长逐户核对未签约家庭",
    "对超过三个月未随访的家庭排出计划",
    "与社区居委会核对新入户名单",
    "调整两个小区的责任医生",
    "结合走访更新联系方式",
]


def person_name(rng: Random) -> str:
    """A name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2, 2))))


def identity_number(born: date, order: int, male: bool) -> str:
    """A well-formed number that belongs to nobody: `order` tells people of one birthday apart (0 to 499)."""
    from stdnum.cn import ric

    stem = f"330000{born:%Y%m%d}{order * 2 + male:03d}"
    return stem + ric.calc_check_digit(stem + "0")


def birthday(rng: Random, youngest: int, oldest: int, today: date) -> date:
    """A day of birth that makes somebody of an age between the two."""
    return today - timedelta(days=rng.randint(youngest * 365 + youngest // 4, oldest * 365 + oldest // 4 + 364))
