"""The team's households, its doctors and its leader, signed in over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from linli.people.models import Household, Person, Responsibility
from linli.programmes import office
from linli.programmes.models import Programme
from linli.tree.models import Account
from tests.world import World

PLAN = """\
programme: doctors
title: 家庭健康医生责任制工程
period: 2026
for: {units: centre, under: district}
source: {document: 关于推进责任制工程的通知}
parameters:
  residents_per_doctor: {title: 每名家庭医生服务居民数上限, value: null, unit: 人}
  activity_week: {title: 活动周, value: 05-07..05-13}
obligations:
  chart: {title: 报送责任制结构图, submit: chart, report: structure-chart, to: district, by: 05-01, source: 报区}
  summary: {title: 报送活动周小结, submit: summary, report: activity-week, to: district, by: 05-20, source: 报区}
reports:
  structure-chart: {title: 责任制结构图, template: structure-chart, by: 05-01, to: district}
  activity-week:
    {title: 活动周小结, template: activity-week, window: $activity_week, by: 05-20, to: district, length: 4000}
"""


@pytest.fixture(autouse=True)
def in_may(settings: Any, tmp_path: Any) -> None:
    """It is 18 May 2026, and files lie in a folder of the test's own."""
    settings.LINLI_TODAY = date(2026, 5, 18)
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def signed_in() -> Callable[[Account], Client]:
    """A browser in which the account is signed in."""

    def sign_in(account: Account) -> Client:
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def answers(world: World) -> Callable[..., Responsibility]:
    """`answers(home, doctor)`: the doctor answers for the household since New Year."""

    def give(home: Household, holder: Person, **fields: Any) -> Responsibility:
        given = {"unit": holder.unit, "kind": "doctor", "starts": date(2026, 1, 1), **fields}
        return world.keep(Responsibility(household=home, holder=holder, **given))

    return give


@pytest.fixture
def programme(world: World) -> Programme:
    """The notice, published by the district and carried out by the centre of 翠湖."""
    version = office.publish(office.draft(PLAN, unit=world.district, by=world.wu), by=world.wu)
    office.adopt(version.programme, world.cuihu_centre, by=world.zhou)
    return version.programme
