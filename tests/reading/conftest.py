"""A plan of 荷花社区, and clients that are signed in."""

import pytest
from django.test import Client
from django.urls import reverse

PLAN = """荷花社区2026年工作计划
为做好今年的社区工作，制定本计划。
一、组织建设
1.每季度召开一次居民议事会。
2.每月5日前走访独居老人20户以上，及时了解需求。
二、健康服务
1.全年举办健康讲座不少于12场，参加居民不少于600人次。
2.居民知晓率达到90%以上。
3.加强健康宣传，营造良好氛围。
三、保障措施
1.6月10日前将实施方案、领导小组名单报街道办。
"""


@pytest.fixture
def plan_text():
    """The text of the plan."""
    return PLAN


class Reader(Client):
    """A client that works on plans."""

    def bring(self, text: str, unit, **more):
        """Paste a plan and follow to its page."""
        return self.post(reverse("plans"), {"unit": unit.pk, "text": text, **more}, follow=True)

    def do(self, item, step: str, **values):
        """One step on an obligation."""
        return self.post(reverse("plan_do", args=[item.plan_id, item.pk]), {"do": step, **values}, follow=True)


@pytest.fixture
def signed_in():
    """A client with an account signed in."""

    def client(account):
        made = Reader()
        made.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return made

    return client
