"""The plan of the district, issued, and clients that are signed in."""

import pytest
from django.test import Client

from linli.programmes import office

PLAN = """\
# 区卫生局的通知
programme: visits
title: 上门走访
period: 2026
for: {units: centre, under: district}
source: {document: 关于开展上门走访的通知}
parameters:
  visits_per_month: {title: 每月走访, value: 2, unit: 次, min: 1, max: 9}   # 通知第三条
obligations:
  visits:
    title: 上门走访
    count: visits.made
    at_least: $visits_per_month
    every: month
    by: {day: 25}
    source: 每月25日前上门走访2次
  contracts:
    {title: 家庭签约, count: contracts.signed, at_least: null, total: 100, every: year, source: 全区签约100户}
"""


@pytest.fixture
def plan():
    """The text of the plan."""
    return PLAN


@pytest.fixture
def issued(world):
    """The plan as the district has published it."""
    version = office.draft(PLAN, unit=world.district, by=world.wu)
    return office.publish(version, by=world.wu).programme


@pytest.fixture
def signed_in():
    """A client with an account signed in."""

    def client(account):
        made = Client()
        made.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return made

    return client
