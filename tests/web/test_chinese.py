"""One English word may be several Chinese ones: what people read is the right one."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("who", "address", "right", "wrong"),
    [
        ("sun", "/r/residents/new", "姓名", "名称"),
        ("root", "/office/accounts/new", "姓名", "名称"),
        ("root", "/office/units", "单位管理", "上级单位管理"),
    ],
)
def test_words_mean_what_they_should(who, address, right, wrong, world, visit, text_of):
    answer = visit(getattr(world, who)).get(address, follow=True)
    page = text_of(answer)
    assert answer.status_code == 200
    assert right in page
    assert wrong not in page


def test_a_unit_has_a_unit_above_and_a_child_has_parents(world):
    from linli.people.persons import Relation
    from linli.tree.models import Account, Parentage

    assert gettext("Units") == "单位"
    assert str(Parentage._meta.verbose_name) == "上级单位"
    assert str(Relation.PARENT.label) == "父母"
    assert str(Account._meta.get_field("name").verbose_name) == "姓名"
