"""A small plan of the district for its health centres."""

import pytest

from linli.programmes import office

PLAN = """\
# 区卫生局的通知
programme: visits
title: 上门走访
period: 2026
for: {units: centre, under: district}
source: {document: 关于开展上门走访的通知}
parameters:
  visits_per_month: {title: 每月走访, value: 2, unit: 次, min: 1, max: 9}
obligations:
  visits:
    {title: 上门走访, count: visits.made, at_least: $visits_per_month, every: month, source: 每月走访2次}
  contracts:
    {title: 签约, count: contracts.signed, at_least: null, total: 100, every: year, source: 签约100户}
"""

SCORED = """
scores:
  doctors: {title: 医生考核, linked_to: pay, lines: [{title: 走访, from: visits, points: 100, full_at: 4}]}
"""


@pytest.fixture
def plan():
    """The text of the plan."""
    return PLAN


@pytest.fixture
def scored():
    """The plan with a score sheet that touches pay."""
    return PLAN + SCORED


@pytest.fixture
def issued(world):
    """The plan as the district has published it."""
    version = office.draft(PLAN, unit=world.district, by=world.wu)
    return office.publish(version, by=world.wu).programme
